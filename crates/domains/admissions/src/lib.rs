//! Starting school: who may go where, how a family asks for it, how the seats are given, and in which
//! class a child begins.

pub mod classes;
pub mod registration;

use db::Migration;
use platform::Module;

/// The tables; those of the directory come first.
pub const MIGRATIONS: &[Migration] =
    &[Migration { name: "0201_classes", sql: include_str!("../migrations/0201_classes.sql") }];

/// This domain, as the server wires it.
pub const MODULE: Module = Module {
    name: "admissions",
    migrations: MIGRATIONS,
    routes: classes::routes,
    permissions: classes::PERMISSIONS,
    menu: classes::MENU,
    acts: &[classes::ACTS],
    personal: classes::PERSONAL,
    waiting: &[classes::DESK],
    ..Module::BARE
};
