//! Files are read with their faults told, and texts stay in the cell by their digest.

mod dated;
mod flow;
mod pages;

use db::testing::on_each;
use jiff::Timestamp;
use serde::Deserialize;

use crate::{Definition, Fault, Loaded, Set, Source, nearest, read, store};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Bell {
    label: String,
    #[serde(default)]
    rings: u8,
}

impl Definition for Bell {
    const MACHINE: &'static str = "bell";

    fn read(source: &Source) -> Result<Self, Vec<Fault>> {
        read(source).map_err(|it| vec![it])
    }
}

#[track_caller]
fn check(text: &str, told: &str) {
    let faults = Bell::read(&Source::new("school/bell/first.toml", text)).unwrap_err();
    assert_eq!(faults[0].to_string(), format!("school/bell/first.toml:{told}"));
}

#[test]
fn a_fault_names_file_line_cause_and_what_to_write() {
    check("label = \"上课\"\nrigs = 3\n", "2：不认识的键 rigs。是不是 rings");
    check("label = \"上课\"\n\nloudness = 3\n", "3：不认识的键 loudness。可以写 label、rings");
    check("rings = 3\n", "1：缺少 label。请补上 label = …");
    check("label = \"a\"\nlabel = \"b\"\n", "2：同一个键写了两次。请去掉一个");
    let faults = Bell::read(&Source::new("a/bell/b.toml", "label = \"上课\"\nrings = \"三\"\n"));
    assert_eq!(faults.unwrap_err()[0].line, 2);
    let faults = Bell::read(&Source::new("a/bell/b.toml", "label = \"上课\nrings = 3\n"));
    assert!(faults.unwrap_err()[0].cause.starts_with("不是正确的 TOML"));
}

#[test]
fn a_slip_finds_the_word_that_was_meant_and_nonsense_finds_none() {
    assert_eq!(nearest("acept", ["accept", "refuse"]), Some("accept"));
    assert_eq!(nearest("handling", ["accept", "refuse"]), None);
    assert_eq!(nearest("to", ["at"]), None);
}

#[test]
fn a_path_says_domain_machine_and_name_or_is_refused() {
    let entry = |path| Source::new(path, "").entry().map(|it| it.name.to_owned());
    assert_eq!(entry("safety/case/incident.toml").as_deref(), Some("incident"));
    for bad in ["incident.toml", "a/case/b/c.toml", "a/case/B.toml", "a/case/b.txt", "//.toml"] {
        assert_eq!(entry(bad), None, "{bad}");
    }
}

#[test]
fn two_entries_of_one_name_are_refused_and_other_machines_files_left_alone() {
    let file = |path| Source::new(path, "label = \"铃\"");
    let set = Set::<Bell>::of([file("a/bell/one.toml"), Source::new("a/gong/one.toml", "?")]);
    assert_eq!(set.ok().map(|it| it.all().count()), Some(1));
    let faults = Set::<Bell>::of([file("a/bell/one.toml"), file("b/bell/one.toml")]).err();
    assert!(faults.is_some_and(|it| it[0].cause.contains("同名")));
}

#[tokio::test]
async fn what_was_begun_under_a_text_still_has_it_after_the_cell_says_another() {
    on_each(&migrations(), async |db| {
        let set = Set::<Bell>::of([Source::new("a/bell/one.toml", "label = \"旧\"")]).unwrap();
        let new = Source::new("a/bell/one.toml", "label = \"新\"\nrings = 2");
        let new = Loaded::<Bell>::of(new).unwrap();
        let now = Timestamp::UNIX_EPOCH;
        let seen: Result<_, crate::Error> = db::write!(db, "override", |tx| {
            let old = set.in_force(tx, "one").await?.unwrap();
            Set::keep(tx, &old, now).await?;
            Set::keep(tx, &new, now).await?;
            store::set_override(tx, &new.source.path, &new.digest, (now, None)).await?;
            let held = set.in_force(tx, "one").await?.unwrap();
            let begun = set.by_digest(tx, &old.digest).await?.unwrap();
            Ok((held.what.rings, held.what.label.clone(), begun.what.label.clone()))
        });
        assert_eq!(seen.unwrap(), (2, "新".to_owned(), "旧".to_owned()));
    })
    .await;
}

fn migrations() -> Vec<db::Migration> {
    platform::MIGRATIONS.iter().chain(crate::MIGRATIONS).copied().collect()
}
