//! What is kept for how long, and erasing one person: rules of the modules, run as jobs.

use db::Tx;
use futures_util::{FutureExt as _, future::BoxFuture};
use jiff::{
    SignedDuration, Timestamp,
    civil::{self, Date},
};
use serde::{Deserialize, Serialize};
use vocab::{Id, JobId, Kind};

use super::store;
use crate::{
    Act,
    jobs::{self, Ending, JobContext, JobError, JobKind, Schedule},
    requests,
};

/// What goes at once, so that the writes of others wait only for a moment.
const BATCH: i64 = 500;

/// Before when something goes: in real time and by the cell's calendar.
#[derive(Debug, Clone, Copy)]
pub struct Cutoff {
    /// Real time.
    pub at: Timestamp,
    /// Civil time.
    pub day: Date,
    /// How many rows may go in this step.
    pub limit: i64,
}

/// How long a kind of thing is kept. Declared by the module that owns its table.
pub struct Retention {
    /// Its word in the audit trail.
    pub name: &'static str,
    /// As people read it.
    pub label: &'static str,
    /// Why so long: the law, or what it is for.
    pub basis: &'static str,
    /// How long.
    pub days: i64,
    /// Deletes what is older, up to the limit, and says how many rows went.
    pub run: for<'a> fn(&'a mut Tx, Cutoff) -> BoxFuture<'a, Result<u64, db::Error>>,
}

/// Erases one person from the tables of a module, or what may go of them.
pub struct Eraser {
    /// Of whom: the prefix of the identifier.
    pub subject_kind: &'static str,
    /// What goes, as people read it.
    pub label: &'static str,
    /// Erases, and says how many rows went or were made anonymous.
    pub run: for<'a> fn(&'a mut Tx, i64) -> BoxFuture<'a, Result<u64, db::Error>>,
}

/// What becomes of a table that names people when one of them is erased. Every table that does is
/// declared by its module; a test across the house finds one that was forgotten.
#[derive(Debug, Clone, Copy)]
pub struct PersonalTable {
    /// The table.
    pub table: &'static str,
    /// What becomes of its rows.
    pub fate: Fate,
}

/// What becomes of rows about someone who is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// An [`Eraser`] deletes them, or takes what is personal out of them.
    Erased,
    /// They stay, for this reason: a law, or that they hold a number and nothing else.
    Stays(&'static str),
}

impl PersonalTable {
    /// A table that an eraser looks after.
    pub const fn erased(table: &'static str) -> Self {
        Self { table, fate: Fate::Erased }
    }

    /// A table whose rows stay.
    pub const fn stays(table: &'static str, why: &'static str) -> Self {
        Self { table, fate: Fate::Stays(why) }
    }
}

/// The rules of all modules, as a service of each cell.
#[derive(Clone, Default)]
pub struct Keeping {
    /// What is kept for how long.
    pub retention: Vec<&'static Retention>,
    /// What erases a person.
    pub erasers: Vec<&'static Eraser>,
}

/// Deletes what was kept long enough, each night.
pub(crate) const RETAIN: JobKind = JobKind {
    name: "privacy.retention",
    label: "清理到期数据",
    run: retain,
    attempts_max: 3,
    schedule: Some(Schedule::Daily(civil::time(2, 30, 0, 0))),
};

/// Erases one person.
pub(crate) const ERASE: JobKind = JobKind {
    name: "privacy.erase",
    label: "删除个人信息",
    run: erase,
    attempts_max: 5,
    schedule: None,
};

fn keeping(context: &JobContext) -> Keeping {
    context.cell.find_service::<Keeping>().cloned().unwrap_or_default()
}

fn retain(context: JobContext) -> BoxFuture<'static, Result<Ending, JobError>> {
    async move {
        let rules = keeping(&context).retention;
        let total = i64::try_from(rules.len()).unwrap_or(0);
        let mut gone = 0;
        for (done, rule) in (0..).zip(rules) {
            context.progress(done, total).await?;
            gone += apply(&context, rule).await?;
        }
        Ok(Ending::new(format!("清理了 {gone} 条到期数据。")).at("/retention"))
    }
    .boxed()
}

/// Applies one rule until nothing more is old enough. Each step is an act of its own.
async fn apply(context: &JobContext, rule: &'static Retention) -> Result<u64, db::Error> {
    let at = context.clock.now() - SignedDuration::from_hours(24 * rule.days);
    let today = context.cell.calendar.today();
    let day = today.saturating_sub(jiff::Span::new().days(rule.days));
    let cutoff = Cutoff { at, day, limit: BATCH };
    let mut gone = 0;
    loop {
        let step: Result<u64, NothingOld> = crate::act!(*context, "privacy.retention", |act| {
            let rows = (rule.run)(act.tx(), cutoff).await?;
            if rows == 0 {
                return Err(NothingOld::Nothing);
            }
            act.note("rule", rule.name);
            act.note("rows", rows);
            Ok(rows)
        });
        match step {
            Ok(rows) => gone += rows,
            Err(NothingOld::Nothing) => return Ok(gone),
            Err(NothingOld::Db(error)) => return Err(error),
        }
    }
}

/// Nothing is old enough: no act is recorded.
#[derive(Debug, thiserror::Error)]
enum NothingOld {
    #[error("nothing is old enough")]
    Nothing,
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl db::Retry for NothingOld {
    fn database(&self) -> Option<&db::Error> {
        match self {
            Self::Db(error) => Some(error),
            Self::Nothing => None,
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Order {
    kind: String,
    bits: i64,
}

/// Has a person erased by all modules, within the act that decides so. Whether the law lets them
/// go is for the caller to have checked.
pub async fn order_erasure<K: Kind>(act: &mut Act<'_>, subject: Id<K>) -> Result<JobId, db::Error> {
    order_erasure_of(act, (K::PREFIX, subject.bits())).await
}

/// The same for someone named by the prefix of the identifier and its bits.
pub(crate) async fn order_erasure_of(
    act: &mut Act<'_>,
    (kind, bits): (&str, i64),
) -> Result<JobId, db::Error> {
    let order = Order { kind: kind.to_owned(), bits };
    let payload = serde_json::to_string(&order).unwrap_or_default();
    let title = format!("删除个人信息：{}", crate::audit::shown(kind, bits));
    jobs::add(act, &ERASE, &title, &payload).await
}

fn erase(context: JobContext) -> BoxFuture<'static, Result<Ending, JobError>> {
    async move {
        let order: Order = context.payload()?;
        let erasers = keeping(&context).erasers;
        let erased: Result<u64, db::Error> = crate::act!(context, "privacy.erase", |act| {
            act.note("subject", format!("{}:{}", order.kind, order.bits));
            let mut rows = store::erase_personal(act.tx(), &order.kind, order.bits).await?;
            for eraser in erasers.iter().filter(|it| it.subject_kind == order.kind) {
                rows += (eraser.run)(act.tx(), order.bits).await?;
            }
            act.note("rows", rows);
            requests::erased(act, (&order.kind, order.bits)).await?;
            Ok(rows)
        });
        Ok(Ending::new(format!(
            "已删除或去标识 {} 条数据；审计记录只留下编号和加盐摘要。",
            erased?
        )))
    }
    .boxed()
}

/// The rules of this floor.
pub(crate) const RULES: &[Retention] = &[
    Retention {
        name: "look",
        label: "谁看过的记录",
        basis: "供监护人查询和追责，保存三年",
        days: 1095,
        run: |tx, it| store::delete_looks(tx, it.at, it.limit).boxed(),
    },
    Retention {
        name: "act-personal",
        label: "审计记录旁的个人信息",
        basis: "网络安全法第二十一条要求日志至少六个月；此处三年，到期只留加盐摘要",
        days: 1095,
        run: |tx, it| store::delete_act_personal(tx, it.at, it.limit).boxed(),
    },
    Retention {
        name: "message",
        label: "外发消息的发送记录",
        basis: "供查证是否送达，保存半年",
        days: 183,
        run: |tx, it| store::delete_messages(tx, it.at, it.limit).boxed(),
    },
    Retention {
        name: "inbox",
        label: "已读的站内消息",
        basis: "读过一年后不再需要",
        days: 366,
        run: |tx, it| store::delete_inbox(tx, it.at, it.limit).boxed(),
    },
    Retention {
        name: "job",
        label: "已结束的后台任务",
        basis: "供查看结果，保存半年",
        days: 183,
        run: |tx, it| store::delete_jobs(tx, it.at, it.limit).boxed(),
    },
    crate::files::REMOVED,
    crate::answers::KEPT,
    requests::PROOFS_KEPT,
    requests::REQUESTS_KEPT,
    Retention {
        name: "clearance",
        label: "查看加密信息的审批记录",
        basis: "供查证和追责，保存三年，且不早于凭它查看的记录",
        days: 1095,
        run: |tx, it| store::delete_clearances(tx, it.at, it.limit).boxed(),
    },
];
