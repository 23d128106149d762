//! Files that people hand in: told apart by their content, sealed, and given out only by the thing
//! that they belong to.
//!
//! What a file is, its content says and not its name: pictures, PDF, XLSX and DOCX without macros.
//! Pictures are drawn anew, so that neither the place where they were taken nor anything hidden
//! behind them comes along. A content is known by its SM3 digest and kept once however often it is
//! given; it lies outside the database, in the cell's folder ([`Folder`]) or in a bucket that speaks
//! S3 ([`Bucket`]), sealed with a key of its own whose seal is in the database. So a folder or a
//! bucket alone tells nothing, and what loses its key is gone from every copy.
//!
//! A form's handler first takes the content in ([`keep`]), then gives it to a thing inside the act
//! ([`add`]); what no act came to need is swept away after a day. Who may have the files of a thing,
//! the module that owns the thing says ([`FileOwner`]).

mod actions;
mod bucket;
mod folder;
mod kind;
mod model;
mod pages;
mod picture;
mod rules;
mod shelf;
mod store;
mod sweep;
#[cfg(test)]
mod tests;
mod views;

use web::Routes;

pub use actions::{
    Error, add, add_again, keep, list, list_many, missing, read, remove, remove_all,
};
pub use bucket::{Bucket, BucketConfig};
pub use folder::Folder;
pub use kind::FileKind;
pub use model::{Accept, FileOwner, FileOwners, FileRow, Kept};
pub use rules::Refusal;
pub use shelf::{Files, Shelf};
pub(crate) use sweep::{REMOVED, SWEEP};
pub use views::{field, links};

/// The keys of contents.
pub(crate) const KEY_COLUMN: crate::seal::SealedColumn =
    crate::sealed_column!(actions::KEY, "content", "key_sealed");

/// The pages.
pub(crate) fn routes() -> Routes {
    pages::routes()
}
