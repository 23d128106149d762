//! What of balance waits for the office: what schools told and nobody has looked at.

use db::Tx;
use platform::waiting::{COUNTED_MAX, Desk, NEVER, Stretch, Waits, Who};
use vocab::Role;

use super::store;

/// This room's part.
pub(crate) const DESK: Desk = Desk {
    key: "balance",
    label: "优质均衡资源数据",
    list: |tx, who, stretch| Box::pin(list(tx, who, stretch)),
    count: None,
};

async fn list(tx: &mut Tx, who: Who, stretch: Stretch) -> Result<Vec<Waits>, db::Error> {
    if who.role != Role::SupervisionClerk {
        return Ok(Vec::new());
    }
    let waiting = store::waiting(tx, who.scope, COUNTED_MAX).await?;
    let mut all: Vec<Waits> = waiting
        .into_iter()
        .map(|(id, school, name, year)| Waits {
            title: format!("{name} {}", year.label()),
            kind: "优质均衡资源数据".to_owned(),
            to_do: "审核".to_owned(),
            place: name,
            due: NEVER,
            id: id.bits(),
            path: format!("/balance/schools/{school}?year={}", year.start()),
        })
        .filter(|it| stretch.has(it.due, it.id))
        .collect();
    all.truncate(usize::try_from(stretch.limit).unwrap_or(usize::MAX));
    Ok(all)
}
