//! The turn of the school year: when it may be done, and which classes move up.

use jiff::{ToSpan, civil::Date};
use vocab::{Grade, SchoolYear};

use super::Refusal;
use crate::model::SchoolForm;

/// From so many days before a school year begins its classes may be made.
const DAYS_BEFORE: i64 = 16;

/// The school year that comes after `newest`, if its classes may be made on `today`.
pub fn may_turn(newest: SchoolYear, today: Date) -> Result<SchoolYear, Refusal> {
    let next = newest.next();
    let first = next.first_day();
    let earliest = first.saturating_sub(DAYS_BEFORE.days());
    if today < earliest {
        return Err(Refusal::YearRunning { first, earliest });
    }
    Ok(next)
}

/// The school year that the classes of a roll of `today` belong to. `newest` is that of the classes
/// that are there: a roll of the next year waits until they have moved up, or their pupils would be
/// left behind.
pub fn roll_year(newest: Option<SchoolYear>, today: Date) -> Result<SchoolYear, Refusal> {
    let now = SchoolYear::of(today).map_err(|_| Refusal::NoSchoolYear { day: today })?;
    match newest {
        Some(newest) if newest < now => Err(Refusal::YearNotTurned { newest, now }),
        Some(newest) => Ok(newest),
        None => Ok(now),
    }
}

/// The grade that a class of `grade` moves up to at a school of this form; none if it graduates.
pub fn next_grade(form: SchoolForm, grade: Grade) -> Option<Grade> {
    let next = grade.next()?;
    let taught = form.stages().iter().any(|stage| stage.grades().any(|it| it == next));
    taught.then_some(next)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_class_moves_up_as_long_as_its_school_goes_on() {
        #[track_caller]
        fn check(form: SchoolForm, grade: i64, next: Option<i64>) {
            let grade = Grade::try_from(grade).unwrap();
            assert_eq!(next_grade(form, grade).map(Grade::number), next);
        }
        check(SchoolForm::Kindergarten, -3, Some(-2));
        check(SchoolForm::Kindergarten, -1, None);
        check(SchoolForm::Primary, 5, Some(6));
        check(SchoolForm::Primary, 6, None);
        check(SchoolForm::NineYear, 6, Some(7));
        check(SchoolForm::NineYear, 9, None);
        check(SchoolForm::Complete, 9, Some(10));
        check(SchoolForm::Special, 8, Some(9));
        check(SchoolForm::Vocational, 12, None);
    }

    #[test]
    fn a_roll_speaks_of_the_classes_that_are_there_and_waits_for_those_of_a_new_year() {
        let year = SchoolYear::starting(2021).unwrap();
        assert_eq!(roll_year(None, date(2021, 12, 20)), Ok(year));
        assert_eq!(roll_year(Some(year), date(2022, 8, 31)), Ok(year));
        assert_eq!(roll_year(Some(year.next()), date(2022, 8, 20)), Ok(year.next()));
        let waits = Refusal::YearNotTurned { newest: year, now: year.next() };
        assert_eq!(roll_year(Some(year), date(2022, 9, 1)), Err(waits));
        let far = date(-5, 1, 1);
        assert_eq!(roll_year(None, far), Err(Refusal::NoSchoolYear { day: far }));
    }

    #[test]
    fn a_year_turns_from_the_middle_of_august() {
        let year = SchoolYear::starting(2021).unwrap();
        assert_eq!(may_turn(year, date(2022, 8, 16)), Ok(year.next()));
        let (first, earliest) = (date(2022, 9, 1), date(2022, 8, 16));
        let early = Err(Refusal::YearRunning { first, earliest });
        assert_eq!(may_turn(year, date(2022, 8, 15)), early);
    }
}
