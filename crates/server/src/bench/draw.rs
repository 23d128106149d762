//! Drawing lots, with all the evidence, beside the sampler that Rivest's method came with, and the
//! page that families open.

use std::{fs, path::Path, time::Instant};

use anyhow::Context as _;
use draw::{
    Commitment, Declaration, Entry, Last, List, Randomness, Rule, Sealed, Source, Terms,
    Transcript, Value,
};

use super::{
    Figure,
    peers::{Python, node},
    report, report_missing,
};

/// Entries of a large county's draw, and of one larger than any.
const COUNTY: u32 = 100_000;
const LARGE: u32 = 1_000_000;
/// Each figure is the middle one of so many.
const RUNS: usize = 5;
/// The peer, and the version that the goal was set with.
const PEER: &str = "consistent_sampler==1.0.10";
const PEER_SCRIPT: &str = "
import sys, time
from consistent_sampler import sampler
ids = open(sys.argv[1]).read().split()
begun = time.perf_counter()
assert len(list(sampler(ids, seed=314159, output='id'))) == len(ids)
print(time.perf_counter() - begun)
";
/// The page's own script, timed on one file.
const PAGE: &str = include_str!("../../../engines/draw/verifier/verify.html");
const PAGE_SCRIPT: &str = r#"
import { readFileSync } from "node:fs";
const [page, file] = process.argv.slice(2).map((it) => readFileSync(it));
const script = page.toString().match(/<script>([\s\S]*?)<\/script>/)[1];
const Verifier = new Function(`${script}; return Verifier;`)();
const begun = performance.now();
Verifier.verify(new Uint8Array(file));
console.log((performance.now() - begun) / 1000);
"#;

/// Measures and reports.
pub(super) fn measure(data: &Path) -> anyhow::Result<()> {
    let folder = data.join("draw");
    fs::create_dir_all(&folder)?;
    let (declaration, sealed) = declared(COUNTY)?;
    let (seconds, transcript) = timed(&declaration, &sealed)?;
    report(&Figure::at_most("draw 100,000 with evidence", millis(seconds), "ms", 200.0));
    let file = transcript.file();
    let verified = middle(|| {
        let begun = Instant::now();
        Transcript::read(file.as_bytes())?;
        Ok(begun.elapsed().as_secs_f64())
    })?;
    report(&Figure::at_most("  verified", millis(verified), "ms", 200.0));
    match in_page(&folder, &file) {
        Ok(it) => report(&Figure::at_most("  verified by the page, in Node", it, "s", 3.0)),
        Err(error) => report_missing("  verified by the page, in Node", &error),
    }
    match peer(&folder, &sealed) {
        Ok(it) => {
            report(&Figure::at_least(
                "  times as fast as consistent_sampler",
                it / seconds,
                "×",
                20.0,
            ));
        }
        Err(error) => report_missing("  times as fast as consistent_sampler", &error),
    }
    let (declaration, sealed) = declared(LARGE)?;
    let (seconds, _) = timed(&declaration, &sealed)?;
    report(&Figure::at_most("draw 1,000,000 with evidence", millis(seconds), "ms", 1_000.0));
    Ok(())
}

fn millis(seconds: f64) -> f64 {
    seconds * 1e3
}

/// The middle one of several measurements.
fn middle(mut one: impl FnMut() -> anyhow::Result<f64>) -> anyhow::Result<f64> {
    let mut all = (0..RUNS).map(|_| one()).collect::<anyhow::Result<Vec<_>>>()?;
    all.sort_by(f64::total_cmp);
    Ok(all[RUNS / 2])
}

/// Everything before the draw: salted, declared, sealed.
fn declared(count: u32) -> anyhow::Result<(Declaration, Sealed)> {
    let entries: Vec<_> = (1..=count).map(|it| Entry::new(it, &format!("2027{it:08}"))).collect();
    let groups = vec!["全体".to_owned()];
    let rule = Rule::Admit { groups, places: u64::from(count / 2), last: Last::Skip };
    let list = List::new(entries, &rule).ok().context("the list is sound")?;
    let sealed = Sealed::new(&list, &Randomness([7; 96]));
    let drawn = |name: &str| Source::Site { name: name.to_owned(), least: 0, most: 999_999 };
    let terms = Terms {
        title: "bench".to_owned(),
        organiser: "bench".to_owned(),
        rehearsal: false,
        declared: "2027-07-20 09:30".to_owned(),
        program: "bench".to_owned(),
        rule,
        sources: vec![drawn("1"), drawn("2")],
        commitment: Commitment { keeper: "bench".to_owned(), sm3: sealed.opening().commitment() },
        previous: None,
    };
    let units = list.salted(sealed.key());
    Ok((Declaration::new(terms, units).ok().context("the terms are sound")?, sealed))
}

/// From the values to the bytes of the transcript.
fn timed(declaration: &Declaration, sealed: &Sealed) -> anyhow::Result<(f64, Transcript)> {
    let mut last = None;
    let seconds = middle(|| {
        let declaration = declaration.clone();
        let values = ["427", "9911"].map(|it| Value::Text(it.to_owned())).into();
        let begun = Instant::now();
        let it =
            Transcript::draw(declaration, values, sealed.opening(), "2027-07-20 10:00", "bench")?;
        let seconds = begun.elapsed().as_secs_f64();
        last = Some(it);
        Ok(seconds)
    })?;
    Ok((seconds, last.context("it was drawn")?))
}

/// Seconds that the page takes.
fn in_page(folder: &Path, file: &str) -> anyhow::Result<f64> {
    let (page, script, evidence) =
        (folder.join("verify.html"), folder.join("page.mjs"), folder.join("transcript.json"));
    fs::write(&page, PAGE)?;
    fs::write(&script, PAGE_SCRIPT)?;
    fs::write(&evidence, file)?;
    middle(|| Ok(node(&script, &[&page, &evidence])?.trim().parse()?))
}

/// Seconds that the peer takes for the same numbers.
fn peer(folder: &Path, sealed: &Sealed) -> anyhow::Result<f64> {
    let python = Python::with(&folder.join("python"), &[PEER])?;
    let numbers = folder.join("numbers");
    fs::write(&numbers, sealed.numbers().join("\n"))?;
    middle(|| Ok(python.run(PEER_SCRIPT, &[&numbers])?.trim().parse()?))
}
