//! The catalog walk: every register through a record's whole life, by the roles that it names, over
//! its pages, on each database.

use vocab::Role;
use web::StatusCode;

use super::{World, answers, in_world, pair};
use crate::{catalog, definition};

#[test]
fn every_relation_leads_to_a_register_that_there_is() {
    assert_eq!(definition::lost_relations(catalog()), []);
}

#[tokio::test]
async fn every_register_is_added_to_corrected_published_renewed_withdrawn_and_restored() {
    in_world(async |mut world| {
        for kind in catalog().all() {
            walk(&mut world, &kind.name).await;
        }
    })
    .await;
}

async fn walk(world: &mut World, name: &str) {
    let register = &catalog().find(name).expect("it is there").what;
    let keeper = register.keeps[0];
    let path = world.add(name, 1).await;
    for role in register.roles() {
        let list = world.get(role, &format!("/cixi/registers/{name}")).await;
        assert_eq!(list.status, StatusCode::OK, "{name} for {role:?}: {}", list.body);
        assert!(list.body.contains(&path), "{name}: {role:?} finds the record on the list");
        assert_eq!(world.get(role, &path).await.status, StatusCode::OK, "{name}: {role:?}");
    }
    let mut fields = answers(register, 2);
    fields.push(pair("reason-of-deed", ""));
    let sent = world.send(keeper, &format!("{path}/correct"), &fields).await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: a correction says why");
    fields.push(pair("reason-of-deed", "登记时抄错了"));
    fields.retain(|it| it.0 != "reason-of-deed" || !it.1.is_empty());
    done(world, (keeper, &path), "correct", &fields).await;
    fields.push(pair("from-day", "2021-12-01"));
    done(world, (keeper, &path), "change", &fields).await;
    if register.public {
        publish(world, (keeper, name), &path).await;
    }
    if let Some(term) = &register.term {
        let end = crate::rules::first_end(Some(term), jiff::civil::date(2021, 6, 1));
        world.house.calendar.set(&format!("{end}T09:00:00"));
        world.house.work(&super::modules()).await;
        let inbox = world.get(keeper, "/cixi/inbox").await;
        assert!(inbox.body.contains("到期"), "{name}: the keeper is reminded: {}", inbox.body);
        done(world, (keeper, &path), "renew", &[pair("from-day", &end.to_string())]).await;
    }
    let why = [pair("reason-of-deed", "不再符合条件"), pair("from-day", "")];
    done(world, (keeper, &path), "withdraw", &why).await;
    let page = world.get(keeper, &path).await;
    assert!(page.body.contains("已撤销") && page.body.contains("不再符合条件"), "{name}");
    done(world, (keeper, &path), "restore", &why).await;
}

/// Does something to a record, and finds that it was done; a second time it is told so.
async fn done(
    world: &mut World,
    (role, path): (Role, &str),
    deed: &str,
    fields: &[(String, String)],
) {
    let form = format!("{path}/{deed}");
    let page = world.get(role, &form).await;
    assert_eq!(page.status, StatusCode::OK, "{form}: {}", page.body);
    let sent = world.post(role, &form, (&page, fields)).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{form}: {}", sent.body);
    let again = world.post(role, &form, (&page, fields)).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{form} a second time: {}", again.body);
}

async fn publish(world: &mut World, (keeper, name): (Role, &str), path: &str) {
    let open = path.replace("/registers/", "/lists/");
    let mut anyone = web::testing::Browser::new(&world.house.router);
    assert_eq!(anyone.get(&open).await.status, StatusCode::NOT_FOUND, "{name}: not yet public");
    done(world, (keeper, path), "publish", &[]).await;
    let page = anyone.get(&open).await;
    assert_eq!(page.status, StatusCode::OK, "{name}: {}", page.body);
    assert!(!page.body.contains("10012345678"), "{name}: personal fields stay inside");
    let list = anyone.get(&format!("/cixi/lists/{name}")).await;
    assert!(list.body.contains(&open), "{name}: {}", list.body);
}

#[tokio::test]
async fn no_role_that_is_not_named_and_nobody_of_another_school_comes_to_a_record() {
    in_world(async |mut world| {
        let mut stranger = {
            let place = world.other_school;
            world.house.person("外校", Role::Principal, place).await
        };
        for kind in catalog().all() {
            let register = &kind.what;
            let path = world.add(&kind.name, 1).await;
            for role in Role::ALL.into_iter().filter(|it| !register.roles().contains(it)) {
                let page = world.get(role, &path).await;
                assert_ne!(page.status, StatusCode::OK, "{}: {role:?}", kind.name);
            }
            let keeps = register.keeps.contains(&Role::Principal);
            let at_school = register.subject == platform::access::PlaceKind::School;
            let page = stranger.browser.get(&path).await;
            assert!(!at_school || page.status == StatusCode::NOT_FOUND, "{}", kind.name);
            for deed in ["correct", "withdraw"] {
                let page = stranger.browser.get(&format!("{path}/{deed}")).await;
                let shut = page.status != StatusCode::OK;
                assert!(shut, "{}: keeps elsewhere {keeps}", kind.name);
            }
        }
    })
    .await;
}
