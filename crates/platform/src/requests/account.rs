//! What there is to erase of an account, what the law wants kept of it, and how long requests are.

use futures_util::FutureExt as _;
use jiff::SignedDuration;
use vocab::{Kind as _, names::kinds};

use super::{hooks::Duty, store};
use crate::privacy::{Eraser, PersonalTable, Retention};

/// What goes of an account.
pub(crate) const ERASERS: &[Eraser] = &[Eraser {
    subject_kind: kinds::AccountId::PREFIX,
    label: "站内消息",
    run: |tx, bits| store::erase_inbox(tx, bits).boxed(),
}];

/// The tables of this floor that name accounts, and what becomes of their rows.
pub(crate) const PERSONAL: &[PersonalTable] = &[
    PersonalTable::erased("inbox"),
    PersonalTable::stays("act", AUDIT),
    PersonalTable::stays("role_grant", AUDIT),
    PersonalTable::stays("look", "供监护人查询谁看过孩子的信息，三年后删除"),
    PersonalTable::stays("clearance", "供查证和追责，三年后删除"),
    PersonalTable::stays("consent", "证明已经告知和取得同意（个人信息保护法第十四条），只有编号"),
    PersonalTable::stays("consent_reminder", AUDIT),
    PersonalTable::stays("data_request", "供申请人查证和申诉，办结三年后删除"),
    PersonalTable::stays("data_request_step", "供申请人查证和申诉，办结三年后删除"),
    PersonalTable::stays("message", "供查证是否送达，半年后删除；不存内容和号码"),
    PersonalTable::stays("notice_choice", "只有选择的通知方式"),
    PersonalTable::stays("sent_list", "本人上传的名单和批注后的原表，一周后删除"),
    PersonalTable::stays("session", "退出或到期即清理"),
    PersonalTable::stays("invitation", "一周内有效，只存摘要"),
    PersonalTable::stays("outside_login", "账号关闭时随账号停用；只存对方平台的编号摘要"),
];

/// Why records of who did what stay.
const AUDIT: &str = "网络安全法第二十一条要求网络日志至少留存六个月；审计链只有编号和加盐摘要";

/// What must be kept of one.
pub(crate) const DUTIES: &[Duty] = &[Duty {
    subject_kind: kinds::AccountId::PREFIX,
    label: "账号、登录和操作记录",
    basis: "网络安全法第二十一条要求网络日志至少留存六个月；未成年人网络保护条例第三十六条要求记录工作人员访问未成年人信息的情况",
    holds: |_, _, _| Box::pin(async { Ok(true) }),
}];

/// How long a proof is kept once what it proved is decided.
const PROOF_DAYS: i64 = 30;
const REQUEST_DAYS: i64 = 1095;

/// How long what belongs to requests is kept.
pub(crate) const PROOFS_KEPT: Retention = Retention {
    name: "request-proof",
    label: "更正、删除申请的证明材料",
    basis: "户口簿等材料只为核对而收，办结 30 天后不再需要",
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
    basis: "供申请人查证和申诉，办结后保存三年",
    days: REQUEST_DAYS,
    run: |tx, it| {
        async move {
            let steps = store::delete_steps(tx, it.day, it.limit).await?;
            Ok(steps + store::delete_ended(tx, it.day, it.limit).await?)
        }
        .boxed()
    },
};
