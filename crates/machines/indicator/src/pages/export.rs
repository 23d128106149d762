//! Values as workbooks: the list at one's place, and one indicator with every place below.

use platform::{measures::Measures, workbook::send_texts};
use sheet::{Column, Kind, Layout};
use web::{Filters, Page, Path, Response, Visit};

use super::{Asked, Error, ground, is_personal, kind, list, tables};
use crate::{asking, definition::Indicator, history::Rows, rules, value::Value};

/// The columns that a value takes.
fn columns() -> [Column; 5] {
    [
        Column::new("value", "数值", Kind::Text),
        Column::new("unit", "单位", Kind::Text),
        Column::new("part", "分子", Kind::Text),
        Column::new("whole", "分母", Kind::Text),
        Column::new("note", "说明", Kind::Text),
    ]
}

/// A value in those columns.
fn cells(indicator: &Indicator, it: Value, out: bool) -> [String; 5] {
    let shape = &indicator.shape;
    let unit = shape.unit.clone();
    if out {
        let none = String::new;
        return [none(), unit, none(), none(), "不足 10 人，不显示".to_owned()];
    }
    let mut notes = Vec::new();
    if shape.shown(it).is_none() {
        notes.push("没有可统计的".to_owned());
    }
    if it.is_incomplete() {
        notes.push(format!("数据不全（{} / {}）", it.have, it.due));
    }
    if shape.is_too_much(it) {
        notes.push("超过 100 %，请核对".to_owned());
    }
    let whole = if shape.is_rate { it.whole.to_string() } else { String::new() };
    let text = shape.shown(it).unwrap_or_else(|| "—".to_owned());
    [text, unit, it.part.to_string(), whole, notes.join("；")]
}

pub(super) async fn list(
    visit: Visit,
    Filters(wanted): Filters<list::Wanted>,
) -> Result<Response, Page> {
    let shown = list::read(&visit, &wanted).await?;
    let measures = visit.cell.service::<Measures>();
    let mut all = vec![
        Column::new("name", "指标", Kind::Text),
        Column::new("office", "责任科室", Kind::Text),
        Column::new("as-of", "截至", Kind::Text),
    ];
    all.extend(columns());
    all.push(Column::new("about", "口径", Kind::Text));
    let layout = Layout::new(&format!("{}指标", shown.ground.name), all);
    let day = shown.counted.map(|it| it.to_string()).unwrap_or_default();
    let told = shown.kinds.iter().filter(|it| it.what.level >= shown.ground.level());
    let rows: Vec<Vec<String>> = told
        .map(|it| {
            let value = shown.value(&it.name, shown.ground.place);
            let out = is_personal(&it.what, measures) && rules::is_few(value);
            let head = [it.what.label.clone(), it.what.office.label().to_owned(), day.clone()];
            let cells = cells(&it.what, value, out);
            head.into_iter().chain(cells).chain([it.what.about.clone()]).collect()
        })
        .collect();
    send_texts(&visit, &layout, &rows)
}

pub(super) async fn one(
    visit: Visit,
    Path(name): Path<String>,
    Filters(asked): Filters<Asked>,
) -> Result<Response, Page> {
    let at = asked.at(visit.today());
    let read: Result<_, Error> = db::read!(visit.db(), "an indicator to a sheet", |tx| {
        let kind = kind(tx, &name).await?;
        let ground = ground(tx, &visit, &asked.place).await?;
        let held = asking::value(tx, (&name, ground.place), at).await?;
        let below = tables::read(tx, (&name, &kind.what), (&ground, at)).await?;
        Ok((kind, ground, held, below))
    });
    let (kind, ground, held, below) = read?;
    let indicator = &kind.what;
    let measures = visit.cell.service::<Measures>();
    let mut all =
        vec![Column::new("place", "单位", Kind::Text), Column::new("as-of", "截至", Kind::Text)];
    all.extend(columns());
    let layout = Layout::new(&indicator.label, all);
    let own = held.map_or(Value::default(), |it| it.value);
    let few = is_personal(indicator, measures) && rules::is_few(own);
    let out = tables::left_out(indicator, measures, &below);
    let line = |name: &str, value: Value, out: bool| -> Vec<String> {
        let head = [name.to_owned(), at.day.to_string()];
        head.into_iter().chain(cells(indicator, value, out)).collect()
    };
    let rows: Vec<Vec<String>> = std::iter::once(line(&ground.name, own, few))
        .chain(below.iter().zip(&out).map(|(it, out)| line(&it.name, it.value, *out)))
        .collect();
    send_texts(&visit, &layout, &rows)
}

/// How a value went: a line for each day on which it changed, as the picture shows it.
pub(super) async fn course(
    visit: Visit,
    Path(name): Path<String>,
    Filters(asked): Filters<Asked>,
) -> Result<Response, Page> {
    let at = asked.at(visit.today());
    let read: Result<_, Error> = db::read!(visit.db(), "the course of an indicator", |tx| {
        let kind = kind(tx, &name).await?;
        let ground = ground(tx, &visit, &asked.place).await?;
        let held = asking::value(tx, (&name, ground.place), at).await?;
        let mut rows = asking::series(tx, &name, at, &[ground.place]).await?;
        Ok((kind, rows.remove(&ground.place).unwrap_or_default(), held))
    });
    let (kind, rows, held) = read?;
    let indicator = &kind.what;
    let measures = visit.cell.service::<Measures>();
    let few = |it: Value| is_personal(indicator, measures) && rules::is_few(it);
    // The page shows no picture where the value itself is of few: neither does the sheet.
    let rows = if held.is_some_and(|it| few(it.value)) { Rows::new() } else { rows };
    let mut all = vec![Column::new("since", "自哪一天", Kind::Text)];
    all.extend(columns());
    let layout = Layout::new(&format!("{}变化过程", indicator.label), all);
    let line = |(day, value): (&jiff::civil::Date, &Value)| -> Vec<String> {
        let cells = cells(indicator, *value, few(*value));
        std::iter::once(day.to_string()).chain(cells).collect()
    };
    let rows: Vec<Vec<String>> = rows.iter().map(line).collect();
    send_texts(&visit, &layout, &rows)
}
