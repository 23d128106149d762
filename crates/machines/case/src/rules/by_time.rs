//! What time alone brings about: a pause that has reached its limit ends, and a closed case comes
//! back to be looked at again.

use jiff::civil::DateTime;
use vocab::{Holidays, NoNotice};

use super::{State, clocks};
use crate::definition::{Case, in_force};

/// How a case stands whose pause is over by `now`: its deadlines ran again from the pause's limit
/// on, however late that is noticed. None where none is over.
pub fn resume_by_itself(
    case: &Case,
    state: &State,
    now: DateTime,
    holidays: &Holidays,
) -> Result<Option<State>, NoNotice> {
    let Some((_, until)) = state.paused.filter(|it| it.1 <= now) else { return Ok(None) };
    let mut next = state.clone();
    next.version += 1;
    clocks::resume(case, &mut next, until, holidays)?;
    Ok(Some(next))
}

/// When a case that is closed now is looked at again.
pub(super) fn look_again(
    case: &Case,
    state: &State,
    now: DateTime,
    holidays: &Holidays,
) -> Result<Option<(DateTime, bool)>, NoNotice> {
    let Some(again) = &case.steps[state.step].look_back else { return Ok(None) };
    let at = in_force(&again.rules, now.date()).value.end(now, holidays)?;
    // It lies on the desk in the morning of that day.
    Ok(Some((at.date().at(0, 0, 0, 0).max(now), false)))
}

/// How a closed case stands that is to be looked at again by `now`. None where it is not.
pub fn look(state: &State, now: DateTime) -> Option<State> {
    let (at, _) = state.look.filter(|it| !it.1 && it.0 <= now)?;
    Some(State { look: Some((at, true)), version: state.version + 1, ..state.clone() })
}
