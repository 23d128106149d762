//! Towns, schools and classes of the invented county: exact sizes, legal class sizes.

use std::ops::Range;

use vocab::{ClassId, Grade, PlaceId, SchoolCode, SchoolId, Stage, TownId};

use super::{
    Make,
    chance::{Chance, shares},
    plan::{Plan, Sort},
    words::{SCHOOL_FIRST, SCHOOL_SECOND},
};
use crate::{model::Ownership, rules};

/// A town or street.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Town {
    /// Its place.
    pub id: TownId,
    /// The statistical code of twelve digits.
    pub code: String,
    /// Its real name.
    pub name: String,
    /// How many children live there, against the other towns.
    pub weight: usize,
}

/// A school or kindergarten. Its name is invented.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct School {
    /// Its place.
    pub id: SchoolId,
    /// Which of [`super::County::towns`].
    pub town: usize,
    /// The sort by which the county plans.
    pub sort: Sort,
    /// The stage, or for 九年一贯制 both.
    pub stages: Vec<Stage>,
    /// Who runs it.
    pub ownership: Ownership,
    /// Whether its pupils sleep there.
    pub boarding: bool,
    /// 学校标识码.
    pub code: SchoolCode,
    /// Its full name.
    pub name: String,
    /// Street and number.
    pub address: String,
    /// Which of [`super::County::classes`] are its own, by grade and number.
    pub classes: Range<usize>,
    /// Which of [`super::County::students`] are its own.
    pub students: Range<usize>,
    /// Which of [`super::County::staff`] work there, the principal first.
    pub staff: Range<usize>,
}

impl School {
    /// Whether the figures of after-school service count it: compulsory, and nobody boards.
    pub fn is_day_compulsory(&self) -> bool {
        matches!(self.sort, Sort::Primary | Sort::Junior | Sort::NineYear)
    }

    /// Whether the statistic of schools counts it: everything but kindergartens.
    pub fn is_counted(&self) -> bool {
        self.sort != Sort::Kindergarten
    }
}

/// A class of the school year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// Its place.
    pub id: ClassId,
    /// Which of [`super::County::schools`].
    pub school: usize,
    /// Its stage: the same grade can be of a special or vocational school.
    pub stage: Stage,
    /// Its grade.
    pub grade: Grade,
    /// Its number within the grade, from 1.
    pub number: usize,
    /// Which of [`super::County::students`] sit in it, by seat.
    pub students: Range<usize>,
    /// Which of [`super::County::staff`] is its class teacher.
    pub head: usize,
}

/// How many of a grade's children, against its neighbours: the county grows a little.
fn grade_weight(grade: Grade) -> usize {
    match grade.number() {
        ..0 => 1000,
        it => usize::try_from(1030 - 15 * it).unwrap_or(1000),
    }
}

/// The largest class that the standards allow, as a count.
fn class_size_max(stage: Stage, grade: Grade) -> usize {
    usize::try_from(rules::class_size_max(stage, grade)).unwrap_or(1)
}

impl Sort {
    /// Its stages, youngest children first.
    pub fn stages(self) -> &'static [Stage] {
        match self {
            Self::Primary => &[Stage::Primary],
            Self::Junior | Self::BoardingJunior => &[Stage::Junior],
            Self::NineYear | Self::BoardingNineYear => &[Stage::Primary, Stage::Junior],
            Self::Special => &[Stage::Special],
            Self::Senior => &[Stage::Senior],
            Self::Vocational => &[Stage::Vocational],
            Self::Kindergarten => &[Stage::Kindergarten],
        }
    }

    /// The stage that its 学校标识码 is given for: a school of two goes by the upper one.
    fn coded(self) -> Stage {
        self.stages().last().copied().unwrap_or(Stage::Primary)
    }

    fn suffix(self) -> &'static str {
        match self {
            Self::Primary => "小学",
            Self::Junior | Self::BoardingJunior => "初级中学",
            Self::NineYear => "学校",
            Self::BoardingNineYear => "双语学校",
            Self::Special => "特殊教育学校",
            Self::Senior => "高级中学",
            Self::Vocational => "职业高级中学",
            Self::Kindergarten => "幼儿园",
        }
    }
}

/// How many children each school of `sort` takes, and in which town it stands.
fn sizes(plan: &Plan, sort: Sort, towns: &[Town], children: usize) -> Vec<(usize, usize)> {
    let mut chance = Chance::of(plan.seed, "sizes", sort as usize);
    let count = plan.schools[sort as usize];
    let weights: Vec<usize> = towns.iter().take(plan.towns).map(|it| it.weight).collect();
    let per_town = shares(count, &weights);
    let mut at: Vec<usize> =
        per_town.iter().enumerate().flat_map(|(town, &it)| std::iter::repeat_n(town, it)).collect();
    at.sort_unstable();
    let weights: Vec<usize> = match sort {
        // 幼儿园工作规程: no kindergarten beyond 360 children.
        Sort::Kindergarten => (0..count).map(|_| 80 + chance.below(40)).collect(),
        _ => (0..count).map(|_| 60 + chance.below(60) + chance.below(40)).collect(),
    };
    at.into_iter().zip(shares(children, &weights)).collect()
}

/// How many children each sort of school takes, in the order of [`Sort::ALL`].
fn children(plan: &Plan) -> [usize; Sort::ALL.len()] {
    let weight = |stage: Stage| stage.grades().map(grade_weight).sum::<usize>();
    let by_stage = shares(plan.day_pupils, &[weight(Stage::Primary), weight(Stage::Junior)]);
    // A nine-year school is about as large as a primary and a junior school's third together.
    let [primary, junior, nine, boarding_junior, boarding_nine, special, ..] = plan.schools;
    let nine_total = plan.day_pupils * nine / (nine + primary * 3 / 4 + junior).max(1);
    let nine_primary = nine_total * by_stage[0] / plan.day_pupils.max(1);
    let special_total = (plan.boarders / 64).min(special * 260);
    let boarders =
        shares(plan.boarders - special_total, &[boarding_junior * 9, boarding_nine * 10]);
    let seniors = shares(plan.seniors, &[3, 2]);
    [
        by_stage[0] - nine_primary,
        by_stage[1] - (nine_total - nine_primary),
        nine_total,
        boarders[0],
        boarders[1],
        special_total,
        seniors[0],
        seniors[1],
        plan.kindergarteners,
    ]
}

/// Every school with its classes. `students` of both are filled in; heads and staff are not yet.
pub(super) fn schools(plan: &Plan, towns: &[Town], make: &Make) -> (Vec<School>, Vec<Class>) {
    let (mut schools, mut classes) = (Vec::new(), Vec::new());
    let mut names = names(plan.seed).into_iter();
    let mut seated = 0;
    for (sort, children) in Sort::ALL.into_iter().zip(children(plan)) {
        for (number, (town, size)) in (1..).zip(sizes(plan, sort, towns, children)) {
            let mut chance = Chance::of(plan.seed, "school", schools.len());
            let word = names.next().unwrap_or_else(|| format!("学苑{}", schools.len()));
            let private = match sort {
                Sort::BoardingNineYear => true,
                Sort::Kindergarten => chance.happens(550),
                Sort::Vocational => number % 4 == 0,
                _ => false,
            };
            let place: PlaceId = make.id();
            let (first_class, first_student) = (classes.len(), seated);
            let school = schools.len();
            fill(school, sort, size, &mut seated, make, &mut classes);
            schools.push(School {
                id: place.retyped(),
                town,
                sort,
                stages: sort.stages().to_vec(),
                ownership: if private { Ownership::Private } else { Ownership::Public },
                boarding: matches!(
                    sort,
                    Sort::BoardingJunior | Sort::BoardingNineYear | Sort::Special | Sort::Senior
                ),
                code: code(sort, school),
                name: format!("{word}{}", sort.suffix()),
                address: super::families::address(&mut chance),
                classes: first_class..classes.len(),
                students: first_student..seated,
                staff: 0..0,
            });
        }
    }
    (schools, classes)
}

/// The classes of one school: as few as the rules allow, as equal as can be.
fn fill(
    school: usize,
    sort: Sort,
    size: usize,
    seated: &mut usize,
    make: &Make,
    classes: &mut Vec<Class>,
) {
    let grades: Vec<(Stage, Grade)> =
        sort.stages().iter().flat_map(|&stage| stage.grades().map(move |it| (stage, it))).collect();
    let weights: Vec<usize> = grades
        .iter()
        .map(|&(stage, grade)| match stage {
            // Larger classes above, and as many of them: so that a year can move up whole.
            Stage::Kindergarten => class_size_max(stage, grade),
            _ => grade_weight(grade),
        })
        .collect();
    for ((stage, grade), pupils) in grades.into_iter().zip(shares(size, &weights)) {
        let count = pupils.div_ceil(class_size_max(stage, grade));
        for (number, seats) in (1..).zip(shares(pupils, &vec![1; count])) {
            let students = *seated..*seated + seats;
            *seated += seats;
            classes.push(Class { id: make.id(), school, stage, grade, number, students, head: 0 });
        }
    }
}

/// Invented words for schools, in an order of chance: none is used twice.
fn names(seed: u64) -> Vec<String> {
    let mut all: Vec<String> = SCHOOL_FIRST
        .chars()
        .flat_map(|first| SCHOOL_SECOND.chars().map(move |second| format!("{first}{second}")))
        .collect();
    Chance::of(seed, "school names", 0).shuffle(&mut all);
    all
}

/// The public number of the `place`-th school.
fn code(sort: Sort, place: usize) -> SchoolCode {
    let number = u16::try_from(place + 1).ok();
    number
        .and_then(|it| SchoolCode::invented(sort.coded(), it))
        .expect("a county has fewer than ten thousand schools")
}
