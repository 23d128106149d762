//! A roster comes in: people, posts, accounts and roles, on each database; and its pages.

use std::io::Cursor;

use platform::testing::Person;
use sheet::{Cell, Export};
use vocab::Role;
use web::{StatusCode, ui::check as page_check};

use super::{Keeper, check, layout, take};
use crate::tests::{
    Fixture,
    pages::{opened, with_house},
    with_county,
};

/// A roster: 单位, 姓名, 任教学科, 职务, 班级, 手机号.
fn roster(rows: &[[&str; 6]]) -> Vec<u8> {
    let layout = layout();
    let mut export = Export::xlsx(Cursor::new(Vec::new()), &layout, true).unwrap();
    for [place, name, subject, duty, class, phone] in rows {
        let cell = |text: &'static str| Cell::Text(text);
        let texts = [place, name, "女", subject, duty, class, phone].map(Cell::Text);
        let cells: Vec<Cell<'_>> = [cell("")].into_iter().chain(texts).collect();
        export.row(&cells).unwrap();
    }
    export.finish().unwrap().into_inner()
}

fn county(it: &Fixture) -> Keeper<'_> {
    Keeper { place: it.county.id, sealer: &it.sealer, demo: true }
}

fn school(it: &Fixture, at: usize) -> Keeper<'_> {
    Keeper { place: it.county.schools[at].id.place(), ..county(it) }
}

const STAFF: &str = "SELECT COUNT(*) AS n FROM staff WHERE left_on IS NULL";
const RUNNING: &str = "
    SELECT COUNT(*) AS n FROM role_grant g JOIN staff s ON s.account_id = g.account_id
    WHERE s.name = '钟离若水' AND g.until IS NULL";

#[tokio::test]
async fn a_roster_brings_people_with_posts_roles_and_waiting_accounts() {
    with_county(async |it| {
        let name = it.county.schools[0].name.as_str();
        let before = it.number(STAFF).await;
        let file = roster(&[
            [name, "钟离若水", "数学", "任课教师、学籍管理员", "", "10099000001"],
            [name, "公西华", "", "后勤", "", ""],
        ]);
        let seen = check(&it.system, county(&it), &file).await.unwrap();
        assert_eq!((seen.added, seen.changed, seen.findings.len()), (2, 0, 0));
        assert_eq!(it.number(STAFF).await, before, "looking changes nothing");
        take(&it.system, county(&it), &file).await.unwrap();
        assert_eq!(it.number(STAFF).await, before + 2);
        assert_eq!(it.number(RUNNING).await, 2, "a teacher and a roll manager");
        let waiting = "SELECT COUNT(*) AS n FROM account a JOIN staff s ON s.account_id = a.id
            WHERE s.name IN ('钟离若水', '公西华') AND a.password IS NULL";
        assert_eq!(it.number(waiting).await, 2);
        let again = take(&it.system, county(&it), &file).await.unwrap();
        assert_eq!((again.added, again.changed, again.same), (0, 0, 2));
    })
    .await;
}

#[tokio::test]
async fn posts_that_a_roster_does_not_name_end_with_their_roles() {
    with_county(async |it| {
        let name = it.county.schools[0].name.as_str();
        let row = |duty| [name, "钟离若水", "数学", duty, "", "10099000001"];
        take(&it.system, county(&it), &roster(&[row("任课教师、学籍管理员")])).await.unwrap();
        let changed = take(&it.system, county(&it), &roster(&[row("任课教师")])).await.unwrap();
        assert_eq!((changed.changed, changed.lines[0].what.as_str()), (1, "不再任学籍管理员"));
        assert_eq!(it.number(RUNNING).await, 1);
        let back = take(&it.system, county(&it), &roster(&[row("任课教师、学籍管理员")])).await;
        assert_eq!(back.unwrap().changed, 1, "ended and begun on one day");
        assert_eq!(it.number(RUNNING).await, 2);
    })
    .await;
}

#[tokio::test]
async fn who_takes_a_class_over_relieves_the_one_before() {
    with_county(async |it| {
        let place = &it.county.schools[0];
        let class = &it.county.classes[place.classes.start];
        let label = format!("{}({})班", class.grade.label(), class.number);
        let row = [&place.name, "钟离若水", "语文", "任课教师", label.as_str(), "10099000001"];
        take(&it.system, county(&it), &roster(&[row])).await.unwrap();
        let heads = "SELECT COUNT(*) AS n FROM class c JOIN staff s ON s.id = c.head_id
            WHERE s.name = '钟离若水'";
        assert_eq!(it.number(heads).await, 1);
        let sql = "SELECT COUNT(*) AS n FROM post o
            WHERE o.duty = 'class-teacher' AND o.until IS NULL AND o.place_id IN
                (SELECT c.id FROM class c JOIN staff s ON s.id = c.head_id WHERE s.name = '钟离若水')";
        assert_eq!(it.number(sql).await, 1, "the one before is relieved");
        let roles = "SELECT COUNT(*) AS n FROM role_grant g
            WHERE g.role = 'class-teacher' AND g.until IS NULL AND g.place_id IN
                (SELECT c.id FROM class c JOIN staff s ON s.id = c.head_id WHERE s.name = '钟离若水')";
        assert_eq!(it.number(roles).await, 1);
    })
    .await;
}

#[tokio::test]
async fn what_a_school_may_not_do_is_told_by_cell() {
    with_county(async |it| {
        let own = it.county.schools[0].name.as_str();
        let other = it.county.schools[1].name.as_str();
        let county_file = roster(&[[other, "钟离若水", "数学", "任课教师", "", "10099000001"]]);
        take(&it.system, county(&it), &county_file).await.unwrap();
        let file = roster(&[
            [own, "宰予", "体育", "校长", "", "10099000002"],
            [other, "冉求", "体育", "任课教师", "", "10099000003"],
            [own, "钟离若水", "数学", "任课教师", "", "10099000001"],
            [own, "端木赐", "数学", "教务主任", "", "10099000004"],
            [own, "言偃", "数学", "任课教师", "十二年级(9)班", "10099000005"],
            [own, "卜商", "数学", "任课教师", "", "13800138000"],
            [own, "颜回", "数学", "任课教师", "", "10099000006"],
            [own, "颜回", "数学", "任课教师", "", "10099000006"],
        ]);
        let report = check(&it.system, school(&it, 0), &file).await.unwrap();
        let cells: Vec<String> = report.findings.iter().map(sheet::Finding::cell).collect();
        assert_eq!(cells, ["F3", "B4", "H5", "F6", "G7", "H8", "H10"], "{:?}", report.findings);
        assert_eq!(report.added, 1);
        let post = it.county.posts.iter().find(|post| {
            post.place == it.county.schools[0].id.place() && post.duty == super::rules::PRINCIPAL
        });
        let head = &it.county.staff[post.unwrap().staff];
        let phone = head.phone.open();
        let demoted = roster(&[[own, &head.name, "", "任课教师", "", phone]]);
        let report = check(&it.system, school(&it, 0), &demoted).await.unwrap();
        assert_eq!(report.findings[0].what, "校长由教育局任免", "nor ended by the school");
        let moved = roster(&[[own, "钟离若水", "数学", "任课教师", "", "10099000001"]]);
        let moved = take(&it.system, county(&it), &moved).await.unwrap();
        assert_eq!(moved.changed, 1, "the county moves a teacher between schools");
        assert_eq!(it.number(RUNNING).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_principal_takes_a_roster_in_and_lets_somebody_leave() {
    with_house(async |all| {
        let place = &all.it.county.schools[0];
        let mut head: Person = all.house.person("周校长", Role::Principal, place.id.place()).await;
        let csrf = opened(&mut head, "/staff/import").await.field("csrf").unwrap();
        let (page, copy) = ("/cixi/staff/import", "/cixi/sent-lists/staff-roster/copy");
        let none = head.browser.submit(page, &format!("{page}/take"), &[]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing waits");
        let file = roster(&[
            ["", "钟离若水", "数学", "任课教师", "", ""],
            ["", "端木赐", "数学", "教务主任", "", "10099000004"],
        ]);
        let seen = head.browser.upload(page, &csrf, "名册.xlsx", &file).await;
        assert!(seen.status == StatusCode::OK && seen.body.contains("还没有改动数据"));
        assert!(page_check::faults(&seen.body).is_empty(), "{:?}", page_check::faults(&seen.body));
        assert!(seen.body.contains("逐格说明") && seen.body.contains("怎么改"));
        assert!(head.browser.get(copy).await.kind.contains("spreadsheetml"));
        assert!(opened(&mut head, "/staff/import").await.body.contains("“名册”已核对"));
        let taken = head.browser.submit(page, &format!("{page}/take"), &[]).await;
        assert!(taken.body.contains("已经导入") && taken.body.contains("钟离若水"));
        let again = head.browser.submit(page, &format!("{page}/take"), &[]).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "it is taken over once");
        assert!(opened(&mut head, "/staff/import").await.body.contains("还有要改的地方"));
        let list = opened(&mut head, "/staff?q=钟离若水").await;
        let from = list.body.find("/cixi/staff/stf_").unwrap();
        let path = list.body[from..].split('"').next().unwrap().to_owned();
        let left = head.browser.submit(&path, &format!("{path}/leave"), &[]).await;
        assert_eq!(left.status, StatusCode::SEE_OTHER);
        assert_eq!(all.it.number(RUNNING).await, 0);
        assert_eq!(head.browser.get(&path).await.status, StatusCode::NOT_FOUND);
        let own = all.it.county.posts.iter().find(|it| {
            it.place == place.id.place() && it.duty == crate::model::Duty::Role(Role::Principal)
        });
        let own = format!("/cixi/staff/{}", all.it.county.staff[own.unwrap().staff].id);
        let refused = head.browser.submit("/cixi/staff/import", &format!("{own}/leave"), &[]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "a school does not dismiss its principal");
        let mut teacher = all.house.person("吴老师", Role::Teacher, place.id.place()).await;
        let refused = teacher.browser.get("/cixi/staff/import").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
    })
    .await;
}
