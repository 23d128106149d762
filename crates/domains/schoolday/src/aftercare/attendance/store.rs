//! The SQL of rolls called and children present.

use db::{Error, Tx};
use jiff::civil::Date;
use vocab::{PlaceId, Term};

use super::model::{Day, OfDay, OfSchool};

/// The schools in `scope` where care groups come together on `day`, by town and position. A school
/// whose day is called off has none; what the nearest place says of a day holds.
pub async fn of_schools(
    tx: &mut Tx,
    scope: PlaceId,
    term: Term,
    day: Date,
) -> Result<Vec<OfSchool>, Error> {
    const SQL: &str = "
        SELECT s.id, n.name, t.name AS town_name, COUNT(*) AS due,
               CAST(SUM(CASE WHEN r.group_id IS NULL THEN 0 ELSE 1 END) AS BIGINT) AS called,
               CAST(SUM(COALESCE(r.expected, 0)) AS BIGINT) AS expected,
               CAST(SUM(COALESCE(r.present, 0)) AS BIGINT) AS present
        FROM place_within w
        JOIN school s ON s.id = w.place_id
        JOIN place n ON n.id = s.id
        JOIN place t ON t.id = s.town_id
        JOIN care_group g ON g.school_id = s.id AND g.term = $2 AND g.kind <> 'course'
        LEFT JOIN roll_call r ON r.group_id = g.id AND r.day = $3
        WHERE w.ancestor_id = $1 AND g.since <= $3 AND (g.until IS NULL OR g.until > $3)
          AND NOT EXISTS (
            SELECT 1 FROM care_day_off o WHERE o.group_id = g.id AND o.day = $3)
          AND COALESCE((
            SELECT d.kind FROM day_change d
            JOIN place_within c ON c.ancestor_id = d.place_id AND c.place_id = s.id
            WHERE d.day = $3
            ORDER BY c.depth LIMIT 1), '') <> 'closed'
        GROUP BY s.id, n.name, t.name, t.position, t.id, n.position
        ORDER BY t.position, t.id, n.position, s.id";
    tx.all(SQL, &[&scope, &term, &day], |row| {
        Ok(OfSchool {
            school: row.get("id")?,
            name: row.get("name")?,
            town_name: row.get("town_name")?,
            due: row.get("due")?,
            called: row.get("called")?,
            expected: row.get("expected")?,
            present: row.get("present")?,
        })
    })
    .await
}

/// The rolls of care groups in `scope` from `first` to `last`, by day; days without any are left out.
pub async fn of_days(
    tx: &mut Tx,
    scope: PlaceId,
    (first, last): (Date, Date),
) -> Result<Vec<Day>, Error> {
    const SQL: &str = "
        SELECT r.day, COUNT(*) AS called, CAST(SUM(r.expected) AS BIGINT) AS expected,
               CAST(SUM(r.present) AS BIGINT) AS present
        FROM place_within w
        JOIN care_group g ON g.school_id = w.place_id AND g.kind <> 'course'
        JOIN roll_call r ON r.group_id = g.id AND r.day BETWEEN $2 AND $3
        WHERE w.ancestor_id = $1
        GROUP BY r.day
        ORDER BY r.day";
    tx.all(SQL, &[&scope, &first, &last], |row| {
        let of = OfDay {
            called: row.get("called")?,
            expected: row.get("expected")?,
            present: row.get("present")?,
        };
        Ok((row.get("day")?, of))
    })
    .await
}
