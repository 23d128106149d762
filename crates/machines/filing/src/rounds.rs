//! Opening periods: by the clock, and by the office where it says when.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock},
};

use catalog::{Loaded, Set};
use db::Tx;
use jiff::civil::{Date, DateTime};
use platform::Act;
use vocab::{AccountId, Holidays, PlaceId, SchoolYear, Stage};

use crate::{
    actions::Error,
    catalog,
    definition::{Due, Filing, Of},
    model::{Round, RoundId},
    periods::{self, Period, Span},
    standing,
    store::{self, NewReturn},
};

pub(crate) static HOLIDAYS: LazyLock<Holidays> = LazyLock::new(Holidays::published);

/// A period that is to be opened, and of whom something will be due in it.
pub(crate) struct Opening {
    pub(crate) kind: Arc<Loaded<Filing>>,
    pub(crate) period: Period,
    pub(crate) span: Span,
    pub(crate) source: String,
    pub(crate) due: Vec<(PlaceId, Option<AccountId>)>,
}

/// The periods of all kinds that should be open at `now` and are not there.
pub(crate) async fn wanted(tx: &mut Tx, now: DateTime) -> Result<Vec<Opening>, Error> {
    let mut found = Vec::new();
    let terms = directory::calendar::terms(tx).await?;
    for entry in catalog().all() {
        let Some(kind) = catalog().in_force(tx, &entry.name).await? else { continue };
        // A year whose notice is not known yet opens nothing: no day is guessed at.
        let Ok(open) = periods::open(&kind.what, now, &terms, &HOLIDAYS) else { continue };
        let Some(first) = open.first().map(|it| it.0.first) else { continue };
        let known = store::periods_since(tx, &kind.name, first).await?;
        for (period, span, window) in open {
            if known.contains(&period.key) {
                continue;
            }
            let due = subjects(tx, &kind.what, (&period, span.opens.date())).await?;
            if due.is_empty() && kind.what.due().is_some() {
                continue;
            }
            let source = window.source.clone();
            let kind = kind.clone();
            found.push(Opening { kind, period, span, source, due });
        }
    }
    Ok(found)
}

/// From whom something is due in `period`, as there are on `day`. Of days without lessons nothing is,
/// where the file says so; the word of the nearest place decides.
pub(crate) async fn subjects(
    tx: &mut Tx,
    filing: &Filing,
    (period, day): (&Period, Date),
) -> Result<Vec<(PlaceId, Option<AccountId>)>, Error> {
    let Some(due) = filing.due() else { return Ok(Vec::new()) };
    let mut lessons: Option<(bool, HashMap<PlaceId, bool>)> = None;
    if filing.school_days {
        let usual = directory::calendar::usual(tx, period.first).await?.is_some();
        let changes = store::changes_on(tx, period.first, standing::place_kind(due.of)).await?;
        // From the widest to the nearest: the last word stays.
        let changes: HashMap<PlaceId, bool> = changes.into_iter().collect();
        if !usual && !changes.values().any(|it| *it) {
            return Ok(Vec::new());
        }
        lessons = Some((usual, changes));
    }
    let mut all = all_of(tx, due, day).await?;
    if let Some((usual, changes)) = lessons {
        all.retain(|it| changes.get(&it.0).copied().unwrap_or(usual));
    }
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

async fn all_of(
    tx: &mut Tx,
    due: &Due,
    day: Date,
) -> Result<Vec<(PlaceId, Option<AccountId>)>, Error> {
    let stages = codes(&due.stages);
    Ok(match due.of {
        Of::Town => store::towns_on(tx, day).await?,
        Of::School => store::schools_on(tx, day, &stages).await?,
        Of::Class => {
            let Ok(year) = SchoolYear::of(day) else { return Ok(Vec::new()) };
            store::classes_on(tx, (day, year.start()), &stages).await?
        }
        Of::Person => store::persons_on(tx, day, &due.by).await?,
    })
}

/// The words of `stages` as they are stored; of all where none is named.
pub(crate) fn codes(stages: &[Stage]) -> Vec<String> {
    let all = if stages.is_empty() { Stage::ALL.as_slice() } else { stages };
    all.iter().map(|it| it.code().to_owned()).collect()
}

/// Opens a period within an act. Says which; none where somebody was first.
pub(crate) async fn open(
    act: &mut Act<'_>,
    it: &Opening,
    by: Option<AccountId>,
) -> Result<Option<RoundId>, Error> {
    let origin = act.origin().clone();
    Set::keep(act.tx(), &it.kind, origin.now).await?;
    let round = Round {
        id: origin.ids.make(origin.now),
        entry: it.kind.name.clone(),
        definition: it.kind.digest.clone(),
        period: it.period.key.clone(),
        label: it.period.label.clone(),
        first: it.period.first,
        last: it.period.last,
        opens: it.span.opens,
        closes: it.span.closes,
        source: it.source.clone(),
        locked: None,
        mixed: None,
    };
    let before = it.kind.what.remind_minutes.map(i64::from);
    let remind = before.map(|it| {
        round.closes.saturating_sub(jiff::SignedDuration::from_mins(it)).max(round.opens)
    });
    if !store::add_round(act.tx(), &round, (remind, by)).await? {
        return Ok(None);
    }
    let returns: Vec<NewReturn> = it
        .due
        .iter()
        .map(|&(place, account)| NewReturn { id: origin.ids.make(origin.now), place, account })
        .collect();
    store::add_returns(act.tx(), round.id, &returns).await?;
    let payload = format!(
        r#"{{"round":"{}","kind":"{}","period":"{}"}}"#,
        round.id, round.entry, round.period
    );
    act.event("filing.opened", payload);
    Ok(Some(round.id))
}
