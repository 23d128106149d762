//! A register as a workbook: what its list shows, as narrowed, with every field the reader may see.

use std::collections::HashMap;

use form::{Answers, Sight};
use sheet::{Cell, Column, Kind, Layout};
use web::{Filters, Page, Path, Response, Visit};

use crate::{
    actions::Error,
    model::{NEVER, RecordId},
    pages::{self, Asked},
    rules::Status,
    store,
};

/// So many records go out at once.
const ROWS_MAX: i64 = 100_000;

pub(crate) async fn send(
    visit: Visit,
    Path(name): Path<String>,
    Filters(asked): Filters<Asked>,
) -> Result<Response, Page> {
    let read: Result<_, Error> = db::read!(visit.db(), "register to a sheet", |tx| {
        let (kind, place) = pages::kind(tx, &visit, &name).await?;
        let narrow = pages::narrow((&name, &kind.what), &asked, (place, &visit));
        let lines = store::list(tx, &narrow, (("", 0), ROWS_MAX)).await?;
        let ids: Vec<RecordId> = lines.iter().map(|it| it.id).collect();
        let said = store::documents(tx, &ids).await?;
        Ok((kind, lines, said))
    });
    let (kind, lines, said) = read?;
    let register = &kind.what;
    let sight = Sight::Role(visit.actor.role());
    let said: HashMap<RecordId, Answers> = said
        .iter()
        .filter_map(|(id, document)| Some((*id, Answers::from_document(document)?)))
        .collect();
    let fields: Vec<_> = register.fields.iter().filter(|it| it.is_seen_by(sight)).collect();
    let mut columns = vec![Column::new("place-of-record", register.subject.label(), Kind::Text)];
    columns.extend(fields.iter().map(|it| Column::new(&it.key, &it.label, Kind::Text)));
    columns.push(Column::new("since-day", "生效日期", Kind::Date));
    columns.push(Column::new("end-day", "有效期至", Kind::Text));
    columns.push(Column::new("state-of-record", "状态", Kind::Text));
    let layout = Layout::new(&register.label, columns);
    let words: Vec<Vec<String>> = lines
        .iter()
        .map(|it| {
            let mut row = vec![it.place_name.clone()];
            row.extend(fields.iter().map(|field| {
                let answer = said.get(&it.id).and_then(|all| all.get(&field.key));
                answer.map(|it| field.words(it)).unwrap_or_default()
            }));
            let end =
                if it.expires == NEVER { "长期".to_owned() } else { it.expires.to_string() };
            let state = match it.status {
                Status::Withdrawn => "已撤销",
                Status::InForce if it.expires < visit.today() => "已到期",
                Status::InForce => "有效",
            };
            row.extend([it.since.to_string(), end, state.to_owned()]);
            row
        })
        .collect();
    let since = fields.len() + 1;
    let rows = words.iter().zip(&lines).map(|(row, line)| {
        let cells = row.iter().enumerate();
        cells
            .map(|(at, it)| if at == since { Cell::Date(line.since) } else { Cell::Text(it) })
            .collect()
    });
    platform::workbook::send(&visit, &layout, rows)
}
