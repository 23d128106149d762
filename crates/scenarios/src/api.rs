//! What programs are answered over the demo county. While tests run every answer is held against
//! what its operation declares, so that the document is true of it.

use std::collections::BTreeSet;

use serde_json::Value;
use vocab::Role;
use web::{StatusCode, testing::Browser};

use crate::permissions::county::County;

impl County {
    /// A key for the whole county.
    pub(crate) async fn key(&self, permissions: &[&str]) -> String {
        let system = self.people.iter().find(|it| it.role == Role::SystemAdmin).unwrap();
        let page = "/cixi/api-keys/new";
        let mut fields = vec![("name", "测试"), ("until", "2022-06-30")];
        fields.extend(permissions.iter().map(|it| ("permission", *it)));
        let reply = system.browser.clone().submit(page, page, &fields).await;
        let key = reply.body.split_once("<code>xueyu_").unwrap().1.split('<').next().unwrap();
        format!("xueyu_{key}")
    }

    /// A program that asks with `key`.
    pub(crate) fn program(&self, key: &str) -> Browser {
        // A header of a test's browser lives as long as the test.
        let text: &'static str = Box::leak(format!("Bearer {key}").into_boxed_str());
        Browser::new(&self.router).saying("authorization", text)
    }
}

async fn json(browser: &mut Browser, path: &str) -> Value {
    let reply = browser.get(&format!("/cixi{path}")).await;
    assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.body);
    serde_json::from_str(&reply.body).unwrap()
}

#[tokio::test]
async fn schools_classes_figures_and_programmes_are_told_without_anybody() {
    let county = County::new("api").await;
    let key = county.key(&["school.read", "aftercare.read"]).await;
    let mut program = county.program(&key);

    let (mut schools, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = json(&mut program, &format!("/api/v1/schools?limit=50{cursor}")).await;
        schools.extend(page["items"].as_array().unwrap().clone());
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    let codes: BTreeSet<_> = schools.iter().filter_map(|it| it["code"].as_str()).collect();
    assert_eq!(codes.len(), schools.len(), "each school once");

    let code = schools.iter().find(|it| it["pupils"].as_i64() > Some(0)).unwrap()["code"].clone();
    let classes = format!("/api/v1/classes?school={}", code.as_str().unwrap());
    assert!(!json(&mut program, &classes).await.as_array().unwrap().is_empty());

    let whole = json(&mut program, "/api/v1/aftercare/figures").await;
    let by_school = json(&mut program, "/api/v1/aftercare/figures?by=school").await;
    let sum = |name: &str, part: &str| -> i64 {
        let all = by_school["items"].as_array().unwrap();
        all.iter().map(|it| it[name][part].as_i64().unwrap()).sum()
    };
    for name in ["schools", "students", "teachers", "evening"] {
        let total = &whole["items"][0][name];
        let parts = (sum(name, "part"), sum(name, "whole"));
        assert_eq!((total["part"].as_i64().unwrap(), total["whole"].as_i64().unwrap()), parts);
    }
    let programmes = json(&mut program, "/api/v1/aftercare/programmes?limit=200").await;
    assert_eq!(
        i64::try_from(programmes["items"].as_array().unwrap().len()),
        Ok(sum("schools", "whole"))
    );
}

#[tokio::test]
async fn the_document_names_every_operation_once() {
    let county = County::new("openapi").await;
    let document = json(&mut Browser::new(&county.router), "/api/openapi.json").await;
    let paths = document["paths"].as_object().unwrap();
    let names: BTreeSet<_> =
        paths.values().map(|it| it["get"]["operationId"].as_str().unwrap()).collect();
    assert_eq!(names.len(), paths.len());
    for (path, it) in paths {
        let reply = Browser::new(&county.router).get(&format!("/cixi{path}")).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{path}");
        assert!(it["get"]["responses"]["200"].is_object(), "{path}");
    }
    let manual = Browser::new(&county.router).get("/cixi/api").await;
    assert_eq!(web::ui::check::faults(&manual.body), Vec::<String>::new());
}
