//! From registrations to a proposal: private schools that are not over plan take all who asked for
//! them; everyone else goes to a public school, by category, then by distance or rank, worked out by
//! the engine `assign` and checked by it before anything is kept.

use std::collections::{BTreeMap, BTreeSet};

use assign::{Bundle, Category, Child, Code, Defect, Explainer, Input, Method, Near, Options, Raw};
use vocab::SchoolId;

use super::model::{Placed, Way};
use crate::registration::{Campaign, Registration, RegistrationId, Seats, Terms, Unlucky, Wish};

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
    #[error(
        "{0}报名人数超过计划，要先公开派位，不能直接录取。请在“民办派位”里公告、派位，再生成方案"
    )]
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
    /// The draws of those that more asked for than they have seats, once they are drawn.
    pub(crate) drawn: &'a BTreeMap<SchoolId, Drawn>,
}

/// What a draw gave: whom to take, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Drawn {
    /// The drawing's number, by which anyone finds its evidence.
    pub(crate) number: String,
    /// The seats that were announced.
    pub(crate) seats: i64,
    /// The numbers that were drawn, each with the registrations that it stands for.
    pub(crate) order: Vec<(String, String)>,
}

/// What parts the registrations of a ticket: siblings have one together.
const TOGETHER: char = '、';

/// The ticket of children who are drawn together.
pub(crate) fn ticket_of(numbers: &[&str]) -> String {
    numbers.join(&TOGETHER.to_string())
}

/// The children of a ticket.
pub(crate) fn children_of(ticket: &str) -> impl Iterator<Item = &str> {
    ticket.split(TOGETHER)
}

impl Drawn {
    /// Where each registration stands: its number in the draw, its place from 1, and whether it is
    /// taken. Siblings are taken together or not at all; a seat that they leave goes to the next.
    pub(crate) fn places(&self) -> BTreeMap<&str, (&str, usize, bool)> {
        let mut left = self.seats;
        let mut all = BTreeMap::new();
        for (at, (number, label)) in (1..).zip(&self.order) {
            let children: Vec<&str> = children_of(label).collect();
            let count = i64::try_from(children.len()).unwrap_or(i64::MAX);
            let taken = count <= left;
            left -= if taken { count } else { 0 };
            all.extend(children.into_iter().map(|it| (it, (number.as_str(), at, taken))));
        }
        all
    }
}

/// The digest of everything that decides: whatever else changes leaves a proposal good.
pub(crate) fn digest(asked: &Asked<'_>) -> String {
    let mut lines: Vec<String> = asked.children.iter().map(|it| line(asked, it)).collect();
    let school = |it: &Seats| format!("{} {} {:?}", it.school, it.seats, it.at);
    lines.extend(asked.terms.schools.iter().map(school));
    lines.extend(asked.drawn.iter().map(|(school, it)| format!("{school} {it:?}")));
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
    let (mut all, lost) = private(asked)?;
    let taken: BTreeSet<RegistrationId> = all.iter().map(|it| it.registration).collect();
    let rest: Vec<&Registration> =
        asked.children.iter().filter(|it| !taken.contains(&it.id)).collect();
    if !rest.is_empty() {
        all.extend(public(&Rest { terms: asked.terms, children: &rest, lost: &lost })?);
    }
    Ok(all)
}

/// Who was not drawn, with what their families are told of it.
type Lost = BTreeMap<RegistrationId, String>;

/// How many asked for each private school: it has its applicants of the first choice.
pub(crate) fn applicants(asked: &Asked<'_>) -> BTreeMap<SchoolId, Vec<RegistrationId>> {
    let mut wanted = BTreeMap::<SchoolId, Vec<RegistrationId>>::new();
    for it in asked.children.iter().filter(|it| it.wish == Wish::Private) {
        if let Some(first) = asked.choices.get(&it.id).and_then(|it| it.first()) {
            wanted.entry(*first).or_default().push(it.id);
        }
    }
    wanted
}

/// The children of private schools: all of them where there are seats for all, else those who were
/// drawn.
fn private(asked: &Asked<'_>) -> Result<(Vec<Placed>, Lost), Refusal> {
    let numbers: BTreeMap<RegistrationId, &str> =
        asked.children.iter().map(|it| (it.id, it.number.as_str())).collect();
    let (mut over, mut all, mut lost) = (Vec::new(), Vec::new(), Lost::new());
    for (school, children) in applicants(asked) {
        let found = asked.terms.schools.iter().find(|it| it.school == school);
        let seats = found.map_or(0, |it| it.seats);
        let count = i64::try_from(children.len()).unwrap_or(i64::MAX);
        if count > seats {
            let name = found.map_or("民办学校", |it| it.name.as_str());
            let Some(drawn) = asked.drawn.get(&school) else {
                over.push(format!("{name}（计划 {seats} 人，报名 {count} 人）"));
                continue;
            };
            let places = drawn.places();
            for registration in children {
                let place = numbers.get(&registration).and_then(|it| places.get(it));
                let why = told_of_draw(name, drawn, place.copied());
                if place.is_some_and(|it| it.2) {
                    let (school, way) = (Some(school), Way::Private);
                    all.push(Placed { registration, school, way, why });
                } else {
                    lost.insert(registration, why);
                }
            }
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
    if over.is_empty() { Ok((all, lost)) } else { Err(Refusal::OverPlan(over.join("、"))) }
}

/// What a family is told of the draw of the school called `name`, by its place there.
pub(super) fn told_of_draw(
    name: &str,
    drawn: &Drawn,
    place: Option<(&str, usize, bool)>,
) -> String {
    let is_taken = place.is_some_and(|it| it.2);
    let came = if is_taken { "录取" } else { "未录取，转公办安排" };
    let (number, seats) = (&drawn.number, drawn.seats);
    match place {
        Some((ticket, at, _)) => format!(
            "“{name}”报名超过计划 {seats} 人，公开派位（{number}）：派位号 {ticket}，第 {at} 位，{came}。"
        ),
        None => format!("“{name}”派位（{number}）的名单封存以后才审核通过，{came}。"),
    }
}

/// Who goes to a public school.
struct Rest<'a> {
    terms: &'a Terms,
    children: &'a [&'a Registration],
    lost: &'a Lost,
}

/// Everyone else.
fn public(rest: &Rest<'_>) -> Result<Vec<Placed>, Refusal> {
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
        let why = explainer.why(at).text(&input);
        let before = rest.lost.get(&registration).map_or(String::new(), |it| format!("{it}\n"));
        Some(Placed {
            registration,
            school: it.school.and_then(school_of),
            way: Way::Public,
            why: format!("{before}{why}"),
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
fn raw(rest: &Rest<'_>) -> Raw {
    let Rest { terms, children, .. } = *rest;
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
        category: label(rest, it),
        points: if is_ranked(terms, it) { it.points } else { 0 },
        ticket: ticket(&terms.campaign, &it.number),
        near: near(&publics, it),
        excluded: Vec::new(),
        fixed: None,
    };
    Raw {
        schools: publics.iter().zip(1..).map(school).collect(),
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
    let is_last = rest.terms.campaign.unlucky == Unlucky::Last && rest.lost.contains_key(&it.id);
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

/// How far a public school is from a child that may go there.
pub(super) fn metres(terms: &Terms, school: SchoolId, it: &Registration) -> Option<i64> {
    let publics: Vec<&Seats> = terms.schools.iter().filter(|it| !it.is_private).collect();
    near(&publics, it).into_iter().find(|it| it.school == code(school)).map(|it| it.metres)
}

/// Metres as the crow flies, whole.
fn distance(one: (i64, i64), other: (i64, i64)) -> i64 {
    let (east, north) = (one.0 - other.0, one.1 - other.1);
    u64::try_from(east * east + north * north).map_or(0, u64::isqrt).try_into().unwrap_or(0)
}
