//! The SQL of the school calendar.

use db::{Error, Tx};
use jiff::civil::{Date, Weekday};
use vocab::SchoolId;

use super::Change;

/// What was changed about `day` nearest to a school: by itself, its town or the county.
pub(super) async fn find_change(
    tx: &mut Tx,
    school: SchoolId,
    day: Date,
) -> Result<Option<Change>, Error> {
    const SQL: &str = "
        SELECT c.kind, c.follows
        FROM day_change c
        JOIN place_within w ON w.ancestor_id = c.place_id AND w.place_id = $1
        WHERE c.day = $2
        ORDER BY w.depth
        LIMIT 1";
    tx.one(SQL, &[&school, &day], |row| {
        let kind: String = row.get("kind")?;
        if kind == "closed" {
            return Ok(Change::Closed);
        }
        let follows: Option<i8> = row.get("follows")?;
        let weekday = follows.map(Weekday::from_monday_one_offset).transpose();
        Ok(Change::Lessons(weekday.map_err(|_| Error::corrupt("follows"))?))
    })
    .await
}
