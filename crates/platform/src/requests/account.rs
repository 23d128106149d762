//! What there is to erase of an account, and what the law wants kept of it.

use futures_util::FutureExt as _;
use vocab::{Kind as _, names::kinds};

use super::{hooks::Duty, store};
use crate::privacy::Eraser;

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
