//! Starting school: who may go where, how a family asks for it, and how the seats are given.

use db::Migration;
use platform::Module;

/// The tables; those of the directory come first.
pub const MIGRATIONS: &[Migration] = &[];

/// This domain, as the server wires it.
pub const MODULE: Module = Module { name: "admissions", migrations: MIGRATIONS, ..Module::BARE };
