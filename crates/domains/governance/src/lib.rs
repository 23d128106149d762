//! How a bureau steers: what it promised, what is so, and the documents that say so.

use db::Migration;
use platform::Module;

/// The tables; those of the directory come first.
pub const MIGRATIONS: &[Migration] = &[];

/// This domain, as the server wires it.
pub const MODULE: Module = Module { name: "governance", migrations: MIGRATIONS, ..Module::BARE };
