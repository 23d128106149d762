//! How notices are spoken of, and the table that everyone reads.

use jiff::civil::{Date, DateTime};
use web::{
    Markup, html,
    ui::{Tone, badge},
};

use crate::{
    definition::Kind,
    model::{Publication, State},
};

/// A moment as pages show it.
pub(super) fn moment(at: DateTime) -> String {
    at.strftime("%Y-%m-%d %H:%M").to_string()
}

/// How a notice stands, in its colour.
pub(super) fn state(it: &Publication, today: Date) -> Markup {
    let state = it.state(today);
    let tone = match state {
        State::Open => Tone::Info,
        State::Archived => Tone::Good,
        State::Withdrawn => Tone::Quiet,
    };
    badge(tone, state.label())
}

/// From when to when one can object.
pub(super) fn period(it: &Publication) -> String {
    format!("{} 至 {}", it.published_at.date(), it.closes_on)
}

/// The rows, as everyone may read them.
pub(super) fn table(kind: &Kind, rows: &[Vec<String>]) -> Markup {
    html! {
        @if !rows.is_empty() {
            div.table-box { table.rows {
                thead { tr { th { "序号" } @for it in &kind.columns { th { (it.label) } } } }
                tbody {
                    @for (number, row) in (1..).zip(rows) {
                        tr { td { (number) } @for cell in row { td { (cell) } } }
                    }
                }
            } }
        }
    }
}
