//! What a course must be to be published: no two things for one teacher, one room or one child at
//! a time, and a price with its basis.

use jiff::civil::DateTime;
use offering::{Meeting, rules::first_clash, rules::when};
use vocab::{Fen, StaffId};

use super::model::{Course, State};
use directory::model::PartnerPersonId;

/// Why a course is not published.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The teacher is somewhere else at that time.
    #[error("任课教师在{when}已有“{other}”({school})。请换一个时间或教师。")]
    TeacherClash {
        /// The other course.
        other: String,
        /// Its school.
        school: String,
        /// When both meet.
        when: String,
    },
    /// The room is taken at that time.
    #[error("{room}在{when}已有“{other}”。请换一个时间或场地。")]
    RoomClash {
        /// The room.
        room: String,
        /// The other course.
        other: String,
        /// When both meet.
        when: String,
    },
    /// The outside teacher is not on the approved register on that day.
    #[error("这位校外教师不在准入名录中(或已过有效期)。校外教师须先经教育局准入。")]
    NotApproved,
    /// A fee without a basis.
    #[error("收费 {0} 需要写明收费依据(文件名与文号)。")]
    NoBasis(Fen),
    /// Nothing to sign up for.
    #[error("{0}")]
    Incomplete(&'static str),
    /// Nothing to rate.
    #[error("孩子上过这门课之后才能评价。")]
    NotHeld,
    /// Not one to five.
    #[error("请选择 1 到 5 星。")]
    Stars,
    /// Families signed up for something else.
    #[error("课程已发布，时间、费用、次数和教师不能再改。需要改的，请停开后另开一门，或安排代课。")]
    Promised,
    /// From where it stands, this cannot be done.
    #[error("这门课目前是“{}”，不能这样操作。请刷新页面查看。", .0.label())]
    NotFrom(State),
}

/// Another course in the same term, as far as it can be in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    /// As families read it.
    pub title: String,
    /// Its school's name.
    pub school: String,
    /// Whether it is a course of the same school.
    pub is_same_school: bool,
    /// The teacher of the school who is there.
    pub teacher: StaffId,
    /// Who teaches, where it is someone from outside.
    pub outside: Option<PartnerPersonId>,
    /// The room.
    pub room: String,
    /// When it meets.
    pub meetings: Vec<Meeting>,
}

/// Whether `course` may be published beside `others`. `is_approved` tells whether its teacher, if
/// from outside, is on the approved register.
pub fn may_publish(course: &Course, others: &[Other], is_approved: bool) -> Result<(), Refusal> {
    if course.state != State::Draft {
        return Err(Refusal::NotFrom(course.state));
    }
    is_complete(course)?;
    if course.outside.is_some() && !is_approved {
        return Err(Refusal::NotApproved);
    }
    for other in others {
        let Some(meeting) = first_clash(&course.meetings, &other.meetings) else {
            continue;
        };
        let (when, title) = (when(meeting), other.title.clone());
        let same_guest = course.outside.is_some() && other.outside == course.outside;
        if other.teacher == course.teacher || same_guest {
            return Err(Refusal::TeacherClash { other: title, school: other.school.clone(), when });
        }
        let same_room = other.room.trim() == course.room.trim();
        if other.is_same_school && same_room && !course.room.trim().is_empty() {
            return Err(Refusal::RoomClash { room: course.room.clone(), other: title, when });
        }
    }
    Ok(())
}

/// Whether nothing is missing that every course has.
pub fn is_complete(course: &Course) -> Result<(), Refusal> {
    if course.title.trim().is_empty() {
        return Err(Refusal::Incomplete("课程名称没有填写。"));
    }
    if course.meetings.is_empty() {
        return Err(Refusal::Incomplete("没有上课时间。请至少选择一个星期几和时段。"));
    }
    if course.seats <= 0 || course.sessions == 0 {
        return Err(Refusal::Incomplete("名额和计划次数都要大于 0。"));
    }
    if course.grade_min > course.grade_max {
        return Err(Refusal::Incomplete("年级范围不对：最低年级高于最高年级。"));
    }
    if course.meetings.iter().any(|it| it.ends <= it.starts) {
        return Err(Refusal::Incomplete("上课时间不对：结束要晚于开始。"));
    }
    if course.fee.is_negative() {
        return Err(Refusal::Incomplete("费用不能为负数。"));
    }
    if !course.fee.is_zero() && course.fee_basis.trim().is_empty() {
        return Err(Refusal::NoBasis(course.fee));
    }
    Ok(())
}

/// Whether a course may be changed: what families saw when they signed up stays as it was.
pub fn may_change(found: &Course, wanted: &Course) -> Result<(), Refusal> {
    match found.state {
        State::Draft => Ok(()),
        State::Cancelled => Err(Refusal::NotFrom(found.state)),
        State::Published => {
            let same_price = found.fee == wanted.fee && found.sessions == wanted.sessions;
            let same_times = found.meetings == wanted.meetings && found.round == wanted.round;
            let people = found.teacher == wanted.teacher && found.outside == wanted.outside;
            if same_price && same_times && people { Ok(()) } else { Err(Refusal::Promised) }
        }
    }
}

/// Whether a guardian may rate a course: the child had a seat, something was held, one to five.
pub fn may_rate(seated_at: Option<DateTime>, held: i64, stars: i64) -> Result<(), Refusal> {
    if seated_at.is_none() || held == 0 {
        return Err(Refusal::NotHeld);
    }
    if (1..=5).contains(&stars) { Ok(()) } else { Err(Refusal::Stars) }
}

/// Whether a course may be called off.
pub fn may_cancel(state: State) -> Result<(), Refusal> {
    if state == State::Cancelled { Err(Refusal::NotFrom(state)) } else { Ok(()) }
}
