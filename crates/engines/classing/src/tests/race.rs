//! How good how soon, in processor time of the thread: by hand, since time is no test's business.
//!
//! `cargo test --release -p classing race -- --ignored --nocapture`

use super::benchmark;
use crate::{
    Problem, Search, check,
    planted::{SIZES, planted},
};

const MARKS: [f64; 3] = [0.1, 2.0, 20.0];

/// Seconds that this thread has run.
fn processor() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    text.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e9
}

/// The costs at the marks, and when the bound was reached.
fn race(problem: &Problem, seed: u8) -> ([i64; 3], Option<f64>) {
    let start = processor();
    let mut search = Search::new(problem, &[seed; 32]).unwrap();
    let mut costs = [i64::MAX; 3];
    loop {
        let spent = processor() - start;
        for (cost, mark) in costs.iter_mut().zip(MARKS) {
            if spent <= mark {
                *cost = search.cost();
            }
        }
        if search.is_done() || spent > MARKS[2] {
            check::check(problem.terms(), &search.division()).unwrap();
            return (costs, search.is_done().then_some(spent));
        }
        search.round();
    }
}

fn show(name: &str, problem: &Problem, optimum: i64) {
    let mut runs: Vec<_> = (0..5).map(|seed| race(problem, seed)).collect();
    let medians: Vec<i64> = (0..3)
        .map(|mark| {
            runs.sort_unstable_by_key(|it| it.0[mark]);
            runs[2].0[mark]
        })
        .collect();
    let exact = |it: i64| f64::from(i32::try_from(it).unwrap());
    let gap = |it: i64| exact(it - optimum) * 100.0 / exact(optimum);
    let gaps: Vec<String> = medians.iter().map(|it| format!("{it} ({:.1} %)", gap(*it))).collect();
    let mut proved: Vec<f64> = runs.iter().map(|it| it.1.unwrap_or(f64::INFINITY)).collect();
    proved.sort_by(f64::total_cmp);
    println!(
        "{name:<10} best {optimum}: {} proved after {:.3}–{:.3} s",
        gaps.join(", "),
        proved[0],
        proved[4]
    );
}

#[test]
#[ignore = "measures time: run it by hand, optimised"]
fn race_600_pupils() {
    show("600/12", &Problem::new(benchmark::terms()).unwrap(), 343);
}

#[test]
#[ignore = "measures time: run it by hand, optimised"]
fn race_planted_year_groups() {
    for (pupils, classes) in SIZES {
        let it = planted(pupils, classes, 2026);
        show(&format!("{pupils}/{classes}"), &Problem::new(it.terms).unwrap(), it.optimum);
    }
}
