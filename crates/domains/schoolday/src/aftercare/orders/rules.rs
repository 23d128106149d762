//! What comes back when a course is left: fee × unused ÷ planned sessions, to the fen, with what
//! does not divide in the last session.
//!
//! So the sessions' prices add up to the fee whatever it is, and a family that leaves before the
//! first session gets all of it back.

use std::num::NonZeroU32;

use vocab::Fen;

use super::model::{RefundState, State};

/// Why an order or a refund is not moved on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is not in a state from which this can be done.
    #[error("这笔订单目前是“{}”，不能这样操作。请刷新页面查看。", .0.label())]
    NotFrom(State),
    /// The refund is not in a state from which this can be done.
    #[error("这笔退费目前是“{}”，不能这样操作。请刷新页面查看。", .0.label())]
    RefundNotFrom(RefundState),
    /// More was said to be used than was planned.
    #[error("已上 {used} 次，超过计划的 {planned} 次。请先核对点名记录。")]
    MoreThanPlanned {
        /// Sessions held.
        used: u32,
        /// Sessions planned.
        planned: u32,
    },
    /// What was paid is not what is owed.
    #[error("到账 {paid}，应缴 {owed}，金额不符。请核对后再登记。")]
    OtherAmount {
        /// What arrived.
        paid: Fen,
        /// What is owed.
        owed: Fen,
    },
}

/// What session `number` (from 1) of `planned` costs: the last bears what does not divide.
pub fn session_price(fee: Fen, number: u32, planned: NonZeroU32) -> Fen {
    let each = fee.portion_down(1, planned).unwrap_or(Fen::ZERO);
    if number < planned.get() {
        return each;
    }
    let before = each.checked_mul(i64::from(planned.get() - 1));
    before.and_then(|it| fee.checked_sub(it)).unwrap_or(each)
}

/// What comes back of `fee` when `used` of `planned` sessions were held.
pub fn refund(fee: Fen, used: u32, planned: NonZeroU32) -> Result<Fen, Refusal> {
    if used > planned.get() {
        return Err(Refusal::MoreThanPlanned { used, planned: planned.get() });
    }
    if used == planned.get() {
        return Ok(Fen::ZERO);
    }
    let each = fee.portion_down(1, planned).unwrap_or(Fen::ZERO);
    Ok(each.checked_mul(i64::from(used)).and_then(|it| fee.checked_sub(it)).unwrap_or(fee))
}

/// What a seat costs that is taken after `held` of `planned` sessions: those that are left.
/// Nothing where none is left.
pub fn late_price(fee: Fen, held: u32, planned: NonZeroU32) -> Fen {
    refund(fee, held.min(planned.get()), planned).unwrap_or(Fen::ZERO)
}

/// What comes back where the seat is left and `given` came back before, for sessions called off.
pub fn refund_left(fee: Fen, used: u32, planned: NonZeroU32, given: Fen) -> Result<Fen, Refusal> {
    let whole = refund(fee, used, planned)?;
    Ok(whole.checked_sub(given).filter(|it| !it.is_negative()).unwrap_or(Fen::ZERO))
}

/// What comes back for one session that is called off and not made up: the price of one, as long
/// as that is left of `fee` after `used` sessions and what was `given` back.
pub fn refund_of_day(fee: Fen, used: u32, planned: NonZeroU32, given: Fen) -> Result<Fen, Refusal> {
    let left = refund_left(fee, used, planned, given)?;
    Ok(session_price(fee, 1, planned).min(left))
}

/// The rule as families read it before they sign up.
pub const REFUND_RULE: &str = "退出时按“费用 × 未上次数 ÷ 计划次数”退费，精确到分，除不尽的部分计入最后一次；开课前退出全额退还。中途报名的，只收余下次数的费用。停课不补的，退还当次费用。";

/// Whether a payment of `paid` may be marked on an order of `owed`.
pub fn may_mark_paid(state: State, paid: Fen, owed: Fen) -> Result<(), Refusal> {
    if state != State::Due {
        return Err(Refusal::NotFrom(state));
    }
    if paid == owed { Ok(()) } else { Err(Refusal::OtherAmount { paid, owed }) }
}

/// Where a refund goes from `state` when the school's finance moves it on.
pub fn next(state: RefundState) -> Result<RefundState, Refusal> {
    match state {
        RefundState::Asked => Ok(RefundState::Approved),
        RefundState::Approved => Ok(RefundState::Paid),
        RefundState::Paid => Err(Refusal::RefundNotFrom(state)),
    }
}
