//! The least that must be added, against trying everything.

use proptest::prelude::*;

use super::{input, only};
use crate::{Input, Mended, Question, Stage, check_mended, judge, mend};

const QUESTION: Question =
    Question { stage: Stage::Primary, indicator: 6, step: 1, budget: 10_000 };

fn passes(rows: &[(u32, u64)]) -> bool {
    let judgement = judge(&input(only(6, rows)));
    judgement.stages[0].spreads[6].within && judgement.stages[0].schools_pass
}

/// Whether `steps` more, given in any way, are enough.
fn is_enough(rows: &mut [(u32, u64)], from: usize, steps: u64) -> bool {
    if from == rows.len() {
        return steps == 0 && passes(rows);
    }
    (0..=steps).any(|here| {
        rows[from].1 += here;
        let enough = is_enough(rows, from + 1, steps - here);
        rows[from].1 -= here;
        enough
    })
}

fn least(county: &Input) -> u64 {
    let answer = mend(county, &QUESTION);
    check_mended(county, &QUESTION, &answer).unwrap();
    match answer {
        Mended::Least { steps, .. } => steps,
        other => panic!("{other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn nothing_less_would_do(rows in prop::collection::vec((20..200_u32, 0..9_u64), 2..4)) {
        prop_assume!(rows.iter().any(|it| it.1 > 0));
        let steps = least(&input(only(6, &rows)));
        prop_assume!(steps <= 14);
        let mut rows = rows;
        prop_assert!(is_enough(&mut rows, 0, steps));
        for fewer in 0..steps {
            prop_assert!(!is_enough(&mut rows, 0, fewer), "{} are enough, not {}", fewer, steps);
        }
    }
}

#[test]
fn a_county_that_passes_needs_nothing() {
    let county = input(only(6, &[(100, 3), (100, 3)]));
    assert_eq!(mend(&county, &QUESTION), Mended::Least { gifts: Vec::new(), steps: 0 });
}

#[test]
fn a_budget_that_ends_is_said() {
    let county = input(only(6, &[(100, 1), (100, 900)]));
    let question = Question { budget: 5, ..QUESTION };
    assert!(matches!(mend(&county, &question), Mended::OutOfBudget { .. }));
}

#[test]
fn a_school_of_several_stages_is_mended_in_this_stage_alone() {
    let mut rows = only(6, &[(100, 0), (100, 9)]);
    rows[0].pupils = [100, 100, 0];
    rows[0].has[6] = 2;
    let county = input(rows);
    // 2/2.1 rooms of the school are this stage's: it lacks 2.3 less 0.95, and one room of two steps
    // brings it to 2.95; the coefficient then is (9 − 2.95)/(9 + 2.95) = 0.506 and one more is due.
    let Mended::Least { gifts, steps } = mend(&county, &QUESTION) else { panic!() };
    assert_eq!((gifts[0].for_itself, gifts[0].for_county, steps), (2, 1, 3));
    check_mended(&county, &QUESTION, &Mended::Least { gifts, steps }).unwrap();
}

#[test]
fn a_mean_of_seven_is_not_mended_by_one_of_them() {
    let limited = crate::Limited::Mean { each: crate::Part::new(65, 100) };
    let standard = crate::Standard { limited, ..crate::Standard::OF_2017 };
    let schools = only(6, &[(100, 1), (100, 9)]);
    let county = Input::new(crate::Raw { standard, schools }).unwrap();
    assert!(matches!(mend(&county, &QUESTION), Mended::NotAsked(_)));
}
