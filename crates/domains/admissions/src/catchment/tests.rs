//! What catchments promise: of their rules by example and by chance, of their pages by calling them.

use db::{Db, Migration, testing::on_each};
use directory::demo::{Chance, County, Plan};
use platform::{Module, seal::testing::sealer, testing::House};
use vocab::{Id, Role, SchoolYear};
use web::{StatusCode, testing::Browser};

use super::{
    demo,
    model::{Area, Side},
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
    vec![platform::MODULE, directory::MODULE, crate::MODULE]
}

struct World {
    house: House,
    county: County,
}

async fn in_world<F: Future<Output = ()>>(test: impl Fn(World) -> F) {
    let all: Vec<Migration> = modules().iter().flat_map(|it| it.migrations).copied().collect();
    on_each(&all, async |db: Db| {
        let at = "2021-12-19T12:00:00Z".parse().expect("a moment");
        let year = SchoolYear::starting(2021).expect("a year");
        let county = County::generate(Plan::cixi(3).smaller(60), year, at);
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
