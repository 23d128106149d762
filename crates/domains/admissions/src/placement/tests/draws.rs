//! A private school over plan: announced, sealed, drawn, or broken off with a reason before anybody knows
//! the result; and the draws of the invented county.

use std::collections::{BTreeMap, BTreeSet};

use vocab::{PlaceId, SchoolId};
use web::{StatusCode, testing::Browser};

use super::{
    super::{
        Contest,
        drawn::children_of,
        draws,
        model::Way,
        rules::{self, Asked},
    },
    id,
};
use crate::{
    kindergarten::Nature,
    registration::{
        CampaignId, Error, Recorded, RegistrationId, Terms,
        store::{
            lists::{self, Narrow},
            registrations,
        },
        tests::{World, decide, in_world, number, path},
    },
};

/// Two families ask for the one seat of a private school, and both qualify: the campaign and their
/// receipts, on a day when the window is over.
async fn two_for_one_seat(world: &mut World) -> (String, Vec<String>) {
    let campaign = world.open().await;
    let seats = format!("/cixi/entry/campaigns/{campaign}");
    let (public, private) = (world.school.to_string(), world.private.to_string());
    for (school, count) in [(&public, "9"), (&private, "1")] {
        let set = [("school", school.as_str()), ("seats", count)];
        let reply = world.clerk.browser.submit(&seats, &format!("{seats}/seats"), &set).await;
        assert!(reply.location.is_some(), "{}", reply.body);
    }
    let mut receipts = Vec::new();
    for (by_mother, nth) in [(true, 1), (false, 2)] {
        let mut fields = world.fields("陈小满", number(nth).open());
        fields.retain(|it| it.0 != "wish");
        fields.push(("wish".to_owned(), "private".to_owned()));
        fields.push(("choice1".to_owned(), private.clone()));
        receipts.push(path(&world.register(by_mother, &campaign, &fields).await));
    }
    let early = world.clerk.browser.get(&format!("/cixi/placements/{campaign}/draws")).await;
    assert!(early.body.contains("名单还没有定"), "{}", early.body);
    world.house.calendar.set("2022-01-04T09:00:00");
    for receipt in &receipts {
        let id = receipt.rsplit('/').next().expect("an id").to_owned();
        decide(&mut world.principal, &id, &[("decision", "pass")]).await;
        decide(&mut world.town, &id, &[("decision", "pass")]).await;
        decide(&mut world.clerk, &id, &[("decision", "pass")]).await;
    }
    (campaign, receipts)
}

/// Where a page has the draw that is to be run: the path.
fn draw_of(page: &str, draws: &str) -> String {
    let after = page.split(&format!("{draws}/")).nth(1).expect("a draw");
    let id = after.split(['"', '/']).next().expect("an address");
    format!("{draws}/{id}")
}

#[tokio::test]
async fn a_private_school_over_plan_is_drawn_in_public_and_each_family_finds_its_number() {
    in_world(Recorded::default, async |mut world| {
        let (campaign, receipts) = two_for_one_seat(&mut world).await;
        let private = world.private.to_string();
        let base = format!("/cixi/placements/{campaign}");
        let draws = format!("{base}/draws");
        let announced = [("school", private.as_str()), ("draws_at", "2022-01-05T10:00")];
        let blocked = world.clerk.browser.submit(&base, &format!("{base}/propose"), &[]).await;
        assert!(blocked.body.contains("要先公开派位"), "{}", blocked.body);
        let past = [("school", private.as_str()), ("draws_at", "2022-01-03T10:00")];
        let refused = world.clerk.browser.submit(&draws, &draws, &past).await;
        assert!(refused.body.contains("要晚于现在"), "{}", refused.body);
        let done = world.clerk.browser.submit(&draws, &draws, &announced).await;
        assert!(done.location.is_some(), "{}", done.body);
        // Sealed: each family has its number, and nobody has a place.
        let page = world.mother.browser.get(&receipts[0]).await;
        assert!(page.body.contains("派位号") && !page.body.contains("派出第"), "{}", page.body);
        world.house.calendar.set("2022-01-05T10:01:00");
        let page = world.clerk.browser.get(&draws).await;
        let run = draw_of(&page.body, &draws);
        let elsewhere: CampaignId = id(9);
        let other = run.replace(&campaign, &elsewhere.to_string());
        let lost = world.clerk.browser.submit(&draws, &other, &[]).await;
        assert_eq!(lost.status, 404, "a draw is run in its own campaign");
        let done = world.clerk.browser.submit(&draws, &run, &[]).await;
        assert!(done.location.is_some(), "{}", done.body);
        let again = world.clerk.browser.submit(&base, &run, &[]).await;
        assert!(again.location.is_none(), "drawn once");
        let done = world.clerk.browser.submit(&base, &format!("{base}/propose"), &[]).await;
        assert!(done.location.is_some(), "{}", done.body);
        let page = world.clerk.browser.get(&base).await;
        assert_eq!(page.body.matches("位，录取。").count(), 1, "{}", page.body);
        assert_eq!(page.body.matches("位，未录取，转公办安排。").count(), 1, "{}", page.body);
        let mut places = Vec::new();
        for (person, receipt) in
            [(&mut world.mother, &receipts[0]), (&mut world.father, &receipts[1])]
        {
            let page = person.browser.get(receipt).await;
            let place =
                ["派出第 1 位", "派出第 2 位"].into_iter().find(|it| page.body.contains(it));
            places.push(place.unwrap_or_else(|| panic!("{}", page.body)));
        }
        places.sort_unstable();
        assert_eq!(places, ["派出第 1 位", "派出第 2 位"]);
    })
    .await;
}

#[tokio::test]
async fn a_draw_is_broken_off_with_a_reason_before_it_is_drawn_and_never_after() {
    in_world(Recorded::default, async |mut world| {
        let (campaign, receipts) = two_for_one_seat(&mut world).await;
        let private = world.private.to_string();
        let draws = format!("/cixi/placements/{campaign}/draws");
        let first = [("school", private.as_str()), ("draws_at", "2022-01-05T10:00")];
        let done = world.clerk.browser.submit(&draws, &draws, &first).await;
        assert!(done.location.is_some(), "{}", done.body);
        let page = world.clerk.browser.get(&draws).await;
        let before = draw_of(&page.body, &draws);
        let number = |page: &str| {
            let at = page.split("/cixi/draws/").nth(1).expect("a public page");
            at.split('"').next().expect("a number").to_owned()
        };
        let broken = number(&page.body);
        let again = format!("{before}/again");
        let silent = [("reason", " "), ("draws_at", "2022-01-06T10:00")];
        let refused = world.clerk.browser.submit(&draws, &again, &silent).await;
        assert!(refused.body.contains("请写明原因"), "{}", refused.body);
        let told = [("reason", "现场停电"), ("draws_at", "2022-01-06T10:00")];
        let done = world.clerk.browser.submit(&draws, &again, &told).await;
        assert!(done.location.is_some(), "{}", done.body);
        let twice = world.clerk.browser.submit(&draws, &again, &told).await;
        assert_eq!(twice.status, StatusCode::NOT_FOUND, "it is broken off once");
        let page = world.clerk.browser.get(&draws).await;
        let (after, next) = (draw_of(&page.body, &draws), number(&page.body));
        assert!(after != before && next != broken, "{next}");
        let mut public = Browser::new(&world.house.router);
        let shown = public.get(&format!("/cixi/draws/{broken}")).await;
        assert!(shown.body.contains("现场停电") && shown.body.contains("已作废"), "{}", shown.body);
        let shown = public.get(&format!("/cixi/draws/{next}")).await;
        assert!(shown.body.contains(&broken), "the attempt before is told: {}", shown.body);
        world.house.calendar.set("2022-01-06T10:01:00");
        let gone = world.clerk.browser.submit(&draws, &before, &[]).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND, "what was broken off is not drawn");
        let done = world.clerk.browser.submit(&draws, &after, &[]).await;
        assert!(done.location.is_some(), "{}", done.body);
        let page = world.clerk.browser.get(&draws).await;
        assert!(!page.body.contains("/again"), "a result is not broken off: {}", page.body);
        let page = world.mother.browser.get(&receipts[0]).await;
        assert!(page.body.contains(&next) && !page.body.contains(&broken), "{}", page.body);
    })
    .await;
}

/// Of the invented county's kindergartens: the rules place every child where it sits, some of them by a
/// draw for what an area left, and all that is told of a kindergarten's nature is to be had.
pub(crate) async fn kindergartens_are_placed_by_the_rules(
    tx: &mut db::Tx,
    (id, county): (CampaignId, PlaceId),
) -> Result<(), Error> {
    const SQL: &str = "
        SELECT p.registration_id, p.school_id, p.way
        FROM placement_run u JOIN placement p ON p.run_id = u.id WHERE u.campaign_id = $1
        ORDER BY p.registration_id";
    // The county of a test is beside the one that it invents.
    let terms = Terms { county, ..Terms::load(tx, id).await? };
    let granted = Narrow { state: "granted".to_owned(), ..Narrow::default() };
    let children = lists::page(tx, (id, county), &granted, ("", i64::MAX)).await?;
    let ids: Vec<RegistrationId> = children.iter().map(|it| it.id).collect();
    let mut choices = BTreeMap::<RegistrationId, Vec<SchoolId>>::new();
    for (id, school, _) in registrations::choices(tx, &ids).await? {
        choices.entry(id).or_default().push(school);
    }
    let drawn = draws::drawn(tx, id).await?;
    let asked = Asked { terms: &terms, children: &children, choices: &choices, drawn: &drawn };
    let mut placed = rules::propose(&asked).expect("a proposal");
    placed.sort_by_key(|it| it.registration);
    let read = |row: &db::Row| {
        Ok((row.get("registration_id")?, row.get("school_id")?, row.get::<Way>("way")?))
    };
    let sits: Vec<(RegistrationId, Option<SchoolId>, Way)> = tx.all(SQL, &[&id], read).await?;
    let ruled = placed.into_iter().map(|it| (it.registration, it.school, it.way)).collect();
    let ruled: Vec<(RegistrationId, Option<SchoolId>, Way)> = ruled;
    assert_eq!(sits, ruled);
    for way in [Way::Nearby, Way::Wide] {
        assert!(sits.iter().filter(|it| it.2 == way).count() > 20, "{way:?}");
    }
    for nature in Nature::ALL {
        let charged = terms.schools.iter().filter(|it| it.nature == nature);
        assert!(charged.clone().count() > 0 && charged.clone().all(|it| it.fee.is_some()));
    }
    Ok(())
}

/// Of the invented county: whoever sits at a school over plan by its draw was drawn, and nobody else; a
/// family with twins was not lucky, and one draw was a further attempt.
pub(crate) async fn drawn_sit_there(tx: &mut db::Tx, all: &[Contest]) -> Result<(), db::Error> {
    const SQL: &str = "
        SELECT r.number FROM placement p JOIN registration r ON r.id = p.registration_id
        WHERE r.campaign_id = $1 AND p.school_id = $2 AND p.way IN ('private', 'wide')";
    assert!(all.iter().any(|it| it.broken.is_some()), "one was broken off");
    let twins = all.iter().flat_map(|it| it.drawn().order);
    assert!(twins.into_iter().any(|it| children_of(&it.1).count() == 2), "twins are drawn");
    for it in all {
        let sit: BTreeSet<String> = tx
            .all(SQL, &[&it.campaign.id, &it.draw.school], |row| row.get("number"))
            .await?
            .into_iter()
            .collect();
        let drawn = it.drawn();
        let taken: BTreeSet<String> =
            drawn.places().into_iter().filter(|it| it.1.2).map(|it| it.0.to_owned()).collect();
        assert!(drawn.places().len() > taken.len(), "some were not drawn");
        assert_eq!(sit, taken, "{}", it.school);
    }
    Ok(())
}
