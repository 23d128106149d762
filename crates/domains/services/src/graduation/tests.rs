//! What the certificate promises: decided by rule, the same on either database, and nothing told to
//! strangers.

use std::sync::Arc;

use db::{Db, Migration, testing::on_each};
use jiff::civil::date;
use platform::{
    Module,
    accounts::Sessions,
    providers::{
        Ask, DemoPerson, ProviderConfig, ProviderKind, Providers, StandIn, Wire, WireError,
        set_demo_persons,
    },
    seal::Sealer,
    testing::House,
};
use vocab::{Clock, IdNumber, Role, Sex, TestClock};
use web::{Later, StatusCode, testing::Browser, testing::Reply};

use super::{
    actions,
    model::{Filed, GraduateId, Graduation},
    rules::{self, Doubt, Verdict},
    store,
};

fn modules() -> Vec<Module> {
    vec![
        platform::MODULE,
        directory::MODULE,
        catalog::MODULE,
        form::MODULE,
        case::module(),
        crate::MODULE,
    ]
}

fn graduation(name: &str, school: &str) -> Graduation {
    Graduation {
        name: name.to_owned(),
        school_name: school.to_owned(),
        finished: "2003-07".to_owned(),
    }
}

#[test]
fn a_machine_issues_only_where_exactly_one_graduation_fits_and_never_refuses() {
    let one = graduation("陈思远", "云帆中学");
    assert_eq!(rules::decide("陈思远", std::slice::from_ref(&one)), Verdict::Issue(one.clone()));
    assert_eq!(rules::decide("陈 思远", std::slice::from_ref(&one)), Verdict::Issue(one.clone()));
    assert_eq!(rules::decide("陈思远", &[]), Verdict::Ask(Doubt::NotFound));
    let renamed = rules::decide("陈思源", std::slice::from_ref(&one));
    assert_eq!(renamed, Verdict::Ask(Doubt::OtherName));
    for other in [graduation("陈思远", "青禾中学"), graduation("陈小远", "青禾中学")]
    {
        let verdict = rules::decide("陈思远", &[one.clone(), other]);
        assert_eq!(verdict, Verdict::Ask(Doubt::Several));
    }
}

#[test]
fn dates_of_graduation_are_read_as_people_write_them() {
    let today = date(2021, 12, 20);
    for text in ["2003-07", "2003年7月", "2003.7", "２００３/7"] {
        assert_eq!(rules::finished(text, today).as_deref(), Ok("2003-07"), "{text}");
    }
    assert_eq!(rules::finished("2003", today).as_deref(), Ok("2003"));
    for text in ["", "七月", "2003-13", "1949", "2022", "2021-12-20"] {
        assert!(rules::finished(text, today).is_err(), "{text}");
    }
    assert_eq!(rules::finished_words("2003-07"), "2003年7月");
    assert_eq!(rules::finished_words("2003"), "2003年");
}

#[test]
fn codes_are_compared_as_people_type_them() {
    let code = rules::code("0123456789abcdef0123456789abcdef");
    assert_eq!(code, "0123-4567-89AB-CDEF");
    assert_eq!(rules::typed(" 0123 4567-89ab cdef "), rules::typed(&code));
}

/// A wire to nowhere: the stand-in has its own.
struct Nowhere;

impl Wire for Nowhere {
    fn ask(&self, _: Ask) -> Later<'_, Result<serde_json::Value, WireError>> {
        Box::pin(async { Err(WireError::Status(404)) })
    }
}

fn number(nth: u16) -> IdNumber {
    IdNumber::invented(date(1985, 3, 4), Sex::Female, nth).expect("an invented number")
}

/// A county with one graduate in its archive, and three people whom 浙里办 knows.
struct World {
    house: House,
}

impl World {
    async fn new(db: Db) -> Self {
        let clock: Arc<dyn Clock> = Arc::new(TestClock::at("2021-12-20T00:00:00Z"));
        let stand_in = Arc::new(StandIn::new(clock).expect("randomness"));
        let wire: Arc<dyn Wire> = Arc::new(Nowhere);
        let provider = ProviderConfig::stand_in(ProviderKind::Zhelibao);
        let provider = provider.open("cixi", "", &wire, &stand_in).expect("the stand-in");
        let house = House::demo(db, &modules(), |cell| {
            cell.with(Providers(vec![provider]))
                .with(stand_in.clone())
                .with(crate::Fonts::default())
                .with(Sessions::default())
        })
        .await;
        let world = Self { house };
        world.fill().await;
        world
    }

    async fn fill(&self) {
        let (cell, ids) = (&self.house.cell, &self.house.ids);
        let sealer = cell.service::<Sealer>();
        let id: GraduateId = ids.make(self.house.clock.now());
        let (id_sealed, id_index) = actions::numbered(sealer, id.bits(), &number(1));
        let filed = Filed {
            id,
            what: graduation("陈思远", "云帆中学"),
            id_sealed,
            id_index,
            archive: "J12-0034".to_owned(),
            added_on: date(2021, 3, 15),
        };
        let person = |name: &str, nth| DemoPerson {
            label: name.to_owned(),
            name: name.to_owned(),
            number: number(nth).open().to_owned(),
        };
        let all = [person("陈思远", 1), person("陈思源", 1), person("王五一", 2)];
        let filled: Result<(), db::Error> = db::write!(cell.db, "archive", |tx| {
            store::add_graduates(tx, std::slice::from_ref(&filed)).await?;
            set_demo_persons(tx, &all).await
        });
        filled.expect("the archive is there");
    }

    /// A browser in which `name` with the number of `nth` has shown who they are.
    async fn citizen(&self, name: &str, nth: u16) -> Browser {
        let mut browser = Browser::new(&self.house.router);
        let out = browser.get("/cixi/graduation/identify").await;
        let address = out.location.expect("the way to the provider");
        assert!(address.contains("scope=openid+profile"), "{address}");
        let page = browser.get(&address).await;
        assert!(page.body.contains(name), "{}", page.body);
        let names =
            ["csrf", "client_id", "redirect_uri", "state", "nonce", "code_challenge", "scope"];
        let mut fields: Vec<(&str, String)> =
            names.iter().map(|it| (*it, unescaped(&page.field(it).expect(it)))).collect();
        fields.push(("subject", name.to_owned()));
        fields.push(("name", name.to_owned()));
        fields.push(("number", number(nth).open().to_owned()));
        let fields: Vec<(&str, &str)> = fields.iter().map(|it| (it.0, it.1.as_str())).collect();
        let back = browser.post("/cixi/demo/provider/zhelibao", &fields).await;
        let mine = browser.get(&back.location.expect("the way back")).await;
        assert_eq!(mine.location.as_deref(), Some("/cixi/graduation/mine"), "{}", mine.body);
        browser
    }
}

fn unescaped(text: &str) -> String {
    text.replace("&amp;", "&")
}

async fn apply(browser: &mut Browser) -> Reply {
    let mine = browser.get("/cixi/graduation/mine").await;
    let (csrf, id) = (mine.field("csrf").expect("csrf"), mine.field("id").expect("id"));
    browser.post("/cixi/graduation/mine", &[("csrf", &csrf), ("id", &id)]).await
}

async fn in_world<F: Future<Output = ()>>(test: impl Fn(World) -> F) {
    let all: Vec<Migration> = modules().iter().flat_map(|it| it.migrations).copied().collect();
    on_each(&all, async |db| test(World::new(db).await).await).await;
}

#[tokio::test]
async fn whoever_is_in_the_archive_has_the_certificate_in_the_same_request() {
    in_world(async |world| {
        let mut browser = world.citizen("陈思远", 1).await;
        let done = apply(&mut browser).await;
        let path = done.location.expect("the certificate");
        assert!(path.starts_with("/cixi/graduation/papers/BY20211220-"), "{path}");
        let page = browser.get(&path).await;
        for words in ["已开具", "云帆中学", "2003年7月", number(1).open(), "慈溪市教育局"]
        {
            assert!(page.body.contains(words), "{words}: {}", page.body);
        }
        // Asked again, it is the same paper.
        let again = apply(&mut browser).await;
        assert_eq!(again.location.as_deref(), Some(path.as_str()));
        let paper = path.split('?').next().expect("a path").to_owned();
        let mut other = world.citizen("王五一", 2).await;
        assert_eq!(other.get(&paper).await.status, StatusCode::NOT_FOUND);
        let stranger = Browser::new(&world.house.router).get(&paper).await;
        assert_eq!(stranger.location.as_deref(), Some("/cixi/graduation"));
        if world.house.cell.service::<crate::Fonts>().are_there() {
            let pdf = browser.get(&format!("{paper}/pdf")).await;
            assert_eq!((pdf.status, pdf.kind.as_str()), (StatusCode::OK, "application/pdf"));
            assert_eq!(other.get(&format!("{paper}/pdf")).await.status, StatusCode::NOT_FOUND);
        }
    })
    .await;
}

#[tokio::test]
async fn who_checks_a_paper_sees_a_masked_name_and_a_wrong_code_tells_nothing() {
    in_world(async |world| {
        let mut browser = world.citizen("陈思远", 1).await;
        let path = apply(&mut browser).await.location.expect("the certificate");
        let paper = browser.get(&path).await.body;
        let from = paper.find("验证码：<strong>").expect("the code") + "验证码：<strong>".len();
        let code = paper[from..].split('<').next().expect("an end").to_owned();
        let known = path.split('?').next().and_then(|it| it.rsplit('/').next()).expect("a number");
        let mut stranger = Browser::new(&world.house.router);
        let check = async |stranger: &mut Browser, number: &str, code: &str| {
            let page =
                stranger.get(&format!("/cixi/graduation/check?number={number}&code={code}")).await;
            page.body.split("<form").next().unwrap_or_default().to_owned()
        };
        let good = check(&mut stranger, &known.replace('-', "").to_lowercase(), &code).await;
        assert!(good.contains("证明真实、有效") && good.contains("云帆中学"), "{good}");
        assert!(!good.contains("陈思远") && !good.contains(number(1).open()), "{good}");
        let wrong = check(&mut stranger, known, "0000-0000-0000-0000").await;
        let unknown = check(&mut stranger, "BY20211220-000000", &code).await;
        assert!(wrong.contains("没有查到") && wrong == unknown, "{wrong}\n{unknown}");
        let number = known.to_owned();
        let mut clerk =
            world.house.person("李科员", Role::BasicEducationClerk, world.house.county).await;
        let desk = format!("/cixi/graduation/issued/{number}");
        let page = clerk.browser.get(&desk).await;
        let csrf = page.field("csrf").expect("csrf");
        let bare = [("csrf", csrf.as_str()), ("reason", "")];
        let refused = clerk.browser.post(&format!("{desk}/void"), &bare).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let fields = [("csrf", csrf.as_str()), ("reason", "毕业学校登记有误")];
        clerk.browser.post(&format!("{desk}/void"), &fields).await;
        let void = check(&mut stranger, known, &code).await;
        assert!(void.contains("已经作废") && void.contains("毕业学校登记有误"), "{void}");
    })
    .await;
}

#[tokio::test]
async fn what_does_not_fit_becomes_a_case_and_its_end_is_the_certificate() {
    in_world(async |world| {
        let mut browser = world.citizen("王五一", 2).await;
        let done = apply(&mut browser).await;
        let ask = done.location.expect("the form");
        assert_eq!(ask, "/cixi/graduation/ask?after=not-found");
        let page = browser.get(&ask).await;
        let (csrf, id) = (page.field("csrf").expect("csrf"), page.field("id").expect("id"));
        let mut fields = vec![("csrf", csrf.as_str()), ("id", &id), ("school", "云帆中学")];
        let short = browser.post("/cixi/graduation/ask", &fields).await;
        assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(short.body.contains("看不出毕业年月"), "{}", short.body);
        fields.extend([("finished", "1992"), ("phone", "10000000001")]);
        let sent = browser.post("/cixi/graduation/ask", &fields).await;
        assert_eq!(sent.location.as_deref(), Some("/cixi/graduation/mine"), "{}", sent.body);
        let again = browser.post("/cixi/graduation/ask", &fields).await;
        assert_eq!(again.location.as_deref(), Some("/cixi/graduation/mine"), "{}", again.body);
        let mine = browser.get("/cixi/graduation/mine").await;
        assert!(mine.body.contains("正在核查"), "{}", mine.body);

        let mut clerk =
            world.house.person("李科员", Role::BasicEducationClerk, world.house.county).await;
        let list = clerk.browser.get("/cixi/cases/graduation").await.body;
        let from = list.find("/cixi/cases/graduation/cse_").expect("the case");
        let case = list[from..].split('"').next().expect("an end").to_owned();
        assert!(clerk.browser.get(&case).await.body.contains("/graduation/requests/BYS20211220-"));
        let page = clerk.browser.get(&format!("{case}/issue")).await;
        let (csrf, version) =
            (page.field("csrf").expect("csrf"), page.field("version").expect("version"));
        let fields = [
            ("csrf", csrf.as_str()),
            ("version", &version),
            ("true_school", "慈溪县云帆中学"),
            ("true_finished", "1992-07"),
            ("archive", "J03-0117"),
        ];
        let done = clerk.browser.post(&format!("{case}/issue"), &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let mine = browser.get("/cixi/graduation/mine").await.body;
        assert!(mine.contains("已答复") && mine.contains("慈溪县云帆中学"), "{mine}");
        let figures = clerk.browser.get("/cixi/graduation/issued").await.body;
        assert!(figures.contains("人工核查") && figures.contains("查到后开具 1 件"), "{figures}");
        let roll = format!("/cixi/graduation/archive?q={}", number(2).open());
        let roll = clerk.browser.get(&roll).await;
        assert!(roll.body.contains("J03-0117"), "{}", roll.body);
    })
    .await;
}

#[tokio::test]
async fn a_changed_name_goes_to_a_person() {
    in_world(async |world| {
        let mut browser = world.citizen("陈思源", 1).await;
        let done = apply(&mut browser).await;
        assert_eq!(done.location.as_deref(), Some("/cixi/graduation/ask?after=other-name"));
    })
    .await;
}

#[tokio::test]
async fn a_list_adds_whoever_is_new_and_twice_changes_nothing() {
    in_world(async |world| {
        let (a, b) = (number(1), number(3));
        let text = format!(
            "姓名,身份证号,毕业学校,毕业年月,档案出处\n陈思远,{},云帆中学,2003-07,J12\n李四光,{},青禾中学,1999年7月,J09\n周七,123,青禾中学,1999,\n陈远,{},云帆中学,2004,\n",
            a.open(),
            b.open(),
            a.open()
        );
        let mut clerk =
            world.house.person("李科员", Role::BasicEducationClerk, world.house.county).await;
        let page = clerk.browser.get("/cixi/graduation/archive/import").await;
        let csrf = page.field("csrf").expect("csrf");
        let fields = [("csrf", csrf.as_str())];
        for added in [1, 0] {
            let file: (&str, &str, &[u8]) = ("file", "档案.csv", text.as_bytes());
            let done =
                clerk.browser.post_files("/cixi/graduation/archive/import", &fields, &[file]).await;
            let words = format!("新登记毕业生 {added} 名，{} 行没有新内容，2 处要核对", 2 - added);
            assert!(done.body.contains(&words), "{}", done.body);
        }
        let found = clerk.browser.get("/cixi/graduation/archive?q=李四光").await;
        assert!(found.body.contains("1999年7月") && !found.body.contains(b.open()));
    })
    .await;
}
