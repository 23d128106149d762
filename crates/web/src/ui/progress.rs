//! How far a long job has come.

use maud::{Markup, Render, html};

use super::{Text, Tone, badge, icon, say};

/// A job: while it runs, the piece asks its own address again each second and replaces itself.
#[derive(Debug)]
pub struct Progress<'a> {
    title: Text<'a>,
    done: i64,
    all: i64,
    step: Text<'a>,
    again: Option<Text<'a>>,
    end: Option<(Tone, Text<'a>)>,
}

impl<'a> Progress<'a> {
    /// `done` of `all`; with `all` zero, nobody knows how much there is.
    pub fn new(title: impl Into<Text<'a>>, done: i64, all: i64) -> Self {
        Self { title: title.into(), done, all, step: Text::default(), again: None, end: None }
    }

    /// What it is at: 正在核对身份证号.
    #[must_use]
    pub fn step(mut self, words: impl Into<Text<'a>>) -> Self {
        self.step = words.into();
        self
    }

    /// It runs: the address that answers with this piece anew.
    #[must_use]
    pub fn again(mut self, href: impl Into<Text<'a>>) -> Self {
        self.again = Some(href.into());
        self
    }

    /// It has ended: 已完成, 失败.
    #[must_use]
    pub fn end(mut self, tone: Tone, word: impl Into<Text<'a>>) -> Self {
        self.end = Some((tone, word.into()));
        self
    }
}

impl Render for Progress<'_> {
    fn render(&self) -> Markup {
        let known = self.all > 0;
        let running = self.again.is_some() && self.end.is_none();
        let asks = running.then_some(self.again.as_ref()).flatten();
        html! {
            div class={ "job " (self.end.as_ref().map_or("", |(tone, _)| tone.class())) } hx-get=[asks] hx-trigger=[asks.map(|_| "every 1s")] hx-swap=[asks.map(|_| "outerHTML")] aria-busy=[running.then_some("true")] {
                div.job-head {
                    strong { (self.title) }
                    @if let Some((tone, word)) = &self.end { (badge(*tone, word)) }
                    @else if known { span.job-percent { (say::percent(self.done, self.all).unwrap_or_default()) "%" } }
                }
                @if known { progress aria-label=(self.title) value=(self.done) max=(self.all) {} }
                @else if running { progress aria-label=(self.title) {} }
                p.job-words {
                    @if known { (say::count(self.done)) " / " (say::count(self.all)) }
                    @if !self.step.is_empty() { @if known { " · " } (self.step) }
                    @if let Some(href) = asks { " " a.without-script href=(href) { (icon("refresh")) " 刷新进度" } }
                }
            }
        }
    }
}
