//! Drawing lots so that anyone can check them: who stops the organiser from drawing again until the
//! result pleases? Arithmetic does.
//!
//! 1. [`List::new`] checks the organiser's list; [`Sealed::new`] salts it and keeps the secret.
//! 2. [`Declaration::new`] settles list, rule, sources and the promise of the secret. Its digest is
//!    posted.
//! 3. [`Transcript::draw`] takes the values that nobody controls alone, opens the secret and draws.
//! 4. [`Transcript::read`] checks a transcript as anyone can; [`Receipt::read`] a family's receipt.
//!
//! Every value and byte is laid down in `docs/draw-spec.md`; `verifier/verify.html` checks the same
//! in a browser and shares no line with this crate.
//!
//! **Invariant:** nothing in here asks a clock, a network or a source of randomness; the same bytes
//! in give the same bytes out, however many threads share the work.

mod attempts;
mod check;
mod circle;
mod declaration;
mod defect;
mod evidence;
mod hash;
mod list;
mod merkle;
mod odds;
mod outcome;
mod receipt;
mod refusal;
mod rule;
mod sealed;
mod source;
mod suspect;
mod text;
mod ticket;
mod transcript;
mod units;
mod void;

pub use attempts::{Relation, relations};
pub use circle::circular;
pub use declaration::{Commitment, DECLARATION, Declaration, Opening, Previous, Terms};
pub use defect::{Defect, Fault};
pub use evidence::Evidence;
pub use hash::{DIGEST_BYTES, Digest, NotHex};
pub use list::{Entry, List, SALT_BYTES, SaltKey, salted};
pub use odds::{Odds, odds};
pub use outcome::Outcome;
pub use receipt::{RECEIPT, Receipt, Receipts};
pub use refusal::Refusal;
pub use rule::{GROUPS_MAX, Last, Rule};
pub use sealed::{Randomness, SEALED, Sealed};
pub use source::{Beacon, Chain, OUTCOMES_MIN, SOURCES_MAX, Source, Value};
pub use text::{NUMBER_MAX, TEXT_CHARS_MAX};
pub use ticket::{Unequal, pair, rank, ticket, tickets};
pub use transcript::{TRANSCRIPT, Transcript};
pub use units::{BUNDLE_MAX, ENTRIES_MAX, Unit, Units};
pub use void::{VOID, Void};

#[cfg(test)]
mod tests;
