//! What is asked and what was answered: the form that every machine shares.
//!
//! | file | holds |
//! |---|---|
//! | `field.rs` | a field as the rest of the house uses it |
//! | `reading.rs`, `kinds.rs`, `computed.rs`, `codes.rs` | fields out of a catalog file, with their faults |
//! | `expr/` | conditions in CEL: checked for types and size when they are read, then evaluated |
//! | `answers.rs`, `decimal.rs` | what was answered, and the document that keeps it |
//! | `effects.rs` | the effects that a file names, with what they are given |
//! | `input.rs`, `typed.rs`, `received.rs` | what was typed, checked the same for pages, programs and sheets |
//! | `lookup.rs`, `words.rs` | pupils, classes, schools, staff, partners, places: found by name, called by name |
//! | `receive.rs`, `papers.rs`, `shelf.rs`, `sealed.rs` | files and sealed answers, which lie beside the document |
//! | `shared.rs` | the files of one form for many records |
//! | `known.rs` | what the platform knows before anybody is asked |
//! | `erase.rs` | answers of people who are erased |
//! | `drafts.rs` | what was typed and saved to go on with later |
//! | `view.rs`, `controls.rs` | fields to fill in and answers to read, on desk and phone, without script |
//! | `retyped.rs` | answers back into what somebody would type |
//! | `told.rs` | fields in words, for whoever reads the file's page |
//! | `sheet.rs` | answers as rows of a workbook, out and in |
//! | `api.rs` | answers for programs, out and in, and their schema |
//! | `store/` | the document, which is the truth, and the rows that lists and figures count by |
//!
//! A page goes so: [`receive`] takes in what was posted (files to their place, what is sealed under
//! seal, names to those whom they mean), [`take`] holds it against the fields, and inside the act
//! [`save`] keeps the answers and [`settle`] gives the record what lay ready. To show answers
//! [`words`] has the names for any number of records at once; [`shown_with`], [`facts_with`],
//! [`sheet::line`] and [`api::json`] say them to whoever may see them. The machine declares a
//! `FileOwner` for its records: whoever it lets have their files may open those of the answers.
//!
//! **Invariant:** an expression that was read can be evaluated: every name is a field, every
//! operation fits its types, and the work is bounded by its length. What a viewer may not see is
//! left out where answers are shown, on every way out.

mod answers;
pub mod api;
mod codes;
mod computed;
mod controls;
mod decimal;
pub mod drafts;
mod effects;
mod erase;
pub mod expr;
mod field;
mod input;
mod kinds;
mod known;
mod lookup;
mod papers;
mod reading;
mod receive;
mod received;
mod retyped;
mod sample;
mod sealed;
mod shared;
pub mod sheet;
mod shelf;
mod store;
#[cfg(test)]
mod tests;
mod told;
mod typed;
mod view;
mod words;

use db::Migration;
use platform::{Module, audit::ActLabel, privacy::PersonalTable};

pub use answers::{Answers, Value};
pub use effects::{Bring, RawEffect};
pub use erase::erase;
pub use field::{
    Check, Class, Computed, Decimal, Field, FileRule, Kind, Known, Look, Origin, Rows, Sight,
};
pub use input::{Posted, Wrong, read, take, unfit};
pub use known::{About, known};
pub use lookup::{Finder, look_up};
pub use papers::{DraftId, PaperId, SealedId, Spot};
pub use reading::{RawField, expression, fields, roles};
pub use receive::{Asking, receive, settle};
pub use received::Received;
pub use retyped::retyped;
pub use sample::sample;
pub use shared::{Given, Shared};
pub use store::{add_all, load, load_many, rebuild, save, save_all};
pub use told::told;
pub use view::{asked, asked_with, facts, facts_with, form, has_files, shown, shown_with};
pub use words::{Entry, Words, words};

/// The hidden field that says where files and sealed answers lie ready.
pub(crate) const DRAFT: &str = "draft_of_form";

/// The tables; those of `platform` come first.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "0001_form", sql: include_str!("../migrations/0001_form.sql") },
    Migration { name: "0002_papers", sql: include_str!("../migrations/0002_papers.sql") },
    Migration { name: "0003_sums", sql: include_str!("../migrations/0003_sums.sql") },
];

/// What becomes of rows about someone who is erased: answers belong to records, whose machines say
/// how long they are kept.
const PERSONAL: &[PersonalTable] = &[
    PersonalTable::stays("form_draft", "只有账号的编号，按草稿的期限清除"),
    PersonalTable::stays("answer_file", "只有提交人账号的编号，附件随所属记录删除"),
    PersonalTable::stays("answer_sealed", "内容是密文，随所属记录删除"),
];

const ACTS: &[ActLabel] = &[
    ("form.keep", "上传表单附件"),
    ("form.draft.save", "保存草稿"),
    ("form.draft.discard", "丢弃草稿"),
];

/// This floor, as the server wires it.
pub const MODULE: Module = Module {
    name: "form",
    migrations: MIGRATIONS,
    routes: sealed::routes,
    acts: &[ACTS],
    files: &[papers::FILES],
    sealed: &[platform::sealed_column!(papers::SEALED, "answer_sealed", "value_sealed")],
    personal: PERSONAL,
    retention: &[drafts::RETENTION],
    handovers: &[drafts::HANDOVER],
    ..Module::BARE
};
