//! What a phone opens on: who, today, and the few things one comes for.

use maud::{Markup, Render, html};

use super::{Text, icon};

/// The band at the top of a phone's page, with its only `h1`.
pub fn band(above: &str, title: &str) -> Markup {
    html! { header.band { p { (above) } h1 { (title) } } }
}

/// A thing one comes for: an icon, a word, and how many wait there.
#[derive(Debug)]
pub struct Tile<'a> {
    label: Text<'a>,
    href: Text<'a>,
    icon: &'static str,
    count: i64,
}

impl<'a> Tile<'a> {
    /// A tile.
    pub fn new(icon: &'static str, label: impl Into<Text<'a>>, href: impl Into<Text<'a>>) -> Self {
        Self { label: label.into(), href: href.into(), icon, count: 0 }
    }

    /// How many wait there; nothing is shown for none.
    #[must_use]
    pub fn count(mut self, n: i64) -> Self {
        self.count = n;
        self
    }
}

impl Render for Tile<'_> {
    fn render(&self) -> Markup {
        html! {
            a.tile href=(self.href) {
                span.tile-icon { (icon(self.icon)) @if self.count > 0 { span.tool-count { (self.count.min(99)) } } }
                (self.label)
                @if self.count > 0 { span.visually-hidden { "，" (self.count) " 件待办" } }
            }
        }
    }
}

/// Four tiles beside each other.
pub fn tiles<'a>(all: impl IntoIterator<Item = Tile<'a>>) -> Markup {
    html! { div.tiles { @for tile in all { (tile) } } }
}

/// A child or a class: a name, where, a state, and its tiles.
#[derive(Debug)]
pub struct Person<'a> {
    name: Text<'a>,
    place: Text<'a>,
    href: Option<Text<'a>>,
    state: Option<Markup>,
    today: Option<Markup>,
    tiles: Vec<Tile<'a>>,
}

impl<'a> Person<'a> {
    /// 陈思远, 青瓷实验小学 · 三年级 2 班. To a guardian their own child is not masked.
    pub fn new(name: impl Into<Text<'a>>, place: impl Into<Text<'a>>) -> Self {
        Self {
            name: name.into(),
            place: place.into(),
            href: None,
            state: None,
            today: None,
            tiles: Vec::new(),
        }
    }

    /// The record behind the name.
    #[must_use]
    pub fn link(mut self, href: impl Into<Text<'a>>) -> Self {
        self.href = Some(href.into());
        self
    }

    /// How it stands today: 在校.
    #[must_use]
    pub fn state(mut self, badge: Markup) -> Self {
        self.state = Some(badge);
        self
    }

    /// A line about today: 17:20 南门放学.
    #[must_use]
    pub fn today(mut self, words: impl Render) -> Self {
        self.today = Some(words.render());
        self
    }

    /// A tile; four fit.
    #[must_use]
    pub fn tile(mut self, tile: Tile<'a>) -> Self {
        self.tiles.push(tile);
        self
    }
}

impl Render for Person<'_> {
    fn render(&self) -> Markup {
        html! {
            section.card.person {
                div.person-top {
                    span.avatar-mark aria-hidden="true" { (self.name.chars().next().unwrap_or('·')) }
                    div.person-words {
                        h2 { @if let Some(href) = &self.href { a href=(href) { (self.name) } } @else { (self.name) } }
                        p { (self.place) }
                    }
                    @if let Some(state) = &self.state { (state) }
                }
                @if let Some(today) = &self.today { p.person-today { (today) } }
                @if !self.tiles.is_empty() { div.tiles { @for tile in &self.tiles { (tile) } } }
            }
        }
    }
}
