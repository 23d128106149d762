//! Services to citizens. Its first room is the certificate of graduation, issued at once.

mod fonts;
pub mod graduation;

use db::Migration;
use platform::Module;

pub use fonts::Fonts;

/// The tables; those of the directory come first.
pub const MIGRATIONS: &[Migration] = &[Migration {
    name: "0001_graduation",
    sql: include_str!("../migrations/0001_graduation.sql"),
}];

/// This domain, as the server wires it.
pub const MODULE: Module = Module {
    name: "services",
    migrations: MIGRATIONS,
    routes: graduation::routes,
    permissions: graduation::PERMISSIONS,
    menu: graduation::MENU,
    effects: graduation::EFFECTS,
    acts: &[graduation::ACTS],
    sealed: graduation::SEALED,
    hall: graduation::HALL,
    ..Module::BARE
};
