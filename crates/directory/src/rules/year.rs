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

/// The school year that classes are in: the one that all were last turned into, or, before any turn
/// and where one has just been cut short after its last school, the oldest whose classes have not
/// turned. So neither a class made early for the next year nor one forgotten from an old year moves
/// everybody else; and from 1 September on it stays the old one until the year has turned.
pub fn current_year(
    turned: Option<SchoolYear>,
    oldest_unturned: Option<SchoolYear>,
) -> Option<SchoolYear> {
    turned.max(oldest_unturned)
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

/// The grade after which places are given by the entrance examination (中考), to whichever school.
const EXAMINED: i64 = 9;

/// The grade that a class of `grade` moves up to at a school of this form; none if it graduates.
/// Primary pupils of a 九年一贯制 school go on there; nobody goes on to senior school by staying.
pub fn next_grade(form: SchoolForm, grade: Grade) -> Option<Grade> {
    let next = grade.next().filter(|_| grade.number() != EXAMINED)?;
    taught(form).find(|it| *it == next)
}

/// The grades of such a school that are entered from elsewhere: nobody moves up into them.
pub fn entry_grades(form: SchoolForm) -> impl Iterator<Item = Grade> {
    taught(form).filter(move |grade| taught(form).all(|it| next_grade(form, it) != Some(*grade)))
}

fn taught(form: SchoolForm) -> impl Iterator<Item = Grade> {
    form.stages().iter().flat_map(|stage| stage.grades())
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
        check(SchoolForm::Complete, 9, None);
        check(SchoolForm::TwelveYear, 6, Some(7));
        check(SchoolForm::Special, 8, Some(9));
        check(SchoolForm::Vocational, 12, None);
    }

    #[test]
    fn a_grade_is_entered_where_no_class_moves_up_into_it() {
        #[track_caller]
        fn check(form: SchoolForm, grades: &[i64]) {
            assert_eq!(entry_grades(form).map(Grade::number).collect::<Vec<_>>(), grades);
        }
        check(SchoolForm::Kindergarten, &[-3]);
        check(SchoolForm::Primary, &[1]);
        check(SchoolForm::NineYear, &[1]);
        check(SchoolForm::Complete, &[7, 10]);
        check(SchoolForm::TwelveYear, &[1, 10]);
        check(SchoolForm::Vocational, &[10]);
        for form in SchoolForm::all() {
            let moved = taught(form).filter_map(|it| next_grade(form, it)).count();
            assert_eq!(moved + entry_grades(form).count(), taught(form).count(), "{form:?}");
        }
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
    fn a_class_made_early_or_forgotten_moves_nobody() {
        let year = SchoolYear::starting(2021).unwrap();
        let (next, old) = (Some(year.next()), Some(year.previous()));
        assert_eq!(current_year(None, None), None, "no classes");
        assert_eq!(current_year(None, Some(year)), Some(year), "no turn so far");
        assert_eq!(current_year(Some(year), Some(year)), Some(year));
        assert_eq!(current_year(Some(year), old), Some(year), "a class was forgotten");
        assert_eq!(current_year(Some(year), next), next, "all have turned, it was not yet told");
        assert_eq!(current_year(Some(year), None), Some(year), "all classes ended");
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
