//! What every module stands on: acts and their audit trail, places and access, accounts and
//! log-ins, sealed fields, jobs, notices, files.
//!
//! | folder | holds |
//! |---|---|
//! | `act/` | the one door through which anything is changed |
//! | `access/` | the tree of places and the roles that accounts hold at them |
//! | `accounts/` | passwords, second factors, sessions, switching between identities, handing over |
//! | `answers/` | lists that were sent in come back with what is wrong in them |
//! | `api/` | what programs ask: keys, routes, the OpenAPI document |
//! | `codes/` | codes sent to a telephone, and logging in by one |
//! | `gauges/` | how a cell does, in numbers |
//! | `invitations/` | how staff take over the accounts that wait for them |
//! | `audit/` | the chain over the records of acts, and its check |
//! | `consents/` | what people are told about their data, and what they answer |
//! | `files/` | what people hand in, by its content |
//! | `jobs/` | long work with progress, retries and schedules |
//! | `notices/` | the inbox, and messages that leave the system |
//! | `privacy/` | who looked at whom, access to what is sealed, how long things are kept |
//! | `providers/` | logging in through 浙里办, 浙政钉, 钉钉, 微信 |
//! | `requests/` | what people ask for about their data: to see it, to correct it, to erase it |
//! | `seal/` | fields that the database alone tells nothing of |
//! | `waiting/` | one desk over all modules: what waits for whom, by deadline |
//! | `hall.rs` | what anyone can do without an account, over all modules |
//! | `effects.rs` | what modules let others bring about by name |
//! | `settings.rs`, `demo_time.rs` | what belongs to a cell; the calendar of a demo |
//! | `module.rs` | what a module declares of itself |
//!
//! **Invariant:** nothing here knows a pupil, a school's stage or a subject of the field; it knows
//! places, accounts, acts.

pub mod access;
pub mod accounts;
pub mod act;
pub mod answers;
pub mod api;
pub mod audit;
pub mod codes;
pub mod consents;
pub mod demo_time;
pub mod effects;
pub mod files;
pub mod gauges;
pub mod hall;
pub mod invitations;
pub mod jobs;
pub mod measures;
pub mod module;
pub mod notices;
mod outside;
pub mod panels;
pub mod privacy;
pub mod providers;
pub mod requests;
pub mod rights;
pub mod seal;
pub mod settings;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod waiting;
pub mod workbook;

pub use act::{Act, System};
pub use module::{Module, joined};

use db::Migration;
use web::{MenuItem, Permission, Routes};

/// The tables of this floor.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "0001_access", sql: include_str!("../migrations/0001_access.sql") },
    Migration { name: "0002_acts", sql: include_str!("../migrations/0002_acts.sql") },
    Migration { name: "0101_jobs", sql: include_str!("../migrations/0101_jobs.sql") },
    Migration { name: "0102_notices", sql: include_str!("../migrations/0102_notices.sql") },
    Migration { name: "0103_privacy", sql: include_str!("../migrations/0103_privacy.sql") },
    Migration { name: "0104_files", sql: include_str!("../migrations/0104_files.sql") },
    Migration { name: "0105_consents", sql: include_str!("../migrations/0105_consents.sql") },
    Migration { name: "0106_requests", sql: include_str!("../migrations/0106_requests.sql") },
    Migration {
        name: "0107_consent_reminders",
        sql: include_str!("../migrations/0107_consent_reminders.sql"),
    },
    Migration { name: "0201_rights", sql: include_str!("../migrations/0201_rights.sql") },
    Migration { name: "0301_doors", sql: include_str!("../migrations/0301_doors.sql") },
    Migration { name: "0302_providers", sql: include_str!("../migrations/0302_providers.sql") },
    Migration { name: "0303_api_keys", sql: include_str!("../migrations/0303_api_keys.sql") },
    Migration { name: "0304_answers", sql: include_str!("../migrations/0304_answers.sql") },
    Migration { name: "0401_measures", sql: include_str!("../migrations/0401_measures.sql") },
    Migration { name: "0402_real_names", sql: include_str!("../migrations/0402_real_names.sql") },
];

/// This floor, as the server wires it.
pub const MODULE: Module = Module {
    name: "platform",
    migrations: MIGRATIONS,
    routes,
    permissions: PERMISSIONS,
    menu: MENU,
    jobs: &[
        accounts::SWEEP,
        audit::CHECK,
        consents::TELL,
        files::SWEEP,
        privacy::RETAIN,
        privacy::ERASE,
        seal::ROTATE,
    ],
    sealed: &[accounts::TOTP_COLUMN, files::KEY_COLUMN, requests::OLD_COLUMN, requests::NEW_COLUMN],
    retention: privacy::RULES,
    erasers: requests::ERASERS,
    personal: requests::PERSONAL,
    duties: requests::DUTIES,
    files: &[requests::PROOFS],
    acts: &[audit::ACTS],
    ..Module::BARE
};

const PERMISSIONS: &[Permission] = &[
    accounts::MANAGE,
    api::MANAGE,
    audit::READ,
    invitations::INVITE,
    consents::PUBLISH,
    consents::WATCH,
    demo_time::MOVE,
    jobs::OWN,
    jobs::WATCH,
    notices::WATCH,
    privacy::ASK,
    privacy::DECIDE,
    privacy::WATCH,
    requests::HANDLE,
    waiting::USE,
];

const MENU: &[MenuItem] = &[
    waiting::PAGE,
    notices::INBOX,
    privacy::LOOKS,
    privacy::CLEARANCES,
    requests::MINE,
    consents::MINE,
    jobs::MINE,
    accounts::ME,
    requests::OFFICE,
    consents::TEXTS,
    api::KEYS,
    jobs::ALL,
    notices::OUTSIDE,
    privacy::KEPT,
    invitations::PAGE,
    rights::ACCOUNTS,
    rights::UNUSED,
    audit::LOG,
    audit::CHAIN,
    demo_time::PAGE,
];

fn routes() -> Routes {
    accounts::routes()
        .merge(answers::routes())
        .merge(api::routes())
        .merge(codes::routes())
        .merge(invitations::routes())
        .merge(providers::routes())
        .merge(rights::routes())
        .merge(audit::routes())
        .merge(consents::routes())
        .merge(files::routes())
        .merge(jobs::routes())
        .merge(notices::routes())
        .merge(privacy::routes())
        .merge(requests::routes())
        .merge(waiting::routes())
        .merge(hall::routes())
        .merge(demo_time::routes())
}
