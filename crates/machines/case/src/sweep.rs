//! What time alone brings about: those who have a case are reminded before a deadline, and those
//! above them are told once it has passed; a pause ends at its limit; a closed case comes back on its
//! day. A job looks every few minutes; each deadline is told once.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, civil::DateTime};
use platform::{
    Act,
    effects::Effects,
    jobs::{Ending, JobContext, JobError, JobKind, Schedule, Work},
};
use vocab::{AccountId, Role};

use crate::{
    actions::{Error, HOLIDAYS, minute},
    catalog,
    model::CaseId,
    moving::{self, Moving},
    standing,
    store::{self, Passed},
};

/// The job.
pub(crate) const SWEEP: JobKind = JobKind {
    name: "case.sweep",
    label: "办件到期提醒和超期督办",
    run: |context| run(context),
    attempts_max: 3,
    schedule: Some(Schedule::Every(SignedDuration::from_mins(5))),
};

fn run(context: JobContext) -> Work {
    Box::pin(async move {
        let now = context.cell.calendar.now();
        let told = async {
            let moved = let_time_pass(&context, now).await?;
            let (reminded, escalated) = sweep(&context, now).await?;
            Ok((moved, reminded, escalated))
        };
        let (moved, reminded, escalated) = told.await.map_err(|error| match error {
            Error::Db(error) => JobError::Db(error),
            other => JobError::Later(other.to_string()),
        })?;
        let words =
            format!("提醒 {reminded} 件，超期督办 {escalated} 件，到期恢复计时或回头看 {moved} 件");
        Ok(Ending::new(words))
    })
}

/// So many cases are moved on by time in one turn; the rest a turn later.
const MOVED_MAX: i64 = 5_000;

/// Ends pauses that have reached their limit, and puts closed cases back on a desk on their day.
async fn let_time_pass(context: &JobContext, now: DateTime) -> Result<usize, Error> {
    let now = minute(now);
    let due: Result<_, db::Error> = db::read!(context.db(), "cases moved on by time", |tx| {
        store::moved_on_by(tx, now, MOVED_MAX).await
    });
    let due = due?;
    if due.is_empty() {
        return Ok(0);
    }
    let effects = context.cell.find_service::<Effects>().cloned().unwrap_or_default();
    platform::act!(context, "case.time", |act| {
        let mut by_kind = BTreeMap::<String, Vec<Moving>>::new();
        for it in standing::load_all(act.tx(), &due, now).await? {
            let mut moving = Moving::of(it);
            if moving.let_time_pass(now, &HOLIDAYS)? {
                moving.go_on_by_itself((now, &HOLIDAYS))?;
                by_kind.entry(moving.standing.kind.name.clone()).or_default().push(moving);
            }
        }
        for all in by_kind.values() {
            moving::write(act, all, &effects).await?;
            moving::tell(act, all, (None, now)).await?;
        }
        let count = by_kind.values().map(Vec::len).sum();
        act.note("moved", count);
        Ok::<usize, Error>(count)
    })
}

/// Reminds and tells of everything that is due by `now`. Says of how many deadlines.
async fn sweep(context: &JobContext, now: DateTime) -> Result<(usize, usize), Error> {
    let due: Result<bool, db::Error> =
        db::read!(context.db(), "deadlines due", |tx| { store::any_passed(tx, now).await });
    if !due? {
        return Ok((0, 0));
    }
    platform::act!(context, "case.sweep", |act| {
        let mut soon = store::set_reminded(act.tx(), now).await?;
        soon.extend(store::set_tasks_reminded(act.tx(), now).await?);
        remind(act, &soon, now).await?;
        let mut late = store::set_escalated(act.tx(), now).await?;
        late.extend(store::set_tasks_escalated(act.tx(), now).await?);
        escalate(act, &late, now).await?;
        act.note("reminded", soon.len());
        act.note("escalated", late.len());
        Ok::<_, Error>((soon.len(), late.len()))
    })
}

fn cases(passed: &[Passed]) -> Vec<CaseId> {
    passed.iter().map(|it| it.case).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Those who have the cases.
async fn remind(act: &mut Act<'_>, soon: &[Passed], now: DateTime) -> Result<(), Error> {
    let ids = cases(soon);
    let holders = store::holders_of_each(act.tx(), &ids, now.date()).await?;
    tell(act, soon, &holders, "快到时限").await
}

/// Those whom the deadlines name, and again those who have the cases.
async fn escalate(act: &mut Act<'_>, late: &[Passed], now: DateTime) -> Result<(), Error> {
    let ids = cases(late);
    let mut told = store::holders_of_each(act.tx(), &ids, now.date()).await?;
    let mut named = BTreeMap::<Role, Vec<CaseId>>::new();
    for it in late {
        let Some(kind) = catalog().by_digest(act.tx(), &it.definition).await? else { continue };
        let clock = kind.what.clocks.iter().find(|clock| clock.key == it.clock);
        for role in clock.map(|it| it.escalate.as_slice()).unwrap_or_default() {
            named.entry(*role).or_default().push(it.case);
        }
    }
    for (role, ids) in named {
        told.extend(store::above_each(act.tx(), role, &ids, now.date()).await?);
    }
    tell(act, late, &told, "已超过时限").await
}

async fn tell(
    act: &mut Act<'_>,
    passed: &[Passed],
    who: &[(CaseId, AccountId)],
    what: &str,
) -> Result<(), Error> {
    let each: BTreeSet<&(CaseId, AccountId)> = who.iter().collect();
    for (case, account) in each {
        let of_case = passed.iter().filter(|it| it.case == *case);
        for it in of_case {
            let Some(kind) = catalog().by_digest(act.tx(), &it.definition).await? else { continue };
            let clock = kind.what.clocks.iter().find(|clock| clock.key == it.clock);
            let task = kind.what.tasks.iter().find(|task| task.key == it.clock);
            let label = clock.map(|it| it.label.as_str()).or(task.map(|it| it.label.as_str()));
            let label = label.unwrap_or(it.clock.as_str());
            let title = format!("{} {}：“{label}”{what}", kind.what.label, it.number);
            act.tell(*account, title, format!("/cases/{}/{case}", kind.name));
        }
    }
    Ok(())
}
