//! What one gets for what one sent: a number to ask by, and what happens next.

use maud::{Markup, Render, html};

use super::{Facts, Text, icon};

/// A receipt.
#[derive(Debug)]
pub struct Receipt<'a> {
    title: Text<'a>,
    number: (Text<'a>, Text<'a>),
    facts: Option<Markup>,
    next: Vec<Markup>,
    buttons: Vec<Markup>,
}

impl<'a> Receipt<'a> {
    /// 报名成功, with 报名号 and the number itself. The page's `h1` is the title.
    pub fn new(
        title: impl Into<Text<'a>>,
        label: impl Into<Text<'a>>,
        number: impl Into<Text<'a>>,
    ) -> Self {
        Self {
            title: title.into(),
            number: (label.into(), number.into()),
            facts: None,
            next: Vec::new(),
            buttons: Vec::new(),
        }
    }

    /// What was sent.
    #[must_use]
    pub fn facts(mut self, facts: &Facts) -> Self {
        self.facts = Some(facts.render());
        self
    }

    /// Something that happens next: 12 月 21 日 10:00 公布结果.
    #[must_use]
    pub fn next(mut self, words: impl Render) -> Self {
        self.next.push(words.render());
        self
    }

    /// Where to go from here.
    #[must_use]
    pub fn button(mut self, button: impl Render) -> Self {
        self.buttons.push(button.render());
        self
    }
}

impl Render for Receipt<'_> {
    fn render(&self) -> Markup {
        html! {
            section.card.receipt {
                div.receipt-top {
                    (icon("circle-check"))
                    h1 { (self.title) }
                    p { (self.number.0) " " strong.receipt-number { (self.number.1) } }
                }
                @if let Some(facts) = &self.facts { (facts) }
                @if !self.next.is_empty() {
                    div.receipt-next { h2 { "接下来" } ul { @for it in &self.next { li { (it) } } } }
                }
                @if !self.buttons.is_empty() { div.actions { @for it in &self.buttons { (it) } } }
            }
        }
    }
}
