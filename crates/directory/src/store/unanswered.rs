//! Pupils for whom nobody has answered a text yet, and whom to remind of it.

use db::{Error, Sql, Tx};
use jiff::civil::Date;
use platform::privacy::{Asking, Unanswered};
use vocab::AccountId;

use super::scope;
use crate::scope::{Reach, Scope};

/// On a pupil `s`: nobody has answered for it.
const NOT_ANSWERED: &str = "
    AND s.standing IN ('enrolled', 'suspended')
    AND ($3 IS NULL OR s.birth_date IS NULL OR s.birth_date > $3) AND $4 IS NOT NULL
    AND NOT EXISTS (
        SELECT 1 FROM consent c
        WHERE c.text_id = $2 AND c.subject_kind = 'stu' AND c.subject_id = s.id
          AND c.ended_at IS NULL)";

/// The same for a text that everyone reads for themselves: nobody of its guardians has read it.
const NOT_READ: &str = "
    AND s.standing IN ('enrolled', 'suspended')
    AND ($3 IS NULL OR s.birth_date IS NULL OR s.birth_date > $3)
    AND NOT EXISTS (
        SELECT 1 FROM guardianship w JOIN guardian o ON o.id = w.guardian_id
        JOIN consent c ON c.account_id = o.account_id AND c.text_id = $2
             AND c.subject_id IS NULL AND c.ended_at IS NULL
        WHERE w.student_id = s.id AND w.is_guardian = 1 AND w.no_contact = 0
          AND w.since <= $4 AND (w.until IS NULL OR w.until > $4))";

fn open(it: Asking) -> &'static str {
    if it.is_per_child { NOT_ANSWERED } else { NOT_READ }
}

/// The pupils of a class for whom nobody has answered, by seat.
pub(crate) async fn names(
    tx: &mut Tx,
    class: Scope,
    it: Asking,
    day: Date,
) -> Result<Vec<Unanswered>, Error> {
    const START: &str = "
        SELECT s.name, s.seat, CASE WHEN EXISTS (
            SELECT 1 FROM guardianship r JOIN guardian g ON g.id = r.guardian_id
            JOIN account a ON a.id = g.account_id AND a.state = 'active'
            WHERE r.student_id = s.id AND r.is_guardian = 1 AND r.no_contact = 0
              AND r.until IS NULL
        ) THEN 1 ELSE 0 END AS can_log_in
        FROM student s WHERE";
    let sql = Sql::of(&[START, scope::pupils(class), open(it), "ORDER BY s.seat, s.id"]);
    tx.all(sql, &[&class.place, &it.text, &it.born_after, &day], |row| {
        Ok(Unanswered {
            name: row.get("name")?,
            seat: row.get("seat")?,
            can_log_in: row.get("can_log_in")?,
        })
    })
    .await
}

/// Whom a reminder goes to: a class's families, a school's head teachers, else the keepers of the
/// schools' rolls; with how many pupils are open with each.
pub(crate) async fn to_remind(
    tx: &mut Tx,
    scope: Scope,
    it: Asking,
    day: Date,
) -> Result<Vec<(AccountId, i64)>, Error> {
    const FAMILIES: &str = "
        SELECT g.account_id, COUNT(*) AS n
        FROM student s
        JOIN guardianship r ON r.student_id = s.id AND r.is_guardian = 1 AND r.no_contact = 0
             AND r.until IS NULL
        JOIN guardian g ON g.id = r.guardian_id
        JOIN account a ON a.id = g.account_id AND a.state = 'active'
        WHERE";
    const HEADS: &str = "
        SELECT f.account_id, COUNT(*) AS n
        FROM student s
        JOIN class k ON k.id = s.class_id
        JOIN staff f ON f.id = k.head_id AND f.account_id IS NOT NULL
        WHERE";
    const SCHOOLS: &str = "
        SELECT x.account_id, COUNT(*) AS n
        FROM student s
        JOIN role_grant x ON x.place_id = s.school_id AND x.role = 'roll-manager'
             AND x.since <= $4 AND (x.until IS NULL OR x.until > $4)
        WHERE";
    let (start, end) = match scope.reach {
        Reach::Class => (FAMILIES, "GROUP BY g.account_id ORDER BY g.account_id"),
        Reach::School => (HEADS, "GROUP BY f.account_id ORDER BY f.account_id"),
        Reach::Town | Reach::County => (SCHOOLS, "GROUP BY x.account_id ORDER BY x.account_id"),
    };
    let sql = Sql::of(&[start, scope::pupils(scope), open(it), end]);
    tx.all(sql, &[&scope.place, &it.text, &it.born_after, &day], |row| {
        Ok((row.get("account_id")?, row.get("n")?))
    })
    .await
}

/// The accounts in use of guardians of pupils whom a text is about, in order, after one.
pub(crate) async fn concerned(
    tx: &mut Tx,
    born_after: Option<Date>,
    day: Date,
    (after, count): (i64, i64),
) -> Result<Vec<AccountId>, Error> {
    const SQL: &str = "
        SELECT a.id
        FROM account a JOIN guardian g ON g.account_id = a.id
        WHERE a.state = 'active' AND a.id > $3 AND EXISTS (
            SELECT 1 FROM guardianship r JOIN student s ON s.id = r.student_id
            WHERE r.guardian_id = g.id AND r.is_guardian = 1 AND r.no_contact = 0
              AND r.since <= $2 AND (r.until IS NULL OR r.until > $2)
              AND s.standing IN ('enrolled', 'suspended')
              AND (CAST($1 AS TEXT) IS NULL OR s.birth_date IS NULL OR s.birth_date > $1))
        ORDER BY a.id LIMIT $4";
    tx.all(SQL, &[&born_after, &day, &after, &count], |row| row.get("id")).await
}
