//! Codes sent to a telephone: whoever reads one out has the telephone in hand.
//!
//! A code lives five minutes, may be mistyped five times and works once. It is sent to any number
//! that asks, known or not, in the same words: who has an account is told only to the holder of the
//! telephone, after the right code. What the right code opens is for the floors above to say: they
//! know whose telephone it is ([`PhoneBook`]). A code that is read out to somebody else, as a family's
//! word for what a school entered, opens nothing ([`Purpose`]).
//!
//! A demo sends nothing: its page shows the code, and takes invented numbers only. A real cell
//! without a way to send SMS does not offer codes at all ([`are_offered`]).

mod actions;
mod pages;
mod proof;
pub(crate) mod rules;
mod store;
#[cfg(test)]
mod tests;
mod views;

use std::sync::Arc;

use jiff::civil::Date;
use vocab::{AccountId, Phone};
use web::{Cell, Later, Routes};

use crate::notices::{ChannelKind, Channels};

pub use actions::{Error, Sent, prove, prove_for, send, send_for};
pub use proof::{Proof, Purpose};
pub use rules::Refusal;
pub(crate) use store::delete_codes;
pub use store::{count_check, spend};
pub use views::{code_part, phone_part};

vocab::ids! {
    /// A code that was sent.
    CodeId = "otc";
}

/// Knows whose telephone it is. A service of each cell, given by the floor that knows people.
pub trait PhoneBook: Send + Sync {
    /// The accounts in use whose person is reached at `phone` on `day`.
    fn accounts<'a>(
        &'a self,
        cell: &'a Cell,
        phone: &'a Phone,
        day: Date,
    ) -> Later<'a, Result<Vec<AccountId>, db::Error>>;

    /// Where somebody begins whose telephone opens no account yet: a path that takes a posted
    /// `ticket`, and what the button says.
    fn beginning(&self) -> (&'static str, &'static str);
}

/// Whether this cell can send codes, and knows whose telephones they go to.
pub fn are_offered(cell: &Cell) -> bool {
    let sends = cell.find_service::<Channels>().is_some_and(|it| it.is_out(ChannelKind::Sms));
    (sends || cell.demo) && cell.find_service::<Arc<dyn PhoneBook>>().is_some()
}

/// A number that was typed, if this cell can send to it.
pub fn phone(typed: &str, is_demo: bool) -> Result<vocab::Phone, Refusal> {
    rules::may_send_to(typed, is_demo)
}

/// The pages.
pub(crate) fn routes() -> Routes {
    pages::routes()
}
