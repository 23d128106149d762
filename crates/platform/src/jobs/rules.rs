//! When a job is tried again, and when a schedule has a turn.

use jiff::{SignedDuration, Timestamp, civil};

use super::model::{JobError, JobKind, Schedule};

/// How long a taken job is left to whoever took it without a word.
pub(super) const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// The first pause after a failure; each further one is twice as long.
const PAUSE_SECS: i64 = 5;
const PAUSE_SECS_MAX: i64 = 600;

/// What becomes of a job whose attempt failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Again, not before this moment.
    Again(Timestamp),
    /// Never.
    Failed,
}

/// What becomes of a job of `kind` whose attempt number `attempts` failed with `error`.
pub(super) fn after_failure(
    kind: &JobKind,
    attempts: i64,
    error: &JobError,
    now: Timestamp,
) -> Verdict {
    if matches!(error, JobError::Final(_)) || attempts >= kind.attempts_max {
        return Verdict::Failed;
    }
    let doubled =
        u32::try_from(attempts - 1).ok().and_then(|it| PAUSE_SECS.checked_shl(it.min(10)));
    let pause = doubled.unwrap_or(PAUSE_SECS_MAX).min(PAUSE_SECS_MAX);
    Verdict::Again(now + SignedDuration::from_secs(pause))
}

/// The number of the turn that `schedule` is in: it grows by one where a new turn begins.
pub(super) fn turn(schedule: Schedule, now: Timestamp, civil_now: civil::DateTime) -> i64 {
    match schedule {
        Schedule::Every(span) => now.as_second().div_euclid(span.as_secs().max(1)),
        Schedule::Daily(time) => {
            let days = civil_now.date().duration_since(civil::date(1970, 1, 1)).as_hours() / 24;
            if civil_now.time() >= time { days } else { days - 1 }
        }
    }
}
