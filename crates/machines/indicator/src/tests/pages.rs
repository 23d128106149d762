//! The pages: who sees which place, the way down, days gone by, what comes out, who is told.

use vocab::Role;
use web::StatusCode;

use super::in_world;

const CLERK: Role = Role::BasicEducationClerk;
const ONE: &str = "/cixi/indicators/pupils-primary";

#[tokio::test]
async fn the_county_opens_to_towns_a_town_to_schools_by_name() {
    in_world(async |mut world| {
        world.count().await;
        let page = world.get(CLERK, ONE).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert!(page.body.contains("观海卫镇") && page.body.contains("口径和来源"));
        assert!(page.body.contains("15"), "{}", page.body);
        let town = format!("{ONE}?place={}", world.town);
        let page = world.get(CLERK, &town).await;
        assert!(page.body.contains("云帆小学") && page.body.contains("不排名次"));
        let list = world.get(CLERK, "/cixi/indicators?q=平均规模").await;
        assert!(list.body.contains("义务教育学校平均规模") && list.body.contains("7.5"));
        assert!(!list.body.contains("幼儿园生师比"));
    })
    .await;
}

#[tokio::test]
async fn a_school_sees_its_own_and_the_sum_of_the_county_and_no_other_school() {
    in_world(async |mut world| {
        world.count().await;
        let page = world.get(Role::Principal, ONE).await;
        assert!(page.body.contains("云帆小学") && page.body.contains("全县"), "{}", page.body);
        let county = format!("{ONE}?place={}", world.house.county);
        let page = world.get(Role::Principal, &county).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.body.contains("周巷镇"), "the sum alone: {}", page.body);
        let other = format!("{ONE}?place={}", world.other);
        assert_eq!(world.get(Role::Principal, &other).await.status, StatusCode::NOT_FOUND);
        let why = format!("{ONE}/why?place={}", world.house.county);
        assert_eq!(world.get(Role::Principal, &why).await.status, StatusCode::NOT_FOUND);
        assert_eq!(world.get(Role::TownClerk, &other).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn why_it_changed_names_the_records_with_masked_names() {
    in_world(async |mut world| {
        world.count().await;
        world.house.calendar.set("2021-12-21T00:30:00");
        world.leaves(world.pupils[0], "2021-12-21").await;
        world.count().await;
        let county = world.get(CLERK, &format!("{ONE}/why?from=2021-12-20&day=2021-12-21")).await;
        assert!(county.body.contains("观海卫镇") && !county.body.contains("周巷镇"));
        let path = format!("{ONE}/why?place={}&from=2021-12-20&day=2021-12-21", world.school);
        let school = world.get(CLERK, &path).await;
        assert!(school.body.contains("减少的") && school.body.contains("陈"), "{}", school.body);
        assert!(!school.body.contains("陈小明"), "the name is masked");
    })
    .await;
}

#[tokio::test]
async fn before_the_first_count_the_page_says_so_and_shows_no_number() {
    in_world(async |mut world| {
        let page = world.get(CLERK, ONE).await;
        assert!(page.body.contains("还没有统计过"), "{}", page.body);
        let page = world.get(CLERK, "/cixi/cockpit").await;
        assert!(page.body.contains("还没有统计过"), "{}", page.body);
    })
    .await;
}

#[tokio::test]
async fn tables_come_out_as_workbooks() {
    in_world(async |mut world| {
        world.count().await;
        for path in [
            "/cixi/indicators/export",
            "/cixi/indicators/export?cockpit=rates",
            "/cixi/indicators/pupils-primary/export",
            "/cixi/indicators/pupils-primary/course",
        ] {
            let sheet = world.get(CLERK, path).await;
            assert_eq!(sheet.status, StatusCode::OK, "{path}");
            assert!(sheet.kind.contains("spreadsheet"), "{}", sheet.kind);
        }
        let page = world.get(CLERK, "/cixi/cockpit?wide=1").await;
        assert!(page.body.contains("cockpit-wide") && page.body.contains("在校学生"));
        let page = world.get(CLERK, "/cixi/cockpit?office=safety-clerk").await;
        assert!(page.body.contains("隐患") && !page.body.contains("在校学生</"), "an office's own");
    })
    .await;
}

#[tokio::test]
async fn who_watches_a_value_is_told_when_it_has_moved_so_far() {
    in_world(async |mut world| {
        world.count().await;
        let page = world.get(CLERK, ONE).await;
        let county = world.house.county.to_string();
        let csrf = page.field("csrf").expect("a form");
        let send = async |world: &mut super::World, step: &str| {
            let fields = [("csrf", csrf.as_str()), ("place", &county), ("step", step)];
            let clerk = world.people.get_mut(&CLERK).expect("there is one");
            clerk.browser.post(&format!("{ONE}/watch"), &fields).await.status
        };
        assert_eq!(send(&mut world, "0").await, StatusCode::CONFLICT);
        assert_eq!(send(&mut world, "2").await, StatusCode::SEE_OTHER);
        let told = async |world: &super::World| -> i64 {
            let found: Result<_, db::Error> = db::read!(world.house.cell.db, "told", |tx| {
                let sql = "SELECT COUNT(*) AS n FROM inbox WHERE title LIKE '%小学在校学生%'";
                tx.one(sql, &[], |row| row.get("n")).await
            });
            found.unwrap().unwrap_or_default()
        };
        for (day, expected) in [("21", 0), ("22", 1)] {
            world.house.calendar.set(&format!("2021-12-{day}T00:30:00"));
            let gone = usize::from(day != "21");
            world.leaves(world.pupils[gone], &format!("2021-12-{day}")).await;
            world.count().await;
            assert_eq!(told(&world).await, expected, "on the {day}th");
        }
    })
    .await;
}
