//! A target goes from a city's bureau to a county's and its answer back, as files between two
//! installations that share a key and nothing else.

use db::{
    Db, Migration,
    testing::{on_each, on_sqlite},
};
use platform::{measures::Measures, testing::House};
use vocab::Role;
use web::{
    StatusCode,
    testing::{Browser, Reply},
};

const KEY: &str = "双方当面约定的一段很长的密钥文字";

async fn clerk(house: &House) -> Browser {
    house.person("张科员", Role::OfficeClerk, house.county).await.browser
}

async fn agree(browser: &mut Browser, (side, name, key): (&str, &str, &str)) -> Reply {
    let page = browser.get("/cixi/packages").await;
    let id = id_of(&page.body, "/packages/partners");
    let csrf = page.field("csrf").expect("csrf");
    let fields =
        [("csrf", csrf.as_str()), ("id", &id), ("side", side), ("name", name), ("key", key)];
    browser.post("/cixi/packages/partners", &fields).await
}

/// The hidden `id` of the form that goes to a path that ends so.
fn id_of(body: &str, action: &str) -> String {
    let from = body.find(&format!("{action}\"")).expect("the form");
    let rest = &body[from..];
    let mark = "name=\"id\" value=\"";
    let at = rest.find(mark).expect("an id") + mark.len();
    rest[at..].split('"').next().unwrap_or_default().to_owned()
}

async fn take(browser: &mut Browser, file: &str) -> Reply {
    let page = browser.get("/cixi/packages").await;
    let id = id_of(&page.body, "/packages/take");
    let csrf = page.field("csrf").expect("csrf");
    let fields = [("csrf", csrf.as_str()), ("id", id.as_str())];
    let files = [("file", "下达.json", file.as_bytes())];
    browser.post_files("/cixi/packages/take", &fields, &files).await
}

/// A target on the list of a house: its path.
async fn target(browser: &mut Browser) -> String {
    let fields = [
        ("work", "学前教育优质普惠"),
        ("content", ""),
        ("year", "2021"),
        ("leader", ""),
        ("office", "basic-education-clerk"),
        ("from", "2021-01-01"),
        ("due", "2022-06-30"),
    ];
    let made = browser.submit("/cixi/tasks/new", "/cixi/tasks/new", &fields).await;
    let task = made.location.expect("the task");
    let form = format!("{task}/targets/new");
    let fields = [
        ("name", "普惠性幼儿园在园幼儿占比"),
        ("comparator", "at-least"),
        ("low", "90"),
        ("high", ""),
        ("unit", "%"),
        ("rough", "exact"),
        ("from", "2021-01-01"),
        ("due", "2022-06-30"),
        ("feed", ""),
        ("base", ""),
        ("base_words", ""),
        ("source", "年度要点第七条"),
    ];
    browser.submit(&form, &form, &fields).await;
    let body = browser.get(&task).await.body;
    let from = body.find("/cixi/targets/tgt_").expect("the target");
    body[from..].split('"').next().unwrap_or_default().to_owned()
}

async fn in_two_houses<F: Future<Output = ()>>(test: impl Fn(House, House) -> F) {
    let all: Vec<Migration> =
        crate::tested().iter().flat_map(|it| it.migrations).copied().collect();
    // The city's bureau has a database of its own.
    on_each(&all, async |county: Db| {
        on_sqlite(&all, async |city: Db| {
            let modules = crate::tested();
            let with = |cell: web::Cell| cell.with(Measures::of(modules.iter()));
            let city = House::demo(city, &modules, with).await;
            test(city, House::demo(county.clone(), &modules, with).await).await;
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_target_of_the_city_arrives_at_the_county_and_the_answer_comes_back() {
    in_two_houses(async |city, county| {
        let (mut above, mut below) = (clerk(&city).await, clerk(&county).await);
        let short = agree(&mut above, ("below", "慈溪市教育局", "太短")).await;
        assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
        agree(&mut above, ("below", "慈溪市教育局", KEY)).await;
        let target = target(&mut above).await;
        let bits = target.rsplit('/').next().expect("an id");
        let send = format!("/cixi/packages/send/{bits}");
        let page = above.get(&send).await;
        let from = page.body.find("value=\"lpt_").expect("the county") + "value=\"".len();
        let to = page.body[from..].split('"').next().expect("an end").to_owned();
        let fields = [("to", to.as_str()), ("low", "92"), ("due", "2022-06-30")];
        let sent = above.submit(&send, &send, &fields).await.location.expect("the package");
        assert_eq!(
            above.submit(&send, &send, &fields).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        let file = above.get(&format!("{sent}/file")).await.body;
        // Whoever has no key, or another, takes nothing in; nor what was changed on the way.
        assert!(take(&mut below, &file).await.body.contains("校验码不对"));
        agree(&mut below, ("above", "宁波市教育局", KEY)).await;
        let changed = take(&mut below, &file.replace("92", "52")).await;
        assert!(changed.body.contains("校验码不对"), "{}", changed.body);
        assert!(take(&mut below, "{}").await.body.contains("不是下达文件"));
        let arrived = take(&mut below, &file).await.location.expect("it arrived");
        let again = take(&mut below, &file).await.location;
        assert_eq!(again.as_deref(), Some(arrived.as_str()));
        assert!(below.get("/cixi/waiting").await.body.contains("签收"));
        let answer = format!("{arrived}/answer");
        let bare = [("decision", "return"), ("reason", ""), ("office", "")];
        let bare = below.submit(&arrived, &answer, &bare).await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        let sign = [("decision", "sign"), ("reason", ""), ("office", "basic-education-clerk")];
        let signed = below.submit(&arrived, &answer, &sign).await;
        assert_eq!(signed.location.as_deref(), Some(arrived.as_str()), "{}", signed.body);
        let list = below.get("/cixi/tasks?year=2021").await.body;
        assert!(list.contains("学前教育优质普惠"), "{list}");
        let receipt = below.get(&format!("{arrived}/file")).await.body;
        // The answer does not go where the target came to.
        assert!(take(&mut below, &receipt).await.body.contains("方向不对"));
        let back = take(&mut above, &receipt).await;
        assert_eq!(back.location.as_deref(), Some(sent.as_str()), "{}", back.body);
        assert!(above.get(&sent).await.body.contains("已签收"));
    })
    .await;
}
