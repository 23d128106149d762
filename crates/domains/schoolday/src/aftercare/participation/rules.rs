//! Who may take part, and how an application moves on.
//!
//! Basic care has no seats and no queue: whoever wants it is served (双减 §13, 应服务尽服务), so there
//! is no rule here that could turn a child away for want of room.

use jiff::civil::Date;
use vocab::Grade;

use super::model::{Channel, Participation, State, Waiver};
use crate::aftercare::programme::model::{Service, State as ProgrammeState};

/// Why an application is not taken or not moved on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The school's programme is not yet open to families.
    #[error("学校的课后服务方案还没有开放报名。开放后会通知您。")]
    NotOpen,
    /// The school does not offer the service.
    #[error("学校本学期没有开设{}。", .0.label())]
    NotOffered(Service),
    /// Evening study is for grade 9.
    #[error("晚自习只面向九年级，孩子在{}。", .0.label())]
    NotNinth(Grade),
    /// The child takes part already, or has asked to.
    #[error("孩子已经申请了{}(目前：{}),不用重复申请。", .0.label(), .1.label())]
    Already(Service, State),
    /// From where it stands, this cannot be done.
    #[error("这份申请目前是“{}”，不能这样操作。请刷新页面查看。", .0.label())]
    NotFrom(State),
    /// The paper form is still to be confirmed by the family.
    #[error("这份纸质申请还没有经家长短信确认，确认后才能通过。")]
    Unconfirmed,
    /// The code is not the one that was sent.
    #[error("验证码不对。请核对短信中的 6 位数字。")]
    WrongCode,
    /// It would end before it began.
    #[error("结束日期不能早于开始日期({0})。")]
    EndsEarly(Date),
    /// The child's earlier part in the service has not ended by then.
    #[error("有学生以前的参加要到 {0} 才结束，开始日期不能早于这一天。")]
    StillRuns(Date),
    /// Nobody asked to be freed of the fee.
    #[error("这份申请没有提出减免。")]
    NoWaiverAsked,
}

/// What a family asks, as the rules see it.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    /// Of the child.
    pub grade: Grade,
    /// What for.
    pub service: Service,
}

/// Whether a child may apply. `offered` are the services of the school's programme, `standing` is
/// where the child's live application for this service stands, if there is one.
pub fn may_apply(
    wish: Wish,
    programme: Option<ProgrammeState>,
    offered: &[Service],
    standing: Option<State>,
) -> Result<(), Refusal> {
    if programme != Some(ProgrammeState::Opened) {
        return Err(Refusal::NotOpen);
    }
    if !offered.contains(&wish.service) {
        return Err(Refusal::NotOffered(wish.service));
    }
    if wish.service == Service::Evening && wish.grade.number() != 9 {
        return Err(Refusal::NotNinth(wish.grade));
    }
    match standing {
        Some(state) if state != State::Ended => Err(Refusal::Already(wish.service, state)),
        _ => Ok(()),
    }
}

/// Whether the class teacher may pass the application on.
pub fn may_check(it: &Participation) -> Result<(), Refusal> {
    match it.state {
        State::Applied if it.channel == Channel::Paper && !it.is_confirmed_by_family => {
            Err(Refusal::Unconfirmed)
        }
        State::Applied => Ok(()),
        other => Err(Refusal::NotFrom(other)),
    }
}

/// Whether the school may confirm it: only what the class teacher has checked.
pub fn may_confirm(it: &Participation) -> Result<(), Refusal> {
    if it.state == State::Checked { Ok(()) } else { Err(Refusal::NotFrom(it.state)) }
}

/// Whether a part may begin while an earlier one of the same child runs until `running` still: a
/// child is on a roster once.
pub fn may_begin(running: Option<Date>) -> Result<(), Refusal> {
    match running {
        Some(until) => Err(Refusal::StillRuns(until)),
        None => Ok(()),
    }
}

/// The first day without it, if it may be ended from `day` on. An application that was not yet
/// confirmed just ends.
pub fn may_end(it: &Participation, day: Date) -> Result<Option<Date>, Refusal> {
    match (it.state, it.since) {
        (State::Ended, _) => Err(Refusal::NotFrom(State::Ended)),
        (State::Confirmed, Some(since)) if day < since => Err(Refusal::EndsEarly(since)),
        (State::Confirmed, _) => Ok(Some(day)),
        _ => Ok(None),
    }
}

/// Whether the family may be freed of the fee.
pub fn may_grant_waiver(it: &Participation) -> Result<(), Refusal> {
    match (it.state, it.waiver) {
        (State::Ended, _) => Err(Refusal::NotFrom(State::Ended)),
        (_, Waiver::Asked) => Ok(()),
        _ => Err(Refusal::NoWaiverAsked),
    }
}

/// Whether `it` counts on `day`.
pub fn counts_on(it: &Participation, day: Date) -> bool {
    it.since.is_some_and(|since| since <= day) && it.until.is_none_or(|until| day < until)
}
