//! A record: its facts, the tabs of its parts, and what happened to it.

use maud::{Markup, Render, html};

use super::{Text, Tone, icon};

/// Facts: what a thing is, in pairs of word and value.
#[derive(Debug, Default)]
pub struct Facts<'a> {
    pairs: Vec<(Text<'a>, Markup, bool)>,
}

impl<'a> Facts<'a> {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A fact. Nothing known is said as —.
    #[must_use]
    pub fn fact(mut self, label: impl Into<Text<'a>>, value: impl Render) -> Self {
        self.pairs.push((label.into(), value.render(), false));
        self
    }

    /// A fact that needs the whole width: an address, a reason.
    #[must_use]
    pub fn long(mut self, label: impl Into<Text<'a>>, value: impl Render) -> Self {
        self.pairs.push((label.into(), value.render(), true));
        self
    }

    /// A masked fact, with the form that shows it whole (and leaves a trace of who looked).
    #[must_use]
    pub fn masked(self, label: impl Into<Text<'a>>, masked: &str, reveal: Option<Markup>) -> Self {
        let value = html! {
            span.masked { (masked) }
            @if let Some(reveal) = reveal { (reveal) }
        };
        self.fact(label, value)
    }
}

impl Render for Facts<'_> {
    fn render(&self) -> Markup {
        html! {
            dl.facts {
                @for (label, value, long) in &self.pairs {
                    div class=[long.then_some("facts-long")] {
                        dt { (label) }
                        dd { @if value.0.is_empty() { "—" } @else { (value) } }
                    }
                }
            }
        }
    }
}

/// Tabs: pages of one record, each with an address of its own.
#[derive(Debug, Default)]
pub struct Tabs<'a> {
    tabs: Vec<(Text<'a>, Text<'a>, Option<i64>, bool)>,
}

impl<'a> Tabs<'a> {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A tab; `here` for the one that is open.
    #[must_use]
    pub fn tab(
        mut self,
        label: impl Into<Text<'a>>,
        href: impl Into<Text<'a>>,
        here: bool,
    ) -> Self {
        self.tabs.push((label.into(), href.into(), None, here));
        self
    }

    /// How many there are behind the tab just added.
    #[must_use]
    pub fn count(mut self, n: i64) -> Self {
        if let Some(last) = self.tabs.last_mut() {
            last.2 = Some(n);
        }
        self
    }
}

impl Render for Tabs<'_> {
    fn render(&self) -> Markup {
        html! {
            nav.tabs aria-label="内容" {
                ul { @for (label, href, count, here) in &self.tabs {
                    li { a href=(href) aria-current=[here.then_some("page")] data-prefetch { (label) @if let Some(n) = count { span.tabs-count { (super::say::count(*n)) } } } }
                } }
            }
        }
    }
}

/// What happened, the latest first.
#[derive(Debug, Default)]
pub struct Timeline<'a> {
    events: Vec<Event<'a>>,
}

#[derive(Debug)]
struct Event<'a> {
    tone: Tone,
    when: Text<'a>,
    what: Text<'a>,
    who: Text<'a>,
    more: Option<Markup>,
}

impl<'a> Timeline<'a> {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Something that happened: 2021-12-17 16:42, 退回方案, 基教科 周晓.
    #[must_use]
    pub fn event(
        mut self,
        tone: Tone,
        when: impl Into<Text<'a>>,
        what: impl Into<Text<'a>>,
        who: impl Into<Text<'a>>,
    ) -> Self {
        let event =
            Event { tone, when: when.into(), what: what.into(), who: who.into(), more: None };
        self.events.push(event);
        self
    }

    /// More about the event just added: the reason that was given.
    #[must_use]
    pub fn more(mut self, words: impl Render) -> Self {
        if let Some(last) = self.events.last_mut() {
            last.more = Some(words.render());
        }
        self
    }
}

impl Render for Timeline<'_> {
    fn render(&self) -> Markup {
        html! {
            ol.timeline {
                @for event in &self.events {
                    li class=(event.tone.class()) {
                        span.timeline-mark { (icon(event.tone.icon())) }
                        p.timeline-what { (event.what) }
                        p.timeline-who { time { (event.when) } @if !event.who.is_empty() { " · " (event.who) } }
                        @if let Some(more) = &event.more { div.timeline-more { (more) } }
                    }
                }
            }
        }
    }
}
