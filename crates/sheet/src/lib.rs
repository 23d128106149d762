//! Excel and CSV, without a database: what people upload is read cell by cell and told back in
//! their own workbook; templates and exports are written.
//!
//! A [`Layout`] says which columns a sheet has. [`Book::open`] tells a file by its content,
//! [`Book::table`] finds the layout's header in it, and [`Table::rows`] gives [`Row`]s whose cells
//! are read as their columns' kinds. What is wrong is a [`Finding`] that names row, column and cure.

mod book;
mod csv;
mod dates;
mod export;
mod finding;
mod header;
mod hidden;
mod layout;
mod mark;
mod numbers;
mod old;
mod package;
mod reading;
mod refusal;
pub mod roll;
mod row;
mod sheet_xml;
mod shelter;
mod skeleton;
mod sniff;
mod source;
mod survey;
mod table;
mod template;
mod titles;

pub use book::Book;
pub use export::{Cell, DEMO_MARK, Export};
pub use finding::{CellFault, Finding, Severity, Spot, letters};
pub use layout::{Column, Kind, Layout};
pub use reading::Typed;
pub use refusal::{Missing, Refusal};
pub use row::{Row, Value};
pub use sniff::Format;
pub use table::{Rows, Table, marked};
pub use template::Template;

#[cfg(test)]
mod tests;
