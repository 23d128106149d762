//! Checks as workbooks: the list at one's place, and one check with the schools or records where
//! something is wrong.

use platform::workbook::send_texts;
use sheet::{Column, Kind, Layout};
use web::{Filters, Page, Path, Response, Visit};

use super::{Wanted, one, read};
use crate::{checks::rules::wrong, definition::Level, pages::Asked};

fn columns<const N: usize>(all: [(&'static str, &'static str); N]) -> Vec<Column> {
    all.map(|it| Column::new(it.0, it.1, Kind::Text)).to_vec()
}

pub(in crate::pages) async fn list(
    visit: Visit,
    Filters(wanted): Filters<Wanted>,
) -> Result<Response, Page> {
    let shown = read(&visit, &wanted).await?;
    let columns = columns([
        ("check", "要改的"),
        ("kind", "类别"),
        ("as-of", "截至"),
        ("wrong", "有多少"),
        ("of", "共查"),
        ("more", "比 30 天前多"),
        ("office", "责任科室"),
        ("about", "查什么"),
        ("cure", "怎么改"),
    ]);
    let layout = Layout::new(&format!("{}数据质量", shown.ground.name), columns);
    let rows = shown.listed.iter().map(|it| {
        let (what, value) = (&it.0.what, shown.value(it, shown.ground.place));
        vec![
            it.1.label.clone(),
            it.1.kind.label().to_owned(),
            shown.day.to_string(),
            wrong(what, value).to_string(),
            value.whole.to_string(),
            shown.more(it).map(|it| it.to_string()).unwrap_or_default(),
            what.office.label().to_owned(),
            what.about.clone(),
            it.1.cure.clone(),
        ]
    });
    send_texts(&visit, &layout, &rows.collect::<Vec<_>>())
}

pub(in crate::pages) async fn one(
    visit: Visit,
    Path(name): Path<String>,
    Filters(asked): Filters<Asked>,
) -> Result<Response, Page> {
    let shown = one::read(&visit, &name, &asked).await?;
    let title = shown.check.label.clone();
    if shown.ground.level() == Level::School {
        let layout = Layout::new(
            &title,
            columns([("school", "学校"), ("record", "记录"), ("cure", "怎么改")]),
        );
        let rows =
            shown.records.iter().flatten().map(|it| {
                vec![shown.ground.name.clone(), it.label.clone(), shown.check.cure.clone()]
            });
        return send_texts(&visit, &layout, &rows.collect::<Vec<_>>());
    }
    let layout = Layout::new(
        &title,
        columns([
            ("school", "学校"),
            ("town", "镇（街道）"),
            ("as-of", "截至"),
            ("wrong", "要改"),
            ("of", "共查"),
            ("cure", "怎么改"),
        ]),
    );
    let rows = shown.schools.iter().map(|it| {
        vec![
            it.name.clone(),
            it.town.clone(),
            shown.day.to_string(),
            wrong(&shown.kind.what, it.value).to_string(),
            it.value.whole.to_string(),
            shown.check.cure.clone(),
        ]
    });
    send_texts(&visit, &layout, &rows.collect::<Vec<_>>())
}
