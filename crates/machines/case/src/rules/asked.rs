//! Joint handling: what other offices and schools are asked for while a case is at a step. Each has
//! its own deadline; the step waits until all have answered or their time is over.

use jiff::civil::DateTime;
use vocab::{Holidays, PlaceId, Role};

use super::{Doer, Ground, Refusal, State, clocks};
use crate::definition::{Action, Case, in_force};

/// Something that somebody was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Its number within the case.
    pub number: i64,
    /// Which of the kind's tasks.
    pub task: usize,
    /// Who was asked.
    pub role: Role,
    /// Where.
    pub place: PlaceId,
    /// When.
    pub asked: DateTime,
    /// When they are reminded.
    pub remind: Option<DateTime>,
    /// By when.
    pub due: DateTime,
    /// When it was over: answered, or the step went on without.
    pub ended: Option<DateTime>,
    /// Whether there is an answer.
    pub answered: bool,
}

impl State {
    /// Whether somebody who was asked can still answer in time.
    pub fn waits_for_others(&self, now: DateTime) -> bool {
        self.asked.iter().any(|it| it.ended.is_none() && it.due >= now)
    }
}

/// Asks others for their part.
pub(super) fn ask(
    case: &Case,
    state: &mut State,
    (action, ground): (&Action, &Ground),
    others: &[(Role, PlaceId)],
    (now, holidays): (DateTime, &Holidays),
) -> Result<(), Refusal> {
    let Some(at) = action.task else { return Err(Refusal::NobodyAsked) };
    let task = &case.tasks[at];
    let due = in_force(&task.rules, now.date()).value.end(now, holidays)?;
    let mut fresh: Vec<(Role, PlaceId)> = others.to_vec();
    fresh.sort_unstable();
    fresh.dedup();
    fresh.retain(|(role, place)| {
        let open = state.asked.iter().filter(|it| it.ended.is_none() && it.task == at);
        let known = task.who.contains(role) && !ground.parties.contains(&(*role, *place));
        known && !open.into_iter().any(|it| it.role == *role && it.place == *place)
    });
    if fresh.is_empty() {
        return Err(Refusal::NobodyAsked);
    }
    for (role, place) in fresh {
        let number = i64::try_from(state.asked.len()).unwrap_or(i64::MAX) + 1;
        state.asked.push(Asked {
            number,
            task: at,
            role,
            place,
            asked: now,
            remind: task.remind_hours.map(|it| clocks::before(due, it).max(now)),
            due,
            ended: None,
            answered: false,
        });
    }
    Ok(())
}

/// The step went on: what nobody answered is not waited for any longer.
pub(super) fn end(state: &mut State, now: DateTime) {
    state.asked.iter_mut().filter(|it| it.ended.is_none()).for_each(|it| it.ended = Some(now));
}

/// How the case stands after `doer` gave their part, number `number`.
pub fn answer(
    state: &State,
    (ground, doer): (&Ground, Doer),
    (number, now): (i64, DateTime),
) -> Result<State, Refusal> {
    let mut next = state.clone();
    let found = next.asked.iter_mut().find(|it| it.number == number);
    let theirs = |it: &&mut Asked| {
        it.ended.is_none() && it.role == doer.role && Some(it.place) == doer.place
    };
    let it = found.filter(theirs).ok_or(Refusal::NotYours)?;
    if ground.is_party(doer) {
        return Err(Refusal::NotYours);
    }
    it.ended = Some(now);
    it.answered = true;
    next.version += 1;
    Ok(next)
}
