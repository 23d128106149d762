//! Where the header stands, and which of its columns are which of the layout's.

use std::{collections::HashMap, sync::Arc};

use crate::{
    finding::{Finding, Severity, Spot, letters},
    layout::Layout,
    reading::display,
    refusal::{Missing, Refusal},
    row::RawRow,
    survey::Region,
    titles::{essence, essence_before_bracket, nearest},
};

/// The title of the column that an answer adds; nobody fills it in.
pub(crate) const REASON: &str = "原因（系统填写）";

/// The header must stand within this many rows.
pub(crate) const WITHIN: usize = 10;

/// A header that was found.
#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) layout: Arc<Layout>,
    /// Its last row, from 1.
    pub(crate) row: u32,
    /// For each column of the layout, where it stands.
    pub(crate) places: Vec<Option<u16>>,
    /// Each key's place in the layout.
    pub(crate) by_key: HashMap<String, usize>,
    /// Columns that the layout does not know.
    pub(crate) others: Vec<Spot>,
    /// How many columns it has.
    pub(crate) width: u16,
    pub(crate) is_1904: bool,
    /// How many columns of the layout it has.
    pub(crate) known: usize,
    titles: Vec<String>,
}

impl Head {
    /// The title over the column `index`.
    pub(crate) fn title(&self, index: u16) -> &str {
        self.titles.get(usize::from(index)).map_or("", String::as_str)
    }

    /// Where the column stands that an earlier answer added.
    pub(crate) fn reason_column(&self) -> Option<u16> {
        (0u16..).zip(&self.titles).find(|(_, title)| *title == REASON).map(|(index, _)| index)
    }
}

/// One way to read the first rows: a row, alone or with the one above it, as titles.
struct Candidate {
    row: usize,
    titles: Vec<String>,
    /// For each column of the sheet, the column of the layout.
    matched: Vec<Option<usize>>,
    distinct: usize,
}

/// Finds the header in the first rows of a sheet.
pub(crate) fn find(
    rows: &[RawRow],
    merged: &[Region],
    layout: &Arc<Layout>,
    is_1904: bool,
) -> Option<(Head, Vec<Finding>)> {
    let grid = titles_of(rows, merged, is_1904);
    let known = known_titles(layout);
    let mut best: Option<Candidate> = None;
    for row in 0..grid.len().min(WITHIN) {
        for deep in [false, true] {
            if deep && (row == 0 || rows[row - 1].number + 1 != rows[row].number) {
                continue;
            }
            let above = deep.then(|| &grid[row - 1][..]);
            let candidate = candidate(row, &grid[row], above, &known);
            if best.as_ref().is_none_or(|it| candidate.distinct > it.distinct) {
                best = Some(candidate);
            }
        }
    }
    let best = best.filter(|it| it.distinct > 0)?;
    // One word in a row is a header only where the layout says what a header must have.
    let enough = best.distinct > 1 || layout.columns.len() == 1;
    if !enough && !layout.columns.iter().any(|it| it.required) {
        return None;
    }
    Some(build(&best, rows, layout, is_1904))
}

/// The texts of the first rows, with merged cells' texts wherever they cover.
fn titles_of(rows: &[RawRow], merged: &[Region], is_1904: bool) -> Vec<Vec<String>> {
    let text = |row: &RawRow, index| display(&row.value(index), is_1904);
    let mut grid: Vec<Vec<String>> =
        rows.iter().map(|row| (0..row.width()).map(|index| text(row, index)).collect()).collect();
    for region in merged {
        let top = rows.iter().find(|row| row.number == region.rows.0 + 1);
        let Some(title) = top.map(|row| text(row, region.columns.0)) else { continue };
        for (row, line) in rows.iter().zip(&mut grid) {
            let right = usize::from(region.columns.1.min(512));
            if !region.covers(row.number - 1, region.columns.0) {
                continue;
            }
            if line.len() <= right {
                line.resize(right + 1, String::new());
            }
            line[usize::from(region.columns.0).min(right)..=right].fill(title.clone());
        }
    }
    grid
}

/// Each title that is known, by its essence: titles before synonyms before keys.
fn known_titles(layout: &Layout) -> HashMap<String, usize> {
    let mut known = HashMap::new();
    let columns = || layout.columns.iter().enumerate();
    for (at, column) in columns() {
        known.entry(essence(&column.title)).or_insert(at);
    }
    for (at, column) in columns() {
        for synonym in &column.synonyms {
            known.entry(essence(synonym)).or_insert(at);
        }
    }
    for (at, column) in columns() {
        known.entry(essence(&column.key)).or_insert(at);
    }
    known.remove("");
    known
}

fn candidate(
    row: usize,
    line: &[String],
    above: Option<&[String]>,
    known: &HashMap<String, usize>,
) -> Candidate {
    let find = |title: &str| {
        known.get(&essence(title)).or_else(|| known.get(&essence_before_bracket(title))).copied()
    };
    let width = line.len().max(above.map_or(0, <[String]>::len));
    let cell = |line: &[String], index: usize| line.get(index).cloned().unwrap_or_default();
    let (mut titles, mut matched) = (Vec::new(), Vec::new());
    let mut seen = std::collections::HashSet::new();
    for index in 0..width {
        let lower = cell(line, index);
        let upper = above.map(|it| cell(it, index)).unwrap_or_default();
        let both = format!("{upper}{lower}");
        let (title, found) = if upper.is_empty() || upper == lower {
            (lower.clone(), find(&lower))
        } else if lower.is_empty() {
            (upper.clone(), find(&upper))
        } else if let Some(found) = find(&both) {
            (both, Some(found))
        } else {
            (lower.clone(), find(&lower))
        };
        seen.extend(found);
        titles.push(title);
        matched.push(found);
    }
    Candidate { row, titles, matched, distinct: seen.len() }
}

/// The header of the best candidate, and what is to be said about it.
fn build(
    best: &Candidate,
    rows: &[RawRow],
    layout: &Arc<Layout>,
    is_1904: bool,
) -> (Head, Vec<Finding>) {
    let mut head = Head {
        layout: Arc::clone(layout),
        row: rows[best.row].number,
        places: vec![None; layout.columns.len()],
        by_key: layout.columns.iter().enumerate().map(|(at, it)| (it.key.clone(), at)).collect(),
        others: Vec::new(),
        width: u16::try_from(best.titles.len()).unwrap_or(u16::MAX),
        is_1904,
        known: best.distinct,
        titles: best.titles.clone(),
    };
    let mut findings = Vec::new();
    for (index, (title, found)) in (0u16..).zip(best.titles.iter().zip(&best.matched)) {
        let spot = Spot { index, title: title.clone() };
        match found {
            Some(at) if head.places[*at].is_none() => head.places[*at] = Some(index),
            Some(at) => {
                let first = head.places[*at].map(letters).unwrap_or_default();
                let (what, advice) = (
                    format!("与 {first} 列重复，都是“{}”", layout.columns[*at].title),
                    format!("只读取了 {first} 列；请删除或改名多余的一列"),
                );
                findings.push(header_finding(
                    head.row,
                    spot.clone(),
                    Severity::Warning,
                    what,
                    advice,
                ));
                head.others.push(spot);
            }
            None if title.is_empty() || title == REASON => {}
            None => head.others.push(spot),
        }
    }
    tell_unknown(&head, &mut findings);
    if let Some(next) = rows.get(best.row + 1)
        && is_row_of_keys(next, &head)
    {
        head.row = next.number;
    }
    (head, findings)
}

fn header_finding(
    row: u32,
    spot: Spot,
    severity: Severity,
    what: String,
    advice: String,
) -> Finding {
    Finding { row, column: Some(spot), severity, what, advice, suggestion: None }
}

/// Says which columns are not known, and which of the layout's they may be meant for.
fn tell_unknown(head: &Head, findings: &mut Vec<Finding>) {
    for spot in &head.others {
        if findings.iter().any(|it| it.column.as_ref() == Some(spot)) {
            continue;
        }
        let what = "这一列不在模板里".to_owned();
        let finding = if let Some(title) = nearest(&spot.title, absent(head)) {
            let advice = format!("没有读取；如果就是“{title}”，请改成这个列名");
            let severity = Severity::Warning;
            let found = header_finding(head.row, spot.clone(), severity, what, advice);
            Finding { suggestion: Some(title.to_owned()), ..found }
        } else {
            let advice = "没有读取，原样保留在文件里".to_owned();
            header_finding(head.row, spot.clone(), Severity::Notice, what, advice)
        };
        findings.push(finding);
    }
}

/// Titles of the layout that the header lacks.
pub(crate) fn absent(head: &Head) -> impl Iterator<Item = &str> {
    let columns = head.layout.columns.iter().zip(&head.places);
    columns.filter(|(_, place)| place.is_none()).map(|(column, _)| column.title.as_str())
}

/// Whether the row under the titles repeats the columns' keys, as some systems export it.
fn is_row_of_keys(row: &RawRow, head: &Head) -> bool {
    let columns = head.layout.columns.iter().zip(&head.places);
    let mut present = 0usize;
    let mut same = 0usize;
    for (column, index) in columns {
        if let Some(index) = index {
            present += 1;
            let text = display(&row.value(*index), head.is_1904);
            same += usize::from(text.eq_ignore_ascii_case(&column.key));
        }
    }
    same > 1 && same * 2 > present
}

/// Refuses a header that lacks required columns.
pub(crate) fn check_required(head: &Head, sheet: &str) -> Result<(), Refusal> {
    let columns = head.layout.columns.iter().zip(&head.places);
    let missing: Vec<Missing> = columns
        .filter(|(column, place)| column.required && place.is_none())
        .map(|(column, _)| {
            let others = head.others.iter().map(|it| it.title.as_str());
            let perhaps = nearest(&column.title, others).and_then(|title| {
                let spot = head.others.iter().find(|it| it.title == title)?;
                Some((spot.letters(), title.to_owned()))
            });
            Missing { title: column.title.clone(), perhaps }
        })
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let (sheet, header_row) = (sheet.to_owned(), head.row);
    Err(Refusal::MissingColumns { sheet, header_row, missing, found: told(head) })
}

/// How many titles are named at most.
const NAMED: usize = 10;

/// What a header has and what of it is not known, in sentences.
fn told(head: &Head) -> String {
    let known = head.layout.columns.iter().zip(&head.places).filter(|it| it.1.is_some());
    let known = named(known.map(|(column, _)| column.title.as_str()));
    let words = format!("表头在第 {} 行，认出的列：{known}。", head.row);
    let others = head.others.iter().map(|it| it.title.as_str()).filter(|it| is_title(it));
    let others = named(others);
    if others.is_empty() { words } else { format!("{words}没有认出的列：{others}。") }
}

/// What stands where a header was looked for, as a sentence: the first row that looks like titles.
/// Rows with long numbers are people's data, which a message does not repeat.
pub(crate) fn instead(rows: &[RawRow], is_1904: bool) -> Option<String> {
    rows.iter().find_map(|row| {
        let texts: Vec<String> =
            (0..row.width()).map(|at| display(&row.value(at), is_1904)).collect();
        let filled: Vec<&str> =
            texts.iter().map(|it| it.trim()).filter(|it| !it.is_empty()).collect();
        let titles = filled.len() > 1 && filled.iter().all(|it| is_title(it));
        titles.then(|| format!("第 {} 行写的是：{}。", row.number, named(filled.into_iter())))
    })
}

/// Whether a text may be a title, and is nobody's number.
fn is_title(text: &str) -> bool {
    text.chars().count() <= 20 && text.chars().filter(char::is_ascii_digit).count() < 4
}

fn named<'a>(titles: impl Iterator<Item = &'a str>) -> String {
    let all: Vec<String> = titles.map(|it| format!("“{it}”")).collect();
    let more = if all.len() > NAMED { "等" } else { "" };
    format!("{}{more}", all[..all.len().min(NAMED)].join("、"))
}
