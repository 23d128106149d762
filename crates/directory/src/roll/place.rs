//! Which school, grade and class a row means: by the school's number, and by the ways in which
//! people write a class.

use vocab::{Grade, SchoolId, SchoolYear, normalise};

use crate::model::School;

/// A class as a row names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Named {
    /// The grade, if the text tells.
    pub(crate) grade: Option<Grade>,
    /// The year of entry, if the text tells that instead.
    pub(crate) entered: Option<i64>,
    /// The number within the grade.
    pub(crate) number: i64,
}

/// Reads a class: 3, (3)班, 0203, 三年级(2)班, 初一5班, 201902, 2019级2班.
pub(crate) fn read_class(text: &str) -> Option<Named> {
    let text: String = normalise(text).split_whitespace().collect();
    let text = text.trim_end_matches('班');
    let number = |text: &str| -> Option<i64> {
        let digits = text.trim_start_matches(['(', '第']).trim_end_matches(')');
        let plain = !digits.is_empty() && digits.len() <= 2;
        digits.parse().ok().filter(|it| plain && (1..=60).contains(it))
    };
    let all_digits = text.bytes().all(|it| it.is_ascii_digit());
    if all_digits {
        return match text.len() {
            4 => {
                let grade = Grade::school(text[..2].parse().ok()?).ok()?;
                Some(Named { grade: Some(grade), entered: None, number: number(&text[2..])? })
            }
            6 => {
                let entered = text[..4].parse().ok().filter(|it| (2000..2100).contains(it))?;
                Some(Named { grade: None, entered: Some(entered), number: number(&text[4..])? })
            }
            _ => Some(Named { grade: None, entered: None, number: number(text)? }),
        };
    }
    if let Some((year, rest)) = text.split_once('级')
        && let Ok(entered) = year.parse::<i64>()
        && (2000..2100).contains(&entered)
    {
        return Some(Named { grade: None, entered: Some(entered), number: number(rest)? });
    }
    let start = text.find(|it: char| it == '(' || it.is_ascii_digit())?;
    let (grade, rest) = text.split_at(start);
    let grade = grade.trim_end_matches('第');
    let short = format!("{grade}班");
    let grade = match grade {
        "" => None,
        _ => Some(grade.parse::<Grade>().or_else(|_| short.parse()).ok()?),
    };
    Some(Named { grade, entered: None, number: number(rest)? })
}

/// What a row tells of its grade, beside the class.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Hints {
    /// The column 年级.
    pub(crate) grade: Option<Grade>,
    /// The year of 入学年月.
    pub(crate) entered: Option<i64>,
    /// The year in which the pupil was six by 31 August.
    pub(crate) six_in: Option<i64>,
}

/// The grade at `school` in `year`: as written, or from the year of entry. Where a school has two
/// stages, the age tells which one was entered.
pub(crate) fn grade_of(
    school: &School,
    year: SchoolYear,
    class: Named,
    hints: Hints,
) -> Option<Grade> {
    let grades = || school.form.stages().iter().flat_map(|it| it.grades());
    if let Some(grade) = class.grade.or(hints.grade) {
        return grades().find(|it| *it == grade);
    }
    let entered = class.entered.or(hints.entered)?;
    let since = year.start() - entered;
    let firsts = school.form.stages().iter().filter_map(|it| it.grades().next());
    let fits = firsts.filter_map(|first| {
        let grade = Grade::try_from(first.number() + since).ok()?;
        grades().find(|it| *it == grade)
    });
    let by_age = hints.six_in.map(|six| year.start() - six + 1);
    fits.min_by_key(|it| by_age.map_or(0, |age| (it.number() - age).abs()))
}

/// The schools that a file may speak of.
pub(crate) struct Schools {
    all: Vec<School>,
}

impl Schools {
    pub(crate) fn new(all: Vec<School>) -> Self {
        Self { all }
    }

    /// The school of a row: by its number, or the only one there is.
    pub(crate) fn find(&self, code: Option<&str>) -> Option<&School> {
        match code {
            Some(code) => self.all.iter().find(|it| it.code.as_deref() == Some(code)),
            None if self.all.len() == 1 => self.all.first(),
            None => None,
        }
    }

    /// The school `id`.
    pub(crate) fn by_id(&self, id: SchoolId) -> Option<&School> {
        self.all.iter().find(|it| it.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_read_in_the_ways_that_people_write_it() {
        #[track_caller]
        fn check(text: &str, grade: Option<i64>, entered: Option<i64>, number: i64) {
            let grade = grade.map(|it| Grade::try_from(it).unwrap());
            assert_eq!(read_class(text), Some(Named { grade, entered, number }), "{text}");
        }
        check("3", None, None, 3);
        check(" 03 ", None, None, 3);
        check("（2）班", None, None, 2);
        check("0312", Some(3), None, 12);
        check("201902", None, Some(2019), 2);
        check("2019级2班", None, Some(2019), 2);
        check("三年级(2)班", Some(3), None, 2);
        check("三年级2班", Some(3), None, 2);
        check("初一（5）班", Some(7), None, 5);
        check("高二10班", Some(11), None, 10);
        check("小(1)班", Some(-3), None, 1);
        for text in ["", "班", "0", "三年级", "9901", "甲班", "199902", "三年级(0)班"] {
            assert_eq!(read_class(text), None, "{text}");
        }
    }
}
