//! Tests of the index.

mod bad_input;
mod mending;
mod mutants;
mod published;
mod schools;

use crate::{INDICATORS, Input, Judgement, Raw, School, Standard, check, judge};

/// A school that reaches everything, for so many pupils.
fn school(name: &str, pupils: [u32; 3]) -> School {
    let all = u64::from(pupils.iter().sum::<u32>());
    // Per pupil: 0.06 teachers …, 6 m² and 11 m² in hundredths, 2 600 yuan, 0.025 rooms.
    let has = [6, 2, 1, 60_000, 110_000, 260_000, 3].map(|it| it * all / 100 + 1);
    School { name: name.to_owned(), pupils, has }
}

fn input(schools: Vec<School>) -> Input {
    Input::new(Raw { standard: Standard::OF_2017, schools }).unwrap()
}

fn judged(input: &Input) -> Judgement {
    let judgement = judge(input);
    check(input, &judgement).unwrap();
    judgement
}

/// Only one indicator matters: the others are reached by all alike.
fn only(indicator: usize, rows: &[(u32, u64)]) -> Vec<School> {
    let row = |(at, (pupils, has)): (usize, &(u32, u64))| {
        let mut it = School {
            name: format!("第{}小学", at + 1),
            pupils: [*pupils, 0, 0],
            has: [0; INDICATORS],
        };
        it.has = [100, 100, 100, 10_000, 10_000, 10_000, 100].map(|it| it * u64::from(*pupils));
        it.has[indicator] = *has;
        it
    };
    rows.iter().enumerate().map(row).collect()
}
