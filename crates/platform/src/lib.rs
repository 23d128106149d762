//! What every module stands on: acts and their audit trail, places and access, accounts and
//! log-ins, sealed fields, jobs, notices, files.
//!
//! | folder | holds |
//! |---|---|
//! | `act/` | the one door through which anything is changed |
//! | `access/` | the tree of places and the roles that accounts hold at them |
//! | `accounts/` | passwords, second factors, sessions, switching between identities, handing over |
//! | `jobs/` | long work with progress, retries and schedules |
//! | `seal/` | fields that the database alone tells nothing of |
//! | `module.rs` | what a module declares of itself |
//!
//! **Invariant:** nothing here knows a pupil, a school's stage or a subject of the field; it knows
//! places, accounts, acts.

pub mod access;
pub mod accounts;
pub mod act;
pub mod jobs;
pub mod module;
pub mod seal;

pub use act::{Act, System};
pub use module::Module;

use db::Migration;

/// The tables of this floor.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "0001_access", sql: include_str!("../migrations/0001_access.sql") },
    Migration { name: "0002_acts", sql: include_str!("../migrations/0002_acts.sql") },
    Migration { name: "0101_jobs", sql: include_str!("../migrations/0101_jobs.sql") },
];

/// This floor, as the server wires it.
pub const MODULE: Module = Module {
    name: "platform",
    migrations: MIGRATIONS,
    routes: accounts::routes,
    permissions: accounts::PERMISSIONS,
    menu: accounts::MENU,
    ..Module::BARE
};
