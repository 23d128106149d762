//! Every kind of act that the sources name has its words for the auditor.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use server::MODULES;

/// What every kind of act is called.
pub(crate) fn labels() -> BTreeMap<&'static str, &'static str> {
    let all = MODULES.iter().flat_map(|it| it.acts).copied().flatten();
    all.copied().collect()
}

/// The kinds of acts that a source names: the text that follows in `act!(…, "kind", …)`.
fn kinds(source: &str) -> BTreeSet<String> {
    let parts = source.split("act!(").skip(1);
    let named = parts.filter_map(|it| {
        let (before, rest) = it.split_once('"')?;
        let kind = rest.split('"').next()?;
        // What stands between is the source of the act: a visit, a system, or where it is from.
        let is_next = !before.contains(['|', ';', '{']);
        let is_kind = kind.contains('.') && !kind.contains(' ');
        (is_next && is_kind).then(|| kind.to_owned())
    });
    named.collect()
}

fn of_folder(folder: &Path, all: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if name != "tests" && name != "scenarios" {
                of_folder(&path, all);
            }
        } else if path.extension().is_some_and(|it| it == "rs")
            && name != "tests.rs"
            && name != "testing.rs"
        {
            let found = kinds(&fs::read_to_string(&path).unwrap());
            all.extend(found.into_iter().map(|it| (it, path.display().to_string())));
        }
    }
}

#[test]
fn every_kind_of_act_has_words_for_the_auditor() {
    let mut all = BTreeMap::new();
    of_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join(".."), &mut all);
    assert!(all.len() > 120, "only {} kinds of acts were found", all.len());
    let labels = labels();
    // A county is made by many acts, which share their words.
    let made = |it: &str| it.starts_with("demo.load.") || it.starts_with("test.");
    let without: Vec<_> =
        all.iter().filter(|it| !labels.contains_key(it.0.as_str()) && !made(it.0)).collect();
    assert!(without.is_empty(), "no words for {without:#?}");
}

#[test]
fn kinds_are_found_where_acts_begin() {
    let source = r#"platform::act!(visit, "pupil.move", |act| { act.note("x.y", 1) })
        act!(System::of(a, b),
            "pupil.end", |act| {}) fact!(a, "no kind here") act!($source, $kind, |a| "not.this")"#;
    assert_eq!(kinds(source).into_iter().collect::<Vec<_>>(), ["pupil.end", "pupil.move"]);
}
