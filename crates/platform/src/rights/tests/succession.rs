//! Deputies, and handing over.

use db::testing::on_each;
use vocab::Role;
use web::StatusCode;

use super::{Desk, REFUSED};
use crate::{
    Module,
    rights::{Handover, Handovers},
};

#[tokio::test]
async fn a_deputy_stands_in_until_the_leave_is_over() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut desk = Desk::new(db).await;
        let (school, county) = (desk.school, desk.house.county);
        let roles = [(Role::Principal, school), (Role::Guardian, county)];
        let (away, grants) = desk.account("chen.m", "陈明远", &roles).await;
        let (deputy, _) = desk.account("lin-h", "林海", &[(Role::Teacher, school)]).await;
        let page = format!("/accounts/{away}/deputy");
        assert!(desk.get(&page).await.body.contains("林海"), "colleagues come first");
        let (to, grant) = (deputy.to_string(), grants[0].to_string());
        let fields =
            [("to", &*to), ("grant", &*grant), ("since", "2021-12-21"), ("last", "2021-12-31")];
        let done = desk.post(&page, &fields).await;
        assert_eq!(done.location, Some(format!("/cixi/accounts/{away}?done=deputy")));
        let teacher = (Role::Teacher, school);
        assert_eq!(desk.held(deputy).await, [teacher], "not before it begins");
        desk.house.calendar.set("2021-12-21T08:00:00");
        assert_eq!(desk.held(deputy).await, [(Role::Principal, school), teacher]);
        let record = desk.get(&format!("/accounts/{deputy}")).await;
        assert!(record.body.contains("代理陈明远"));
        desk.house.calendar.set("2022-01-01T08:00:00");
        assert_eq!(desk.held(deputy).await, [teacher]);
        assert_eq!(desk.held(away).await.len(), 2, "the one on leave keeps everything");

        let mut refused = async |fields: &[(&str, &str)], why: &str| {
            let reply = desk.post(&page, fields).await;
            assert_eq!(reply.status, REFUSED, "{why}");
            assert!(reply.body.contains(why), "{why}");
        };
        let (since, last) = (("since", "2022-01-01"), ("last", "2022-01-10"));
        refused(&[("to", &to), since, last], "至少选择一个").await;
        let guardian = grants[1].to_string();
        refused(&[("to", &to), ("grant", &guardian), since, last], "由学籍里").await;
        let own = away.to_string();
        refused(&[("to", &own), ("grant", &grant), since, last], "接替的人不能是本人").await;
        let long = ("last", "2023-01-10");
        refused(&[("to", &to), ("grant", &grant), since, long], "代理最长一年").await;
    })
    .await;
}

/// What the module of this test has in hand for people: the jobs that they started.
const JOBS: Handover = Handover {
    label: "任务",
    count: |tx, of| {
        Box::pin(async move {
            let sql = "SELECT COUNT(*) AS n FROM job WHERE made_by = $1";
            Ok(tx.one(sql, &[&of], |row| row.get("n")).await?.unwrap_or(0))
        })
    },
    give: |tx, it| {
        Box::pin(async move {
            let sql = "UPDATE job SET made_by = $2 WHERE made_by = $1";
            tx.run(sql, &[&it.from, &it.to]).await
        })
    },
};
const MODULE: Module = Module { name: "test", handovers: &[JOBS], ..Module::BARE };

#[tokio::test]
async fn one_act_hands_everything_over_and_closes_the_account() {
    on_each(crate::MIGRATIONS, async |db| {
        let handovers = Handovers::of(&[crate::MODULE, MODULE]);
        let mut desk = Desk::with(db, |cell| cell.with(handovers)).await;
        let (school, other) = (desk.school, desk.other);
        let roles = [(Role::Principal, school), (Role::Teacher, other)];
        let (from, _) = desk.account("chen.m", "陈明远", &roles).await;
        let (to, _) = desk.account("lin-h", "林海", &[(Role::Teacher, other)]).await;
        let job = "INSERT INTO job (id, kind, title, payload, state, made_by, made_at, due_at,
                                    attempts, done, total)
                   VALUES (1, 'x', 'x', 'x', 'queued', $1, 0, 0, 0, 0, 0)";
        let added: Result<_, db::Error> =
            db::write!(desk.house.cell.db, "job", |tx| { tx.run(job, &[&from]).await });
        added.unwrap();
        let page = format!("/accounts/{from}/handover");
        let open = desk.get(&page).await.body;
        assert!(open.contains("校长 · 云帆小学") && open.contains("任务 1 件"));
        assert_eq!(desk.post(&page, &[]).await.status, REFUSED, "to nobody");
        let done = desk.post(&page, &[("to", &*to.to_string())]).await;
        assert_eq!(done.status, StatusCode::OK);
        assert!(done.body.contains("1 个身份，账号已关闭"), "one of two was held already");
        assert_eq!(desk.held(from).await, []);
        assert_eq!(desk.held(to).await, [(Role::Principal, school), (Role::Teacher, other)]);
        let sql = "SELECT COUNT(*) AS n FROM job j JOIN account a ON a.id = j.made_by
                   WHERE a.login = 'lin-h'";
        assert_eq!(desk.number(sql).await, 1);
        let acts = "SELECT COUNT(*) AS n FROM act WHERE kind = 'account.hand-over'";
        assert_eq!(desk.number(acts).await, 1);
        let again = desk.post(&page, &[("to", &*to.to_string())]).await;
        assert_eq!(again.status, REFUSED, "a closed account has nothing to hand over");
    })
    .await;
}

#[tokio::test]
async fn a_parents_role_is_not_handed_over_and_keeps_the_account() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut desk = Desk::new(db).await;
        let (school, county) = (desk.school, desk.house.county);
        let roles = [(Role::Principal, school), (Role::Guardian, county)];
        let (from, _) = desk.account("chen.m", "陈明远", &roles).await;
        let (to, _) = desk.account("lin-h", "林海", &[]).await;
        let page = format!("/accounts/{from}/handover");
        let open = desk.get(&format!("{page}?q=lin")).await.body;
        assert!(open.contains("账号保留给家长使用"));
        let done = desk.submit(&format!("{page}?q=lin"), &page, &[("to", &*to.to_string())]).await;
        assert!(done.body.contains("账号保留给家长使用"));
        assert_eq!(desk.held(from).await, [(Role::Guardian, county)]);
        assert_eq!(desk.held(to).await, [(Role::Principal, school)]);
    })
    .await;
}
