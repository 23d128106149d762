//! Telling those whom a new version is put to, some hundred at a time.
//!
//! Accounts that are not in use yet need no notice: they are asked after their first log-in. How far
//! the telling got is kept with what was told, so that a broken job tells nobody twice.

use std::sync::Arc;

use futures_util::{FutureExt as _, future::BoxFuture};
use serde::{Deserialize, Serialize};
use vocab::AccountId;

use super::{
    model::{Text, TextId},
    rules, store,
};
use crate::{
    jobs::{Ending, JobContext, JobError, JobKind},
    privacy::Wards,
    settings,
};

/// How many are told in one act.
const BATCH: i64 = 300;

/// Tells of a new version.
pub(crate) const TELL: JobKind = JobKind {
    name: "consent.tell",
    label: "通知告知文本的新版本",
    run: tell,
    attempts_max: 5,
    schedule: None,
};

#[derive(Debug, Serialize, Deserialize)]
struct Task {
    text: TextId,
}

/// What the job reads.
pub(super) fn payload(text: TextId) -> String {
    serde_json::to_string(&Task { text }).unwrap_or_default()
}

fn tell(context: JobContext) -> BoxFuture<'static, Result<Ending, JobError>> {
    async move {
        let task: Task = context.payload()?;
        let found: Result<Option<Text>, db::Error> =
            db::read!(context.db(), "text to tell", |tx| { store::find_text(tx, task.text).await });
        let text = found?.ok_or_else(|| JobError::Final("这份文本已经不存在。".to_owned()))?;
        let mut told = 0;
        loop {
            let count = tell_some(&context, &text).await?;
            if count == 0 {
                return Ok(Ending::new(format!("通知 {told} 人")).at("/consents/texts"));
            }
            told += count;
        }
    }
    .boxed()
}

/// Tells the next ones. Says how many there were.
async fn tell_some(context: &JobContext, text: &Text) -> Result<usize, db::Error> {
    let key = format!("consent.told.{}", text.id);
    let from: Result<Option<String>, db::Error> =
        db::read!(context.db(), "told so far", |tx| { settings::find(tx, &key).await });
    let after: i64 = from?.and_then(|it| it.parse().ok()).unwrap_or(0);
    let accounts = next(context, text, after).await?;
    let Some(last) = accounts.last() else { return Ok(0) };
    let asks = if text.kind.is_per_child() { "请为孩子作答" } else { "请阅读" };
    let title = format!("{},{} 起施行，{asks}", text.name(), text.since);
    let in_force = text.since <= context.cell.calendar.today();
    // Before its day there is nothing to answer, but it can be read.
    let link = if in_force { "/consents".to_owned() } else { format!("/texts/{}", text.id) };
    crate::act!(*context, "consent.tell", |act| {
        for account in &accounts {
            act.tell(*account, title.as_str(), link.as_str());
        }
        act.about(text.id);
        act.note("accounts", accounts.len());
        settings::set(act.tx(), &key, &last.bits().to_string()).await?;
        Ok(accounts.len())
    })
}

async fn next(context: &JobContext, text: &Text, after: i64) -> Result<Vec<AccountId>, db::Error> {
    if !text.kind.is_per_child() {
        return db::read!(context.db(), "accounts to tell", |tx| {
            store::active_accounts(tx, (after, BATCH)).await
        });
    }
    let today = context.cell.calendar.today();
    let born_after = text.kind.age_below().map(|age| rules::born_by(age, today));
    match context.cell.find_service::<Arc<dyn Wards>>() {
        Some(known) => known.concerned(context.db(), (born_after, today), (after, BATCH)).await,
        None => Ok(Vec::new()),
    }
}
