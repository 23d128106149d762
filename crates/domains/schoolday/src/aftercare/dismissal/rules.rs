//! 错时错峰放学: the table of who leaves when and by which gate, and what is wrong with one.
//!
//! Lower grades go first (年级低高), batches follow the pick-up times that families declare, and
//! siblings leave together with the one who leaves last. Source: the county's answer on traffic
//! around schools (错时错峰放学).

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Span, civil::Time};
use vocab::{FamilyId, Grade, StudentId};

use super::model::Batch;
use crate::aftercare::programme::rules::clock;

/// What is wrong with a table, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// Two batches are at one gate at the same time.
    Overlap(Batch, Batch),
    /// An older grade leaves by the same gate before a younger one.
    OlderFirst(Batch, Batch),
    /// A grade of the school is in no batch.
    Missing(Grade),
    /// A batch leaves before the service is over.
    BeforeEnd(Batch, Time),
}

impl Finding {
    /// What is wrong and what to do, as the school reads it.
    pub fn advice(&self) -> String {
        match self {
            Self::Overlap(a, b) => format!(
                "{}:{}({} 起 {} 分钟)与{}({})重叠。请把后一批推迟到 {}，或换一个校门。",
                a.gate,
                a.grade.label(),
                clock(a.at),
                a.minutes,
                b.grade.label(),
                clock(b.at),
                clock(a.ends())
            ),
            Self::OlderFirst(older, younger) => format!(
                "{}:{}({})早于{}({})。同一校门低年级先走，请对调。",
                older.gate,
                older.grade.label(),
                clock(older.at),
                younger.grade.label(),
                clock(younger.at)
            ),
            Self::Missing(grade) => format!("{}没有安排放学时间。请补上。", grade.label()),
            Self::BeforeEnd(batch, ends) => format!(
                "{}安排在 {} 放学，早于晚托结束时间 {}。请推迟。",
                batch.grade.label(),
                clock(batch.at),
                clock(*ends)
            ),
        }
    }
}

impl Batch {
    /// When the gate is free again.
    pub fn ends(&self) -> Time {
        self.at.saturating_add(Span::new().minutes(self.minutes))
    }
}

/// Everything wrong with `table`, for a school with `grades` whose service ends at `service_ends`.
pub fn findings(table: &[Batch], grades: &BTreeSet<Grade>, service_ends: Time) -> Vec<Finding> {
    let mut found = Vec::new();
    let present: BTreeSet<Grade> = table.iter().map(|it| it.grade).collect();
    found.extend(grades.difference(&present).map(|it| Finding::Missing(*it)));
    for batch in table.iter().filter(|it| it.at < service_ends) {
        found.push(Finding::BeforeEnd(batch.clone(), service_ends));
    }
    let mut by_gate = BTreeMap::<&str, Vec<&Batch>>::new();
    for batch in table {
        by_gate.entry(&batch.gate).or_default().push(batch);
    }
    for batches in by_gate.values_mut() {
        batches.sort_by_key(|it| (it.at, it.grade));
        for (place, later) in batches.iter().enumerate() {
            for earlier in &batches[..place] {
                if earlier.grade > later.grade && earlier.at < later.at {
                    found.push(Finding::OlderFirst((*earlier).clone(), (*later).clone()));
                }
                if later.at < earlier.ends() {
                    found.push(Finding::Overlap((*earlier).clone(), (*later).clone()));
                }
            }
        }
    }
    found
}

/// A table without findings: grades in turn over the gates, each gate one batch after the other.
pub fn proposal(
    grades: &BTreeSet<Grade>,
    gates: &[String],
    first_at: Time,
    minutes: i64,
) -> Vec<Batch> {
    if gates.is_empty() {
        return Vec::new();
    }
    let batch = |(place, grade): (usize, &Grade)| {
        let turn = i64::try_from(place / gates.len()).unwrap_or(0);
        let at = first_at.saturating_add(Span::new().minutes(turn * minutes));
        Batch { grade: *grade, gate: gates[place % gates.len()].clone(), at, minutes }
    };
    grades.iter().enumerate().map(batch).collect()
}

/// Why a table is not published.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Something is wrong with it.
    #[error("放学安排还有 {count} 处问题，改好后才能发布。第一处：{first}")]
    Faulty {
        /// How many findings there are.
        count: usize,
        /// The first.
        first: String,
    },
    /// There is none.
    #[error("还没有填写放学安排。请先填写并保存。")]
    Empty,
    /// A family can be there from a time that no child stays until.
    #[error("接孩子的时间应在 15:00 到 20:30 之间，现在是 {0}。")]
    NoSuchTime(String),
}

/// Whether a table may be published.
pub fn may_publish(table: &[Batch], findings: &[Finding]) -> Result<(), Refusal> {
    match findings.first() {
        _ if table.is_empty() => Err(Refusal::Empty),
        Some(first) => Err(Refusal::Faulty { count: findings.len(), first: first.advice() }),
        None => Ok(()),
    }
}

/// Whether a family may declare that it comes at `at`.
pub fn may_declare(at: Time) -> Result<(), Refusal> {
    let (first, last) = (Time::constant(15, 0, 0, 0), Time::constant(20, 30, 0, 0));
    if (first..=last).contains(&at) { Ok(()) } else { Err(Refusal::NoSuchTime(clock(at))) }
}

/// A child as dismissal sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Child {
    /// Who.
    pub id: StudentId,
    /// Siblings share it; who is of no family is alone.
    pub family: Option<FamilyId>,
    /// In which grade.
    pub grade: Grade,
    /// From when the family can be at the gate, where it said so.
    pub fetched_from: Option<Time>,
}

/// When and where a child leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaving {
    /// When.
    pub at: Time,
    /// By which gate.
    pub gate: String,
    /// Whether it waits for a sibling who leaves later or elsewhere.
    pub with_sibling: bool,
}

/// When each child leaves: with its grade, but siblings together at the last one's time and gate,
/// and not before the family said it can be there. Children of grades without a batch are left out.
pub fn leaving(table: &[Batch], children: &[Child]) -> BTreeMap<StudentId, Leaving> {
    let of_grade: BTreeMap<Grade, &Batch> = table.iter().map(|it| (it.grade, it)).collect();
    let own = |it: &Child| {
        let batch = of_grade.get(&it.grade).copied()?;
        let at = it.fetched_from.map_or(batch.at, |wished| wished.max(batch.at));
        Some(Leaving { at, gate: batch.gate.clone(), with_sibling: false })
    };
    let mut of_family = BTreeMap::<FamilyId, Leaving>::new();
    for child in children {
        let (Some(family), Some(own)) = (child.family, own(child)) else { continue };
        match of_family.get_mut(&family) {
            Some(last) if last.at < own.at => *last = own,
            Some(_) => {}
            None => {
                of_family.insert(family, own);
            }
        }
    }
    let together = |it: &Child| {
        let own = own(it)?;
        let last = it.family.and_then(|family| of_family.get(&family)).unwrap_or(&own).clone();
        let with_sibling = last != own;
        Some((it.id, Leaving { with_sibling, ..last }))
    };
    children.iter().filter_map(together).collect()
}
