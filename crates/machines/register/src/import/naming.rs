//! Which record a row of a sheet means: by its number, or by what it says and where.

use std::collections::HashMap;

use ::sheet::{CellFault, Finding, Severity};
use form::{Answers, Received, Wrong};
use jiff::civil::Date;
use vocab::PlaceId;

use super::sheet::{Line, NUMBER, PLACE};
use crate::{
    definition::{Register, Unique},
    model::RecordId,
    rules,
    store::import::Spot,
};

/// What is wrong with a cell of a row, and the cure.
pub(super) fn fault(
    line: &Line,
    key: &str,
    what: impl Into<String>,
    advice: impl Into<String>,
) -> Finding {
    line.row.finding(key, Severity::Error, CellFault::new(what, advice))
}

/// The number of the record that a row names, if it names one.
pub(super) fn number(line: &Line) -> Result<Option<RecordId>, Finding> {
    if line.number.is_empty() {
        return Ok(None);
    }
    let read = line.number.to_lowercase().parse().map(Some);
    read.map_err(|_| {
        let what = format!("“{}”不是系统编号", line.number);
        fault(line, NUMBER, what, "新登记的一行不填编号；已登记的请从导出的表复制")
    })
}

pub(super) fn no_such(line: &Line) -> Finding {
    let what = "没有这个编号的记录，或者它不在您管的范围";
    fault(line, NUMBER, what, "请核对编号；新登记的一行不填编号")
}

/// The place that a row names.
pub(super) fn spot<'a>(
    spots: &'a HashMap<String, Vec<Spot>>,
    line: &Line,
) -> Result<&'a Spot, Finding> {
    let fits = |it: &&Spot| line.around.is_empty() || vocab::normalise(&it.around) == line.around;
    let called = spots.get(&line.place).map_or(&[][..], Vec::as_slice);
    let found: Vec<&Spot> = called.iter().filter(fits).collect();
    match found.as_slice() {
        [it] => Ok(*it),
        [] => {
            let what = format!("您管的范围里没有“{}{}”", line.around, line.place);
            Err(fault(line, PLACE, what, "请写全称，要和系统里一字不差"))
        }
        all => {
            let around: Vec<&str> = all.iter().map(|it| it.around.as_str()).collect();
            let what =
                format!("有 {} 个都叫“{}”，分别在：{}", all.len(), line.place, around.join("、"));
            Err(fault(line, PLACE, what, "请在它旁边的一列写明属于哪里"))
        }
    }
}

/// What tells the record of a row apart, and its title; or, where that cannot be read, everything
/// that is wrong with the row.
pub(super) fn names(
    register: &Register,
    (place, received): (PlaceId, &Received),
    (known, said, today): (&Answers, &[usize], Date),
) -> Result<(Option<String>, String), Vec<Wrong>> {
    let asked: Vec<usize> = said.iter().copied().filter(|at| names_it(register, *at)).collect();
    let answers = merged(register, &asked, received, (known, today));
    let answers = answers.map_err(|wrongs| {
        merged(register, said, received, (known, today)).err().unwrap_or(wrongs)
    })?;
    Ok((rules::unique_key(register, place, &answers), rules::title(register, &answers)))
}

fn names_it(register: &Register, at: usize) -> bool {
    at == register.title || register.unique.contains(&Unique::Field(at))
}

/// What is `known`, with what the row says in the fields that it has.
pub(super) fn merged(
    register: &Register,
    said: &[usize],
    received: &Received,
    (known, today): (&Answers, Date),
) -> Result<Answers, Vec<Wrong>> {
    let fresh = form::take(&register.fields, said, received, (known, today))?;
    let mut all = known.clone();
    for at in said {
        all.0.remove(&register.fields[*at].key);
    }
    all.0.extend(fresh.0);
    all.compute(&register.fields);
    Ok(all)
}
