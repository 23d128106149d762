//! Short lists inside a box: what to do today, what is new, courses to choose from.

use maud::{Markup, Render, html};

use super::{Text, icon, meter};

/// An item: a line that opens something, a smaller line, and a word on the right.
#[derive(Debug, Default)]
pub struct Item<'a> {
    title: Text<'a>,
    below: Option<Markup>,
    href: Option<Text<'a>>,
    icon: Option<&'static str>,
    seats: Option<(i64, i64)>,
    aside: Vec<Markup>,
}

impl<'a> Item<'a> {
    /// An item called `title`.
    pub fn new(title: impl Into<Text<'a>>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// The smaller line.
    #[must_use]
    pub fn below(mut self, line: impl Render) -> Self {
        self.below = Some(line.render());
        self
    }

    /// What it opens.
    #[must_use]
    pub fn link(mut self, href: impl Into<Text<'a>>) -> Self {
        self.href = Some(href.into());
        self
    }

    /// An icon before it.
    #[must_use]
    pub fn icon(mut self, name: &'static str) -> Self {
        self.icon = Some(name);
        self
    }

    /// How many of its seats are taken, as a bar.
    #[must_use]
    pub fn seats(mut self, taken: i64, all: i64) -> Self {
        self.seats = Some((taken, all));
        self
    }

    /// A badge or a button on the right.
    #[must_use]
    pub fn aside(mut self, content: impl Render) -> Self {
        self.aside.push(content.render());
        self
    }
}

impl Render for Item<'_> {
    fn render(&self) -> Markup {
        html! {
            li.item {
                @if let Some(name) = self.icon { span.item-icon { (icon(name)) } }
                div.item-words {
                    @if let Some(href) = &self.href { a.item-title href=(href) { (self.title) } } @else { span.item-title { (self.title) } }
                    @if let Some(below) = &self.below { span.item-sub { (below) } }
                    @if let Some((taken, all)) = self.seats { span.item-seats { (meter(taken, all, None)) } }
                }
                @if !self.aside.is_empty() { div.item-aside { @for it in &self.aside { (it) } } }
            }
        }
    }
}

/// Items below each other, for a [`Card`](super::Card) that is `flush`.
pub fn items<'a>(all: impl IntoIterator<Item = Item<'a>>) -> Markup {
    html! { ul.items { @for item in all { (item) } } }
}
