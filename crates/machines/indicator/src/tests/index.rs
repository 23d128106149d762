//! Indices: their arithmetic by example and by property, their files broken one way after the other,
//! their pages.

use catalog::{Definition as _, Source, testing::each_is_told};
use proptest::prelude::*;
use vocab::Role;
use web::StatusCode;

use super::in_world;
use crate::index::{
    Exact, Index, Scale,
    rules::{self, Counted},
};

const CLERK: Role = Role::BasicEducationClerk;
const PATH: &str = "support/index/growth.toml";

const SOUND: &str = r#"system = "X01"
label = "成长指数"
about = "班额和家校联系，只供学校自己改进。"
icon = "report-analytics"
office = "office-clerk"
level = "school"
source = "示例设定"
version = 1
least_complete = 90
least_weight = 60

[[grade]]
label = "好"
from = "80"

[[grade]]
label = "要努力"
from = "0"

[schools]
stages = ["primary"]

[[group]]
label = "班额"

[[group.item]]
indicator = "classes-standard"
weight = 60
scale = [{ floor = "50", goal = "100", source = "示例" }]

[[group.item]]
indicator = "class-size-primary"
weight = 20
scale = [
    { steps = [{ at = "40", points = "100" }, { at = "45", points = "60" }], source = "示例" },
    { since = "2022-01-01", floor = "45", goal = "35", source = "示例" },
]

[[group]]
label = "家校"

[[group.item]]
indicator = "guardians-bound"
weight = 20
scale = [{ floor = "0", goal = "80", source = "示例" }]
"#;

/// What is broken: what stands instead of what.
const BROKEN: &[(&str, &str)] = &[
    ("\nweight = 60", "\nweight = 50"),
    ("\nweight = 60", "\nweight = 0"),
    ("indicator = \"classes-standard\"", "indicator = \"classes-standart\""),
    ("indicator = \"guardians-bound\"", "indicator = \"classes-standard\""),
    ("indicator = \"guardians-bound\"", "indicator = \"pupils\""),
    ("indicator = \"guardians-bound\"", "indicator = \"girls\""),
    ("indicator = \"guardians-bound\"", "indicator = \"cases-kept\""),
    ("floor = \"50\", goal = \"100\"", "floor = \"100\", goal = \"50\""),
    ("floor = \"50\", goal = \"100\"", "floor = \"五十\", goal = \"100\""),
    ("floor = \"50\", goal = \"100\"", "floor = \"50\""),
    ("{ at = \"40\", points = \"100\" }", "{ at = \"40\", points = \"101\" }"),
    ("{ at = \"40\", points = \"100\" }", "{ at = \"40\", points = \"50\" }"),
    ("{ at = \"40\", points = \"100\" }", "{ at = \"50\", points = \"100\" }"),
    ("since = \"2022-01-01\", floor", "floor"),
    ("from = \"80\"", "from = \"0\""),
    ("from = \"0\"", "from = \"10\""),
    ("least_complete = 90", "least_complete = 900"),
    ("level = \"school\"", "level = \"town\""),
    ("office = \"office-clerk\"", "office = \"office\""),
    ("label = \"家校\"", "name = \"家校\""),
];

#[test]
fn the_sound_file_is_sound_and_tells_its_scales() {
    let it = Index::read(&Source::new(PATH, SOUND)).expect("it is sound");
    let told: Vec<String> =
        it.items().flat_map(|it| &it.scale).map(|it| it.value.told("人")).collect();
    assert_eq!(told[0], "50 人 及以下 0 分，100 人 及以上 100 分，中间按比例");
    assert_eq!(told[1], "40 人 及以下 100 分，45 人 及以下 60 分，其余 0 分");
    assert_eq!(told[2], "45 人 及以上 0 分，35 人 及以下 100 分，中间按比例");
}

#[test]
fn each_broken_file_is_told_with_its_line_its_cause_and_a_way_out() {
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tests/broken-index.txt");
    each_is_told::<Index>((PATH, SOUND), BROKEN, golden);
}

fn linear(floor: &str, goal: &str) -> Scale {
    let read = |it| Exact::read(it).expect("a number");
    Scale::Linear { floor: read(floor), goal: read(goal) }
}

#[test]
fn points_go_evenly_from_the_floor_to_the_goal_and_no_further() {
    // (floor, goal), part, whole, units, hundredths of a point.
    let examples = [
        (("50", "100"), (3, 4), 100, 5_000),
        (("50", "100"), (1, 3), 100, 0),
        (("50", "100"), (2, 3), 100, 3_333),
        (("0", "60"), (9, 10), 100, 10_000),
        (("25", "15"), (2_000, 100), 1, 5_000),
        (("25", "15"), (3_000, 100), 1, 0),
        (("25", "15"), (1_000, 100), 1, 10_000),
        (("0", "2.5"), (5, 1_000), 1_000, 10_000),
        // Half a hundredth goes up.
        (("0", "100"), (1, 20_000), 100, 1),
    ];
    for ((floor, goal), value, units, expected) in examples {
        let points = rules::points(&linear(floor, goal), value, units);
        assert_eq!(points, expected, "{value:?} between {floor} and {goal}");
    }
}

#[test]
fn a_step_is_reached_at_its_number() {
    let read = |it| Exact::read(it).expect("a number");
    let steps = vec![(read("0"), 10_000), (read("1"), 8_000), (read("5"), 6_000)];
    let scale = Scale::Steps { rising: false, steps };
    for (value, expected) in
        [((0, 90), 10_000), ((1, 100), 8_000), ((2, 100), 6_000), ((6, 100), 0)]
    {
        assert_eq!(rules::points(&scale, value, 100), expected, "{value:?}");
    }
}

#[test]
fn what_is_missing_is_left_out_and_never_counted_as_nothing() {
    let it = Index::read(&Source::new(PATH, SOUND)).expect("it is sound");
    let judge = |missing: &str, why: Counted| {
        rules::judge(
            &it,
            |item| {
                if item.indicator == missing { why } else { Counted::Whole(8_000) }
            },
        )
    };
    let whole = judge("", Counted::Nothing);
    assert_eq!((whole.total.points, whole.total.weight), (Some(8_000), 100));
    assert!(!whole.is_incomplete && whole.grade.as_deref() == Some("好"));
    for why in [Counted::Nothing, Counted::Incomplete, Counted::Few, Counted::TooMuch] {
        let without = judge("guardians-bound", why);
        assert_eq!((without.total.points, without.total.weight), (Some(8_000), 80), "{why:?}");
        assert!(without.is_incomplete && without.grade.is_some());
        assert_eq!((without.groups[1].points, without.groups[1].weight), (None, 0));
        let too_little = judge("classes-standard", why);
        assert_eq!((too_little.total.weight, too_little.grade), (40, None), "under 60");
    }
    let partly = judge("guardians-bound", Counted::Partly(0));
    assert_eq!((partly.total.points, partly.total.weight), (Some(6_400), 100));
    assert!(partly.is_incomplete, "what is partly known is said");
}

proptest! {
    #[test]
    fn a_better_value_is_never_worth_less(
        floor in 0_i64..1_000, goal in 0_i64..1_000, whole in 1_i64..5_000,
        one in 0_i64..5_000, more in 0_i64..5_000,
    ) {
        prop_assume!(floor != goal);
        let scale = linear(&floor.to_string(), &goal.to_string());
        let (one, other) = (
            rules::points(&scale, (one, whole), 100),
            rules::points(&scale, (one + more, whole), 100),
        );
        let (worse, better) = if goal > floor { (one, other) } else { (other, one) };
        prop_assert!((0..=10_000).contains(&one) && worse <= better);
    }

    #[test]
    fn a_mean_lies_between_what_it_is_of(
        items in proptest::collection::vec((1_i64..50, proptest::option::of(0_i64..=10_000)), 1..20),
    ) {
        let all = items.iter().map(|it| (it.0, it.1.map_or(Counted::Nothing, Counted::Whole)));
        let mean = rules::mean(all);
        let points: Vec<i64> = items.iter().filter_map(|it| it.1).collect();
        match mean.points {
            None => prop_assert!(points.is_empty() && mean.weight == 0),
            Some(it) => prop_assert!(
                points.iter().min() <= Some(&it) && Some(&it) <= points.iter().max()
            ),
        }
    }
}

#[tokio::test]
async fn an_index_opens_to_its_items_and_to_schools_by_name_without_a_rank() {
    in_world(async |mut world| {
        world.count().await;
        let list = world.get(CLERK, "/cixi/indices").await;
        assert_eq!(list.status, StatusCode::OK, "{}", list.body);
        assert!(list.body.contains("教育现代化发展指数") && list.body.contains("绿色指标"));
        let page = world.get(CLERK, "/cixi/indices/green").await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert!(page.body.contains("身心健康") && page.body.contains("观海卫镇"));
        assert!(page.body.contains("不完整") && page.body.contains("权重不计入"), "{}", page.body);
        assert!(page.body.contains("/cixi/indicators/five-filed?place="));
        let town = format!("/cixi/indices/green?place={}", world.town);
        let page = world.get(Role::TownClerk, &town).await;
        assert!(page.body.contains("云帆小学") && page.body.contains("按校名排列，不排名次"));
        assert!(!page.body.contains("第 1 名") && !page.body.contains("<th scope=\"col\">名次"));
        let sheet = world.get(CLERK, "/cixi/indices/green/export").await;
        assert!(sheet.kind.contains("spreadsheet"), "{}", sheet.kind);
        assert_eq!(world.get(CLERK, "/cixi/indices/none").await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_school_sees_its_own_result_and_no_other_school() {
    in_world(async |mut world| {
        world.count().await;
        let page = world.get(Role::Principal, "/cixi/indices/green").await;
        assert!(page.body.contains("云帆小学"), "{}", page.body);
        let other = format!("/cixi/indices/green?place={}", world.other);
        assert_eq!(world.get(Role::Principal, &other).await.status, StatusCode::NOT_FOUND);
        let county = format!("/cixi/indices/green?place={}", world.house.county);
        let page = world.get(Role::Principal, &county).await;
        assert!(!page.body.contains("周巷镇"), "the sum alone: {}", page.body);
        let index = world.get(Role::Principal, "/cixi/indices/modernisation").await;
        assert!(index.body.contains("这个指数只评"), "{}", index.body);
    })
    .await;
}

/// Keeps a value of the school: what it is of, from when to when it was known, its four numbers.
async fn keep(world: &super::World, name: &str, known: (&str, &str), it: [i64; 4]) {
    let done: Result<(), db::Error> = db::write!(world.house.cell.db, "a value", |tx| {
        let number = crate::store::days::number(tx, name).await?.expect("it was counted");
        let (place, day) = (world.school, "2021-12-20");
        tx.run(
            "INSERT INTO figure (indicator, place_id, day, known_on, known_until, part, whole, have, due)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            &[&number, &place, &day, &known.0, &known.1, &it[0], &it[1], &it[2], &it[3]],
        )
        .await?;
        tx.run(
            "INSERT INTO figure_now (place_id, indicator, day, part, whole, have, due)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
            &[&place, &number, &day, &it[0], &it[1], &it[2], &it[3]],
        )
        .await?;
        Ok(())
    });
    done.unwrap();
}

#[tokio::test]
async fn kept_values_become_points_as_they_were_known_and_what_is_incomplete_is_left_out() {
    in_world(async |mut world| {
        world.count().await;
        let never = "9999-12-31";
        keep(&world, "classes-standard", ("2021-12-20", "2021-12-22"), [3, 4, 0, 0]).await;
        keep(&world, "classes-standard", ("2021-12-22", never), [4, 4, 0, 0]).await;
        keep(&world, "five-filed", ("2021-12-20", never), [8, 10, 8, 10]).await;
        keep(&world, "supplies-filed", ("2021-12-20", never), [3, 4, 95, 100]).await;
        // Three items of weight 10: 50 points, 50 of data that is nearly whole, and none for nobody of
        // twelve in care, which is a value and not a gap.
        let page = "/cixi/indices/green?day=2021-12-20&known=2021-12-21";
        let then = world.get(Role::Principal, page).await;
        assert!(then.body.contains("30 / 100") && then.body.contains("3 / 4"), "{}", then.body);
        assert!(
            then.body.contains("数据不全，权重不计入") && then.body.contains("数据不全，已计入")
        );
        assert!(then.body.contains("不定等级"), "30 of 100 is too little: {}", then.body);
        // Corrected to all classes: 100, 50 and none.
        let now = world.get(Role::Principal, "/cixi/indices/green?day=2021-12-20").await;
        assert!(now.body.contains("4 / 4"), "{}", now.body);
        assert!(then.body.contains("<strong>33.33</strong>"), "{}", then.body);
        assert!(now.body.contains("<strong>50</strong>"), "{}", now.body);
    })
    .await;
}

#[tokio::test]
async fn a_day_gone_by_is_judged_by_what_was_so_and_known_then() {
    in_world(async |mut world| {
        let guardians = "/cixi/indices/green?day=2021-12-19";
        world.count().await;
        let before = world.get(CLERK, guardians).await;
        assert!(before.body.contains("以前还没有统计过"), "{}", before.body);
        world.house.calendar.set("2021-12-21T00:30:00");
        let after = world.get(CLERK, "/cixi/indices/green").await;
        assert!(after.body.contains("沿用 2021-12-20 的数"), "{}", after.body);
        let known = world.get(CLERK, "/cixi/indices/green?day=2021-12-20&known=2021-12-19").await;
        assert!(known.body.contains("当时认定的数"), "{}", known.body);
    })
    .await;
}
