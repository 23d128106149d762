//! The security administrator's desk (安全管理员): who has an account, what it may do, and what
//! becomes of that when its person is on leave, moves on or no longer uses it.
//!
//! The three administrators stay apart (三员分立, GB/T 22239-2019, level 3, 8.1.5): nobody touches their
//! own account here, and those who run the system, give rights or read the trail are made and ended
//! by command on the server alone, since whoever could reset the auditor's password could read the
//! trail. A guardian's role comes from the roll and is neither given nor handed over.
//!
//! Handing over (交接) is one act: roles and whatever else the modules have in hand for the person
//! ([`Handover`]) go to the successor, and the account is closed.

mod actions;
mod administrators;
mod handover;
mod model;
mod pages;
mod rules;
mod store;
#[cfg(test)]
mod tests;

use web::{MenuItem, Need, Routes};

pub use administrators::{
    AdministratorError, add_administrator, end_administrator, reset_administrator,
};
pub use handover::{Handing, Handover, Handovers};

/// The accounts of the cell.
pub(crate) const ACCOUNTS: MenuItem = MenuItem {
    group: "安全管理",
    label: "账号与授权",
    path: "/accounts",
    icon: "shield-lock",
    need: Need::May("account.manage"),
};

/// Rights that nobody uses.
pub(crate) const UNUSED: MenuItem = MenuItem {
    group: "安全管理",
    label: "闲置授权",
    path: "/accounts/unused",
    icon: "clock-pause",
    need: Need::May("account.manage"),
};

/// A log-in as it is stored, if it is one.
pub(crate) fn login(typed: &str) -> Option<String> {
    rules::login(typed).ok()
}

/// The pages.
pub(crate) fn routes() -> Routes {
    pages::routes()
}
