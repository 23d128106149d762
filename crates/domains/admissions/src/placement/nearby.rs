//! 就近入园: the kindergarten of the area takes its own children first, as far as its seats go, by category,
//! then by distance; only what they leave is there for a draw (在满足就近入园的基础上, 大片区摇号). Seats that
//! were announced for a draw are not given otherwise any more.

use std::collections::BTreeMap;

use vocab::SchoolId;

use super::{
    around,
    model::{Placed, Way},
    queue::Rank,
    rules::{Asked, Lost},
};
use crate::registration::{Registration, RegistrationId, Seats, Terms, Wish};

/// Where a child stands among those of its area, and why in words.
pub(super) fn standing(terms: &Terms, school: &Seats, it: &Registration) -> (Rank, String) {
    let metres = it.at.zip(school.at).map_or(0, |(home, at)| around::distance(home, at));
    let category = terms.category(it.school, &it.category);
    let label = category.as_ref().map_or(it.category.as_str(), |it| it.label.as_str());
    let (measure, words) = if around::is_ranked(terms, it) {
        (-it.points, format!("{label}，积分 {} 分", it.points))
    } else {
        (metres, format!("{label}，距离 {metres} 米"))
    };
    let rank = Rank::Nearby {
        category: category.as_ref().map_or(i64::MAX, |it| it.position),
        measure,
        ticket: around::ticket(&terms.campaign, &it.number),
    };
    (rank, words)
}

/// Those who are taken together or not at all: they stand where the last of them would.
struct Together<'a> {
    rank: Rank,
    children: Vec<(&'a Registration, String)>,
}

fn in_order<'a>(
    (terms, school): (&Terms, &Seats),
    children: Vec<&'a Registration>,
) -> Vec<Together<'a>> {
    let mut joined = BTreeMap::<RegistrationId, Together<'a>>::new();
    for it in children {
        let (rank, words) = standing(terms, school, it);
        let together = joined.entry(it.bundle.unwrap_or(it.id));
        let together = together.or_insert_with(|| Together { rank, children: Vec::new() });
        together.rank = together.rank.max(rank);
        together.children.push((it, words));
    }
    let mut all: Vec<Together<'a>> = joined.into_values().collect();
    all.sort_by_key(|it| it.rank);
    all
}

/// The children of areas who come to a seat there. Of the others it is noted why not.
pub(super) fn placed(asked: &Asked<'_>, lost: &mut Lost) -> Vec<Placed> {
    let mut areas = BTreeMap::<SchoolId, Vec<&Registration>>::new();
    for it in asked.children.iter().filter(|it| it.wish == Wish::Nearby) {
        areas.entry(it.school).or_default().push(it);
    }
    let mut all = Vec::new();
    for school in asked.terms.areas() {
        let Some(children) = areas.remove(&school.school) else { continue };
        let promised = asked.drawn.get(&school.school).map_or(0, |it| it.seats);
        let seats = school.seats - promised;
        let mut left = seats;
        for (at, it) in (1..).zip(in_order((asked.terms, school), children)) {
            let count = i64::try_from(it.children.len()).unwrap_or(i64::MAX);
            let is_taken = count <= left;
            left -= if is_taken { count } else { 0 };
            let came = if is_taken { "录取" } else { "没有轮到" };
            for (child, words) in it.children {
                let name = &school.name;
                let why =
                    format!("“{name}”服务区就近，学位 {seats} 个：第 {at} 位（{words}），{came}。");
                if is_taken {
                    let (school, way) = (Some(school.school), Way::Nearby);
                    all.push(Placed { registration: child.id, school, way, why });
                } else {
                    lost.entry(child.id).or_default().push(why);
                }
            }
        }
    }
    all
}
