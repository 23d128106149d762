//! What becomes of a child's part in care when it moves on a day.

use jiff::civil::Date;
use vocab::{ClassId, SchoolId};

use crate::aftercare::participation::model::{Participation, State};

/// What is to be done with a part in care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Nothing: it is not concerned.
    Stays,
    /// It ends, counting no more from this day; never counted where there is none.
    Ends(Option<Date>),
    /// It goes on in the group of the new class from this day.
    MovesOn(Date),
}

/// Where a child was and is.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// The first day there.
    pub day: Date,
    /// The school that it left or stays at.
    pub from: SchoolId,
    /// The school and class that it is in now, if any.
    pub to: Option<(SchoolId, Option<ClassId>)>,
}

/// What becomes of `it`, whose group is of the class `of_class`, when its child takes `step`.
pub fn fate(it: &Participation, of_class: Option<ClassId>, step: Step) -> Fate {
    if it.state == State::Ended || it.school != step.from {
        return Fate::Stays;
    }
    let same_school = step.to.filter(|to| to.0 == step.from);
    let Some((_, class)) = same_school else {
        // A part that would begin later than the move never counts.
        let until = it.since.map(|since| step.day.max(since));
        return Fate::Ends(if it.state == State::Confirmed { until } else { None });
    };
    match (it.state, class, of_class, it.since) {
        (State::Confirmed, Some(class), Some(old), Some(since)) if class != old => {
            Fate::MovesOn(step.day.max(since))
        }
        _ => Fate::Stays,
    }
}
