//! What the directory lets people ask about their records: what it tells them, what can be corrected
//! at its source, what it erases, and what the law wants kept.
//!
//! A correction rewrites the field that everything counts from, so lists, searches and figures follow
//! at once; what contradicts the ID number is refused, since that number comes from the police and
//! the national roll. Of whoever has left, what was only there to reach them is erased; the roll and
//! its moves stay.

mod corrections;
mod erasure;
mod store;
mod telling;

/// Someone who works at a partner, in requests.
pub(crate) const PARTNER_PERSON: &str =
    <crate::model::kinds::PartnerPersonId as vocab::Kind>::PREFIX;

pub(crate) use corrections::CORRECTIONS;
pub(crate) use erasure::{DUTIES, ERASERS, PERSONAL};
pub(crate) use store::set_account_name;
pub(crate) use telling::DISCLOSURES;
