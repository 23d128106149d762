//! The drawings that are to be sealed or run, for the one desk of the whole house.

use catalog::acts_for;
use db::Tx;
use platform::waiting::{Desk, Stretch, Waits, Who};

use crate::{
    catalog,
    model::{Drawing, Stage},
    store,
};

/// This machine's part.
pub(crate) const DESK: Desk = Desk {
    key: "drawing",
    label: "抽取",
    list: |tx, who, stretch| Box::pin(list(tx, who, stretch)),
    // A place has a handful of drawings under way: they are read and counted.
    count: None,
};

async fn list(tx: &mut Tx, who: Who, stretch: Stretch) -> Result<Vec<Waits>, db::Error> {
    let kinds = catalog().all().filter(|it| it.what.declares.contains(&who.role));
    let entries: Vec<String> = kinds.map(|it| it.name.clone()).collect();
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let place = acts_for(tx, who.role, who.scope).await?;
    let found = store::on_desk(tx, place, stretch, &entries).await?;
    Ok(found.into_iter().map(waits).collect())
}

fn waits(it: Drawing) -> Waits {
    let kind = catalog().find(&it.entry).map(|it| it.what.label.clone());
    Waits {
        path: format!("/drawings/{}/{}", it.entry, it.id),
        title: it.title,
        kind: kind.unwrap_or(it.entry),
        to_do: if it.stage == Stage::Declared { "封存名单" } else { "抽取" }.to_owned(),
        place: it.place_name,
        due: it.draws_at,
        id: it.id.bits(),
    }
}
