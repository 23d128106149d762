//! How cases are spoken of: states, deadlines, what was done.

use jiff::civil::DateTime;
use platform::access::PlaceKind;
use vocab::{Role, mask_name};
use web::{
    Markup,
    ui::{Tone, badge, badge_with},
};

use crate::{
    definition::{Act, Case, Outcome, breadth},
    model::{NEVER, Record},
    moving,
};

/// A moment as pages show it.
pub(super) fn moment(at: DateTime) -> String {
    at.strftime("%Y-%m-%d %H:%M").to_string()
}

/// The step that a case is at, in its colour.
pub(super) fn step(case: &Case, it: &Record) -> Markup {
    let label = case.step(&it.step).map_or(it.step.as_str(), |at| case.steps[at].label.as_str());
    match it.outcome {
        Some(Outcome::Done) => badge(Tone::Good, label),
        Some(Outcome::Refused) => badge(Tone::Bad, label),
        Some(Outcome::Withdrawn) => badge(Tone::Quiet, label),
        None if it.paused_at.is_some() => badge_with(Tone::Quiet, "player-pause", "暂停计时"),
        None => badge(Tone::Info, label),
    }
}

/// What a case is about, for `role`: a pupil by name for those who work with the child, masked for
/// the others.
pub(crate) fn about(it: &Record, role: Role) -> String {
    let Some(name) = &it.student_name else { return it.place_name.clone() };
    let near = matches!(breadth(role), PlaceKind::Class | PlaceKind::School);
    let name = if near || role == Role::Guardian { name.clone() } else { mask_name(name) };
    format!("{name} · {}", it.place_name)
}

/// How long until the nearest deadline; nothing where none runs.
pub(super) fn due(it: &Record, now: DateTime) -> Markup {
    if it.outcome.is_some() || it.due_at == NEVER || it.paused_at.is_some() {
        return Markup::default();
    }
    let minutes = it.due_at.duration_since(now).as_mins();
    let words = span(minutes.unsigned_abs());
    match minutes {
        ..0 => badge_with(Tone::Bad, "alarm", &format!("已逾期 {words}")),
        0..=2880 => badge_with(Tone::Warn, "hourglass", &format!("还剩 {words}")),
        _ => badge_with(Tone::Quiet, "clock", &format!("还剩 {words}")),
    }
}

/// A span of time in its largest unit: 3 天, 5 小时, 20 分钟.
fn span(minutes: u64) -> String {
    match minutes {
        2880.. => format!("{} 天", minutes / 1440),
        60.. => format!("{} 小时", minutes / 60),
        _ => format!("{minutes} 分钟"),
    }
}

/// What an action that was done is called, and its colour.
pub(super) fn done(case: &Case, from: Option<&str>, action: &str) -> (String, Tone) {
    if action.starts_with(moving::ANSWER) {
        return ("会办单位回复".to_owned(), Tone::Good);
    }
    match action {
        moving::LOOK => return ("到回头看的时间".to_owned(), Tone::Warn),
        moving::RESUME => return ("暂停期满，自动恢复计时".to_owned(), Tone::Info),
        _ => {}
    }
    let step = from.and_then(|it| case.step(it)).map(|at| &case.steps[at]);
    let found = step.and_then(|it| it.actions.iter().find(|it| it.key == action));
    match found {
        None => ("提交".to_owned(), Tone::Info),
        Some(it) => (it.label.clone(), tone(it.kind)),
    }
}

/// The colour of what an action means.
pub(super) fn tone(kind: Act) -> Tone {
    match kind {
        Act::Pass | Act::Resume | Act::Check => Tone::Good,
        Act::Return | Act::Reopen | Act::Appeal => Tone::Warn,
        Act::Refuse => Tone::Bad,
        Act::Join => Tone::Info,
        Act::Withdraw | Act::Pause | Act::Extend | Act::Transfer => Tone::Quiet,
    }
}
