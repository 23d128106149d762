//! How a month's pay goes from the roll calls over the school to the bureau, each step in one act.

use std::collections::BTreeSet;

use db::Tx;
use directory::calendar;
use jiff::civil::Date;
use platform::access;
use vocab::{Fen, Personal, SchoolId, StaffId};
use web::Visit;

use super::{
    model::{Line, Month, Rate, Session, Sheet, State},
    rules::{self, Refusal, Step},
    store::{self, Listed},
};
use crate::aftercare::{
    error::{Error, refusals},
    groups::{self, model::Kind},
    participation::model::GroupId,
    people, shifts,
};

refusals!(Refusal);

/// A month's pay of a school, as it stands.
#[derive(Debug)]
pub struct Shown {
    /// The school.
    pub school: SchoolId,
    /// As people call it.
    pub school_name: String,
    /// The month.
    pub month: Month,
    /// The sheet, once it was begun.
    pub sheet: Option<Sheet>,
    /// Its lines: as confirmed, or as the roll calls give them by now.
    pub lines: Vec<Line>,
    /// Why there are no lines, where there are none.
    pub refusal: Option<Refusal>,
    /// Everyone's names.
    pub names: Vec<(StaffId, Personal<String>)>,
    /// Sessions that have no roll call and are not paid.
    pub uncalled: Vec<(Date, GroupId, String)>,
}

impl Shown {
    /// Where it stands.
    pub fn state(&self) -> State {
        self.sheet.as_ref().map_or(State::Made, |it| it.state)
    }

    /// Someone's name.
    pub fn name(&self, id: StaffId) -> &str {
        self.names.iter().find(|it| it.0 == id).map_or("", |it| it.1.open().as_str())
    }

    /// What it comes to.
    pub fn total(&self) -> Fen {
        rules::total(&self.lines).unwrap_or(Fen::ZERO)
    }

    /// How many sessions there are.
    pub fn sessions(&self) -> i64 {
        self.lines.iter().map(|it| it.sessions).sum()
    }
}

/// A month's pay of a school in the actor's scope.
pub async fn show(visit: &Visit, school: SchoolId, month: Month) -> Result<Shown, Error> {
    let today = visit.today();
    db::read!(visit.db(), "pay sheet", |tx| {
        within(tx, visit, school).await?;
        shown(tx, school, month, today).await
    })
}

/// What is published at the school that the actor works at: only what the bureau has reviewed.
pub async fn published(visit: &Visit, month: Month) -> Result<Shown, Error> {
    let (scope, today) = (visit.actor.scope(), visit.today());
    db::read!(visit.db(), "published pay", |tx| {
        let school = people::school_of(tx, scope).await?.ok_or(Error::Missing)?;
        let it = shown(tx, school, month, today).await?;
        if it.state() == State::Reviewed { Ok(it) } else { Err(Error::Missing) }
    })
}

/// The months that are published at the school that the actor works at.
pub async fn published_months(visit: &Visit) -> Result<Vec<Sheet>, Error> {
    let scope = visit.actor.scope();
    db::read!(visit.db(), "published months", |tx| {
        let school = people::school_of(tx, scope).await?.ok_or(Error::Missing)?;
        let mut all = store::of_school(tx, school).await?;
        all.retain(|it| it.state == State::Reviewed);
        Ok(all)
    })
}

async fn within(tx: &mut Tx, visit: &Visit, school: SchoolId) -> Result<(), Error> {
    let is_own = access::is_within(tx, school.place(), visit.actor.scope()).await?;
    if is_own { Ok(()) } else { Err(Error::Missing) }
}

async fn shown(tx: &mut Tx, school: SchoolId, month: Month, today: Date) -> Result<Shown, Error> {
    let sheet = store::find(tx, school, month).await?;
    let (lines, refusal) = match &sheet {
        Some(it) if rules::is_settled(it.state) => (store::lines(tx, it.id).await?, None),
        _ => match live(tx, school, month).await {
            Ok(lines) => (lines, None),
            Err(Live::Refused(refusal)) => (Vec::new(), Some(refusal)),
            Err(Live::Db(error)) => return Err(error.into()),
        },
    };
    let teachers: Vec<StaffId> = lines.iter().map(|it| it.teacher).collect();
    let names = shifts::store::named(tx, &teachers).await?;
    Ok(Shown {
        school,
        school_name: people::place_name(tx, school.place()).await?,
        month,
        uncalled: uncalled(tx, school, month, today).await?,
        names: names.into_iter().map(|it| (it.id, it.name)).collect(),
        sheet,
        lines,
        refusal,
    })
}

/// Why the roll calls give no lines.
enum Live {
    Refused(Refusal),
    Db(db::Error),
}

impl From<db::Error> for Live {
    fn from(error: db::Error) -> Self {
        Self::Db(error)
    }
}

impl From<Live> for Error {
    fn from(error: Live) -> Self {
        match error {
            Live::Refused(refusal) => refusal.into(),
            Live::Db(error) => error.into(),
        }
    }
}

async fn live(tx: &mut Tx, school: SchoolId, month: Month) -> Result<Vec<Line>, Live> {
    let sessions = store::sessions(tx, school, month.first(), month.last()).await?;
    let rates = store::rates(tx).await?;
    rules::lines(&sessions, &rates).map_err(Live::Refused)
}

/// Days before `today` on which groups came together and nobody called the roll.
async fn uncalled(
    tx: &mut Tx,
    school: SchoolId,
    month: Month,
    today: Date,
) -> Result<Vec<(Date, GroupId, String)>, Error> {
    let last = month.last().min(today.yesterday().unwrap_or(today));
    let lessons = calendar::school_days(tx, school.place(), month.first(), last).await?;
    let Some(term) = lessons.first().map(|it| it.term) else { return Ok(Vec::new()) };
    let all = groups::store::groups_of_school(tx, school, term, last).await?;
    let ids: Vec<GroupId> = all.iter().map(|it| it.id).collect();
    let times = groups::store::course_times(tx, &ids).await?;
    let called = store::called(tx, school, month.first(), last).await?;
    let called: BTreeSet<(GroupId, Date)> = called.into_iter().collect();
    let off = store::off(tx, school, month.first(), last).await?;
    let off: BTreeSet<(GroupId, Date)> = off.into_iter().collect();
    let mut missing = Vec::new();
    for lesson in &lessons {
        for group in all.iter().filter(|it| it.since <= lesson.day) {
            let meets = group.kind != Kind::Course
                || times.iter().any(|it| it.0 == group.id && it.1.weekday == lesson.follows);
            let key = (group.id, lesson.day);
            if meets && !called.contains(&key) && !off.contains(&key) {
                missing.push((lesson.day, group.id, group.name.clone()));
            }
        }
    }
    Ok(missing)
}

/// One teacher's sessions of a month, behind a line.
pub async fn sessions_of(
    visit: &Visit,
    school: SchoolId,
    month: Month,
    teacher: StaffId,
) -> Result<(Vec<(Session, Option<Fen>)>, String), Error> {
    db::read!(visit.db(), "sessions of teacher", |tx| {
        within(tx, visit, school).await?;
        let mut all = store::sessions(tx, school, month.first(), month.last()).await?;
        all.retain(|it| it.teacher == teacher);
        let rates = store::rates(tx).await?;
        let names = shifts::store::named(tx, &[teacher]).await?;
        let name = names.first().map(|it| it.name.open().clone()).ok_or(Error::Missing)?;
        let paid = |it: Session| (rules::rate_on(&rates, it.kind, it.day), it);
        Ok((all.into_iter().map(paid).map(|(rate, it)| (it, rate)).collect(), name))
    })
}

/// The schools of the actor's scope with their sheets of a month.
pub async fn list(visit: &Visit, month: Month) -> Result<Vec<Listed>, Error> {
    let scope = visit.actor.scope();
    Ok(db::read!(visit.db(), "pay sheets", |tx| { store::of_month(tx, scope, month).await })?)
}

/// The school confirms a month: what the roll calls give becomes the sheet.
pub async fn confirm(
    visit: &Visit,
    school: SchoolId,
    month: Month,
    version: i64,
) -> Result<(), Error> {
    let (account, now) = (visit.actor.account, visit.civil_now());
    platform::act!(visit, "aftercare.pay.confirm", |act| {
        within(act.tx(), visit, school).await?;
        rules::may_confirm(month, now.date())?;
        let sheet = match store::find(act.tx(), school, month).await? {
            Some(found) => found,
            None => begin(act, school, month).await?,
        };
        rules::next(sheet.state, Step::Confirm, "")?;
        let lines = live(act.tx(), school, month).await?;
        let total = rules::total(&lines)?;
        let sessions = lines.iter().map(|it| it.sessions).sum();
        let read = Sheet { version: version.max(1), ..sheet };
        let by = Some(account);
        if !store::set_confirmed(act.tx(), &read, (sessions, total), now, by).await? {
            return Err(Error::Stale);
        }
        store::clear_lines(act.tx(), read.id).await?;
        let rows = lines.iter().map(|it| (read.id, *it));
        store::add_lines(act.tx(), rows).await?;
        act.about(read.id);
        act.note("sessions", sessions);
        act.note("total", total.get());
        let link = format!("/aftercare/pay/{school}/{month}");
        let name = people::place_name(act.tx(), school.place()).await?;
        for reviewer in store::reviewers(act.tx(), now.date()).await? {
            let title = format!("{name}{}课后服务薪酬待审核", month.label());
            act.tell(reviewer, title, link.clone());
        }
        Ok(())
    })
}

async fn begin(
    act: &mut platform::act::Act<'_>,
    school: SchoolId,
    month: Month,
) -> Result<Sheet, Error> {
    let sheet = Sheet {
        id: act.origin().ids.make(act.origin().now),
        school,
        month,
        state: State::Made,
        version: 1,
        sessions: 0,
        total: Fen::ZERO,
        confirmed_at: None,
        reviewed_at: None,
        returned_for: None,
    };
    store::add(act.tx(), std::slice::from_ref(&sheet)).await?;
    Ok(sheet)
}

/// The bureau reviews a sheet, which publishes it at the school, or sends it back with a reason.
pub async fn decide(
    visit: &Visit,
    school: SchoolId,
    month: Month,
    version: i64,
    step: Step,
    reason: &str,
) -> Result<(), Error> {
    let (account, now) = (visit.actor.account, visit.civil_now());
    platform::act!(visit, "aftercare.pay.decide", |act| {
        within(act.tx(), visit, school).await?;
        let sheet = store::find(act.tx(), school, month).await?.ok_or(Error::Missing)?;
        let to = rules::next(sheet.state, step, reason)?;
        let read = Sheet { version, ..sheet };
        let why = (to == State::Returned).then(|| reason.trim());
        if !store::set_decided(act.tx(), &read, to, why, now, Some(account)).await? {
            return Err(Error::Stale);
        }
        act.about(read.id);
        act.note("to", to.key());
        let link = format!("/aftercare/pay/{school}/{month}");
        for (_, keeper) in people::keepers_of(act.tx(), &[school], now.date()).await? {
            let title = format!("{}课后服务薪酬{}", month.label(), to.label());
            act.tell(keeper, title, link.clone());
        }
        if to == State::Reviewed {
            let lines = store::lines(act.tx(), read.id).await?;
            let mut teachers: Vec<StaffId> = lines.iter().map(|it| it.teacher).collect();
            teachers.dedup();
            for teacher in store::accounts(act.tx(), &teachers).await? {
                let title = format!("{}课后服务课时薪酬已公示，请核对", month.label());
                act.tell(teacher, title, format!("/aftercare/pay/published/{month}"));
            }
        }
        Ok(())
    })
}

/// Every rate.
pub async fn rates(visit: &Visit) -> Result<Vec<Rate>, Error> {
    Ok(db::read!(visit.db(), "pay rates", |tx| { store::rates(tx).await })?)
}

/// The bureau sets what a session pays from a day on.
pub async fn set_rate(visit: &Visit, rate: Rate) -> Result<(), Error> {
    platform::act!(visit, "aftercare.pay.rate", |act| {
        let settled = store::last_settled(act.tx()).await?;
        rules::may_set_rate(&rate, settled.map(Month::last))?;
        act.note("kind", rate.kind.key());
        act.note("since", rate.since);
        act.note("rate", rate.rate.get());
        Ok(store::set_rates(act.tx(), std::slice::from_ref(&rate)).await?)
    })
}

/// What finance pays for a month: the lines of all reviewed sheets in the actor's scope.
pub async fn for_finance(
    visit: &Visit,
    month: Month,
) -> Result<Vec<(String, Personal<String>, Line)>, Error> {
    let scope = visit.actor.scope();
    Ok(db::read!(visit.db(), "pay for finance", |tx| {
        store::reviewed_lines(tx, scope, month).await
    })?)
}

/// Whether the pay of the month that `day` lies in is settled at a school: then its roll calls
/// stay as they are.
pub async fn is_settled(tx: &mut Tx, school: SchoolId, day: Date) -> Result<bool, db::Error> {
    let found = store::find(tx, school, Month::of(day)).await?;
    Ok(found.is_some_and(|it| rules::is_settled(it.state)))
}
