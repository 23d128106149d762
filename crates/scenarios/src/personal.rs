//! Every table that names people says what becomes of its rows when one of them is erased: a module
//! that adds one and forgets its people fails here.

use std::collections::{BTreeMap, BTreeSet};

use platform::privacy::Fate;
use server::MODULES;

/// The columns that name someone.
const NAMES: [&str; 8] = [
    "student_id",
    "guardian_id",
    "family_id",
    "account_id",
    "staff_id",
    "teacher_id",
    "head_id",
    "outside_id",
];

/// The tables of a migration that have such a column, as its text makes them.
fn tables(sql: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for made in sql.split("CREATE TABLE ").skip(1) {
        let (head, rest) = made.split_once('(').expect("a table has columns");
        let columns = rest.split(");").next().unwrap_or_default();
        let names = columns.lines().filter_map(|line| line.split_whitespace().next());
        if names.into_iter().any(|it| NAMES.contains(&it)) {
            found.insert(head.trim().to_owned());
        }
    }
    found
}

#[test]
fn tables_are_found_by_their_columns() {
    let sql = "-- CREATE nothing\nCREATE TABLE a (\n    id BIGINT,\n    student_id BIGINT\n);\n\
        CREATE TABLE b (\n    id BIGINT\n);\nCREATE INDEX c ON b (account_id);";
    assert_eq!(tables(sql), BTreeSet::from(["a".to_owned()]));
}

#[test]
fn every_table_that_names_people_is_erased_or_says_why_it_stays() {
    let mut forgotten = Vec::new();
    let mut wrong = Vec::new();
    let every: String =
        MODULES.iter().flat_map(|it| it.migrations).map(|it| it.sql).collect::<Vec<_>>().join("\n");
    for module in MODULES.iter() {
        let declared: BTreeMap<&str, Fate> =
            module.personal.iter().map(|it| (it.table, it.fate)).collect();
        for migration in module.migrations {
            let open = tables(migration.sql);
            let open = open.iter().filter(|it| !declared.contains_key(it.as_str()));
            forgotten.extend(open.map(|it| format!("{}: {it}", module.name)));
        }
        for (table, fate) in &declared {
            let is_there = every.contains(&format!("CREATE TABLE {table} ("));
            let is_said = match fate {
                Fate::Erased => !module.erasers.is_empty(),
                Fate::Stays(why) => why.chars().count() >= 6,
            };
            if !is_there || !is_said {
                wrong.push(format!("{}: {table}", module.name));
            }
        }
    }
    assert!(forgotten.is_empty(), "neither erased nor said why it stays: {forgotten:?}");
    assert!(wrong.is_empty(), "declared without a table, an eraser or a reason: {wrong:?}");
}
