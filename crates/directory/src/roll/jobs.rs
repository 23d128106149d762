//! The long work of an import: looking at the file, taking over what was confirmed.

use platform::jobs::{Ending, JobContext, JobError, JobKind};
use serde::{Deserialize, Serialize};
use vocab::PlaceId;

use super::{
    Follow, ImportState, RollImportId,
    apply::{Applying, Confirm, apply},
    check::{Checking, check},
};
use crate::{Error, store};

/// Looks at a file.
pub(crate) const CHECK: JobKind = JobKind {
    name: "directory.roll.check",
    label: "核对学籍表",
    run: |job| Box::pin(looking(job)),
    attempts_max: 3,
    schedule: None,
};

/// Takes over what was confirmed.
pub(crate) const APPLY: JobKind = JobKind {
    name: "directory.roll.apply",
    label: "按学籍表更新",
    run: |job| Box::pin(applying(job)),
    attempts_max: 5,
    schedule: None,
};

#[derive(Debug, Serialize, Deserialize)]
struct Task {
    import: RollImportId,
    place: PlaceId,
    #[serde(default)]
    confirmed: Vec<String>,
}

/// What a check's job reads.
pub(super) fn payload(import: RollImportId, place: PlaceId) -> String {
    confirmed(import, place, &[])
}

/// What the job of taking over reads.
pub(super) fn confirmed(import: RollImportId, place: PlaceId, kinds: &[Confirm]) -> String {
    let confirmed = kinds.iter().map(|it| it.key().to_owned()).collect();
    serde_json::to_string(&Task { import, place, confirmed }).unwrap_or_default()
}

/// An error as the person who started the job is told it.
fn told(error: Error) -> JobError {
    match error {
        Error::Db(error) => JobError::Db(error),
        Error::Lost => JobError::Lost,
        other => JobError::Final(other.to_string()),
    }
}

async fn looking(job: JobContext) -> Result<Ending, JobError> {
    let task: Task = job.payload()?;
    let checking = Checking {
        db: job.db(),
        sealer: job.cell.service(),
        ids: &job.ids,
        now: job.clock.now(),
        demo: job.cell.demo,
    };
    let done = check(&checking, task.place, task.import, Follow::Job(&job)).await;
    let summary = done.map_err(told)?;
    let link = format!("/roll/{}", task.import);
    let import = super::load(job.db(), task.place, task.import).await.map_err(told)?;
    if let Some(refusal) = import.refusal {
        return Ok(Ending::new(format!("文件无法读取，没有核对。{refusal}")).at(link));
    }
    let words = format!(
        "共 {} 行：新增 {}，班级变动 {}，信息不同 {}，有误 {}；另有 {} 人不在表中",
        summary.rows, summary.new, summary.moved, summary.changed, summary.faulty, summary.absent
    );
    Ok(Ending::new(words).at(link))
}

async fn applying(job: JobContext) -> Result<Ending, JobError> {
    let task: Task = job.payload()?;
    let confirmed: Vec<Confirm> =
        task.confirmed.iter().filter_map(|it| Confirm::from_key(it)).collect();
    let (place, id) = (task.place, task.import);
    // Taken up again after a failure, it had gone back to where it can be confirmed.
    let found: Result<_, db::Error> = db::write!(job.db(), "roll applying", |tx| {
        store::roll::set_state(tx, id, ImportState::Checked, ImportState::Applying).await?;
        let import = store::roll::find_import(tx, place, id).await?;
        let mut summary = store::roll::summary(tx, id).await?;
        summary.absent = store::roll::count_absent(tx, id).await?;
        Ok((import, summary))
    });
    let (import, summary) = found?;
    let gone = || JobError::Final("这次导入已经不存在，请重新上传学籍表。".to_owned());
    let import = import.ok_or_else(gone)?;
    let total = confirmed.iter().map(|it| match it {
        Confirm::New => summary.new,
        Confirm::Moves => summary.moved,
        Confirm::Changes => summary.changed,
        Confirm::Left => summary.absent,
    });
    let total: i64 = total.sum();
    let follow = (Follow::Job(&job), total);
    let applying = Applying { source: &job, sealer: job.cell.service(), demo: job.cell.demo };
    let done = apply(&applying, &import, &confirmed, follow).await;
    if let Err(Error::Lost) = done {
        return Err(JobError::Lost);
    }
    // What failed can be confirmed again: each row says whether it was taken over.
    let ended: Result<bool, db::Error> = db::write!(job.db(), "roll applied", |tx| {
        store::roll::set_state(tx, id, ImportState::Applying, ImportState::Checked).await
    });
    let done = done.map_err(told)?;
    ended?;
    Ok(Ending::new(format!("已更新 {done} 人次")).at(format!("/roll/{id}")))
}
