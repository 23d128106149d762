//! Tables as SQLite stores them best: the same columns and rules, less of them on the disk.
//!
//! To SQLite a `BIGINT PRIMARY KEY` is a second tree beside the table's own, which each look-up by
//! id walks too; an `INTEGER PRIMARY KEY` *is* the table's own. Likewise a table with a key of
//! several columns is kept twice unless it is `WITHOUT ROWID`. Migrations say neither, since
//! PostgreSQL means something else by the first and does not know the second.

/// The migration `sql` for SQLite.
pub(crate) fn for_sqlite(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len() + 64);
    for statement in statements(sql) {
        let word = |text: &str| text.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
        if word(&statement).eq_ignore_ascii_case("CREATE TABLE") {
            out.push_str(&table(&statement));
        } else {
            out.push_str(&statement);
        }
        out.push_str(";\n");
    }
    out
}

/// A `CREATE TABLE` that has a key by number made by it, and one that has another key kept by that.
fn table(statement: &str) -> String {
    const KEY: &str = "PRIMARY KEY";
    let Some(key) = statement.find(KEY) else {
        return statement.to_owned();
    };
    // What stands before the key of one column is that column's type.
    let before = statement[..key].trim_end();
    let typed = before.strip_suffix("NOT NULL").unwrap_or(before).trim_end();
    match typed.strip_suffix("BIGINT") {
        Some(column) => format!("{column}INTEGER{}", &statement[typed.len()..]),
        None => format!("{} WITHOUT ROWID", statement.trim_end()),
    }
}

/// The statements of `sql`, without comments. Quoted text is left as it is.
fn statements(sql: &str) -> Vec<String> {
    let (mut all, mut one, mut quote) = (Vec::new(), String::new(), None);
    let mut rest = sql.chars().peekable();
    while let Some(next) = rest.next() {
        match quote {
            Some(end) => {
                one.push(next);
                if next == end {
                    quote = None;
                }
            }
            None if next == '-' && rest.peek() == Some(&'-') => {
                let _ = rest.by_ref().find(|it| *it == '\n');
                one.push('\n');
            }
            None if next == ';' => all.push(std::mem::take(&mut one)),
            None => {
                if next == '\'' || next == '"' {
                    quote = Some(next);
                }
                one.push(next);
            }
        }
    }
    all.push(one);
    all.retain(|it| !it.trim().is_empty());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_become_what_sqlite_stores_best_and_all_else_stays() {
        #[track_caller]
        fn check(sql: &str, expected: &str) {
            assert_eq!(for_sqlite(sql).trim(), expected);
        }
        check(
            "CREATE TABLE a (id BIGINT NOT NULL PRIMARY KEY, n BIGINT NOT NULL)",
            "CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY, n BIGINT NOT NULL);",
        );
        check(
            "CREATE TABLE a (id BIGINT PRIMARY KEY REFERENCES b (id));",
            "CREATE TABLE a (id INTEGER PRIMARY KEY REFERENCES b (id));",
        );
        check(
            "CREATE TABLE a (\n  x BIGINT,\n  y TEXT,\n  PRIMARY KEY (x, y)\n);",
            "CREATE TABLE a (\n  x BIGINT,\n  y TEXT,\n  PRIMARY KEY (x, y)\n) WITHOUT ROWID;",
        );
        check(
            "CREATE TABLE a (k TEXT NOT NULL PRIMARY KEY)",
            "CREATE TABLE a (k TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID;",
        );
        check("CREATE TABLE a (n BIGINT)", "CREATE TABLE a (n BIGINT);");
        let quoted = "INSERT INTO a VALUES ('x; -- \"y''z', 1)";
        check(quoted, &format!("{quoted};"));
        check("-- it's; a note\nCREATE INDEX i ON a (n);", "CREATE INDEX i ON a (n);");
    }
}
