//! What the directory tells the other modules, which listen by these names and read these payloads
//! (`job.payload::<Moved>()?`). They hold identifiers and days, never a person's name or number.
//!
//! A listener may hear of the same event twice, and later than it happened: it looks at what is so
//! by then and does only what is still to be done.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use vocab::{ClassId, GuardianId, PlaceId, SchoolId, SchoolYear, StudentId, Term};

/// Pupils sit elsewhere, or nowhere any more: [`Moved`].
pub const MOVED: &str = "directory.student.moved";

/// A place does otherwise on a day, or no longer does: [`DayChanged`].
pub const DAY_CHANGED: &str = "directory.day.changed";

/// Someone must not come near a child any more: [`ContactBarred`].
pub const CONTACT_BARRED: &str = "directory.contact.barred";

/// Every class moved up or graduated: [`YearTurned`].
pub const YEAR_TURNED: &str = "directory.year.turned";

/// A term has begun: [`TermStarted`].
pub const TERM_STARTED: &str = "directory.term.started";

/// Pupils who sit elsewhere from a day on: one by an act of the school, up to a thousand by a roll.
/// The turn of the year is no move; it is told apart, by [`YEAR_TURNED`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Why.
    pub why: Why,
    /// The first day on which they sit there: it may lie in the past, or up to a month ahead.
    #[serde(with = "as_text")]
    pub day: Date,
    /// Each pupil once.
    pub students: Vec<MovedStudent>,
}

/// One of those who moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedStudent {
    /// Who.
    pub student: StudentId,
    /// Where until then; nowhere for someone who comes back.
    pub from: Option<At>,
    /// Where from then on; nowhere for someone who left or is suspended.
    pub to: Option<At>,
}

/// A school, and the class if there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct At {
    /// The school.
    pub school: SchoolId,
    /// The class.
    pub class: Option<ClassId>,
}

/// Why pupils moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// 转学 within the county.
    Transfer,
    /// 调班.
    ClassChange,
    /// 休学.
    Suspension,
    /// 复学.
    Resumption,
    /// 转出, or gone without a word.
    Left,
    /// As the national roll has it: any of the others.
    Import,
}

impl Moved {
    /// The pupils who go to their former school no more: what they had there ends on that day.
    pub fn leavers(&self) -> impl Iterator<Item = (StudentId, SchoolId)> + '_ {
        self.students.iter().filter_map(|it| {
            let from = it.from?.school;
            (it.to.map(|to| to.school) != Some(from)).then_some((it.student, from))
        })
    }
}

/// A day that goes otherwise at a place and all within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayChanged {
    /// The county, town, school or campus.
    pub place: PlaceId,
    /// The day.
    #[serde(with = "as_text")]
    pub day: Date,
}

/// That someone must not come near a child: whatever was agreed with them about it is void.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactBarred {
    /// The child.
    pub student: StudentId,
    /// Who.
    pub guardian: GuardianId,
    /// Since when.
    #[serde(with = "as_text")]
    pub day: Date,
}

/// A school year that gave way to the next. Who moved up and who finished is told by the enrolments
/// that end on the first day of `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearTurned {
    /// The year that ended.
    #[serde(with = "as_text")]
    pub from: SchoolYear,
    /// The year whose classes there are now; they count from its first day.
    #[serde(with = "as_text")]
    pub to: SchoolYear,
}

/// A term that has begun. A demonstration whose clock is moved on may hear of several at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermStarted {
    /// The term.
    #[serde(with = "as_text")]
    pub term: Term,
    /// Its first day.
    #[serde(with = "as_text")]
    pub first: Date,
    /// Its last day.
    #[serde(with = "as_text")]
    pub last: Date,
}

/// An event's payload as it is stored.
pub(crate) fn payload(event: &impl Serialize) -> String {
    serde_json::to_string(event).expect("identifiers and days always make JSON")
}

/// Days and terms as they are written.
mod as_text {
    use std::{fmt::Display, str::FromStr};

    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<T: Display, S: Serializer>(it: &T, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(it)
    }

    pub(super) fn deserialize<'de, T, D>(from: D) -> Result<T, D::Error>
    where
        T: FromStr<Err: Display>,
        D: Deserializer<'de>,
    {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use vocab::Ids;

    use super::*;

    #[test]
    fn a_payload_is_read_as_it_was_written_and_tells_who_left_which_school() {
        let (ids, now) = (Ids::seeded(1), jiff::Timestamp::UNIX_EPOCH);
        let at = |school| Some(At { school, class: None });
        let (old, new): (SchoolId, SchoolId) = (ids.make(now), ids.make(now));
        let student = |from, to| MovedStudent { student: ids.make(now), from, to };
        let students = vec![
            student(at(old), at(new)),
            student(at(old), at(old)),
            student(at(old), None),
            student(None, at(new)),
        ];
        let moved = Moved { why: Why::ClassChange, day: date(2022, 3, 1), students };
        let text = payload(&moved);
        assert!(text.contains(r#""why":"class-change","day":"2022-03-01""#), "{text}");
        assert_eq!(serde_json::from_str::<Moved>(&text).unwrap(), moved);
        let left: Vec<StudentId> = moved.leavers().map(|it| it.0).collect();
        assert_eq!(left, [moved.students[0].student, moved.students[2].student]);

        let from = SchoolYear::starting(2021).unwrap();
        let turned = YearTurned { from, to: from.next() };
        assert_eq!(payload(&turned), r#"{"from":"2021","to":"2022"}"#);
        let term = TermStarted {
            term: from.first_term(),
            first: date(2021, 9, 1),
            last: date(2022, 1, 21),
        };
        assert_eq!(serde_json::from_str::<TermStarted>(&payload(&term)).unwrap(), term);
    }
}
