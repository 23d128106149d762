//! One's own account: identities, password, other devices.

use db::testing::on_each;
use vocab::GrantId;
use web::StatusCode;

use super::{RIGHT, house, log_in, open};

#[tokio::test]
async fn a_person_logs_in_switches_identity_and_logs_out() {
    on_each(crate::MIGRATIONS, async |db| {
        let it = house(db).await;
        let mut browser = it.browser();
        let away = browser.get("/cixi/me").await;
        assert_eq!(away.location.as_deref(), Some("/cixi/login?next=%2Fme"));
        assert_eq!(log_in(&mut browser, RIGHT).await, StatusCode::SEE_OTHER);
        let me = browser.get("/cixi/me").await;
        assert!(me.body.contains("基教科") && me.body.contains("家长"));
        for page in ["/cixi/me", "/cixi/me/password", "/cixi/me/totp", "/cixi/login"] {
            assert_eq!(open(&mut browser, page).await.status, StatusCode::OK, "{page}");
        }
        let grant = me.field("grant").unwrap();
        let switched = browser.submit("/cixi/me", "/cixi/identity", &[("grant", &grant)]).await;
        assert_eq!((switched.status, switched.cookie), (StatusCode::SEE_OTHER, None));
        assert_ne!(browser.get("/cixi/me").await.field("grant"), Some(grant));
        assert_eq!(it.number("SELECT COUNT(*) AS n FROM session").await, 1, "the same session");
        let forged: GrantId = it.ids.make(vocab::Clock::now(&*it.clock));
        let fields = [("grant", &*forged.to_string())];
        let refused = browser.submit("/cixi/me", "/cixi/identity", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        browser.submit("/cixi/me", "/cixi/logout", &[]).await;
        assert_eq!(browser.get("/cixi/me").await.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn the_next_log_in_goes_on_as_what_was_used_last() {
    on_each(crate::MIGRATIONS, async |db| {
        let it = house(db).await;
        let mut browser = it.browser();
        log_in(&mut browser, RIGHT).await;
        let grant = browser.get("/cixi/me").await.field("grant").unwrap();
        browser.submit("/cixi/me", "/cixi/identity", &[("grant", &grant)]).await;
        let mut later = it.browser();
        log_in(&mut later, RIGHT).await;
        let (before, after) = (browser.get("/cixi/me").await, later.get("/cixi/me").await);
        assert_eq!(before.field("grant"), after.field("grant"));
    })
    .await;
}

#[tokio::test]
async fn a_new_password_ends_the_log_ins_elsewhere_and_so_does_asking_for_it() {
    on_each(crate::MIGRATIONS, async |db| {
        let it = house(db).await;
        let (mut here, mut there) = (it.browser(), it.browser());
        log_in(&mut here, RIGHT).await;
        log_in(&mut there, RIGHT).await;
        assert!(here.get("/cixi/me").await.body.contains("退出其他设备"));
        here.submit("/cixi/me", "/cixi/logout/others", &[]).await;
        assert_eq!(there.get("/cixi/me").await.status, StatusCode::SEE_OTHER);
        assert!(!here.get("/cixi/me").await.body.contains("退出其他设备"));

        log_in(&mut there, RIGHT).await;
        let page = "/cixi/me/password";
        let wrong = [("old", "wrong"), ("new", "another-one-2"), ("again", "another-one-2")];
        let refused = here.submit(page, page, &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(there.get("/cixi/me").await.status, StatusCode::OK);
        let right = [("old", RIGHT), ("new", "another-one-2"), ("again", "another-one-2")];
        let done = here.submit(page, page, &right).await;
        assert_eq!(done.location.as_deref(), Some("/cixi/me?done=password"));
        assert_eq!(there.get("/cixi/me").await.status, StatusCode::SEE_OTHER);
        assert_eq!(here.get("/cixi/me").await.status, StatusCode::OK);
        assert_eq!(log_in(&mut it.browser(), RIGHT).await, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(log_in(&mut it.browser(), "another-one-2").await, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn whoever_finds_a_browser_logged_in_cannot_guess_the_password_there() {
    on_each(crate::MIGRATIONS, async |db| {
        let it = house(db).await;
        let mut browser = it.browser();
        log_in(&mut browser, RIGHT).await;
        let page = "/cixi/me/password";
        for _ in 0..5 {
            let fields = [("old", "guess"), ("new", "another-one-2"), ("again", "another-one-2")];
            browser.submit(page, page, &fields).await;
        }
        let fields = [("old", RIGHT), ("new", "another-one-2"), ("again", "another-one-2")];
        let locked = browser.submit(page, page, &fields).await;
        assert!(locked.body.contains("账号已锁定"));
    })
    .await;
}
