//! Terms that come to their end: those who keep the record are told at the days that its file names,
//! and once more on the day after the last. A job looks every hour; each day is told once.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, civil::Date};
use platform::{
    Act,
    jobs::{Ending, JobContext, JobError, JobKind, Schedule, Work},
};
use vocab::Role;

use crate::{
    actions::Error,
    catalog,
    model::{Record, RecordId},
    rules, store,
};

/// The job.
pub(crate) const SWEEP: JobKind = JobKind {
    name: "register.remind",
    label: "名录到期提醒",
    run: |context| run(context),
    attempts_max: 3,
    schedule: Some(Schedule::Every(SignedDuration::from_hours(1))),
};

fn run(context: JobContext) -> Work {
    Box::pin(async move {
        let told = sweep(&context, context.cell.calendar.now().date()).await;
        let told = told.map_err(|error| match error {
            Error::Db(error) => JobError::Db(error),
            other => JobError::Later(other.to_string()),
        })?;
        Ok(Ending::new(format!("提醒 {told} 条")))
    })
}

/// Tells of every term that is due by `today`. Says of how many.
async fn sweep(context: &JobContext, today: Date) -> Result<usize, Error> {
    let due: Result<Vec<Record>, db::Error> =
        db::read!(context.db(), "terms due", |tx| { store::due(tx, today).await });
    if due?.is_empty() {
        return Ok(0);
    }
    platform::act!(context, "register.remind", |act| {
        let due = store::due(act.tx(), today).await?;
        tell(act, &due, today).await?;
        act.note("reminded", due.len());
        Ok::<_, Error>(due.len())
    })
}

async fn tell(act: &mut Act<'_>, due: &[Record], today: Date) -> Result<(), Error> {
    let mut next = BTreeMap::<Date, Vec<RecordId>>::new();
    let mut by_role = BTreeMap::<Role, Vec<RecordId>>::new();
    for it in due {
        let kind = catalog().find(&it.entry);
        let term = kind.and_then(|it| it.what.term.as_ref());
        next.entry(rules::next_reminder(term, it.expires, today)).or_default().push(it.id);
        for role in kind.map(|it| it.what.keeps.as_slice()).unwrap_or_default() {
            by_role.entry(*role).or_default().push(it.id);
        }
    }
    for (day, records) in next {
        store::set_reminded(act.tx(), day, &records).await?;
    }
    let mut told = BTreeSet::new();
    for (role, records) in by_role {
        told.extend(store::keepers_of_each(act.tx(), (role, today), &records).await?);
    }
    for (id, account) in told {
        let Some(it) = due.iter().find(|it| it.id == id) else { continue };
        let label = catalog().find(&it.entry).map_or("名录", |it| it.what.label.as_str());
        let left = (it.expires - today).get_days();
        let words = match left {
            ..0 => format!("{label}：“{}”已于 {} 到期，请办理续期或撤销", it.title, it.expires),
            _ => format!("{label}：“{}”还有 {left} 天到期（{}）", it.title, it.expires),
        };
        act.tell(account, words, format!("/registers/{}/{id}", it.entry));
    }
    Ok(())
}
