//! Rules about the arrows between crates, read from every Cargo.toml.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::{Report, Tree};

/// The floors, from the ground up: what a crate's folder begins with. A crate may depend on any
/// floor below its own and on none beside it.
const FLOORS: &[&[&str]] = &[
    &["crates/vocab"],
    // Mechanics without a database: they stand on vocab alone and anyone may call them.
    &["crates/engines/", "crates/sheet", "crates/extract", "crates/paper"],
    &["crates/db"],
    &["crates/web"],
    &["crates/platform"],
    &["crates/directory"],
    &["crates/catalog"],
    &["crates/form"],
    &["crates/machines/"],
    &["crates/domains/"],
    &["crates/server"],
    &["crates/scenarios"],
];
/// What the mechanics stand on.
const GROUND: &str = "vocab";

/// Who may name a library.
const DOORS: &[(&str, &[&str])] = &[
    ("sqlx", &["crates/db"]),
    ("sqlx-core", &["crates/db"]),
    ("axum", &["crates/web", "crates/server"]),
];

struct Crate<'a> {
    path: &'a str,
    home: &'a str,
    name: String,
    manifest: Table,
}

impl Crate<'_> {
    /// Every dependency of any kind: the names of the packages.
    fn dependencies(&self) -> Vec<String> {
        let mut tables = vec![&self.manifest];
        let targets = self.manifest.get("target").and_then(Value::as_table);
        tables.extend(targets.into_iter().flat_map(Table::values).filter_map(Value::as_table));
        let mut names = Vec::new();
        for table in tables {
            for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
                let Some(list) = table.get(kind).and_then(Value::as_table) else { continue };
                names.extend(list.iter().map(|(name, it)| {
                    it.get("package").and_then(Value::as_str).unwrap_or(name).to_owned()
                }));
            }
        }
        names
    }

    fn floor(&self) -> Option<usize> {
        let begins = |it: &&str| {
            if it.ends_with('/') { self.home.starts_with(it) } else { self.home == *it }
        };
        FLOORS.iter().position(|floor| floor.iter().any(begins))
    }
}

/// The crates of the workspace; a manifest that cannot be read is told.
fn crates<'a>(tree: &'a Tree, report: &mut Report<'_>) -> Vec<Crate<'a>> {
    let mut all = Vec::new();
    for file in tree.files.iter().filter(|it| it.name() == "Cargo.toml") {
        let manifest = match file.text().parse::<Table>() {
            Ok(it) => it,
            Err(error) => {
                report.add(&file.path, 0, error.to_string());
                continue;
            }
        };
        let name = manifest.get("package").and_then(|it| it.get("name")).and_then(Value::as_str);
        if let Some(name) = name.map(str::to_owned) {
            let home = file.path.trim_end_matches("/Cargo.toml");
            all.push(Crate { path: &file.path, home, name, manifest });
        }
    }
    all
}

/// Arrows run downward only.
pub(super) fn floors(tree: &Tree, report: &mut Report<'_>) {
    let all = crates(tree, report);
    let by_name: BTreeMap<_, _> = all.iter().map(|it| (it.name.as_str(), it)).collect();
    for from in all.iter().filter(|it| it.home.starts_with("crates/")) {
        let Some(here) = from.floor() else {
            report.add(from.path, 0, "the crate stands on no floor of the house");
            continue;
        };
        for name in from.dependencies() {
            // A crate may take itself with another feature for its tests.
            let Some(to) = by_name.get(name.as_str()).filter(|it| it.home != from.home) else {
                continue;
            };
            let mechanics = FLOORS[1].iter().any(|it| from.home.starts_with(it));
            if to.floor().is_none_or(|there| there >= here) {
                let what = format!("`{}` may not depend on `{name}`: arrows run down", from.name);
                report.add(from.path, line_of(tree, from.path, &name), what);
            } else if mechanics && name != GROUND {
                let what = format!("`{}` stands on vocab alone, not on `{name}`", from.name);
                report.add(from.path, line_of(tree, from.path, &name), what);
            }
        }
    }
}

/// A library that one crate hides stays hidden.
pub(super) fn doors(tree: &Tree, report: &mut Report<'_>) {
    for it in crates(tree, report) {
        for name in it.dependencies() {
            let closed = DOORS.iter().find(|door| door.0 == name && !door.1.contains(&it.home));
            if let Some((_, keepers)) = closed {
                let what = format!("only {} may depend on `{name}`", keepers.join(" and "));
                report.add(it.path, line_of(tree, it.path, &name), what);
            }
        }
    }
}

/// One set of lints for all.
pub(super) fn lints(tree: &Tree, report: &mut Report<'_>) {
    for it in crates(tree, report) {
        let shared = it.manifest.get("lints").and_then(|it| it.get("workspace"));
        if shared.and_then(Value::as_bool) != Some(true) {
            report.add(it.path, 0, "take the workspace's lints: `[lints] workspace = true`");
        }
    }
}

/// The line of a manifest that names `dependency`.
fn line_of(tree: &Tree, path: &str, dependency: &str) -> usize {
    let text = tree.find(path).map(super::File::text).unwrap_or_default();
    text.lines().position(|it| it.starts_with(dependency)).map_or(0, |it| it + 1)
}
