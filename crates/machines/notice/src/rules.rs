//! Rows as they are typed and as they are masked, the end of the period, what may be done. No
//! database, no clock.

use jiff::civil::Date;
use vocab::{Holidays, mask_id_number, mask_name, mask_phone};

use crate::{
    definition::{Kind, Mask},
    model::{Publication, State},
};

/// The longest title, reason, name.
pub(crate) const WORDS_MAX: usize = 100;
/// The longest text before the table, and the longest objection.
pub(crate) const BODY_MAX: usize = 2_000;
/// The most rows.
pub(crate) const ROWS_MAX: usize = 5_000;

/// The most objections to one notice that come in writing.
pub(crate) const OBJECTIONS_MAX: i64 = 200;

/// Why something is not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No title.
    #[error("请写标题，例如“2021 学年第一批加分公示”。")]
    NoTitle,
    /// Nothing to publish.
    #[error("公示内容是空的。请写正文或名单。")]
    Empty,
    /// A row has too few or too many cells.
    #[error("名单第 {line} 行有 {found} 栏，应是 {wanted} 栏：{columns}。各栏用逗号隔开。")]
    Cells {
        /// The line.
        line: usize,
        /// How many it has.
        found: usize,
        /// How many it should have.
        wanted: usize,
        /// Their names.
        columns: String,
    },
    /// Too many rows.
    #[error("名单超过 {ROWS_MAX} 行，请分开公示。")]
    TooMany,
    /// The holidays of that year are not published yet.
    #[error("公示期要跨到还没有公布放假安排的年份，算不出最后一天。请先在校历里补上放假安排。")]
    NoHolidays,
    /// It is withdrawn.
    #[error("这条公示已经撤回，不能再改。")]
    Withdrawn,
    /// It is not said why.
    #[error("请写明原因，它会公布出来。")]
    NoReason,
    /// The time to object is over.
    #[error("公示期已满（到 {0} 为止），不再受理异议。有问题请打公示上的电话。")]
    Over(Date),
    /// Not enough to go by.
    #[error("请写清异议的内容、您的姓名和电话，以便核实和答复。")]
    NoObjection,
    /// Here nobody takes objections in writing.
    #[error("这类公示请按页面上的电话提出异议。")]
    NoChannel,
    /// More objections than anybody can look into came already.
    #[error("这条公示收到的异议已经很多，正在核实。还有新情况的，请打页面上的电话。")]
    Flooded,
    /// What was to follow says no.
    #[error("{0}")]
    Elsewhere(String),
}

/// The rows of a typed list, one a line, their cells apart by commas or tabs, as everyone may read
/// them.
pub(crate) fn rows(kind: &Kind, text: &str) -> Result<Vec<Vec<String>>, Refusal> {
    let mut all = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|it| !it.1.trim().is_empty()) {
        let cells: Vec<&str> = line.split(['，', ',', '\t']).map(str::trim).collect();
        if cells.len() != kind.columns.len() {
            let columns: Vec<&str> = kind.columns.iter().map(|it| it.label.as_str()).collect();
            return Err(Refusal::Cells {
                line: at + 1,
                found: cells.len(),
                wanted: columns.len(),
                columns: columns.join("，"),
            });
        }
        all.push(kind.columns.iter().zip(cells).map(|(it, cell)| masked(it.mask, cell)).collect());
    }
    if all.len() > ROWS_MAX { Err(Refusal::TooMany) } else { Ok(all) }
}

/// What is left of a cell. What was masked before is left as it is.
fn masked(mask: Mask, cell: &str) -> String {
    if cell.contains(['*', '＊']) {
        return cell.to_owned();
    }
    match mask {
        Mask::Open => cell.to_owned(),
        Mask::Name => mask_name(cell),
        Mask::Number => mask_id_number(cell),
        Mask::Phone => mask_phone(cell),
    }
}

/// The last day of the period of what is published on `day`, which itself is not counted.
pub(crate) fn closes_on(kind: &Kind, day: Date, holidays: &Holidays) -> Result<Date, Refusal> {
    kind.period(day).value.last_day(day, holidays).map_err(|_| Refusal::NoHolidays)
}

/// Whether this can be published.
pub(crate) fn may_publish(title: &str, body: &str, rows: &[Vec<String>]) -> Result<(), Refusal> {
    if title.trim().is_empty() {
        return Err(Refusal::NoTitle);
    }
    if body.trim().is_empty() && rows.is_empty() { Err(Refusal::Empty) } else { Ok(()) }
}

/// Whether a notice may be corrected or withdrawn for `reason`.
pub(crate) fn may_change(it: &Publication, reason: &str) -> Result<(), Refusal> {
    if it.withdrawn_at.is_some() {
        return Err(Refusal::Withdrawn);
    }
    if reason.trim().is_empty() { Err(Refusal::NoReason) } else { Ok(()) }
}

/// Whether one may object.
pub(crate) fn may_object(
    (it, kind): (&Publication, &Kind),
    said: [&str; 3],
    today: Date,
) -> Result<(), Refusal> {
    match it.state(today) {
        State::Withdrawn => return Err(Refusal::Withdrawn),
        State::Archived => return Err(Refusal::Over(it.closes_on)),
        State::Open => {}
    }
    if kind.objections.is_empty() {
        return Err(Refusal::NoChannel);
    }
    let said = said.iter().all(|it| !it.trim().is_empty());
    if said { Ok(()) } else { Err(Refusal::NoObjection) }
}

/// A row as a line of text, for what stood there before.
pub(crate) fn line(row: &[String]) -> String {
    row.join("，")
}
