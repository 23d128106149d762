//! Data quality: what a file may say of it, what is wrong by which side, who sees what is to be
//! mended.

use proptest::prelude::*;
use vocab::Role;
use web::StatusCode;

use super::in_world;
use crate::{
    checks::rules::{self, wrong},
    definition::{Better, CheckKind, Indicator},
    value::Value,
};

const CLERK: Role = Role::BasicEducationClerk;
const ALL: &str = "/cixi/data-quality";
const ONE: &str = "/cixi/data-quality/pupils-numberless";

fn of(part: i64, whole: i64) -> Value {
    Value { part, whole, ..Value::default() }
}

fn named(name: &str) -> Indicator {
    crate::catalog().find(name).expect("it came with the program").what.clone()
}

#[test]
fn each_check_of_the_catalog_has_a_wrong_side_and_a_cure() {
    let checks: Vec<Indicator> =
        crate::catalog().all().map(|it| it.what.clone()).filter(|it| it.check.is_some()).collect();
    for kind in CheckKind::ALL {
        assert!(
            checks.iter().any(|it| it.check.as_ref().is_some_and(|it| it.kind == kind)),
            "none is about {}",
            kind.label()
        );
    }
    assert!(checks.iter().all(|it| it.better != Better::Neither && it.shape.is_rate));
}

#[test]
fn where_less_is_better_what_is_counted_is_wrong_and_else_what_is_not() {
    let (lower, higher) = (named("pupils-numberless"), named("census"));
    assert_eq!((lower.better, higher.better), (Better::Lower, Better::Higher));
    assert_eq!(wrong(&lower, of(3, 40)), 3);
    assert_eq!(wrong(&higher, of(37, 40)), 3);
    // More classes were checked than have pupils now: the indicator says so, and nothing is wrong.
    assert_eq!(wrong(&higher, of(41, 40)), 0);
}

proptest! {
    #[test]
    fn tallies_add_up(values in prop::collection::vec((0_i64..50, 0_i64..50), 0..12)) {
        let (lower, higher) = (named("pupils-odd-age"), named("census"));
        let all: Vec<(&Indicator, Value)> = values
            .iter()
            .enumerate()
            .map(|(at, (part, rest))| {
                (if at % 2 == 0 { &lower } else { &higher }, of(*part, part + rest))
            })
            .collect();
        let tallies = rules::by_kind(all.iter().copied());
        prop_assert_eq!(tallies.len(), 4);
        let sum: i64 = all.iter().map(|it| wrong(it.0, it.1)).sum();
        prop_assert_eq!(tallies.values().map(|it| it.wrong).sum::<i64>(), sum);
        let looked = all.iter().filter(|it| it.1.whole > 0).count();
        prop_assert_eq!(tallies.values().map(|it| it.checks).sum::<i64>(), i64::try_from(looked).unwrap());
        for it in tallies.values() {
            prop_assert!(it.clean <= it.checks && (it.wrong > 0) == (it.clean < it.checks));
        }
    }
}

#[tokio::test]
async fn the_county_reads_which_schools_have_what_to_mend_and_a_school_its_own_records() {
    in_world(async |mut world| {
        world.count().await;
        // Nobody of the world has an ID number: twelve at one school, three at the other.
        let page = world.get(CLERK, ALL).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert!(page.body.contains("没有身份证件号码的学生") && page.body.contains("观海卫镇"));
        let page = world.get(CLERK, ONE).await;
        let (near, far) = (page.body.find("云帆小学"), page.body.find("青禾小学"));
        assert!(near.is_some() && near < far, "those with the most first: {}", page.body);
        assert!(page.body.contains("请学籍管理员"), "what is to be done: {}", page.body);

        let page = world.get(Role::Principal, ONE).await;
        assert_eq!(page.body.matches("/cixi/students/").count(), 12, "{}", page.body);
        assert!(page.body.contains("陈") && !page.body.contains("陈小明"), "names are masked");
        let other = format!("{ONE}?place={}", world.other);
        assert_eq!(world.get(Role::Principal, &other).await.status, StatusCode::NOT_FOUND);
        assert_eq!(world.get(Role::TownClerk, &other).await.status, StatusCode::NOT_FOUND);
        let county =
            world.get(Role::Principal, &format!("{ONE}?place={}", world.house.county)).await;
        assert!(!county.body.contains("青禾小学"), "of the county the sum alone: {}", county.body);
    })
    .await;
}

#[tokio::test]
async fn what_was_mended_is_gone_from_the_records_at_once_and_from_the_number_with_the_next_count()
{
    in_world(async |mut world| {
        world.count().await;
        let pupil = world.pupils[0];
        let done: Result<u64, db::Error> = db::write!(world.house.cell.db, "mended", |tx| {
            tx.run("UPDATE student SET id_sealed = 'x', id_index = 'x' WHERE id = $1", &[&pupil])
                .await
        });
        done.unwrap();
        let page = world.get(Role::Principal, ONE).await;
        assert_eq!(page.body.matches("/cixi/students/").count(), 11, "{}", page.body);
        assert!(page.body.contains("要改的记录（11）"), "{}", page.body);
        world.house.calendar.set("2021-12-21T00:30:00");
        world.count().await;
        let day = |day: &'static str| (day, "2999-01-01");
        let place = world.school;
        let name = "pupils-numberless";
        assert_eq!(world.told((name, place), day("2021-12-20")).await, Some((12, 12)));
        assert_eq!(world.told((name, place), day("2021-12-21")).await, Some((11, 12)));
    })
    .await;
}

#[tokio::test]
async fn checks_are_narrowed_by_kind_and_office_and_come_out_as_workbooks() {
    in_world(async |mut world| {
        world.count().await;
        let page = world.get(CLERK, &format!("{ALL}?kind=plausibility")).await;
        assert!(
            page.body.contains("年龄与年级不相称") && !page.body.contains("/pupils-numberless")
        );
        let page = world.get(CLERK, &format!("{ALL}?office=personnel-clerk")).await;
        assert!(
            page.body.contains("没有电话的教职工") && !page.body.contains("/pupils-numberless")
        );
        let page = world.get(CLERK, &format!("{ALL}?only=wrong")).await;
        assert!(page.body.contains("/pupils-numberless") && !page.body.contains("/pupils-odd-age"));
        let school = format!("{ONE}/export?place={}", world.school);
        for path in ["/cixi/data-quality/export", "/cixi/data-quality/census/export", &school] {
            let sheet = world.get(CLERK, path).await;
            assert_eq!(sheet.status, StatusCode::OK, "{path}");
            assert!(sheet.kind.contains("spreadsheet"), "{}", sheet.kind);
        }
        // What is no check is none here.
        let page = world.get(CLERK, "/cixi/data-quality/pupils-primary").await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn schools_are_asked_once_a_day_and_each_is_told_its_own_number() {
    in_world(async |mut world| {
        let place = world.school;
        let keeper = world.house.person("学籍管理员", Role::RollManager, place).await;
        world.people.insert(Role::RollManager, keeper);
        world.count().await;
        let page = world.get(CLERK, ONE).await;
        assert!(page.body.contains("提醒这些学校"), "{}", page.body);
        let csrf = page.field("csrf").expect("a form");
        let county = world.house.county.to_string();
        let send = async |world: &mut super::World, role: Role, place: &str, csrf: &str| {
            let fields = [("csrf", csrf), ("place", place)];
            let who = world.people.get_mut(&role).expect("there is one");
            who.browser.post(&format!("{ONE}/remind"), &fields).await.status
        };
        assert_eq!(send(&mut world, CLERK, &county, &csrf).await, StatusCode::SEE_OTHER);
        assert_eq!(send(&mut world, CLERK, &county, &csrf).await, StatusCode::CONFLICT, "once");
        let told: Result<Vec<String>, db::Error> = db::read!(world.house.cell.db, "told", |tx| {
            let sql = "SELECT title FROM inbox WHERE title LIKE '请核对%' ORDER BY id";
            tx.all(sql, &[], |row| row.get("title")).await
        });
        assert_eq!(told.unwrap(), ["请核对：没有身份证件号码的学生 12"]);
        let page = world.get(CLERK, ONE).await;
        assert!(
            page.body.contains("上一次：2021-12-20，1 所学校")
                && !page.body.contains("提醒这些学校")
        );
        // A school asks nobody, and a town no other town.
        let page = world.get(Role::Principal, ONE).await;
        assert!(!page.body.contains("提醒这些学校"));
        let csrf = world.get(Role::TownClerk, ONE).await.field("csrf").expect("a form");
        let other = world.other.to_string();
        assert_eq!(send(&mut world, Role::TownClerk, &other, &csrf).await, StatusCode::NOT_FOUND);
        let town = world.town.to_string();
        assert_eq!(send(&mut world, Role::TownClerk, &town, &csrf).await, StatusCode::SEE_OTHER);
    })
    .await;
}
