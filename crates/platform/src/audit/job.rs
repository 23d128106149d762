//! The check of the whole chain as a job: each night by itself, and when the auditor asks.

use futures_util::{FutureExt as _, future::BoxFuture};
use jiff::civil;
use serde::{Deserialize, Serialize};
use vocab::AccountId;

use super::{
    actions::Check,
    model::{Head, Report},
    store,
};
use crate::jobs::{Ending, JobContext, JobError, JobKind, Schedule};

/// The check of the chain.
pub(crate) const CHECK: JobKind = JobKind {
    name: "audit.check",
    label: "校验审计链",
    run: check,
    attempts_max: 3,
    schedule: Some(Schedule::Daily(civil::time(3, 30, 0, 0))),
};

/// How many findings are written out.
const FINDINGS_SHOWN: usize = 20;

/// What the auditor asks for.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Order {
    /// A head that was kept, as it is printed.
    pub kept: Option<String>,
}

fn check(context: JobContext) -> BoxFuture<'static, Result<Ending, JobError>> {
    async move {
        let order: Option<Order> = context.payload()?;
        let kept: Option<Head> = order.and_then(|it| it.kept).and_then(|it| it.parse().ok());
        let last: Result<_, db::Error> =
            db::read!(context.db(), "last block", |tx| { store::last_block(tx).await });
        let total = last?.map_or(0, |it| it.number);
        let mut check = Check::new(kept);
        while check.step(context.db()).await? {
            context.progress(check.number().min(total), total).await?;
        }
        let report = check.end(context.db()).await?;
        if !report.is_whole() {
            warn(&context, &report).await?;
        }
        Ok(Ending::new(told(&report)).at("/audit/chain"))
    }
    .boxed()
}

/// Tells every auditor, whoever asked.
async fn warn(context: &JobContext, report: &Report) -> Result<(), db::Error> {
    tracing::error!(
        cell = context.cell.key,
        findings = report.findings.len(),
        "audit chain broken"
    );
    let today = context.cell.calendar.today();
    crate::act!(*context, "audit.broken", |act| {
        act.note("findings", report.findings.len());
        let auditors: Vec<AccountId> = store::auditors(act.tx(), today).await?;
        let title = format!("审计链校验发现 {} 处异常，请立即核查", report.findings.len());
        for auditor in auditors {
            act.tell(auditor, title.clone(), "/audit/chain");
        }
        Ok(())
    })
}

/// The report in words.
pub(super) fn told(report: &Report) -> String {
    let counted = format!("核对了 {} 个区块、{} 条记录", report.blocks, report.records);
    if report.is_whole() {
        return format!("{counted}，全部完好。");
    }
    let all = report.findings.len();
    let shown: Vec<String> =
        report.findings.iter().take(FINDINGS_SHOWN).map(ToString::to_string).collect();
    let more = if all > FINDINGS_SHOWN { format!("；等共 {all} 处") } else { String::new() };
    format!("{counted}，发现 {all} 处异常：{}{more}。", shown.join("；"))
}
