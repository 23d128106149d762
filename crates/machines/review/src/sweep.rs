//! Titles that come to their end: the hosts are told in time to review them again. A job looks every
//! hour; each title is told once.

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
    model::{Application, ApplicationId},
    store,
};

/// The job.
pub(crate) const SWEEP: JobKind = JobKind {
    name: "review.remind",
    label: "复评到期提醒",
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
        Ok(Ending::new(format!("提醒 {told} 个")))
    })
}

async fn sweep(context: &JobContext, today: Date) -> Result<usize, Error> {
    let due: Result<Vec<Application>, db::Error> =
        db::read!(context.db(), "titles due", |tx| { store::due(tx, today).await });
    if due?.is_empty() {
        return Ok(0);
    }
    platform::act!(context, "review.remind", |act| {
        let due = store::due(act.tx(), today).await?;
        tell(act, &due, today).await?;
        act.note("reminded", due.len());
        Ok::<_, Error>(due.len())
    })
}

async fn tell(act: &mut Act<'_>, due: &[Application], today: Date) -> Result<(), Error> {
    let ids: Vec<ApplicationId> = due.iter().map(|it| it.id).collect();
    store::set_reminded(act.tx(), &ids).await?;
    let mut by_role = BTreeMap::<Role, Vec<ApplicationId>>::new();
    for it in due {
        for role in catalog().find(&it.entry).iter().flat_map(|kind| &kind.what.hosts) {
            by_role.entry(*role).or_default().push(it.id);
        }
    }
    let mut told = BTreeSet::new();
    for (role, applications) in by_role {
        told.extend(store::holders_of_each(act.tx(), (role, today), &applications).await?);
    }
    for (id, account) in told {
        let Some(it) = due.iter().find(|it| it.id == id) else { continue };
        let Some(kind) = catalog().find(&it.entry) else { continue };
        let words =
            format!("{}“{}”有效期到 {}，请安排复评", kind.what.label, it.title, it.valid_until);
        act.tell(account, words, format!("/reviews/{}/{id}", it.entry));
    }
    Ok(())
}
