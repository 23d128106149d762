//! 指数: several indicators made into one number between 0 and 100, as a catalog file says: each gets
//! points by a dated scale, the points are weighted, and thresholds give the result a name.
//!
//! | file | holds |
//! |---|---|
//! | `definition.rs` | what a catalog file says of an index |
//! | `raw.rs`, `reading.rs` | the file, and what can be wrong with it |
//! | `rules.rs` | points, the weighted result, what is not counted |
//! | `api.rs` | what programs ask |
//! | `told.rs` | the file told to whoever reads or changes it |
//!
//! **Invariant:** an indicator without a value that can be relied on is not counted as zero: its
//! weight is left out, and the result says so. Everything is whole numbers: the points of an item are
//! rounded half up to a hundredth, and so is the weighted mean of those, once.
//!
//! **Invariant:** towns stand in the county's order and schools by their names, never by their points:
//! the law forbids ranking schools and pupils (义务教育法, 未成年人学校保护规定).

pub(crate) mod api;
mod definition;
mod raw;
mod reading;
pub mod rules;
mod told;

use std::sync::LazyLock;

use catalog::Set;

pub use definition::{Exact, Grade, Group, Index, Item, Scale};

static CATALOG: LazyLock<Set<Index>> = LazyLock::new(|| match Set::of(catalog::sources()) {
    Ok(set) => set,
    Err(faults) => {
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        panic!("the catalog that came with the program is at fault:\n{}", told.join("\n"))
    }
});

/// The indices that came with the program.
///
/// # Panics
///
/// If one of them is at fault, which the tests of this crate rule out.
pub fn catalog() -> &'static Set<Index> {
    &CATALOG
}
