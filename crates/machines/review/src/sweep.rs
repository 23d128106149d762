//! Titles that come to their end: the hosts are told in time to review them again. A job looks every
//! hour; each title is told once.

use jiff::{SignedDuration, civil::Date};
use platform::{
    Act,
    jobs::{Ending, JobContext, JobError, JobKind, Schedule, Work},
};

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
    for it in due {
        let Some(kind) = catalog().find(&it.entry) else { continue };
        let link = format!("/reviews/{}/{}", it.entry, it.id);
        for role in &kind.what.hosts {
            for account in store::holders(act.tx(), it.id, (*role, today)).await? {
                let words = format!(
                    "{}“{}”有效期到 {}，请安排复评",
                    kind.what.label, it.title, it.valid_until
                );
                act.tell(account, words, link.clone());
            }
        }
    }
    Ok(())
}
