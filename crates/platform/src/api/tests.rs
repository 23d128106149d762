//! Keys and operations, on each database.

use db::testing::on_each;
use serde_json::{Value, json};
use vocab::Role;
use web::{
    Problem, StatusCode,
    testing::{Browser, Reply},
};

use super::{
    Answer, ApiCall, ApiRoutes, Member, Operation, Operations, Parameter, Shape, document, rules,
};
use crate::{
    Module,
    access::PlaceKind,
    accounts::Sessions,
    testing::{House, Person},
};

static COUNT: Operation = Operation {
    id: "count",
    path: "/api/v1/count",
    summary: "计数",
    about: "测试。",
    permission: "count.read",
    parameters: &[Parameter { name: "day", about: "日期", shape: Shape::Day, required: true }],
    answer: Shape::Object(&[
        Member { name: "scope", about: "范围", shape: Shape::Text },
        Member { name: "none", about: "空", shape: Shape::Maybe(&Shape::Integer) },
    ]),
    pages: false,
};

static LIST: Operation = Operation {
    id: "list",
    path: "/api/v1/list",
    summary: "列表",
    about: "测试。",
    permission: "list.read",
    parameters: &[],
    answer: Shape::Integer,
    pages: true,
};

async fn count(call: ApiCall) -> Result<Answer, Problem> {
    Ok(Answer::One(json!({ "scope": call.scope(), "none": null })))
}

async fn list(call: ApiCall) -> Result<Answer, Problem> {
    let from: usize = call.cursor().map_or(Ok(0), str::parse).map_err(|_| ApiCall::bad_cursor())?;
    let to = (from + call.limit()).min(60);
    let next = (to < 60).then(|| to.to_string());
    Ok(Answer::Page((from..to).map(Value::from).collect(), next))
}

const TEST: Module = Module {
    name: "test",
    api: || ApiRoutes::new().get(&COUNT, count).get(&LIST, list),
    ..Module::BARE
};

struct Desk {
    house: House,
    administrator: Person,
}

async fn desk(db: db::Db) -> Desk {
    let house = House::new(db, &[crate::MODULE, TEST], |cell| cell.with(Sessions::default())).await;
    let administrator = house.person("施工", Role::SystemAdmin, house.county).await;
    Desk { house, administrator }
}

impl Desk {
    /// Makes a key, and gives it.
    async fn key(
        &mut self,
        place: &str,
        permissions: &[&str],
        until: &str,
    ) -> (StatusCode, String) {
        let page = "/cixi/api-keys/new";
        let mut fields = vec![("name", "市数据仓"), ("place", place), ("until", until)];
        fields.extend(permissions.iter().map(|it| ("permission", *it)));
        let reply = self.administrator.browser.submit(page, page, &fields).await;
        let key = reply.body.split_once("<code>xueyu_").map(|it| it.1.split('<').next().unwrap());
        (reply.status, key.map(|it| format!("xueyu_{it}")).unwrap_or_default())
    }

    async fn ask(&self, key: &str, path: &str) -> Reply {
        let text: &'static str = Box::leak(format!("Bearer {key}").into_boxed_str());
        let mut program = Browser::new(&self.house.router).saying("authorization", text);
        program.get(&format!("/cixi{path}")).await
    }
}

#[tokio::test]
async fn a_key_opens_what_it_names_until_it_ends_or_is_revoked() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut desk = desk(db).await;
        let school = desk.house.place(PlaceKind::School, desk.house.county, "云帆小学").await;
        let (status, key) = desk.key("云帆小学", &["count.read"], "2022-01-01").await;
        assert_eq!((status, key.len()), (StatusCode::OK, 49));
        let path = "/api/v1/count?day=2021-12-20";
        let reply = desk.ask(&key, path).await;
        assert_eq!(reply.status, StatusCode::OK);
        let answer: Value = serde_json::from_str(&reply.body).unwrap();
        assert_eq!(answer["scope"], json!(school));
        assert_eq!(desk.ask(&key, "/api/v1/list").await.status, StatusCode::FORBIDDEN);
        let list = desk.administrator.browser.get("/cixi/api-keys").await;
        assert_eq!(web::ui::check::faults(&list.body), Vec::<String>::new());
        assert!(!list.body.contains(&key) && list.body.contains(&key[..10]));
        // Its last day is the one before its end.
        desk.house.calendar.set("2021-12-31T23:59:59");
        assert_eq!(desk.ask(&key, path).await.status, StatusCode::OK);
        desk.house.calendar.set("2022-01-01T00:00:00");
        assert_eq!(desk.ask(&key, path).await.status, StatusCode::UNAUTHORIZED);

        let (_, endless) = desk.key("", &["count.read"], "").await;
        assert_eq!(desk.ask(&endless, path).await.status, StatusCode::OK);
        let list = desk.administrator.browser.get("/cixi/api-keys").await;
        let at = list.body.find("/revoke").unwrap();
        let id = list.body[..at].rsplit('/').next().unwrap();
        let to = format!("/cixi/api-keys/{id}/revoke");
        desk.administrator.browser.submit("/cixi/api-keys", &to, &[]).await;
        assert_eq!(desk.ask(&endless, path).await.status, StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test]
async fn a_program_is_told_what_is_wrong_as_a_program() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut desk = desk(db).await;
        let (_, key) = desk.key("", &["count.read", "list.read"], "2022-06-01").await;
        for (key, path, status, code) in [
            ("", "/api/v1/list", 401, "no-key"),
            ("xueyu_made-up", "/api/v1/list", 401, "no-key"),
            (&*key, "/api/v1/count", 400, "bad-parameter"),
            (&*key, "/api/v1/count?day=20211220x", 400, "bad-parameter"),
            (&*key, "/api/v1/count?day=2021-12-20&day=2021-12-21", 400, "bad-parameter"),
            (&*key, "/api/v1/list?limit=201", 400, "bad-parameter"),
            (&*key, "/api/v1/list?limit=0", 400, "bad-parameter"),
            (&*key, "/api/v1/list?what=1", 400, "bad-parameter"),
            (&*key, "/api/v1/list?cursor=x", 400, "bad-cursor"),
            (&*key, "/api/v1/nothing", 404, "not-found"),
        ] {
            let reply = desk.ask(key, path).await;
            let told: Value = serde_json::from_str(&reply.body).unwrap();
            let kind = reply.kind.as_str();
            assert_eq!(
                (kind, told["title"].as_str()),
                ("application/problem+json", Some(code)),
                "{path}"
            );
            assert_eq!(reply.status.as_u16(), status, "{path}");
        }
        // A session opens nothing here.
        let reply = desk.administrator.browser.get("/cixi/api/v1/list").await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
        // A key opens no page.
        let reply = desk.ask(&key, "/me").await;
        assert_eq!(reply.location.as_deref(), Some("/cixi/login?next=%2Fme"));
    })
    .await;
}

#[tokio::test]
async fn pages_follow_each_other_by_cursor() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut desk = desk(db).await;
        let (_, key) = desk.key("", &["list.read"], "2022-06-01").await;
        let (mut seen, mut path) = (Vec::new(), "/api/v1/list?limit=25".to_owned());
        loop {
            let reply = desk.ask(&key, &path).await;
            let page: Value = serde_json::from_str(&reply.body).unwrap();
            seen.extend(page["items"].as_array().unwrap().iter().map(|it| it.as_i64().unwrap()));
            let Some(next) = page["next"].as_str() else { break };
            path = format!("/api/v1/list?limit=25&cursor={next}");
        }
        assert_eq!(seen, (0..60).collect::<Vec<_>>());
    })
    .await;
}

#[tokio::test]
async fn calls_are_limited_and_counted() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut desk = desk(db).await;
        let (_, key) = desk.key("", &["list.read"], "2022-06-01").await;
        let mut refused = 0;
        for _ in 0..605 {
            let status = desk.ask(&key, "/api/v1/list?limit=1").await.status;
            refused += usize::from(status == StatusCode::TOO_MANY_REQUESTS);
        }
        assert_eq!(refused, 5);
        let sql = "SELECT calls, refused FROM api_use";
        let used: Result<Option<(i64, i64)>, db::Error> =
            db::read!(desk.house.cell.db, "use", |tx| {
                tx.one(sql, &[], |row| Ok((row.get("calls")?, row.get("refused")?))).await
            });
        assert_eq!(used.unwrap(), Some((605, 5)));
    })
    .await;
}

#[tokio::test]
async fn a_key_needs_a_purpose_a_place_and_something_to_read() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut desk = desk(db).await;
        let refused = StatusCode::UNPROCESSABLE_ENTITY;
        assert_eq!(desk.key("无此学校", &["list.read"], "").await.0, refused);
        assert_eq!(desk.key("", &[], "").await.0, refused);
        assert_eq!(desk.key("", &["account.manage"], "").await.0, refused);
        assert_eq!(desk.key("", &["list.read"], "2021-12-20").await.0, refused);
        assert_eq!(desk.key("", &["list.read"], "2026-01-01").await.0, refused);
        let form = desk.administrator.browser.get("/cixi/api-keys/new").await;
        assert_eq!(web::ui::check::faults(&form.body), Vec::<String>::new());
        let manual = Browser::new(&desk.house.router).get("/cixi/api").await;
        assert_eq!(web::ui::check::faults(&manual.body), Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn a_form_that_is_sent_again_makes_no_second_key_and_says_why() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut desk = desk(db).await;
        let (browser, page) = (&mut desk.administrator.browser, "/cixi/api-keys/new");
        let open = browser.get(page).await;
        let (csrf, id) = (open.field("csrf").unwrap(), open.field("id").unwrap());
        let fields = [
            ("csrf", csrf.as_str()),
            ("id", id.as_str()),
            ("name", "市数据仓"),
            ("permission", "count.read"),
        ];
        assert_eq!(browser.post(page, &fields).await.status, StatusCode::OK);
        let again = browser.post(page, &fields).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.body.contains("已经生成过一个密钥"), "{}", again.body);
        assert_ne!(again.field("id").unwrap(), id, "the next one can be made at once");
        let list = browser.get("/cixi/api-keys").await;
        assert_eq!(list.body.matches("/revoke").count(), 1);
    })
    .await;
}

#[test]
fn the_document_says_what_is_declared() {
    let operations = Operations::of(&[TEST]);
    let all = document(&operations, "cixi", "慈溪市");
    assert_eq!(all["openapi"], "3.1.0");
    assert_eq!(all["servers"][0]["url"], "/cixi");
    let get = &all["paths"]["/api/v1/count"]["get"];
    assert_eq!(get["operationId"], "count");
    assert_eq!(get["parameters"][0]["required"], true);
    let answer = &get["responses"]["200"]["content"]["application/json"]["schema"];
    assert_eq!(answer["required"], json!(["scope", "none"]));
    let list = &all["paths"]["/api/v1/list"]["get"];
    let names: Vec<_> =
        list["parameters"].as_array().unwrap().iter().map(|it| &it["name"]).collect();
    assert_eq!(names, ["cursor", "limit"]);
    assert_eq!(all["security"], json!([{ "key": [] }]));
}

#[test]
fn an_answer_that_is_not_what_was_declared_is_found() {
    let misfits = |value| super::document::misfits(&COUNT, &value).len();
    assert_eq!(misfits(json!({ "scope": "x", "none": null })), 0);
    assert_eq!(misfits(json!({ "scope": "x", "none": 1 })), 0);
    assert_eq!(misfits(json!({ "scope": "x", "none": "1" })), 1);
    assert_eq!(misfits(json!({ "scope": "x" })), 1);
    assert_eq!(misfits(json!({ "scope": "x", "none": 1, "name": "陈小明" })), 1);
    assert_eq!(misfits(json!([])), 1);
}

#[test]
fn parameters_are_what_was_declared() {
    let values = |query: &[(&str, &str)]| {
        let query = query.iter().map(|it| (it.0.to_owned(), it.1.to_owned())).collect();
        rules::values(&COUNT, query)
    };
    assert_eq!(values(&[("day", "2021-12-20")]).unwrap()["day"], "2021-12-20");
    assert!(values(&[]).unwrap_err().contains("day"));
    assert!(values(&[("day", "2021-13-20")]).is_err());
    assert!(values(&[("day", "2021-12-20"), ("cursor", "x")]).is_err());
}
