//! Puts away what log-ins leave behind.

use futures_util::{FutureExt as _, future::BoxFuture};
use jiff::{SignedDuration, civil::time};

use super::store;
use crate::jobs::{Ending, JobContext, JobError, JobKind, Schedule};

/// How long a session that ended is kept. Who logged in when stands in the audit trail for good.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Deletes old sessions, every night.
pub const SWEEP: JobKind = JobKind {
    name: "accounts.sweep",
    label: "清理过期的登录",
    run: sweep,
    attempts_max: 3,
    schedule: Some(Schedule::Daily(time(3, 10, 0, 0))),
};

fn sweep(context: JobContext) -> BoxFuture<'static, Result<Ending, JobError>> {
    async move {
        let before = context.clock.now() - KEPT;
        let swept: Result<u64, db::Error> = db::write!(context.cell.db, "sweep sessions", |tx| {
            crate::codes::delete_codes(tx, before).await?;
            crate::providers::delete_attempts(tx, before).await?;
            store::delete_sessions(tx, before).await
        });
        Ok(Ending::new(format!("清理了 {} 条过期的登录", swept?)))
    }
    .boxed()
}
