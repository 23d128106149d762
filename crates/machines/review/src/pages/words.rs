//! How applications are spoken of.

use jiff::civil::{Date, DateTime};
use platform::access::PlaceKind;
use vocab::{Role, mask_name};
use web::{
    Markup,
    ui::{Tone, badge},
};

use crate::{
    definition::Review,
    model::{Application, NEVER, Round, RoundState},
    points::Points,
    rules::State,
};

/// Where an application stands, in its colour.
pub(super) fn state(it: &Application) -> Markup {
    badge(tone(it.state), it.state.label())
}

fn tone(state: State) -> Tone {
    match state {
        State::Final => Tone::Good,
        State::Notice | State::Settled | State::Scoring => Tone::Info,
        State::Draft | State::Forward | State::Panel | State::Chair | State::Appealed => Tone::Warn,
        State::Refused | State::Revoked => Tone::Bad,
        State::Withdrawn => Tone::Quiet,
    }
}

/// Where a round stands, in its colour.
pub(super) fn round(it: &Round) -> Markup {
    let tone = match it.state {
        RoundState::Open => Tone::Info,
        RoundState::Notice => Tone::Warn,
        RoundState::Closed => Tone::Quiet,
    };
    badge(tone, it.state.label())
}

/// What lists call it, for `role`: a pupil by name for those who work with the child, masked for the
/// others.
pub(crate) fn title(it: &Application, role: Role) -> String {
    let Some(name) = &it.student_name else { return it.title.clone() };
    let near = matches!(::catalog::breadth(role), PlaceKind::Class | PlaceKind::School);
    if near { name.clone() } else { mask_name(name) }
}

/// A total; a dash where there is none.
pub(super) fn total(it: Option<Points>) -> String {
    it.map_or_else(|| "—".to_owned(), |it| it.to_string())
}

/// The level in words.
pub(crate) fn level(review: &Review, it: &Application) -> String {
    if it.vetoed {
        return "一票否决".to_owned();
    }
    let found = it.level.as_deref().and_then(|key| review.level_called(key));
    found.map_or_else(|| "—".to_owned(), |it| it.label.clone())
}

/// A day, or nothing where it never comes.
pub(super) fn day(it: Date) -> String {
    if it == NEVER { String::new() } else { it.to_string() }
}

/// A moment as pages show it.
pub(super) fn moment(at: DateTime) -> String {
    at.strftime("%Y-%m-%d %H:%M").to_string()
}
