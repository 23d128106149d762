//! From registrations to a proposal, in three rounds, whatever is entered: who comes from a school's own
//! area before anyone is drawn (kindergartens); then the schools that children name take all of them, or
//! are drawn; then everyone else, by category, then by distance or rank.

use std::collections::{BTreeMap, BTreeSet};

use vocab::SchoolId;

use super::{
    around::{self, Rest},
    drawn::Drawn,
    model::Placed,
    named::Named,
    nearby,
};
use crate::registration::{Registration, RegistrationId, Seats, Terms};

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
    /// Schools that children name have more of them than seats.
    #[error(
        "{schools}报名人数超过学位，要先公开派位，不能直接录取。请在“{draw}”里公告、派位，再生成方案"
    )]
    OverPlan {
        /// Which, with their figures.
        schools: String,
        /// What their draws are called.
        draw: &'static str,
    },
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

/// What a proposal is worked out from, each child with the schools that it named.
pub(crate) struct Asked<'a> {
    /// The campaign with schools and categories.
    pub(crate) terms: &'a Terms,
    /// The children who qualify.
    pub(crate) children: &'a [Registration],
    /// The schools that they named, in order.
    pub(crate) choices: &'a BTreeMap<RegistrationId, Vec<SchoolId>>,
    /// The draws of those that more asked for than they have seats, once they are drawn.
    pub(crate) drawn: &'a BTreeMap<SchoolId, Drawn>,
}

/// The digest of everything that decides: whatever else changes leaves a proposal good.
pub(crate) fn digest(asked: &Asked<'_>) -> String {
    let mut lines: Vec<String> = asked.children.iter().map(|it| line(asked, it)).collect();
    let school = |it: &Seats| format!("{} {} {:?} {:?}", it.school, it.seats, it.at, it.nature);
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

impl<'a> Asked<'a> {
    /// Who names which school, after those of the areas have their seats.
    pub(super) fn named(&'a self) -> Named<'a> {
        Named::of(self, &nearby::placed(self, &mut Lost::new()))
    }
}

/// What is told of every school that had no seat for a child before it came to where it is.
pub(super) type Lost = BTreeMap<RegistrationId, Vec<String>>;

/// Places everyone, and says why. Nothing in it reads when a registration came.
pub(crate) fn propose(asked: &Asked<'_>) -> Result<Vec<Placed>, Refusal> {
    if asked.children.is_empty() {
        return Err(Refusal::Nobody);
    }
    let mut lost = Lost::new();
    let mut all = nearby::placed(asked, &mut lost);
    let named = Named::of(asked, &all);
    all.extend(named.placed(&mut lost)?);
    let seated: BTreeSet<RegistrationId> = all.iter().map(|it| it.registration).collect();
    let rest: Vec<&Registration> =
        asked.children.iter().filter(|it| !seated.contains(&it.id)).collect();
    if !rest.is_empty() {
        let offers = around::offers(asked.terms, &all);
        let offers: Vec<&Seats> = offers.iter().collect();
        let rest = Rest { terms: asked.terms, offers: &offers, children: &rest, lost: &lost };
        all.extend(around::placed(&rest)?);
    }
    Ok(all)
}
