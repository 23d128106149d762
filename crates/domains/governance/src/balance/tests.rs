//! What is typed and lacking, by example and by the published vector; the way from a school's form
//! over the office to the county, and the sheet, on each database.

use db::{Db, Migration, testing::on_each};
use equity::{Input, Raw, School, Stage, judge};
use platform::{
    access::PlaceKind,
    measures::Measures,
    testing::{House, Person},
};
use vocab::{Clock as _, PlaceId, Role, SchoolYear, StudentId};
use web::StatusCode;

use super::{
    model::{ITEMS, Item, Limit, Rule},
    rules,
};

#[test]
fn amounts_are_read_exactly_and_what_is_none_is_told_with_its_unit() {
    assert_eq!(rules::amount(Item::Ground, "1,234.5"), Ok(123_450));
    assert_eq!(rules::amount(Item::Rooms, "12"), Ok(12));
    for (item, typed) in
        [(Item::Rooms, "1.5"), (Item::Rooms, "-3"), (Item::Ground, "1.234"), (Item::Ground, "")]
    {
        let wrong = rules::amount(item, typed).unwrap_err();
        assert!(wrong.field == item.key() && wrong.advice.contains(item.unit()), "{typed}");
    }
}

#[test]
fn a_school_without_pupils_or_with_a_part_above_its_whole_is_refused() {
    let mut amounts = [10; ITEMS];
    assert!(rules::look([0, 0, 30], &amounts).unwrap_err().advice.contains("分母为 0"));
    assert!(rules::look([30, 0, 0], &amounts).is_ok());
    amounts[Item::Indoor as usize] = 11;
    assert_eq!(rules::look([30, 0, 0], &amounts).unwrap_err().field, "indoor");
}

#[test]
fn what_is_many_times_the_standard_is_looked_at_twice() {
    let mut amounts = [0; ITEMS];
    amounts[Item::Ground as usize] = 100 * 10_200;
    assert!(rules::suspect([0, 100, 0], &amounts).is_some_and(|it| it.0 == Item::Ground));
    amounts[Item::Ground as usize] = 100 * 1_100;
    assert_eq!(rules::suspect([0, 100, 0], &amounts), None);
}

#[test]
fn the_limit_is_the_one_of_the_year() {
    let year = |it| SchoolYear::starting(it).unwrap();
    let rule = |it, limit| Rule { since: year(it), limit, source: String::new() };
    let rules = [rule(2021, Limit::Mean), rule(2023, Limit::Each)];
    let limits = [2020, 2021, 2022, 2023].map(|it| super::rules::in_force(&rules, year(it)));
    assert_eq!(limits, [Limit::Each, Limit::Mean, Limit::Mean, Limit::Each]);
}

/// A school's seven amounts with one of them as said; the others are plenty.
fn school(name: &str, pupils: [u32; 3], rooms: u64) -> School {
    let all = u64::from(pupils.iter().sum::<u32>());
    let mut has = [100, 100, 100, 10_000, 10_000, 10_000, 0].map(|it| it * all);
    has[6] = rooms;
    School { name: name.to_owned(), pupils, has }
}

#[test]
fn the_published_example_comes_out_as_published() {
    // Five schools with 302 pupils and 1 913 books, published as 0.52.
    let rows = [(45, 279), (37, 137), (89, 935), (76, 160), (55, 402)];
    let schools = rows.map(|(pupils, books)| school("甲", [pupils, 0, 0], books)).to_vec();
    let input = Input::new(Raw { standard: rules::standard(Limit::Each), schools }).unwrap();
    let spread = judge(&input).stages[0].spreads[6];
    assert!((spread.coefficient - 0.515_257).abs() < 1e-6, "{}", spread.coefficient);
    assert!(!spread.within, "more than 0.50");
}

#[test]
fn what_a_stage_lacks_is_rounded_up_and_shared_by_the_weights() {
    let schools = vec![school("一贯制", [100, 100, 0], 2), school("小学", [100, 0, 0], 1)];
    let standard = rules::standard(Limit::Each);
    let input = Input::new(Raw { standard, schools }).unwrap();
    let rooms = &standard.indicators[6];
    let whole = equity::Part::new(1, 1);
    let of =
        |stage, at: usize, part| rules::lacks(rooms, (stage, &input.branches(stage)[at], 6), part);
    // 2 rooms by 1 : 1.1 are 0.952 and 1.048; asked for are 2.3 and 2.4.
    assert_eq!((of(Stage::Primary, 0, whole), of(Stage::Junior, 0, whole)), (2, 2));
    assert_eq!((of(Stage::Primary, 1, whole), of(Stage::Primary, 1, standard.rest)), (2, 1));
}

/// A county of two primary schools with a hundred pupils each.
struct World {
    house: House,
    schools: [PlaceId; 2],
    principal: Person,
    clerk: Person,
}

async fn in_world<F: Future<Output = ()>>(test: impl Fn(World) -> F) {
    let all: Vec<Migration> =
        crate::tested().iter().flat_map(|it| it.migrations).copied().collect();
    on_each(&all, async |db: Db| test(world(db).await).await).await;
}

async fn world(db: Db) -> World {
    let modules = crate::tested();
    let house = House::new(db, &modules, |cell| cell.with(Measures::of(modules.iter()))).await;
    let town = house.place(PlaceKind::Town, house.county, "观海卫镇").await;
    let schools = [
        house.place(PlaceKind::School, town, "云帆小学").await,
        house.place(PlaceKind::School, town, "青禾小学").await,
    ];
    for school in schools {
        let done: Result<(), db::Error> = db::write!(house.cell.db, "a school", |tx| {
            tx.run(
                "INSERT INTO school (id, town_id, kind, ownership, boarding, address)
                 VALUES ($1, $2, '211', 'public', 0, '')",
                &[&school, &town],
            )
            .await?;
            for _ in 0..100 {
                let id: StudentId = house.ids.make(house.clock.now());
                tx.run(
                    "INSERT INTO student (id, name, standing, school_id, grade)
                     VALUES ($1, '陈小明', 'enrolled', $2, 3)",
                    &[&id, &school],
                )
                .await?;
                tx.run(
                    "INSERT INTO enrolment (student_id, since, recorded_at, school_id, grade,
                                            standing, reason)
                     VALUES ($1, '2021-09-01', 0, $2, 3, 'enrolled', 'new')",
                    &[&id, &school],
                )
                .await?;
            }
            Ok(())
        });
        done.unwrap();
    }
    let principal = house.person("王校长", Role::Principal, schools[0]).await;
    let clerk = house.person("李督导", Role::SupervisionClerk, house.county).await;
    World { house, schools, principal, clerk }
}

/// What a school with a hundred pupils has where everything is there but rooms.
const ENOUGH: [(&str, &str); 12] = [
    ("qualified", "6"),
    ("backbone", "2"),
    ("sport", "1"),
    ("music", "1"),
    ("art", "0"),
    ("teaching", "600.50"),
    ("indoor", "20"),
    ("gym", "0"),
    ("ground", "900"),
    ("equipment", "300000"),
    ("rooms", "1"),
    ("source", "2021 年教育事业统计报表"),
];

impl World {
    fn link(&self, at: usize) -> String {
        format!(
            "/cixi/balance/schools/{}",
            vocab::SchoolId::from_bits(self.schools[at].bits()).unwrap()
        )
    }
}

#[tokio::test]
async fn a_school_tells_the_office_reviews_and_the_county_is_judged_when_all_have_told() {
    in_world(async |mut world| {
        let own = world.link(0);
        let home = world.principal.browser.get("/cixi/balance").await;
        assert_eq!(home.location.as_deref(), Some(own.as_str()), "{}", home.body);
        let page = world.principal.browser.get(&own).await;
        assert!(page.body.contains("还没有审核过的数据"), "{}", page.body);
        let (csrf, id) = (page.field("csrf").expect("csrf"), page.field("id").expect("id"));
        let mut fields = vec![("csrf", csrf.as_str()), ("id", id.as_str()), ("year", "2021")];
        fields.extend(ENOUGH);
        let mut bad = fields.clone();
        bad.retain(|it| it.0 != "indoor");
        bad.push(("indoor", "700"));
        let refused = world.principal.browser.post(&own, &bad).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("不能比它大"), "{}", refused.body);
        for _ in 0..2 {
            let done = world.principal.browser.post(&own, &fields).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        }
        let other = world.link(1);
        assert_eq!(world.principal.browser.get(&other).await.status, StatusCode::NOT_FOUND);
        let needs = world.principal.browser.get("/cixi/balance/needs").await;
        assert_eq!(needs.status, StatusCode::NOT_FOUND);

        let house = &world.house;
        let nursery = house.place(PlaceKind::School, house.county, "彩虹幼儿园").await;
        let mut other = house.person("周园长", Role::Principal, nursery).await.browser;
        assert!(other.get("/cixi/balance").await.body.contains("只看义务教育学校"));
        let town = house.place(PlaceKind::Town, house.county, "周巷镇").await;
        let mut other = house.person("陈干事", Role::TownClerk, town).await.browser;
        let page = other.get("/cixi/balance").await;
        assert!(page.status == StatusCode::OK && !page.body.contains("balance/needs"));

        let county = world.clerk.browser.get("/cixi/balance").await;
        assert!(county.body.contains("还没有一所学校的数据"), "{}", county.body);
        let page = world.clerk.browser.get(&own).await;
        let from = page.body.find("/cixi/balance/told/").expect("a decision");
        let act = page.body[from..].split('"').next().unwrap_or_default().to_owned();
        let csrf = page.field("csrf").expect("csrf");
        let silent = [("csrf", csrf.as_str()), ("decision", "refuse"), ("reason", "")];
        assert_eq!(world.clerk.browser.post(&act, &silent).await.status, StatusCode::CONFLICT);
        let good = [("csrf", csrf.as_str()), ("decision", "good"), ("reason", "")];
        assert_eq!(world.clerk.browser.post(&act, &good).await.status, StatusCode::SEE_OTHER);
        assert_eq!(world.clerk.browser.post(&act, &good).await.status, StatusCode::CONFLICT);

        let county = world.clerk.browser.get("/cixi/balance").await;
        assert!(county.body.contains("数据不全：1 所学校"), "{}", county.body);
        assert!(!county.body.contains("全县（市、区）达标"), "no verdict: {}", county.body);
        let page = world.principal.browser.get(&own).await;
        // One room where 2.3 are asked for: six of seven, but below 85 %.
        assert!(page.body.contains("没有达标：6 项"), "{}", page.body);
        assert!(page.body.contains("到标准差 2 间，到 85% 差 1 间"), "{}", page.body);
        assert!(!page.body.contains("青禾小学"), "its own alone: {}", page.body);
    })
    .await;
}

/// A sheet as somebody would save it, by the titles of the template.
fn sheet_of(rows: &[&[&str]]) -> Vec<u8> {
    let titles: Vec<String> =
        super::list::layout().columns.iter().map(|it| it.title.clone()).collect();
    let lines = rows.iter().map(|row| row.join(","));
    let text = std::iter::once(titles.join(",")).chain(lines).collect::<Vec<_>>().join("\n");
    format!("\u{feff}{text}\n").into_bytes()
}

/// Sets that the mean of the seven is limited; the county's page says so.
async fn mean_of_seven(browser: &mut web::testing::Browser) {
    let rules = browser.get("/cixi/balance/rules").await;
    let csrf = rules.field("csrf").expect("csrf");
    let fields =
        [("csrf", csrf.as_str()), ("since", "2021"), ("limited", "mean"), ("source", "省厅通知")];
    let done = browser.post("/cixi/balance/rules", &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let county = browser.get("/cixi/balance").await;
    assert!(county.body.contains("七项平均，限值 0.50"), "{}", county.body);
}

/// A line of the sheet: everything is there but rooms.
fn line(name: &'static str, qualified: &'static str, rooms: &'static str) -> Vec<&'static str> {
    let rest = ["2", "1", "1", "0", "600", "20", "0", "900", "300000"];
    [vec![name, "", "", "", qualified], rest.to_vec(), vec![rooms, "报表"]].concat()
}

#[tokio::test]
async fn a_sheet_is_taken_line_by_line_and_says_how_to_pass() {
    in_world(async |mut world| {
        let browser = &mut world.clerk.browser;
        let csrf = browser.get("/cixi/balance/list").await.field("csrf").expect("csrf");
        let (poor, rich) = (line("云帆小学", "6", "1"), line("青禾小学", "6", "9"));
        let (minus, nobody) = (line("青禾小学", "-6", "9"), line("天外小学", "6", "9"));
        let fields = [("csrf", csrf.as_str()), ("year", "2021")];
        let bytes = sheet_of(&[&poor, &minus, &nobody]);
        let page =
            browser.post_files("/cixi/balance/list", &fields, &[("file", "表.csv", &bytes)]).await;
        assert!(page.body.contains("已登记 1 所学校"), "{}", page.body);
        assert!(page.body.contains("没有“天外小学”"), "{}", page.body);
        let bytes = sheet_of(&[&rich]);
        let page =
            browser.post_files("/cixi/balance/list", &fields, &[("file", "表.csv", &bytes)]).await;
        assert!(page.body.contains("已登记 1 所学校"), "{}", page.body);

        let county = browser.get("/cixi/balance").await;
        assert!(county.body.contains("全县（市、区）没有达标"), "{}", county.body);
        // Rooms 1 and 9 of a hundred pupils each lie 0.8 apart.
        assert!(county.body.contains("0.800"), "{}", county.body);
        assert!(county.body.contains("不排名次"));
        let needs = browser.get("/cixi/balance/needs").await;
        // One for the school's own minimum, one more until (9 − 3) / (9 + 3) is 0.5.
        assert!(needs.body.contains("至少增加 2 间"), "{}", needs.body);
        for path in ["export", "coefficients", "needs/export", "list/template"] {
            let sheet = browser.get(&format!("/cixi/balance/{path}")).await;
            assert_eq!(sheet.status, StatusCode::OK, "{path}");
            assert!(sheet.kind.contains("spreadsheet"), "{path}: {}", sheet.kind);
        }

        mean_of_seven(browser).await;
        drop(world.house);
    })
    .await;
}
