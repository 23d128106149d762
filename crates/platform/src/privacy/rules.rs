//! When sealed data may be asked for, approved and opened.

use jiff::civil::Date;
use vocab::AccountId;

use super::model::{Clearance, ClearanceState};

/// The longest that one task's access lasts.
pub(super) const DAYS_MAX: i64 = 30;
/// A purpose shorter than this says nothing.
const PURPOSE_CHARS_MIN: usize = 10;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The purpose says too little.
    #[error("请写清楚为哪项工作、为什么需要查看(至少 {PURPOSE_CHARS_MIN} 个字)。")]
    PurposeTooShort,
    /// It ends before it begins, or too late.
    #[error("有效期应从今天起，最长 {DAYS_MAX} 天。工作需要更久时请到期后重新申请。")]
    WrongEnd,
    /// Silence without a legal ground.
    #[error("不告知家长须写明法律依据，如：未成年人保护法第十一条(强制报告)。")]
    NoBasis,
    /// Someone decided already.
    #[error("这份申请已经处理过。请刷新页面查看结果。")]
    Decided,
    /// Nobody approves their own.
    #[error("不能审批自己的申请，请由其他负责人审批。")]
    OwnRequest,
    /// A refusal without a reason.
    #[error("不批准时请写明原因。")]
    NoReason,
    /// It runs no longer.
    #[error("这份批准已经到期或收回。")]
    NotRunning,
}

/// Whether access may be asked for on `today`.
pub(super) fn may_ask(
    purpose: &str,
    silent: bool,
    basis: &str,
    until: Date,
    today: Date,
) -> Result<(), Refusal> {
    if purpose.trim().chars().count() < PURPOSE_CHARS_MIN {
        return Err(Refusal::PurposeTooShort);
    }
    let last = today.saturating_add(jiff::Span::new().days(DAYS_MAX));
    if until < today || until > last {
        return Err(Refusal::WrongEnd);
    }
    if silent && basis.trim().is_empty() {
        return Err(Refusal::NoBasis);
    }
    Ok(())
}

/// Whether `decider` may decide on a request.
pub(super) fn may_decide(
    it: &Clearance,
    decider: AccountId,
    approve: bool,
    reason: &str,
) -> Result<(), Refusal> {
    if it.state != ClearanceState::Asked {
        return Err(Refusal::Decided);
    }
    if it.account == decider {
        return Err(Refusal::OwnRequest);
    }
    if !approve && reason.trim().is_empty() {
        return Err(Refusal::NoReason);
    }
    Ok(())
}

/// Whether a clearance can still be taken back.
pub(super) fn may_end(it: &Clearance, today: Date) -> Result<(), Refusal> {
    if is_running(it, today) { Ok(()) } else { Err(Refusal::NotRunning) }
}

/// Whether a clearance opens anything on `today`.
pub(super) fn is_running(it: &Clearance, today: Date) -> bool {
    it.state == ClearanceState::Approved && today <= it.until
}
