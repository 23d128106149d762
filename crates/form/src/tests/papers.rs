//! A form with files, a sealed answer and look-ups, as people send it: through a small machine of
//! our own, on each database.

use db::testing::on_each;
use platform::{Module, access::PlaceKind, files::FileOwner, testing::House};
use vocab::{JobId, Kind as _, Role, names::kinds};
use web::{
    IntoResponse as _, Need, Page, Path, Posts, Redirect, Response, Routes, StatusCode, Visit,
    html, testing::Browser,
};

use super::form;
use crate::{Answers, Asking, Field, Sight, Words, drafts};

const FORM: &str = r#"
[[field]]
key = "title"
label = "名称"
type = "text"
max = 20
required = true

[[field]]
key = "proof"
label = "证明"
type = "files"
accept = ["image", "pdf"]
max_files = 2
max_mb = 1
place = true
required = true

[[field]]
key = "secret"
label = "账户"
type = "text"
class = "sealed"

[[field]]
key = "where"
label = "学校"
type = "school"

[[field]]
key = "me"
label = "填表人"
type = "text"
from = "me.name"

[[field]]
key = "inside"
label = "内部材料"
type = "files"
accept = ["pdf"]
class = "personal"
seen_by = ["inspector"]
"#;

const OWNER: FileOwner = FileOwner {
    kind: kinds::JobId::PREFIX,
    may_read: |visit, _| Box::pin(async { Ok(visit.actor.role() != Role::Teacher) }),
};
const THINGS: Module = Module { name: "things", routes, files: &[OWNER], ..Module::BARE };
const MODULES: &[Module] = &[platform::MODULE, directory::MODULE, crate::MODULE, THINGS];

fn routes() -> Routes {
    Routes::new()
        .get("/things/{id}", Need::SignedIn, show)
        .post("/things/{id}", Need::SignedIn, send)
        .get("/drafts/of/things", Need::SignedIn, draft)
}

fn fields() -> Vec<Field> {
    form(FORM).expect("it is sound").0
}

const ALL: &[usize] = &[0, 1, 2, 3, 4, 5];

fn asking(fields: &[Field]) -> Asking<'_> {
    Asking { fields, asked: ALL, entry: "things", definition: "1" }
}

async fn show(visit: Visit, Path(id): Path<JobId>) -> Result<Response, Page> {
    let fields = fields();
    let read: Result<(Answers, Words), db::Error> = db::read!(visit.db(), "thing", |tx| {
        let answers = crate::load(tx, id).await?;
        let words = crate::words(tx, &fields, [&answers]).await?;
        Ok((answers, words))
    });
    let (answers, words) = read?;
    let sight = Sight::Role(visit.actor.role());
    let facts = crate::facts_with(&visit, &fields, &answers, (sight, &words));
    let csrf = visit.csrf();
    let asked = crate::asked_with(&fields, ALL, None, (&answers, &[]), &words);
    let form = web::ui::Form::new(visit.link("/things"), &csrf).with_files().part(asked);
    Ok(visit.page("东西", &html! { (facts) (form) }).into_response())
}

async fn send(visit: Visit, Path(id): Path<JobId>, posts: Posts) -> Result<Response, Page> {
    let fields = fields();
    let none = Answers::default();
    let received = crate::receive(&visit, asking(&fields), posts, &none).await?;
    let given: Result<Answers, db::Error> = db::read!(visit.db(), "known", |tx| {
        crate::known(tx, &visit, asking(&fields), crate::About::default()).await
    });
    let received = received.knowing(given?);
    if received.wants_saving() {
        drafts::save(&visit, asking(&fields), &received).await?;
        return Ok(Redirect::to("saved").into_response());
    }
    let page = |wrongs: &[crate::Wrong]| {
        let told = wrongs.iter().map(|it| format!("{}: {}", it.field, it.advice));
        let told: Vec<String> = told.collect();
        let csrf = visit.csrf();
        let asked =
            crate::asked_with(&fields, ALL, Some(&received), (&none, wrongs), &Words::default());
        let form = web::ui::Form::new("", &csrf).part(asked);
        visit.page("东西", &html! { p { (told.join("; ")) } (form) })
    };
    let answers = match crate::take(&fields, ALL, &received, (&none, visit.today())) {
        Ok(it) => it,
        Err(wrongs) => {
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&wrongs)).into_response());
        }
    };
    let done: Result<(), db::Error> = platform::act!(visit, "form.keep", |act| {
        crate::save(act.tx(), id, "things", (&fields, &answers)).await?;
        crate::settle(act, id, &received).await
    });
    done?;
    Ok(Redirect::to("done").into_response())
}

async fn draft(visit: Visit) -> Result<Response, Page> {
    let account = visit.actor.account;
    let found: Result<Option<drafts::Draft>, db::Error> =
        db::read!(visit.db(), "draft", |tx| { drafts::find(tx, account, "things").await });
    let Some(found) = found? else { return Ok("none".into_response()) };
    let fields = fields();
    let changed = Asking { definition: "2", ..asking(&fields) };
    let none = Answers::default();
    let (received, told) = drafts::resume(&visit, changed, found, &none).await?;
    let csrf = visit.csrf();
    let asked = crate::asked_with(&fields, ALL, Some(&received), (&none, &[]), &Words::default());
    let form = web::ui::Form::new("", &csrf).part(asked);
    Ok(visit.page("草稿", &html! { p { (told.join("；")) } (form) }).into_response())
}

const PDF: &[u8] = b"%PDF-1.4 of a proof";

async fn count(house: &House, sql: &'static str) -> i64 {
    let found: Result<Option<i64>, db::Error> =
        db::read!(house.cell.db, "count", |tx| { tx.one(sql, &[], |row| row.get("n")).await });
    found.expect("it counts").unwrap_or_default()
}

/// The value of the first file or draft that the page names.
fn value_of(body: &str, prefix: &str) -> String {
    let from = body.find(&format!("value=\"{prefix}")).expect("the page has it") + 7;
    body[from..].split('"').next().unwrap_or_default().to_owned()
}

/// What is sealed opens for a task that was approved, and for nothing else.
async fn sealed_stays_shut(house: &House, (clerk, csrf): (&mut Browser, &str), page: &str) {
    let sealed = page.split("/answers/sealed/").nth(1).and_then(|it| it.split('"').next());
    let sealed = format!("/cixi/answers/sealed/{}", sealed.expect("a way to ask"));
    let asked = clerk.post(&sealed, &[("csrf", csrf)]).await;
    assert!(asked.location.is_some_and(|it| it.contains("/clearances/new")), "{}", asked.body);
    let kept = "SELECT COUNT(*) AS n FROM answer_sealed WHERE value_sealed LIKE '%6222%'";
    assert_eq!(count(house, kept).await, 0);
    let kept = "SELECT COUNT(*) AS n FROM answer_document WHERE document LIKE '%6222%'";
    assert_eq!(count(house, kept).await, 0);
}

/// What was answered goes whole, with its files and what was sealed.
async fn erased(house: &House, id: JobId) {
    let gone: Result<u64, db::Error> =
        db::write!(house.cell.db, "erase", |tx| { crate::erase(tx, &[id]).await });
    assert!(gone.expect("it is erased") > 0);
    for left in [
        "SELECT COUNT(*) AS n FROM answer_document",
        "SELECT COUNT(*) AS n FROM answer_file",
        "SELECT COUNT(*) AS n FROM answer_sealed",
        "SELECT COUNT(*) AS n FROM file WHERE removed_at IS NULL",
    ] {
        assert_eq!(count(house, left).await, 0, "{left}");
    }
}

#[tokio::test]
async fn files_and_what_is_sealed_outlive_a_refused_form_and_follow_the_record() {
    on_each(&migrations(), async |db| {
        let house = House::new(db, MODULES, |cell| cell).await;
        let town = house.place(PlaceKind::Town, house.county, "观海卫镇").await;
        let school = house.place(PlaceKind::School, town, "云帆小学").await;
        let mut clerk = house.person("办公室", Role::OfficeClerk, house.county).await.browser;
        let mut teacher = house.person("教师", Role::Teacher, school).await.browser;
        let mut inspector = house.person("督学", Role::Inspector, house.county).await.browser;
        let id: JobId = house.ids.make(jiff::Timestamp::UNIX_EPOCH);
        let path = format!("/cixi/things/{id}");
        let csrf = clerk.get(&path).await.field("csrf").expect("a form has it");

        // Refused: no title, a wrong kind, one too large, no such school. What fits is kept.
        let large = [PDF, &vec![b' '; 1 << 20]].concat();
        let sent = [("csrf", csrf.as_str()), ("secret", "6222 0011"), ("where", "帆船小学")];
        let files: [(&str, &str, &[u8]); 4] = [
            ("proof", "证明.pdf", PDF),
            ("proof", "大.pdf", &large),
            ("inside", "表.txt", b"just words"),
            ("inside", "内部.pdf", b"%PDF-1.4 inside"),
        ];
        let refused = clerk.post_files(&path, &sent, &files).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        for words in [
            "proof: “大.pdf”没有收下：文件有 2 MB",
            "inside: “表.txt”没有收下：看不出这是什么文件",
            "title: 请填写名称",
            "没有找到叫“帆船小学”的学校",
            "已上传",
        ] {
            assert!(refused.body.contains(words), "{words}: {}", refused.body);
        }
        assert!(!refused.body.contains("6222"), "what is sealed is not said again");
        let draft = value_of(&refused.body, "drf_");

        // Nobody else's draft is had by its name.
        let stolen = [("csrf", csrf.as_str()), ("draft_of_form", &draft), ("title", "偷来")];
        let theirs = teacher.get(&path).await.field("csrf").expect("a form has it");
        let stolen = [("csrf", theirs.as_str()), stolen[1], stolen[2]];
        let refused = teacher.post_files(&path, &stolen, &[]).await;
        assert!(refused.body.contains("请上传证明"), "{}", refused.body);

        // Sent again without the files: they lie ready.
        let again = [
            ("csrf", csrf.as_str()),
            ("draft_of_form", &draft),
            ("title", "设备"),
            ("where", "云帆"),
            ("proof.at", "30.170000,121.266667"),
            ("me", "别人"),
        ];
        let done = clerk.post_files(&path, &again, &[("proof", "二.pdf", b"%PDF-1.4 two")]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let page = clerk.get(&path).await;
        for words in
            ["证明.pdf", "二.pdf", "云帆小学 · 观海卫镇", "办公室", "••••••", "东经 121.266667"]
        {
            assert!(page.body.contains(words), "{words}: {}", page.body);
        }
        let facts = page.body.split("<form class=\"form").next().unwrap_or_default();
        assert!(!facts.contains("内部材料"), "the clerk is not named for it");
        assert_eq!(count(&house, "SELECT COUNT(*) AS n FROM form_draft").await, 0);

        // Who may have the record's files has these, in the roles that the field names.
        let link = |body: &str| {
            let from = body.find("/cixi/files/").expect("a link");
            body[from..].split('"').next().unwrap_or_default().to_owned()
        };
        let proof = link(&page.body);
        assert_eq!(clerk.get(&proof).await.status, StatusCode::OK);
        assert_eq!(teacher.get(&proof).await.status, StatusCode::NOT_FOUND);
        let theirs = inspector.get(&path).await;
        let inside = theirs.body.split("内部材料").nth(1).map(link).expect("the inspector sees it");
        assert_eq!(inspector.get(&inside).await.status, StatusCode::OK);

        sealed_stays_shut(&house, (&mut clerk, &csrf), &page.body).await;
        erased(&house, id).await;
    })
    .await;
}

#[tokio::test]
async fn a_draft_comes_back_with_its_files_and_says_what_no_longer_fits() {
    on_each(&migrations(), async |db| {
        let house = House::new(db, MODULES, |cell| cell).await;
        let mut clerk = house.person("办公室", Role::OfficeClerk, house.county).await.browser;
        let id: JobId = house.ids.make(jiff::Timestamp::UNIX_EPOCH);
        let path = format!("/cixi/things/{id}");
        let csrf = clerk.get(&path).await.field("csrf").expect("a form has it");
        let long = "一个比二十个字还要长得多的名称所以不再适用于改过的表单了";
        let sent = [("csrf", csrf.as_str()), ("title", long), ("save_draft", "1")];
        let saved = clerk.post_files(&path, &sent, &[("proof", "证明.pdf", PDF)]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
        let page = clerk.get("/cixi/drafts/of/things").await;
        assert!(page.body.contains("“名称”的要求变了"), "{}", page.body);
        assert!(page.body.contains("已上传"), "{}", page.body);
        let draft = value_of(&page.body, "drf_");
        let gone = [("csrf", csrf.as_str()), ("back", "/things")];
        let gone = clerk.post(&format!("/cixi/drafts/{draft}/discard"), &gone).await;
        assert_eq!(gone.location.as_deref(), Some("/cixi/things"));
        assert_eq!(clerk.get("/cixi/drafts/of/things").await.body, "none");
        assert_eq!(count(&house, "SELECT COUNT(*) AS n FROM answer_file").await, 0);
        let left = "SELECT COUNT(*) AS n FROM file WHERE removed_at IS NULL";
        assert_eq!(count(&house, left).await, 0);
    })
    .await;
}

fn migrations() -> Vec<db::Migration> {
    MODULES.iter().flat_map(|it| it.migrations).copied().collect()
}
