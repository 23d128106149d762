//! The children: a seat in a class, a birthday that fits the grade, a name of their family.

use std::collections::HashMap;

use jiff::civil::Date;
use vocab::{IdNumber, RollKind, RollNumber, Sex, StudentId};

use super::{
    Make,
    chance::Chance,
    families::{Family, birthday},
    people::{Names, Serials, id_number},
    plan::Plan,
    schools::Class,
};

/// A child or pupil.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Student {
    /// Its id.
    pub id: StudentId,
    /// Which of [`super::County::schools`].
    pub school: usize,
    /// Which of [`super::County::classes`].
    pub class: usize,
    /// Which of [`super::County::families`].
    pub family: usize,
    /// Its number within the class, from 1.
    pub seat: usize,
    /// Its invented name.
    pub name: String,
    /// Sex.
    pub sex: Sex,
    /// Birthday.
    pub born: Date,
    /// Which ID number of that day; none for a child who has no number.
    pub serial: Option<u16>,
    /// The kind of 学籍号; none in kindergarten.
    pub roll: Option<RollKind>,
    /// The last four digits of a 学籍号 that is not made of the ID number: on a birthday nobody
    /// else has them.
    pub tail: u16,
}

impl Student {
    /// The ID number, if the child has one.
    pub fn id_number(&self) -> Option<IdNumber> {
        self.serial.map(|it| id_number(self.born, self.sex, it))
    }

    /// The number in the national roll; none in kindergarten.
    ///
    /// A temporary one looks like an ID number and is none: its check digit is another's.
    pub fn roll_number(&self) -> Option<RollNumber> {
        let kind = self.roll?;
        let number = id_number(self.born, self.sex, self.serial.unwrap_or(0));
        if kind == RollKind::Formal {
            return Some(RollNumber::formal(&number));
        }
        let letter = if kind == RollKind::Temporary { 'L' } else { 'J' };
        format!("{letter}{}{:04}", &number.open()[..14], self.tail).parse().ok()
    }
}

/// A child before it has a name.
#[derive(Debug, Clone)]
pub(super) struct Seat {
    pub(super) class: usize,
    pub(super) family: usize,
    pub(super) born: Date,
    pub(super) sex: Sex,
}

/// Everyone who sits in `classes`, in the order of classes and seats.
pub(super) fn seats(plan: &Plan, first_day: Date, classes: &[Class]) -> Vec<Seat> {
    let mut seats = Vec::with_capacity(classes.last().map_or(0, |it| it.students.end));
    for (number, class) in classes.iter().enumerate() {
        let mut chance = Chance::of(plan.seed, "class", number);
        for _ in class.students.clone() {
            let born = birthday(first_day, class.grade, &mut chance);
            let sex = if chance.happens(525) { Sex::Male } else { Sex::Female };
            seats.push(Seat { class: number, family: 0, born, sex });
        }
    }
    seats
}

/// Of a thousand pupils: those whose number is temporary, in the first grade and in the others;
/// those without a usable ID number; those whose names have a dot.
const TEMPORARY: [usize; 2] = [120, 4];
const NO_NUMBER: usize = 2;
const DOTTED: usize = 1;

/// The pupils of `seats`, named after the fathers' or now and then the mothers' `surnames`.
pub(super) fn students(
    plan: &Plan,
    classes: &[Class],
    families: &[Family],
    surnames: &[[&'static str; 2]],
    seats: Vec<Seat>,
    serials: &mut Serials,
    make: &Make,
) -> Vec<Student> {
    let names = Names::new();
    let mut unnumbered = HashMap::new();
    let mut students = Vec::with_capacity(seats.len());
    for (number, seat) in seats.into_iter().enumerate() {
        let mut chance = Chance::of(plan.seed, "pupil", number);
        let class = &classes[seat.class];
        let mut children = families[seat.family].children.iter();
        let [father, mother] = surnames[seat.family];
        // Siblings of the same parents now and then bear different surnames.
        let elder = children.next() == Some(&number);
        let surname = if !elder && chance.happens(60) { mother } else { father };
        let name = if chance.happens(DOTTED) {
            names.dotted(&mut chance)
        } else {
            names.full(surname, seat.sex, seat.born, &mut chance)
        };
        let has_number = !chance.happens(NO_NUMBER);
        let serial = if has_number { serials.take(seat.born, seat.sex) } else { None };
        let first_grade = class.grade.number() == 1;
        let roll = match (class.grade.number(), serial) {
            (..0, _) => None,
            (_, None) => Some(RollKind::WithoutId),
            _ if chance.happens(TEMPORARY[usize::from(!first_grade)]) => Some(RollKind::Temporary),
            _ => Some(RollKind::Formal),
        };
        let id: StudentId = make.id();
        // Three digits that tell those born on a day apart, and one of no meaning.
        let place = match serial {
            Some(serial) => serial * 2 + u16::from(seat.sex == Sex::Male),
            None => next_on(&mut unnumbered, seat.born),
        };
        students.push(Student {
            id,
            school: class.school,
            class: seat.class,
            family: seat.family,
            seat: number - class.students.start + 1,
            name,
            sex: seat.sex,
            born: seat.born,
            serial,
            roll,
            tail: place * 10 + u16::try_from(id.bits() % 10).unwrap_or(0),
        });
    }
    students
}

/// How many without a number were born on `born` before.
fn next_on(days: &mut HashMap<Date, u16>, born: Date) -> u16 {
    let count = days.entry(born).or_default();
    *count += 1;
    *count - 1
}
