//! Code tables that a choice may take its options from, so that no file copies them.

use directory::model::{Ownership, Relation, Standing};
use vocab::{Grade, Role, Stage};

/// A table: its word in files, and what makes its keys and words.
type Table = (&'static str, fn() -> Vec<(String, String)>);

const TABLES: &[Table] = &[
    ("stages", || Stage::ALL.map(|it| pair(it.code(), it.label())).to_vec()),
    ("grades", || Grade::all().map(|it| pair(&it.number().to_string(), it.label())).collect()),
    ("sexes", || vec![pair("1", "男"), pair("2", "女")]),
    ("ownerships", || {
        [Ownership::Public, Ownership::Private].map(|it| pair(it.key(), it.label())).to_vec()
    }),
    // GB/T 4761.
    ("relations", || Relation::all().map(|it| pair(it.key(), it.label())).collect()),
    ("standings", || Standing::ALL.map(|it| pair(it.key(), it.label())).to_vec()),
    ("roles", || Role::ALL.map(|it| pair(it.key(), it.label())).to_vec()),
];

fn pair(key: &str, words: &str) -> (String, String) {
    (key.to_owned(), words.to_owned())
}

/// What can be chosen from the table called `name`.
pub(crate) fn options(name: &str) -> Option<Vec<(String, String)>> {
    TABLES.iter().find(|it| it.0 == name).map(|it| it.1())
}

/// What the tables are called.
pub(crate) fn names() -> Vec<&'static str> {
    TABLES.iter().map(|it| it.0).collect()
}
