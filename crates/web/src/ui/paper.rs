//! A page for anyone that claims something: who says it, when, under which number.

use maud::{Markup, Render, html};

use super::Text;

/// A sheet of paper, on the screen and off it. Goes into [`Shell::public`](super::Shell::public),
/// which adds the QR code.
#[derive(Debug)]
pub struct Paper<'a> {
    title: Text<'a>,
    inside: bool,
    number: Option<Text<'a>>,
    body: Markup,
    signed: Option<(Text<'a>, Text<'a>)>,
}

impl<'a> Paper<'a> {
    /// Its title, the page's only `h1` unless it stands [`inside`](Self::inside), and what it says.
    pub fn new(title: impl Into<Text<'a>>, body: Markup) -> Self {
        Self { title: title.into(), inside: false, number: None, body, signed: None }
    }

    /// On a page that has a title of its own: this one becomes an `h2`.
    #[must_use]
    pub fn inside(mut self) -> Self {
        self.inside = true;
        self
    }

    /// The number that it is known by.
    #[must_use]
    pub fn number(mut self, words: impl Into<Text<'a>>) -> Self {
        self.number = Some(words.into());
        self
    }

    /// Who says it, and since when.
    #[must_use]
    pub fn signed(mut self, who: impl Into<Text<'a>>, when: impl Into<Text<'a>>) -> Self {
        self.signed = Some((who.into(), when.into()));
        self
    }
}

impl Render for Paper<'_> {
    fn render(&self) -> Markup {
        html! {
            article.card.paper {
                header {
                    @if self.inside { h2 { (self.title) } } @else { h1 { (self.title) } }
                    @if let Some(number) = &self.number { p.paper-number { (number) } }
                }
                (self.body)
                @if let Some((who, when)) = &self.signed { p.paper-signed { (who) br; time { (when) } } }
            }
        }
    }
}
