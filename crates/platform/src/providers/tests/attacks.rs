//! What an attacker would try with the way back.

use db::testing::on_each;
use vocab::Role;
use web::StatusCode;

use super::{REFUSED, door};
use crate::accounts::tests::{RIGHT, log_in_as};

fn part<'a>(address: &'a str, name: &str) -> &'a str {
    let query = address.split_once('?').unwrap().1;
    query.split('&').find_map(|it| it.strip_prefix(&format!("{name}="))).unwrap()
}

#[tokio::test]
async fn a_way_back_works_once() {
    on_each(crate::MIGRATIONS, async |db| {
        let all = door(db).await;
        all.link("zhelibao", "mother", "mother").await;
        let mut browser = all.it.browser();
        let back = all.out(&mut browser, "zhelibao", "mother").await;
        let mut copy = browser.clone();
        assert_eq!(browser.get(&back).await.status, StatusCode::SEE_OTHER);
        let again = copy.get(&back).await;
        assert_eq!((again.status, again.cookie), (REFUSED, None));
    })
    .await;
}

#[tokio::test]
async fn a_way_back_is_good_in_its_own_browser_alone() {
    on_each(crate::MIGRATIONS, async |db| {
        let all = door(db).await;
        all.link("zhelibao", "mother", "mother").await;
        // Without a door, and with another one: an attacker's address in a victim's browser.
        let back = all.out(&mut all.it.browser(), "zhelibao", "mother").await;
        let reply = all.it.browser().get(&back).await;
        assert_eq!((reply.status, reply.cookie), (REFUSED, None));
        let mut victim = all.it.browser();
        all.out(&mut victim, "zhelibao", "mother").await;
        assert_eq!(victim.get(&back).await.status, REFUSED);
    })
    .await;
}

#[tokio::test]
async fn a_made_up_an_old_and_another_providers_state_are_refused_alike() {
    on_each(crate::MIGRATIONS, async |db| {
        let all = door(db).await;
        all.link("zhelibao", "mother", "mother").await;
        let mut browser = all.it.browser();
        let back = all.out(&mut browser, "zhelibao", "mother").await;
        let state = part(&back, "state").to_owned();
        let made_up = back.replace(&state, "made-up");
        let elsewhere = back.replace("/zhelibao/", "/wechat/");
        let mut pages = Vec::new();
        for address in [&made_up, &elsewhere] {
            let reply = browser.get(address).await;
            pages.push((reply.status, reply.body));
        }
        all.it.clock.set("2021-12-20T00:10:01Z");
        let late = browser.get(&back).await;
        pages.push((late.status, late.body));
        assert_eq!(pages[0].0, REFUSED);
        assert!(pages.iter().all(|it| *it == pages[0]));
    })
    .await;
}

#[tokio::test]
async fn a_code_of_another_log_in_shows_nobody() {
    on_each(crate::MIGRATIONS, async |db| {
        let all = door(db).await;
        all.link("zhelibao", "mother", "mother").await;
        // The attacker's code, with its nonce and challenge, pasted into the victim's way back.
        let stolen = all.out(&mut all.it.browser(), "zhelibao", "mother").await;
        let mut browser = all.it.browser();
        let back = all.out(&mut browser, "zhelibao", "mother").await;
        let mixed = back.replace(part(&back, "code"), part(&stolen, "code"));
        let reply = browser.get(&mixed).await;
        assert_eq!((reply.status, reply.cookie), (REFUSED, None));
        // The state is used up with it.
        assert_eq!(browser.get(&back).await.status, REFUSED);
        // No code at all, as when somebody says no at the provider.
        let mut browser = all.it.browser();
        let back = all.out(&mut browser, "zhelibao", "mother").await;
        let refused = format!(
            "{}?state={}&error=access_denied",
            "/cixi/login/with/zhelibao/back",
            part(&back, "state")
        );
        assert_eq!(browser.get(&refused).await.status, REFUSED);
    })
    .await;
}

#[tokio::test]
async fn nobody_is_linked_with_what_another_browser_brought_back() {
    on_each(crate::MIGRATIONS, async |db| {
        let all = door(db).await;
        let mut attacker = all.it.browser();
        let back = all.out(&mut attacker, "zhelibao", "attacker").await;
        attacker.get(&back).await;
        let mut victim = all.it.browser();
        log_in_as(&mut victim, "mother", RIGHT).await;
        let page = "/cixi/me/logins/new";
        assert_eq!(victim.get(page).await.location.as_deref(), Some("/cixi/me/logins"));
        let csrf = victim.get("/cixi/me").await.field("csrf").unwrap();
        let reply = victim.post(page, &[("csrf", &csrf)]).await;
        assert_eq!(reply.status, REFUSED);
        assert_eq!(all.it.number("SELECT COUNT(*) AS n FROM outside_login").await, 0);
    })
    .await;
}

#[tokio::test]
async fn an_administrator_is_neither_linked_nor_let_in() {
    on_each(crate::MIGRATIONS, async |db| {
        let all = door(db).await;
        all.it.account("security", &[Role::SecurityAdmin], None).await;
        let reply = all.link("zhezhengding", "security", "security").await;
        assert_eq!(reply.status, REFUSED);
        // A link from before somebody became an administrator opens nothing, either.
        all.link("zhezhengding", "clerk", "clerk").await;
        let made: Result<u64, db::Error> = db::write!(all.it.cell.db, "promote", |tx| {
            let sql = "UPDATE role_grant SET role = 'security-admin' WHERE role = 'basic-education-clerk'";
            tx.run(sql, &[]).await
        });
        made.unwrap();
        let mut browser = all.it.browser();
        let back = all.out(&mut browser, "zhezhengding", "clerk").await;
        let reply = browser.get(&back).await;
        assert_eq!((reply.status, reply.cookie), (REFUSED, None));
    })
    .await;
}

#[tokio::test]
async fn a_cell_without_providers_offers_none() {
    on_each(crate::MIGRATIONS, async |db| {
        let it = crate::accounts::tests::empty_with(db, false, |cell| cell).await;
        for path in ["/login/with/zhelibao", "/login/with/nobody", "/demo/provider/zhelibao"] {
            let reply = it.browser().get(&format!("/cixi{path}")).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert!(!it.browser().get("/cixi/login").await.body.contains("浙里办"));
    })
    .await;
}
