//! The same for many cases at once: one action for all that were chosen, or a reminder (催办).
//!
//! What is chosen is held for a minute, in which it can be taken back; then a job does it, some
//! hundreds of cases an act, by the same statements as for one. What cannot be done, since somebody
//! was first or it is not theirs, is left out and listed with the reason.

mod job;
pub(crate) mod store;

use std::collections::BTreeMap;

use form::{Answers, Received};
use platform::jobs::held;
use serde::{Deserialize, Serialize};
use vocab::{AccountId, PlaceId, Role};
use web::Visit;

use crate::{
    actions::{Error, minute, shortened},
    definition::{Act, Action, Case},
    model::CaseId,
    rules::{self, Doer, Refusal},
    standing::{self, Standing},
};

pub(crate) use job::BULK;

/// So many cases at once.
pub(crate) const CASES_MAX: usize = 5_000;

/// What is done to all.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Deed {
    /// An action of a step.
    Act { step: String, action: String, answers: Answers, reason: String },
    /// Those who have the cases are reminded.
    Remind,
}

/// A choice that is held.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Held {
    pub(crate) kind: String,
    pub(crate) deed: Deed,
    doer: (AccountId, String, Option<PlaceId>),
    sees: bool,
    /// The chosen cases, with the version that each had then.
    cases: Vec<(CaseId, i64)>,
}

impl Held {
    fn doer(&self) -> Option<Doer> {
        let (account, role, place) = &self.doer;
        Some(Doer { account: *account, role: Role::from_key(role)?, place: *place })
    }
}

/// Whether many cases can be treated alike by an action: whatever names others or another place is
/// for one case at a time, and so is what lies under seal.
pub(crate) fn is_for_many(case: &Case, it: &Action) -> bool {
    let sealed = it.asks.iter().any(|at| case.fields[*at].class == form::Class::Sealed);
    !sealed && !matches!(it.kind, Act::Join | Act::Transfer)
}

/// What can be done to some of the chosen cases: step and action, and to how many.
pub(crate) fn choices(all: &[Standing], doer: Doer) -> Vec<(usize, usize, usize)> {
    let mut counted = BTreeMap::<(usize, usize), usize>::new();
    for it in all {
        let case = &it.kind.what;
        for action in rules::may(case, &it.state, &it.ground, doer) {
            if is_for_many(case, &case.steps[it.state.step].actions[action]) {
                *counted.entry((it.state.step, action)).or_default() += 1;
            }
        }
    }
    counted.into_iter().map(|((step, action), count)| (step, action, count)).collect()
}

/// The chosen cases as they stand, as far as the visitor may see them.
pub(crate) async fn chosen(
    visit: &Visit,
    kind: &str,
    ids: &[CaseId],
) -> Result<(Vec<Standing>, Doer), Error> {
    let now = minute(visit.civil_now());
    db::read!(visit.db(), "chosen cases", |tx| {
        let doer = standing::doer(tx, visit).await?;
        let found = crate::catalog().in_force(tx, kind).await?.ok_or(Error::Missing)?;
        let reader = standing::reader(doer, visit, Some(&found.what));
        let seen = self::store::seen_of(tx, ids, reader).await?;
        let mut all = standing::load_all(tx, &seen, now).await?;
        all.retain(|it| it.kind.name == kind);
        Ok((all, doer))
    })
}

/// Holds an action for the chosen cases.
pub(crate) async fn hold_act(
    visit: &Visit,
    (all, doer): (&[Standing], Doer),
    (step, action): (&str, &str),
    received: &Received,
    reason: &str,
) -> Result<(), Error> {
    let first = all.first().ok_or(Error::Missing)?;
    let case = &first.kind.what;
    let at = case.step(step).ok_or(Error::Missing)?;
    let it = case.steps[at].actions.iter().find(|it| it.key == action).ok_or(Error::Missing)?;
    let reason = shortened(reason);
    if it.kind.wants_reason() && reason.is_empty() {
        return Err(Refusal::NoReason.into());
    }
    if !is_for_many(case, it) {
        return Err(Refusal::NotYours.into());
    }
    let known = Answers::default();
    let today = minute(visit.civil_now()).date();
    let answers = form::take(&case.fields, &it.asks, received, (&known, today));
    let answers = answers.map_err(Error::Wrong)?;
    let there: Vec<_> = all.iter().filter(|it| it.state.step == at).collect();
    let title = format!("{}：{}件批量“{}”", case.label, there.len(), it.label);
    let cases = there.iter().map(|it| (it.record.id, it.record.version)).collect();
    let (step, action) = (step.to_owned(), action.to_owned());
    let deed = Deed::Act { step, action, answers, reason };
    hold(visit, (&first.kind.name, deed, &title), (cases, doer, case.sees.contains(&doer.role)))
        .await
}

/// Holds a reminder of the chosen cases.
pub(crate) async fn hold_remind(
    visit: &Visit,
    (all, doer): (&[Standing], Doer),
) -> Result<(), Error> {
    let first = all.first().ok_or(Error::Missing)?;
    let case = &first.kind.what;
    if !case.sees.contains(&doer.role) {
        return Err(Refusal::NotYours.into());
    }
    let open = all.iter().filter(|it| it.record.outcome.is_none());
    let cases: Vec<_> = open.map(|it| (it.record.id, it.record.version)).collect();
    let title = format!("{}：催办 {} 件", case.label, cases.len());
    hold(visit, (&first.kind.name, Deed::Remind, &title), (cases, doer, true)).await
}

async fn hold(
    visit: &Visit,
    (kind, deed, title): (&str, Deed, &str),
    (cases, doer, sees): (Vec<(CaseId, i64)>, Doer, bool),
) -> Result<(), Error> {
    let doer = (doer.account, doer.role.key().to_owned(), doer.place);
    let count = cases.len();
    let held = Held { kind: kind.to_owned(), deed, doer, sees, cases };
    let payload = serde_json::to_string(&held).map_err(|_| Error::Missing)?;
    platform::act!(visit, "case.bulk", |act| {
        held::add(act, &BULK, title, &payload).await?;
        act.note("kind", kind);
        act.note("cases", count);
        Ok(())
    })
}
