//! Places beside each other: a table whose rows carry a bar, so that it reads, prints and opens
//! like a list and compares like a chart.

use maud::{Markup, Render, html};

use super::{Text, meter, say};

struct Row<'a> {
    name: Text<'a>,
    href: Option<Text<'a>>,
    part: i64,
    whole: i64,
}

/// Rates of places, each with its numerator and denominator.
pub struct Ranked<'a> {
    caption: Text<'a>,
    across: Text<'a>,
    made_of: Text<'a>,
    rate: Text<'a>,
    target: Option<i64>,
    rows: Vec<Row<'a>>,
    total: Option<Row<'a>>,
}

impl<'a> Ranked<'a> {
    /// `across` heads the places (镇（街道）), `made_of` the counts (参加 / 应服务), `rate` the rate.
    pub fn new(
        caption: impl Into<Text<'a>>,
        across: impl Into<Text<'a>>,
        made_of: impl Into<Text<'a>>,
        rate: impl Into<Text<'a>>,
    ) -> Self {
        Self {
            caption: caption.into(),
            across: across.into(),
            made_of: made_of.into(),
            rate: rate.into(),
            target: None,
            rows: Vec::new(),
            total: None,
        }
    }

    /// A tick on every bar, in per cent.
    #[must_use]
    pub fn target(mut self, percent: i64) -> Self {
        self.target = Some(percent);
        self
    }

    /// A place, and the list behind it.
    #[must_use]
    pub fn row(
        mut self,
        name: impl Into<Text<'a>>,
        part: i64,
        whole: i64,
        href: Option<Text<'a>>,
    ) -> Self {
        self.rows.push(Row { name: name.into(), href, part, whole });
        self
    }

    /// All of them together: 全市.
    #[must_use]
    pub fn total(mut self, name: impl Into<Text<'a>>, part: i64, whole: i64) -> Self {
        self.total = Some(Row { name: name.into(), href: None, part, whole });
        self
    }

    /// The highest rate first; where there is none, last.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.rows.sort_by_key(|it| std::cmp::Reverse(say::hundredths(it.part, it.whole)));
        self
    }

    fn line(&self, row: &Row) -> Markup {
        html! {
            tr {
                th scope="row" {
                    @if let Some(href) = &row.href { a href=(href) { (row.name) } } @else { (row.name) }
                }
                td.ranked-bar { (meter(row.part, row.whole, self.target)) }
                td.num { @if let Some(rate) = say::percent(row.part, row.whole) { (rate) "%" } @else { "—" } }
                td.num.ranked-of { (say::count(row.part)) " / " (say::count(row.whole)) }
            }
        }
    }
}

impl Render for Ranked<'_> {
    fn render(&self) -> Markup {
        html! {
            table.rows.ranked {
                caption.visually-hidden { (self.caption) }
                thead { tr {
                    th scope="col" { (self.across) }
                    th.num colspan="2" scope="colgroup" { (self.rate) @if let Some(target) = self.target { "（目标 " (target) "%）" } }
                    th.num.ranked-of scope="col" { (self.made_of) }
                } }
                tbody { @for row in &self.rows { (self.line(row)) } }
                @if let Some(total) = &self.total { tfoot { (self.line(total)) } }
            }
        }
    }
}
