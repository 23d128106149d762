//! Sealing everything anew with the current key, as a job.

use futures_util::{FutureExt as _, future::BoxFuture};
use serde::{Deserialize, Serialize};
use vocab::JobId;

use super::{Field, KeyError, Sealer, store};
use crate::{
    Act,
    jobs::{self, Ending, JobContext, JobError, JobKind},
};

/// How many values are looked at in one transaction.
const BATCH: i64 = 500;

/// A column that holds sealed values; see [`sealed_column!`](crate::sealed_column).
#[derive(Debug, Clone, Copy)]
pub struct SealedColumn {
    /// `student.id_sealed`.
    pub name: &'static str,
    /// What its values are sealed as.
    pub field: Field,
    /// Whether each is bound to its row.
    pub is_bound: bool,
    /// Counts the values.
    pub count: &'static str,
    /// Reads some of them by row.
    pub page: &'static str,
    /// Writes some of them: the parts before and after the list.
    pub set: (&'static str, &'static str),
}

/// The sealed columns of all modules, as a service of each cell.
#[derive(Debug, Clone, Default)]
pub struct SealedColumns(pub Vec<SealedColumn>);

/// Seals everything anew with the current key.
pub(crate) const ROTATE: JobKind = JobKind {
    name: "seal.rotate",
    label: "用新密钥重新加密",
    run: rotate,
    attempts_max: 10,
    schedule: None,
};

/// Has everything sealed anew with the key that is current when the job runs.
pub async fn order_rotation(act: &mut Act<'_>) -> Result<JobId, db::Error> {
    jobs::add(act, &ROTATE, ROTATE.label, "null").await
}

/// Where the job has got to.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Progress {
    /// The column's place in the list by name: a list that changed meanwhile harms nothing.
    column: String,
    after: i64,
    done: i64,
    resealed: i64,
    unreadable: i64,
}

fn rotate(context: JobContext) -> BoxFuture<'static, Result<Ending, JobError>> {
    async move {
        let sealer = context.cell.service::<Sealer>().clone();
        sealer.refresh().map_err(|it: KeyError| JobError::Later(it.to_string()))?;
        let mut columns =
            context.cell.find_service::<SealedColumns>().cloned().unwrap_or_default().0;
        columns.sort_by_key(|it| it.name);
        let total = total(&context, &columns).await?;
        let saved = context.checkpoint.as_deref().and_then(|it| serde_json::from_str(it).ok());
        let mut progress: Progress = saved.unwrap_or_default();
        for column in &columns {
            if column.name < progress.column.as_str() {
                continue;
            }
            if column.name != progress.column {
                (progress.column, progress.after) = (column.name.to_owned(), i64::MIN);
            }
            while step(&context, &sealer, column, &mut progress).await? {
                let checkpoint = serde_json::to_string(&progress).unwrap_or_default();
                context.save(progress.done.min(total), total, &checkpoint).await?;
            }
        }
        let key = sealer.current_key();
        let words = format!("用密钥 {key} 重新加密了 {} 条", progress.resealed);
        match progress.unreadable {
            0 => Ok(Ending::new(format!("{words}，全部数据现在都用它加密。"))),
            bad => Ok(Ending::new(format!(
                "{words};{bad} 条打不开，保持原样：缺少当时的密钥或数据被改动，请恢复密钥文件备份后重做。"
            ))),
        }
    }
    .boxed()
}

async fn total(context: &JobContext, columns: &[SealedColumn]) -> Result<i64, db::Error> {
    db::read!(context.db(), "count sealed", |tx| {
        let mut total = 0;
        for column in columns {
            total += store::count(tx, column).await?;
        }
        Ok(total)
    })
}

/// Goes over some values of a column: read and written in one transaction, so that what a person
/// changes meanwhile is not undone. Says whether there were any.
async fn step(
    context: &JobContext,
    sealer: &Sealer,
    column: &SealedColumn,
    progress: &mut Progress,
) -> Result<bool, db::Error> {
    let after = progress.after;
    let done: Result<Progress, db::Error> = db::write!(context.db(), "reseal", |tx| {
        let mut step = progress.clone();
        let mut fresh = Vec::new();
        for (row, text) in store::page(tx, column, after, BATCH).await? {
            let field = if column.is_bound { column.field.at(row) } else { column.field };
            match sealer.reseal(field, &text) {
                Ok(Some(text)) => fresh.push((row, text)),
                Ok(None) => {}
                Err(error) => {
                    tracing::error!(column = column.name, row, "not sealed anew: {error}");
                    step.unreadable += 1;
                }
            }
            step.after = row;
            step.done += 1;
        }
        store::set(tx, column, &fresh).await?;
        step.resealed += i64::try_from(fresh.len()).unwrap_or(0);
        Ok(step)
    });
    let step = done?;
    let any = step.done > progress.done;
    *progress = step;
    Ok(any)
}
