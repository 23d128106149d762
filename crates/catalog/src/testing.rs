//! What the tests of every machine do with a deliberately broken set of its files: one sound file,
//! broken in one way after the other, and what is told of each.

use std::{env, fmt::Write as _, fs};

use crate::{Definition, Source};

/// Holds what is told of each broken file against the text file `golden`. `broken` says what of
/// `sound` is replaced by what; `UPDATE_GOLDEN=1` writes the text anew, to be read before it is kept.
///
/// # Panics
///
/// If a fault goes unnoticed, or is told in other words than before.
pub fn each_is_told<D: Definition>(
    (path, sound): (&str, &str),
    broken: &[(&str, &str)],
    golden: &str,
) {
    let told = told::<D>((path, sound), broken);
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(golden, &told).expect("the golden file can be written");
    }
    let kept = fs::read_to_string(golden).unwrap_or_default();
    assert_eq!(told, kept, "look at the sentences, then UPDATE_GOLDEN=1");
}

fn told<D: Definition>((path, sound): (&str, &str), broken: &[(&str, &str)]) -> String {
    let mut all = String::new();
    for (was, is) in broken {
        assert!(sound.contains(was), "{was}");
        let source = Source::new(path, &sound.replacen(was, is, 1));
        let Err(faults) = D::read(&source) else { panic!("nobody noticed: {was} -> {is}") };
        assert!(!faults.is_empty(), "nothing is told of {was} -> {is}");
        let shown = |it: &str| it.trim().replace('\n', " ⏎ ");
        writeln!(all, "{} → {}", shown(was), shown(is)).expect("a text takes lines");
        for fault in faults {
            writeln!(all, "    {fault}").expect("a text takes lines");
        }
    }
    all
}
