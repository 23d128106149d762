//! The shipped year group of 600: the objective written out again, away from the engine.

use serde_json::Value;

use crate::{Problem, Search, Terms, check, shipped};

/// 600 invented pupils for 12 classes, with twins to be kept together or apart.
const FILE: &str = include_str!("../../data/classbalance_600_12.json");

fn file() -> Value {
    serde_json::from_str(FILE).unwrap()
}

fn number(value: &Value) -> i64 {
    value.as_i64().unwrap()
}

fn total(pupil: &Value) -> i64 {
    pupil["score"].as_array().unwrap().iter().map(number).sum()
}

/// Where the bands of the total begin: the fifths of the sorted totals, equal totals undivided.
fn bands(pupils: &[Value]) -> Vec<i64> {
    let mut totals: Vec<i64> = pupils.iter().map(total).collect();
    totals.sort_unstable();
    (1..5).map(|it| totals[it * totals.len() / 5]).collect()
}

fn band(bands: &[i64], pupil: &Value) -> usize {
    bands.iter().filter(|it| **it <= total(pupil)).count()
}

/// The file as the engine's terms.
pub(super) fn terms() -> Terms {
    shipped::terms(FILE).unwrap()
}

/// 100·range(girls) + 100·range(special needs) + 20·Σ range(origin) + 20·Σ range(5 score bands) + Σ
/// range of the three score sums; and how often a rule is broken.
fn judge(division: &[usize]) -> (i64, usize) {
    let file = file();
    let pupils = file["students"].as_array().unwrap();
    let bands = bands(pupils);
    let range = |count: &dyn Fn(&Value) -> i64| {
        let mut classes = [0i64; 12];
        pupils.iter().zip(division).for_each(|(it, class)| classes[*class] += count(it));
        classes.iter().max().unwrap() - classes.iter().min().unwrap()
    };
    let mut objective = 100 * range(&|it| number(&it["g"])) + 100 * range(&|it| number(&it["sn"]));
    for origin in 0..8 {
        objective += 20 * range(&|it| i64::from(number(&it["origin"]) == origin));
    }
    for one in 0..5 {
        objective += 20 * range(&|it| i64::from(band(&bands, it) == one));
    }
    for subject in 0..3 {
        objective += range(&|it| number(&it["score"][subject]));
    }
    let mut broken = usize::try_from(range(&|_| 1)).unwrap();
    for pair in file["pairs"].as_array().unwrap() {
        let class = |at: usize| division[usize::try_from(number(&pair[at])).unwrap()];
        broken += usize::from((class(0) == class(1)) != (pair[2] == "together"));
    }
    for class in 0..12 {
        let mut seen = std::collections::BTreeSet::new();
        let here = pupils.iter().zip(division).filter(|(_, it)| **it == class);
        broken += here.filter(|(it, _)| !seen.insert(it["name"].as_str().unwrap())).count();
    }
    (objective, broken)
}

#[test]
fn the_600_are_divided_at_the_proven_bound_with_no_rule_broken() {
    let problem = Problem::new(terms()).unwrap();
    let mut search = Search::new(&problem, &[0; 32]).unwrap();
    assert_eq!(search.bound(), 343, "published");
    for _ in 0..4 {
        search.round();
    }
    assert_eq!(judge(&search.division()), (343, 0));
    let spreads = check::check(problem.terms(), &search.division()).unwrap();
    assert_eq!(check::cost(&spreads), search.cost());
}

#[test]
fn both_judges_agree_on_divisions_that_are_far_from_good() {
    let problem = Problem::new(terms()).unwrap();
    for seed in 0..20 {
        let search = Search::new(&problem, &[seed; 32]).unwrap();
        assert_eq!(judge(&search.division()), (search.cost(), 0));
        assert!(search.cost() > 1_000);
    }
}
