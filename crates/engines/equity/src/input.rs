//! The schools of a county as they are reported, and split by stage.
//!
//! A school of several stages has one stock of teachers and rooms; each stage is given its share of
//! it by the weights of the standard, exactly: a share is a fraction, never rounded.

use crate::{
    defect::{AMOUNT_MAX, Defect, PUPILS_MAX, SCHOOLS_MAX},
    standard::{INDICATORS, Limited, Stage, Standard},
};

/// A school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct School {
    /// Its name.
    pub name: String,
    /// Pupils of the primary, junior and senior stage.
    pub pupils: [u32; 3],
    /// What it has for each indicator, in parts of its unit.
    pub has: [u64; INDICATORS],
}

/// What comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raw {
    /// By which standard.
    pub standard: Standard,
    /// The schools.
    pub schools: Vec<School>,
}

/// One stage of one school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// Which school, by its place.
    pub school: usize,
    /// Its pupils in the stage.
    pub pupils: u32,
    /// What the school has.
    pub has: [u64; INDICATORS],
    /// What is given to this stage alone, while it is tried; nothing as reported.
    pub(crate) given: [u64; INDICATORS],
    /// The share of `has` that is one pupil's: `pupil / of_all` of the school's.
    pub pupil: u64,
    /// See `pupil`.
    pub of_all: u64,
}

/// A county that can be judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    pub(crate) standard: Standard,
    pub(crate) schools: Vec<School>,
    pub(crate) branches: [Vec<Branch>; 2],
}

impl Input {
    /// Looks at all of it and says all that is wrong.
    pub fn new(raw: Raw) -> Result<Self, Vec<Defect>> {
        let Raw { standard, schools } = raw;
        let mut defects = Vec::new();
        if !(1..=SCHOOLS_MAX).contains(&schools.len()) {
            defects.push(Defect::Schools(schools.len()));
        }
        if !is_sound(&standard) {
            defects.push(Defect::Standard);
        }
        for (at, school) in schools.iter().enumerate() {
            look(at + 1, school, &mut defects);
        }
        if !defects.is_empty() {
            return Err(defects);
        }
        let branches = Stage::ALL.map(|stage| {
            let branch = |(at, it): (usize, &School)| branch(&standard, stage, at, it);
            schools.iter().enumerate().filter_map(branch).collect::<Vec<_>>()
        });
        for (stage, branches) in Stage::ALL.iter().zip(&branches) {
            for indicator in 0..INDICATORS {
                if !branches.is_empty() && branches.iter().all(|it| it.has[indicator] == 0) {
                    let (stage, indicator) = (stage.label(), indicator + 1);
                    defects.push(Defect::Nothing { stage, indicator });
                }
            }
        }
        let input = Self { standard, schools, branches };
        if defects.is_empty() { Ok(input) } else { Err(defects) }
    }

    /// The standard.
    pub fn standard(&self) -> &Standard {
        &self.standard
    }

    /// The schools.
    pub fn schools(&self) -> &[School] {
        &self.schools
    }

    /// The stages of schools that have pupils in `stage`.
    pub fn branches(&self, stage: Stage) -> &[Branch] {
        &self.branches[stage.at()]
    }
}

fn is_sound(standard: &Standard) -> bool {
    let least = standard.indicators.iter().flat_map(|it| it.least);
    let mut parts: Vec<_> = least.chain(standard.limit).chain([standard.rest]).collect();
    if let Limited::Mean { each } = standard.limited {
        parts.push(each);
    }
    let weights = [standard.nine_year, standard.complete, standard.twelve_year];
    let fits =
        |it: &crate::standard::Part| it.below > 0 && it.below <= 10_000 && it.above <= 1_000_000;
    parts.iter().all(fits)
        && standard
            .indicators
            .iter()
            .all(|it| (1..=1000).contains(&it.per) && (1..=1000).contains(&it.scale))
        && (1..=INDICATORS).contains(&standard.needed)
        && weights.iter().flatten().all(|it| *it <= 10_000)
        && standard.nine_year[..2]
            .iter()
            .chain(&standard.complete[1..])
            .chain(&standard.twelve_year)
            .all(|it| *it > 0)
}

fn look(line: usize, school: &School, defects: &mut Vec<Defect>) {
    let name = || school.name.clone();
    let [primary, junior, senior] = school.pupils;
    if primary == 0 && junior == 0 {
        defects.push(Defect::NoPupils { line, name: name() });
    }
    if primary > 0 && junior == 0 && senior > 0 {
        defects.push(Defect::Split { line, name: name() });
    }
    if let Some(pupils) = school.pupils.into_iter().find(|it| *it > PUPILS_MAX) {
        defects.push(Defect::Pupils { line, name: name(), pupils });
    }
    for (at, amount) in school.has.into_iter().enumerate().filter(|it| it.1 > AMOUNT_MAX) {
        defects.push(Defect::Amount { line, name: name(), indicator: at + 1, amount });
    }
}

/// The branch of a school in a stage: by the weights, one pupil's share of what the school has.
fn branch(standard: &Standard, stage: Stage, school: usize, of: &School) -> Option<Branch> {
    let pupils = of.pupils[stage.at()];
    let weights = match of.pupils.map(|it| it > 0) {
        [true, true, false] => standard.nine_year,
        [false, true, true] => standard.complete,
        [true, true, true] => standard.twelve_year,
        _ => [1; 3],
    };
    let all = of.pupils.iter().zip(weights).map(|(it, weight)| u64::from(*it) * u64::from(weight));
    let (pupil, of_all) = (u64::from(weights[stage.at()]), all.sum());
    (pupils > 0).then_some(Branch {
        school,
        pupils,
        has: of.has,
        given: [0; INDICATORS],
        pupil,
        of_all,
    })
}

impl Branch {
    /// What a pupil has, in parts of the unit, as a fraction: the share of what the school has, and
    /// of what is given to this stage alone.
    pub(crate) fn each(&self, indicator: usize) -> (u128, u128) {
        let whole = |it: u64| u128::from(it);
        let has = whole(self.has[indicator]) * whole(self.pupil);
        match self.given[indicator] {
            0 => (has, whole(self.of_all)),
            given => {
                let pupils = u128::from(self.pupils);
                (has * pupils + whole(given) * whole(self.of_all), whole(self.of_all) * pupils)
            }
        }
    }
}
