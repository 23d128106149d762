//! The list, and what is done with one account.

use db::testing::on_each;
use vocab::Role;
use web::StatusCode;

use super::{Desk, REFUSED};
use crate::rights::{add_administrator, end_administrator, reset_administrator};

#[tokio::test]
async fn accounts_are_found_by_name_login_role_state_and_place() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut desk = Desk::new(db).await;
        let (school, other, town, class) = (desk.school, desk.other, desk.town, desk.class);
        desk.account("chen.m", "陈明远", &[(Role::Principal, school)]).await;
        desk.account("zhou_x", "周晓", &[(Role::TownClerk, town)]).await;
        desk.account("lin-h", "林海", &[(Role::ClassTeacher, class), (Role::Teacher, school)])
            .await;
        desk.account("wu.q", "吴青", &[(Role::Principal, other)]).await;
        desk.account("parent", "王小虎", &[(Role::Guardian, desk.house.county)]).await;
        let mut seen = async |query: &str| {
            let page = desk.get(&format!("/accounts{query}")).await;
            assert_eq!(page.status, StatusCode::OK, "{query}");
            let names = ["陈明远", "周晓", "林海", "吴青", "王小虎"];
            names.into_iter().filter(|it| page.body.contains(it)).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(seen("").await, "陈明远 周晓 林海 吴青", "a parent's name is masked");
        assert_eq!(seen("?q=陈").await, "陈明远");
        assert_eq!(seen("?q=zhou").await, "周晓");
        assert_eq!(seen("?q=ou").await, "");
        assert_eq!(seen("?role=principal").await, "陈明远 吴青");
        assert_eq!(seen("?place=yunfan").await, "陈明远 林海", "by pinyin, classes included");
        assert_eq!(seen("?place=青瓷&role=principal").await, "吴青");
        assert_eq!(seen("?place=没有").await, "");
        assert_eq!(seen("?q=周&place=观海卫").await, "周晓");
        assert_eq!(seen("?state=closed").await, "");
        assert_eq!(seen("?state=locked").await, "");
        assert_eq!(seen("?state=active&role=town-clerk").await, "周晓");
    })
    .await;
}

#[tokio::test]
async fn a_long_list_is_paged_by_key() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut desk = Desk::new(db).await;
        for number in 0..60 {
            desk.account(&format!("teacher{number}"), &format!("教师{number}"), &[]).await;
        }
        let first = desk.get("/accounts?q=teacher").await.body;
        assert!(first.contains("共 <strong>60</strong> 条"), "{first}");
        let lines = |page: &str| page.matches("/cixi/accounts/acc_").count();
        assert_eq!(lines(&first), 50);
        let next = first.split("rel=\"next\"").next().unwrap().rsplit("href=\"").next().unwrap();
        let next = next.split('"').next().unwrap().replace("&amp;", "&");
        let second = desk.admin.browser.get(&next).await.body;
        assert_eq!(lines(&second), 10);
    })
    .await;
}

#[tokio::test]
async fn a_new_account_gets_a_first_password_that_is_shown_once() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut desk = Desk::new(db).await;
        let page = desk.get("/accounts/new").await;
        let (csrf, id) = (page.field("csrf").unwrap(), page.field("id").unwrap());
        let fields = [("csrf", &*csrf), ("id", &*id), ("login", "chen.m"), ("name", "陈明远")];
        let made = desk.admin.browser.post("/cixi/accounts/new", &fields).await;
        assert_eq!(made.status, StatusCode::OK);
        assert!(made.body.contains("首次密码"));
        let account = id.split('.').next().unwrap();
        let record = desk.get(&format!("/accounts/{account}")).await;
        assert!(record.body.contains("陈明远") && record.body.contains("待改密码"));
        let twice = desk.admin.browser.post("/cixi/accounts/new", &fields).await;
        assert_eq!(twice.status, REFUSED);
        assert!(twice.body.contains("刚才已经建好"));
        let sql = "SELECT COUNT(*) AS n FROM account WHERE login = 'chen.m'";
        assert_eq!(desk.number(sql).await, 1);
        for (login, name) in [("chen.m", "陈"), ("a b", "陈"), ("x", "陈"), ("fine", " ")] {
            let refused = desk.post("/accounts/new", &[("login", login), ("name", name)]).await;
            assert_eq!(refused.status, REFUSED, "{login}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_account_is_unlocked_reset_and_closed() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut desk = Desk::new(db).await;
        let (id, _) = desk.account("chen.m", "陈明远", &[(Role::Principal, desk.school)]).await;
        let locked: Result<_, db::Error> = db::write!(desk.house.cell.db, "lock", |tx| {
            let until: jiff::Timestamp = "2021-12-20T00:10:00Z".parse().unwrap();
            crate::accounts::store::set_failures(tx, id, 0, Some(until)).await
        });
        locked.unwrap();
        let page = format!("/accounts/{id}");
        assert!(desk.get(&page).await.body.contains("已锁定"));
        let done = desk.submit(&page, &format!("{page}/unlock"), &[]).await;
        assert_eq!(done.location, Some(format!("/cixi{page}?done=unlock")));
        assert!(!desk.get(&page).await.body.contains("已锁定"));
        let reset = desk.submit(&page, &format!("{page}/password"), &[]).await;
        assert!(reset.status == StatusCode::OK && reset.body.contains("首次密码"));
        assert!(desk.get(&page).await.body.contains("待改密码"));
        let done = desk.submit(&page, &format!("{page}/sessions"), &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        let done = desk.post(&format!("{page}/close"), &[]).await;
        assert_eq!(done.location, Some(format!("/cixi{page}?done=close")));
        assert_eq!(desk.held(id).await, []);
        assert!(desk.get(&page).await.body.contains("重新启用"));
        let again = desk.submit(&page, &format!("{page}/password"), &[]).await;
        assert_eq!(again.status, StatusCode::OK);
        assert!(desk.get(&page).await.body.contains("待改密码"));
    })
    .await;
}

#[tokio::test]
async fn a_parent_who_worked_here_keeps_the_account_as_a_parent() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut desk = Desk::new(db).await;
        let county = desk.house.county;
        let roles = [(Role::Teacher, desk.school), (Role::Guardian, county)];
        let (id, grants) = desk.account("lin-h", "林海", &roles).await;
        let page = format!("/accounts/{id}");
        let end = format!("{page}/grants/{}/end", grants[1]);
        assert_eq!(desk.submit(&page, &end, &[]).await.status, REFUSED, "from the roll");
        let done = desk.post(&format!("{page}/close"), &[]).await;
        assert_eq!(done.location, Some(format!("/cixi{page}?done=close-but-guardian")));
        assert_eq!(desk.held(id).await, [(Role::Guardian, county)]);
    })
    .await;
}

#[tokio::test]
async fn nobody_acts_on_themselves_nor_on_another_administrator() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut desk = Desk::new(db).await;
        let county = desk.house.county;
        let own = desk.admin.account;
        let (auditor, _) = desk.account("audit", "审计", &[(Role::AuditAdmin, county)]).await;
        let (teacher, _) = desk.account("lin-h", "林海", &[(Role::Teacher, desk.school)]).await;
        for id in [own, auditor] {
            let page = format!("/accounts/{id}");
            assert_eq!(desk.get(&page).await.status, StatusCode::OK);
            for act in ["password", "unlock", "totp", "sessions", "close"] {
                let refused = desk.submit("/accounts/new", &format!("{page}/{act}"), &[]).await;
                assert_eq!(refused.status, REFUSED, "{act}");
            }
            let to = teacher.to_string();
            let over = desk.post(&format!("{page}/handover"), &[("to", &to)]).await;
            assert_eq!(over.status, REFUSED);
        }
        let to_me = [("to", &*own.to_string())];
        let over = desk.post(&format!("/accounts/{teacher}/handover"), &to_me).await;
        assert_eq!(over.status, REFUSED, "nobody hands anything to themselves");
        assert_eq!(desk.held(own).await, [(Role::SecurityAdmin, county)]);
    })
    .await;
}

#[tokio::test]
async fn the_desk_is_the_security_administrators_alone() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut desk = Desk::new(db).await;
        let county = desk.house.county;
        for role in [Role::SystemAdmin, Role::AuditAdmin, Role::BureauLeader] {
            let mut person = desk.house.person(role.key(), role, county).await;
            let refused = person.browser.get("/cixi/accounts").await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{role:?}");
        }
        for path in ["/audit", "/audit/chain"] {
            assert_eq!(desk.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
        }
        let missing = desk.get("/accounts/acc_0000000000000").await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn administrators_are_made_reset_and_ended_by_command_alone() {
    on_each(crate::MIGRATIONS, async |db| {
        let desk = Desk::new(db).await;
        let system = desk.house.system();
        let role = Role::AuditAdmin;
        let add = async |login: &str| add_administrator(&system, role, login, "审计员").await;
        assert_eq!(add("audit").await.unwrap().len(), 12);
        assert!(add("audit").await.is_err(), "the log-in is taken");
        let teacher = add_administrator(&system, Role::Teacher, "lin", "林海").await;
        assert!(teacher.is_err(), "only the three are made here");
        assert!(end_administrator(&system, "audit").await.is_err(), "the last one stays");
        add("audit2").await.unwrap();
        end_administrator(&system, "audit").await.unwrap();
        assert!(reset_administrator(&system, "audit").await.is_err(), "it is closed");
        assert_eq!(reset_administrator(&system, "audit2").await.unwrap().len(), 12);
        let sql = "SELECT COUNT(*) AS n FROM act WHERE kind LIKE 'administrator.%'";
        assert_eq!(desk.number(sql).await, 4);
    })
    .await;
}
