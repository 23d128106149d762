//! Rules about names that the whole workspace shares: id prefixes and problem codes.

use std::collections::BTreeMap;

use super::{Report, Tree, source::Source};

/// `stu_…` must name one kind only, or a pasted id could be taken for another's.
pub(super) fn prefixes(tree: &Tree, report: &mut Report<'_>) {
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    for (file, source) in tree.rust().filter(|(file, _)| file.path.starts_with("crates/")) {
        for (line, prefix) in declared(source) {
            let here = format!("{}:{line}", file.path);
            if let Some(there) = known.insert(prefix.clone(), here) {
                report.add(&file.path, line, format!("the prefix `{prefix}` is taken: {there}"));
            }
        }
    }
}

/// The prefixes that `ids! { Name = "abc"; }` declares outside tests.
fn declared(source: &Source) -> Vec<(usize, String)> {
    let mut open = false;
    let mut lines = Vec::new();
    for (line, code) in source.product() {
        open |= code.contains("ids!") && code.trim_end().ends_with('{') && !code.contains("macro");
        if open && code.contains("= \"\";") {
            lines.push(line);
        }
        open &= code != "}";
    }
    let literals = source.literals.iter().filter(|it| lines.contains(&it.line));
    literals.map(|it| (it.line, it.text.clone())).collect()
}

/// A code is what programs rely on: written one way, and made by one crate.
pub(super) fn problem_codes(tree: &Tree, report: &mut Report<'_>) {
    let mut known: BTreeMap<String, (String, String)> = BTreeMap::new();
    for (file, source) in tree.rust().filter(|(file, _)| file.path.starts_with("crates/")) {
        let home = home(&file.path);
        for (line, code) in codes(source) {
            let plain = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-';
            if code.is_empty() || !code.chars().all(plain) {
                report.add(&file.path, line, format!("`{code}`: write a code in kebab-case"));
            }
            let here = (home.to_owned(), format!("{}:{line}", file.path));
            let (owner, there) = known.entry(code.clone()).or_insert(here);
            if owner != home {
                report.add(&file.path, line, format!("the code `{code}` is taken: {there}"));
            }
        }
    }
}

/// The crate that a path lies in.
fn home(path: &str) -> &str {
    path.split_once("/src/").map_or(path, |(home, _)| home)
}

/// The code of every `Problem::new(status, "code", …)` outside tests.
fn codes(source: &Source) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (line, code) in source.product().filter(|(_, it)| it.contains("Problem::new(")) {
        // The code is the first literal of the call, on its line or, wrapped, on one of the next.
        let shift = code.find("Problem::new(").unwrap_or_default();
        let before = code[..shift].matches("\"\"").count();
        let mut literals = source.literals.iter().filter(|it| it.line >= line);
        if let Some(it) = literals.nth(before).filter(|it| it.line <= line + 2) {
            found.push((it.line, it.text.clone()));
        }
    }
    found
}
