//! Holding a choice, and doing it.

use platform::{
    act::{Act, Source},
    jobs::held,
};
use serde::{Deserialize, Serialize};
use vocab::{PlaceId, SchoolId, Term};
use web::Visit;

use super::{
    job::BULK,
    rules::{self, Chosen, Deed},
    store::{self, Done},
};
use crate::aftercare::{
    error::{Error, refusals},
    people,
    programme::model::{ProgrammeId, State, Step},
};

refusals!(rules::Refusal);

/// A choice that is held.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Held {
    deed: Deed,
    scope: PlaceId,
    term: String,
    schools: Vec<SchoolId>,
    reason: String,
}

/// The chosen schools as they stand, for the page that asks for a reason.
pub(super) async fn look(
    visit: &Visit,
    term: Term,
    schools: &[SchoolId],
) -> Result<Vec<Chosen>, Error> {
    let scope = visit.actor.scope();
    let found: Result<Vec<_>, db::Error> = db::read!(visit.db(), "chosen programmes", |tx| {
        store::chosen(tx, scope, term, schools).await
    });
    Ok(found?.into_iter().map(|it| it.0).collect())
}

/// Holds `deed` for the chosen schools, to be done when nobody has taken it back for a minute.
pub(super) async fn hold(
    visit: &Visit,
    deed: Deed,
    term: Term,
    schools: &[SchoolId],
    reason: &str,
) -> Result<(), Error> {
    let scope = visit.actor.scope();
    platform::act!(visit, "aftercare.programme.bulk", |act| {
        let found = store::chosen(act.tx(), scope, term, schools).await?;
        let chosen: Vec<Chosen> = found.into_iter().map(|it| it.0).collect();
        let schools = rules::may_do(deed, &chosen, reason)?;
        act.note("deed", deed.label());
        act.note("term", term);
        act.note("schools", schools.len());
        let reason = reason.trim().to_owned();
        let held = Held { deed, scope, term: term.to_string(), schools, reason };
        let payload = serde_json::to_string(&held)
            .map_err(|error| Error::Refused(format!("批量操作无法保存：{error}")))?;
        held::add(act, &BULK, &rules::title(deed, &chosen), &payload).await?;
        Ok(())
    })
}

/// What came of a choice: whom it was done for, and who no longer fitted.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) done: usize,
    pub(super) left: Vec<String>,
}

/// Does what was held.
pub(super) async fn carry_out(source: &impl Source, held: &Held) -> Result<Outcome, Error> {
    let term: Term = held.term.parse().map_err(|_| Error::Missing)?;
    platform::act!(source, "aftercare.programme.bulk-done", |act| {
        let found = store::chosen(act.tx(), held.scope, term, &held.schools).await?;
        let (fit, left): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|(it, _)| held.deed.fits(it.state));
        act.note("deed", held.deed.label());
        act.note("done", fit.len());
        act.note("left", left.len());
        match held.deed {
            Deed::Remind => {
                let schools: Vec<SchoolId> = fit.iter().map(|it| it.0.school).collect();
                remind(act, term, &schools).await?;
            }
            Deed::Record | Deed::Return => {
                let ids: Vec<ProgrammeId> = fit.iter().filter_map(|it| it.1).collect();
                decide(act, term, held, &ids).await?;
            }
        }
        Ok(Outcome { done: fit.len(), left: left.into_iter().map(|it| it.0.name).collect() })
    })
}

async fn remind(act: &mut Act<'_>, term: Term, schools: &[SchoolId]) -> Result<(), Error> {
    let origin = act.origin().clone();
    let (at, by) = (origin.civil_now, origin.account);
    let due = crate::aftercare::programme::store::find_settings(act.tx(), term).await?;
    let named = schools.iter().map(|it| (origin.ids.make(origin.now), *it));
    store::add_reminders(act.tx(), named, term, (at, by)).await?;
    let until = due.map_or_else(String::new, |it| format!("，期限 {}", it.file_due));
    for (_, account) in people::keepers_of(act.tx(), schools, at.date()).await? {
        let title = format!("教育局催办：请申报{}课后服务方案{until}", term.label());
        act.tell(account, title, format!("/aftercare/school/programme?term={term}"));
    }
    Ok(())
}

async fn decide(
    act: &mut Act<'_>,
    term: Term,
    held: &Held,
    ids: &[ProgrammeId],
) -> Result<(), Error> {
    let (state, step, reason) = match held.deed {
        Deed::Return => (State::Returned, Step::Return, Some(held.reason.as_str())),
        Deed::Record | Deed::Remind => (State::Recorded, Step::Record, None),
    };
    let origin = act.origin().clone();
    let moved = store::set_states(act.tx(), ids, state, reason).await?;
    let done =
        Done { step, at: origin.civil_now, by: origin.account, reason: reason.unwrap_or_default() };
    let steps = moved.iter().map(|it| (origin.ids.make(origin.now), it.0));
    store::add_steps(act.tx(), steps, &done).await?;
    let schools: Vec<SchoolId> = moved.iter().map(|it| it.1).collect();
    let keepers = people::keepers_of(act.tx(), &schools, origin.civil_now.date()).await?;
    for (school, account) in keepers {
        let Some((id, _)) = moved.iter().find(|it| it.1 == school) else { continue };
        let title = format!("{}课后服务方案：{}", term.label(), state.label());
        act.tell(account, title, format!("/aftercare/programmes/{id}"));
    }
    Ok(())
}
