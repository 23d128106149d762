//! What happens by the clock: draws that are due are drawn, results whose moment has come come out.

use jiff::SignedDuration;
use platform::{
    effects::Effects,
    jobs::{Ending, JobContext, JobError, JobKind, Schedule, Work},
};

use crate::{Error, actions, model::DrawingId, rules::Refusal, steps::Desk, store};

/// Once a minute.
pub(crate) const TURN: JobKind = JobKind {
    name: "drawing.turn",
    label: "到时抽取，到时公开",
    run: |context| turn(context),
    attempts_max: 3,
    schedule: Some(Schedule::Every(SignedDuration::from_secs(60))),
};

fn turn(context: JobContext) -> Work {
    Box::pin(async move {
        let done = go(&context).await.map_err(|error| match error {
            Error::Db(error) => JobError::Db(error),
            other => JobError::Later(other.to_string()),
        })?;
        Ok(Ending::new(format!("抽取 {} 次，公开 {} 次", done.0, done.1)))
    })
}

async fn go(context: &JobContext) -> Result<(usize, usize), Error> {
    let now = context.cell.calendar.now();
    let read: Result<_, Error> = db::read!(context.cell.db, "drawings due", |tx| {
        Ok((store::due(tx, now).await?, store::to_reveal(tx, now).await?))
    });
    let (due, hidden) = read?;
    let (desk, effects) = (Desk::of(&context.cell), context.cell.service::<Effects>());
    let (mut drawn, mut out) = (0, 0);
    for id in due {
        drawn += once(actions::run_due(context, id, (desk, effects)).await, id)?;
    }
    for id in hidden {
        out += once(actions::reveal_due(context, id, effects).await, id)?;
    }
    Ok((drawn, out))
}

/// One that somebody dealt with meanwhile, or whose value is not out, is left for the next turn.
fn once(done: Result<(), Error>, id: DrawingId) -> Result<usize, Error> {
    match done {
        Ok(()) => Ok(1),
        Err(Error::Stale | Error::Refused(Refusal::NotYet(_) | Refusal::Stage(_))) => Ok(0),
        Err(Error::Refused(why)) => {
            tracing::warn!(%id, "a drawing that is due was not drawn: {why}");
            Ok(0)
        }
        Err(error) => Err(error),
    }
}
