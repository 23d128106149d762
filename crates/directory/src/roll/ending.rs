//! What ends an import: pupils who have left, confirmed one by one, and the file that goes.

use platform::act::Source;
use vocab::StudentId;

use super::{Import, ImportState, RollImportId};
use crate::{Error, moves::MOVED, store};

/// Marks pupils whom the file does not name as gone, each of them confirmed by a person.
pub async fn mark_left(
    source: &impl Source,
    import: &Import,
    students: &[StudentId],
) -> Result<u64, Error> {
    platform::act!(source, "directory.roll.left", |act| {
        act.about(import.id);
        act.note("rows", students.len());
        let (now, day) = (act.origin().now, import.made_on);
        let tx = act.tx();
        let absent = store::roll::are_absent(tx, import.id, students).await?;
        store::roll_apply::end_enrolments(tx, &absent, day, "left", now).await?;
        let gone = store::roll_apply::set_left(tx, &absent).await?;
        for student in &absent {
            let day = day.to_string();
            let payload = serde_json::json!({ "student": student, "kind": "left", "day": day });
            act.event(MOVED, payload.to_string());
        }
        Ok(gone)
    })
}

/// Ends an import: the file goes, and with it what its rows said.
pub async fn close(source: &impl Source, import: &Import) -> Result<(), Error> {
    let id: RollImportId = import.id;
    platform::act!(source, "directory.roll.close", |act| {
        act.about(id);
        let now = act.origin().now;
        let tx = act.tx();
        if import.state == ImportState::Applying {
            return Err(crate::rules::Refusal::StillApplying.into());
        }
        store::roll::drop_parts(tx, id, None).await?;
        store::roll::drop_payloads(tx, id).await?;
        Ok(store::roll::set_closed(tx, id, now).await?)
    })
}
