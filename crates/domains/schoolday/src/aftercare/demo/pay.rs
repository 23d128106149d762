//! What sessions pay, and the months since September: reviewed at first, in work for November.

use std::collections::BTreeMap;

use jiff::{
    ToSpan,
    civil::{Date, DateTime, date},
};
use platform::System;
use vocab::{Fen, SchoolId};

use super::Making;
use crate::aftercare::{
    error::Error,
    groups::model::Kind,
    pay::{
        model::{Line, Month, Rate, Sheet, State},
        rules, store,
    },
    programme::model::Service,
};

/// The last day of the last month that is over.
const LAST: Date = date(2021, 11, 30);

fn rates(it: &Making) -> Vec<Rate> {
    let of = [
        (Kind::Care(Service::Basic), 60),
        (Kind::Care(Service::Late), 45),
        (Kind::Care(Service::Evening), 80),
        (Kind::Course, 70),
    ];
    let rate = |(kind, yuan): (Kind, i32)| Rate {
        kind,
        since: it.county.year.first_day(),
        rate: Fen::yuan(yuan),
        basis: "慈教〔2021〕71号".to_owned(),
    };
    of.map(rate).into()
}

/// Where a school's sheet stands on the day on which the demo begins: the demo's own school has
/// November still to confirm, and the bureau some to review.
fn state(it: &Making, school: usize, month: Month) -> Option<State> {
    if month.last() < LAST {
        return Some(State::Reviewed);
    }
    if school == it.county.main_school() {
        return None;
    }
    match it.chance("pay", school).below(100) {
        0..55 => Some(State::Reviewed),
        55..85 => Some(State::Confirmed),
        85..90 => Some(State::Returned),
        _ => None,
    }
}

/// Writes rates and sheets from the roll calls that are there.
pub(super) async fn load(system: &System, it: &Making<'_>) -> Result<(), Error> {
    let counted: Result<_, db::Error> =
        db::read!(system.db, "sessions of the term", |tx| { store::counted(tx, LAST).await });
    let rates = rates(it);
    let mut all: BTreeMap<(SchoolId, Month), Vec<Line>> = BTreeMap::new();
    for (school, month, teacher, kind, sessions) in counted? {
        let rate = rules::rate_on(&rates, kind, month.first()).unwrap_or(Fen::ZERO);
        let amount = rate.checked_mul(sessions).unwrap_or(Fen::ZERO);
        let line = Line { teacher, kind, rate, sessions, amount };
        all.entry((school, month)).or_default().push(line);
    }
    let (mut sheets, mut lines) = (Vec::new(), Vec::new());
    for ((school, month), own) in all {
        let at = it.county.schools.iter().position(|it| it.id == school).unwrap_or(0);
        let Some(state) = state(it, at, month) else { continue };
        let sheet = sheet(it, school, month, state, &own);
        if rules::is_settled(state) {
            lines.extend(own.into_iter().map(|line| (sheet.id, line)));
        }
        sheets.push(sheet);
    }
    let loaded: Result<(), db::Error> = platform::act!(system, "demo.load.aftercare.pay", |act| {
        let tx = act.tx();
        store::set_rates(tx, &rates).await?;
        store::add(tx, &sheets).await?;
        store::add_lines(tx, lines.iter().copied()).await
    });
    Ok(loaded?)
}

fn sheet(it: &Making, school: SchoolId, month: Month, state: State, lines: &[Line]) -> Sheet {
    let on = |days: i64, hour: i8| -> DateTime {
        month.last().saturating_add(days.days()).at(hour, 10, 0, 0)
    };
    let decided = matches!(state, State::Reviewed | State::Returned);
    let why = "25 日二年级两个班点的是同一位教师，时间重叠，请核对后更正点名再报。";
    Sheet {
        id: it.id(),
        school,
        month,
        state,
        version: if decided { 3 } else { 2 },
        sessions: lines.iter().map(|it| it.sessions).sum(),
        total: rules::total(lines).unwrap_or(Fen::ZERO),
        confirmed_at: Some(on(3, 10)),
        reviewed_at: decided.then(|| on(7, 15)),
        returned_for: (state == State::Returned).then(|| why.to_owned()),
    }
}
