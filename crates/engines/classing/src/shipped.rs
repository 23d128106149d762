//! The year group of 600 that is shipped with this crate, `data/classbalance_600_12.json`: invented
//! pupils, with three scores each, for 12 classes. Other programs were measured on it.
//!
//! Its cost: 100 · range of girls + 100 · range of special needs + 20 · Σ range of 8 origins + 20 · Σ
//! range of 5 bands of the total score + Σ range of the three sums of scores. The bands begin at the
//! fifths of the sorted totals; equal totals are never divided. No division costs less than 343.

use serde::Deserialize;

use crate::problem::{Quality, Terms, Traits};

#[derive(Debug, Deserialize)]
struct File {
    k: usize,
    students: Vec<Student>,
    pairs: Vec<(usize, usize, String)>,
}

#[derive(Debug, Deserialize)]
struct Student {
    g: u8,
    score: [i32; 3],
    origin: u16,
    sn: u8,
    name: String,
}

/// The file as terms; nothing if it is another.
pub fn terms(json: &str) -> Option<Terms> {
    let file: File = serde_json::from_str(json).ok()?;
    let mut totals: Vec<i32> = file.students.iter().map(|it| it.score.iter().sum()).collect();
    totals.sort_unstable();
    let cuts: Vec<i32> =
        (1..5).filter_map(|it| totals.get(it * totals.len() / 5).copied()).collect();
    let band = |it: &Student| {
        let total: i32 = it.score.iter().sum();
        u16::try_from(cuts.iter().filter(|cut| **cut <= total).count()).ok()
    };
    let mut apart = Vec::new();
    for (at, it) in file.students.iter().enumerate() {
        let namesakes = (0..at).filter(|other| file.students[*other].name == it.name);
        apart.extend(namesakes.map(|other| (other, at)));
    }
    let mut together = Vec::new();
    for (a, b, what) in file.pairs {
        match what.as_str() {
            "together" => together.push(vec![a, b]),
            _ => apart.push((a, b)),
        }
    }
    let quality = |weight, kinds| Quality { weight, kinds };
    let traits = |it: &Student| Traits {
        kinds: vec![(it.g == 1).then_some(0), (it.sn == 1).then_some(0), Some(it.origin), band(it)],
        values: it.score.into(),
    };
    Some(Terms {
        classes: file.k,
        qualities: vec![quality(100, 1), quality(100, 1), quality(20, 8), quality(20, 5)],
        sums: vec![1; 3],
        pupils: file.students.iter().map(traits).collect(),
        together,
        apart,
    })
}
