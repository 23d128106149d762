//! Where a child stands in the order for a seat that was left after the placement: by the same
//! categories, the same distance or points, and what parts equals; at a private school by its draw.

use std::collections::BTreeMap;

use db::Tx;
use vocab::SchoolId;

use super::{around, drawn::Drawn, draws, nearby};
use crate::registration::{
    Entry, Error, Registration, RegistrationId, Seats, Terms, Unlucky, Wish, store::registrations,
};

/// Where somebody stands: the least is next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    /// Of the area of a kindergarten, before whoever was drawn.
    Nearby {
        /// The category's rank.
        category: i64,
        /// Less is earlier: metres, or points below nothing.
        measure: i64,
        /// Chance itself.
        ticket: u64,
    },
    /// By the place in the draw.
    Drawn(usize),
    /// By the rules of the placement.
    Placed {
        /// The category's rank.
        category: i64,
        /// Not drawn elsewhere, where the campaign puts such children last.
        is_last: bool,
        /// Less is earlier: metres, or points below nothing.
        measure: i64,
        /// Chance itself.
        ticket: u64,
    },
}

/// A child's rank, and why in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) rank: Rank,
    pub(crate) why: String,
}

/// What the order follows from beside the registrations themselves.
pub(crate) struct Queue {
    choices: BTreeMap<RegistrationId, Vec<SchoolId>>,
    draws: BTreeMap<SchoolId, Draw>,
}

/// A private school's draw, as a child looks itself up in it.
struct Draw {
    number: String,
    /// By the number of the registration: the place, and whether it was taken.
    places: BTreeMap<String, (usize, bool)>,
}

impl Draw {
    fn of(it: &Drawn) -> Self {
        let places = it.places().into_iter();
        let places = places.map(|(child, (_, at, taken))| (child.to_owned(), (at, taken)));
        Self { number: it.number.clone(), places: places.collect() }
    }
}

impl Queue {
    /// That of some children of a campaign.
    pub(crate) async fn read(
        tx: &mut Tx,
        terms: &Terms,
        ids: &[RegistrationId],
    ) -> Result<Self, Error> {
        let mut choices = BTreeMap::<RegistrationId, Vec<SchoolId>>::new();
        for (id, school, _) in registrations::choices(tx, ids).await? {
            choices.entry(id).or_default().push(school);
        }
        let drawn = draws::drawn(tx, terms.campaign.id).await?;
        let draws = drawn.iter().map(|(school, it)| (*school, Draw::of(it))).collect();
        Ok(Self { choices, draws })
    }

    /// Where `it` stands for `school`; nowhere, if that is none of its schools, or no better than the one
    /// where it is seated.
    pub(crate) fn standing(
        &self,
        terms: &Terms,
        school: &Seats,
        (it, is_seated): (&Registration, bool),
    ) -> Option<Standing> {
        if terms.campaign.entry == Entry::Kindergarten {
            return self.kindergarten(terms, school, (it, is_seated));
        }
        let first = self.choices.get(&it.id).and_then(|all| all.first()).copied();
        let first = first.filter(|_| it.wish == Wish::Private);
        let draw = first.and_then(|first| self.draws.get(&first));
        let place = draw.and_then(|draw| draw.places.get(&it.number).copied());
        let is_lost = draw.is_some() && !place.is_some_and(|it| it.1);
        if !school.has_area() {
            let (at, _) = place.filter(|_| is_lost && first == Some(school.school))?;
            let number = draw.map_or("", |it| it.number.as_str());
            let why = format!("派位（{number}）第 {at} 位，当时未录取，按派位次序");
            return Some(Standing { rank: Rank::Drawn(at), why });
        }
        // Whoever asked for a private school and was not turned away there waits for nothing here.
        if it.wish == Wish::Private && !is_lost {
            return None;
        }
        public(terms, school, it, is_lost && terms.campaign.unlucky == Unlucky::Last)
    }

    /// The same of a kindergarten: its area's children who wanted it first of all, then those of its
    /// draw. Whoever is seated elsewhere waits for its first wish alone.
    fn kindergarten(
        &self,
        terms: &Terms,
        school: &Seats,
        (it, is_seated): (&Registration, bool),
    ) -> Option<Standing> {
        let first = self.choices.get(&it.id).and_then(|all| all.first()).copied();
        if is_seated && first != Some(school.school) {
            return None;
        }
        if it.wish == Wish::Nearby && it.school == school.school {
            let (rank, words) = nearby::standing(terms, school, it);
            let why = format!("服务区的孩子，{words}，按类别、再按距离的次序");
            return Some(Standing { rank, why });
        }
        let draw = self.draws.get(&school.school)?;
        let (at, _) = draw.places.get(&it.number)?;
        let why = format!("大片区摇号（{}）第 {at} 位，按摇号次序", draw.number);
        Some(Standing { rank: Rank::Drawn(*at), why })
    }
}

fn public(terms: &Terms, school: &Seats, it: &Registration, is_last: bool) -> Option<Standing> {
    let metres = around::metres(terms, school.school, it)?;
    let category = terms.category(it.school, &it.category);
    let label = category.as_ref().map_or(it.category.as_str(), |it| it.label.as_str());
    let (measure, words) = if around::is_ranked(terms, it) {
        (-it.points, format!("积分 {} 分，按类别、再按积分的次序", it.points))
    } else {
        (metres, format!("距离 {metres} 米，按类别、再按距离的次序"))
    };
    let rank = Rank::Placed {
        category: category.as_ref().map_or(i64::MAX, |it| it.position),
        is_last,
        measure,
        ticket: around::ticket(&terms.campaign, &it.number),
    };
    let last = if is_last { "（民办未录取，排在同类之后）" } else { "" };
    Some(Standing { rank, why: format!("{label}{last}，{words}") })
}
