//! Takes away contents that no file needs: first the key, then the bytes, then the row.

use futures_util::{FutureExt as _, future::BoxFuture};
use jiff::{SignedDuration, civil::time};

use super::{actions::preview_name, model::ContentId, shelf::Files, store};
use crate::{
    jobs::{Ending, JobContext, JobError, JobKind, Schedule},
    privacy::Retention,
};

/// A content that nothing needs is left alone so long: the act that gives it to something may be
/// under way.
const GRACE: SignedDuration = SignedDuration::from_hours(24);
const BATCH: i64 = 200;

/// Takes away contents that no file needs, each night.
pub(crate) const SWEEP: JobKind = JobKind {
    name: "files.sweep",
    label: "清理无用的附件",
    run: sweep,
    attempts_max: 3,
    schedule: Some(Schedule::Daily(time(3, 0, 0, 0))),
};

/// Rows of files that were taken away.
pub(crate) const REMOVED: Retention = Retention {
    name: "file",
    label: "已删除附件的登记",
    basis: "删除后一年内可查证谁删除了什么，只留摘要；附件本身在删除的次日清除",
    days: 366,
    run: |tx, it| store::delete_removed(tx, it.at, it.limit).boxed(),
};

fn sweep(context: JobContext) -> BoxFuture<'static, Result<Ending, JobError>> {
    async move {
        let files = context.cell.service::<Files>().clone();
        let before = context.clock.now() - GRACE;
        let mut gone = 0;
        loop {
            let forgotten: Result<Vec<ContentId>, db::Error> =
                db::write!(context.db(), "forget contents", |tx| {
                    store::forget_unneeded(tx, before, BATCH).await?;
                    store::forgotten(tx, BATCH).await
                });
            let forgotten = forgotten?;
            if forgotten.is_empty() {
                return Ok(Ending::new(format!("清理了 {gone} 个无用的附件。")));
            }
            for id in &forgotten {
                let name = id.to_string();
                files.shelf.remove(&preview_name(&name)).await.map_err(|it| later(&it))?;
                files.shelf.remove(&name).await.map_err(|it| later(&it))?;
            }
            let deleted: Result<u64, db::Error> = db::write!(context.db(), "gone contents", |tx| {
                store::delete_forgotten(tx, &forgotten).await
            });
            gone += deleted?;
            let done = i64::try_from(gone).unwrap_or(i64::MAX);
            context.progress(done, done).await?;
        }
    }
    .boxed()
}

fn later(error: &std::io::Error) -> JobError {
    JobError::Later(format!("附件存放处读写失败：{}。请检查磁盘、权限或对象存储。", error.kind()))
}
