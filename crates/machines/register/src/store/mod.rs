//! The SQL of registers.

pub(crate) mod import;
mod links;
mod lists;
pub(crate) mod measures;
mod records;

pub(crate) use links::{add_link, choices, end_link, is_linked, related};
pub(crate) use lists::{
    Narrow, Part, count, dated, documents, due, is_seen, keepers_of_each, list, published,
    set_reminded,
};
pub(crate) use records::{
    NewVersion, RecordRow, add, add_versions, events, find, find_twin, set, set_all, supersede,
    versions,
};
