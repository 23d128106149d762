//! What lies outside of somebody's place, from the tables themselves.

use db::{Error, Row, Tx};
use vocab::{AccountId, GrantId, PlaceId, Role};

/// A few identifiers of one kind that lie outside.
pub(super) struct Outside {
    /// The prefix that the kind is written with.
    pub(super) prefix: &'static str,
    sql: &'static str,
}

/// Per kind: up to two that do not lie in the place `$1` and are not account `$2`'s own or their
/// children's.
pub(super) const OUTSIDE: [Outside; 13] = [
    Outside {
        prefix: "sch",
        sql: "SELECT id FROM school
              WHERE id NOT IN (SELECT place_id FROM place_within WHERE ancestor_id = $1)
                AND $2 <> 0 ORDER BY id LIMIT 2",
    },
    Outside {
        prefix: "cls",
        sql: "SELECT id FROM class
              WHERE id NOT IN (SELECT place_id FROM place_within WHERE ancestor_id = $1)
                AND $2 <> 0 ORDER BY id DESC LIMIT 2",
    },
    Outside {
        prefix: "plc",
        sql: "SELECT id FROM place
              WHERE id NOT IN (SELECT place_id FROM place_within WHERE ancestor_id = $1)
                AND kind IN ('town', 'school') AND $2 <> 0 ORDER BY id DESC LIMIT 2",
    },
    Outside {
        prefix: "stu",
        sql: "SELECT DISTINCT student_id AS id FROM enrolment
              WHERE class_id NOT IN (SELECT place_id FROM place_within WHERE ancestor_id = $1)
                AND student_id NOT IN (
                    SELECT s.student_id FROM guardianship s JOIN guardian g ON g.id = s.guardian_id
                    WHERE g.account_id = $2)
              ORDER BY 1 LIMIT 2",
    },
    Outside {
        prefix: "stf",
        sql: "SELECT id FROM staff
              WHERE place_id NOT IN (SELECT place_id FROM place_within WHERE ancestor_id = $1)
                AND account_id <> $2 ORDER BY id LIMIT 2",
    },
    Outside {
        prefix: "prg",
        sql: "SELECT id FROM programme
              WHERE school_id NOT IN (SELECT place_id FROM place_within WHERE ancestor_id = $1)
                AND $2 <> 0 ORDER BY id LIMIT 2",
    },
    Outside {
        prefix: "cgr",
        sql: "SELECT id FROM care_group
              WHERE school_id NOT IN (SELECT place_id FROM place_within WHERE ancestor_id = $1)
                AND $2 <> 0 ORDER BY id LIMIT 2",
    },
    Outside {
        prefix: "ptc",
        sql: "SELECT id FROM participation
              WHERE school_id NOT IN (SELECT place_id FROM place_within WHERE ancestor_id = $1)
                AND student_id NOT IN (
                    SELECT s.student_id FROM guardianship s JOIN guardian g ON g.id = s.guardian_id
                    WHERE g.account_id = $2)
              ORDER BY id LIMIT 2",
    },
    Outside {
        prefix: "lve",
        sql: "SELECT l.id FROM care_leave l JOIN enrolment e ON e.student_id = l.student_id
              WHERE e.school_id NOT IN (SELECT place_id FROM place_within WHERE ancestor_id = $1)
                AND l.student_id NOT IN (
                    SELECT s.student_id FROM guardianship s JOIN guardian g ON g.id = s.guardian_id
                    WHERE g.account_id = $2)
              ORDER BY l.id LIMIT 2",
    },
    Outside {
        prefix: "acc",
        sql: "SELECT id FROM account WHERE id <> $2 AND $1 <> 0 ORDER BY id LIMIT 2",
    },
    Outside {
        prefix: "job",
        sql: "SELECT id FROM job
              WHERE (made_by IS NULL OR made_by <> $2) AND $1 <> 0 ORDER BY id LIMIT 2",
    },
    Outside {
        prefix: "ntc",
        sql: "SELECT id FROM inbox WHERE account_id <> $2 AND $1 <> 0 ORDER BY id LIMIT 2",
    },
    Outside {
        prefix: "act",
        sql: "SELECT id FROM act
              WHERE (account_id IS NULL OR account_id <> $2) AND $1 <> 0 ORDER BY id LIMIT 2",
    },
];

impl Outside {
    /// The bits of those that lie outside of `place` and are not `account`'s.
    pub(super) async fn find(
        &self,
        tx: &mut Tx,
        place: i64,
        account: AccountId,
    ) -> Result<Vec<i64>, Error> {
        tx.all(self.sql, &[&place, &account], |row| row.get("id")).await
    }
}

/// Who logs in as the demo's `role`, as what and where.
pub(crate) struct Holder {
    pub(crate) account: AccountId,
    pub(crate) grant: GrantId,
    pub(crate) place: PlaceId,
}

/// The account behind the demo's log-in for `role`, with the grant of it.
pub(super) async fn holder(tx: &mut Tx, role: Role) -> Result<Option<Holder>, Error> {
    const SQL: &str = "
        SELECT g.account_id, g.id, g.place_id
        FROM account a JOIN role_grant g ON g.account_id = a.id
        WHERE a.login = $1 AND g.role = $1
        ORDER BY g.id LIMIT 1";
    let read = |row: &Row| {
        Ok(Holder {
            account: row.get("account_id")?,
            grant: row.get("id")?,
            place: row.get("place_id")?,
        })
    };
    tx.one(SQL, &[&role], read).await
}
