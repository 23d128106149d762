//! Boxes that hold the parts of a page, and how they stand beside each other.

use maud::{Markup, Render, html};

use super::Text;

/// A box with a heading.
#[derive(Debug, Default)]
pub struct Card<'a> {
    title: Text<'a>,
    note: Option<Text<'a>>,
    action: Option<Markup>,
    flush: bool,
    body: Markup,
}

impl<'a> Card<'a> {
    /// A box called `title`.
    pub fn new(title: impl Into<Text<'a>>, body: Markup) -> Self {
        Self { title: title.into(), body, ..Self::default() }
    }

    /// A few words beside the title: 截至 12 月 20 日.
    #[must_use]
    pub fn note(mut self, words: impl Into<Text<'a>>) -> Self {
        self.note = Some(words.into());
        self
    }

    /// A link or button in the corner: 全部 32 项.
    #[must_use]
    pub fn action(mut self, link: impl Render) -> Self {
        self.action = Some(link.render());
        self
    }

    /// Without space around the content: for tables and items.
    #[must_use]
    pub fn flush(mut self) -> Self {
        self.flush = true;
        self
    }
}

impl Render for Card<'_> {
    fn render(&self) -> Markup {
        html! {
            section.card {
                div.card-head {
                    h2 { (self.title) }
                    @if let Some(note) = &self.note { span.card-note { (note) } }
                    @if let Some(action) = &self.action { span.card-action { (action) } }
                }
                @if self.flush { div.card-flush { (self.body) } } @else { div.card-inside { (self.body) } }
            }
        }
    }
}

/// Two boxes side by side where there is room, as wide as each other.
pub fn pair(left: impl Render, right: impl Render) -> Markup {
    html! { div.pair { div { (left) } div { (right) } } }
}

/// What matters most, and what goes with it: on the right at a desk, below on a phone.
pub fn beside(main: impl Render, aside: impl Render) -> Markup {
    html! { div.beside { div.beside-main { (main) } div.beside-aside { (aside) } } }
}
