//! Rules about the docs, and about files that should not be here at all.

use super::{File, Report, Tree, tree::is};

/// Bytes that a file may have: browser assets come from npm, data from its source.
const BYTES_MAX: u64 = 500_000;
/// Lines that a newcomer reads in one go.
const ARCHITECTURE_LINES_MAX: usize = 300;
/// Folders whose paths, written in backticks in the docs, must exist.
const PLACES: &[&str] =
    &["crates/", "xtask/", "tests/", "docs/", "catalog/", "web-assets/", ".ci/"];

fn markdown(tree: &Tree) -> impl Iterator<Item = &File> {
    tree.files.iter().filter(|it| is(&it.path, "md"))
}

/// The lines outside code fences.
fn prose(file: &File) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    file.text().lines().zip(1..).filter_map(move |(text, line)| {
        let fence = text.trim_start().starts_with("```");
        fenced ^= fence;
        (!fenced && !fence).then_some((line, text))
    })
}

/// One title, first.
pub(super) fn titles(tree: &Tree, report: &mut Report<'_>) {
    for file in markdown(tree) {
        let titles: Vec<_> = prose(file).filter(|it| it.1.starts_with("# ")).collect();
        if titles.first().is_none_or(|it| it.0 != 1) {
            report.add(&file.path, 1, "begin with the title: `# …`");
        }
        for (line, _) in titles.iter().skip(1) {
            report.add(&file.path, *line, "a second title: use `##`");
        }
    }
}

/// What a page points to is there.
pub(super) fn links(tree: &Tree, report: &mut Report<'_>) {
    // A decision may be named by its number alone: `docs/decisions/0001`.
    let exists = |path: &str| {
        let path = path.trim_end_matches('/');
        tree.files.iter().any(|it| {
            it.path
                .strip_prefix(path)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '-']))
        })
    };
    for file in markdown(tree) {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (line, text) in prose(file) {
            for target in text.split("](").skip(1).filter_map(|it| it.split(')').next()) {
                let path = target.split('#').next().unwrap_or_default();
                let outside = path.contains(':') || path.is_empty();
                if !outside && !exists(&joined(folder, path)) {
                    report.add(&file.path, line, format!("the link leads nowhere: {target}"));
                }
            }
            for code in text.split('`').skip(1).step_by(2) {
                let plain = !code.contains(['*', '<', '{', ' ', '…', ':']);
                let ours = PLACES.iter().any(|it| code.starts_with(it));
                if plain && ours && !exists(code) {
                    report.add(&file.path, line, format!("there is no `{code}`"));
                }
            }
        }
    }
}

/// `path` as seen from `folder`, from the root.
fn joined(folder: &str, path: &str) -> String {
    let mut parts: Vec<_> = folder.split('/').filter(|it| !it.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The map names every crate, and can be read in one go.
pub(super) fn code_map(tree: &Tree, report: &mut Report<'_>) {
    const PATH: &str = "ARCHITECTURE.md";
    let Some(map) = tree.find(PATH) else { return };
    let lines = map.text().lines().count();
    if lines > ARCHITECTURE_LINES_MAX {
        let what = format!("{lines} lines; at most {ARCHITECTURE_LINES_MAX} are read");
        report.add(PATH, ARCHITECTURE_LINES_MAX + 1, what);
    }
    let homes = tree.files.iter().filter_map(|it| it.path.strip_suffix("/Cargo.toml"));
    for home in homes.filter(|it| it.starts_with("crates/")) {
        if !map.text().contains(&format!("`{home}`")) {
            report.add(PATH, 0, format!("the code map does not name `{home}`"));
        }
    }
}

/// Nothing large lies in the repository.
pub(super) fn blobs(tree: &Tree, report: &mut Report<'_>) {
    for file in tree.files.iter().filter(|it| it.bytes > BYTES_MAX) {
        let what = format!("{} KB: build or fetch it instead", file.bytes / 1000);
        report.add(&file.path, 0, what);
    }
}
