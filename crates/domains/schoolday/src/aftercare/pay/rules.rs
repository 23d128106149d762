//! What a session pays, and how a sheet moves on. A session without a roll call is not paid.

use vocab::{Fen, StaffId};

use super::model::{Line, State};

/// What moves a sheet on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// 学校确认.
    Confirm,
    /// 教育局审核通过.
    Review,
    /// 教育局退回.
    Return,
}

impl Step {
    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Confirm => "确认",
            Self::Review => "审核",
            Self::Return => "退回",
        }
    }
}

/// Why a sheet is not moved on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// From where it stands, this step is not to be taken.
    #[error("这张薪酬表目前是“{}”,不能{}。请刷新页面查看。", .from.label(), .step.label())]
    NotFrom {
        /// Where it stands.
        from: State,
        /// What was asked.
        step: Step,
    },
    /// To send something back, one says why.
    #[error("退回要写明理由。")]
    SilentReturn,
    /// Nobody called a roll in that month.
    #[error("这个月没有点名记录,没有可以确认的课时。没有点名的课时不计薪酬。")]
    Nothing,
    /// The amount cannot be written.
    #[error("金额过大,请核对每课时标准。")]
    TooMuch,
}

/// Where `step` leads from `from`.
pub fn next(from: State, step: Step, reason: &str) -> Result<State, Refusal> {
    match (from, step) {
        (State::Made | State::Returned, Step::Confirm) => Ok(State::Confirmed),
        (State::Confirmed, Step::Review) => Ok(State::Reviewed),
        (State::Confirmed, Step::Return) if reason.trim().is_empty() => Err(Refusal::SilentReturn),
        (State::Confirmed, Step::Return) => Ok(State::Returned),
        _ => Err(Refusal::NotFrom { from, step }),
    }
}

/// Whether the month's roll calls can no longer be changed.
pub fn is_settled(state: State) -> bool {
    matches!(state, State::Confirmed | State::Reviewed)
}

/// The lines of a sheet from verified sessions by teacher and rate.
pub fn lines(sessions: &[(StaffId, u32, Fen)]) -> Result<Vec<Line>, Refusal> {
    if sessions.iter().all(|it| it.1 == 0) {
        return Err(Refusal::Nothing);
    }
    sessions
        .iter()
        .filter(|it| it.1 > 0)
        .map(|&(teacher, sessions, rate)| {
            let amount = rate.checked_mul(i64::from(sessions)).ok_or(Refusal::TooMuch)?;
            Ok(Line { teacher, sessions, rate, amount })
        })
        .collect()
}

/// What a sheet comes to.
pub fn total(lines: &[Line]) -> Result<Fen, Refusal> {
    Fen::sum(lines.iter().map(|it| it.amount)).ok_or(Refusal::TooMuch)
}
