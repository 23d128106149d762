//! When someone may stand in, and when a group's day may be called off.

use jiff::{
    ToSpan,
    civil::{Date, Time},
};

/// How many days back a substitute may still be entered, for a roll that was not called.
const DAYS_BACK: i64 = 7;
/// How many days ahead: a month of plans.
const DAYS_AHEAD: i64 = 60;

/// Why something is not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The group does not come together then.
    #[error("{0} 这个班不开展课后服务，不用安排。")]
    NotHeld(Date),
    /// Too long ago or too far ahead.
    #[error("{0} 不能安排：只能安排最近 {DAYS_BACK} 天到今后 {DAYS_AHEAD} 天。")]
    FarAway(Date),
    /// Its roll was called.
    #[error("{0} 已经点名，不能再改。点名有误的，请先更正点名。")]
    Called(Date),
    /// It is over.
    #[error("{0} 已经过去，不能停开。没有开展的，不要点名即可，当天不计课时。")]
    Past(Date),
    /// The one who is on duty anyway.
    #[error("这位教师当天本来就负责这个班，不用安排代班。")]
    OnDuty,
    /// Is somewhere else then.
    #[error("这位教师 {day} {from}–{to} 已负责“{other}”。请换一位教师。")]
    Busy {
        /// The day.
        day: Date,
        /// The other group.
        other: String,
        /// From when.
        from: String,
        /// Until when.
        to: String,
    },
    /// Nobody is asked why they cannot, but families are told why there is nothing.
    #[error("停开要写明原因，家长会看到。")]
    Silent,
    /// It would be made up before it was missed, or long after.
    #[error("补课日期应在停开之后 {DAYS_AHEAD} 天以内，并在本学期内。")]
    BadMakeUp,
    /// The group comes together then anyway.
    #[error("{0} 这个班本来就有课后服务，不能再补课。请换一天。")]
    MakeUpTaken(Date),
    /// Money has moved.
    #[error("这一天的退费已经退给家庭，不能恢复。请另行安排补课。")]
    Refunded,
    /// The calendar says so, for more than this group.
    #[error("{0} 是校历安排的停课，不能单独恢复。要恢复的，请在“校历”中撤销停课。")]
    ByCalendar(Date),
    /// It was not called off.
    #[error("这一天没有停开，不用恢复。")]
    NotOff,
}

/// What is known of a group's day.
#[derive(Debug, Clone, Copy)]
pub struct Day {
    /// The day.
    pub day: Date,
    /// The present day.
    pub today: Date,
    /// Whether the group comes together.
    pub is_held: bool,
    /// Whether its roll was called.
    pub is_called: bool,
}

/// When a group comes together.
pub type Hours = (Time, Time);

/// Whether two groups need someone at the same time.
pub fn overlap(one: Hours, other: Hours) -> bool {
    one.0 < other.1 && other.0 < one.1
}

/// Whether someone may stand in on a day. `is_on_duty` tells whether they look after the group
/// anyway; `busy` is another group of theirs at that time.
pub fn may_stand_in(
    day: Day,
    is_on_duty: bool,
    busy: Option<(String, Hours)>,
) -> Result<(), Refusal> {
    let first = day.today.saturating_sub(DAYS_BACK.days());
    let last = day.today.saturating_add(DAYS_AHEAD.days());
    if !(first..=last).contains(&day.day) {
        return Err(Refusal::FarAway(day.day));
    }
    if day.is_called {
        return Err(Refusal::Called(day.day));
    }
    if !day.is_held {
        return Err(Refusal::NotHeld(day.day));
    }
    if is_on_duty {
        return Err(Refusal::OnDuty);
    }
    match busy {
        Some((other, (from, to))) => {
            let clock = crate::aftercare::programme::rules::clock;
            Err(Refusal::Busy { day: day.day, other, from: clock(from), to: clock(to) })
        }
        None => Ok(()),
    }
}

/// Whether a day may be called off for `reason`, to be made up on `make_up`; `is_taken` tells
/// whether the group comes together on that day anyway, `last` is the last day of the term.
pub fn may_call_off(
    day: Day,
    reason: &str,
    make_up: Option<(Date, bool)>,
    last: Date,
) -> Result<(), Refusal> {
    if day.day < day.today {
        return Err(Refusal::Past(day.day));
    }
    if day.is_called {
        return Err(Refusal::Called(day.day));
    }
    if !day.is_held {
        return Err(Refusal::NotHeld(day.day));
    }
    if reason.trim().is_empty() {
        return Err(Refusal::Silent);
    }
    if let Some((make_up, is_taken)) = make_up {
        let latest = day.day.saturating_add(DAYS_AHEAD.days()).min(last);
        if make_up <= day.day || make_up > latest {
            return Err(Refusal::BadMakeUp);
        }
        if is_taken {
            return Err(Refusal::MakeUpTaken(make_up));
        }
    }
    Ok(())
}

/// Whether a day that was called off may be held after all: `off` says whether it was, and whether by
/// the calendar; `paid_out` how many families have their money back.
pub fn may_restore(
    day: Date,
    today: Date,
    off: Option<bool>,
    paid_out: i64,
) -> Result<(), Refusal> {
    match off {
        None => return Err(Refusal::NotOff),
        Some(true) => return Err(Refusal::ByCalendar(day)),
        Some(false) => {}
    }
    if day < today {
        return Err(Refusal::Past(day));
    }
    if paid_out > 0 { Err(Refusal::Refunded) } else { Ok(()) }
}
