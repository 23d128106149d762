//! Reads the SQL out of the sources: every string in a `store.rs` or `store/*.rs` that is a statement.

use std::{
    collections::BTreeMap,
    fs,
    panic::Location,
    path::{Path, PathBuf},
};

/// A statement with where it stands.
#[derive(Debug, Clone)]
pub(super) struct Statement {
    /// `schoolday/src/aftercare/days/store.rs: find_call`.
    pub(super) at: String,
    pub(super) sql: String,
}

/// The first words of statements.
const VERBS: [&str; 5] = ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "];

/// Every statement of every store, those of this crate's tests left out.
pub(super) fn statements() -> Vec<Statement> {
    let sources = sources(|it| !it.starts_with("scenarios/"));
    sources.iter().flat_map(|it| of_source(&it.0, &it.1)).collect()
}

/// Every text that stands in a store, with its file: also those that are parts of statements, and
/// those of this crate's own tests.
pub(super) fn texts() -> BTreeMap<String, String> {
    let all = sources(|_| true).into_iter();
    all.flat_map(|(file, source)| {
        let of_file = strings(&source).into_iter();
        of_file.map(|it| (it, file.clone())).collect::<Vec<_>>()
    })
    .collect()
}

/// Where the stores join pieces at run time: `platform/src/jobs/store.rs: list`.
pub(super) fn joined() -> Vec<String> {
    let mut all = Vec::new();
    for (file, source) in sources(|it| !it.starts_with("scenarios/")) {
        let of = functions(&source).filter(|it| it.1.contains("Sql::of("));
        all.extend(of.map(|it| format!("{file}: {}", it.0)));
    }
    all
}

/// In which function of which file pieces were joined.
pub(super) fn function_at(place: &Location<'_>) -> String {
    let file = place.file().split_once("crates/").map_or(place.file(), |it| it.1);
    let source = fs::read_to_string(crates().join(file)).unwrap();
    let before: Vec<&str> =
        source.split_inclusive('\n').take(usize::try_from(place.line()).unwrap()).collect();
    let before = before.concat();
    let name = functions(&before).last().map(|it| it.0);
    format!("{file}: {}", name.unwrap_or_default())
}

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The files of the stores that are wanted, with what stands in them.
fn sources(wanted: impl Fn(&str) -> bool) -> Vec<(String, String)> {
    let mut files = Vec::new();
    stores(&crates(), &mut files);
    files.sort();
    let shown = |file: &Path| {
        let whole = file.to_string_lossy().into_owned();
        whole.rsplit_once("/../").map_or(whole.clone(), |it| it.1.to_owned())
    };
    let all = files.iter().map(|it| (shown(it), it)).filter(|it| wanted(&it.0));
    all.map(|(name, file)| (name, fs::read_to_string(file).unwrap())).collect()
}

/// The functions of a source, each with its text.
fn functions(source: &str) -> impl Iterator<Item = (String, &str)> {
    let parts = source.split("\nfn ").flat_map(|it| it.split(" fn ")).skip(1);
    parts.map(|it| {
        let name = it.chars().take_while(|it| it.is_alphanumeric() || *it == '_').collect();
        (name, it)
    })
}

fn stores(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            stores(&path, files);
        } else if name == "store.rs" || name == "settings.rs" || is_of_store(&path) {
            files.push(path);
        }
    }
}

fn is_of_store(path: &Path) -> bool {
    path.extension().is_some_and(|it| it == "rs")
        && path.parent().is_some_and(|it| it.ends_with("store"))
}

/// The statements of a source, function by function. A head that takes rows gets a row of places;
/// what its function says behind them, or on conflict, is tried with it. Pieces that are joined at
/// run time are no statements yet: those of functions that join them, and constants of a file.
fn of_source(file: &str, source: &str) -> Vec<Statement> {
    let mut all = Vec::new();
    let source = without_constants(source);
    for (name, part) in functions(&source) {
        if part.contains("Sql::of(") {
            continue;
        }
        let at = format!("{file}: {name}");
        let texts = strings(part);
        for text in texts.iter().filter(|it| VERBS.iter().any(|verb| it.starts_with(verb))) {
            let tails = |start: &str| -> Vec<String> {
                let found = texts.iter().filter(|it| it.starts_with(start));
                found.map(|it| format!(" {it}")).collect()
            };
            let (head, tails) = if text.ends_with("AS (") {
                (format!("{text} {}", row_of(text)), tails(")"))
            } else if takes_rows(text) {
                let mut tails = tails("ON CONFLICT");
                tails.push(String::new());
                (format!("{text} {}", row_of(text)), tails)
            } else {
                (text.clone(), vec![String::new()])
            };
            all.extend(
                tails.iter().map(|it| Statement { at: at.clone(), sql: format!("{head}{it}") }),
            );
        }
    }
    all
}

/// A source without the texts that stand outside of its functions.
fn without_constants(source: &str) -> String {
    let mut kept = String::new();
    let mut in_constant = false;
    for line in source.lines() {
        let begins = !line.starts_with(' ') && line.contains("const ") && line.contains("&str =");
        in_constant |= begins;
        if !in_constant {
            kept.push_str(line);
            kept.push('\n');
        }
        in_constant &= !line.ends_with(';');
    }
    kept
}

/// Whether rows are put behind `INSERT INTO t (a, b)`.
fn takes_rows(text: &str) -> bool {
    let is_bare = text.matches('(').count() == 1 && text.ends_with(')');
    text.starts_with("INSERT ") && is_bare && !text.contains("VALUES") && !text.contains("SELECT")
}

/// A row of places for the columns that `text` names in its first brackets.
fn row_of(text: &str) -> String {
    let columns = text.split_once('(').map_or("", |it| it.1);
    let count = columns.split(')').next().unwrap_or_default().split(',').count();
    let places: Vec<String> = (1..=count).map(|it| format!("${it}")).collect();
    format!("VALUES ({})", places.join(", "))
}

/// The strings of a piece of source, with white space made single.
fn strings(source: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut rest = source;
    while let Some(at) = rest.find(['"', '/', '\'']) {
        let (found, after) = (&rest[at..=at], &rest[at + 1..]);
        rest = match found {
            "/" if after.starts_with('/') => after.split_once('\n').map_or("", |it| it.1),
            "'" => after.strip_prefix("\"'").unwrap_or(after),
            "\"" => {
                let end = end_of_string(after);
                let words: Vec<&str> = after[..end].split_ascii_whitespace().collect();
                all.push(words.join(" ").replace("\\ ", " "));
                after.get(end + 1..).unwrap_or_default()
            }
            _ => after,
        };
    }
    all
}

fn end_of_string(text: &str) -> usize {
    let mut escaped = false;
    for (at, it) in text.char_indices() {
        match it {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at,
            _ => {}
        }
    }
    text.len()
}

#[test]
fn statements_are_found_with_their_rows_and_conflicts() {
    let source = r#"
        /// "No statement" at all.
        pub async fn add(tx: &mut Tx) {
            const SQL: &str = "
                INSERT INTO pupil (id, name)";
            tx.bulk(SQL, "ON CONFLICT DO NOTHING", rows).await
        }
        pub async fn find(tx: &mut Tx) { tx.one("SELECT id FROM pupil WHERE id IN ($$)") }"#;
    let found: Vec<String> = of_source("store.rs", source).into_iter().map(|it| it.sql).collect();
    let head = "INSERT INTO pupil (id, name) VALUES ($1, $2)";
    let conflict = format!("{head} ON CONFLICT DO NOTHING");
    assert_eq!(found, [&*conflict, head, "SELECT id FROM pupil WHERE id IN ($$)"]);
}
