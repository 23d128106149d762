//! What there is to erase of an account, what the law wants kept of it, and how long requests are.

use futures_util::FutureExt as _;
use jiff::SignedDuration;
use vocab::{Kind as _, names::kinds};

use super::{hooks::Duty, store};
use crate::privacy::{Eraser, Retention};

/// What goes of an account.
pub(crate) const ERASERS: &[Eraser] = &[Eraser {
    subject_kind: kinds::AccountId::PREFIX,
    label: "站内消息",
    run: |tx, bits| store::erase_inbox(tx, bits).boxed(),
}];

/// What must be kept of one.
pub(crate) const DUTIES: &[Duty] = &[Duty {
    subject_kind: kinds::AccountId::PREFIX,
    label: "账号、登录和操作记录",
    basis: "网络安全法第二十一条要求网络日志至少留存六个月;未成年人网络保护条例第三十六条要求记录工作人员访问未成年人信息的情况",
    holds: |_, _, _| Box::pin(async { Ok(true) }),
}];

/// How long a proof is kept once what it proved is decided.
const PROOF_DAYS: i64 = 30;
const REQUEST_DAYS: i64 = 1095;

/// How long what belongs to requests is kept.
pub(crate) const PROOFS_KEPT: Retention = Retention {
    name: "request-proof",
    label: "更正、删除申请的证明材料",
    basis: "户口簿等材料只为核对而收,办结 30 天后不再需要",
    days: PROOF_DAYS,
    run: |tx, it| {
        let now = it.at + SignedDuration::from_hours(24 * PROOF_DAYS);
        store::remove_proofs(tx, it.day, now, it.limit).boxed()
    },
};

/// How long a request is kept after its end.
pub(crate) const REQUESTS_KEPT: Retention = Retention {
    name: "request",
    label: "已办结的更正、删除申请",
    basis: "供申请人查证和申诉,办结后保存三年",
    days: REQUEST_DAYS,
    run: |tx, it| {
        async move {
            let steps = store::delete_steps(tx, it.day, it.limit).await?;
            Ok(steps + store::delete_ended(tx, it.day, it.limit).await?)
        }
        .boxed()
    },
};
