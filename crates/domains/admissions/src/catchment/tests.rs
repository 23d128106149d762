//! What catchments promise: of their rules by example and by chance, of their pages by calling them.

use db::{Db, Migration, testing::on_each};
use directory::demo::{Chance, County, Plan};
use platform::{Module, seal::testing::sealer, testing::House};
use vocab::{Id, Role, SchoolYear};
use web::{StatusCode, testing::Browser};

use super::{
    demo,
    model::{Area, Side},
    polygon::{self, Fault, Outline},
    rules::{self, Address, Match},
};

fn area(school: i64, name: &str, numbers: Option<(i64, i64)>, side: Side) -> Area {
    Area {
        position: 1,
        town: Id::from_bits(1).expect("an id"),
        town_name: "浒山街道".to_owned(),
        school: Id::from_bits(school).expect("an id"),
        school_name: format!("第{school}小学"),
        name: name.to_owned(),
        numbers,
        side,
        is_shared: false,
    }
}

#[test]
fn two_schools_never_share_a_number_unless_both_say_so() {
    let odd = area(1, "青禾路", Some((1, 99)), Side::Odd);
    let even = area(2, "青禾路", Some((1, 99)), Side::Even);
    assert!(rules::overlaps(&[odd.clone(), even.clone()]).is_empty());
    let both = area(3, "青禾路", Some((99, 120)), Side::Both);
    let found = rules::overlaps(&[odd.clone(), even.clone(), both.clone()]);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].lines, found[0].number), ((0, 2), 99));
    let whole = area(4, "青禾路", None, Side::Both);
    assert_eq!(rules::overlaps(&[odd.clone(), whole.clone()]).len(), 1);
    let shared = |it: Area| Area { is_shared: true, ..it };
    assert!(rules::overlaps(&[shared(odd.clone()), shared(whole)]).is_empty());
    let elsewhere = area(2, "望潮路", Some((1, 99)), Side::Odd);
    assert!(rules::overlaps(&[odd, elsewhere]).is_empty());
}

#[test]
fn what_nobody_serves_is_told_once() {
    let all = [
        area(1, "青禾路", Some((1, 50)), Side::Both),
        area(2, "青禾路", Some((61, 100)), Side::Both),
        area(1, "望潮路", Some((1, 20)), Side::Both),
        area(2, "望潮路", Some((21, 40)), Side::Odd),
    ];
    let found = rules::gaps(&all);
    let told: Vec<(i64, i64, Side)> = found.iter().map(|it| (it.first, it.last, it.side)).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.contains(&(22, 40, Side::Even)), "{told:?}");
    assert!(told.iter().any(|it| it.2 == Side::Both && it.0 >= 51 && it.1 <= 60), "{told:?}");
}

#[test]
fn an_overlap_is_found_exactly_where_two_lines_have_a_number() {
    let mut chance = Chance::of(7, "overlaps", 0);
    for _ in 0..2000 {
        let mut line = |school| {
            let first = chance.between(1, 30);
            let last = first + chance.between(0, 12);
            area(school, "青禾路", Some((first, last)), *chance.pick(&Side::ALL))
        };
        let (a, b) = (line(1), line(2));
        let has = |it: &Area, n: i64| {
            let address = Address::read(&format!("青禾路{n}号"));
            rules::matches(it, &address) == Match::Yes
        };
        let counted = (1..=50).find(|n| has(&a, *n) && has(&b, *n));
        assert_eq!(rules::common(&a, &b), counted, "{a:?} {b:?}");
    }
}

#[test]
fn an_address_is_read_as_people_type_it() {
    let all = [
        area(1, "青禾路", Some((1, 50)), Side::Both),
        area(2, "青禾路", Some((51, 99)), Side::Both),
        area(3, "新青禾路", None, Side::Both),
        area(4, "白鹭村", None, Side::Both),
    ];
    let schools = |text: &str| {
        let (yes, road) = rules::find(&all, &Address::read(text));
        let of = |some: Vec<&Area>| some.iter().map(|it| it.school.bits()).collect::<Vec<_>>();
        (of(yes), of(road))
    };
    assert_eq!(schools("浒山街道 青禾路 ５０ 号"), (vec![1], vec![]));
    assert_eq!(schools("青禾路51号2幢301"), (vec![2], vec![]));
    assert_eq!(schools("青禾路"), (vec![], vec![1, 2]));
    assert_eq!(schools("青禾路120号"), (vec![], vec![1, 2]));
    assert_eq!(schools("新青禾路8号"), (vec![3], vec![]));
    assert_eq!(schools("白鹭村12号"), (vec![4], vec![]));
    assert_eq!(schools("没有的路"), (vec![], vec![]));
}

fn modules() -> Vec<Module> {
    vec![
        platform::MODULE,
        directory::MODULE,
        crate::registration::MODULE,
        crate::placement::MODULE,
        crate::admission::MODULE,
        crate::MODULE,
    ]
}

pub(crate) struct World {
    pub(crate) house: House,
    pub(crate) county: County,
}

async fn in_world<F: Future<Output = ()>>(test: impl Fn(World) -> F) {
    in_county(60, test).await;
}

/// Runs `test` on a county a `part` of the size, with its catchments, on each database.
pub(crate) async fn in_county<F: Future<Output = ()>>(part: usize, test: impl Fn(World) -> F) {
    let all: Vec<Migration> = modules().iter().flat_map(|it| it.migrations).copied().collect();
    on_each(&all, async |db: Db| {
        let at = "2021-12-19T12:00:00Z".parse().expect("a moment");
        let year = SchoolYear::starting(2021).expect("a year");
        let county = County::generate(Plan::cixi(3).smaller(part), year, at);
        let house = House::new(db, &modules(), |cell| cell).await;
        let system = house.system();
        directory::demo::load(&system, &county, &sealer("test")).await.expect("it is loaded");
        demo::load(&system, &county).await.expect("the catchments are loaded");
        test(World { house, county }).await;
    })
    .await;
}

#[tokio::test]
async fn anybody_finds_the_school_of_any_family_of_the_county() {
    in_world(async |world| {
        let mut anyone = Browser::new(&world.house.router);
        for family in world.county.families.iter().step_by(60) {
            let town = &world.county.towns[family.town].name;
            let path = format!("/cixi/schools/find?town={town}&address={}", family.address);
            let page = anyone.get(&path).await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(!page.body.contains("没有查到这个地址"), "{town}{}", family.address);
            assert!(page.body.contains("户口簿"), "{}", page.body);
        }
    })
    .await;
}

#[tokio::test]
async fn a_list_with_an_overlap_is_refused_by_cell_and_a_good_one_is_published() {
    in_world(async |world| {
        let mut clerk =
            world.house.person("李科员", Role::BasicEducationClerk, world.county.id).await;
        let all = clerk.browser.get("/cixi/catchments").await;
        let draft = all.body.split("/cixi/catchments/").nth(1).and_then(|it| it.split('"').next());
        let draft = format!("/cixi/catchments/{}", draft.expect("next year's"));
        let exported = clerk.browser.get(&format!("{draft}/export")).await;
        assert_eq!(exported.status, StatusCode::OK);
        let school = |primary: bool| {
            let stage = if primary { vocab::Stage::Primary } else { vocab::Stage::Junior };
            let it = world.county.schools.iter().find(|it| it.stages == [stage]);
            it.expect("a school").name.clone()
        };
        let title = clerk.browser.get(&draft).await;
        let is_primary = title.body.contains("小学学区");
        let (own, other) = (school(is_primary), school(!is_primary));
        let town = &world.county.towns[0].name;
        let head = "镇街,村社区或道路,起号,止号,单双号,学校\n";
        let bad = format!(
            "{head}{town},青禾路,1,99,单号,{own}\n{town},青禾路,50,51,,{own}\n{town},望潮路,9,1,,{own}\n没有镇,白鹭村,,,,{own}\n{town},白鹭村,,,,{other}\n"
        );
        let told = upload(&mut clerk.browser, &draft, &bad).await;
        for words in ["没有导入", "51号与第 2 行重叠", "起号比止号大", "没有“没有镇”", "没有"] {
            assert!(told.contains(words), "{words}: {told}");
        }
        let good = format!("{head}{town},青禾路,1,99,单号,{own}\n{town},白鹭村,,,,{own}\n");
        let told = upload(&mut clerk.browser, &draft, &good).await;
        assert!(told.contains("已导入 2 条") && told.contains("双号没有学校"), "{told}");
        let page = clerk.browser.get(&draft).await;
        let (csrf, version) =
            (page.field("csrf").expect("csrf"), page.field("version").expect("version"));
        let fields = [
            ("csrf", csrf.as_str()),
            ("version", &version),
            ("source", "2022年招生通知"),
            ("documents", "户口簿"),
        ];
        let done = clerk.browser.post(&format!("{draft}/publish"), &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let again = clerk.browser.post(&format!("{draft}/publish"), &fields).await;
        assert!(again.body.contains("别人刚刚改动过"), "{}", again.body);
    })
    .await;
}

async fn upload(browser: &mut Browser, draft: &str, text: &str) -> String {
    let page = browser.get(&format!("{draft}/upload")).await;
    let (csrf, version) =
        (page.field("csrf").expect("csrf"), page.field("version").expect("version"));
    let fields = [("csrf", csrf.as_str()), ("version", version.as_str())];
    let file: (&str, &str, &[u8]) = ("file", "学区.csv", text.as_bytes());
    browser.post_files(&format!("{draft}/upload"), &fields, &[file]).await.body
}

fn outline(corners: &[(i64, i64)]) -> Result<Outline, Fault> {
    Outline::new(corners.to_vec())
}

#[test]
fn outlines_cross_or_they_do_not() {
    let square = |x: i64, y: i64, side: i64| {
        outline(&[(x, y), (x + side, y), (x + side, y + side), (x, y + side)]).expect("a square")
    };
    assert!(matches!(outline(&[(0, 0), (9, 9), (9, 0), (0, 9)]), Err(Fault::Crosses(..))));
    assert!(matches!(outline(&[(0, 0), (9, 0), (4, 0), (4, 5)]), Err(Fault::Crosses(..))));
    assert!(matches!(outline(&[(0, 0), (9, 0)]), Err(Fault::Corners(2))));
    let one = square(0, 0, 10);
    assert!(!one.overlaps(&square(10, 0, 10)), "neighbours share an edge");
    assert!(!one.overlaps(&square(10, 10, 10)), "or a corner");
    assert!(!one.overlaps(&square(10, 3, 4)), "or a part of an edge");
    assert!(one.overlaps(&square(9, 9, 10)));
    assert!(one.overlaps(&square(2, 2, 3)), "one inside the other");
    assert!(one.overlaps(&one.clone()), "twice the same");
    assert!(one.overlaps(&square(0, 0, 5)), "a corner of the other");
    let clockwise = outline(&[(0, 10), (10, 10), (10, 0), (0, 0)]).expect("a square");
    assert!(clockwise.overlaps(&one));
}

#[test]
fn overlapping_boxes_of_chance_are_found_exactly() {
    let mut chance = Chance::of(11, "boxes", 0);
    for _ in 0..3000 {
        let mut one = || {
            let (x, y) = (chance.between(0, 8), chance.between(0, 8));
            let (w, h) = (chance.between(1, 5), chance.between(1, 5));
            (x, y, x + w, y + h)
        };
        let (a, b) = (one(), one());
        let of = |(x, y, u, v): (i64, i64, i64, i64)| {
            outline(&[(x, y), (u, y), (u, v), (x, v)]).expect("a box")
        };
        let truth = a.0.max(b.0) < a.2.min(b.2) && a.1.max(b.1) < a.3.min(b.3);
        assert_eq!(of(a).overlaps(&of(b)), truth, "{a:?} {b:?}");
    }
}

#[test]
fn a_geojson_file_is_read_by_its_digits() {
    let text = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"学校":"第一小学"},"geometry":{"type":"Polygon",
         "coordinates":[[[121.2665,30.17],[121.28,30.17],[121.28,30.1800001],[121.2665,30.17]]]}},
        {"type":"Feature","properties":{"school":"第二小学"},"geometry":{"type":"Point","coordinates":[1,2]}}]}"#;
    let all = polygon::read(text).expect("a collection");
    let first = all[0].1.as_ref().expect("an outline");
    assert_eq!(first.corners()[2], (1_212_800_000, 301_800_001));
    assert_eq!((all[1].0.as_str(), all[1].1.clone()), ("第二小学", Err(Fault::Shape)));
    assert!(polygon::read("[]").is_err() && polygon::read("{").is_err());
}

#[tokio::test]
async fn outlines_that_overlap_are_refused_with_both_names() {
    in_world(async |world| {
        let mut clerk =
            world.house.person("李科员", Role::BasicEducationClerk, world.county.id).await;
        let all = clerk.browser.get("/cixi/catchments").await;
        let id = all.body.split("/cixi/catchments/").nth(1).and_then(|it| it.split('"').next());
        let page = format!("/cixi/catchments/{}", id.expect("an edition"));
        let is_primary = clerk.browser.get(&page).await.body.contains("小学学区");
        let stage = if is_primary { vocab::Stage::Primary } else { vocab::Stage::Junior };
        let schools: Vec<String> = world
            .county
            .schools
            .iter()
            .filter(|it| it.stages.contains(&stage))
            .map(|it| it.name.clone())
            .take(2)
            .collect();
        let square = |name: &str, x: i64| {
            let (a, b) = (format!("121.{x}"), format!("121.{}", x + 10));
            format!(
                r#"{{"type":"Feature","properties":{{"学校":"{name}"}},"geometry":{{"type":"Polygon","coordinates":[[[{a},30.1],[{b},30.1],[{b},30.2],[{a},30.2],[{a},30.1]]]}}}}"#
            )
        };
        for (shift, words) in [(5, "图形重叠"), (10, "已收下 2 所学校的边界")] {
            let text = format!(
                r#"{{"type":"FeatureCollection","features":[{},{}]}}"#,
                square(&schools[0], 20),
                square(&schools[1], 20 + shift)
            );
            let form = clerk.browser.get(&format!("{page}/outlines")).await;
            let csrf = form.field("csrf").expect("csrf");
            let file: (&str, &str, &[u8]) = ("file", "学区.geojson", text.as_bytes());
            let fields = [("csrf", csrf.as_str())];
            let done =
                clerk.browser.post_files(&format!("{page}/outlines"), &fields, &[file]).await;
            assert!(done.body.contains(words), "{words}: {}", done.body);
        }
        let shown = clerk.browser.get(&format!("{page}/outlines")).await.body;
        assert!(shown.contains("<polygon") && shown.contains(&schools[1]));
    })
    .await;
}
