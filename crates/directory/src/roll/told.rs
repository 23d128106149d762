//! What an import would change, line by line, for whoever works without the pages. Names are masked:
//! a terminal keeps what it has shown.

use db::Db;
use vocab::mask_name;

use super::{Confirm, RollImportId};
use crate::{Error, store};

/// The first `limit` lines of what `kind` would change.
pub async fn told(
    db: &Db,
    id: RollImportId,
    kind: Confirm,
    limit: usize,
) -> Result<Vec<String>, Error> {
    let words = |parts: [&str; 3]| parts.join(" ").trim_end().to_owned();
    db::read!(db, "roll told", |tx| {
        if kind == Confirm::Left {
            let absent = store::roll::absent(tx, id, -1, limit).await?;
            let line = |it: &crate::model::StudentLine| {
                let school = it.school_name.clone().unwrap_or_default();
                words([&mask_name(&it.name), &school, &it.class_name().unwrap_or_default()])
            };
            return Ok(absent.iter().map(line).collect());
        }
        let rows = store::roll::shown_rows(tx, id, kind.key(), -1, limit).await?;
        let line = |it: &store::roll::ShownRow| {
            let school = it.school_name.clone().unwrap_or_default();
            format!("第{}行 {}", it.line, words([&mask_name(&it.name), &school, &it.note]))
        };
        Ok(rows.iter().map(line).collect())
    })
}
