//! Inviting and being invited, on each database.

use db::testing::on_each;
use jiff::civil::date;
use vocab::{AccountId, Clock as _, PlaceId, Role};
use web::{StatusCode, testing::Browser};

use super::rules;
use crate::{
    access::{self, Grant, Place, PlaceKind},
    accounts::{
        self, Account,
        tests::{House, RIGHT, empty_with, log_in_as, open},
    },
};

const REFUSED: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

async fn place(it: &House, name: &str) -> PlaceId {
    let id = it.ids.make(it.clock.now());
    let place = Place {
        id,
        kind: PlaceKind::School,
        parent: Some(it.county),
        code: None,
        name: name.to_owned(),
        position: 1,
        since: date(2021, 8, 1),
    };
    let added: Result<(), db::Error> =
        db::write!(it.cell.db, "place", |tx| { access::add_place(tx, &place).await });
    added.unwrap();
    id
}

async fn add(it: &House, account: Account, roles: &[(Role, PlaceId)]) -> AccountId {
    let (id, now) = (account.id, it.clock.now());
    let grant = |&(role, place): &(Role, PlaceId)| Grant {
        id: it.ids.make(now),
        account: id,
        role,
        place,
        since: date(2021, 8, 1),
        until: None,
    };
    accounts::add_account(&it.system, account, roles.iter().map(grant).collect()).await.unwrap();
    id
}

/// Somebody whose account waits.
async fn waiting(it: &House, login: &str, roles: &[(Role, PlaceId)]) -> AccountId {
    add(it, Account::pending(it.ids.make(it.clock.now()), login, "沈小岚"), roles).await
}

async fn principal(it: &House, school: PlaceId) -> Browser {
    let hash = accounts::hash_password(RIGHT).unwrap();
    let login = format!("p{}", school.bits());
    let account = Account::active(it.ids.make(it.clock.now()), &login, "王校长", hash);
    add(it, account, &[(Role::Principal, school)]).await;
    let mut browser = it.browser();
    assert_eq!(log_in_as(&mut browser, &login, RIGHT).await, StatusCode::SEE_OTHER);
    browser
}

/// Makes an invitation, and gives its code.
async fn invite(browser: &mut Browser, account: AccountId) -> (StatusCode, String) {
    let page = "/cixi/invitations";
    let reply = browser.submit(page, page, &[("row", &*account.to_string())]).await;
    let code = reply.body.split_once("slip-code\">").map(|it| it.1[..19].to_owned());
    (reply.status, code.unwrap_or_default())
}

async fn join(it: &House, code: &str, login: &str, new: &str) -> web::testing::Reply {
    let fields = [("code", code), ("login", login), ("new", new), ("again", new)];
    it.browser().submit("/cixi/join", "/cixi/join/account", &fields).await
}

#[tokio::test]
async fn an_invitation_opens_its_account_once() {
    on_each(crate::MIGRATIONS, async |db| {
        let it = empty_with(db, true, |cell| cell).await;
        let school = place(&it, "云帆小学").await;
        let teacher = waiting(&it, "js000001", &[(Role::Teacher, school)]).await;
        let mut principal = principal(&it, school).await;
        open(&mut principal, "/cixi/invitations").await;
        let (status, code) = invite(&mut principal, teacher).await;
        assert_eq!((status, code.len()), (StatusCode::OK, 19));
        open(&mut it.browser(), &format!("/cixi/join?code={code}")).await;
        let shown = it.browser().submit("/cixi/join", "/cixi/join", &[("code", &code)]).await;
        assert!(shown.body.contains("沈＊＊") && !shown.body.contains("沈小岚"));
        // Too weak, or somebody else's log-in: the code is still good.
        assert_eq!(join(&it, &code, "shenxl", "short").await.status, REFUSED);
        let taken = format!("p{}", school.bits());
        assert_eq!(join(&it, &code, &taken, "good-enough-1").await.status, REFUSED);
        let reply = join(&it, &code.to_lowercase(), "shenxl", "good-enough-1").await;
        assert_eq!((reply.status, reply.cookie.is_some()), (StatusCode::SEE_OTHER, true));
        assert_eq!(join(&it, &code, "other", "good-enough-1").await.status, REFUSED);
        let mut browser = it.browser();
        let status = log_in_as(&mut browser, "shenxl", "good-enough-1").await;
        assert_eq!(status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn a_new_code_ends_the_old_one_and_a_week_ends_any() {
    on_each(crate::MIGRATIONS, async |db| {
        let it = empty_with(db, true, |cell| cell).await;
        let school = place(&it, "云帆小学").await;
        let teacher = waiting(&it, "js000001", &[(Role::Teacher, school)]).await;
        let mut browser = principal(&it, school).await;
        let (_, old) = invite(&mut browser, teacher).await;
        it.clock.set("2021-12-20T00:00:01Z");
        let (_, new) = invite(&mut browser, teacher).await;
        assert_eq!(join(&it, &old, "shenxl", "good-enough-1").await.status, REFUSED);
        it.clock.set("2021-12-27T00:00:02Z");
        let late = join(&it, &new, "shenxl", "good-enough-1").await;
        let unknown = join(&it, "AAAA-AAAA-AAAA-AAAA", "shenxl", "good-enough-1").await;
        assert_eq!((late.status, unknown.status), (REFUSED, REFUSED));
        let plain = |reply: &web::testing::Reply, code: &str| {
            reply.body.replace(code, "").replace(&reply.field("csrf").unwrap(), "")
        };
        assert_eq!(plain(&late, &new), plain(&unknown, "AAAA-AAAA-AAAA-AAAA"));
    })
    .await;
}

#[tokio::test]
async fn nobody_invites_into_an_account_that_can_do_more_than_they() {
    on_each(crate::MIGRATIONS, async |db| {
        let it = empty_with(db, true, |cell| cell).await;
        let (school, other) = (place(&it, "云帆小学").await, place(&it, "海甸小学").await);
        let elsewhere = waiting(&it, "js000001", &[(Role::Teacher, other)]).await;
        let both =
            waiting(&it, "js000002", &[(Role::Teacher, school), (Role::Inspector, it.county)])
                .await;
        let mother =
            waiting(&it, "jz0000001", &[(Role::Teacher, school), (Role::Guardian, it.county)])
                .await;
        let mut browser = principal(&it, school).await;
        let page = open(&mut browser, "/cixi/invitations").await;
        assert!(page.body.contains("没有待激活的账号"));
        for account in [elsewhere, both, mother] {
            assert_eq!(invite(&mut browser, account).await.0, REFUSED);
        }
        assert_eq!(it.number("SELECT COUNT(*) AS n FROM invitation").await, 0);
    })
    .await;
}

#[test]
fn a_code_is_written_in_fours_and_read_however_it_is_typed() {
    let code = rules::code([0, 1, 2, 3, 4, 5, 6, 7, 8, 31, 32, 33, 255, 254, 253, 252]);
    assert_eq!(rules::written(&code), "2345-6789-AZ23-ZYXW");
    assert_eq!(rules::read(" 2345 6789-az23-zyxw "), code);
    assert!(rules::read(&"A".repeat(99)).len() <= 17);
}
