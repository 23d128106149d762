//! An index as a workbook: each item at the place that is shown, then the places below.

use platform::measures::Measures;
use sheet::{Cell, Column, Kind, Layout};
use web::{Filters, Page, Path, Response, Visit};

use super::{
    one::{self, Shown},
    score, weight,
};
use crate::{
    index::rules::{self, Judged},
    pages::Asked,
};

pub(in crate::pages) async fn send(
    visit: Visit,
    Path(name): Path<String>,
    Filters(asked): Filters<Asked>,
) -> Result<Response, Page> {
    let shown = one::read(&visit, &name, &asked).await?;
    let known = visit.cell.service::<Measures>();
    let columns = [
        ("place", "单位"),
        ("as-of", "截至"),
        ("group", "类别"),
        ("item", "项目"),
        ("value", "数值"),
        ("points", "得分"),
        ("weight", "权重"),
        ("grade", "等级"),
        ("note", "说明"),
    ];
    let columns = columns.map(|it| Column::new(it.0, it.1, Kind::Text)).to_vec();
    let layout = Layout::new(&shown.kind.what.label, columns);
    let mut rows = Vec::new();
    let own = (shown.ground.place, shown.ground.name.clone());
    for (at, place) in std::iter::once(&own).chain(&shown.below).enumerate() {
        if at == 0 && shown.kind.what.level < shown.ground.level() {
            continue;
        }
        let judged = shown.ledger.judge(&shown.kind.what, place.0, known);
        rows.push(total(&shown, &place.1, &judged));
        if at == 0 {
            rows.extend(items(&shown, &judged));
        }
    }
    let rows = rows.iter().map(|row| row.iter().map(|it| Cell::Text(it)).collect());
    platform::workbook::send(&visit, &layout, rows)
}

/// The result of a place.
fn total(shown: &Shown, place: &str, judged: &Judged) -> Vec<String> {
    let note = if judged.is_incomplete { "不完整" } else { "" };
    let grade = judged.grade.clone().unwrap_or_else(|| "不定等级".to_owned());
    let day = shown.at.day.to_string();
    let none = String::new;
    vec![
        place.to_owned(),
        day,
        none(),
        shown.kind.what.label.clone(),
        none(),
        score(judged.total),
        weight(judged.total),
        grade,
        note.to_owned(),
    ]
}

/// What it is made of.
fn items(shown: &Shown, judged: &Judged) -> Vec<Vec<String>> {
    let groups = shown.kind.what.groups.iter().zip(&judged.items);
    let lines = groups.flat_map(|(group, counted)| {
        group.items.iter().zip(counted).map(move |it| (group, it.0, *it.1))
    });
    lines
        .map(|(group, item, counted)| {
            let kind = shown.ledger.indicators.get(&item.indicator);
            let value = shown.ledger.value(item, shown.ground.place).unwrap_or_default();
            let told = kind.filter(|_| counted != rules::Counted::Few);
            vec![
                shown.ground.name.clone(),
                shown.at.day.to_string(),
                group.label.clone(),
                kind.map_or_else(|| item.indicator.clone(), |it| it.what.label.clone()),
                told.map(|it| it.what.shape.told(value)).unwrap_or_default(),
                counted.points().map_or_else(|| "—".to_owned(), rules::said),
                item.weight.to_string(),
                String::new(),
                counted.note().unwrap_or_default().to_owned(),
            ]
        })
        .collect()
}
