//! What follows when children change schools or classes, and when a term begins.
//!
//! The directory tells of a move; here the part in care ends at the old school, its courses are
//! left with what was not used coming back, and the family is told. Who only changes classes goes
//! on in the group of the new one. A listener may hear of a move twice: what is ended is not ended
//! again.

pub mod actions;
pub mod new_term;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;

use directory::events::{Moved, TermStarted};
use jiff::civil::time;
use platform::jobs::{Ending, JobContext, JobKind, Schedule, Work};

pub use new_term::copy_for_school;

/// What is done when children move.
pub const FOLLOW: JobKind = JobKind {
    name: "aftercare.follow-moves",
    label: "学籍变动后处理课后服务",
    run: follow,
    attempts_max: 5,
    schedule: None,
};

/// Moves whose day has come since: their courses end with it.
pub const SWEEP: JobKind = JobKind {
    name: "aftercare.follow-moves-due",
    label: "到期的学籍变动：退出原校课程",
    run: sweep,
    attempts_max: 5,
    schedule: Some(Schedule::Daily(time(1, 30, 0, 0))),
};

/// What is done when a term begins.
pub const NEW_TERM: JobKind = JobKind {
    name: "aftercare.new-term",
    label: "新学期课后服务方案草稿",
    run: begin,
    attempts_max: 5,
    schedule: None,
};

fn follow(context: JobContext) -> Work {
    Box::pin(async move {
        let moved: Moved = context.payload()?;
        let done = actions::follow(&context, &moved).await?;
        Ok(Ending::new(format!("结束或转班 {} 项，退出课程 {} 门", done.care, done.courses)))
    })
}

fn sweep(context: JobContext) -> Work {
    Box::pin(async move {
        let courses = actions::leave_courses(&context, None).await?;
        Ok(Ending::new(format!("退出课程 {courses} 门")))
    })
}

fn begin(context: JobContext) -> Work {
    Box::pin(async move {
        let started: TermStarted = context.payload()?;
        let made = new_term::copy_all(&context, started.term).await?;
        Ok(Ending::new(format!("生成方案草稿 {made} 份")))
    })
}
