//! Logging in through another house, and what an attacker would try.

mod attacks;
mod protocols;
mod tokens;

use std::sync::Arc;

use db::Db;
use vocab::{AccountId, Role};
use web::{
    Cell, StatusCode,
    testing::{Browser, Reply},
};

use super::{Provider, ProviderConfig, ProviderKind, Providers, StandIn, Wire};
use crate::accounts::{
    self, DemoLogin,
    tests::{House, RIGHT, empty_with, log_in_as},
};

pub(super) const REFUSED: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// A demo whose provider knows `clerk` and `mother`.
struct Door {
    it: House,
    mother: AccountId,
}

fn offered(cell: &Cell, stand_in: &Arc<StandIn>) -> Providers {
    let wire: Arc<dyn Wire> = Arc::new(super::Internet::default());
    let open = |kind| -> Provider {
        ProviderConfig::stand_in(kind).open(&cell.key, "", &wire, stand_in).unwrap()
    };
    Providers(ProviderKind::ALL.map(open).to_vec())
}

async fn door(db: Db) -> Door {
    // The provider's clock stands with the house's, which is made after it.
    let clock = Arc::new(vocab::TestClock::at("2021-12-20T00:00:00Z"));
    let stand_in = Arc::new(StandIn::new(clock).unwrap());
    let it = empty_with(db, true, |cell| {
        let providers = offered(&cell, &stand_in);
        cell.with(providers).with(stand_in)
    })
    .await;
    let mother = it.account("mother", &[Role::Guardian], None).await;
    it.account("clerk", &[Role::BasicEducationClerk], None).await;
    let login = |login: &str| DemoLogin {
        label: login.to_owned(),
        login: login.to_owned(),
        password: RIGHT.to_owned(),
    };
    let kept: Result<(), db::Error> = db::write!(it.cell.db, "demo log-ins", |tx| {
        accounts::set_demo_logins(tx, &[login("mother"), login("clerk")]).await
    });
    kept.unwrap();
    Door { it, mother }
}

impl Door {
    /// Goes to the provider and chooses `who`; gives the address that leads back.
    async fn out(&self, browser: &mut Browser, kind: &str, who: &str) -> String {
        let reply = browser.get(&format!("/cixi/login/with/{kind}?next=/me")).await;
        let page = reply.location.unwrap();
        assert!(page.starts_with(&format!("/cixi/demo/provider/{kind}?")), "{page}");
        let shown = browser.get(&page).await;
        assert_eq!(web::ui::check::faults(&shown.body), Vec::<String>::new());
        assert!(shown.body.contains("演示"));
        let mut fields = vec![("csrf", shown.field("csrf").unwrap()), ("subject", who.to_owned())];
        for name in ["client_id", "redirect_uri", "state", "nonce", "code_challenge"] {
            fields.push((name, shown.field(name).unwrap()));
        }
        let fields: Vec<(&str, &str)> = fields.iter().map(|it| (it.0, it.1.as_str())).collect();
        let to = format!("/cixi/demo/provider/{kind}");
        browser.post(&to, &fields).await.location.unwrap()
    }

    /// Links `who` at the provider with the account that logs in as `login`.
    async fn link(&self, kind: &str, who: &str, login: &str) -> Reply {
        let mut browser = self.it.browser();
        let back = self.out(&mut browser, kind, who).await;
        let new = browser.get(&back).await;
        assert_eq!(new.location.as_deref(), Some("/cixi/me/logins/new"));
        let asked = browser.get("/cixi/me/logins/new").await;
        assert_eq!(asked.location.as_deref(), Some("/cixi/login?next=%2Fme%2Flogins%2Fnew"));
        assert_eq!(log_in_as(&mut browser, login, RIGHT).await, StatusCode::SEE_OTHER);
        let page = "/cixi/me/logins/new";
        let shown = browser.get(page).await;
        assert_eq!(web::ui::check::faults(&shown.body), Vec::<String>::new());
        browser.submit(page, page, &[]).await
    }
}

#[tokio::test]
async fn the_first_time_links_and_the_second_time_opens() {
    db::testing::on_each(crate::MIGRATIONS, async |db| {
        let all = door(db).await;
        let linked = all.link("zhelibao", "mother", "mother").await;
        assert_eq!(linked.location.as_deref(), Some("/cixi/me/logins?done=linked"));
        let mut browser = all.it.browser();
        let back = all.out(&mut browser, "zhelibao", "mother").await;
        let reply = browser.get(&back).await;
        assert_eq!((reply.location.as_deref(), reply.status.as_u16()), (Some("/cixi/me"), 303));
        let page = browser.get("/cixi/me/logins").await;
        assert_eq!(web::ui::check::faults(&page.body), Vec::<String>::new());
        assert!(page.body.contains("解除绑定"));
        // The same name at another provider is somebody else.
        let back = all.out(&mut all.it.browser(), "wechat", "mother").await;
        assert!(back.contains("/wechat/back"));
        let to = "/cixi/me/logins/zhelibao/end";
        browser.submit("/cixi/me/logins", to, &[]).await;
        let mut browser = all.it.browser();
        let back = all.out(&mut browser, "zhelibao", "mother").await;
        let reply = browser.get(&back).await;
        assert_eq!(reply.location.as_deref(), Some("/cixi/me/logins/new"));
        assert!(all.mother.bits() > 0);
    })
    .await;
}

#[tokio::test]
async fn whoever_is_linked_with_one_account_is_not_linked_with_another() {
    db::testing::on_each(crate::MIGRATIONS, async |db| {
        let all = door(db).await;
        all.link("dingtalk", "clerk", "clerk").await;
        let mut browser = all.it.browser();
        let back = all.out(&mut browser, "dingtalk", "clerk").await;
        let reply = browser.get(&back).await;
        assert_eq!(reply.location.as_deref(), Some("/cixi/me"));
        let count = "SELECT COUNT(*) AS n FROM outside_login";
        assert_eq!(all.it.number(count).await, 1);
    })
    .await;
}

#[test]
fn a_real_cell_takes_no_stand_in() {
    let clock = Arc::new(vocab::TestClock::at("2021-12-20T00:00:00Z"));
    let stand_in = Arc::new(StandIn::new(clock).unwrap());
    let wire: Arc<dyn Wire> = Arc::new(super::Internet::default());
    let config = ProviderConfig::stand_in(ProviderKind::Zhelibao);
    let providers = Providers(vec![config.open("cixi", "", &wire, &stand_in).unwrap()]);
    assert!(providers.may_serve(true).is_ok());
    assert_eq!(providers.may_serve(false), Err(super::StandInIsReal));
    assert!(Providers::default().may_serve(false).is_ok());
}
