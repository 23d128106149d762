//! Who and where: towns, schools, classes, pupils, guardians, staff, partners, terms.
//!
//! | file | holds |
//! |---|---|
//! | `model/` | the words: what columns hold, what rules speak of |
//! | `rules.rs` | decisions as plain functions |
//! | `store/` | one SQL statement a function |
//! | `scope.rs` | what a visitor may see |
//! | `schools.rs`, `students.rs`, `staff.rs`, `search.rs`, `calendar.rs` | what others ask, each in the caller's transaction |
//! | `collectors.rs` | who may collect a child beside its guardians |
//! | `moves.rs` | transfer, change of class, suspension, return, leaving |
//! | `events.rs` | what other modules are told |
//! | `records/` | what people may ask about their records: to see, correct, erase them |
//! | `reveal.rs` | opening what is sealed, with a purpose |
//! | `pages/`, `api.rs` | what people see, and what programs may ask |
//! | `school_list.rs`, `staff_roster/` | the list of schools comes in, and the rosters of their staff |
//! | `roll/` | the national roll comes in |
//! | `census/` | 人籍一致: who is on the roll sits in the class |
//! | `year.rs`, `term.rs` | the turn of the school year, the beginning of terms |
//! | `partners/` | 校外机构: the register of those who may send course teachers |
//! | `contact/` | who must not come near a child |
//! | `addresses.rs` | where people are reached outside of the system |
//! | `joining/` | how guardians come in: telephone, the roll, the class teacher |
//! | `measures.rs`, `checks.rs` | what can be counted here, and what can be wrong with it |
//! | `fields.rs` | what is sealed |
//! | `demo/` | the invented county, and how it is written into a cell |
//!
//! Schools, campuses and classes share their ids with their places, which access is granted by.

mod acts;
mod addresses;
mod api;
pub mod calendar;
pub mod census;
mod checks;
pub mod collectors;
mod contact;
pub mod demo;
mod error;
pub mod events;
pub mod fields;
pub mod graduates;
pub mod joining;
mod measures;
pub mod model;
pub mod moves;
mod pages;
pub mod partners;
mod records;
pub mod reveal;
pub mod roll;
pub mod rules;
pub mod school_list;
pub mod schools;
pub mod scope;
pub mod search;
pub mod staff;
pub mod staff_roster;
mod store;
pub mod students;
mod term;
#[cfg(test)]
mod tests;
mod wards;
pub mod year;

pub use addresses::Addresses;
pub use error::Error;
pub use wards::Families;

use db::Migration;
use platform::Module;

/// The tables of the directory; those of `platform` come first.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "0001_schools", sql: include_str!("../migrations/0001_schools.sql") },
    Migration { name: "0002_pupils", sql: include_str!("../migrations/0002_pupils.sql") },
    Migration { name: "0003_partners", sql: include_str!("../migrations/0003_partners.sql") },
    Migration { name: "0004_calendar", sql: include_str!("../migrations/0004_calendar.sql") },
    Migration { name: "0005_roll_import", sql: include_str!("../migrations/0005_roll_import.sql") },
    Migration { name: "0006_year", sql: include_str!("../migrations/0006_year.sql") },
    Migration { name: "0007_census", sql: include_str!("../migrations/0007_census.sql") },
    Migration { name: "0301_joining", sql: include_str!("../migrations/0301_joining.sql") },
    Migration {
        name: "0302_census_history",
        sql: include_str!("../migrations/0302_census_history.sql"),
    },
    Migration { name: "0303_partners", sql: include_str!("../migrations/0303_partners.sql") },
    Migration { name: "0304_contact", sql: include_str!("../migrations/0304_contact.sql") },
    Migration {
        name: "0305_partner_people",
        sql: include_str!("../migrations/0305_partner_people.sql"),
    },
    Migration { name: "0306_checks", sql: include_str!("../migrations/0306_checks.sql") },
];

/// This floor, as the server wires it.
pub const MODULE: Module = Module {
    name: "directory",
    migrations: MIGRATIONS,
    routes: pages::routes,
    api: api::routes,
    permissions: pages::PERMISSIONS,
    menu: pages::MENU,
    jobs: JOBS,
    measures: measures::READINGS,
    acts: &[acts::ACTS, staff_roster::ACTS, joining::ACTS, contact::ACTS, partners::ACTS],
    retention: &[joining::RETENTION],
    sealed: fields::COLUMNS,
    corrections: records::CORRECTIONS,
    disclosures: records::DISCLOSURES,
    duties: records::DUTIES,
    erasers: records::ERASERS,
    personal: records::PERSONAL,
    ..Module::BARE
};

/// The long work of this floor.
const JOBS: &[platform::jobs::JobKind] =
    &[roll::jobs::CHECK, roll::jobs::APPLY, year::TURN, term::START];
