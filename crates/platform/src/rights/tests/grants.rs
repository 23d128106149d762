//! Roles: given and ended.

use db::testing::on_each;
use jiff::civil::date;
use vocab::Role;
use web::StatusCode;

use super::{Desk, REFUSED};

#[tokio::test]
async fn a_role_is_given_at_a_place_that_is_found_by_part_of_its_name() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut desk = Desk::new(db).await;
        let (school, class) = (desk.school, desk.class);
        let (id, _) = desk.account("lin-h", "林海", &[]).await;
        let page = format!("/accounts/{id}/grants");
        let found = desk.get(&format!("{page}?role=principal&q=yf")).await;
        assert!(found.body.contains("云帆小学") && !found.body.contains("青瓷小学"));
        let by_school = desk.get(&format!("{page}?role=class-teacher&q=云帆")).await;
        assert!(by_school.body.contains("三年级 2 班"));
        let place = school.to_string();
        let fields = [("role", "principal"), ("place", &*place), ("since", "2021-12-20")];
        let open = format!("{page}?role=principal&q=yf");
        let done = desk.submit(&open, &page, &fields).await;
        assert_eq!(done.location, Some(format!("/cixi/accounts/{id}?done=give")));
        assert_eq!(desk.held(id).await, [(Role::Principal, school)]);
        assert_eq!(desk.submit(&open, &page, &fields).await.status, REFUSED, "held already");

        let class = class.to_string();
        let mut refused = async |fields: &[(&str, &str)], why: &str| {
            let reply = desk.submit(&open, &page, fields).await;
            assert_eq!(reply.status, REFUSED, "{why}");
            assert!(reply.body.contains(why), "{why}");
        };
        let since = ("since", "2021-12-20");
        refused(&[("role", "principal"), ("place", &class), since], "只能在学校或校区").await;
        refused(&[("role", "guardian"), ("place", &place), since], "由学籍里").await;
        refused(&[("role", "audit-admin"), ("place", &place), since], "三员要互相独立").await;
        let nowhere = ("place", "plc_0000000000001");
        refused(&[("role", "teacher"), nowhere, since], "这个单位不存在").await;
        let past = ("since", "2021-12-19");
        refused(&[("role", "teacher"), ("place", &place), past], "不能早于今天").await;
        let last = [("role", "teacher"), ("place", &*place), since, ("last", "2021-12-18")];
        refused(&last, "结束日期要在").await;
    })
    .await;
}

#[tokio::test]
async fn a_form_sent_twice_gives_a_role_once_and_the_role_ends_after_its_last_day() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut desk = Desk::new(db).await;
        let school = desk.school;
        let (id, _) = desk.account("lin-h", "林海", &[]).await;
        let page = format!("/cixi/accounts/{id}/grants");
        let open = desk.admin.browser.get(&format!("{page}?role=teacher")).await;
        let (csrf, form) = (open.field("csrf").unwrap(), open.field("id").unwrap());
        let place = school.to_string();
        let fields = [
            ("csrf", &*csrf),
            ("id", &*form),
            ("role", "teacher"),
            ("place", &*place),
            ("since", "2021-12-20"),
            ("last", "2021-12-24"),
        ];
        for _ in 0..2 {
            let done = desk.admin.browser.post(&page, &fields).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER);
        }
        assert_eq!(desk.held(id).await, [(Role::Teacher, school)]);
        desk.house.calendar.set("2021-12-24T20:00:00");
        assert_eq!(desk.held(id).await.len(), 1);
        desk.house.calendar.set("2021-12-25T08:00:00");
        assert_eq!(desk.held(id).await, []);
    })
    .await;
}

#[tokio::test]
async fn a_role_that_ends_is_gone_at_once_and_stays_on_record() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut desk = Desk::new(db).await;
        let roles = [(Role::Principal, desk.school), (Role::Teacher, desk.school)];
        let (id, grants) = desk.account("lin-h", "林海", &roles).await;
        let page = format!("/accounts/{id}");
        let end = format!("{page}/grants/{}/end", grants[0]);
        let done = desk.submit(&page, &end, &[]).await;
        assert_eq!(done.location, Some(format!("/cixi{page}?done=end")));
        assert_eq!(desk.held(id).await, [(Role::Teacher, desk.school)]);
        assert!(desk.get(&page).await.body.contains("已停止"));
        assert_eq!(desk.submit(&page, &end, &[]).await.status, StatusCode::NOT_FOUND);
        let (stranger, _) = desk.account("wu.q", "吴青", &[]).await;
        let foreign = format!("/accounts/{stranger}/grants/{}/end", grants[1]);
        assert_eq!(desk.submit(&page, &foreign, &[]).await.status, StatusCode::NOT_FOUND);
        assert_eq!(desk.held(id).await.len(), 1);
        let sql = "SELECT COUNT(*) AS n FROM act WHERE kind = 'grant.end'";
        assert_eq!(desk.number(sql).await, 1, "what was refused leaves no record of a change");
    })
    .await;
}

#[tokio::test]
async fn rights_unused_for_ninety_days_are_listed_and_ended_together() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut desk = Desk::new(db).await;
        let (school, county) = (desk.school, desk.house.county);
        let teacher = [(Role::Teacher, school)];
        let (old, unused) = desk.account("old", "许久", &teacher).await;
        let (kept, used) = desk.account("kept", "常用", &teacher).await;
        let (new, _) = desk.account_since("new", "新来", &teacher, date(2021, 9, 22)).await;
        desk.account("parent", "家长", &[(Role::Guardian, county)]).await;
        let used_on: Result<_, db::Error> = db::write!(desk.house.cell.db, "use", |tx| {
            crate::access::touch_grant(tx, used[0], date(2021, 12, 1)).await
        });
        used_on.unwrap();
        let page = desk.get("/accounts/unused").await.body;
        assert!(page.contains("许久") && !page.contains("常用") && !page.contains("新来"));
        assert!(!page.contains("security（"), "administrators are looked after elsewhere");
        // The list was forged: what is in use stays.
        let (row, forged) = (unused[0].to_string(), used[0].to_string());
        let fields = [("row", &*row), ("row", &*forged)];
        let done = desk.post("/accounts/unused", &fields).await;
        assert_eq!(done.location.as_deref(), Some("/cixi/accounts/unused?ended=1"));
        assert_eq!(desk.held(old).await, []);
        assert_eq!(desk.held(kept).await.len(), 1);
        desk.house.calendar.set("2021-12-21T08:00:00");
        assert!(desk.get("/accounts/unused").await.body.contains("新来"), "ninety days on");
        assert_eq!(desk.held(new).await.len(), 1);
    })
    .await;
}
