//! What follows when the school calendar closes a day, moves it, or adds one.
//!
//! Rosters and roll calls follow the calendar by themselves: a group comes together on days with
//! lessons. Here follows what does not: a course's session that falls away is called off, what it
//! cost comes back to those who paid, and a day that is added makes up for the nearest session that
//! the calendar took, whose refund is taken back unless it was paid out. A session whose roll was
//! called was held, whatever the calendar says afterwards. Families are told once a day and family,
//! and the school how many.
//!
//! Each school remembers what it last followed on a day, so that an event that is heard twice does
//! nothing the second time.

pub mod actions;
pub mod rules;
pub mod store;
mod telling;
#[cfg(test)]
mod tests;

use directory::events::DayChanged;
use platform::jobs::{Ending, JobContext, JobKind, Work};

/// What is done when a day of the calendar is changed.
pub const FOLLOW: JobKind = JobKind {
    name: "aftercare.follow-calendar",
    label: "校历变动后处理课后服务",
    run: follow,
    attempts_max: 5,
    schedule: None,
};

fn follow(context: JobContext) -> Work {
    Box::pin(async move {
        let changed: DayChanged = context.payload()?;
        let schools = actions::follow(&context, changed).await?;
        let families = telling::tell(&context, changed.day).await?;
        Ok(Ending::new(format!("{schools} 所学校随校历调整，通知家长 {families} 人")))
    })
}
