//! A register as a sheet: out with everything that its reader may see, in again with what was changed
//! in it, and empty to be filled in.
//!
//! | file | holds |
//! |---|---|
//! | `sheet.rs` | the columns, both ways |
//! | `naming.rs` | which record a row means |
//! | `plan.rs` | what a sheet does, row by row: new, changed, same, or what is wrong: without database |
//! | `take.rs` | what the rows are held against; looking at a sheet, and taking it over in one act |
//!
//! A row is the record whose number it has; without one, the record that the register's own rule
//! would call the same; without such a rule, the one with its title at its place. A column that the
//! sheet lacks, and a field that its sender may not see, stay as they are. Where a record lies, since
//! when and until when, and whether it is in force, no sheet changes.

mod naming;
mod plan;
pub(crate) mod sheet;
mod take;

pub(crate) use plan::{Change, Fresh, Plan};
pub(crate) use take::{How, check, take};
