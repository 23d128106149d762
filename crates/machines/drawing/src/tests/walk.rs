//! Every kind of drawing in the catalog through its whole life, as the roles that it names.

use draw::Evidence;
use vocab::Role;

use super::{World, in_world, see_other};
use crate::catalog;

/// The number of a drawing, from its record.
fn number(body: &str, letters: &str) -> String {
    let from = body.find(&format!("编号 {letters}")).expect("the record tells the number");
    body[from + "编号 ".len()..].chars().take_while(|it| *it != ' ' && *it != '<').collect()
}

/// Declares, seals and draws one; gives its record's address and its number.
async fn drawn(it: &mut World, kind: &str) -> (String, String) {
    let what = catalog().find(kind).expect("the kind is there").clone();
    let page = it.declare(kind, &[]).await;
    let desk = it.person(what.what.declares[0]).browser.get("/cixi/waiting?part=drawing").await;
    assert!(desk.body.contains(&page) && desk.body.contains("封存名单"), "{kind}: {}", desk.body);
    see_other(&it.act(kind, &page, "seal").await);
    let body = it.person(what.what.declares[0]).browser.get(&page).await.body;
    let number = number(&body, &what.what.letters);
    let (public, evidence) = (format!("/cixi/draws/{number}"), "files/declaration");
    let sealed = it.person(Role::Guardian).browser.get(&public).await;
    assert!(sealed.body.contains("公示摘要"), "{}", sealed.body);
    let file = it.person(Role::Guardian).browser.get(&format!("{public}/{evidence}")).await;
    assert!(matches!(Evidence::read(file.body.as_bytes()), Ok(Evidence::Declaration(_))));
    see_other(&it.act(kind, &page, "run").await);
    (page, number)
}

#[tokio::test]
async fn every_kind_is_declared_sealed_drawn_witnessed_published_and_checked() {
    in_world(async |mut it| {
        let kinds: Vec<_> = catalog().all().filter(|it| !it.what.is_given()).cloned().collect();
        for kind in kinds {
            let (name, what) = (kind.name.as_str(), &kind.what);
            let (page, number) = drawn(&mut it, name).await;
            if let Some(role) = what.witnesses.first() {
                let said = [("words", "全程在场，无异议")];
                let browser = &mut it.person(*role).browser;
                see_other(&browser.submit(&page, &format!("{page}/witness"), &said).await);
            }
            let public = format!("/cixi/draws/{number}");
            let file = format!("{public}/files/transcript");
            if what.hidden_days.is_some() {
                assert_eq!(it.person(Role::Guardian).browser.get(&file).await.status, 404);
                see_other(&it.act(name, &page, "reveal").await);
            }
            let paper = it.person(Role::Guardian).browser.get(&public).await;
            for words in ["种子", "抽中", "证据摘要", "qr", "核验页"] {
                assert!(paper.body.contains(words), "{name}: {words} in {}", paper.body);
            }
            if !what.witnesses.is_empty() {
                assert!(paper.body.contains("无异议"), "{name}: {}", paper.body);
            }
            let transcript = it.person(Role::Guardian).browser.get(&file).await;
            let read = Evidence::read(transcript.body.as_bytes());
            assert!(matches!(read, Ok(Evidence::Transcript(_))), "{name}: {read:?}");
            for role in what.roles() {
                let list = it.person(role).browser.get(&format!("/cixi/drawings/{name}")).await;
                assert_eq!(list.status, 200, "{name}: {role:?}");
            }
            let sheet = format!("{page}/list.xlsx");
            assert_eq!(it.person(what.declares[0]).browser.get(&sheet).await.status, 200);
        }
        assert_eq!(it.count("SELECT COUNT(*) AS n FROM drawing WHERE stage = 'drawn'").await, 4);
    })
    .await;
}

#[tokio::test]
async fn who_was_drawn_lately_and_who_is_named_are_left_out_with_the_reason() {
    in_world(async |mut it| {
        drawn(&mut it, "visit-city").await;
        let page = it.declare("visit-city", &[]).await;
        let role = Role::SupervisionClerk;
        let body = it.person(role).browser.get(&page).await.body;
        assert_eq!(body.matches("最近 2 次内已抽到").count(), 1, "{body}");
        let new = "/cixi/drawings/visit-city/new";
        let fields = [
            ("title", "再抽"),
            ("draws_at", "2021-12-20T08:00"),
            ("hidden_until", "2021-12-22T08:00"),
            ("size", "1"),
            ("excluded", "云帆小学，校舍维修\n没有的学校，不存在"),
        ];
        let refused = it.person(role).browser.submit(new, new, &fields).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("第 2 行的“没有的学校”不在名单里"), "{}", refused.body);
        assert!(refused.body.contains("校舍维修"), "what was typed stays: {}", refused.body);
    })
    .await;
}

#[tokio::test]
async fn where_there_is_no_public_source_hands_draw_on_site() {
    db::testing::on_each(&super::migrations(), async |db| {
        let mut it = World::new(db, false).await;
        let page = it.declare("visit-city", &[]).await;
        see_other(&it.act("visit-city", &page, "seal").await);
        let role = Role::SupervisionClerk;
        let body = it.person(role).browser.get(&page).await.body;
        assert!(body.contains("第 6 位见证人"), "{body}");
        let run = format!("{page}/run");
        let few = [("value-1", "7"), ("value-2", "07")];
        let refused = it.person(role).browser.submit(&page, &run, &few).await;
        assert_eq!(refused.status, 409, "{}", refused.body);
        let all: Vec<(String, &str)> = (1..=6).map(|at| (format!("value-{at}"), "07")).collect();
        let all: Vec<(&str, &str)> = all.iter().map(|it| (it.0.as_str(), it.1)).collect();
        see_other(&it.person(role).browser.submit(&page, &run, &all).await);
    })
    .await;
}
