//! The list of a year and stage as a sheet: a village or a stretch of road a line.

use std::collections::HashMap;

use directory::model::School;
use sheet::{Book, CellFault, Column, Finding, Kind, Layout, Refusal, Row, Severity};
use vocab::{PlaceId, Stage};

use super::{
    model::{Area, Side},
    rules,
};

/// The columns.
pub(super) fn layout() -> Layout {
    let text = |key, title| Column::new(key, title, Kind::Text);
    Layout::new(
        "学区划分",
        vec![
            text("town", "镇街").also(&["镇（街道）", "乡镇街道"]).required(),
            text("name", "村社区或道路")
                .also(&["村（社区）", "村居", "道路", "路名", "小区"])
                .required()
                .note("一行一个村、社区、小区，或一条路的一段"),
            Column::new("first", "起号", Kind::Integer).note("整村、整条路不填"),
            Column::new("last", "止号", Kind::Integer),
            Column::new(
                "side",
                "单双号",
                Kind::Choice(Side::ALL.map(|it| it.label().to_owned()).to_vec()),
            )
            .note("不填就是单双号都算"),
            text("school", "学校").also(&["服务学校", "学校名称"]).required(),
            Column::new("shared", "多校共享", Kind::YesNo)
                .note("多所学校共同服务的填“是”，各行都要填"),
        ],
    )
}

/// What a list says: its lines, and what is wrong with it by cell.
pub(super) struct Read {
    pub(super) areas: Vec<Area>,
    pub(super) findings: Vec<Finding>,
    pub(super) errors: usize,
}

/// Whom a list may name.
pub(super) struct Known<'a> {
    pub(super) towns: HashMap<&'a str, PlaceId>,
    pub(super) schools: HashMap<&'a str, &'a School>,
    pub(super) stage: Stage,
}

impl<'a> Known<'a> {
    /// The schools of the county with their towns.
    pub(super) fn of(schools: &'a [School], stage: Stage) -> Self {
        Self {
            towns: schools.iter().map(|it| (it.town_name.as_str(), it.town.place())).collect(),
            schools: schools.iter().map(|it| (it.name.as_str(), it)).collect(),
            stage,
        }
    }
}

/// Reads a list against the county.
pub(super) fn read(bytes: &[u8], known: &Known<'_>) -> Result<Read, Refusal> {
    let mut book = Book::open(bytes)?;
    let (rows, mut findings) = book.table(&layout())?.usable()?;
    let (mut areas, mut kept): (Vec<Area>, Vec<&Row>) = (Vec::new(), Vec::new());
    for row in &rows {
        match area(row, known, areas.len()) {
            Ok(it) => {
                areas.push(it);
                kept.push(row);
            }
            Err((key, fault)) => findings.push(row.finding(key, Severity::Error, fault)),
        }
    }
    for it in rules::overlaps(&areas) {
        let (first, later) = (&areas[it.lines.0], kept[it.lines.1]);
        let what = if first.numbers.is_none() && areas[it.lines.1].numbers.is_none() {
            format!(
                "“{}”与第 {} 行重复，那里是{}",
                first.name, kept[it.lines.0].number, first.school_name
            )
        } else {
            format!(
                "{}号与第 {} 行重叠，那里属{}",
                it.number, kept[it.lines.0].number, first.school_name
            )
        };
        let advice = "改起止号或单双号；确实由几所学校共同服务的，各行“多校共享”都填“是”";
        findings.push(later.finding("name", Severity::Error, CellFault::new(what, advice)));
    }
    let errors = findings.iter().filter(|it| it.severity == Severity::Error).count();
    for it in rules::gaps(&areas) {
        let what = format!("{}至{}号{}没有学校", it.first, it.last, side_words(it.side));
        let fault = CellFault::new(what, "确实没有住户的不用管；有住户的请补一行");
        findings.push(kept[it.line].finding("name", Severity::Warning, fault));
    }
    findings.sort_by_key(|it| it.row);
    Ok(Read { areas, findings, errors })
}

fn side_words(side: Side) -> &'static str {
    if side == Side::Both { "" } else { side.label() }
}

fn area(row: &Row, known: &Known<'_>, at: usize) -> Result<Area, (&'static str, CellFault)> {
    let text = |key: &str| vocab::normalise(&row.text(key).ok().flatten().unwrap_or_default());
    let whole = |key: &str| row.integer(key).ok().flatten();
    let (town_name, school_name) = (text("town"), text("school"));
    let town = known.towns.get(town_name.as_str()).copied().ok_or_else(|| {
        let what = format!("没有“{town_name}”这个镇（街道）");
        ("town", CellFault::new(what, "请写镇、街道的全称，如 浒山街道"))
    })?;
    let school = known.schools.get(school_name.as_str()).copied().ok_or_else(|| {
        let what = format!("没有“{school_name}”这所学校");
        ("school", CellFault::new(what, "请写学校名录里的全称"))
    })?;
    if !school.form.stages().contains(&known.stage) {
        let what = format!("{school_name}没有{}", known.stage.label());
        return Err(("school", CellFault::new(what, "请写本学段的学校，或换一个学段导入")));
    }
    let numbers = match (whole("first"), whole("last")) {
        (None, None) => None,
        (Some(first), Some(last)) if 0 < first && first <= last => Some((first, last)),
        (Some(_), Some(_)) => {
            let fault = CellFault::new("起号比止号大，或者不是正数", "请填如 1 和 99");
            return Err(("first", fault));
        }
        (None, Some(_)) => return Err(("first", one_alone())),
        (Some(_), None) => return Err(("last", one_alone())),
    };
    let side = match text("side").as_str() {
        "单号" => Side::Odd,
        "双号" => Side::Even,
        _ => Side::Both,
    };
    Ok(Area {
        position: i64::try_from(at).unwrap_or(0) + 1,
        town,
        town_name,
        school: school.id,
        school_name,
        name: text("name"),
        numbers,
        side,
        is_shared: row.yes_no("shared").ok().flatten().unwrap_or(false),
    })
}

fn one_alone() -> CellFault {
    CellFault::new("起号和止号只填了一个", "两个都填，或者整条路都不填")
}
