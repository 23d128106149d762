//! How the databases mean to run a statement, and whether that is as it should be.

use std::collections::BTreeSet;

use db::{Db, Sql};

use super::known::{InWrites, JOINED_SCANS, LARGE, SCANS};

/// The large tables that a statement reads from end to end on SQLite: `at reads table`.
pub(super) async fn large_scans(db: &Db, at: &str, sql: Sql) -> Vec<String> {
    let plan = match db.explain(sql.clone()).await {
        Ok(plan) => plan,
        Err(error) => panic!("{at}: {error:?}\n{}", sql.as_str()),
    };
    let names = names(sql.as_str());
    let table = |line: &str| {
        let alias = line.strip_prefix("SCAN ")?.split(' ').next()?.to_owned();
        Some(names.iter().find(|it| it.1 == alias).map_or(alias, |it| it.0.clone()))
    };
    let tables: BTreeSet<String> = plan.scans().into_iter().filter_map(table).collect();
    let large = tables.into_iter().filter(|it| LARGE.contains(&it.as_str()));
    large.map(|it| format!("{at} reads {it}")).collect()
}

/// Refuses scans of which it is not written why. `has_all` where every statement of the list was
/// looked at, so that whoever scans no more is taken off it.
pub(super) fn only_known(found: &BTreeSet<String>, has_all: bool) {
    let known: BTreeSet<String> = SCANS.iter().map(|it| it.0.to_owned()).collect();
    let is_new = |it: &&String| {
        !known.contains(*it) && !JOINED_SCANS.iter().any(|joined| joined.0 == it.as_str())
    };
    let new: Vec<_> = found.iter().filter(is_new).cloned().collect();
    assert!(new.is_empty(), "an index is missing, or a reason:\n{}", new.join("\n"));
    let gone: Vec<_> = known.difference(found).cloned().collect();
    assert!(!has_all || gone.is_empty(), "these do so no more:\n{}", gone.join("\n"));
}

/// A scan of PostgreSQL: where the statement stands, the table, what the plan says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scan {
    pub(super) at: String,
    pub(super) table: String,
    pub(super) line: String,
}

/// What a statement inside a write reads from end to end on PostgreSQL where it may not: at
/// SERIALIZABLE a scan conflicts with everyone who writes to that table. Not noticed is an index
/// that is read because its second column is asked for, and not its first.
///
/// # Errors
///
/// Where PostgreSQL gives no plan.
pub(super) async fn scans_in_write(db: &Db, at: &str, sql: Sql) -> Result<Vec<Scan>, String> {
    let plan = db.explain(sql.clone()).await;
    let plan = plan.map_err(|it| format!("{at}: {it:?}\n{}", sql.as_str()))?;
    let scan = |line: &str| {
        let line = line.trim_start_matches("->").trim();
        let table = line.split(" on ").nth(1)?.split(' ').next()?.to_owned();
        Some(Scan { at: at.to_owned(), table, line: line.to_owned() })
    };
    Ok(plan.scans().into_iter().filter_map(scan).collect())
}

/// What is not allowed of it.
pub(super) fn refused(found: &[Scan], allowed: &InWrites) -> BTreeSet<String> {
    let is_allowed = |it: &&Scan| {
        allowed.quiet.iter().any(|quiet| quiet.0 == it.table)
            || allowed.statements.iter().any(|known| known.0 == it.at && known.1 == it.table)
    };
    let wrong = found.iter().filter(|it| !is_allowed(it));
    wrong.map(|it| format!("{} reads {}: {}", it.at, it.table, it.line)).collect()
}

/// Refuses what is not allowed.
pub(super) fn refuse(found: &[Scan], allowed: &InWrites) {
    let wrong: Vec<String> = refused(found, allowed).into_iter().collect();
    assert!(
        wrong.is_empty(),
        "inside a write these read a whole table, which conflicts with everyone; an index is \
         missing, or a reason:\n{}",
        wrong.join("\n")
    );
}

/// The tables of a statement with the names that it gives them.
fn names(sql: &str) -> Vec<(String, String)> {
    const WORDS: [&str; 12] = [
        "ON",
        "WHERE",
        "JOIN",
        "LEFT",
        "GROUP",
        "ORDER",
        "SET",
        "UNION",
        "LIMIT",
        "CROSS",
        "USING",
        "RETURNING",
    ];
    let words: Vec<&str> = sql
        .split(|it: char| it.is_whitespace() || "(),".contains(it))
        .filter(|it| !it.is_empty())
        .collect();
    let mut all = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if ["FROM", "JOIN", "INTO", "UPDATE"].contains(word)
            && let Some(table) = words.get(at + 1)
        {
            let next = match words.get(at + 2) {
                Some(&"AS") => words.get(at + 3),
                other => other,
            };
            let alias = next.filter(|it| !WORDS.contains(it)).unwrap_or(table);
            all.push(((*table).to_owned(), (*alias).to_owned()));
        }
    }
    all
}
