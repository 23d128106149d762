//! Everyone else goes to a school that takes children from its area, by category, then by distance or
//! rank, worked out by the engine `assign` and checked by it before anything is kept. Public schools
//! have all their seats for them; kindergartens those that area and draws left.

use std::collections::BTreeMap;

use assign::{Bundle, Category, Child, Code, Defect, Explainer, Input, Method, Near, Options, Raw};
use vocab::SchoolId;

use super::{
    model::{Placed, Way},
    rules::{Lost, Refusal},
};
use crate::registration::{
    Campaign, Entry, Registration, RegistrationId, Seats, Terms, Unlucky, Wish,
};

/// How many schools a child may go to at most: the nearest, that of its area always among them.
const NEAREST: usize = 12;
/// How far a school of the same town counts where nobody has said where it stands: farther than any
/// that is known, nearer than the end of the county.
const SOMEWHERE: i64 = 50_000;

/// Who is left, and the seats that are.
pub(super) struct Rest<'a> {
    pub(super) terms: &'a Terms,
    pub(super) offers: &'a [&'a Seats],
    pub(super) children: &'a [&'a Registration],
    pub(super) lost: &'a Lost,
}

/// The schools that take children from their area, with the seats that `placed` leaves them.
pub(super) fn offers(terms: &Terms, placed: &[Placed]) -> Vec<Seats> {
    let mut taken = BTreeMap::<SchoolId, i64>::new();
    for school in placed.iter().filter_map(|it| it.school) {
        *taken.entry(school).or_default() += 1;
    }
    let left = |it: &Seats| {
        let taken = taken.get(&it.school).copied().unwrap_or(0);
        Seats { seats: (it.seats - taken).max(0), ..it.clone() }
    };
    // A full kindergarten is no offer; of schools a family is told that its own is full.
    let is_open = |it: &Seats| it.seats > 0 || terms.campaign.entry != Entry::Kindergarten;
    terms.areas().map(left).filter(is_open).collect()
}

/// Places everyone who is left: those near whom nothing is left stay without a seat.
pub(super) fn placed(rest: &Rest<'_>) -> Result<Vec<Placed>, Refusal> {
    let mut together = BTreeMap::<RegistrationId, i64>::new();
    for bundle in rest.children.iter().filter_map(|it| it.bundle) {
        *together.entry(bundle).or_default() += 1;
    }
    let size = |it: &Registration| it.bundle.map_or(1, |bundle| together[&bundle]);
    let (some, none): (Vec<&Registration>, Vec<&Registration>) =
        rest.children.iter().copied().partition(|it| rest.may_fit(it, size(it)));
    let without = |it: &Registration| Placed {
        registration: it.id,
        school: None,
        way: rest.way(),
        why: rest.told(it.id, "附近没有还有空位的学校，等候递补。"),
    };
    let mut all: Vec<Placed> = none.into_iter().map(without).collect();
    if !some.is_empty() {
        all.extend(solved(&Rest { children: &some, ..*rest })?);
    }
    Ok(all)
}

impl Rest<'_> {
    /// Whether anything near a child has a seat for it and `size` − 1 siblings. Of public schools the
    /// engine tells the office where siblings cannot stay together; for a kindergarten they wait.
    fn may_fit(&self, it: &Registration, size: i64) -> bool {
        if self.terms.campaign.entry != Entry::Kindergarten {
            return true;
        }
        near(self.terms, self.offers, it).iter().any(|near| {
            let offer = self.offers.iter().find(|it| code(it.school) == near.school);
            offer.is_some_and(|it| it.seats >= size)
        })
    }

    /// How they come to their seats.
    fn way(&self) -> Way {
        match self.terms.campaign.entry {
            Entry::Kindergarten => Way::Around,
            Entry::Primary | Entry::Junior => Way::Public,
        }
    }

    /// What a family is told, after what it was told of other schools.
    fn told(&self, id: RegistrationId, why: &str) -> String {
        let before = self.lost.get(&id).into_iter().flatten().map(String::as_str);
        before.chain([why]).collect::<Vec<_>>().join("\n")
    }
}

/// By the engine, which checks what it proposes.
fn solved(rest: &Rest<'_>) -> Result<Vec<Placed>, Refusal> {
    let children = rest.children;
    let told = |defects: Vec<Defect>| {
        let few: Vec<String> = defects.iter().take(5).map(ToString::to_string).collect();
        Refusal::Defects(few.join("；"))
    };
    let input = Input::new(raw(rest)).map_err(told)?;
    let outcome = assign::solve(&input, &Options::default());
    // The explainer checks the proposal afresh before it explains anything.
    let explainer = Explainer::new(&input, outcome.proposal())
        .map_err(|wrong| Refusal::Violation(wrong.to_string()))?;
    let ids: BTreeMap<&str, RegistrationId> =
        children.iter().map(|it| (it.number.as_str(), it.id)).collect();
    let placed = outcome.proposal().placements.iter().enumerate().filter_map(|(at, it)| {
        let registration = *ids.get(it.child.as_str())?;
        let why = rest.told(registration, &explainer.why(at).text(&input));
        let school = it.school.and_then(school_of);
        Some(Placed { registration, school, way: rest.way(), why })
    });
    Ok(placed.collect())
}

fn code(school: SchoolId) -> Code {
    u64::try_from(school.bits()).unwrap_or(0)
}

fn school_of(code: Code) -> Option<SchoolId> {
    i64::try_from(code).ok().and_then(SchoolId::from_bits)
}

/// The lists as the engine reads them.
fn raw(rest: &Rest<'_>) -> Raw {
    let Rest { terms, offers, children, .. } = *rest;
    let school = |(it, line): (&&Seats, u32)| assign::School {
        line,
        code: code(it.school),
        name: it.name.clone(),
        seats: u32::try_from(it.seats).unwrap_or(0),
    };
    let child = |(it, line): (&&Registration, u32)| Child {
        line,
        id: it.number.clone(),
        category: label(rest, it),
        points: if is_ranked(terms, it) { it.points } else { 0 },
        ticket: ticket(&terms.campaign, &it.number),
        near: near(terms, offers, it),
        excluded: Vec::new(),
        fixed: None,
    };
    Raw {
        schools: offers.iter().zip(1..).map(school).collect(),
        categories: categories(rest),
        children: children.iter().zip(1..).map(child).collect(),
        bundles: bundles(children),
    }
}

/// The category in words. Where the campaign says so, whoever was not drawn comes after the others of
/// the same: in one of its own behind it.
fn label(rest: &Rest<'_>, it: &Registration) -> String {
    let found = rest.terms.category(it.school, &it.category);
    let label = found.map_or_else(|| it.category.clone(), |it| it.label);
    let is_last = it.wish == Wish::Private
        && rest.terms.campaign.unlucky == Unlucky::Last
        && rest.lost.contains_key(&it.id);
    if is_last { format!("{label}（民办未录取，排在同类之后）") } else { label }
}

pub(super) fn is_ranked(terms: &Terms, it: &Registration) -> bool {
    let category = terms.category(it.school, &it.category);
    category.is_some_and(|it| it.method == crate::registration::Method::Ranked)
}

/// The categories that there are, by the rank that they have at the children's schools.
fn categories(rest: &Rest<'_>) -> Vec<Category> {
    let terms = rest.terms;
    let mut all = BTreeMap::<(i64, String), Method>::new();
    for it in rest.children {
        let found = terms.category(it.school, &it.category);
        let position = found.as_ref().map_or(i64::MAX, |it| it.position);
        let method = if is_ranked(terms, it) { Method::Ranked } else { Method::Nearest };
        all.insert((position, label(rest, it)), method);
    }
    all.into_iter().map(|((_, name), method)| Category { name, method }).collect()
}

/// What parts two who are otherwise equal: a number that follows from 报名号, which is chance itself
/// and says nothing of when anybody came.
pub(super) fn ticket(campaign: &Campaign, number: &str) -> u64 {
    let digest = platform::act::digest(&["ticket", &campaign.id.to_string(), number]);
    u64::from_str_radix(digest.get(..13).unwrap_or("0"), 16).unwrap_or(0)
}

/// Siblings who stay together.
fn bundles(children: &[&Registration]) -> Vec<Bundle> {
    let mut all = BTreeMap::<RegistrationId, Vec<String>>::new();
    for it in children {
        if let Some(bundle) = it.bundle {
            all.entry(bundle).or_default().push(it.number.clone());
        }
    }
    let several = all.into_values().filter(|it| it.len() > 1);
    several.zip(1..).map(|(children, line)| Bundle { line, children }).collect()
}

/// The schools that a child may go to: that of its area, and the nearest of the others. A home that
/// nobody has found on the grid counts as standing at the school of its area.
fn near(terms: &Terms, offers: &[&Seats], it: &Registration) -> Vec<Near> {
    let own = terms.area(it.school);
    let home = it.at.or_else(|| own.and_then(|it| it.at));
    let metres = |school: &Seats| match (home, school.at) {
        _ if it.at.is_none() && school.school == it.school => Some(0),
        (Some(home), Some(at)) => Some(distance(home, at)),
        _ if own.is_some_and(|own| own.town == school.town) => Some(SOMEWHERE),
        _ => None,
    };
    let mut all: Vec<(bool, Near)> = offers
        .iter()
        .filter_map(|one| {
            let near = Near { school: code(one.school), metres: metres(one)? };
            Some((one.school != it.school, near))
        })
        .collect();
    all.sort_by_key(|it| (it.0, it.1.metres, it.1.school));
    all.truncate(NEAREST);
    all.into_iter().map(|it| it.1).collect()
}

/// How far a school with an area is from a child that may go there.
pub(super) fn metres(terms: &Terms, school: SchoolId, it: &Registration) -> Option<i64> {
    let areas: Vec<&Seats> = terms.areas().collect();
    near(terms, &areas, it).into_iter().find(|it| it.school == code(school)).map(|it| it.metres)
}

/// Metres as the crow flies, whole.
pub(super) fn distance(one: (i64, i64), other: (i64, i64)) -> i64 {
    let (east, north) = (one.0 - other.0, one.1 - other.1);
    u64::try_from(east * east + north * north).map_or(0, u64::isqrt).try_into().unwrap_or(0)
}
