//! Rules about SQL: where it stands, that both databases understand it, and migrations.

use std::collections::BTreeMap;

use super::{File, Report, Tree, rust::has_word, tree::is};

/// How a statement begins. Our SQL writes keywords in capitals, which sentences do not.
const OPENINGS: &[&str] = &[
    "SELECT ",
    "SELECT\n",
    "INSERT INTO ",
    "UPDATE ",
    "DELETE FROM ",
    "WITH ",
    "CREATE ",
    "DROP ",
    "ALTER ",
    "PRAGMA ",
    "TRUNCATE ",
    "VACUUM",
    "ANALYZE",
];

/// What only one of the two databases knows, or what they answer differently.
const FOREIGN: &[(&str, &str)] = &[
    ("BOOLEAN", "store 0 or 1 as BIGINT"),
    ("INTEGER", "use BIGINT"),
    ("INT", "use BIGINT"),
    ("SERIAL", "ids are made by the application"),
    ("AUTOINCREMENT", "ids are made by the application"),
    ("TIMESTAMP", "store microseconds as BIGINT"),
    ("TIMESTAMPTZ", "store microseconds as BIGINT"),
    ("DATETIME", "store microseconds as BIGINT, civil dates as TEXT"),
    ("VARCHAR", "use TEXT"),
    ("NUMERIC", "use BIGINT; money is fen"),
    ("REAL", "use DOUBLE PRECISION, or BIGINT in a smaller unit"),
    ("UUID", "ids are BIGINT"),
    ("JSON", "store TEXT and read it in Rust"),
    ("JSONB", "store TEXT and read it in Rust"),
    ("BYTEA", "store TEXT"),
    ("BLOB", "store TEXT"),
    ("NOW", "pass the time in"),
    ("CURRENT_TIMESTAMP", "pass the time in"),
    ("RANDOM", "chance is passed in"),
    ("AVG", "divide in Rust: SUM and COUNT"),
    ("LIKE", "search by key: `>= a AND < b`"),
    ("ILIKE", "search by key: `>= a AND < b`"),
    ("GLOB", "search by key: `>= a AND < b`"),
    ("IFNULL", "use COALESCE"),
    ("TRUE", "write 1"),
    ("FALSE", "write 0"),
    ("FOR UPDATE", "the write lane already serialises"),
    ("SKIP LOCKED", "claim with UPDATE … RETURNING"),
    ("::", "write CAST(x AS BIGINT)"),
];

fn is_sql(text: &str) -> bool {
    let text = text.trim_start();
    OPENINGS.iter().any(|it| text.starts_with(it))
}

fn is_store(file: &File) -> bool {
    file.name() == "store.rs" || file.path.contains("/store/")
}

/// SQL outside the stores hides from those who change a table.
pub(super) fn in_store(tree: &Tree, report: &mut Report<'_>) {
    for (file, source) in tree.rust() {
        if is_store(file)
            || !file.path.starts_with("crates/")
            || file.path.starts_with("crates/db/")
        {
            continue;
        }
        for it in source.literals.iter().filter(|it| is_sql(&it.text) && !source.tests(it.line)) {
            report.add(&file.path, it.line, "SQL outside a store: move the statement to store.rs");
        }
    }
}

/// One text for two databases.
pub(super) fn portable(tree: &Tree, report: &mut Report<'_>) {
    for file in tree.files.iter().filter(|it| is(&it.path, "sql")) {
        for (line, at) in file.text().lines().zip(1..) {
            foreign(line, at, file, report);
        }
    }
    for (file, source) in tree.rust().filter(|(file, _)| is_store(file)) {
        for literal in source.literals.iter().filter(|it| is_sql(&it.text)) {
            for (line, at) in literal.text.lines().zip(literal.line..) {
                foreign(line, at, file, report);
            }
        }
    }
}

/// Tells of the words in one line of SQL that only one database knows.
fn foreign(line: &str, at: usize, file: &File, report: &mut Report<'_>) {
    let line = line.split("--").next().unwrap_or_default();
    // Every second part stands between quotes: a value, not a keyword.
    let bare: String = line.split('\'').step_by(2).collect();
    for (word, instead) in FOREIGN {
        let found = if *word == "::" { bare.contains(word) } else { has_word(&bare, word) };
        if found {
            report.add(&file.path, at, format!("`{word}` is not portable: {instead}"));
        }
    }
}

/// Migrations run in the order of their numbers, all of them.
pub(super) fn migrations(tree: &Tree, report: &mut Report<'_>) {
    let mut folders: BTreeMap<&str, Vec<&File>> = BTreeMap::new();
    for file in tree.files.iter().filter(|it| is(&it.path, "sql")) {
        match file.path.rsplit_once('/').map(|(folder, _)| folder) {
            Some(folder) if folder.ends_with("/migrations") => {
                folders.entry(folder).or_default().push(file);
            }
            _ => report.add(&file.path, 0, "SQL files lie in a `migrations` folder"),
        }
    }
    for (folder, mut files) in folders {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let home = folder.trim_end_matches("migrations");
        let mut last = 0;
        for file in files {
            let number = file.name().split_once('_').filter(|it| it.0.len() == 4);
            match number.and_then(|it| it.0.parse().ok()) {
                Some(number) if number > last => last = number,
                Some(_) => report.add(&file.path, 0, "another migration has this number"),
                None => report.add(&file.path, 0, "begin the name with four digits and `_`"),
            }
            let named = |text: &str| text.contains(&format!("migrations/{}", file.name()));
            if !tree.rust().any(|(it, _)| it.path.starts_with(home) && named(it.text())) {
                report.add(&file.path, 0, "no code of the crate includes this migration");
            }
        }
    }
}
