//! What of the registrations waits on whose desk, for the one desk of the whole house.

use db::Tx;
use platform::waiting::{COUNTED_MAX, Desk, Stretch, Waits, Who};

use super::{
    model::{Registration, State},
    rules,
    store::lists,
};

/// This part.
pub(crate) const DESK: Desk = Desk {
    key: "entry",
    label: "入学报名",
    list: |tx, who, stretch| Box::pin(list(tx, who, stretch)),
    count: Some(|tx, who| {
        Box::pin(async move {
            match rules::waits_for(who.role) {
                Some(state) => lists::count_desk(tx, (who.scope, state), COUNTED_MAX).await,
                None => Ok(0),
            }
        })
    }),
};

async fn list(tx: &mut Tx, who: Who, stretch: Stretch) -> Result<Vec<Waits>, db::Error> {
    let Some(state) = rules::waits_for(who.role) else { return Ok(Vec::new()) };
    let found = lists::on_desk(tx, (who.scope, state), stretch).await?;
    Ok(found.iter().map(waits).collect())
}

fn waits(it: &Registration) -> Waits {
    let to_do = match it.state {
        State::Sent => "初核",
        State::Checked => "复核",
        _ => "核定",
    };
    Waits {
        title: format!("{} {}", it.number, vocab::mask_name(&it.name)),
        kind: "入学报名".to_owned(),
        to_do: to_do.to_owned(),
        place: it.school_name.clone(),
        due: it.due_at,
        id: it.id.bits(),
        path: format!("/entry/registrations/{}", it.id),
    }
}
