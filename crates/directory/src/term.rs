//! Terms: the county sets their days, and once one has begun the other modules are told.

use jiff::civil::{Date, time};
use platform::{
    act::Source,
    jobs::{Ending, JobContext, JobError, JobKind, Schedule},
    settings,
};

use crate::{
    Error,
    events::{TERM_STARTED, TermStarted, payload},
    model::TermDays,
    rules, store,
};

/// Sets the days of a term.
pub(crate) async fn set(source: &impl Source, term: TermDays) -> Result<(), Error> {
    platform::act!(source, "directory.term.set", |act| {
        act.note("term", term.term);
        act.note("first", term.first);
        act.note("last", term.last);
        let tx = act.tx();
        let others = store::calendar::terms(tx).await?;
        rules::may_set_term(&others, &term)?;
        Ok(store::calendar::set_term(tx, &term).await?)
    })
}

/// What is remembered of the last term that was told.
const TOLD: &str = "directory.term";

/// Tells of each term that has begun by `today` and was not told of yet. A cell that never told of
/// any remembers the running one: it began before there was anyone to tell. Says how many it told.
pub(crate) async fn start(source: &impl Source, today: Date) -> Result<usize, Error> {
    let read: Result<_, db::Error> = db::read!(source.store(), "terms begun", |tx| {
        Ok((store::calendar::terms(tx).await?, settings::find(tx, TOLD).await?))
    });
    let (mut begun, told) = read?;
    begun.retain(|it| it.first <= today && told.as_ref() < Some(&it.term.to_string()));
    let Some(last) = begun.last().map(|it| it.term) else { return Ok(0) };
    if told.is_none() {
        begun.clear();
    }
    platform::act!(source, "directory.term.start", |act| {
        act.note("term", last);
        settings::set(act.tx(), TOLD, &last.to_string()).await?;
        for it in &begun {
            let started = TermStarted { term: it.term, first: it.first, last: it.last };
            act.event(TERM_STARTED, payload(&started));
        }
        Ok(begun.len())
    })
}

/// Looks every morning whether a term has begun.
pub(crate) const START: JobKind = JobKind {
    name: "directory.term.start",
    label: "学期开始",
    run: |job| Box::pin(starting(job)),
    attempts_max: 3,
    schedule: Some(Schedule::Daily(time(0, 20, 0, 0))),
};

async fn starting(job: JobContext) -> Result<Ending, JobError> {
    let today = job.cell.calendar.today();
    match start(&job, today).await {
        Ok(count) => Ok(Ending::new(format!("{count} 个学期开始"))),
        Err(Error::Db(error)) => Err(JobError::Db(error)),
        Err(error) => Err(JobError::Final(error.to_string())),
    }
}
