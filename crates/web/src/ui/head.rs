//! The top of a page: where one is, what it is called, what one can do.

use maud::{Markup, Render, html};

use super::{Text, icon};

/// The top of a page, with its only `h1`.
#[derive(Debug, Default)]
pub struct Head<'a> {
    title: Text<'a>,
    above: Option<Text<'a>>,
    crumbs: Vec<(Text<'a>, Text<'a>)>,
    state: Option<Markup>,
    below: Option<Markup>,
    actions: Vec<Markup>,
}

impl<'a> Head<'a> {
    /// A page called `title`.
    pub fn new(title: impl Into<Text<'a>>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// A small line above the title: 慈溪市教育局 · 2021 学年.
    #[must_use]
    pub fn above(mut self, text: impl Into<Text<'a>>) -> Self {
        self.above = Some(text.into());
        self
    }

    /// A page on the way here. Call it once a step, from the top.
    #[must_use]
    pub fn crumb(mut self, label: impl Into<Text<'a>>, href: impl Into<Text<'a>>) -> Self {
        self.crumbs.push((label.into(), href.into()));
        self
    }

    /// A badge beside the title.
    #[must_use]
    pub fn state(mut self, badge: Markup) -> Self {
        self.state = Some(badge);
        self
    }

    /// A line below the title: who, where, since when.
    #[must_use]
    pub fn below(mut self, line: Markup) -> Self {
        self.below = Some(line);
        self
    }

    /// Something to do with the whole page, on its right.
    #[must_use]
    pub fn action(mut self, button: impl Render) -> Self {
        self.actions.push(button.render());
        self
    }
}

impl Render for Head<'_> {
    fn render(&self) -> Markup {
        html! {
            header.head {
                @if !self.crumbs.is_empty() {
                    nav.crumbs aria-label="所在位置" {
                        ol {
                            @for (label, href) in &self.crumbs {
                                li { a href=(href) { (label) } (icon("chevron-right")) }
                            }
                            li aria-current="page" { (self.title) }
                        }
                    }
                }
                div.head-row {
                    div.head-words {
                        @if let Some(above) = &self.above { p.head-above { (above) } }
                        h1 { (self.title) @if let Some(state) = &self.state { " " (state) } }
                        @if let Some(below) = &self.below { p.head-below { (below) } }
                    }
                    @if !self.actions.is_empty() {
                        div.head-actions { @for action in &self.actions { (action) } }
                    }
                }
            }
        }
    }
}
