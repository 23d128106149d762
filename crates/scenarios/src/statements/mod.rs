//! Every statement of the house: both databases understand it, none reads a large table from end to
//! end but those of which it is known why, and inside a write none reads any.
//!
//! | file | holds |
//! |---|---|
//! | `read` | the statements as they stand in the sources of the stores |
//! | `heard` | the statements that ran in the year of chance, those joined at run time too |
//! | `plans` | how the databases mean to run one |
//! | `known` | what is allowed, and why |

mod heard;
mod known;
mod plans;
mod read;

use std::collections::BTreeSet;

use db::{Db, Migration, Sql, testing};
use server::MODULES;

pub(crate) use heard::judge;

use known::{IN_WRITES, POSTGRES_ALONE};
use read::{Statement, statements};

fn migrations() -> Vec<Migration> {
    MODULES.iter().flat_map(|it| it.migrations).copied().collect()
}

/// A test's statement lives as long as the test.
fn text(statement: &Statement) -> Sql {
    Sql::from(&*statement.sql.clone().leak())
}

/// Those that SQLite is asked.
fn for_sqlite(all: &[Statement]) -> Vec<Statement> {
    all.iter().filter(|it| !POSTGRES_ALONE.contains(&it.at.as_str())).cloned().collect()
}

fn planted(sql: &str) -> Statement {
    Statement { at: "planted".to_owned(), sql: sql.to_owned() }
}

/// What `db` does not understand of `all`.
async fn not_understood(db: &Db, all: &[Statement]) -> Vec<String> {
    let mut wrong = Vec::new();
    for it in all {
        if let Err(error) = db.prepare_check(text(it)).await {
            wrong.push(format!("{}: {error:?}\n{}", it.at, it.sql));
        }
    }
    wrong
}

#[tokio::test]
async fn both_databases_understand_every_statement() {
    let all = statements();
    assert!(all.len() > 600, "only {} statements were found", all.len());
    let nonsense = &[planted("SELECT nothing FROM student")];
    let check = async |db: Db, all: &[Statement]| {
        let wrong = not_understood(&db, all).await;
        assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), all.len(), wrong.join("\n\n"));
        let noticed = not_understood(&db, nonsense).await;
        assert_eq!(noticed.len(), 1, "a column that is not there is noticed");
    };
    testing::on_sqlite(&migrations(), async |db| check(db, &for_sqlite(&all)).await).await;
    testing::on_postgres(&migrations(), async |db| check(db, &all).await).await;
}

#[tokio::test]
async fn no_statement_reads_a_large_table_from_end_to_end_without_a_reason() {
    let all = for_sqlite(&statements());
    testing::on_sqlite(&migrations(), async |db| {
        let mut found = BTreeSet::new();
        for it in &all {
            found.extend(plans::large_scans(&db, &it.at, text(it)).await);
        }
        plans::only_known(&found, true);
        let bad = planted("SELECT s.id FROM family f JOIN student s ON s.name = f.address");
        let bad = plans::large_scans(&db, &bad.at, text(&bad)).await;
        assert!(bad.contains(&"planted reads family".to_owned()), "a scan is noticed: {bad:?}");
    })
    .await;
}

#[tokio::test]
async fn no_statement_that_writes_reads_a_table_from_end_to_end_without_a_reason() {
    let all = statements();
    testing::on_postgres(&migrations(), async |db| {
        let mut found = Vec::new();
        for it in all.iter().filter(|it| !it.sql.starts_with("SELECT ")) {
            found.extend(plans::scans_in_write(&db, &it.at, text(it)).await.unwrap());
        }
        plans::refuse(&found, &IN_WRITES);
        for sql in [
            "UPDATE student SET name = $1 WHERE birth_date = $2",
            "DELETE FROM booking WHERE ended_at < $1",
            "INSERT INTO family (id, address) SELECT id, name FROM place WHERE since = $1",
        ] {
            let bad = plans::scans_in_write(&db, "planted", text(&planted(sql))).await.unwrap();
            let refused = plans::refused(&bad, &IN_WRITES);
            assert_eq!(refused.len(), 1, "it is noticed that this scans: {sql}");
        }
    })
    .await;
}
