//! What a list that was sent in comes to, as a page shows it.

use maud::{Markup, html};
use sheet::Finding;
use web::{
    Visit,
    ui::{Alert, Button, Card, Tone},
};

use super::ListKind;

/// How many findings a page shows; the copy of the workbook has them all.
const SHOWN: usize = 200;

/// What is wrong with a list, cell by cell: where, what, and what to do.
pub fn findings(all: &[Finding]) -> Markup {
    let rest = all.len().saturating_sub(SHOWN);
    let table = html! {
        div.list { div.table-box { table.rows {
            caption.visually-hidden { "逐格说明" }
            thead { tr {
                th scope="col" { "单元格" } th scope="col" { "列" } th scope="col" { "程度" }
                th scope="col" { "问题" } th scope="col" { "怎么改" }
            } }
            tbody { @for it in all.iter().take(SHOWN) { tr {
                td.short { (it.cell()) }
                td.short data-label="列" { (it.column.as_ref().map_or("整行", |it| it.title.as_str())) }
                td.short data-label="程度" { (it.severity.label()) }
                td data-label="问题" { (it.what) }
                td data-label="怎么改" { (it.advice) }
            } } }
        } } }
    };
    let card = Card::new("逐格说明", table).flush();
    let card = if rest > 0 {
        card.note(format!("另有 {rest} 处，见批注后的原表。"))
    } else {
        card
    };
    html! { @if !all.is_empty() { (card) } }
}

/// The button that gives the marked copy.
pub fn copy_button(visit: &Visit, kind: ListKind) -> Button<'static> {
    let to = visit.link(&format!("/sent-lists/{}/copy", kind.key));
    Button::link("下载批注后的原表", to).icon("download")
}

/// What came of a list, in a sentence, with the copy to be put right where there is one.
#[derive(Debug, Clone)]
pub struct Told<'a> {
    /// What came of it.
    pub words: String,
    /// What to do with the faults.
    pub next: &'a str,
    /// How many faults there are.
    pub faults: usize,
    /// Whether there is a copy in which they are marked.
    pub has_copy: bool,
}

impl Told<'_> {
    /// The alert above the findings.
    pub fn alert(self, visit: &Visit, kind: ListKind) -> Markup {
        let tone = if self.faults > 0 { Tone::Warn } else { Tone::Good };
        let alert = Alert::new(tone, self.words);
        let alert = if self.next.is_empty() { alert } else { alert.detail(self.next) };
        html! { @if self.has_copy { (alert.action(copy_button(visit, kind))) } @else { (alert) } }
    }
}

/// That something is still to be put right of the list that was sent in last.
pub fn told_before(visit: &Visit, kind: ListKind) -> Markup {
    let words = format!("上次上传的{}还有要改的地方", kind.label);
    html! {
        (Alert::new(Tone::Info, words)
            .detail("批注后的原表保留一周：按红色单元格和“原因”列改好，把整张表再传一次。")
            .action(copy_button(visit, kind)))
    }
}
