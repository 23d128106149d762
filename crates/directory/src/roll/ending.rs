//! What ends an import: pupils who have left, confirmed one by one, and the file that goes.

use platform::act::Source;
use vocab::StudentId;

use super::{Import, ImportState, RollImportId};
use crate::{
    Error,
    events::{MOVED, Moved, MovedStudent, Why, payload},
    store,
};

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
        let seats = store::roll_apply::seats(tx, &absent).await?;
        store::roll_apply::end_enrolments(tx, &absent, day, "left", now).await?;
        let gone = store::roll_apply::set_left(tx, &absent).await?;
        let gone_from = |(student, at)| MovedStudent { student, from: Some(at), to: None };
        let students: Vec<_> = seats.into_iter().map(gone_from).collect();
        if !students.is_empty() {
            act.event(MOVED, payload(&Moved { why: Why::Left, day, students }));
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
        store::roll::drop_names(tx, id).await?;
        Ok(store::roll::set_closed(tx, id, now).await?)
    })
}

/// Takes back an import that was only looked at: nothing of it is left, as if it had never come.
pub async fn discard(source: &impl Source, id: RollImportId) -> Result<(), Error> {
    platform::act!(source, "directory.roll.discard", |act| {
        act.about(id);
        let tx = act.tx();
        store::roll::clear_rows(tx, id).await?;
        store::roll::clear_grades(tx, id).await?;
        store::roll::drop_parts(tx, id, None).await?;
        Ok(store::roll::delete_import(tx, id).await?)
    })
}
