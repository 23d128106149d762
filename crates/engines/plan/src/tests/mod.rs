//! Tests of the reader.

mod bad_input;
mod labels;
mod mutants;
mod properties;
mod sentences;

use crate::{Block, Document, Raw, Reading, check, read};

/// Reads and checks.
fn reading_of(raw: Raw) -> Reading {
    let document = Document::new(raw).unwrap();
    let reading = read(&document);
    check(&document, &reading).unwrap();
    reading
}

fn reading(text: &str) -> Reading {
    reading_of(Raw::of_text(text))
}

/// The figures of a text as people read them.
fn figures(text: &str) -> Vec<String> {
    let reading = reading(text);
    reading.figures.iter().map(|it| format!("{}{}", it.comparator.label(), it.amount())).collect()
}

fn table(rows: &[&[&str]]) -> Block {
    Block::Table(rows.iter().map(|row| row.iter().map(|it| (*it).to_owned()).collect()).collect())
}
