//! The job that does what was held.

use platform::jobs::{Ending, JobContext, JobKind, Work};

use super::actions::{self, Held};

/// A choice of programmes, acted on when its minute is over.
pub const BULK: JobKind = JobKind {
    name: "aftercare.programme.bulk",
    label: "方案批量办理",
    run: carry_out,
    attempts_max: 5,
    schedule: None,
};

fn carry_out(context: JobContext) -> Work {
    Box::pin(async move {
        let held: Held = context.payload()?;
        let outcome = actions::carry_out(&context, &held).await?;
        let done = format!("已办理 {} 所学校", outcome.done);
        let words = match outcome.left.as_slice() {
            [] => done,
            left => format!("{done};{} 的方案在此期间已变化，没有办理", left.join("、")),
        };
        Ok(Ending::new(words).at("/aftercare/programmes"))
    })
}
