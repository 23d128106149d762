//! What documents promise: a figure counts itself, the way is walked by those whose step it is, what is
//! signed stays as it was signed, and whoever has the paper can check it.

use db::{Db, Migration, testing::on_each};
use platform::{
    access::PlaceKind,
    accounts::Sessions,
    measures::Measures,
    testing::{House, Person},
};
use vocab::{AccountId, PlaceId, Role};
use web::{StatusCode, testing::Browser, testing::Reply};

use super::{
    model::{Openness, State},
    rules::{self, Move, Mover, Refusal},
};

/// A county with its offices and a town, in which schools are founded.
struct World {
    house: House,
    town: PlaceId,
    clerk: Person,
    office: Person,
    personnel: Person,
    leader: Person,
    principal: Person,
}

impl World {
    async fn new(db: Db) -> Self {
        let house = House::demo(db, &crate::tested(), |cell| {
            cell.with(paper::Fonts::default()).with(Sessions::default())
        })
        .await;
        let county = house.county;
        let town = house.place(PlaceKind::Town, county, "观海卫镇").await;
        let school = house.place(PlaceKind::School, town, "云帆小学").await;
        let world = Self {
            clerk: house.person("周晓", Role::BasicEducationClerk, county).await,
            office: house.person("林敏", Role::OfficeClerk, county).await,
            personnel: house.person("陈仁", Role::PersonnelClerk, county).await,
            leader: house.person("王局", Role::BureauLeader, county).await,
            principal: house.person("徐校", Role::Principal, school).await,
            town,
            house,
        };
        world.found(school).await;
        world.count().await;
        world
    }

    async fn run(&self, sql: &'static str) {
        let done: Result<u64, db::Error> =
            db::write!(self.house.cell.db, "by hand", |tx| { tx.run(sql, &[]).await });
        done.expect("it is written");
    }

    async fn found(&self, school: PlaceId) {
        let made: Result<(), db::Error> = db::write!(self.house.cell.db, "a school", |tx| {
            tx.run(
                "INSERT INTO school (id, town_id, kind, ownership, boarding, address)
                 VALUES ($1, $2, '211', 'public', 0, '')",
                &[&school, &self.town],
            )
            .await?;
            tx.run(
                "INSERT INTO school_stage (school_id, stage) VALUES ($1, 'primary')",
                &[&school],
            )
            .await?;
            Ok(())
        });
        made.expect("it is founded");
    }

    /// One more school, counted.
    async fn grow(&self) {
        let school = self.house.place(PlaceKind::School, self.town, "青禾小学").await;
        self.found(school).await;
        self.count().await;
    }

    async fn count(&self) {
        let day = vocab::Calendar::now(&*self.house.calendar).date();
        let known = self.house.cell.service::<Measures>();
        indicator::counting::count(&self.house.system(), known, day).await.expect("it is counted");
    }

    /// A document of the school template with a text of ours, and its page.
    async fn draft(&mut self, body: &str) -> String {
        let browser = &mut self.clerk.browser;
        let new = browser.get("/cixi/reports/new").await;
        let (csrf, id) = (new.field("csrf").expect("csrf"), new.field("id").expect("id"));
        let fields =
            [("csrf", csrf.as_str()), ("id", &id), ("template", "school"), ("as_of", "2021-12-20")];
        let begun = browser.post("/cixi/reports/new", &fields).await;
        let edit = begun.location.expect("its text");
        let path = edit.trim_end_matches("/edit").to_owned();
        let saved = self.save(&path, body, None).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
        path
    }

    /// Saves a text over the version that the form has, or another.
    async fn save(&mut self, path: &str, body: &str, version: Option<&str>) -> Reply {
        let browser = &mut self.clerk.browser;
        let form = browser.get(&format!("{path}/edit")).await;
        let (csrf, at) =
            (form.field("csrf").expect("csrf"), form.field("version").expect("version"));
        let fields = [
            ("csrf", csrf.as_str()),
            ("version", version.unwrap_or(&at)),
            ("title", "全市学校概况"),
            ("openness", "active"),
            ("as_of", "2021-12-20"),
            ("body", body),
        ];
        browser.post(&format!("{path}/edit"), &fields).await
    }
}

/// Takes a step on the page of a document, as the page offers it.
async fn step(who: &mut Person, path: &str, (step, more): (&str, &[(&str, &str)])) -> Reply {
    let page = who.browser.get(path).await;
    let value = |name: &str| page.field(name).unwrap_or_default();
    let (csrf, version, seen) = (value("csrf"), value("version"), value("seen"));
    let mut fields = vec![("csrf", csrf.as_str()), ("step", step), ("seen", &seen)];
    fields.push(("version", if version.is_empty() { "2" } else { &version }));
    fields.extend_from_slice(more);
    who.browser.post(&format!("{path}/move"), &fields).await
}

#[track_caller]
fn went(it: &Reply) {
    assert_eq!(it.status, StatusCode::SEE_OTHER, "{}", it.body);
}

async fn in_world<F: Future<Output = ()>>(test: impl Fn(World) -> F) {
    let all: Vec<Migration> =
        crate::tested().iter().flat_map(|it| it.migrations).copied().collect();
    on_each(&all, async |db| test(World::new(db).await).await).await;
}

const BODY: &str =
    "# 规模\n全市有学校{学校}，观海卫镇有{学校|观海卫镇}。\n| 指标 | 数 |\n| 学校 | {学校} |";

#[tokio::test]
async fn a_figure_counts_itself_tells_its_definition_and_leads_to_its_records() {
    in_world(async |mut world| {
        let path = world.draft(BODY).await;
        let page = world.clerk.browser.get(&path).await.body;
        assert!(page.contains("全市有学校") && page.contains(">1所</a>"), "{page}");
        assert!(page.contains("数据说明") && page.contains("数据质量好"), "{page}");
        assert!(page.contains("/cixi/indicators/schools?place="), "{page}");
        world.grow().await;
        let page = world.clerk.browser.get(&path).await.body;
        assert!(page.contains("保存之后有 2 个数变动了") && page.contains("1所 → 2所"), "{page}");
        let docx = world.clerk.browser.get(&format!("{path}/docx")).await;
        assert_eq!((docx.status, docx.kind.as_str()), (StatusCode::OK, paper::DOCX));
        if world.house.cell.service::<paper::Fonts>().are_there() {
            let pdf = world.clerk.browser.get(&format!("{path}/pdf")).await;
            assert_eq!((pdf.status, pdf.kind.as_str()), (StatusCode::OK, "application/pdf"));
        }
    })
    .await;
}

#[tokio::test]
async fn a_wrong_name_is_refused_with_its_line_and_another_version_is_never_overwritten() {
    in_world(async |mut world| {
        let path = world.draft(BODY).await;
        let wrong =
            world.save(&path, "好\n坏{学绞}\n坏{学校|月球镇}\n坏{学校|2021-13-01}", None).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        for words in
            ["第 2 行", "是不是“学校”", "第 3 行", "月球镇", "第 4 行", "不是日期", "坏{学绞}"]
        {
            assert!(wrong.body.contains(words), "{words}: {}", wrong.body);
        }
        let late = world.save(&path, "我写的", Some("1")).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        for words in ["别人刚刚保存过", "我写的", "全市有学校"] {
            assert!(late.body.contains(words), "{words}: {}", late.body);
        }
        let untold = world.save(&path, "去年有{学校|2020-01-01}", None).await;
        went(&untold);
        let page = world.clerk.browser.get(&path).await.body;
        assert!(page.contains("（暂无数据）") && page.contains("没有统计过"), "{page}");
        let sent = step(&mut world.clerk, &path, ("send", &[])).await;
        assert!(sent.body.contains("没有数据，不能送签"), "{}", sent.body);
    })
    .await;
}

/// Walks a document to its signature.
async fn signed(world: &mut World, path: &str) {
    went(&step(&mut world.clerk, path, ("send", &[])).await);
    went(&step(&mut world.personnel, path, ("agree", &[("words", "同意")])).await);
    went(&step(&mut world.office, path, ("pass", &[])).await);
    went(&step(&mut world.leader, path, ("sign", &[])).await);
}

#[tokio::test]
async fn the_way_is_walked_step_by_step_and_goes_back_with_a_reason() {
    in_world(async |mut world| {
        let path = world.draft(BODY).await;
        let early = step(&mut world.leader, &path, ("sign", &[])).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", early.body);
        went(&step(&mut world.clerk, &path, ("send", &[])).await);
        let silent = step(&mut world.personnel, &path, ("return", &[])).await;
        assert!(silent.body.contains("退回要写明理由"), "{}", silent.body);
        went(&step(&mut world.personnel, &path, ("return", &[("words", "教师数要核")])).await);
        let page = world.clerk.browser.get(&path).await.body;
        assert!(page.contains("教师数要核") && page.contains("起草"), "{page}");
        signed(&mut world, &path).await;
        let word = [("number_word", "慈教")];
        went(&step(&mut world.office, &path, ("issue", &word)).await);
        let page = world.office.browser.get(&path).await.body;
        assert!(page.contains("慈教〔2021〕1号") && page.contains("王局"), "{page}");
        let unchecked = step(&mut world.office, &path, ("publish", &[])).await;
        assert!(unchecked.body.contains("保密审查"), "{}", unchecked.body);
        went(&step(&mut world.office, &path, ("publish", &[("is_checked", "on")])).await);
        let mut anyone = Browser::new(&world.house.router);
        let older =
            format!("/cixi/documents?after={}", path.rsplit('/').next().unwrap_or_default());
        assert!(anyone.get(&older).await.body.contains("还没有公开的文件"));
        let list = anyone.get("/cixi/documents").await.body;
        assert!(list.contains("全市学校概况"), "{list}");
        let public = anyone.get(&path.replace("/reports/", "/documents/")).await.body;
        assert!(public.contains("1所") && !public.contains("/indicators/"), "{public}");
        let other = world.principal.browser.get(&path).await.status;
        assert_ne!(other, StatusCode::OK, "a principal does not read the bureau's drafts");
    })
    .await;
}

#[tokio::test]
async fn what_is_issued_never_changes_and_a_byte_that_changed_is_told() {
    in_world(async |mut world| {
        let path = world.draft(BODY).await;
        signed(&mut world, &path).await;
        world.grow().await;
        went(&step(&mut world.office, &path, ("issue", &[("number_word", "慈教")])).await);
        let page = world.office.browser.get(&path).await.body;
        assert!(page.contains(">1所</a>") && !page.contains("2所"), "{page}");
        let from = page.find("<code>").expect("a digest") + "<code>".len();
        let digest = page[from..from + 64].to_owned();
        let mut anyone = Browser::new(&world.house.router);
        let address = |digest: &str| {
            format!("/cixi/documents/check?number=%E6%85%88%E6%95%99%E3%80%942021%E3%80%951%E5%8F%B7&digest={digest}")
        };
        let good = anyone.get(&address(&digest)).await.body;
        assert!(good.contains("与印发时一致") && good.contains("全市学校概况"), "{good}");
        let other = anyone.get(&address(&digest.replace('a', "b"))).await.body;
        assert!(other.contains("摘要和印发的不一致") && !other.contains("全市学校概况"), "{other}");
        let unknown = anyone.get("/cixi/documents/check?number=1&digest=2").await.body;
        assert!(unknown.contains("没有这个发文字号"), "{unknown}");
        let sql = "UPDATE report SET content = REPLACE(content, '1所', '9所') WHERE number IS NOT NULL";
        world.run(sql).await;
        let broken = anyone.get(&address(&digest)).await.body;
        assert!(broken.contains("被改动过"), "{broken}");
    })
    .await;
}

#[tokio::test]
async fn a_leader_signs_only_the_figures_that_were_on_the_page() {
    in_world(async |mut world| {
        let path = world.draft(BODY).await;
        went(&step(&mut world.clerk, &path, ("send", &[])).await);
        went(&step(&mut world.personnel, &path, ("agree", &[])).await);
        went(&step(&mut world.office, &path, ("pass", &[])).await);
        let page = world.leader.browser.get(&path).await;
        let value = |name: &str| page.field(name).expect(name);
        let (csrf, version, seen) = (value("csrf"), value("version"), value("seen"));
        world.grow().await;
        let fields =
            [("csrf", csrf.as_str()), ("step", "sign"), ("version", &version), ("seen", &seen)];
        let late = world.leader.browser.post(&format!("{path}/move"), &fields).await;
        assert!(late.body.contains("打开本页之后有数变动了"), "{}", late.body);
        went(&step(&mut world.leader, &path, ("sign", &[])).await);
    })
    .await;
}

#[tokio::test]
async fn a_school_sends_in_what_happened_and_the_office_takes_it_into_a_chapter() {
    in_world(async |mut world| {
        let new = world.principal.browser.get("/cixi/materials/new").await;
        let (csrf, id) = (new.field("csrf").expect("csrf"), new.field("id").expect("id"));
        let fields = [
            ("csrf", csrf.as_str()),
            ("id", &id),
            ("kind", "event"),
            ("day", "2021-12-10"),
            ("title", "读书节"),
            ("words", "举办读书节{学校}，全校参加。"),
        ];
        went(&world.principal.browser.post("/cixi/materials/new", &fields).await);
        let path = world.draft(BODY).await;
        let edit = world.clerk.browser.get(&format!("{path}/edit")).await;
        assert!(edit.body.contains("读书节"), "{}", edit.body);
        let (csrf, version) =
            (edit.field("csrf").expect("csrf"), edit.field("version").expect("v"));
        let fields =
            [("csrf", csrf.as_str()), ("version", &version), ("material", &id), ("chapter", "0")];
        let id = id.split('.').next().unwrap_or_default();
        let fields = fields.map(|it| if it.0 == "material" { (it.0, id) } else { it });
        went(&world.clerk.browser.post(&format!("{path}/take"), &fields).await);
        let page = world.clerk.browser.get(&path).await.body;
        assert!(page.contains("举办读书节 学校 ，全校参加"), "{page}");
    })
    .await;
}

#[test]
fn nobody_signs_what_they_wrote_and_nobody_goes_out_of_turn() {
    let account = |bits| AccountId::from_bits(bits).expect("an id");
    let (me, other) = (account(1), account(2));
    let (others, both) = ([other], [other, me]);
    let mover = |role, writers| Mover {
        role,
        account: Some(me),
        office: Role::BasicEducationClerk,
        writers,
        asked: &[Role::FinanceClerk],
        openness: Openness::Asked,
    };
    let leader = Role::BureauLeader;
    let sign = |writers| rules::next(State::Signing, Move::Sign, mover(leader, writers));
    assert_eq!(sign(&others), Ok(State::Signed));
    assert_eq!(sign(&both), Err(Refusal::OwnDraft));
    let office = mover(Role::OfficeClerk, &[]);
    assert_eq!(rules::next(State::Issued, Move::Publish, office), Err(Refusal::NotOpen));
    assert_eq!(rules::next(State::Draft, Move::Send, office), Err(Refusal::NotNow));
    assert_eq!(rules::next(State::Agreeing, Move::Agree, office), Err(Refusal::NotNow));
    let finance = mover(Role::FinanceClerk, &[]);
    assert_eq!(rules::next(State::Agreeing, Move::Agree, finance), Ok(State::Checking));
}

#[test]
fn numbers_of_persons_do_not_go_public() {
    let found = rules::secrets("联系13800000000，证号33028219850304000X，慈教〔2021〕12号");
    assert_eq!(found, ["疑似手机号码", "疑似身份证号"]);
    assert!(rules::secrets("同步课堂693节，1,234 人").is_empty());
    assert_eq!(rules::number(&rules::word("慈溪市"), 2021, 12), "慈教〔2021〕12号");
}
