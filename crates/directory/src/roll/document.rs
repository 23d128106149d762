//! The columns of the roll that the directory keeps as they are: some lie open, the others, which
//! tell of home, family, aid and health, are sealed as a whole.

use std::collections::BTreeMap;

/// Values by field codes.
pub(crate) type Document = BTreeMap<String, String>;

/// The codes that may lie open: they tell nothing that a class list would not.
const OPEN: [&str; 14] = [
    "gatqw",
    "gj",
    "hkxz",
    "jdfs",
    "mz",
    "rxfs",
    "rxny",
    "sfdszn",
    "sfsgxqjy",
    "sfxyczxc",
    "sfyzfgmxw",
    "sxxfs",
    "sxxjl",
    "xsly",
];

/// The codes that have columns of their own in the directory, or are made from others.
const OWN: [&str; 7] = ["xm", "xb", "csrq", "sfzjh", "sfzjlx", "bh", "bnxh"];

/// Of the family's columns, those that guardians have of their own.
const OWN_OF_FAMILY: [&str; 5] = ["xm", "gx", "lx", "sfjhr", "sfzh"];

/// What is kept of a roll beyond the directory's own columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Registry {
    /// What lies open.
    pub(crate) open: Document,
    /// What is sealed.
    pub(crate) sealed: Document,
}

/// The number of a document that is no citizen's card: it has no column of its own.
pub(crate) const OTHER_NUMBER: &str = "sfzjh";

/// Whether the column `key` is kept in a document at all.
pub(crate) fn is_kept(key: &str) -> bool {
    let of_family = ["cy1", "cy2"].iter().find_map(|it| key.strip_prefix(it));
    match of_family {
        Some(rest) => !OWN_OF_FAMILY.contains(&rest),
        None => !OWN.contains(&key),
    }
}

impl Registry {
    /// Sets or clears the value of column `key`.
    pub(crate) fn set(&mut self, key: &str, value: Option<String>) {
        let document = if OPEN.contains(&key) { &mut self.open } else { &mut self.sealed };
        match value {
            Some(value) => document.insert(key.to_owned(), value),
            None => document.remove(key),
        };
    }

    /// Reads what is stored. What cannot be read counts as nothing, so that the roll mends it.
    pub(crate) fn read(open: &str, sealed: Option<&str>) -> Self {
        let read = |text: &str| serde_json::from_str(text).unwrap_or_default();
        Self { open: read(open), sealed: sealed.map(read).unwrap_or_default() }
    }

    /// `document` as it is stored.
    pub(crate) fn text(document: &Document) -> String {
        serde_json::to_string(document).unwrap_or_default()
    }

    /// This document with what a file says laid over it: columns that the file has replace, columns
    /// that it lacks stay. The number of a document that is no citizen's card goes along.
    pub(crate) fn laid_over(&self, columns: &[String], file: &Self) -> Self {
        let mut merged = self.clone();
        for key in columns.iter().map(String::as_str).chain([OTHER_NUMBER]) {
            let value = file.open.get(key).or_else(|| file.sealed.get(key));
            merged.set(key, value.cloned());
        }
        merged
    }
}
