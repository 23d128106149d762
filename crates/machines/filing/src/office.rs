//! What the office does about a period: lock it, release it or one return of it, open one out of
//! turn; and what whoever looks after it does: remind.

use std::collections::BTreeSet;

use jiff::civil::DateTime;
use vocab::AccountId;
use web::Visit;

use crate::{
    actions::{self, Error},
    definition::Every,
    model::{ReturnId, RoundId},
    periods::{Period, Span},
    rounds::{self, Opening},
    rules::Refusal,
    standing::{self, Doer},
    store::{self, Mark},
};

/// Whether a period is locked or released.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    Lock,
    Release,
}

fn mark(
    (visit, doer): (&Visit, Doer),
    (round, of): (RoundId, Option<ReturnId>),
    (turn, reason): (Turn, &str),
) -> Mark {
    Mark {
        id: visit.new_id(),
        round,
        of,
        is_lock: turn == Turn::Lock,
        at: visit.civil_now(),
        account: doer.account,
        role: doer.role,
        reason: reason.to_owned(),
    }
}

/// Locks a period, or releases it.
pub(crate) async fn turn(
    visit: &Visit,
    (kind, id): (&str, RoundId),
    turn: Turn,
    why: &str,
) -> Result<(), Error> {
    let why = actions::reason(why);
    if why.is_empty() {
        return Err(Refusal::NoReason.into());
    }
    match turn {
        Turn::Lock => platform::act!(visit, "filing.round.lock", |act| {
            set(act, visit, (kind, id), (turn, &why)).await
        }),
        Turn::Release => platform::act!(visit, "filing.round.release", |act| {
            set(act, visit, (kind, id), (turn, &why)).await
        }),
    }
}

async fn set(
    act: &mut platform::Act<'_>,
    visit: &Visit,
    (kind, id): (&str, RoundId),
    (turn, why): (Turn, &str),
) -> Result<(), Error> {
    let doer = standing::doer(act.tx(), visit).await?;
    let it = standing::overseen(act.tx(), doer, (kind, id)).await?;
    if !it.kind.what.office.contains(&doer.role) {
        return Err(Error::Missing);
    }
    let at = (turn == Turn::Lock).then(|| visit.civil_now());
    if !store::set_locked(act.tx(), id, at).await? {
        return Err(Refusal::AlreadySo.into());
    }
    store::end_releases(act.tx(), id).await?;
    store::add_mark(act.tx(), &mark((visit, doer), (id, None), (turn, why))).await?;
    act.about(id);
    act.note("period", &it.round.period);
    let what = if turn == Turn::Lock { "filing.locked" } else { "filing.released" };
    act.event(what, format!(r#"{{"round":"{id}"}}"#));
    Ok(())
}

/// Lets one return of a locked period be corrected.
pub(crate) async fn release(
    visit: &Visit,
    (kind, id): (&str, ReturnId),
    why: &str,
) -> Result<(), Error> {
    let why = actions::reason(why);
    if why.is_empty() {
        return Err(Refusal::NoReason.into());
    }
    platform::act!(visit, "filing.return.release", |act| {
        let doer = standing::doer(act.tx(), visit).await?;
        let (standing, rights) = standing::seen(act.tx(), doer, (kind, id)).await?;
        if !rights.office {
            return Err(Error::Missing);
        }
        let is_held = standing.round.locked.is_some();
        if !is_held || !store::set_released(act.tx(), id).await? {
            return Err(Refusal::AlreadySo.into());
        }
        let at = (standing.round.id, Some(id));
        store::add_mark(act.tx(), &mark((visit, doer), at, (Turn::Release, &why))).await?;
        act.about(id);
        act.note("period", &standing.round.period);
        act.event("filing.released", format!(r#"{{"return":"{id}"}}"#));
        Ok(())
    })
}

/// Whom somebody reminds.
pub(crate) enum Whom {
    /// Of everything that is missing within their scope.
    All,
    /// Of these.
    Chosen(BTreeSet<ReturnId>),
}

/// Reminds whoever files what is missing. Says of how many returns.
pub(crate) async fn remind(
    visit: &Visit,
    (kind, id): (&str, RoundId),
    whom: &Whom,
) -> Result<usize, Error> {
    let now = minute(visit.civil_now());
    platform::act!(visit, "filing.remind", |act| {
        let doer = standing::doer(act.tx(), visit).await?;
        let it = standing::overseen(act.tx(), doer, (kind, id)).await?;
        let Some(due) = it.kind.what.due() else { return Err(Error::Missing) };
        let at = (id, doer.place, now.date());
        let mut found = store::filers_of_missing(act.tx(), at, &due.by).await?;
        if let Whom::Chosen(chosen) = whom {
            found.retain(|it| chosen.contains(&it.0));
        }
        let returns: Vec<ReturnId> =
            found.iter().map(|it| it.0).collect::<BTreeSet<_>>().into_iter().collect();
        store::add_reminders(act.tx(), &returns, (now, Some(doer.account))).await?;
        let title = reminder(&it.kind.what.label, &it.round.label, it.round.closes);
        tell(act, kind, &found, &title);
        act.about(id);
        act.note("returns", returns.len());
        Ok(returns.len())
    })
}

/// A reminder counts by the minute: two in one minute are one.
fn minute(now: DateTime) -> DateTime {
    now.date().at(now.hour(), now.minute(), 0, 0)
}

/// What a reminder says.
pub(crate) fn reminder(label: &str, period: &str, closes: DateTime) -> String {
    format!("请尽快填报：{label} {period}，截止 {}", closes.strftime("%m-%d %H:%M"))
}

/// Tells each who can file, with the way to the return.
pub(crate) fn tell(
    act: &mut platform::Act<'_>,
    kind: &str,
    found: &[(ReturnId, AccountId)],
    title: &str,
) {
    for (id, account) in found {
        act.tell(*account, title, format!("/filings/{kind}/returns/{id}"));
    }
}

/// A period that the office opens out of turn.
pub(crate) struct OutOfTurn<'a> {
    pub(crate) id: RoundId,
    pub(crate) title: &'a str,
    pub(crate) closes: DateTime,
}

/// Opens a period of a kind for which the office says when. Sent twice, it is opened once.
pub(crate) async fn open(visit: &Visit, kind: &str, it: &OutOfTurn<'_>) -> Result<RoundId, Error> {
    let now = minute(visit.civil_now());
    platform::act!(visit, "filing.round.open", |act| {
        let doer = standing::doer(act.tx(), visit).await?;
        let kind = standing::kind(act.tx(), doer.role, kind).await?;
        if !kind.what.office.contains(&doer.role) || kind.what.every != Every::AdHoc {
            return Err(Error::Missing);
        }
        let (first, last) = (now.date(), it.closes.date());
        let (key, label) = (it.id.to_string(), it.title.to_owned());
        let period = Period { key, label, first, last };
        let span = Span { opens: now, closes: it.closes };
        let due = rounds::subjects(act.tx(), &kind.what, (&period, first)).await?;
        let source = format!("{}确定", doer.role.label());
        let opening = Opening { kind, period, span, source, due };
        let found = rounds::open(act, &opening, Some(doer.account)).await?;
        let Some(id) = found else { return Err(Refusal::AlreadySo.into()) };
        act.about(id);
        act.note("kind", &opening.kind.name);
        Ok(id)
    })
}
