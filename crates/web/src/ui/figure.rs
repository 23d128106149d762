//! A figure with what it is made of, its target and the list behind it.

use maud::{Markup, Render, html};

use super::{Text, Tone, icon, say};

/// A figure. Where there is a list behind it, the whole card opens it.
#[derive(Debug, Default)]
pub struct Figure<'a> {
    label: Text<'a>,
    value: Option<String>,
    unit: Text<'a>,
    made_of: Option<Text<'a>>,
    share: Option<(i64, i64)>,
    target: Option<(Text<'a>, Option<i64>)>,
    state: Option<(Tone, Text<'a>)>,
    trend: Option<(Tone, Text<'a>)>,
    href: Option<Text<'a>>,
}

impl<'a> Figure<'a> {
    /// A count: 134 所.
    pub fn count(label: impl Into<Text<'a>>, n: i64, unit: impl Into<Text<'a>>) -> Self {
        Self::text(label, say::count(n), unit)
    }

    /// A rate from its numerator and denominator: 82.98 %, 98,746 / 119,000 人. Of nothing it is —.
    pub fn rate(label: impl Into<Text<'a>>, part: i64, whole: i64, unit: &str) -> Self {
        let made_of = format!("{} / {} {unit}", say::count(part), say::count(whole));
        Self {
            label: label.into(),
            value: say::percent(part, whole),
            unit: "%".into(),
            made_of: Some(made_of.into()),
            share: Some((part, whole)),
            ..Self::default()
        }
    }

    /// Any figure that is already text: 1,234.50 with the unit 元.
    pub fn text(
        label: impl Into<Text<'a>>,
        value: impl Into<String>,
        unit: impl Into<Text<'a>>,
    ) -> Self {
        Self {
            label: label.into(),
            value: Some(value.into()),
            unit: unit.into(),
            ..Self::default()
        }
    }

    /// The small line: what the figure is made of, or as of when.
    #[must_use]
    pub fn made_of(mut self, line: impl Into<Text<'a>>) -> Self {
        self.made_of = Some(line.into());
        self
    }

    /// A bar for `part` of `whole`. A rate has one already.
    #[must_use]
    pub fn share(mut self, part: i64, whole: i64) -> Self {
        self.share = Some((part, whole));
        self
    }

    /// The target in words, and where it stands on the bar in per cent.
    #[must_use]
    pub fn target(mut self, words: impl Into<Text<'a>>, percent: Option<i64>) -> Self {
        self.target = Some((words.into(), percent));
        self
    }

    /// Whether that is good: 达标, 未达标.
    #[must_use]
    pub fn state(mut self, tone: Tone, word: impl Into<Text<'a>>) -> Self {
        self.state = Some((tone, word.into()));
        self
    }

    /// How it moved: 较上学期 +1.58.
    #[must_use]
    pub fn trend(mut self, tone: Tone, words: impl Into<Text<'a>>) -> Self {
        self.trend = Some((tone, words.into()));
        self
    }

    /// The list behind it.
    #[must_use]
    pub fn link(mut self, href: impl Into<Text<'a>>) -> Self {
        self.href = Some(href.into());
        self
    }

    fn body(&self) -> Markup {
        html! {
            span.figure-top {
                span.figure-label { (self.label) }
                @if let Some((tone, word)) = &self.state { (super::badge(*tone, word)) }
            }
            span.figure-value {
                @if let Some(value) = &self.value {
                    strong { (value) } @if !self.unit.is_empty() { small { (self.unit) } }
                } @else { strong { "—" } }
                @if let Some((tone, words)) = &self.trend {
                    span class={ "figure-trend " (tone.class()) } { (words) }
                }
            }
            @if let Some((part, whole)) = self.share {
                (meter(part, whole, self.target.as_ref().and_then(|(_, at)| *at)))
            }
            span.figure-foot {
                @if let Some(line) = &self.made_of { span { (line) } }
                @if let Some((words, _)) = &self.target { span { (words) } }
            }
        }
    }
}

impl Render for Figure<'_> {
    fn render(&self) -> Markup {
        html! {
            @if let Some(href) = &self.href {
                a.figure.card href=(href) { (self.body()) span.figure-open { (icon("chevron-right")) } }
            } @else {
                div.figure.card { (self.body()) }
            }
        }
    }
}

/// A bar from zero for `part` of `whole`, with a tick where the target (in per cent) stands. It is
/// a picture only: the figures stand beside it.
pub fn meter(part: i64, whole: i64, target: Option<i64>) -> Markup {
    let filled = say::hundredths(part, whole).unwrap_or(0).clamp(0, 10_000);
    let width = format!("{}.{:02}%", filled / 100, filled % 100);
    html! {
        svg.meter aria-hidden="true" focusable="false" {
            rect.meter-track width="100%" height="6" y="3" rx="3" {}
            rect.meter-fill width=(width) height="6" y="3" rx="3" {}
            @if let Some(percent) = target {
                rect.meter-target x={ (percent.clamp(0, 99)) "%" } width="2" height="12" {}
            }
        }
    }
}

/// Figures side by side, as many as the width takes.
pub fn figures<'a>(all: impl IntoIterator<Item = Figure<'a>>) -> Markup {
    html! { div.figures { @for figure in all { (figure) } } }
}

/// A few small figures in a row, at the top of a record or a roll call: 应到 42, 实到 40.
pub fn stats<'a, L, V>(all: impl IntoIterator<Item = (L, V)>) -> Markup
where
    L: Into<Text<'a>>,
    V: Render,
{
    html! { dl.stats { @for (label, value) in all { div { dt { (label.into()) } dd { (value) } } } } }
}
