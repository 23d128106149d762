//! What is due to be filed, for the one desk of the whole house.

use catalog::acts_for;
use db::Tx;
use platform::waiting::{Desk, Stretch, Waits, Who};

use crate::{catalog, model::State, store};

/// This machine's part.
pub(crate) const DESK: Desk = Desk {
    key: "filing",
    label: "填报",
    list: |tx, who, stretch| Box::pin(list(tx, who, stretch)),
    // A place owes a handful of returns: they are read and counted.
    count: None,
};

async fn list(tx: &mut Tx, who: Who, stretch: Stretch) -> Result<Vec<Waits>, db::Error> {
    let files = catalog().all();
    let files = files.filter(|it| it.what.due().is_some_and(|due| due.by.contains(&who.role)));
    let entries: Vec<String> = files.map(|it| it.name.clone()).collect();
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let place = acts_for(tx, who.role, who.scope).await?;
    let found = store::on_desk(tx, (place, who.account, who.now), stretch, &entries).await?;
    Ok(found.into_iter().map(waits).collect())
}

fn waits(it: store::Due) -> Waits {
    let kind = catalog().find(&it.entry).map(|it| it.what.label.clone());
    let kind = kind.unwrap_or_else(|| it.entry.clone());
    Waits {
        title: format!("{kind} · {}", it.period),
        kind,
        to_do: if it.state == State::Withdrawn { "重新填报" } else { "填报" }.to_owned(),
        place: it.place,
        due: it.closes,
        id: it.id.bits(),
        path: format!("/filings/{}/returns/{}/fill", it.entry, it.id),
    }
}
