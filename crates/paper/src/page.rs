//! A document as a web page: the same order, each figure a link to what it was counted from.

use maud::{Markup, html};

use crate::{
    model::{Block, Document, Notes, Span},
    numbering::Numbering,
};

/// The body of `document` between its title and its signature, with its notes; `link` makes an address
/// of a path inside the cell, or none where whoever reads may not follow it.
pub fn html(document: &Document, link: impl Fn(&str) -> Option<String>) -> Markup {
    let notes = Notes::of(document);
    let mut numbering = Numbering::default();
    html! {
        @if let Some(to) = &document.recipients { p { (to.trim_end_matches(['：', ':'])) "：" } }
        @for block in &document.blocks { (part(block, &mut numbering, (&notes, &link))) }
        @for words in [&document.openness, &document.contact].into_iter().flatten() { p { "（" (words) "）" } }
        @if !notes.is_empty() {
            section {
                h2 { "数据说明" }
                @for (number, note) in notes.all() {
                    p id={ "note-" (number) } { "[" (number) "] " (note) }
                }
            }
        }
        @if let Some(copies) = &document.copies { p { "抄送：" (copies) } }
        @if let Some(it) = &document.printed { p { (it.office) "　" (it.on) "印发" } }
    }
}

fn part(
    block: &Block,
    numbering: &mut Numbering,
    to: (&Notes<'_>, &impl Fn(&str) -> Option<String>),
) -> Markup {
    match block {
        Block::Heading { level, words } => {
            let number = numbering.next(*level);
            html! {
                @match level {
                    1 => { h2 { (number) (spans(words, to)) } }
                    2 => { h3 { (number) (spans(words, to)) } }
                    _ => { h4 { (number) (spans(words, to)) } }
                }
            }
        }
        Block::Paragraph(words) => html! { p { "　　" (spans(words, to)) } },
        Block::Table(rows) => html! {
            table.rows {
                @for (at, row) in rows.iter().enumerate() {
                    tr {
                        @for cell in row {
                            @if at == 0 { th scope="col" { (spans(cell, to)) } }
                            @else { td { (spans(cell, to)) } }
                        }
                    }
                }
            }
        },
    }
}

fn spans(all: &[Span], (notes, link): (&Notes<'_>, &impl Fn(&str) -> Option<String>)) -> Markup {
    html! {
        @for span in all {
            @match span {
                Span::Text(text) => (text),
                Span::Figure(it) => {
                    @match it.link.as_deref().and_then(link) {
                        Some(href) => { a href=(href) title=(it.note) { (it.text) } }
                        None => { span title=(it.note) { (it.text) } }
                    }
                    @if let Some(number) = notes.number(it) {
                        sup { a href={ "#note-" (number) } { "[" (number) "]" } }
                    }
                }
            }
        }
    }
}
