//! The list of a drawing as a workbook.

use platform::workbook;
use sheet::{Cell, Column, Kind as Type, Layout};
use web::{Page, Path, Response, Visit};

use crate::{Error, actions::seen, model::DrawingId, store};

pub(super) async fn send(
    visit: Visit,
    Path((name, id)): Path<(String, DrawingId)>,
) -> Result<Response, Page> {
    let read: Result<_, Error> = db::read!(visit.db(), "list of a drawing", |tx| {
        let (drawing, _) = seen(tx, &visit, id).await?;
        if drawing.entry != name {
            return Err(Error::Missing);
        }
        let lines = store::lines(tx, id).await?;
        Ok((drawing, lines))
    });
    let (drawing, lines) = read.map_err(web::Problem::from)?;
    let columns = [
        ("number", "号码", Type::Text),
        ("name", "名称", Type::Text),
        ("within", "所在", Type::Text),
        ("rank", "位次", Type::Integer),
        ("picked", "结果", Type::Text),
        ("reason", "排除原因", Type::Text),
    ];
    let name = format!("抽取名单{}", drawing.number);
    let layout =
        Layout::new(&name, columns.map(|(key, title, kind)| Column::new(key, title, kind)).into());
    let rows = lines.iter().map(|it| {
        vec![
            Cell::Text(&it.number),
            Cell::Text(&it.who.label),
            Cell::Text(&it.who.stratum),
            it.position.map_or(Cell::Empty, Cell::Integer),
            Cell::Text(if it.picked {
                "抽中"
            } else {
                it.outcome.as_deref().unwrap_or_default()
            }),
            Cell::Text(it.excluded.as_deref().unwrap_or_default()),
        ]
    });
    workbook::send(&visit, &layout, rows)
}
