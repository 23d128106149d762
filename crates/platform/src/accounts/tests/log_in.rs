//! Passwords, the second factor, and what a stranger learns from the answers.

use db::testing::on_each;
use vocab::Role;
use web::{StatusCode, testing::Browser};

use super::{RIGHT, empty, house, log_in, log_in_as};
use crate::accounts::totp;

const REFUSED: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

#[tokio::test]
async fn five_wrong_passwords_lock_for_a_quarter_of_an_hour() {
    on_each(crate::MIGRATIONS, async |db| {
        let it = house(db).await;
        let mut browser = it.browser();
        for _ in 0..5 {
            assert_eq!(log_in(&mut browser, "wrong").await, REFUSED);
        }
        assert_eq!(log_in(&mut browser, RIGHT).await, REFUSED);
        it.clock.set("2021-12-20T00:15:01Z");
        assert_eq!(log_in(&mut browser, RIGHT).await, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn a_log_in_that_does_not_exist_is_answered_like_one_that_does() {
    on_each(crate::MIGRATIONS, async |db| {
        let it = house(db).await;
        let mut pages = Vec::new();
        for login in ["clerk", "nobody"] {
            let mut browser = it.browser();
            let mut seen = Vec::new();
            for _ in 0..6 {
                let fields = [("login", login), ("password", "wrong")];
                let reply = browser.submit("/cixi/login", "/cixi/login", &fields).await;
                let told = ["账号或密码不对", "账号已锁定"].map(|it| reply.body.contains(it));
                seen.push((reply.status, told));
            }
            pages.push(seen);
        }
        assert_eq!(pages[0], pages[1]);
        assert_eq!(pages[0][4].1, [true, false]);
        assert_eq!(pages[0][5].1, [false, true]);
    })
    .await;
}

#[tokio::test]
async fn a_form_from_elsewhere_is_refused() {
    on_each(crate::MIGRATIONS, async |db| {
        let it = house(db).await;
        let mut browser = it.browser();
        let fields = [("login", "clerk"), ("password", RIGHT), ("csrf", "forged")];
        assert_eq!(browser.post("/cixi/login", &fields).await.status, StatusCode::FORBIDDEN);
        // The token of someone who is not logged in is everybody's: the browser's word decides.
        let csrf = browser.get("/cixi/login").await.field("csrf").unwrap();
        let fields = [("login", "clerk"), ("password", RIGHT), ("csrf", &csrf)];
        let sent = async |site| {
            it.browser().saying("sec-fetch-site", site).post("/cixi/login", &fields).await.status
        };
        assert_eq!(sent("cross-site").await, StatusCode::FORBIDDEN);
        assert_eq!(sent("same-origin").await, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn log_in_leads_on_inside_the_cell_only() {
    on_each(crate::MIGRATIONS, async |db| {
        let it = house(db).await;
        for (next, leads) in [
            ("/me?done=others", "/cixi/me?done=others"),
            ("//evil.example", "/cixi/welcome"),
            ("https://evil.example", "/cixi/welcome"),
            ("/\\evil.example", "/cixi/welcome"),
            ("/../gaoxin/", "/cixi/welcome"),
            ("/me\r\nSet-Cookie: a=b", "/cixi/welcome"),
            ("", "/cixi/welcome"),
        ] {
            let fields = [("login", "clerk"), ("password", RIGHT), ("next", next)];
            let reply = it.browser().submit("/cixi/login", "/cixi/login", &fields).await;
            assert_eq!(reply.location.as_deref(), Some(leads), "{next:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_first_password_opens_nothing_but_its_own_change() {
    on_each(crate::MIGRATIONS, async |db| {
        let it = empty(db, false).await;
        let now = vocab::Clock::now(&*it.clock);
        it.account("new", &[Role::Teacher], Some(now)).await;
        let mut browser = it.browser();
        assert_eq!(log_in_as(&mut browser, "new", RIGHT).await, StatusCode::SEE_OTHER);
        let held = browser.get("/cixi/me").await;
        assert_eq!(held.location.as_deref(), Some("/cixi/me/password"));
        let front = browser.get("/cixi/").await;
        assert_eq!(front.location.as_deref(), Some("/cixi/me/password"));
        let others = browser.submit("/cixi/me/password", "/cixi/logout/others", &[]).await;
        assert_eq!(others.status, StatusCode::FORBIDDEN);
        let page = "/cixi/me/password";
        for (new, again) in [("short1", "short1"), (RIGHT, RIGHT), ("another-one-2", "other")] {
            let fields = [("old", RIGHT), ("new", new), ("again", again)];
            assert_eq!(browser.submit(page, page, &fields).await.status, REFUSED, "{new}");
        }
        let fields = [("old", RIGHT), ("new", "another-one-2"), ("again", "another-one-2")];
        assert_eq!(browser.submit(page, page, &fields).await.status, StatusCode::SEE_OTHER);
        assert_eq!(browser.get("/cixi/me").await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn an_administrator_sets_up_the_second_factor_before_anything_else() {
    on_each(crate::MIGRATIONS, async |db| {
        let it = empty(db, false).await;
        it.account("security", &[Role::SecurityAdmin], None).await;
        let mut browser = it.browser();
        log_in_as(&mut browser, "security", RIGHT).await;
        let held = browser.get("/cixi/me").await;
        assert_eq!(held.location.as_deref(), Some("/cixi/me/totp"));
        let page = browser.get("/cixi/me/totp").await;
        let offer = page.field("offer").unwrap();
        let secret = offer.split('.').next().unwrap().to_owned();
        let code = |at: &str| totp::code(&secret, at.parse().unwrap()).unwrap();
        let confirm = async |browser: &mut Browser, old: &str, offer: &str, code: &str| {
            let fields = [("offer", offer), ("old", old), ("code", code)];
            browser.submit("/cixi/me/totp", "/cixi/me/totp", &fields).await.status
        };
        let good = code("2021-12-20T00:00:00Z");
        assert_eq!(confirm(&mut browser, "wrong", &offer, &good).await, REFUSED);
        assert_eq!(confirm(&mut browser, RIGHT, "JBSWY3DPEHPK3PXP.x", &good).await, REFUSED);
        assert_eq!(confirm(&mut browser, RIGHT, &offer, &good).await, StatusCode::SEE_OTHER);
        assert_eq!(browser.get("/cixi/me").await.status, StatusCode::OK);

        // From now on the password alone lets nobody in, and no code works twice.
        let mut other = it.browser();
        let fields = [("login", "security"), ("password", RIGHT)];
        let asked = other.submit("/cixi/login", "/cixi/login", &fields).await;
        assert_eq!((asked.status, asked.cookie.clone()), (StatusCode::OK, None));
        let (ticket, csrf) = (asked.field("ticket").unwrap(), asked.field("csrf").unwrap());
        it.clock.set("2021-12-20T00:01:00Z");
        let next = code("2021-12-20T00:01:00Z");
        let answer = async |browser: &mut Browser, ticket: &str, code: &str| {
            let fields = [("ticket", ticket), ("code", code), ("csrf", csrf.as_str())];
            browser.post("/cixi/login/code", &fields).await.status
        };
        assert_eq!(answer(&mut other.clone(), &ticket, &good).await, REFUSED);
        let forged = format!("{}x", &ticket[..ticket.len() - 1]);
        assert_eq!(answer(&mut other.clone(), &forged, &next).await, REFUSED);
        assert_eq!(answer(&mut other, &ticket, &next).await, StatusCode::SEE_OTHER);
        assert_eq!(answer(&mut it.browser(), &ticket, &next).await, REFUSED);
        it.clock.set("2021-12-20T00:05:01Z");
        let late = code("2021-12-20T00:05:01Z");
        assert_eq!(answer(&mut it.browser(), &ticket, &late).await, REFUSED);
    })
    .await;
}

#[tokio::test]
async fn an_old_password_of_an_administrator_is_to_be_changed() {
    on_each(crate::MIGRATIONS, async |db| {
        let it = empty(db, true).await;
        it.account("audit", &[Role::AuditAdmin], None).await;
        let mut browser = it.browser();
        log_in_as(&mut browser, "audit", RIGHT).await;
        let page = "/cixi/me/password";
        let fields = [("old", RIGHT), ("new", "another-one-2"), ("again", "another-one-2")];
        browser.submit(page, page, &fields).await;
        it.clock.set("2022-03-20T00:00:01Z");
        let mut browser = it.browser();
        log_in_as(&mut browser, "audit", "another-one-2").await;
        assert_eq!(browser.get("/cixi/me").await.location.as_deref(), Some(page));
    })
    .await;
}
