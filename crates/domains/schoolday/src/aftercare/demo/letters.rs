//! The letters to families, as the schools sent them once their programmes were open.

use jiff::ToSpan;
use platform::System;

use super::{Making, ROWS, TODAY, programmes::Filed};
use crate::aftercare::{
    error::Error,
    letter::{
        rules::{self, Facts},
        store::{self, Letter},
    },
    participation::actions::times_of,
    programme::model::{Plan, Service, State},
};

/// Writes the first version of each letter. Of the next term every fifth school has still to send
/// its own, and so has the demo's.
pub(super) async fn load(system: &System, it: &Making<'_>, all: &[Filed]) -> Result<(), Error> {
    let is_sent = |filed: &&Filed| {
        let is_open = filed.programme.state == State::Opened;
        let is_left = filed.school == it.county.main_school() || filed.school.is_multiple_of(5);
        is_open && (filed.programme.term == it.term || !is_left)
    };
    let letters: Vec<Letter> = all.iter().filter(is_sent).map(|filed| letter(it, filed)).collect();
    for rows in letters.chunks(ROWS) {
        let loaded: Result<(), db::Error> =
            platform::act!(system, "demo.load.aftercare.letters", |act| {
                store::add(act.tx(), rows, None).await?;
                Ok(())
            });
        loaded?;
    }
    Ok(())
}

fn letter(it: &Making, filed: &Filed) -> Letter {
    let programme = &filed.programme;
    let plan = Plan { slots: filed.slots.clone(), ..Plan::default() };
    let times = |service| Some((service, times_of(&plan, service)?));
    let body = rules::compose(&Facts {
        school: &it.county.schools[filed.school].name,
        term: programme.term,
        times: Service::ALL.into_iter().filter_map(times).collect(),
        fee: (programme.text.fee, &programme.text.fee_basis),
        own: &programme.text.letter,
    });
    let filed_at = programme.filed_at.unwrap_or(TODAY.at(8, 0, 0, 0));
    let sent_at = filed_at.saturating_add(4.days()).min(TODAY.at(7, 50, 0, 0));
    Letter { programme: programme.id, version: 1, body, sent_at }
}
