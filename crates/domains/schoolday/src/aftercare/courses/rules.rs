//! What a course must be to be published: no two things for one teacher, one room or one child at
//! a time, and a price with its basis.

use offering::{Meeting, rules::first_clash, rules::when};
use vocab::Fen;

use super::model::{Course, State, Teacher};

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
    /// From where it stands, this cannot be done.
    #[error("这门课目前是“{}”,不能这样操作。请刷新页面查看。", .0.label())]
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
    /// Who teaches.
    pub teacher: Teacher,
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
    if matches!(course.teacher, Teacher::Outside(_)) && !is_approved {
        return Err(Refusal::NotApproved);
    }
    for other in others {
        let Some(meeting) = first_clash(&course.meetings, &other.meetings) else {
            continue;
        };
        let (when, title) = (when(meeting), other.title.clone());
        if other.teacher == course.teacher {
            return Err(Refusal::TeacherClash { other: title, school: other.school.clone(), when });
        }
        let same_room = other.room.trim() == course.room.trim();
        if other.is_same_school && same_room && !course.room.trim().is_empty() {
            return Err(Refusal::RoomClash { room: course.room.clone(), other: title, when });
        }
    }
    Ok(())
}

fn is_complete(course: &Course) -> Result<(), Refusal> {
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
        return Err(Refusal::Incomplete("年级范围不对:最低年级高于最高年级。"));
    }
    if course.meetings.iter().any(|it| it.ends <= it.starts) {
        return Err(Refusal::Incomplete("上课时间不对:结束要晚于开始。"));
    }
    if course.fee.is_negative() {
        return Err(Refusal::Incomplete("费用不能为负数。"));
    }
    if !course.fee.is_zero() && course.fee_basis.trim().is_empty() {
        return Err(Refusal::NoBasis(course.fee));
    }
    Ok(())
}

/// Whether a course may be called off.
pub fn may_cancel(state: State) -> Result<(), Refusal> {
    if state == State::Cancelled { Err(Refusal::NotFrom(state)) } else { Ok(()) }
}
