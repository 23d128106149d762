//! What the placement of kindergartens promises: those of the area first, only what they leave is drawn
//! for, each child gets the first of its wishes that its draws reach, and whoever is not drawn is told
//! what follows.

use std::collections::BTreeMap;

use jiff::civil::date;
use vocab::SchoolId;

use super::{
    super::{
        drawn::{Drawn, children_of},
        model::{Placed, Way},
        named::Sought,
        rules::{self, Asked, Refusal},
    },
    Choices, child, id, terms as of_schools,
};
use crate::{
    kindergarten::Nature,
    registration::{Entry, Registration, Terms, Wish, settings},
};

/// Kindergartens with so many seats: public ones, and the last at its own prices.
fn terms(seats: &[i64], private: i64) -> Terms {
    let mut terms = of_schools(seats, private);
    terms.campaign.entry = Entry::Kindergarten;
    terms.campaign.private_choices = 3;
    let dated = settings::in_force(Entry::Kindergarten, date(2021, 5, 1)).expect("settings");
    terms.categories = settings::categories(&dated, terms.county);
    terms
}

fn school(at: i64) -> SchoolId {
    id(100 + at)
}

/// A child who lives in the area of the `area`-th kindergarten and names some in their order.
fn wants(nth: i64, (area, named): (i64, &[i64])) -> (Registration, Vec<SchoolId>) {
    let mut it = child(nth, "home-only");
    it.school = school(area);
    it.at = Some((area * 1000 + nth * 10, 0));
    let named: Vec<SchoolId> = named.iter().map(|it| school(*it)).collect();
    it.wish = crate::registration::asks(it.school, &named);
    (it, named)
}

/// Everyone with what they name.
struct Case {
    terms: Terms,
    children: Vec<Registration>,
    choices: Choices,
    drawn: BTreeMap<SchoolId, Drawn>,
}

impl Case {
    fn new(terms: Terms, all: impl IntoIterator<Item = (Registration, Vec<SchoolId>)>) -> Self {
        let (mut children, mut choices) = (Vec::new(), Choices::new());
        for (it, named) in all {
            choices.insert(it.id, named);
            children.push(it);
        }
        Self { terms, children, choices, drawn: BTreeMap::new() }
    }

    fn asked(&self) -> Asked<'_> {
        let Self { terms, children, choices, drawn } = self;
        Asked { terms, children, choices, drawn }
    }

    /// Draws for the seats of the `at`-th in the order of the children with these numbers.
    fn draw(&mut self, at: i64, seats: i64, order: &[&str]) {
        let order = (1..).zip(order).map(|(at, it)| (format!("{at:03}"), (*it).to_owned()));
        let drawn = Drawn { number: format!("YE{at}"), seats, order: order.collect() };
        self.drawn.insert(school(at), drawn);
    }

    fn number(&self, at: usize) -> String {
        self.children[at].number.clone()
    }

    /// By the order of the children.
    fn placed(&self) -> Vec<Placed> {
        let mut all = rules::propose(&self.asked()).expect("a proposal");
        all.sort_by_key(|it| it.registration);
        all
    }
}

#[test]
fn the_area_goes_first_and_only_what_it_leaves_is_drawn_for() {
    // Three seats, two children of the area, three from elsewhere: one seat is drawn for.
    let all = [(0, (0, &[0][..])), (1, (0, &[0])), (2, (1, &[0])), (3, (1, &[0])), (4, (1, &[0]))];
    let mut case = Case::new(terms(&[3, 9], 0), all.map(|(nth, of)| wants(nth, of)));
    let refused = rules::propose(&case.asked());
    assert!(matches!(refused, Err(Refusal::OverPlan { .. })), "{refused:?}");
    let asked = case.asked();
    let named = asked.named();
    let sought: &Sought<'_> = named.school(school(0)).expect("it is sought");
    assert_eq!((sought.seats, sought.count, sought.is_over()), (1, 3, true));
    let labels = named.labels(school(0));
    assert_eq!(labels.len(), 3, "those of the area are not on the list: {labels:?}");
    let order = [case.number(3), case.number(4), case.number(2)];
    case.draw(0, 1, &order.each_ref().map(String::as_str));
    let placed = case.placed();
    let at: Vec<_> = placed.iter().map(|it| (it.school, it.way)).collect();
    assert_eq!(at[..2], [(Some(school(0)), Way::Nearby); 2]);
    assert_eq!(at[3], (Some(school(0)), Way::Wide));
    assert_eq!([at[2], at[4]], [(Some(school(1)), Way::Around); 2]);
    assert!(placed[2].why.contains("第 3 位，没有轮到"), "{}", placed[2].why);
    assert!(placed[2].why.contains("安排到学校1"), "told what follows: {}", placed[2].why);
}

#[test]
fn in_an_area_an_earlier_category_goes_first_and_then_whoever_lives_nearer() {
    let mut all: Vec<_> = (0..4).map(|nth| wants(nth, (0, &[0]))).collect();
    all[3].0.category = "home-and-house".to_owned();
    let case = Case::new(terms(&[2], 0), all);
    let placed = case.placed();
    let seated: Vec<bool> = placed.iter().map(|it| it.school.is_some()).collect();
    assert_eq!(seated, [true, false, false, true]);
    assert!(placed[1].why.contains("第 3 位"), "{}", placed[1].why);
    assert!(placed[1].why.contains("没有剩余学位，没有派位"), "{}", placed[1].why);
    assert!(placed[1].why.contains("等候递补"), "{}", placed[1].why);
}

#[test]
fn who_registered_first_changes_nothing() {
    let all = |nth| wants(nth, (nth % 2, if nth % 3 == 0 { &[1, 0] } else { &[0, 1] }));
    let mut case = Case::new(terms(&[20, 20], 0), (0..18).map(all));
    let first = case.placed();
    for turn in 0..3 {
        case.children.rotate_left(turn * 5 + 1);
        case.children.reverse();
        for (at, it) in (0_i64..).zip(case.children.iter_mut()) {
            it.sent_at = it.sent_at.saturating_add(jiff::Span::new().minutes(at * 7));
        }
        assert_eq!(case.placed(), first);
    }
}

#[test]
fn whoever_is_drawn_twice_gets_the_first_wish_and_the_next_moves_up() {
    // Two kindergartens with a seat each, three children from elsewhere.
    let all = [(0, (2, &[0, 1][..])), (1, (2, &[0, 1])), (2, (2, &[1, 0]))];
    let mut case = Case::new(terms(&[1, 1, 0], 0), all.map(|(nth, of)| wants(nth, of)));
    let numbers = [case.number(0), case.number(1), case.number(2)];
    let [a, b, c] = numbers.each_ref().map(String::as_str);
    case.draw(0, 1, &[a, b, c]);
    case.draw(1, 1, &[a, c, b]);
    let placed = case.placed();
    let at: Vec<_> = placed.iter().map(|it| it.school).collect();
    assert_eq!(at, [Some(school(0)), None, Some(school(1))]);
    assert!(placed[1].why.contains("学校0") && placed[1].why.contains("学校1"), "both are told");
    // Nobody gets more by naming what it wants less first.
    let swapped = Case { choices: case.choices.clone(), ..case };
    let mut swapped = swapped;
    swapped.choices.insert(swapped.children[1].id, vec![school(1), school(0)]);
    assert_eq!(swapped.placed()[1].school, None);
}

#[test]
fn seats_that_were_announced_for_a_draw_are_not_given_to_the_area_afterwards() {
    // After the list was sealed for two seats, a third child of the area is found to qualify.
    let all = [(0, (0, &[0][..])), (1, (0, &[0])), (2, (0, &[0])), (3, (1, &[0])), (4, (1, &[0]))];
    let mut case = Case::new(terms(&[4, 0], 0), all.map(|(nth, of)| wants(nth, of)));
    let order = [case.number(3), case.number(4)];
    case.draw(0, 2, &order.each_ref().map(String::as_str));
    let placed = case.placed();
    let seated: Vec<bool> = placed.iter().map(|it| it.school.is_some()).collect();
    assert_eq!(seated, [true, true, false, true, true]);
    assert!(placed[2].why.contains("名单封存以后才审核通过"), "{}", placed[2].why);
}

#[test]
fn twins_are_one_ticket_and_whoever_is_not_drawn_is_never_sent_where_prices_are_free() {
    let mut all: Vec<_> = (0..4).map(|nth| wants(nth, (1, &[0]))).collect();
    for at in [1, 2] {
        all[at].0.bundle = Some(all[1].0.id);
    }
    // The last kindergarten has seats, at its own prices; the one of the area has one.
    let mut case = Case::new(terms(&[2, 1], 9), all);
    let asked = case.asked();
    let labels = asked.named().labels(school(0));
    assert!(labels.iter().any(|it| children_of(it).count() == 2), "{labels:?}");
    let twins = format!("{}、{}", case.number(1), case.number(2));
    let (first, last) = (case.number(0), case.number(3));
    case.draw(0, 2, &[&first, &twins, &last]);
    let placed = case.placed();
    let at: Vec<_> = placed.iter().map(|it| it.school).collect();
    // One seat behind the first: the twins do not fit, the last does. Nor do they fit nearby.
    assert_eq!(at, [Some(school(0)), None, None, Some(school(0))]);
    assert_eq!(case.terms.schools.last().map(|it| it.nature), Some(Nature::Private));
}

#[test]
fn a_kindergarten_that_is_not_over_takes_all_who_name_it_and_a_full_one_draws_for_nothing() {
    let all = [(0, (0, &[0][..])), (1, (1, &[50])), (2, (1, &[0, 50]))];
    let case = Case::new(terms(&[1, 5], 2), all.map(|(nth, of)| wants(nth, of)));
    let placed = case.placed();
    let at: Vec<_> = placed.iter().map(|it| (it.school, it.way)).collect();
    let private = (Some(school(50)), Way::Wide);
    assert_eq!(at, [(Some(school(0)), Way::Nearby), private, private]);
    assert!(placed[2].why.starts_with("“学校0”没有剩余学位"), "{}", placed[2].why);
    assert_eq!(case.children[2].wish, Wish::Wide);
}
