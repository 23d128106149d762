//! Telling people: the inbox inside the system, and messages outside that point to it.
//!
//! `act.tell` writes into the inbox with the change itself, so that nothing is told that was not
//! stored. A loop ([`keep_sending`]) then hands what is unread to the channel that its reader wants
//! (短信, 钉钉, 微信, webhook), at a decent hour, so many a day, again where it failed,
//! and asks for receipts. A message says what the notice's title says and no more; one that looks
//! like it holds an ID number is stopped.
//!
//! There are two channels: the *stand-in*, which writes a line a message into a file of the cell's
//! data folder, and a gateway for SMS over HTTP ([`SmsConfig`]). Connections to others are further
//! [`Channel`]s. A demo cell takes the stand-in only: [`Channels::may_serve`] refuses anything else.

mod channel;
mod gateway;
mod inbox;
mod model;
mod pages;
#[cfg(test)]
mod recorded;
mod rules;
mod sender;
mod store;
#[cfg(test)]
mod tests;

use vocab::Role;
use web::{MenuItem, Need, Permission, Routes};

pub use channel::{
    AddressBook, Channel, Channels, Content, FileChannel, LeavesTheDemo, Outgoing, Receipt,
    SendError,
};
pub use gateway::{BadGateway, Gateway, SmsConfig};
pub use model::{ChannelKind, MessageState};
pub use sender::keep_sending;

/// Watching what leaves the system.
pub(crate) const WATCH: Permission =
    Permission { key: "message.watch", label: "查看外发消息", roles: &[Role::SystemAdmin] };

/// One's own inbox.
pub(crate) const INBOX: MenuItem =
    MenuItem {
        group: "我的", label: "消息", path: "/inbox", icon: "bell", need: Need::SignedIn
    };

/// What left the system.
pub(crate) const OUTSIDE: MenuItem = MenuItem {
    group: "系统",
    label: "外发消息",
    path: "/messages",
    icon: "send",
    need: Need::May("message.watch"),
};

/// The pages.
pub(crate) fn routes() -> Routes {
    pages::routes()
}
