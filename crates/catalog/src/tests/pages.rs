//! The catalog's pages: an entry is read by the offices and changed by the system administrator,
//! who is told of each fault by its line and never overwrites what another changed meanwhile.

use db::{Db, testing::on_each};
use jiff::civil::DateTime;
use platform::testing::{House, Person};
use schemars::{JsonSchema, Schema, schema_for};
use serde::Deserialize;
use vocab::Role;
use web::StatusCode;

use crate::{Deadline, Definition, Face, Faces, Fault, FieldLine, Source, Tell, Told, read};

/// A kind of case as this test reads it: enough to be told, and to be wrong.
#[derive(Debug, Deserialize, JsonSchema)]
struct Kind {
    system: String,
    label: String,
    about: String,
    opens: Vec<String>,
}

const PATH: &str = "/cixi/catalog/case/incident";

impl Definition for Kind {
    const MACHINE: &'static str = "case";

    fn read(source: &Source) -> Result<Self, Vec<Fault>> {
        read(source).map_err(|it| vec![it])
    }
}

impl Tell for Kind {
    const LABEL: &'static str = "办件";

    fn tell(&self, now: DateTime) -> Told {
        let opens = self.opens.iter().filter_map(|it| Role::from_key(it)).collect();
        Told {
            system: self.system.clone(),
            label: self.label.clone(),
            about: self.about.clone(),
            group: "校园安全".to_owned(),
            icon: "shield-check".to_owned(),
            people: vec![("谁能提交".to_owned(), opens)],
            fields: vec![FieldLine {
                label: "发现了什么".to_owned(),
                kind: "一行文字".to_owned(),
                when: "必填".to_owned(),
                seen: "公开".to_owned(),
            }],
            deadlines: vec![Deadline {
                label: "24小时处置".to_owned(),
                runs: "从提交到已销号".to_owned(),
                rules: vec![],
                ends_at: Some(now),
                told: vec![Role::BureauLeader],
            }],
            flow: None,
        }
    }

    fn path(name: &str) -> String {
        format!("/cases/{name}")
    }

    fn schema() -> Schema {
        schema_for!(Self)
    }
}

struct World {
    house: House,
    system: Person,
    other: Person,
}

impl World {
    async fn new(db: Db) -> Self {
        let modules = [platform::MODULE, crate::MODULE];
        let house =
            House::new(db, &modules, |cell| cell.with(Faces::new([Face::of::<Kind>()]))).await;
        let system = house.person("系统", Role::SystemAdmin, house.county).await;
        let other = house.person("另一位", Role::SystemAdmin, house.county).await;
        Self { house, system, other }
    }
}

async fn in_world(run: impl AsyncFn(World)) {
    let all = [platform::MIGRATIONS, crate::MIGRATIONS].concat();
    on_each(&all, async |db| run(World::new(db).await).await).await;
}

/// The text of the file as it stands in the form, and the form's other fields.
async fn opened(person: &mut Person) -> (String, String, String) {
    let form = person.browser.get(&format!("{PATH}/change")).await;
    assert_eq!(form.status, StatusCode::OK);
    assert!(
        form.body.contains(&format!("action=\"{PATH}/change\"")),
        "it is sent to where it is read"
    );
    let text = form.body.split("<textarea").nth(1).unwrap().split_once('>').unwrap().1;
    let text = text.split("</textarea>").next().unwrap().trim_start_matches('\n');
    let text = text.replace("&quot;", "\"").replace("&gt;", ">").replace("&lt;", "<");
    let text = text.replace("&amp;", "&");
    (text, form.field("seen").unwrap(), form.field("csrf").unwrap())
}

async fn send(
    person: &mut Person,
    (text, seen, csrf): (&str, &str, &str),
    (step, reason): (&str, &str),
) -> web::testing::Reply {
    let fields =
        [("text", text), ("seen", seen), ("csrf", csrf), ("step", step), ("reason", reason)];
    person.browser.submit(&format!("{PATH}/change"), &format!("{PATH}/change"), &fields).await
}

#[tokio::test]
async fn an_entry_is_changed_after_a_look_at_what_it_would_be_and_goes_back_again() {
    in_world(async |mut it| {
        let list = it.system.browser.get("/cixi/catalog?q=H01").await;
        assert!(list.body.contains("24小时处置") && list.body.contains("随程序"), "{}", list.body);
        let (text, seen, csrf) = opened(&mut it.system).await;
        let new = text.replace("label = \"24小时处置\"", "label = \"安全问题处置\"");
        assert_ne!(new, text);
        let form = (new.as_str(), seen.as_str(), csrf.as_str());
        let seen_first = send(&mut it.system, form, ("", "")).await;
        assert_eq!(seen_first.status, StatusCode::OK);
        assert!(
            seen_first.body.contains("没有发现错误") && seen_first.body.contains("compare-new")
        );
        let page = it.system.browser.get(PATH).await;
        assert!(page.body.contains("<h1>24小时处置"), "a look changes nothing");
        let no_reason = send(&mut it.system, form, ("save", " ")).await;
        assert_eq!(no_reason.status, StatusCode::UNPROCESSABLE_ENTITY);
        let saved = send(&mut it.system, form, ("save", "本县叫法不同")).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
        let page = it.system.browser.get(PATH).await;
        assert!(page.body.contains("<h1>安全问题处置") && page.body.contains("本县叫法不同"));
        let change = it.system.browser.get(&format!("{PATH}/versions/1")).await;
        assert!(change.body.contains("compare-gone") && change.body.contains("安全问题处置"));
        let csrf = page.field("csrf").unwrap();
        let back = [("seen", "1"), ("csrf", csrf.as_str()), ("reason", "改回来")];
        let done = it.system.browser.submit(PATH, &format!("{PATH}/restore"), &back).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let page = it.system.browser.get(PATH).await;
        assert!(page.body.contains("<h1>24小时处置") && page.body.contains("恢复随程序的内容"));
    })
    .await;
}

#[tokio::test]
async fn a_fault_is_told_by_its_line_and_the_typed_text_stays() {
    in_world(async |mut it| {
        let (text, seen, csrf) = opened(&mut it.system).await;
        let bad = text.replace("label = \"24小时处置\"", "label = 24");
        let line = bad.lines().position(|it| it == "label = 24").unwrap() + 1;
        for step in ["", "save"] {
            let reply = send(&mut it.system, (&bad, &seen, &csrf), (step, "试试")).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(reply.body.contains(&format!("<td>{line}</td>")), "{}", reply.body);
            assert!(reply.body.contains("label = 24"), "what was typed comes back");
        }
        let let_in = text.replace("opens = [", "opens = [\"guardian\", ");
        let reply = send(&mut it.system, (&let_in, &seen, &csrf), ("", "")).await;
        assert!(reply.body.contains("家长 在随程序带来的文件里与这个事项无关"), "{}", reply.body);
        let long = format!("{text}\n# {}", "长".repeat(30_000));
        let reply = send(&mut it.system, (&long, &seen, &csrf), ("", "")).await;
        assert!(reply.body.contains("内容太长"));
    })
    .await;
}

#[tokio::test]
async fn of_two_who_change_an_entry_the_second_is_told() {
    in_world(async |mut it| {
        let (text, seen, csrf) = opened(&mut it.system).await;
        let (_, other_seen, other_csrf) = opened(&mut it.other).await;
        let mine = text.replace("24小时处置", "甲");
        let theirs = text.replace("24小时处置", "乙");
        let first = send(&mut it.system, (&mine, &seen, &csrf), ("save", "甲的改动")).await;
        assert_eq!(first.status, StatusCode::SEE_OTHER);
        let form = (theirs.as_str(), other_seen.as_str(), other_csrf.as_str());
        let second = send(&mut it.other, form, ("save", "乙的改动")).await;
        assert_eq!(second.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            second.body.contains("别人已经改过") && second.body.contains("label = &quot;乙&quot;")
        );
        let same = send(&mut it.system, (&mine, "1", &csrf), ("save", "再存一次")).await;
        assert!(same.body.contains("没有可以保存的改动"));
    })
    .await;
}

#[tokio::test]
async fn offices_read_an_entry_and_only_the_system_administrator_changes_it() {
    in_world(async |it| {
        let mut office = it.house.person("安全", Role::SafetyClerk, it.house.county).await;
        let page = office.browser.get(PATH).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.body.contains("/change"));
        let form = office.browser.get(&format!("{PATH}/change")).await;
        assert_eq!(form.status, StatusCode::FORBIDDEN);
        let none = office.browser.get("/cixi/catalog/case/nothing").await;
        assert_eq!(none.status, StatusCode::NOT_FOUND);
    })
    .await;
}
