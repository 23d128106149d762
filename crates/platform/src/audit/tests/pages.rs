//! What the auditor sees, and who else does not.

use std::sync::Arc;

use db::{Db, testing::on_each};
use vocab::{Clock as _, Role};
use web::{StatusCode, ui::check::faults};

use super::{acts, add_block, run};
use crate::{
    audit::{CHECK, seal},
    jobs::{Kinds, Worker},
    testing::{House, Person},
};

/// An auditor at a cell with some acts in it.
async fn house(db: Db) -> (House, Person) {
    let house = House::new(db, &[crate::MODULE], |cell| cell).await;
    let auditor = house.person("审计员", Role::AuditAdmin, house.county).await;
    seal(&house.cell.db, house.clock.now()).await.unwrap();
    add_block(&house.system()).await;
    (house, auditor)
}

#[tokio::test]
async fn the_auditor_finds_records_by_who_what_and_when() {
    on_each(crate::MIGRATIONS, async |db| {
        let (house, mut auditor) = house(db).await;
        let clerk = house.person("沈小岚", Role::BasicEducationClerk, house.county).await;
        let account = clerk.account;
        let about = auditor.browser.get(&format!("/cixi/audit?about={account}")).await.body;
        assert!(about.contains("新建账号") && !about.contains("test.done"), "{about}");
        assert_eq!(faults(&about), Vec::<String>::new());
        let kind = auditor.browser.get("/cixi/audit?kind=test.done").await.body;
        assert_eq!(kind.matches("/cixi/audit/records/").count(), 3);
        for nothing in ["who=nobody", "about=stu_x", "from=2021-12-21", "to=2021-12-19"] {
            let body = auditor.browser.get(&format!("/cixi/audit?{nothing}")).await.body;
            assert!(body.contains("没有符合条件的审计记录"), "{nothing}");
        }
        let day = "/cixi/audit?from=2021-12-20&to=2021-12-20&kind=test.done";
        assert!(auditor.browser.get(day).await.body.contains("test.done"));
        let mut clerk = clerk;
        assert_eq!(clerk.browser.get("/cixi/audit").await.status, StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test]
async fn a_page_of_the_log_goes_on_where_the_last_one_ended() {
    on_each(crate::MIGRATIONS, async |db| {
        let (house, mut auditor) = house(db).await;
        for _ in 0..20 {
            for _ in 0..3 {
                let done: Result<(), db::Error> =
                    crate::act!(house.system(), "test.many", |_act| { Ok(()) });
                done.unwrap();
            }
        }
        let first = auditor.browser.get("/cixi/audit?kind=test.many").await.body;
        assert_eq!(first.matches("/cixi/audit/records/").count(), 50);
        let next = first.split("after=").nth(1).unwrap().split('"').next().unwrap();
        let rest = format!("/cixi/audit?kind=test.many&after={next}");
        let rest = auditor.browser.get(&rest).await.body;
        assert_eq!(rest.matches("/cixi/audit/records/").count(), 10);
    })
    .await;
}

#[tokio::test]
async fn a_record_shows_its_notes_and_never_a_persons_name() {
    on_each(crate::MIGRATIONS, async |db| {
        let (house, mut auditor) = house(db.clone()).await;
        let id = acts(&db).await[acts(&db).await.len() - 1];
        let path = format!("/cixi/audit/records/{id}");
        let page = auditor.browser.get(&path).await.body;
        assert!(page.contains("个人信息，此处不显示") && !page.contains("陈小明"), "{page}");
        assert_eq!(faults(&page), Vec::<String>::new());
        run(&house.cell.db, "DELETE FROM act_personal", &[]).await;
        assert!(auditor.browser.get(&path).await.body.contains("个人信息，已删除"));
    })
    .await;
}

#[tokio::test]
async fn the_auditor_has_the_chain_checked_and_is_warned_where_it_is_broken() {
    on_each(crate::MIGRATIONS, async |db| {
        let (house, mut auditor) = house(db.clone()).await;
        let kinds = Arc::new(Kinds::new([&CHECK]));
        let (cell, ids) = (house.cell.clone(), house.ids.clone());
        let worker = Worker { cell, clock: house.clock.clone(), ids, kinds };
        worker.run_all().await.unwrap();
        let page = auditor.browser.get("/cixi/audit/chain").await.body;
        assert_eq!(faults(&page), Vec::<String>::new());
        let path = "/cixi/audit/chain";
        let wrong = auditor.browser.submit(path, path, &[("kept", "12:66c7")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let asked = auditor.browser.submit(path, path, &[("kept", "")]).await;
        let job = asked.location.unwrap();
        worker.run_all().await.unwrap();
        let done = auditor.browser.get(&job).await.body;
        assert!(done.contains("全部完好"), "{done}");
        run(&db, "UPDATE act SET kind = 'test.forged' WHERE kind = 'test.done'", &[]).await;
        let asked = auditor.browser.submit(path, path, &[]).await;
        worker.run_all().await.unwrap();
        let done = auditor.browser.get(&asked.location.unwrap()).await.body;
        assert!(done.contains("发现 3 处异常"), "{done}");
        let inbox = auditor.browser.get("/cixi/inbox").await.body;
        assert!(inbox.contains("审计链校验发现 3 处异常"), "{inbox}");
        assert_eq!(faults(&inbox), Vec::<String>::new());
    })
    .await;
}
