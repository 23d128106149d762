//! A state in a word: colour, icon and word together, since colour alone says nothing to some.

use maud::{Markup, html};

use super::icon;

/// What a state means to the one who reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Done, met, in order.
    Good,
    /// Soon due, partly done, look here.
    Warn,
    /// Overdue, failed, refused.
    Bad,
    /// New or under way.
    Info,
    /// Nothing to do: draft, ended, not applicable.
    #[default]
    Quiet,
}

impl Tone {
    /// The class that gives its colours.
    pub fn class(self) -> &'static str {
        match self {
            Self::Good => "tone-good",
            Self::Warn => "tone-warn",
            Self::Bad => "tone-bad",
            Self::Info => "tone-info",
            Self::Quiet => "tone-quiet",
        }
    }

    /// The icon that goes with its colours.
    pub fn icon(self) -> &'static str {
        match self {
            Self::Good => "circle-check",
            Self::Warn => "alert-triangle",
            Self::Bad => "circle-x",
            Self::Info => "info-circle",
            Self::Quiet => "circle-dashed",
        }
    }

    /// Its name in the data of a chart.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Info => "info",
            Self::Quiet => "quiet",
        }
    }
}

/// A state.
pub fn badge(tone: Tone, word: &str) -> Markup {
    badge_with(tone, tone.icon(), word)
}

/// A state with an icon of its own.
pub fn badge_with(tone: Tone, drawing: &str, word: &str) -> Markup {
    html! { span class={ "tag " (tone.class()) } { (icon(drawing)) (word) } }
}

/// How long until something is due, in whole days: 还剩 2 天, 今天到期, 已逾期 1 天.
pub fn due(days_left: i64) -> Markup {
    match days_left {
        ..0 => badge_with(Tone::Bad, "alarm", &format!("已逾期 {} 天", days_left.unsigned_abs())),
        0 => badge_with(Tone::Warn, "hourglass", "今天到期"),
        1..=2 => badge_with(Tone::Warn, "hourglass", &format!("还剩 {days_left} 天")),
        3.. => badge_with(Tone::Quiet, "clock", &format!("还剩 {days_left} 天")),
    }
}
