//! What schools have, as one sheet for all of them: a line a school. Pupils may stay empty: then the
//! directory's count stands.

use std::collections::{BTreeMap, HashMap};

use directory::model::School;
use sheet::{Book, CellFault, Column, Finding, Kind, Layout, Refusal, Row, Severity};
use vocab::{PlaceId, SchoolId, Stage};

use super::{
    actions::Error,
    model::{ITEMS, Item},
    rules,
};

/// The pupils' columns, by stage.
const PUPILS: [(&str, &str, Stage); 3] = [
    ("primaries", "小学在校生", Stage::Primary),
    ("juniors", "初中在校生", Stage::Junior),
    ("seniors", "高中在校生", Stage::Senior),
];

/// The columns.
pub(super) fn layout() -> Layout {
    let mut columns =
        vec![Column::new("school", "学校", Kind::Text).required().note("学校名录里的全称")];
    columns.extend(
        PUPILS
            .iter()
            .map(|(key, title, _)| Column::new(key, title, Kind::Integer).note("空着的按学籍人数")),
    );
    columns.extend(Item::ALL.into_iter().map(|it| {
        let kind = match it.places() {
            0 => Kind::Integer,
            places => Kind::Decimal { places },
        };
        Column::new(it.key(), it.label(), kind).required().note(&format!("单位：{}", it.unit()))
    }));
    columns.push(
        Column::new("source", "来源", Kind::Text).required().note("如 2021 年教育事业统计报表"),
    );
    Layout::new("优质均衡资源数据", columns)
}

/// A row that can be used.
pub(super) type Said = (SchoolId, [i64; 3], [i64; ITEMS], String);

/// What came of a sheet.
pub(super) struct Read {
    pub(super) rows: Vec<Said>,
    pub(super) findings: Vec<Finding>,
}

/// Reads a sheet: what can be used of it, and the faults by row and column.
pub(super) fn read(
    bytes: &[u8],
    (schools, pupils): (&[School], &HashMap<PlaceId, [i64; 3]>),
) -> Result<Read, Error> {
    let refused = |it: Refusal| Error::Sheet(it.to_string());
    let mut book = Book::open(bytes).map_err(refused)?;
    let mut table = book.table(&layout()).map_err(refused)?;
    let (rows, mut findings) = table.usable().map_err(refused)?;
    let named: HashMap<&str, &School> = schools.iter().map(|it| (it.name.as_str(), it)).collect();
    let mut said: BTreeMap<SchoolId, Said> = BTreeMap::new();
    for row in &rows {
        match one(row, (&named, pupils)) {
            Ok(it) => {
                if let Some((item, what)) = rules::suspect(it.1, &it.2) {
                    let fault = CellFault::new(what, "没有写错的不用改");
                    findings.push(row.finding(item.key(), Severity::Warning, fault));
                }
                if said.insert(it.0, it).is_some() {
                    let fault = CellFault::new("同一所学校写了两行", "只留一行；现在用的是后一行");
                    findings.push(row.finding("school", Severity::Warning, fault));
                }
            }
            Err((key, fault)) => findings.push(row.finding(key, Severity::Error, fault)),
        }
    }
    findings.sort_by_key(|it| it.row);
    Ok(Read { rows: said.into_values().collect(), findings })
}

fn one(
    row: &Row,
    (schools, pupils): (&HashMap<&str, &School>, &HashMap<PlaceId, [i64; 3]>),
) -> Result<Said, (&'static str, CellFault)> {
    let text = |key: &str| vocab::normalise(&row.text(key).ok().flatten().unwrap_or_default());
    let name = text("school");
    let school = schools.get(name.as_str()).copied().ok_or_else(|| {
        let what = format!("没有“{name}”这所义务教育学校");
        ("school", CellFault::new(what, "请写学校名录里的全称"))
    })?;
    let counted = pupils.get(&school.id.place()).copied().unwrap_or_default();
    let mut of_stage = [0; 3];
    for (at, (key, title, stage)) in PUPILS.iter().enumerate() {
        let typed = row.integer(key).ok().flatten();
        if typed.is_some_and(|it| it < 0) {
            let what = format!("“{title}”不能小于 0");
            return Err((key, CellFault::new(what, "请填不小于 0 的整数，或空着")));
        }
        let has = school.form.stages().contains(stage);
        if !has && typed.is_some_and(|it| it > 0) {
            let what = format!("{name}没有{}", stage.label());
            return Err((key, CellFault::new(what, "请空着，或核对学校")));
        }
        of_stage[at] = if has { typed.unwrap_or(counted[at]) } else { 0 };
    }
    let mut amounts = [0; ITEMS];
    for item in Item::ALL {
        let read = match item.places() {
            0 => row.integer(item.key()),
            places => row.decimal(item.key(), places),
        };
        amounts[item as usize] = read.ok().flatten().unwrap_or(-1);
    }
    rules::look(of_stage, &amounts)
        .map_err(|it| (it.field, CellFault::new(it.advice, "改好这一格再传")))?;
    Ok((school.id, of_stage, amounts, text("source")))
}
