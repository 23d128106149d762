//! From registrations to a proposal: private schools that are not over plan take all who asked for
//! them; everyone else goes to a public school, by category, then by distance or rank, worked out by
//! the engine `assign` and checked by it before anything is kept.

use std::collections::{BTreeMap, BTreeSet};

use assign::{Bundle, Category, Child, Code, Defect, Explainer, Input, Method, Near, Options, Raw};
use vocab::SchoolId;

use super::model::{Placed, Way};
use crate::registration::{Campaign, Registration, RegistrationId, Seats, Terms, Wish};

/// How many schools a child may go to at most: the nearest, that of its area always among them.
const NEAREST: usize = 12;
/// How far a school of the same town counts where nobody has said where it stands: farther than any
/// that is known, nearer than the end of the county.
const SOMEWHERE: i64 = 50_000;

/// Why nothing is proposed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    /// The window is open.
    #[error("报名还没有结束，结束以后才能安排，先报后报一样")]
    Open,
    /// Some are not decided.
    #[error("还有 {0} 份报名没有审完。所有孩子要一起安排，请先审完（名单里按状态筛选可以找到）")]
    Undecided(i64),
    /// Nobody is to be placed.
    #[error("还没有审核通过的报名")]
    Nobody,
    /// Private schools have more applicants than seats.
    #[error("{0}报名人数超过计划，要先公开派位，不能直接录取")]
    OverPlan(String),
    /// The lists have faults.
    #[error("名单有问题：{0}")]
    Defects(String),
    /// The check found something.
    #[error("方案没有通过核验：{0}。没有保存，请联系系统管理员")]
    Violation(String),
    /// What it was worked out from has changed.
    #[error("方案做好以后，报名或者计划又有改动。请重新生成方案再确认")]
    Changed,
    /// It is confirmed.
    #[error("录取已经确认，不能再改")]
    Confirmed,
    /// It is not confirmed.
    #[error("请先确认录取方案，再公布")]
    NotConfirmed,
}

/// What a proposal is worked out from, each child with the private schools that it named.
pub(crate) struct Asked<'a> {
    /// The campaign with schools and categories.
    pub(crate) terms: &'a Terms,
    /// The children who qualify.
    pub(crate) children: &'a [Registration],
    /// The private schools.
    pub(crate) choices: &'a BTreeMap<RegistrationId, Vec<SchoolId>>,
}

/// The digest of everything that decides: whatever else changes leaves a proposal good.
pub(crate) fn digest(asked: &Asked<'_>) -> String {
    let mut lines: Vec<String> = asked.children.iter().map(|it| line(asked, it)).collect();
    let school = |it: &Seats| format!("{} {} {:?}", it.school, it.seats, it.at);
    lines.extend(asked.terms.schools.iter().map(school));
    lines.sort_unstable();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    platform::act::digest(&lines)
}

fn line(asked: &Asked<'_>, it: &Registration) -> String {
    let chosen = asked.choices.get(&it.id);
    format!(
        "{} {} {} {} {:?} {:?} {:?} {chosen:?}",
        it.number,
        it.category,
        it.points,
        it.school,
        it.at,
        it.bundle,
        it.wish.key()
    )
}

/// Places everyone, and says why. Nothing in it reads when a registration came.
pub(crate) fn propose(asked: &Asked<'_>) -> Result<Vec<Placed>, Refusal> {
    if asked.children.is_empty() {
        return Err(Refusal::Nobody);
    }
    let mut all = private(asked)?;
    let taken: BTreeSet<RegistrationId> = all.iter().map(|it| it.registration).collect();
    let rest: Vec<&Registration> =
        asked.children.iter().filter(|it| !taken.contains(&it.id)).collect();
    if !rest.is_empty() {
        all.extend(public(asked.terms, &rest)?);
    }
    Ok(all)
}

/// The children of private schools that are not over plan: all of them.
fn private(asked: &Asked<'_>) -> Result<Vec<Placed>, Refusal> {
    let mut wanted = BTreeMap::<SchoolId, Vec<RegistrationId>>::new();
    for it in asked.children.iter().filter(|it| it.wish == Wish::Private) {
        if let Some(first) = asked.choices.get(&it.id).and_then(|it| it.first()) {
            wanted.entry(*first).or_default().push(it.id);
        }
    }
    let mut over = Vec::new();
    let mut all = Vec::new();
    for (school, children) in wanted {
        let found = asked.terms.schools.iter().find(|it| it.school == school);
        let seats = found.map_or(0, |it| it.seats);
        let count = i64::try_from(children.len()).unwrap_or(i64::MAX);
        if count > seats {
            let name = found.map_or("民办学校", |it| it.name.as_str());
            over.push(format!("{name}（计划 {seats} 人，报名 {count} 人）"));
            continue;
        }
        let why = format!("报名 {count} 人，没有超过计划 {seats} 人，全部录取。");
        all.extend(children.into_iter().map(|registration| Placed {
            registration,
            school: Some(school),
            way: Way::Private,
            why: why.clone(),
        }));
    }
    if over.is_empty() { Ok(all) } else { Err(Refusal::OverPlan(over.join("、"))) }
}

/// Everyone else.
fn public(terms: &Terms, children: &[&Registration]) -> Result<Vec<Placed>, Refusal> {
    let told = |defects: Vec<Defect>| {
        let few: Vec<String> = defects.iter().take(5).map(ToString::to_string).collect();
        Refusal::Defects(few.join("；"))
    };
    let input = Input::new(raw(terms, children)).map_err(told)?;
    let outcome = assign::solve(&input, &Options::default());
    // The explainer checks the proposal afresh before it explains anything.
    let explainer = Explainer::new(&input, outcome.proposal())
        .map_err(|wrong| Refusal::Violation(wrong.to_string()))?;
    let ids: BTreeMap<&str, RegistrationId> =
        children.iter().map(|it| (it.number.as_str(), it.id)).collect();
    let placed = outcome.proposal().placements.iter().enumerate().filter_map(|(at, it)| {
        Some(Placed {
            registration: *ids.get(it.child.as_str())?,
            school: it.school.and_then(school_of),
            way: Way::Public,
            why: explainer.why(at).text(&input),
        })
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
fn raw(terms: &Terms, children: &[&Registration]) -> Raw {
    let publics: Vec<&Seats> = terms.schools.iter().filter(|it| !it.is_private).collect();
    let school = |(it, line): (&&Seats, u32)| assign::School {
        line,
        code: code(it.school),
        name: it.name.clone(),
        seats: u32::try_from(it.seats).unwrap_or(0),
    };
    let child = |(it, line): (&&Registration, u32)| Child {
        line,
        id: it.number.clone(),
        category: label(terms, it),
        points: if is_ranked(terms, it) { it.points } else { 0 },
        ticket: ticket(&terms.campaign, &it.number),
        near: near(&publics, it),
        excluded: Vec::new(),
        fixed: None,
    };
    Raw {
        schools: publics.iter().zip(1..).map(school).collect(),
        categories: categories(terms, children),
        children: children.iter().zip(1..).map(child).collect(),
        bundles: bundles(children),
    }
}

fn label(terms: &Terms, it: &Registration) -> String {
    terms.category(it.school, &it.category).map_or_else(|| it.category.clone(), |it| it.label)
}

fn is_ranked(terms: &Terms, it: &Registration) -> bool {
    let category = terms.category(it.school, &it.category);
    category.is_some_and(|it| it.method == crate::registration::Method::Ranked)
}

/// The categories that there are, by the rank that they have at the children's schools.
fn categories(terms: &Terms, children: &[&Registration]) -> Vec<Category> {
    let mut all = BTreeMap::<(i64, String), Method>::new();
    for it in children {
        let found = terms.category(it.school, &it.category);
        let position = found.as_ref().map_or(i64::MAX, |it| it.position);
        let method = if is_ranked(terms, it) { Method::Ranked } else { Method::Nearest };
        all.insert((position, label(terms, it)), method);
    }
    all.into_iter().map(|((_, name), method)| Category { name, method }).collect()
}

/// What parts two who are otherwise equal: a number that follows from 报名号, which is chance itself
/// and says nothing of when anybody came.
fn ticket(campaign: &Campaign, number: &str) -> u64 {
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
fn near(publics: &[&Seats], it: &Registration) -> Vec<Near> {
    let own = publics.iter().find(|one| one.school == it.school);
    let home = it.at.or_else(|| own.and_then(|it| it.at));
    let metres = |school: &Seats| match (home, school.at) {
        _ if it.at.is_none() && school.school == it.school => Some(0),
        (Some(home), Some(at)) => Some(distance(home, at)),
        _ if own.is_some_and(|own| own.town == school.town) => Some(SOMEWHERE),
        _ => None,
    };
    let mut all: Vec<(bool, Near)> = publics
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

/// Metres as the crow flies, whole.
fn distance(one: (i64, i64), other: (i64, i64)) -> i64 {
    let (east, north) = (one.0 - other.0, one.1 - other.1);
    u64::try_from(east * east + north * north).map_or(0, u64::isqrt).try_into().unwrap_or(0)
}
