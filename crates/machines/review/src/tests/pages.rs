//! The pages: a score sheet that loses nothing, ties that are told, quotas, who sees what.

use vocab::Role;
use web::StatusCode;

use super::{World, in_world, pair, words};
use crate::{catalog, definition::Review};

const BASE: &str = "base-accreditation";

fn review(name: &str) -> &'static Review {
    &catalog().find(name).expect("it is in the catalog").what
}

/// An application of a review whose panel is drawn.
async fn drawn(world: &mut World, name: &str) -> (String, String) {
    let review = review(name);
    let round = world.round(name, review).await;
    let path = world.apply((name, review), &round).await;
    world.done(review.hosts[0], &format!("{path}/do/draw"), &[]).await;
    (round, path)
}

#[tokio::test]
async fn each_item_is_saved_by_itself_and_a_wrong_one_comes_back_filled() {
    in_world(async |mut world| {
        let (_, path) = drawn(&mut world, BASE).await;
        let expert = world.panel(&path).await[0];
        let form = format!("{path}/score/licence");
        let fields = [pair("points", "99"), pair("note", "证照齐全")];
        let sent = world.send_as(expert, (&form, &form), &fields).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(sent.body.contains("0 到 10 之间") && sent.body.contains("证照齐全"));
        let fields = [pair("points", "9.5"), pair("note", "证照齐全")];
        let sent = world.send_as(expert, (&form, &form), &fields).await;
        let next = sent.location.expect("on to the next");
        assert!(next.ends_with("/score/fire"), "{next}");
        let sheet = world.person(expert).browser.get(&format!("{path}/score")).await;
        assert!(sheet.body.contains("9.5 / 10") && sheet.body.contains("接着评"), "it is kept");
        let sheet = format!("{path}/score");
        let early = world.send_as(expert, (&form, &format!("{path}/hand-in")), &[]).await;
        assert_eq!(early.status, StatusCode::CONFLICT, "eleven are missing on {sheet}");
        assert!(early.body.contains("还有 11 项没有评"), "{}", words(&early.body));
    })
    .await;
}

#[tokio::test]
async fn an_expert_sees_nothing_of_the_others_and_a_stranger_nothing_at_all() {
    in_world(async |mut world| {
        let (_, path) = drawn(&mut world, BASE).await;
        let panel = world.panel(&path).await;
        let form = format!("{path}/score/licence");
        let fields = [pair("points", "7.25"), pair("note", "只有我写的话")];
        world.send_as(panel[0], (&form, &form), &fields).await;
        let other = world.person(panel[1]).browser.get(&format!("{path}/score")).await;
        assert!(!other.body.contains("7.25") && !other.body.contains("只有我写的话"));
        let page = world.get(Role::ClassTeacher, &path).await;
        assert_ne!(page.status, StatusCode::OK);
        let protocol = world.person(panel[1]).browser.get(&format!("{path}/panel")).await;
        assert_eq!(protocol.status, StatusCode::NOT_FOUND, "names of the panel are the office's");
    })
    .await;
}

#[tokio::test]
async fn who_steps_down_is_followed_by_the_next_lot_and_comes_no_more() {
    in_world(async |mut world| {
        let (_, path) = drawn(&mut world, BASE).await;
        let before = world.panel(&path).await;
        let sheet = format!("{path}/score");
        let why = [pair("reason", "配偶在该单位工作")];
        let step = format!("{path}/step-down");
        let sent = world.send_as(before[0], (&sheet, &step), &why).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", words(&sent.body));
        let after = world.panel(&path).await;
        assert_eq!(after.len(), before.len() + 1, "the seat of before is kept, with its reason");
        assert!(after.iter().filter(|it| !before.contains(it)).count() == 1);
    })
    .await;
}

#[tokio::test]
async fn a_school_puts_forward_no_more_than_its_places() {
    in_world(async |mut world| {
        let (name, review) = ("good-youth", review("good-youth"));
        let round = world.round(name, review).await;
        for _ in 0..2 {
            world.apply((name, review), &round).await;
        }
        let fields: Vec<_> =
            review.asks.iter().flat_map(|at| form::sample(&review.fields[*at], 0)).collect();
        let path = world.done(Role::ClassTeacher, &format!("{round}/apply"), &fields).await;
        let sent = world.send(Role::Principal, &format!("{path}/do/forward"), &[]).await;
        assert_eq!(sent.status, StatusCode::CONFLICT);
        assert!(sent.body.contains("本校名额是 2 个，已推荐 2 个"), "{}", words(&sent.body));
    })
    .await;
}

#[tokio::test]
async fn of_two_chairs_the_first_settles_and_the_second_is_told() {
    in_world(async |mut world| {
        let (_, path) = drawn(&mut world, BASE).await;
        for expert in world.panel(&path).await {
            world.score(review(BASE), (expert, &path), 0).await;
        }
        let form = format!("{path}/do/settle");
        let page = world.get(Role::BureauLeader, &form).await;
        world.done(Role::BureauLeader, &form, &[]).await;
        let (csrf, version) =
            (page.field("csrf").expect("one"), page.field("version").expect("one"));
        let chair = world.people[&Role::BureauLeader];
        let fields = [("csrf", csrf.as_str()), ("version", version.as_str())];
        let late = world.person(chair).browser.post(&form, &fields).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(late.body.contains("已经有人办过了"), "{}", words(&late.body));
    })
    .await;
}
