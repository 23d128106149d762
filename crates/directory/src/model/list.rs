//! What narrows a list, and where its next page begins.

use std::{fmt, str::FromStr};

use vocab::{Grade, SchoolId, Sex};

use super::{Standing, StudentLine};

/// What narrows a list of pupils.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StudentFilter {
    /// The school.
    pub school: Option<SchoolId>,
    /// The grade.
    pub grade: Option<Grade>,
    /// The class's number within the grade.
    pub class_number: Option<i64>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Whether they go to school; none is everyone who has not left.
    pub standing: Option<Standing>,
}

/// Where a page of pupils begins: after this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StudentKey {
    pub(crate) school: i64,
    pub(crate) grade: i64,
    pub(crate) class_number: i64,
    pub(crate) seat: i64,
    pub(crate) id: i64,
}

impl StudentKey {
    /// Before all.
    pub const START: Self = Self { school: -1, grade: -9, class_number: -1, seat: -1, id: -1 };

    /// After `line`.
    pub fn after(line: &StudentLine) -> Self {
        Self {
            school: line.school.map_or(-1, SchoolId::bits),
            grade: line.grade.map_or(-9, Grade::number),
            class_number: line.class_number,
            seat: line.seat,
            id: line.id.bits(),
        }
    }
}

impl fmt::Display for StudentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { school, grade, class_number, seat, id } = self;
        write!(f, "{school}.{grade}.{class_number}.{seat}.{id}")
    }
}

impl FromStr for StudentKey {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.split('.');
        let mut next = || parts.next().unwrap_or_default().parse();
        Ok(Self {
            school: next()?,
            grade: next()?,
            class_number: next()?,
            seat: next()?,
            id: next()?,
        })
    }
}
