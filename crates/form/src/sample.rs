//! Answers that fit: for the tests that take every catalog entry through its life.

use crate::{Field, Kind, decimal};

/// What a page would post as an answer to `field`: another option in each variant. Nothing for what
/// must be found in a directory or sent as a file.
pub fn sample(field: &Field, variant: usize) -> Vec<(String, String)> {
    named(field, &field.key, variant)
}

fn named(field: &Field, name: &str, variant: usize) -> Vec<(String, String)> {
    let one = |text: &str| vec![(name.to_owned(), text.to_owned())];
    if !field.is_asked() {
        return Vec::new();
    }
    match &field.kind {
        Kind::Text(most) | Kind::Long(most) => {
            let words: String = "按要求写清的内容".chars().take(*most as usize).collect();
            one(&words)
        }
        Kind::Integer(min, _) => one(&min.to_string()),
        Kind::Decimal(kind) => one(&decimal::written(kind.min, kind.places)),
        Kind::Money => one("1.00"),
        Kind::Date => one("2021-12-20"),
        Kind::Time => one("16:30"),
        Kind::YesNo => one(if variant.is_multiple_of(2) { "yes" } else { "no" }),
        Kind::Phone => one("10012345678"),
        Kind::Choice(all) | Kind::Choices(all) => one(&all[variant % all.len()].0),
        Kind::Look(_) | Kind::Files(_) => Vec::new(),
        Kind::Rows(rows) => {
            let cells = (0..rows.min.max(1)).flat_map(|at| {
                let name = move |it: &Field| format!("{name}.{at}.{}", it.key);
                rows.columns.iter().map(move |it| (it, name(it)))
            });
            cells.flat_map(|(it, name)| named(it, &name, variant)).collect()
        }
    }
}
