//! What a division promises, the whole way as those who go it, on each database.

use db::{Db, Migration, testing::on_each};
use directory::demo::{County, Plan};
use platform::{
    Module,
    seal::testing::sealer,
    testing::{House, Person},
};
use vocab::{Role, SchoolYear};
use web::{StatusCode, testing::Browser};

use super::{demo, rules, store};

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

fn county() -> County {
    let at = "2021-12-19T12:00:00Z".parse().expect("a moment");
    let year = SchoolYear::starting(2021).expect("a year");
    County::generate(Plan::cixi(3).smaller(100), year, at)
}

/// A county a hundredth of the size, with people at one of its primary schools.
struct World {
    house: House,
    county: County,
    school: usize,
}

impl World {
    async fn new(db: Db, is_done: bool) -> Self {
        let mut county = county();
        demo::seat(&mut county);
        let house = House::new(db, &modules(), |cell| cell).await;
        let system = house.system();
        directory::demo::load(&system, &county, &sealer("test")).await.expect("it is loaded");
        if is_done {
            demo::load(&system, &county).await.expect("the divisions are loaded");
        }
        Self { house, county, school: 0 }
    }

    async fn person(&self, role: Role) -> Person {
        let place = match role {
            Role::BasicEducationClerk => self.county.id,
            Role::Inspector => self.county.towns[self.county.schools[self.school].town].id.place(),
            _ => self.county.schools[self.school].id.place(),
        };
        self.house.person("某人", role, place).await
    }
}

async fn in_world<F: Future<Output = ()>>(is_done: bool, test: impl Fn(World) -> F) {
    let all: Vec<Migration> = modules().iter().flat_map(|it| it.migrations).copied().collect();
    on_each(&all, async |db| test(World::new(db, is_done).await).await).await;
}

/// Sends the form of `page` that goes to `what`.
async fn send(
    browser: &mut Browser,
    page: &str,
    what: &str,
    fields: &[(&str, &str)],
) -> web::testing::Reply {
    let shown = browser.get(page).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
    let csrf = shown.field("csrf").expect("csrf");
    let version = shown.field("version").unwrap_or_else(|| "0".to_owned());
    let mut all = vec![("csrf", csrf.as_str()), ("version", &version)];
    all.extend_from_slice(fields);
    browser.post(&format!("{page}/{what}"), &all).await
}

async fn begun(keeper: &mut Person, extra: &[(&str, &str)]) -> String {
    let form = keeper.browser.get("/cixi/classing/new").await;
    let (csrf, id) = (form.field("csrf").expect("csrf"), form.field("id").expect("id"));
    let mut fields = vec![
        ("csrf", csrf.as_str()),
        ("id", &id),
        ("grade", "1"),
        ("way", "strata"),
        ("classes", "2"),
    ];
    fields.extend_from_slice(extra);
    let done = keeper.browser.post("/cixi/classing/new", &fields).await;
    done.location.unwrap_or_else(|| panic!("{}", done.body))
}

#[tokio::test]
async fn a_school_goes_the_whole_way_and_anybody_recomputes_it() {
    in_world(false, async |world| {
        let mut keeper = world.person(Role::RollManager).await;
        let page = begun(&mut keeper, &[]).await;
        let early = send(&mut keeper.browser, &page, "publish", &[]).await;
        assert!(early.body.contains("请先封存名单和方案"), "{}", early.body);
        let asked = [("wish", "together"), ("codes", "0001、0002"), ("reason", "双胞胎")];
        assert!(send(&mut keeper.browser, &page, "ask", &asked).await.location.is_some());
        let unknown = [("wish", "apart"), ("codes", "0001、9999"), ("reason", "双胞胎")];
        let told = send(&mut keeper.browser, &page, "ask", &unknown).await;
        assert!(told.body.contains("名单中没有报名号 9999"), "{}", told.body);
        assert!(send(&mut keeper.browser, &page, "seal", &[]).await.location.is_some());
        let again = keeper.browser.post(&format!("{page}/seal"), &[("version", "1")]).await;
        assert_ne!(again.status, StatusCode::SEE_OTHER);
        let few = send(&mut keeper.browser, &page, "run", &[("numbers", "1,2,3")]).await;
        assert!(few.body.contains("有 3 个数"), "{}", few.body);
        let drawn = [("numbers", "42,7,88,15,60,3")];
        let done = send(&mut keeper.browser, &page, "run", &drawn).await;
        assert!(done.location.is_some(), "{}", done.body);
        let names = [("names", "甲老师\n乙老师")];
        assert!(send(&mut keeper.browser, &page, "teachers", &names).await.location.is_some());
        let early = send(&mut keeper.browser, &page, "publish", &[]).await;
        assert!(early.body.contains("还没有抽签"), "{}", early.body);
        assert!(send(&mut keeper.browser, &page, "pair", &drawn).await.location.is_some());
        let mut inspector = world.person(Role::Inspector).await;
        let signed = send(&mut inspector.browser, &page, "witness", &[("words", "无异议")]).await;
        assert!(signed.location.is_some(), "{}", signed.body);
        assert!(send(&mut keeper.browser, &page, "publish", &[]).await.location.is_some());
        let shown = keeper.browser.get(&page).await.body;
        let number = shown.split("/cixi/class-lists/").nth(1).and_then(|it| it.split('"').next());
        let public = format!("/cixi/class-lists/{}", number.expect("a number"));
        check_public(&world, &public).await;
        check_after(&mut keeper, &page, &public).await;
        let paper = keeper.browser.get(&format!("{page}/paper")).await.body;
        assert!(paper.contains("一年级1班") && paper.contains("<svg"), "the lists with a QR code");
    })
    .await;
}

/// What a stranger sees: masked names, and evidence that proves itself.
async fn check_public(world: &World, public: &str) {
    let mut anyone = Browser::new(&world.house.router);
    let page = anyone.get(public).await;
    assert_eq!(page.status, StatusCode::OK);
    let (_, pupils) = world.county.year_group(world.school, 1);
    for it in &world.county.students[pupils] {
        assert!(!page.body.contains(&it.name), "{} is not masked", it.name);
    }
    assert!(page.body.contains("无异议") && page.body.contains("双胞胎"), "{}", page.body);
    let evidence = anyone.get(&format!("{public}/files/transcript")).await.body;
    let transcript = classing::Transcript::read(&evidence).expect("a transcript");
    transcript.verify().expect("it recomputes");
    let changed = evidence.replacen("双胞胎", "三胞胎", 1);
    assert!(classing::Transcript::read(&changed).is_err());
    let teachers = anyone.get(&format!("{public}/files/teachers")).await.body;
    super::paired::Paired::read(&transcript, &teachers).expect("the draw recomputes");
    assert!(anyone.get("/cixi/class-lists").await.body.contains(public));
}

/// After the lock: a move with a reason, an arrival by rule, and nothing without a reason.
async fn check_after(keeper: &mut Person, page: &str, public: &str) {
    let bare = send(&mut keeper.browser, page, "move", &[("code", "0003"), ("to", "1")]).await;
    assert!(bare.body.contains("请写明理由"), "{}", bare.body);
    let arrived = [("name", "新来的"), ("sex", "2"), ("reason", "外县转入")];
    assert!(send(&mut keeper.browser, page, "arrive", &arrived).await.location.is_some());
    let gone = [("code", "Z001"), ("reason", "转回原籍")];
    assert!(send(&mut keeper.browser, page, "leave", &gone).await.location.is_some());
    let apart = [("code", "0001"), ("to", "1"), ("reason", "家长申请")];
    let other = [("code", "0001"), ("to", "2"), ("reason", "家长申请")];
    let told = [
        send(&mut keeper.browser, page, "move", &apart).await,
        send(&mut keeper.browser, page, "move", &other).await,
    ];
    let breaks = told.iter().any(|it| it.body.contains("同班申请（双胞胎）"));
    assert!(breaks, "{} {}", told[0].body, told[1].body);
    let shown = keeper.browser.get(public).await.body;
    assert!(shown.contains("Z001 转入") && shown.contains("转回原籍"), "{shown}");
    assert!(!shown.contains("新来的"));
}

#[tokio::test]
async fn the_list_goes_out_and_comes_back_and_faults_name_their_cells() {
    in_world(false, async |world| {
        let mut keeper = world.person(Role::RollManager).await;
        let page = begun(&mut keeper, &[("rehearsal", "1")]).await;
        let upload = format!("{page}/upload");
        let form = keeper.browser.get(&upload).await;
        let (csrf, version) =
            (form.field("csrf").expect("csrf"), form.field("version").expect("version"));
        let fields = [("csrf", csrf.as_str()), ("version", version.as_str())];
        let bad = "报名号,姓名,性别,入学成绩\n1,甲,男,90\n2,乙,,80\n";
        let file: (&str, &str, &[u8]) = ("file", "名单.csv", bad.as_bytes());
        let told = keeper.browser.post_files(&upload, &fields, &[file]).await.body;
        assert!(told.contains("名单没有更新") && told.contains("一年级免试入学"), "{told}");
        assert!(told.contains("C3"), "{told}");
        let good = "报名号,姓名,性别,同班组,申请事由\n1,甲,男,A,双胞胎\n2,乙,女,A,\n3,丙,男,,\n4,丁,女,,\n";
        let file: (&str, &str, &[u8]) = ("file", "名单.csv", good.as_bytes());
        let told = keeper.browser.post_files(&upload, &fields, &[file]).await.body;
        assert!(told.contains("名单已更新：4 名学生，1 条申请"), "{told}");
        assert!(send(&mut keeper.browser, &page, "seal", &[]).await.location.is_some());
        let drawn = [("numbers", "1,2,3,4,5,6")];
        assert!(send(&mut keeper.browser, &page, "run", &drawn).await.location.is_some());
        let told = send(&mut keeper.browser, &page, "publish", &[]).await;
        assert!(told.body.contains("演练的结果不公示"), "{}", told.body);
    })
    .await;
}

#[tokio::test]
async fn the_demo_is_what_the_roll_says_and_the_office_sees_every_school() {
    in_world(true, async |world| {
        let mut clerk = world.person(Role::BasicEducationClerk).await;
        let page = clerk.browser.get("/cixi/classing/county").await.body;
        assert!(!page.contains("未起草</span>"), "every entry grade is published: {page}");
        let year = world.county.year;
        let all: Result<_, db::Error> = db::read!(world.house.cell.db, "standings", |tx| {
            let mut all = Vec::new();
            for grade in super::pages::grades() {
                all.extend(store::standings(tx, world.county.id, (year, grade)).await?);
            }
            Ok(all)
        });
        let all = all.expect("read");
        assert!(!all.is_empty());
        for it in all {
            let one = it.division.expect("a division");
            assert_eq!(one.strays, 0, "{} says what the roll says", it.school_name);
        }
        let told = send(&mut clerk.browser, "/cixi/classing/county", "remind", &[]).await;
        assert!(told.location.is_some_and(|it| it.ends_with("told=0")));
        let mut outside = world.person(Role::Principal).await;
        let own = outside.browser.get("/cixi/classing").await.body;
        let here = &world.county.schools[world.school].name;
        assert!(own.contains(here.as_str()));
    })
    .await;
}

#[test]
fn everybody_of_the_county_sits_once_and_siblings_stay_siblings() {
    let before = county();
    let mut after = before.clone();
    demo::seat(&mut after);
    let ids = |it: &County| {
        let mut ids: Vec<_> = it.students.iter().map(|it| it.id).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids(&before), ids(&after));
    for (family, was) in after.families.iter().zip(&before.families) {
        let of = |county: &County, all: &[usize]| {
            let mut ids: Vec<_> = all.iter().map(|it| county.students[*it].id).collect();
            ids.sort();
            ids
        };
        assert_eq!(of(&after, &family.children), of(&before, &was.children));
    }
    for (at, class) in after.classes.iter().enumerate() {
        for (seat, one) in (1..).zip(&after.students[class.students.clone()]) {
            assert_eq!((one.class, one.seat), (at, seat));
        }
    }
}

#[test]
fn a_school_needs_as_many_classes_as_the_standard_says() {
    let grade = |it| vocab::Grade::school(it).expect("a grade");
    assert_eq!(rules::fewest(90, grade(1)), 2);
    assert_eq!(rules::fewest(91, grade(1)), 3);
    assert_eq!(rules::fewest(100, grade(7)), 2);
}
