//! What of documents waits for somebody: to be finished, agreed, checked, signed, numbered, published.

use db::Tx;
use jiff::civil::time;
use platform::waiting::{COUNTED_MAX, Desk, NEVER, Stretch, Waits, Who};
use vocab::Role;

use super::{
    model::{Openness, Report, State},
    store,
};
use crate::offices::OFFICES;

/// This room's part.
pub(crate) const DESK: Desk = Desk {
    key: "reports",
    label: "公文",
    list: |tx, who, stretch| Box::pin(list(tx, who, stretch)),
    // A bureau has some dozens of documents on their way: what waits of them is read and counted.
    count: None,
};

/// What is to be done with a document by whoever acts as `role`, if it is theirs to do.
fn to_do(it: &Report, role: Role) -> Option<&'static str> {
    match it.state {
        State::Draft if it.office == role => Some("起草送签"),
        State::Checking if role == Role::OfficeClerk => Some("核稿"),
        State::Signing if role == Role::BureauLeader => Some("签发"),
        State::Signed if role == Role::OfficeClerk => Some("编号印发"),
        State::Issued if role == Role::OfficeClerk && it.openness == Openness::Active => {
            Some("保密审查、公开")
        }
        _ => None,
    }
}

async fn list(tx: &mut Tx, who: Who, stretch: Stretch) -> Result<Vec<Waits>, db::Error> {
    if !OFFICES.contains(&who.role) && who.role != Role::BureauLeader {
        return Ok(Vec::new());
    }
    let mut all = Vec::new();
    for state in [
        State::Draft,
        State::Agreeing,
        State::Checking,
        State::Signing,
        State::Signed,
        State::Issued,
    ] {
        let found = store::list(tx, (who.scope, Some(state)), None, COUNTED_MAX).await?;
        let asked = match state {
            State::Agreeing => store::waiting_to_agree(tx, (who.scope, who.role), &found).await?,
            _ => Vec::new(),
        };
        for it in found {
            let to_do = if asked.contains(&it.id) { Some("会签") } else { to_do(&it, who.role) };
            if let Some(to_do) = to_do {
                all.push(waits(it, to_do));
            }
        }
    }
    all.retain(|it| stretch.has(it.due, it.id));
    all.sort_by_key(|it| (it.due, it.id));
    all.truncate(usize::try_from(stretch.limit).unwrap_or(usize::MAX));
    Ok(all)
}

fn waits(it: Report, to_do: &str) -> Waits {
    let due = it.text.due_on.map_or(NEVER, |day| day.to_datetime(time(23, 59, 59, 0)));
    Waits {
        title: it.text.title,
        kind: "公文".to_owned(),
        to_do: to_do.to_owned(),
        place: it.office.label().to_owned(),
        due,
        id: it.id.bits(),
        path: format!("/reports/{}", it.id),
    }
}
