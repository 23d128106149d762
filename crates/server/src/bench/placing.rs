//! Children to schools, with the reason for each, beside OR-Tools' min-cost flow, which knows neither
//! categories nor reasons and so is given one category and the bare placing.

use std::{fs, path::Path, time::Instant};

use anyhow::Context as _;
use assign::{
    Explainer, Input, Options, Raw, check,
    invented::{county, numbers},
    solve,
};

use super::{Figure, peers::Python, report, report_missing};

/// A large county's children and schools.
const CHILDREN: i64 = 20_000;
const SCHOOLS: i64 = 120;
/// The peer, and the version that the goal was set with.
const PEER: &str = "ortools==9.15.6755";
const PEER_SCRIPT: &str = include_str!("min_cost_flow.py");

const FASTER: &str = "  times as fast as OR-Tools, one category";

/// Measures and reports.
pub(super) fn measure(data: &Path) -> anyhow::Result<()> {
    let all = placed(county(CHILDREN, SCHOOLS, true))?;
    report(&Figure::at_most("20,000 children to 120 schools, explained", all, "s", 3.0));
    let mut raw = county(CHILDREN, SCHOOLS, false);
    raw.categories.truncate(1);
    let only = raw.categories[0].name.clone();
    raw.children.iter_mut().for_each(|it| it.category.clone_from(&only));
    let list = numbers(&raw)?;
    let ours = placed(raw)?;
    match peer(&data.join("placing"), &list) {
        Ok(theirs) => report(&Figure::at_least(FASTER, theirs / ours, "×", 1.0)),
        Err(error) => report_missing(FASTER, &error),
    }
    Ok(())
}

/// Seconds from the lists to the last child's reason.
fn placed(raw: Raw) -> anyhow::Result<f64> {
    let begun = Instant::now();
    let input = Input::new(raw).ok().context("the invented county is sound")?;
    let outcome = solve(&input, &Options::default());
    check(&input, outcome.proposal()).ok().context("the proposal does not hold")?;
    let explainer =
        Explainer::new(&input, outcome.proposal()).ok().context("there is nothing to explain")?;
    let mut letters = 0;
    for child in 0..input.children() {
        letters += explainer.why(child).text(&input).len();
    }
    anyhow::ensure!(letters > 0, "nobody was told anything");
    Ok(begun.elapsed().as_secs_f64())
}

/// Seconds that the peer takes for the placing alone.
fn peer(folder: &Path, list: &str) -> anyhow::Result<f64> {
    fs::create_dir_all(folder)?;
    let file = folder.join("county.txt");
    fs::write(&file, list)?;
    let python = Python::with(&folder.join("python"), &[PEER])?;
    let said = python.run(PEER_SCRIPT, &[&file])?;
    said.trim().parse().with_context(|| format!("the peer said {said}"))
}
