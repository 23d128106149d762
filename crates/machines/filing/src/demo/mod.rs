//! Some weeks of the invented county: most have filed, some late, some with corrections, and on the
//! demo's morning some have not filed yet. All of it in a few statements a period.

mod days;
mod poll;
mod said;

use std::collections::HashMap;

use db::Tx;
use directory::{
    demo::{Chance, County},
    model::Duty,
};
use form::Answers;
use jiff::{
    ToSpan as _,
    civil::{DateTime, date},
};
use platform::{Act, System};
use vocab::{AccountId, PlaceId, Role};

pub use days::load_days;

use crate::{
    actions::Error,
    catalog,
    definition::{Every, Filing},
    model::{ReturnId, RoundId, VersionId},
    periods::{self, Period, Span},
    rounds::{self, HOLIDAYS, Opening},
    store::{self, Mark, NewVersion},
};

/// The morning on which the demo begins.
const NOW: DateTime = date(2021, 12, 20).at(8, 0, 0, 0);
/// How far back it goes.
const DAYS: i64 = 12;
/// How far back months go.
const MONTHS: i64 = 80;
/// When a questionnaire ends.
const POLL_ENDS: DateTime = date(2021, 12, 24).at(18, 0, 0, 0);

/// Writes the returns into the county that was loaded before.
pub async fn load(system: &System, county: &County) -> Result<(), Error> {
    let told: Result<(), Error> = platform::act!(system, "demo.load.filings", |act| {
        let sizes = sizes(county);
        for kind in catalog().all() {
            match kind.what.every {
                Every::AdHoc => open_out_of_turn(act, county, (kind, &sizes)).await?,
                _ => open_by_the_clock(act, county, (kind, &sizes)).await?,
            }
        }
        // Nobody is told now of what was over before the demo began.
        store::set_reminded(act.tx(), NOW).await?;
        store::set_escalated(act.tx(), NOW).await?;
        Ok(())
    });
    told
}

type Loaded = std::sync::Arc<::catalog::Loaded<Filing>>;

/// What a place has: pupils, staff, classes.
#[derive(Debug, Clone, Copy, Default)]
struct Size {
    pupils: i64,
    staff: i64,
    classes: i64,
}

fn sizes(county: &County) -> HashMap<PlaceId, Size> {
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let mut sizes = HashMap::<PlaceId, Size>::new();
    for it in &county.schools {
        let size = Size {
            pupils: number(it.students.len()),
            staff: number(it.staff.len()),
            classes: number(it.classes.len()),
        };
        sizes.insert(it.id.place(), size);
    }
    for it in &county.classes {
        let pupils = number(it.students.len());
        sizes.insert(it.id.place(), Size { pupils, staff: 0, classes: 1 });
    }
    sizes
}

/// The periods of a kind that had opened by the demo's morning, the earliest first.
async fn past(tx: &mut Tx, filing: &Filing) -> Result<Vec<(Period, Span, String)>, Error> {
    let back = if filing.every == Every::Day { DAYS } else { MONTHS };
    let terms = directory::calendar::terms(tx).await?;
    let (mut found, mut day) = (Vec::new(), NOW.date().saturating_sub(back.days()));
    while day <= NOW.date() {
        let Some(period) = periods::containing(filing.every, day, &terms) else {
            day = day.saturating_add(1.day());
            continue;
        };
        day = period.last.saturating_add(1.day());
        let early = filing.since.is_some_and(|since| period.first < since);
        let window = filing.window(period.first).filter(|_| !early);
        let Some(window) = window else { continue };
        let Ok(Some(span)) = periods::span(&window.value, &period, &HOLIDAYS) else { continue };
        if span.opens <= NOW {
            found.push((period, span, window.source.clone()));
        }
    }
    Ok(found)
}

async fn open_by_the_clock(
    act: &mut Act<'_>,
    county: &County,
    (kind, sizes): (&Loaded, &HashMap<PlaceId, Size>),
) -> Result<(), Error> {
    let all = past(act.tx(), &kind.what).await?;
    for (number, (period, span, source)) in all.into_iter().enumerate() {
        let day = span.opens.date();
        let due = rounds::subjects(act.tx(), &kind.what, (&period, day)).await?;
        if due.is_empty() {
            continue;
        }
        let closed = NOW > span.closes;
        let opening = Opening { kind: kind.clone(), period, span, source, due };
        let Some(round) = rounds::open(act, &opening, None).await? else { continue };
        fill(act, county, (&opening, round), (sizes, number)).await?;
        // The oldest is locked, as an office does once it has reported further up.
        if closed && number == 0 && kind.what.every != Every::Day {
            lock(act, county, (&kind.what, round)).await?;
        }
    }
    Ok(())
}

/// When a return came: most in time, some late, some not yet.
fn came(span: &Span, chance: &mut Chance) -> Option<DateTime> {
    let end = span.closes.min(NOW);
    let minutes = end.duration_since(span.opens).as_mins().max(1);
    let at = |share: i64| {
        let after = jiff::SignedDuration::from_mins(minutes * share / 8);
        let at = span.opens.saturating_add(after);
        at.date().at(at.hour(), at.minute(), 0, 0)
    };
    let is_open = span.closes > NOW;
    match chance.between(0, 99) {
        0..=1 => None,
        2..=4 if !is_open => Some(span.closes.saturating_add(jiff::SignedDuration::from_mins(35)))
            .filter(|it| *it <= NOW),
        5..=38 if is_open => None,
        _ => Some(at(chance.between(1, 7))),
    }
}

/// Has most of what is due in a period come in, and a few be corrected.
async fn fill(
    act: &mut Act<'_>,
    county: &County,
    (it, round): (&Opening, RoundId),
    (sizes, number): (&HashMap<PlaceId, Size>, usize),
) -> Result<(), Error> {
    let (kind, origin) = (&it.kind, act.origin().clone());
    let returns = store::places_of(act.tx(), round, county.id).await?;
    let filers = filers(county, &kind.what);
    let mut came_at = HashMap::<DateTime, Vec<ReturnId>>::new();
    let (mut versions, mut answers, mut corrected) = (Vec::new(), Vec::new(), Vec::new());
    let mut missing = Vec::new();
    for (at, (id, place)) in returns.iter().enumerate() {
        let mut chance = Chance::of(county.plan.seed, &kind.name, number * 10_000 + at);
        let Some(since) = came(&it.span, &mut chance) else {
            missing.push(*id);
            continue;
        };
        let size = sizes.get(place).copied().unwrap_or_default();
        let said = said::said(&kind.name, &kind.what, size, &mut chance);
        let by = filers.get(place).copied();
        let one = |number: i64, since: DateTime, reason: Option<&str>| NewVersion {
            id: origin.ids.make(origin.now),
            of: *id,
            round,
            place: *place,
            number,
            is_withdrawal: false,
            since,
            at: origin.now,
            by,
            reason: reason.map(str::to_owned),
            nothing: false,
            warned: false,
        };
        came_at.entry(since).or_default().push(*id);
        let first = one(1, since, None);
        if chance.between(0, 59) == 0 {
            let later = since.saturating_add(jiff::SignedDuration::from_mins(20)).min(NOW);
            let again = one(2, later, Some("核对后更正人数"));
            corrected.push((again, said::said(&kind.name, &kind.what, size, &mut chance)));
        }
        answers.push((first.id, said));
        versions.push(first);
    }
    for (at, ids) in came_at {
        store::set_filed(act.tx(), &ids, at).await?;
    }
    store::add_versions(act.tx(), &versions).await?;
    correct(act, &corrected, &mut answers).await?;
    form::add_all(act.tx(), &kind.name, &kind.what.fields, &answers).await?;
    if it.span.closes < NOW {
        let before = it.span.closes.saturating_sub(jiff::SignedDuration::from_mins(30));
        store::add_reminders(act.tx(), &missing, (before, None)).await?;
    }
    Ok(())
}

async fn correct(
    act: &mut Act<'_>,
    corrected: &[(NewVersion, Answers)],
    answers: &mut Vec<(VersionId, Answers)>,
) -> Result<(), Error> {
    let mut moments: Vec<DateTime> = corrected.iter().map(|it| it.0.since).collect();
    moments.sort_unstable();
    moments.dedup();
    for at in moments {
        let ids: Vec<ReturnId> =
            corrected.iter().filter(|it| it.0.since == at).map(|it| it.0.of).collect();
        store::end_versions(act.tx(), &ids, at).await?;
        store::set_filed(act.tx(), &ids, at).await?;
    }
    let versions: Vec<NewVersion> = corrected.iter().map(|it| it.0.clone()).collect();
    store::add_versions(act.tx(), &versions).await?;
    answers.extend(corrected.iter().map(|it| (it.0.id, it.1.clone())));
    Ok(())
}

/// Who files at each place.
fn filers(county: &County, filing: &Filing) -> HashMap<PlaceId, (AccountId, Role)> {
    let posts = county.posts.iter().filter_map(|it| {
        let Duty::Role(role) = it.duty else { return None };
        let fits = filing.filers().contains(&role);
        fits.then(|| (it.place, (county.staff[it.staff].account, role)))
    });
    posts.collect()
}

async fn lock(
    act: &mut Act<'_>,
    county: &County,
    (filing, round): (&Filing, RoundId),
) -> Result<(), Error> {
    let origin = act.origin().clone();
    let holds = |it: &&directory::demo::Post| matches!(it.duty, Duty::Role(role) if filing.office.contains(&role));
    let Some(post) = county.posts.iter().find(holds) else { return Ok(()) };
    let Duty::Role(role) = post.duty else { return Ok(()) };
    let at = date(2021, 12, 10).at(16, 0, 0, 0);
    store::set_locked(act.tx(), round, Some(at)).await?;
    let mark = Mark {
        id: origin.ids.make(origin.now),
        round,
        of: None,
        is_lock: true,
        at,
        account: county.staff[post.staff].account,
        role,
        reason: "数据已汇总报上级，不再改动".to_owned(),
    };
    store::add_mark(act.tx(), &mark).await?;
    Ok(())
}

/// A questionnaire that runs on the demo's morning, with answers of many families; other kinds that
/// the office opens are opened and not filled in.
async fn open_out_of_turn(
    act: &mut Act<'_>,
    county: &County,
    (kind, sizes): (&Loaded, &HashMap<PlaceId, Size>),
) -> Result<(), Error> {
    let first = date(2021, 12, 13);
    let period = Period {
        key: "2021-1".to_owned(),
        label: "2021学年第一学期".to_owned(),
        first,
        last: POLL_ENDS.date(),
    };
    let span = Span { opens: first.at(9, 0, 0, 0), closes: POLL_ENDS };
    let due = rounds::subjects(act.tx(), &kind.what, (&period, first)).await?;
    let by = kind.what.office.first().map_or("科室", |it| it.label());
    let opening = Opening { kind: kind.clone(), period, span, source: format!("{by}确定"), due };
    let Some(round) = rounds::open(act, &opening, None).await? else { return Ok(()) };
    if kind.what.due().is_some() {
        return fill(act, county, (&opening, round), (sizes, 0)).await;
    }
    poll::answer(act, county, (kind, round)).await
}
