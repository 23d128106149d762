//! What of the cases waits on somebody's desk, for the one desk of the whole house.

use platform::waiting::{COUNTED_MAX, Desk, Stretch, Waits, Who};

use crate::{
    catalog,
    model::Record,
    pages::words,
    standing,
    store::{self, Reader},
};

/// This machine's part.
pub(crate) const DESK: Desk = Desk {
    key: "case",
    label: "办件",
    list: |tx, who, stretch| Box::pin(list(tx, who, stretch)),
    count: Some(|tx, who| {
        Box::pin(async move {
            let reader = reader(tx, who).await?;
            store::count_desk(tx, reader, COUNTED_MAX).await
        })
    }),
};

async fn list(tx: &mut db::Tx, who: Who, stretch: Stretch) -> Result<Vec<Waits>, db::Error> {
    let reader = reader(tx, who).await?;
    let found = store::on_desk(tx, reader, stretch).await?;
    Ok(found.iter().map(|it| waits(it, who)).collect())
}

async fn reader(tx: &mut db::Tx, who: Who) -> Result<Reader, db::Error> {
    let doer = standing::as_doer(tx, (who.account, who.role, who.scope)).await?;
    let place = doer.place.unwrap_or(who.scope);
    Ok(Reader { account: doer.account, role: doer.role, place, sees: false })
}

fn waits(it: &Record, who: Who) -> Waits {
    let kind = catalog().find(&it.entry).map(|it| &it.what);
    let step = kind.and_then(|case| case.step(&it.step).map(|at| case.steps[at].label.clone()));
    Waits {
        title: it.title.clone(),
        kind: kind.map_or_else(|| it.entry.clone(), |it| it.label.clone()),
        to_do: step.unwrap_or_else(|| it.step.clone()),
        place: words::about(it, who.role),
        due: it.due_at,
        id: it.id.bits(),
        path: format!("/cases/{}/{}", it.entry, it.id),
    }
}
