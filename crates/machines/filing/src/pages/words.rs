//! How returns are spoken of: moments, states, cut-offs.

use jiff::civil::DateTime;
use web::{
    Markup, html,
    ui::{Tone, badge, badge_with},
};

use crate::model::{Return, Round, State};

/// A moment as pages show it.
pub(super) fn moment(at: DateTime) -> String {
    at.strftime("%Y-%m-%d %H:%M").to_string()
}

/// How a return stands, in its colour.
pub(super) fn state(it: &Return, round: &Round, now: DateTime) -> Markup {
    match it.state {
        State::Filed if it.is_late(round.closes) => badge_with(Tone::Warn, "clock", "迟报"),
        State::Filed => badge(Tone::Good, "已报"),
        State::Withdrawn => badge_with(Tone::Warn, "arrow-back-up", "已撤回"),
        State::Missing if now > round.closes => badge_with(Tone::Bad, "alarm", "未报"),
        State::Missing => badge_with(Tone::Quiet, "circle-dashed", "未报"),
    }
}

/// How long until the cut-off, or how long it is past.
pub(super) fn deadline(round: &Round, now: DateTime) -> Markup {
    let minutes = round.closes.duration_since(now).as_mins();
    let words = span(minutes.unsigned_abs());
    let badge = match minutes {
        ..0 => badge_with(Tone::Bad, "alarm", &format!("已过 {words}")),
        0..=120 => badge_with(Tone::Warn, "hourglass", &format!("还剩 {words}")),
        _ => badge_with(Tone::Quiet, "clock", &format!("还剩 {words}")),
    };
    html! { (badge) " " (moment(round.closes)) " 截止" }
}

/// A span of time in its largest unit: 3 天, 5 小时, 20 分钟.
fn span(minutes: u64) -> String {
    match minutes {
        2880.. => format!("{} 天", minutes / 1440),
        60.. => format!("{} 小时", minutes / 60),
        _ => format!("{minutes} 分钟"),
    }
}

/// How a period stands.
pub(super) fn round(it: &Round, now: DateTime) -> Markup {
    if it.locked.is_some() {
        return badge_with(Tone::Quiet, "lock", "已锁定");
    }
    if now > it.closes {
        return badge(Tone::Quiet, "已截止");
    }
    badge(Tone::Info, "填报中")
}
