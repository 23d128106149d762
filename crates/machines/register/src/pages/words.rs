//! How records are spoken of.

use jiff::civil::Date;
use web::{
    Markup,
    ui::{Tone, badge, badge_with},
};

use crate::{
    definition::Register,
    model::{NEVER, Record},
    rules::{self, Deed, Standing},
};

/// How a record stands on a day, in its colour.
pub(super) fn standing(register: &Register, it: &Record, today: Date) -> Markup {
    match rules::standing(register.term.as_ref(), (it.status, it.expires), today) {
        Standing::InForce => badge(Tone::Good, "有效"),
        Standing::Ending(left) => badge_with(Tone::Warn, "hourglass", &format!("{left} 天后到期")),
        Standing::Expired => badge_with(Tone::Bad, "alarm", "已到期"),
        Standing::Withdrawn => badge(Tone::Quiet, "已撤销"),
    }
}

/// The last day of a term, in words.
pub(super) fn term(expires: Date) -> String {
    if expires == NEVER { "长期".to_owned() } else { format!("至 {expires}") }
}

/// The colour of a deed.
pub(super) fn tone(deed: Deed) -> Tone {
    match deed {
        Deed::Add | Deed::Renew | Deed::Restore | Deed::Publish => Tone::Good,
        Deed::Change | Deed::Keep => Tone::Info,
        Deed::Correct | Deed::Hide => Tone::Warn,
        Deed::Withdraw => Tone::Bad,
    }
}
