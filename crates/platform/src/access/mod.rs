//! Who may see what: the tree of places, and the roles that accounts hold at them.
//!
//! A scope is one place, and a list is bounded by one join, written into each statement:
//! `JOIN place_within w ON w.place_id = t.school_id AND w.ancestor_id = $1`.

mod model;
mod store;
#[cfg(test)]
mod tests;

pub use model::{Grant, Place, PlaceKind};
pub(crate) use store::touch_grant;
pub use store::{
    add_grant, add_grants, add_place, add_places, add_ways, end_grant, end_grants_at, end_many,
    end_places, end_role_of, find_place, grants_of, holders, is_within, place_path, places_in,
    rebuild_closure, root, running_grants,
};
