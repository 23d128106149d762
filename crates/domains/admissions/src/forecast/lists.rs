//! Births by town, and seats by school, as sheets.

use std::collections::{BTreeMap, HashMap};

use directory::model::School;
use platform::act::Source;
use sheet::{Book, CellFault, Column, Finding, Kind, Layout, Refusal, Row, Severity};
use vocab::{PlaceId, SchoolId, Stage};

use super::{actions::Error, store};

/// Which of the two lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    Births,
    Seats,
}

impl Which {
    pub(super) fn from_key(key: &str) -> Option<Self> {
        match key {
            "births" => Some(Self::Births),
            "seats" => Some(Self::Seats),
            _ => None,
        }
    }

    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Births => "births",
            Self::Seats => "seats",
        }
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Births => "出生人口",
            Self::Seats => "学位计划",
        }
    }

    /// The columns.
    pub(super) fn layout(self) -> Layout {
        let text = |key, title| Column::new(key, title, Kind::Text).required();
        let whole = |key, title| Column::new(key, title, Kind::Integer).required();
        let source = text("source", "来源").note("哪里的数据，如 卫健局出生登记");
        let year = whole("year", "入学年份").note("到这一年秋季入学，如 2025");
        let columns = match self {
            Self::Births => vec![
                text("town", "镇街").also(&["镇（街道）"]),
                year,
                whole("count", "出生人数")
                    .also(&["人数"])
                    .note("按入学年份分：上一年9月1日至当年8月31日满6周岁"),
                source,
            ],
            Self::Seats => vec![
                text("school", "学校"),
                Column::new(
                    "stage",
                    "学段",
                    Kind::Choice(vec!["小学".to_owned(), "初中".to_owned()]),
                )
                .required(),
                year,
                whole("count", "起始年级学位").also(&["学位"]).note("从这一年起，直到另有计划"),
                source,
            ],
        };
        Layout::new(self.label(), columns)
    }
}

/// What came of a list.
pub(super) struct Taken {
    pub(super) rows: usize,
    pub(super) findings: Vec<Finding>,
}

/// A row that can be used.
struct Said {
    town: Option<PlaceId>,
    school: Option<(SchoolId, Stage)>,
    year: i64,
    count: i64,
    source: String,
}

/// Takes what can be used of a list; the rest is told by cell.
pub(super) async fn take(
    source: &impl Source,
    which: Which,
    (bytes, schools): (&[u8], &[School]),
) -> Result<Taken, Error> {
    let refused = |it: Refusal| Error::Refused(it.to_string());
    let mut book = Book::open(bytes).map_err(refused)?;
    let mut table = book.table(&which.layout()).map_err(refused)?;
    let (rows, mut findings) = table.usable().map_err(refused)?;
    let towns: HashMap<&str, PlaceId> =
        schools.iter().map(|it| (it.town_name.as_str(), it.town.place())).collect();
    let named: HashMap<&str, &School> = schools.iter().map(|it| (it.name.as_str(), it)).collect();
    let mut said: BTreeMap<(i64, i64, i64), Said> = BTreeMap::new();
    for row in &rows {
        match read(row, which, (&towns, &named)) {
            Ok(it) => {
                let whom = it.town.map(PlaceId::bits).or(it.school.map(|it| it.0.bits()));
                let stage = it.school.map_or(0, |it| it.1 as i64);
                let key = (whom.unwrap_or(0), stage, it.year);
                if said.insert(key, it).is_some() {
                    let fault = CellFault::new("同一年写了两行", "只留一行；现在用的是后一行");
                    findings.push(row.finding("year", Severity::Warning, fault));
                }
            }
            Err((key, fault)) => findings.push(row.finding(key, Severity::Error, fault)),
        }
    }
    findings.sort_by_key(|it| it.row);
    let said: Vec<Said> = said.into_values().collect();
    keep(source, which, &said).await?;
    Ok(Taken { rows: said.len(), findings })
}

async fn keep(source: &impl Source, which: Which, said: &[Said]) -> Result<(), Error> {
    match which {
        Which::Births => {
            let rows: Vec<(PlaceId, i64, i64)> =
                said.iter().filter_map(|it| Some((it.town?, it.year, it.count))).collect();
            let from = said.first().map(|it| it.source.clone()).unwrap_or_default();
            platform::act!(source, "forecast.births", |act| {
                act.note("rows", rows.len());
                store::set_births(act.tx(), &rows, &from).await?;
                Ok(())
            })
        }
        Which::Seats => {
            let row = |it: &Said| {
                let (school, stage) = it.school?;
                Some((school, stage, it.year, it.count, it.source.clone()))
            };
            let rows: Vec<_> = said.iter().filter_map(row).collect();
            platform::act!(source, "forecast.seats", |act| {
                act.note("rows", rows.len());
                store::set_seat_plans(act.tx(), &rows).await?;
                Ok(())
            })
        }
    }
}

fn read(
    row: &Row,
    which: Which,
    (towns, schools): (&HashMap<&str, PlaceId>, &HashMap<&str, &School>),
) -> Result<Said, (&'static str, CellFault)> {
    let text = |key: &str| vocab::normalise(&row.text(key).ok().flatten().unwrap_or_default());
    let whole = |key: &str| row.integer(key).ok().flatten().unwrap_or(-1);
    let (year, count) = (whole("year"), whole("count"));
    if !(2000..=2100).contains(&year) {
        return Err(("year", CellFault::new("入学年份不对", "请填四位年份，如 2025")));
    }
    if !(0..=1_000_000).contains(&count) {
        return Err(("count", CellFault::new("人数不对", "请填不小于 0 的整数")));
    }
    let source = text("source");
    if which == Which::Births {
        let name = text("town");
        let town = towns.get(name.as_str()).copied().ok_or_else(|| {
            let what = format!("没有“{name}”这个镇（街道）");
            ("town", CellFault::new(what, "请写镇、街道的全称"))
        })?;
        return Ok(Said { town: Some(town), school: None, year, count, source });
    }
    let name = text("school");
    let school = schools.get(name.as_str()).copied().ok_or_else(|| {
        let what = format!("没有“{name}”这所学校");
        ("school", CellFault::new(what, "请写学校名录里的全称"))
    })?;
    let stage = if text("stage") == "初中" { Stage::Junior } else { Stage::Primary };
    if !school.form.stages().contains(&stage) {
        let what = format!("{name}没有{}", stage.label());
        return Err(("stage", CellFault::new(what, "请核对学段")));
    }
    Ok(Said { town: None, school: Some((school.id, stage)), year, count, source })
}
