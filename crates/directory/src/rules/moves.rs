//! What may be done with a pupil's place at school, by the rules of the roll: no transfer while
//! suspended, no other grade in passing, classes no larger than the standard.

use jiff::{ToSpan, civil::Date};
use vocab::{Grade, SchoolYear, Stage};

use super::Refusal;
use crate::{
    events::Why,
    model::{Class, Standing, StudentLine},
};

/// The largest class that the standards allow: 幼儿园工作规程, and the class sizes of the stages.
pub fn class_size_max(stage: Stage, grade: Grade) -> i64 {
    match (stage, grade.number()) {
        (Stage::Kindergarten, -3) => 25,
        (Stage::Kindergarten, -2) => 30,
        (Stage::Kindergarten, _) => 35,
        (Stage::Primary, _) => 45,
        (Stage::Special, _) => 12,
        _ => 50,
    }
}

/// What happens to a pupil.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Move {
    /// 转学: to a class of another school of the county.
    Transfer(Class),
    /// 调班: to another class of the same grade.
    ChangeClass(Class),
    /// 休学.
    Suspend,
    /// 复学: back into a class of the school.
    Resume(Class),
    /// 转出: to a school elsewhere.
    Leave,
}

impl Move {
    /// The word that is stored as the reason.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Transfer(_) => "transfer",
            Self::ChangeClass(_) => "class-change",
            Self::Suspend => "suspension",
            Self::Resume(_) => "resumption",
            Self::Leave => "left",
        }
    }

    /// The word in the event.
    pub fn why(&self) -> Why {
        match self {
            Self::Transfer(_) => Why::Transfer,
            Self::ChangeClass(_) => Why::ClassChange,
            Self::Suspend => Why::Suspension,
            Self::Resume(_) => Why::Resumption,
            Self::Leave => Why::Left,
        }
    }

    /// The class that it leads to.
    pub fn class(&self) -> Option<&Class> {
        match self {
            Self::Transfer(class) | Self::ChangeClass(class) | Self::Resume(class) => Some(class),
            Self::Suspend | Self::Leave => None,
        }
    }
}

/// A stored reason as people say it.
pub fn reason_label(key: &str) -> &str {
    match key {
        "entry" => "入学",
        "promotion" => "升级",
        "graduation" => "毕业",
        "transfer" => "转学",
        "class-change" => "调班",
        "suspension" => "休学",
        "resumption" => "复学",
        "left" => "转出",
        "import" => "学籍导入",
        other => other,
    }
}

/// The days on which a move may take effect: not before what is recorded, not a month ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first day of the enrolment in force.
    pub since: Date,
    /// The date.
    pub today: Date,
    /// The school year of the county's classes.
    pub year: SchoolYear,
}

/// Whether `step` may be taken by `pupil` from `day` on.
pub fn may_move(
    pupil: &StudentLine,
    step: &Move,
    day: Date,
    window: &Window,
) -> Result<(), Refusal> {
    match (pupil.standing, step) {
        (Standing::Left | Standing::Graduated, _) => return Err(Refusal::NotEnrolled),
        (Standing::Suspended, Move::Transfer(_) | Move::ChangeClass(_) | Move::Suspend) => {
            return Err(Refusal::Suspended);
        }
        (Standing::Enrolled, Move::Resume(_)) => return Err(Refusal::NotSuspended),
        _ => {}
    }
    if day < window.since {
        return Err(Refusal::TooEarly { earliest: window.since });
    }
    let latest = window.today.saturating_add(31.days());
    if day > latest {
        return Err(Refusal::TooLate { latest });
    }
    step.class().map_or(Ok(()), |class| fits(pupil, step, class, window.year))
}

fn fits(pupil: &StudentLine, step: &Move, class: &Class, year: SchoolYear) -> Result<(), Refusal> {
    let same_school = pupil.school == Some(class.school);
    if pupil.class == Some(class.id) {
        return Err(Refusal::SamePlace);
    }
    if same_school == matches!(step, Move::Transfer(_)) {
        return Err(if same_school { Refusal::SamePlace } else { Refusal::OtherSchool });
    }
    if class.year != year {
        return Err(Refusal::PastClass);
    }
    // Whoever was suspended may come back a grade lower.
    let back = matches!(step, Move::Resume(_)) && pupil.grade >= Some(class.grade);
    if pupil.grade != Some(class.grade) && !back {
        return Err(Refusal::OtherGrade);
    }
    let max = class_size_max(class.stage, class.grade);
    if class.pupils >= max {
        return Err(Refusal::Full { pupils: class.pupils, max });
    }
    Ok(())
}
