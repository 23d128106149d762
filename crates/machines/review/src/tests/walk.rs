//! The catalog walk: every review from the round to the title that is taken back, by the roles that it
//! names, over its pages, on each database.

use jiff::{SignedDuration, ToSpan as _};
use web::StatusCode;

use super::{World, in_world, pair, words};
use crate::{catalog, definition::Stage};

#[tokio::test]
async fn every_review_goes_from_its_round_to_a_title_that_is_taken_back() {
    in_world(async |mut world| {
        for kind in catalog().all() {
            walk(&mut world, &kind.name).await;
        }
    })
    .await;
}

async fn walk(world: &mut World, name: &str) {
    let review = &catalog().find(name).expect("it is there").what;
    let host = review.hosts[0];
    world.house.calendar.set("2021-12-20T08:00:00");
    let round = world.round(name, review).await;
    let path = world.apply((name, review), &round).await;
    let account = world.people[&host];
    let waiting = world.person(account).browser.get("/cixi/waiting").await;
    assert!(waiting.body.contains("抽取专家"), "{name}: the draw waits for the host");
    world.done(host, &format!("{path}/do/draw"), &[]).await;
    let panel = world.panel(&path).await;
    assert_eq!(panel.len(), review.panel.size, "{name}");
    for (at, expert) in panel.iter().enumerate() {
        let desk = world.person(*expert).browser.get("/cixi/reviews").await;
        assert!(desk.body.contains(&format!("{path}/score")), "{name}: it is on the expert's desk");
        let waiting = world.person(*expert).browser.get("/cixi/waiting?part=review").await;
        assert!(waiting.body.contains(&format!("{path}/score")), "{name}: and on the one of all");
        let again = i64::try_from(at).expect("few");
        world.score(review, (*expert, &path), again).await;
    }
    let protocol = world.get(host, &format!("{path}/panel")).await;
    assert!(protocol.body.contains("次序一致"), "{name}: {}", words(&protocol.body));
    let mut fields: Vec<_> =
        review.settle_asks.iter().flat_map(|at| form::sample(&review.fields[*at], 0)).collect();
    for it in fields.iter_mut().filter(|it| it.0 == "due_on") {
        it.1 = "2022-01-20".to_owned();
    }
    world.done(review.chair, &format!("{path}/do/settle"), &fields).await;
    let why = [pair("reason-of-act", "写明的原因和依据")];
    if review.published {
        let conclude = format!("{round}/conclude");
        let account = world.people[&host];
        let sent = world.send_as(account, (&round, &conclude), &[]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{name}: {}", words(&sent.body));
        let early = world.send_as(account, (&round, &conclude), &[]).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: the notice runs");
    }
    if let Some(role) = review.signed_by {
        world.done(role, &format!("{path}/do/sign"), &[]).await;
    }
    let appeals = review.signed_by.unwrap_or(review.applies[0]);
    world.done(appeals, &format!("{path}/do/appeal"), &why).await;
    world.done(review.chair, &format!("{path}/do/stand"), &why).await;
    if review.published {
        world.house.calendar.set("2021-12-31T08:00:00");
        let account = world.people[&host];
        let sent = world.send_as(account, (&round, &format!("{round}/conclude")), &[]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{name}: {}", words(&sent.body));
    }
    let page = world.get(host, &path).await;
    assert!(page.body.contains("结果生效"), "{name}: {}", words(&page.body));
    if review.quotas.iter().any(|it| it.at == Stage::City) {
        world.done(host, &format!("{path}/do/upward"), &[]).await;
    }
    if review.term.is_some() {
        reminded(world, (name, &path)).await;
    }
    world.done(host, &format!("{path}/do/look-back"), &why).await;
    world.done(host, &format!("{path}/do/revoke"), &why).await;
    let page = world.get(host, &path).await;
    assert!(page.body.contains("称号已撤销") && page.body.contains("写明的原因和依据"), "{name}");
    let sheet = world.get(host, &format!("{round}/export")).await;
    assert!(sheet.kind.contains("spreadsheet"), "{name}");
}

/// The hosts are told in time that a title ends.
async fn reminded(world: &mut World, (name, path): (&str, &str)) {
    let review = &catalog().find(name).expect("it is there").what;
    let id = path.rsplit('/').next().and_then(|it| it.parse().ok()).expect("an id");
    let found: Result<_, db::Error> =
        db::read!(world.house.cell.db, "application", |tx| { crate::store::find(tx, id).await });
    let until = found.expect("it is read").expect("it is there").valid_until;
    let days = review.term.as_ref().map_or(0, |it| it.1);
    let day = until.saturating_sub(i64::from(days).days());
    world.house.calendar.set(&format!("{day}T09:00:00"));
    world.house.clock.advance(SignedDuration::from_hours(2));
    world.house.work(&super::modules()).await;
    let inbox = world.get(review.hosts[0], "/cixi/inbox").await;
    assert!(inbox.body.contains("请安排复评"), "{name}: {}", words(&inbox.body));
}
