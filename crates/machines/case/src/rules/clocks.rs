//! The deadlines of a case: when they start, stop, stand still and are made longer.

use catalog::{Dated, Span, end_of_day};
use jiff::{SignedDuration, civil::DateTime};
use vocab::{Holidays, NoNotice};

use super::{Ground, State};
use crate::{
    definition::{Action, Case, Outcome, in_force},
    limits,
};

/// A deadline of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// Which of its kind's.
    pub clock: usize,
    /// Of which turn.
    pub turn: i64,
    /// When it began.
    pub started: DateTime,
    /// When those who have the case are reminded.
    pub remind: Option<DateTime>,
    /// When it ends.
    pub due: DateTime,
    /// When what it waits for came.
    pub stopped: Option<DateTime>,
    /// Whether it says something of punctuality.
    pub counted: bool,
    /// When it was made longer.
    pub extended: Option<DateTime>,
}

/// Starts the deadlines that begin with `with`, once a turn.
pub(super) fn start(
    case: &Case,
    state: &mut State,
    ground: &Ground,
    (with, now): (Option<usize>, DateTime),
    holidays: &Holidays,
) -> Result<(), NoNotice> {
    let turn = state.turn;
    for (at, clock) in case.clocks.iter().enumerate() {
        let runs = state.clocks.iter().any(|it| it.clock == at && it.turn == turn);
        if !clock.starts.contains(&with) || runs || case.steps[state.step].end.is_some() {
            continue;
        }
        let length = (clock.until, clock.limit(now.date()));
        let Some(due) = due(length, ground, now, holidays)? else { continue };
        let remind = clock.remind_hours.map(|it| before(due, it).max(now));
        let fresh = Running {
            clock: at,
            turn,
            started: now,
            remind,
            due,
            stopped: None,
            counted: true,
            extended: None,
        };
        state.clocks.push(fresh);
    }
    Ok(())
}

/// When a deadline ends that starts now: by its rule, or on the day that an answer names; a day that
/// has passed already is over at once. None where no day is named.
fn due(
    (until, limit): (Option<usize>, Option<&Dated<Span>>),
    ground: &Ground,
    now: DateTime,
    holidays: &Holidays,
) -> Result<Option<DateTime>, NoNotice> {
    let Some(field) = until else {
        return limit.map(|it| it.value.end(now, holidays)).transpose();
    };
    let day = ground.days.iter().find(|it| it.0 == field).map(|it| it.1);
    Ok(day.map(|it| end_of_day(it).max(now)))
}

pub(super) fn before(due: DateTime, hours: i64) -> DateTime {
    due.saturating_sub(SignedDuration::from_hours(hours))
}

/// Stops the deadlines that end with the step that was entered; all of them at an end.
pub(super) fn stop(case: &Case, state: &mut State, now: DateTime) {
    let end = case.steps[state.step].end;
    for it in state.clocks.iter_mut().filter(|it| it.stopped.is_none()) {
        if end.is_some() || case.clocks[it.clock].stops.contains(&state.step) {
            it.stopped = Some(now);
            it.counted = end != Some(Outcome::Withdrawn);
        }
    }
    if end.is_some() {
        state.paused = None;
    }
}

/// Has the deadlines run again from `now`. A day that others named does not move.
pub(super) fn resume(
    case: &Case,
    state: &mut State,
    now: DateTime,
    holidays: &Holidays,
) -> Result<(), NoNotice> {
    let Some((paused, _)) = state.paused.take() else { return Ok(()) };
    for it in state.clocks.iter_mut().filter(|it| it.stopped.is_none() && it.due >= paused) {
        let clock = &case.clocks[it.clock];
        let Some(limit) = clock.limit(it.started.date()) else { continue };
        it.due = limits::after_pause(limit.value, it.due, (paused, now), holidays)?;
        it.remind = clock.remind_hours.map(|hours| before(it.due, hours).max(it.started));
    }
    Ok(())
}

/// Makes a deadline longer from where it ended, by the rule in force on the day that it began.
pub(super) fn extend(
    case: &Case,
    state: &mut State,
    action: &Action,
    (now, holidays): (DateTime, &Holidays),
) -> Result<(), NoNotice> {
    let Some((clock, rules)) = &action.extends else { return Ok(()) };
    for it in state.clocks.iter_mut().filter(|it| it.clock == *clock && it.stopped.is_none()) {
        let longer = in_force(rules, it.started.date()).value;
        it.due = longer.end(it.due, holidays)?;
        it.remind = case.clocks[*clock].remind_hours.map(|hours| before(it.due, hours).max(now));
        it.extended = Some(now);
    }
    Ok(())
}
