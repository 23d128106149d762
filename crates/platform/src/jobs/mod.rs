//! Long work as rows: it shows how far it is, is tried again, and outlives a restart.
//!
//! A module declares its [`JobKind`]s; an act adds a job with [`add`]; a [`Worker`] in each process
//! takes what is due, one at a time, by an update that leaves it a *lease*. While the work runs the
//! lease is renewed; where a process dies, the lease runs out and another one takes the job again,
//! so a job's work must bear being done twice: it saves how far it came ([`JobContext::save`]) and
//! goes on from there. Events of other modules become jobs of their [`Listener`]s. A kind with a [`Schedule`] is added by itself, once a turn for all processes.
//!
//! Ending a job that a person started is an act, which also tells them; the rest is bookkeeping.

mod actions;
mod context;
mod events;
pub mod held;
pub mod lease;
mod model;
mod pages;
mod rules;
mod store;
#[cfg(test)]
mod tests;
mod worker;

use std::collections::BTreeMap;

use jiff::Timestamp;
use vocab::{JobId, Role};
use web::{MenuItem, Need, Permission, Routes};

pub use context::JobContext;
pub use events::Listener;
pub use model::{Ending, Job, JobError, JobKind, JobRun, JobState, Schedule, Work};
pub use worker::{Stop, Worker};

use crate::{Act, Module};

/// Seeing everyone's jobs.
pub(crate) const WATCH: Permission =
    Permission { key: "job.watch", label: "查看全部后台任务", roles: &[Role::SystemAdmin] };

/// One's own jobs.
pub(crate) const MINE: MenuItem = MenuItem {
    group: "我的",
    label: "任务进度",
    path: "/jobs",
    icon: "hourglass",
    need: Need::May("job.mine"),
};

/// Having long work done: everyone who works with lists, so not families.
pub(crate) const OWN: Permission = Permission {
    key: "job.mine",
    label: "查看自己的后台任务",
    roles: &[
        Role::BureauLeader,
        Role::BasicEducationClerk,
        Role::FinanceClerk,
        Role::OfficeClerk,
        Role::PersonnelClerk,
        Role::SafetyClerk,
        Role::SupervisionClerk,
        Role::ExamsClerk,
        Role::TownClerk,
        Role::Principal,
        Role::AftercareManager,
        Role::RollManager,
        Role::SchoolFinance,
        Role::SafetyOfficer,
        Role::Inspector,
        Role::SystemAdmin,
        Role::SecurityAdmin,
        Role::AuditAdmin,
    ],
};

/// Everyone's jobs.
pub(crate) const ALL: MenuItem = MenuItem {
    group: "系统",
    label: "后台任务",
    path: "/jobs/all",
    icon: "checklist",
    need: Need::May("job.watch"),
};

/// The pages.
pub(crate) fn routes() -> Routes {
    pages::routes()
}

/// The kinds of jobs that this program knows, and what it does on events.
#[derive(Clone, Default)]
pub struct Kinds {
    kinds: BTreeMap<&'static str, &'static JobKind>,
    listeners: Vec<Listener>,
}

impl Kinds {
    /// What is declared, one by one.
    pub fn new(declared: impl IntoIterator<Item = &'static JobKind>) -> Self {
        let kinds = declared.into_iter().map(|it| (it.name, it)).collect();
        Self { kinds, listeners: Vec::new() }
    }

    /// What the modules declare.
    pub fn of<'a>(modules: impl IntoIterator<Item = &'a Module>) -> Self {
        let mut all = Self::default();
        for module in modules {
            all.kinds.extend(module.jobs.iter().map(|it| (it.name, it)));
            all = all.and(module.listeners.iter().copied());
        }
        all
    }

    /// The same, with what listens to events.
    #[must_use]
    pub fn and(mut self, listeners: impl IntoIterator<Item = Listener>) -> Self {
        for listener in listeners {
            self.kinds.insert(listener.job.name, listener.job);
            self.listeners.push(listener);
        }
        self
    }

    /// The kind called `name`.
    pub fn find(&self, name: &str) -> Option<&'static JobKind> {
        self.kinds.get(name).copied()
    }

    fn listening<'a>(&'a self, event: &'a str) -> impl Iterator<Item = &'static JobKind> + 'a {
        self.listeners.iter().filter(move |it| it.event == event).map(|it| it.job)
    }

    fn scheduled(&self) -> impl Iterator<Item = (&'static JobKind, Schedule)> + '_ {
        self.kinds.values().filter_map(|it| Some((*it, it.schedule?)))
    }
}

/// Adds a job within an act; it starts once the act is stored. `title` is what its person reads
/// (「导入学籍:2021 学年」), `payload` what the kind's code reads; neither holds personal data, since
/// both outlive what they speak of.
pub async fn add(
    act: &mut Act<'_>,
    kind: &JobKind,
    title: &str,
    payload: &str,
) -> Result<JobId, db::Error> {
    add_at(act, kind, title, payload, act.origin().now).await
}

async fn add_at(
    act: &mut Act<'_>,
    kind: &JobKind,
    title: &str,
    payload: &str,
    due_at: Timestamp,
) -> Result<JobId, db::Error> {
    let origin = act.origin().clone();
    let id = origin.ids.make(origin.now);
    let job = Job {
        made_by: origin.account,
        made_as: origin.grant,
        due_at,
        ..Job::new(id, kind.name, title, payload, origin.now)
    };
    store::add(act.tx(), &job).await?;
    Ok(id)
}
