//! Balanced classes: what they cost after so much time, in processor time of one thread, since the
//! machine may be shared; and what OR-Tools CP-SAT, the best general solver that is free, makes of the
//! same year groups with two workers.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, ensure};
use classing::{
    Problem, Search, Terms, check,
    planted::{SIZES, planted},
    shipped,
};

use super::{Figure, peers::Python, report, report_missing};
use crate::tools::print;

/// The peer, and the version that the goal was set with.
const PEER: &str = "ortools==9.15.6755";
const PEER_SCRIPT: &str = include_str!("cp_sat.py");
const SHIPPED: &str = include_str!("../../../engines/classing/data/classbalance_600_12.json");
/// Seconds after which is looked.
const MARKS: [f64; 3] = [0.1, 2.0, 20.0];
/// Each figure is the middle one of so many seeds.
const SEEDS: u8 = 5;
/// Which invented year groups.
const SERIES: u64 = 2026;

const BEATEN: &str = "  year groups where CP-SAT is not better";

/// A year group, what the best division costs, and what ours cost at the marks.
struct Group {
    name: String,
    terms: Terms,
    best: i64,
    ours: [i64; 3],
}

/// Measures and reports. Each year group takes the peer `peer_seconds`.
pub(super) fn measure(data: &Path, peer_seconds: u64) -> anyhow::Result<()> {
    let terms = shipped::terms(SHIPPED).context("the shipped year group is whole")?;
    let one =
        Group { name: "600 in 12, shipped".to_owned(), ours: race(&terms)?, best: 343, terms };
    let names = ["classes of 600, cost in 0.1 s", "  in 2 s", "  in 20 s"];
    for ((name, cost), goal) in names.into_iter().zip(one.ours).zip([375.0, 357.0, 350.0]) {
        report(&Figure::at_most(name, exact(cost), "points", goal));
    }
    let mut groups = vec![one];
    for (pupils, classes) in SIZES {
        let it = planted(pupils, classes, SERIES);
        let (name, ours) = (format!("{pupils} in {classes}, planted"), race(&it.terms)?);
        groups.push(Group { name, terms: it.terms, best: it.optimum, ours });
    }
    for (mark, name, goal) in
        [(1, "20 planted year groups, worst gap in 2 s", 4.0), (2, "  in 20 s", 2.0)]
    {
        let gaps = groups.iter().map(|it| 100.0 * exact(it.ours[mark] - it.best) / exact(it.best));
        report(&Figure::at_most(name, gaps.fold(0.0, f64::max), "%", goal));
    }
    match peer(&data.join("classes"), &groups, peer_seconds) {
        Ok((beaten, loaded)) => {
            report(&Figure::at_least(BEATEN, exact(beaten), "of them", exact(loaded)));
        }
        Err(error) => report_missing(BEATEN, &error),
    }
    Ok(())
}

fn exact(number: i64) -> f64 {
    i32::try_from(number).map_or(f64::INFINITY, f64::from)
}

/// The middle costs at the marks.
fn race(terms: &Terms) -> anyhow::Result<[i64; 3]> {
    let problem = Problem::new(terms.clone())?;
    let mut runs = Vec::new();
    for seed in 0..SEEDS {
        runs.push(run(&problem, seed)?);
    }
    let mut middle = [0; 3];
    for (mark, middle) in middle.iter_mut().enumerate() {
        runs.sort_unstable_by_key(|it| it[mark]);
        *middle = runs[usize::from(SEEDS / 2)][mark];
    }
    Ok(middle)
}

fn run(problem: &Problem, seed: u8) -> anyhow::Result<[i64; 3]> {
    let begun = processor()?;
    let mut search = Search::new(problem, &[seed; 32]).context("nothing keeps the rules")?;
    let mut costs = [i64::MAX; 3];
    loop {
        let spent = processor()? - begun;
        for (cost, mark) in costs.iter_mut().zip(MARKS) {
            if spent <= mark {
                *cost = search.cost();
            }
        }
        if search.is_done() || spent > MARKS[2] {
            let spreads = check::check(problem.terms(), &search.division())?;
            ensure!(check::cost(&spreads) == search.cost(), "the judge counts otherwise");
            return Ok(costs);
        }
        search.round();
    }
}

/// Seconds that this thread has run on a processor.
fn processor() -> anyhow::Result<f64> {
    let text = fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanos: f64 = text.split(' ').next().unwrap_or_default().parse()?;
    Ok(nanos / 1e9)
}

/// How many year groups ours had as good in 0.1 s as the peer in its time, and how many it loaded.
fn peer(folder: &Path, groups: &[Group], seconds: u64) -> anyhow::Result<(i64, i64)> {
    fs::create_dir_all(folder)?;
    let python = Python::with(&folder.join("python"), &[PEER])?;
    let (file, limit) = (folder.join("terms.json"), PathBuf::from(seconds.to_string()));
    let (mut beaten, mut loaded) = (0, 0);
    for group in groups {
        fs::write(&file, json(&group.terms).to_string())?;
        let said = python.run(PEER_SCRIPT, &[&file, &limit]);
        let said = said.unwrap_or_else(|error| format!("not loaded: {error:#}"));
        let cost: Option<i64> = said.trim().parse().ok();
        if !said.starts_with("not loaded") {
            loaded += 1;
            beaten += i64::from(cost.is_none_or(|it| group.ours[0] <= it));
        }
        print(&format!(
            "    {:<22} best {:>5}, ours in 0.1 s {:>5}, CP-SAT in {seconds} s {:>6}",
            group.name,
            group.best,
            group.ours[0],
            said.trim()
        ));
    }
    Ok((beaten, loaded))
}

fn json(terms: &Terms) -> serde_json::Value {
    let qualities: Vec<_> = terms.qualities.iter().map(|it| (it.weight, it.kinds)).collect();
    let pupils = terms.pupils.iter();
    let pupils = pupils.map(|it| serde_json::json!({ "kinds": it.kinds, "values": it.values }));
    serde_json::json!({
        "classes": terms.classes,
        "qualities": qualities,
        "sums": terms.sums,
        "pupils": pupils.collect::<Vec<_>>(),
        "together": terms.together,
        "apart": terms.apart,
    })
}
