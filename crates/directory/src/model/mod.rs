//! The words of the directory: what its columns hold and its rules speak of.

mod codes;

pub use codes::{Duty, Ownership, Relation, Standing};

vocab::ids! {
    /// Someone who works at an outside partner.
    PartnerPersonId = "ptr";
}
