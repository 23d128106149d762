//! What time alone brings about: periods open, those who are missing are reminded before the cut-off,
//! those above them are told after it, and envelopes of questionnaires are opened.

use jiff::{SignedDuration, civil::DateTime};
use platform::{
    Act,
    jobs::{Ending, JobContext, JobError, JobKind, Schedule, Work},
    seal::Sealer,
};

use crate::{
    actions::Error,
    catalog,
    model::{ReturnId, Round},
    office, polls, rounds, store,
};

/// The job.
pub(crate) const SWEEP: JobKind = JobKind {
    name: "filing.sweep",
    label: "填报开始、到期提醒和逾期督办",
    run: |context| run(context),
    attempts_max: 3,
    schedule: Some(Schedule::Every(SignedDuration::from_mins(5))),
};

fn run(context: JobContext) -> Work {
    Box::pin(async move {
        let now = context.cell.calendar.now();
        let swept = async {
            let told = sweep(&context, now).await?;
            let sealer = context.cell.service::<Sealer>();
            let mixed = polls::mix_all(&context, sealer, now).await?;
            Ok::<_, Error>((told, mixed))
        };
        let (told, mixed) = swept.await.map_err(|error| match error {
            Error::Db(error) => JobError::Db(error),
            other => JobError::Later(other.to_string()),
        })?;
        let Swept { opened, reminded, escalated } = told;
        let words = format!(
            "开始 {opened} 期，提醒 {reminded} 份，逾期督办 {escalated} 期，打开问卷 {mixed} 份"
        );
        Ok(Ending::new(words))
    })
}

#[derive(Debug, Default)]
pub(crate) struct Swept {
    pub(crate) opened: usize,
    pub(crate) reminded: usize,
    pub(crate) escalated: usize,
}

/// Opens, reminds and tells of everything that is due by `now`.
async fn sweep(context: &JobContext, now: DateTime) -> Result<Swept, Error> {
    let due: Result<bool, Error> = db::read!(context.db(), "filing due", |tx| {
        Ok(store::any_passed(tx, now).await? || !rounds::wanted(tx, now).await?.is_empty())
    });
    if !due? {
        return Ok(Swept::default());
    }
    platform::act!(context, "filing.sweep", |act| {
        let mut swept = Swept::default();
        for it in rounds::wanted(act.tx(), now).await? {
            swept.opened += usize::from(rounds::open(act, &it, None).await?.is_some());
        }
        for round in store::set_reminded(act.tx(), now).await? {
            swept.reminded += remind(act, &round, now).await?;
        }
        for round in store::set_escalated(act.tx(), now).await? {
            escalate(act, &round, now).await?;
            swept.escalated += 1;
        }
        act.note("opened", swept.opened);
        act.note("reminded", swept.reminded);
        act.note("escalated", swept.escalated);
        Ok(swept)
    })
}

/// Those who can file what is missing, in the whole county: one statement a period.
async fn remind(act: &mut Act<'_>, round: &Round, now: DateTime) -> Result<usize, Error> {
    let Some(kind) = catalog().by_digest(act.tx(), &round.definition).await? else { return Ok(0) };
    let Some(due) = kind.what.due() else { return Ok(0) };
    let Some(county) = platform::access::root(act.tx()).await? else { return Ok(0) };
    let at = (round.id, county, now.date());
    let found = store::filers_of_missing(act.tx(), at, &due.by).await?;
    let mut returns: Vec<ReturnId> = found.iter().map(|it| it.0).collect();
    returns.sort_unstable();
    returns.dedup();
    store::add_reminders(act.tx(), &returns, (now, None)).await?;
    let title = office::reminder(&kind.what.label, &round.label, round.closes);
    office::tell(act, &kind.name, &found, &title);
    Ok(returns.len())
}

/// Those whom the file names, above what is missing, each with how many are in their place.
async fn escalate(act: &mut Act<'_>, round: &Round, now: DateTime) -> Result<(), Error> {
    let Some(kind) = catalog().by_digest(act.tx(), &round.definition).await? else { return Ok(()) };
    let Some(due) = kind.what.due() else { return Ok(()) };
    let roles = &kind.what.escalate;
    let above = store::above_missing(act.tx(), (round.id, now.date()), roles).await?;
    for (account, missing) in above {
        let title = format!(
            "{} {} 已截止，还有 {missing} {}没有报",
            kind.what.label,
            round.label,
            due.of.unit()
        );
        act.tell(account, title, format!("/filings/{}/rounds/{}", kind.name, round.id));
    }
    Ok(())
}
