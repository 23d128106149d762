//! What happens to courses by the clock: seats of a window that is over are given out, and a held
//! seat that nobody answers for goes to the next.

use jiff::SignedDuration;
use offering::{
    actions as seats,
    store::{bookings, offers},
};
use platform::jobs::{Ending, JobContext, JobKind, Schedule, Work};
use vocab::StudentId;

use super::{actions::tell, seating::settle};
use crate::aftercare::error::Error;

/// Once a minute.
pub const TURN: JobKind = JobKind {
    name: "aftercare.seats",
    label: "拓展课程派位与候补",
    run: turn,
    attempts_max: 3,
    schedule: Some(Schedule::Every(SignedDuration::from_secs(60))),
};

fn turn(context: JobContext) -> Work {
    Box::pin(async move {
        let settled = settle_all(&context).await?;
        let promoted = lapse(&context).await?;
        Ok(Ending::new(format!("派位 {settled} 轮，候补递补 {promoted} 人")))
    })
}

/// Gives out the seats of every window that is over. Each is an act of its own; one that someone
/// settled meanwhile is left alone.
async fn settle_all(context: &JobContext) -> Result<usize, Error> {
    let now = context.cell.calendar.now();
    let due: Result<_, db::Error> = db::read!(context.cell.db, "rounds to settle", |tx| {
        offers::rounds_to_settle(tx, now).await
    });
    let mut settled = 0;
    for round in due? {
        match settle(context, &context.cell, round.id, None).await {
            Ok(_) => settled += 1,
            Err(Error::Stale | Error::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(settled)
}

async fn lapse(context: &JobContext) -> Result<usize, Error> {
    let now = context.cell.calendar.now();
    let due: Result<i64, db::Error> = db::read!(context.cell.db, "seats to lapse", |tx| {
        bookings::count_to_lapse(tx, now).await
    });
    if due? == 0 {
        return Ok(0); // No record of a turn that did nothing.
    }
    platform::act!(context, "aftercare.course.lapse", |act| {
        let now = act.origin().civil_now;
        let promoted = seats::lapse(act.tx(), now).await?;
        let next: Vec<StudentId> = promoted.iter().map(|it| it.student).collect();
        act.note("promoted", next.len());
        tell(act, &next, "拓展课程有空位，请尽快确认").await?;
        Ok(next.len())
    })
}
