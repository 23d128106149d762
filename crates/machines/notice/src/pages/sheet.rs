//! The notices of a kind as a workbook.

use catalog::acts_for;
use platform::workbook;
use sheet::{Cell, Column, Kind as Type, Layout};
use web::{Page, Path, Problem, Response, Visit};

use super::words;
use crate::{Error, store};

/// More than a county publishes of a kind in years.
const MOST: i64 = 10_000;

pub(super) async fn list(visit: Visit, Path(name): Path<String>) -> Result<Response, Page> {
    let read: Result<_, Error> = db::read!(visit.db(), "notices for a sheet", |tx| {
        let kind = super::kind(tx, &visit, &name).await?;
        let place = acts_for(tx, visit.actor.role(), visit.actor.scope()).await?;
        let all = store::within(tx, (place, &name), (i64::MAX, MOST)).await?;
        Ok((kind, all))
    });
    let (kind, all) = read.map_err(Problem::from)?;
    let columns = [
        ("number", "编号", Type::Text),
        ("title", "标题", Type::Text),
        ("place", "单位", Type::Text),
        ("published", "发布时间", Type::Text),
        ("closes", "公示到", Type::Date),
        ("state", "状态", Type::Text),
        ("reason", "撤回原因", Type::Text),
    ];
    let columns = columns.map(|(key, title, kind)| Column::new(key, title, kind));
    let layout = Layout::new(&kind.what.label, columns.into());
    let today = visit.today();
    let published: Vec<String> = all.iter().map(|it| words::moment(it.published_at)).collect();
    let rows = all.iter().zip(&published).map(|(it, published)| {
        vec![
            Cell::Text(&it.number),
            Cell::Text(&it.title),
            Cell::Text(&it.place_name),
            Cell::Text(published),
            Cell::Date(it.closes_on),
            Cell::Text(it.state(today).label()),
            Cell::Text(it.reason.as_deref().unwrap_or_default()),
        ]
    });
    workbook::send(&visit, &layout, rows)
}
