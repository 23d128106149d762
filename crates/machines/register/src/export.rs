//! A register as a workbook: what its list shows, as narrowed, with every field the reader may see.
//! Whoever keeps the register can change it and send it in again.

use std::collections::BTreeMap;

use form::Answers;
use web::{Filters, Page, Path, Response, Visit};

use crate::{
    actions::Error,
    import::sheet::{Out, exported},
    model::RecordId,
    pages::{self, Asked},
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
        let said: BTreeMap<i64, Answers> = form::load_many(tx, &ids).await?;
        let words = form::words(tx, &kind.what.fields, said.values()).await?;
        Ok((kind, lines, said, words))
    });
    let (kind, lines, said, words) = read?;
    let (register, role) = (&kind.what, visit.actor.role());
    let none = Answers::default();
    let rows: Vec<Out> = lines
        .iter()
        .map(|it| {
            let answers = said.get(&it.id.bits()).unwrap_or(&none);
            Out::of(register, (it, answers), (role, &words), visit.today())
        })
        .collect();
    let layout = exported(register, role);
    platform::workbook::send(&visit, &layout, rows.iter().map(Out::cells))
}
