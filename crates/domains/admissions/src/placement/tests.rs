//! What placement promises: seats are hard, siblings together, categories in their order, the same
//! whoever came first; and the whole way from a proposal to what a family reads.

pub(crate) mod draws;
mod kindergarten;
mod kindergarten_way;

use std::collections::BTreeMap;

use jiff::civil::date;
use vocab::{PlaceId, SchoolId, Sex};
use web::{StatusCode, testing::Browser};

use super::{
    drawn::Drawn,
    model::Placed,
    rules::{self, Asked, Refusal},
};
use crate::{
    kindergarten::Nature,
    registration::{
        Campaign, Channel, Entry, Recorded, Registration, RegistrationId, Seats, Stage, State,
        Terms, Wish, settings,
        tests::{decide, in_world, number, path},
    },
};

fn id<K>(bits: i64) -> vocab::Id<K> {
    vocab::Id::from_bits((1 << 40) + bits).expect("an id")
}

fn terms(seats: &[i64], private: i64) -> Terms {
    let county: PlaceId = id(1);
    let campaign = Campaign {
        id: id(2),
        title: "招生".to_owned(),
        entry: Entry::Primary,
        year: 2022,
        rehearsal: false,
        basis: "通知".to_owned(),
        born_from: date(2015, 9, 1),
        born_to: date(2016, 8, 31),
        opens_at: date(2022, 5, 20).at(9, 0, 0, 0),
        closes_at: date(2022, 5, 27).at(17, 0, 0, 0),
        reports_on: date(2022, 8, 28),
        private_choices: 1,
        unlucky: crate::registration::Unlucky::AsUsual,
        check_days: 5,
        review_days: 5,
        decide_days: 5,
        state: Stage::Registering,
        version: 1,
    };
    let school = |(at, seats): (usize, i64), nature| Seats {
        school: id(100 + i64::try_from(at).expect("few")),
        name: format!("学校{at}"),
        code: None,
        town: county,
        town_name: String::new(),
        nature,
        fee: None,
        seats,
        at: Some((i64::try_from(at).expect("few") * 1000, 0)),
    };
    let mut schools: Vec<Seats> =
        seats.iter().copied().enumerate().map(|it| school(it, Nature::Public)).collect();
    schools.push(school((50, private), Nature::Private));
    let dated = settings::in_force(Entry::Primary, date(2021, 5, 1)).expect("settings");
    let categories = settings::categories(&dated, county);
    Terms { campaign, schools, categories, county }
}

pub(crate) fn child(nth: i64, category: &str) -> Registration {
    Registration {
        id: id(1000 + nth),
        campaign: id(2),
        number: format!("X2022-{nth:08}"),
        bundle: None,
        account: None,
        student: None,
        name: "陈小满".to_owned(),
        sex: Sex::Female,
        born: date(2016, 3, 4),
        id_sealed: String::new(),
        id_index: nth.to_string(),
        guardian: String::new(),
        phone_sealed: String::new(),
        school: id(100),
        school_name: String::new(),
        address: String::new(),
        at: Some((nth % 7 * 100, 0)),
        category: category.to_owned(),
        points: nth % 5 * 10,
        wish: Wish::Public,
        channel: Channel::Online,
        state: State::Granted,
        reason: None,
        sent_at: date(2022, 5, 20).at(9, 0, 0, 0),
        due_at: date(2022, 5, 20).at(9, 0, 0, 0),
        version: 1,
    }
}

type Choices = BTreeMap<RegistrationId, Vec<SchoolId>>;

fn placed(terms: &Terms, children: &[Registration], choices: &Choices) -> Vec<Placed> {
    let drawn = BTreeMap::new();
    let asked = Asked { terms, children, choices, drawn: &drawn };
    let mut all = rules::propose(&asked).expect("a proposal");
    all.sort_by_key(|it| it.registration);
    all
}

fn some(count: i64) -> Vec<Registration> {
    let categories = ["home-and-house", "home-only", "house-only", "migrant"];
    let of = |nth: i64| categories[usize::try_from(nth % 4).expect("few")];
    (0..count).map(|nth| child(nth, of(nth))).collect()
}

#[test]
fn nobody_is_placed_over_capacity_and_an_earlier_category_goes_before_a_later_one() {
    let terms = terms(&[5, 5, 5], 0);
    let children = some(20);
    let all = placed(&terms, &children, &Choices::new());
    assert_eq!(all.len(), 20);
    for school in &terms.schools {
        let taken = all.iter().filter(|it| it.school == Some(school.school)).count();
        assert!(i64::try_from(taken).expect("few") <= school.seats, "{}", school.name);
    }
    let left: Vec<_> = all.iter().filter(|it| it.school.is_none()).collect();
    assert_eq!(left.len(), 5, "fifteen seats for twenty");
    for it in left {
        let child = children.iter().find(|one| one.id == it.registration).expect("a child");
        assert_eq!(child.category, "migrant");
        assert!(!it.why.is_empty());
    }
}

#[test]
fn who_came_first_changes_nothing() {
    let terms = terms(&[6, 6, 6], 0);
    let mut children = some(17);
    let first = placed(&terms, &children, &Choices::new());
    for turn in 0..4_usize {
        children.reverse();
        children.rotate_left(turn * 3);
        for (at, it) in children.iter_mut().enumerate() {
            let minutes = i64::try_from(at * 7 + turn).expect("few");
            it.sent_at = it.sent_at.saturating_add(jiff::Span::new().minutes(minutes));
        }
        assert_eq!(placed(&terms, &children, &Choices::new()), first);
    }
}

#[test]
fn twins_are_at_one_school() {
    let terms = terms(&[3, 4], 0);
    let mut children = some(6);
    for at in [1_usize, 5] {
        children[at].bundle = Some(id(1001));
        children[at].category = "home-only".to_owned();
    }
    let all = placed(&terms, &children, &Choices::new());
    assert_eq!(all[1].school, all[5].school);
    assert!(all[1].school.is_some());
}

#[test]
fn a_private_school_takes_all_or_is_drawn_and_is_never_filled_by_who_came_first() {
    let mut children = some(6);
    let school: SchoolId = id(150);
    let choices: Choices = children.iter().take(3).map(|it| (it.id, vec![school])).collect();
    children.iter_mut().take(3).for_each(|it| it.wish = Wish::Private);
    let all = placed(&terms(&[9], 3), &children, &choices);
    assert_eq!(all.iter().filter(|it| it.school == Some(school)).count(), 3);
    let over = terms(&[9], 2);
    let asked =
        Asked { terms: &over, children: &children, choices: &choices, drawn: &BTreeMap::new() };
    assert!(matches!(rules::propose(&asked), Err(Refusal::OverPlan { .. })));
}

fn drawn(seats: i64, tickets: &[&str]) -> Drawn {
    let order = (1..).zip(tickets).map(|(at, it)| (format!("{at:03}"), (*it).to_owned()));
    Drawn { number: "MB202205-0000001".to_owned(), seats, order: order.collect() }
}

#[test]
fn siblings_are_drawn_as_one_and_a_seat_that_they_cannot_share_goes_to_the_next() {
    let it = drawn(3, &["a", "b", "c、d", "e", "f"]);
    let places = it.places();
    let taken: Vec<&str> = places.iter().filter(|it| it.1.2).map(|it| *it.0).collect();
    assert_eq!(taken, ["a", "b", "e"]);
    assert_eq!(places["d"], ("003", 3, false));
    assert_eq!(places["f"].1, 5);
    let all = drawn(5, &["a、b", "c", "d、e"]);
    assert!(all.places().values().all(|it| it.2));
}

#[test]
fn whoever_was_not_drawn_is_placed_as_the_campaign_said_before_anyone_registered() {
    use crate::registration::Unlucky::{AsUsual, Last};
    let private: SchoolId = id(150);
    let mut terms = terms(&[2], 1);
    let mut seated = 0;
    // Two public seats for three of one category, of whom the first was not drawn elsewhere. Chance
    // parts equals, so it is tried with several numbers.
    for first in 0..8 {
        let mut children: Vec<Registration> =
            (0..4).map(|nth| child(first * 4 + nth, "home-only")).collect();
        for it in &mut children {
            it.at = Some((300, 0));
        }
        children.iter_mut().take(2).for_each(|it| it.wish = Wish::Private);
        let choices: Choices = children.iter().take(2).map(|it| (it.id, vec![private])).collect();
        let order = drawn(1, &[&children[1].number, &children[0].number]);
        let draw = BTreeMap::from([(private, order)]);
        for rule in [AsUsual, Last] {
            terms.campaign.unlucky = rule;
            let asked =
                Asked { terms: &terms, children: &children, choices: &choices, drawn: &draw };
            let mut all = rules::propose(&asked).expect("a proposal");
            all.sort_by_key(|it| it.registration);
            assert_eq!(all[1].school, Some(private));
            assert!(all[1].why.contains("第 1 位，录取"), "{}", all[1].why);
            assert!(all[0].why.contains("第 2 位，未录取，转公办安排"), "{}", all[0].why);
            assert_eq!(all.iter().filter(|it| it.school.is_none()).count(), 1);
            match rule {
                AsUsual => seated += i32::from(all[0].school.is_some()),
                Last => assert_eq!(all[0].school, None, "after the others of its category"),
            }
        }
    }
    assert!((1..8).contains(&seated), "as usual it has the same chance as the others: {seated}");
}

#[tokio::test]
async fn a_proposal_is_confirmed_by_the_office_and_told_by_number_with_its_reason() {
    in_world(Recorded::default, async |mut world| {
        let campaign = world.open().await;
        let fields = world.fields("陈小满", number(1).open());
        let receipt = path(&world.register(true, &campaign, &fields).await);
        let id = receipt.rsplit('/').next().expect("an id").to_owned();
        let base = format!("/cixi/placements/{campaign}");
        let seats = format!("/cixi/entry/campaigns/{campaign}");
        let school = world.school.to_string();
        let set = [("school", school.as_str()), ("seats", "1")];
        let reply = world.clerk.browser.submit(&seats, &format!("{seats}/seats"), &set).await;
        assert!(reply.location.is_some(), "{}", reply.body);
        let propose = format!("{base}/propose");
        let early = world.clerk.browser.submit(&base, &propose, &[]).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "the window is open");
        world.house.calendar.set("2022-01-04T09:00:00");
        let undecided = world.clerk.browser.submit(&base, &propose, &[]).await;
        assert!(undecided.body.contains("还有 1 份报名没有审完"), "{}", undecided.body);
        decide(&mut world.principal, &id, &[("decision", "pass")]).await;
        decide(&mut world.town, &id, &[("decision", "pass")]).await;
        decide(&mut world.clerk, &id, &[("decision", "pass")]).await;
        let done = world.clerk.browser.submit(&base, &propose, &[]).await;
        assert!(done.location.is_some(), "{}", done.body);
        // A proposal tells nobody anything.
        let page = world.mother.browser.get(&receipt).await;
        let shown = page.body.split("X2022-").nth(1).expect("a number");
        let number = format!("X2022-{}", &shown[..8]);
        let results = format!("/cixi/entry/results?number={number}");
        let public = Browser::new(&world.house.router).get(&results).await;
        assert!(public.body.contains("没有查到"), "{}", public.body);
        let principal = world.principal.browser.get(&base).await;
        assert!(!principal.body.contains(&number), "{}", principal.body);
        let page = world.clerk.browser.get(&base).await;
        assert!(page.body.contains(&number), "{}", page.body);
        let digest = page.field("digest").expect("a digest");
        let confirm = format!("{base}/confirm");
        let stale = world.clerk.browser.submit(&base, &confirm, &[("digest", "other")]).await;
        assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
        let done = world.clerk.browser.submit(&base, &confirm, &[("digest", &digest)]).await;
        assert!(done.location.is_some(), "{}", done.body);
        let page = world.clerk.browser.get(&format!("{base}/draws")).await;
        assert!(!page.body.contains("名单还没有定"), "it is confirmed: {}", page.body);
        let done = world.clerk.browser.submit(&base, &format!("{base}/publish"), &[]).await;
        assert!(done.location.is_some(), "{}", done.body);
        let page = world.clerk.browser.get(&base).await;
        let notice = page.body.split("/cixi/notices/").nth(1).expect("a notice");
        let notice = notice.split('"').next().expect("a number");
        let shown = Browser::new(&world.house.router).get(&format!("/cixi/notices/{notice}")).await;
        for words in ["青瓷实验小学", "按类别先后、就近或者积分", "录取公示"]
        {
            assert!(shown.body.contains(words), "{words}: {}", shown.body);
        }
        assert!(!shown.body.contains(&number) && !shown.body.contains("陈小满"), "nobody is named");
        let public = Browser::new(&world.house.router).get(&results).await;
        assert!(public.body.contains("青瓷实验小学"), "{}", public.body);
        assert!(!public.body.contains("陈小满"), "minors are masked");
        let page = world.mother.browser.get(&receipt).await;
        for words in ["录取到青瓷实验小学", "为什么是这所学校", "没有更近的可就读学校"]
        {
            assert!(page.body.contains(words), "{words}: {}", page.body);
        }
    })
    .await;
}
