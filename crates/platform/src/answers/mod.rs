//! 核对结果: a list that somebody sent in comes back. What is wrong with it stands in a table, cell
//! by cell with its cure, and in a copy of the person's own workbook, where each fault is marked.
//!
//! The copy lies here sealed for a week, for that person alone; the next list of the same kind takes
//! its place, and one without faults leaves none. Where a list is looked at before it is taken over,
//! it lies here too, so that nobody has to choose the file twice.

mod actions;
mod pages;
mod store;
#[cfg(test)]
mod tests;
mod views;

use futures_util::FutureExt as _;
use web::Routes;

pub use actions::{Error, Sent, find_list, has_copy, keep, keep_list};
pub use views::{Told, copy_button, findings, told_before};

use crate::privacy::Retention;

/// A kind of list that people send in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListKind {
    /// Its word in the table and in addresses.
    pub key: &'static str,
    /// What the table of findings and the alerts call it: 名单.
    pub label: &'static str,
}

/// How long a list and its copy are kept.
const DAYS: i64 = 7;

/// What goes when.
pub(crate) const KEPT: Retention = Retention {
    name: "sent-list",
    label: "上传的名单和批注后的原表",
    basis: "供上传的人改正和确认，一周后不再需要",
    days: DAYS,
    run: |tx, it| store::delete_old(tx, it.at, it.limit).boxed(),
};

/// The pages.
pub(crate) fn routes() -> Routes {
    pages::routes()
}
