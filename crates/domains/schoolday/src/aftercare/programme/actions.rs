//! What can be done with a programme, each in one act: read, ask the rules, write.

use db::Tx;
use jiff::civil::Date;
use platform::act::Act;
use vocab::{Holidays, PlaceId, SchoolId, Term, WorkingDays};
use web::Visit;

use super::{
    model::{PastStep, Plan, Programme, ProgrammeId, Settings, Slot, State, Step, StepId, Text},
    rules::{self, Finding},
    store,
};
use crate::aftercare::{
    error::{Error, refusals},
    people,
};

refusals!(rules::Refusal);

/// A programme with all that is shown of it.
#[derive(Debug)]
pub struct Shown {
    /// The programme.
    pub programme: Programme,
    /// Its school's name.
    pub school: String,
    /// What the rules are asked about.
    pub plan: Plan,
    /// What the rules find.
    pub findings: Vec<Finding>,
    /// Its history, newest first.
    pub steps: Vec<PastStep>,
    /// What the county settled.
    pub settings: Option<Settings>,
}

/// The programme that `id` names, within the actor's scope.
pub async fn show(visit: &Visit, id: ProgrammeId) -> Result<Shown, Error> {
    let (scope, today) = (visit.actor.scope(), visit.today());
    db::read!(visit.db(), "programme", |tx| {
        let programme = load(tx, id, scope).await?;
        shown(tx, programme, today).await
    })
}

/// Every school of the actor's scope with its programme for `term`, if it has one.
pub async fn list(visit: &Visit, term: Term) -> Result<Vec<store::Listed>, Error> {
    let scope = visit.actor.scope();
    Ok(db::read!(visit.db(), "programmes", |tx| { store::list(tx, scope, term).await })?)
}

/// A school's programme for a term, if it has one; the school must lie in the actor's scope.
pub async fn of_school(
    visit: &Visit,
    school: SchoolId,
    term: Term,
) -> Result<Option<Shown>, Error> {
    let today = visit.today();
    db::read!(visit.db(), "programme of school", |tx| {
        match store::find_of_school(tx, school, term).await? {
            Some(programme) => Ok(Some(shown(tx, programme, today).await?)),
            None => Ok(None),
        }
    })
}

async fn shown(tx: &mut Tx, programme: Programme, today: Date) -> Result<Shown, Error> {
    let plan = plan_of(tx, &programme).await?;
    let settings = store::find_settings(tx, programme.term).await?;
    let findings = match settings {
        Some(settings) => {
            rules::findings(&plan, settings.work_ends, judged_on(tx, &programme, today).await?)
        }
        None => Vec::new(),
    };
    let steps = store::steps(tx, programme.id).await?;
    let school = people::place_name(tx, programme.school.place()).await?;
    Ok(Shown { programme, school, plan, findings, steps, settings })
}

/// A programme is judged by the rules of the term that it is for, or of today where that is later.
async fn judged_on(tx: &mut Tx, it: &Programme, today: Date) -> Result<Date, db::Error> {
    let first = people::term_days(tx, it.term).await?.map(|days| days.0);
    Ok(first.map_or(today, |first| first.max(today)))
}

async fn plan_of(tx: &mut Tx, it: &Programme) -> Result<Plan, db::Error> {
    Ok(Plan {
        slots: store::slots(tx, it.id).await?,
        declares_no_lessons: it.text.declares_no_lessons,
        has_grade_nine: people::has_grade(tx, it.school, it.term, 9).await?,
        reason: it.text.reason.clone(),
    })
}

async fn load(tx: &mut Tx, id: ProgrammeId, scope: PlaceId) -> Result<Programme, Error> {
    store::find_programme(tx, id, scope).await?.ok_or(Error::Missing)
}

/// What a school's editor hands in.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The programme's id: made with the form, so that a form sent twice makes one row.
    pub id: ProgrammeId,
    /// The version that was read; zero for a new one.
    pub version: i64,
    /// The texts.
    pub text: Text,
    /// The timetable.
    pub slots: Vec<Slot>,
}

/// Writes a school's draft, new or changed.
pub async fn save(
    visit: &Visit,
    school: SchoolId,
    term: Term,
    draft: &Draft,
) -> Result<ProgrammeId, Error> {
    platform::act!(visit, "aftercare.programme.save", |act| {
        let tx = act.tx();
        let id = match store::find_of_school(tx, school, term).await? {
            Some(found) => change(tx, &found, draft).await?,
            None => add(tx, school, term, draft).await?,
        };
        let slots = draft.slots.iter().map(|it| (id, it.clone()));
        store::add_slots(tx, slots).await?;
        act.about(id);
        act.note("term", term);
        Ok(id)
    })
}

async fn add(
    tx: &mut Tx,
    school: SchoolId,
    term: Term,
    draft: &Draft,
) -> Result<ProgrammeId, Error> {
    let programme = Programme {
        id: draft.id,
        school,
        term,
        state: State::Draft,
        version: 1,
        text: draft.text.clone(),
        filed_at: None,
        answer_due: None,
        returned_for: None,
    };
    if store::add_programme(tx, &programme).await? { Ok(draft.id) } else { Err(Error::Stale) }
}

async fn change(tx: &mut Tx, found: &Programme, draft: &Draft) -> Result<ProgrammeId, Error> {
    rules::next(found.state, Step::Edit)?;
    if !store::set_text(tx, found.id, draft.version, &draft.text).await? {
        return Err(Error::Stale);
    }
    store::clear_slots(tx, found.id).await?;
    Ok(found.id)
}

/// Files a school's draft with the bureau.
pub async fn file(visit: &Visit, id: ProgrammeId, version: i64) -> Result<(), Error> {
    let (scope, now) = (visit.actor.scope(), visit.civil_now());
    platform::act!(visit, "aftercare.programme.file", |act| {
        let it = read_at(act.tx(), id, scope, version).await?;
        let state = rules::next(it.state, Step::File)?;
        let settings = settings(act.tx(), it.term).await?;
        let plan = plan_of(act.tx(), &it).await?;
        let on = judged_on(act.tx(), &it, now.date()).await?;
        rules::may_file(&plan, settings.work_ends, on)?;
        let due = answer_due(now.date(), settings.answer_days)?;
        move_on(act, &it, state, Some((now, due)), None).await?;
        step(act, &it, Step::File, "").await?;
        Ok(())
    })
}

/// The day until which the bureau answers what was filed on `day`.
fn answer_due(day: Date, answer_days: i64) -> Result<Date, Error> {
    let days = WorkingDays(u32::try_from(answer_days).unwrap_or(u32::MAX));
    Holidays::published().add(day, days).map_err(|it| Error::Refused(it.to_string()))
}

async fn settings(tx: &mut Tx, term: Term) -> Result<Settings, Error> {
    store::find_settings(tx, term).await?.ok_or_else(|| {
        Error::Refused(format!(
            "教育局还没有下达{}的课后服务申报通知，暂不能申报。通知下达后会提醒学校。",
            term.label()
        ))
    })
}

/// Moves a programme on without more: record, withdraw, open.
pub async fn advance(
    visit: &Visit,
    id: ProgrammeId,
    version: i64,
    which: Step,
) -> Result<(), Error> {
    let scope = visit.actor.scope();
    platform::act!(visit, "aftercare.programme.advance", |act| {
        let it = read_at(act.tx(), id, scope, version).await?;
        let state = rules::next(it.state, which)?;
        act.note("step", which.key());
        move_on(act, &it, state, None, None).await?;
        step(act, &it, which, "").await?;
        tell_school(act, &it, state).await
    })
}

/// Sends a programme back to its school.
pub async fn send_back(
    visit: &Visit,
    id: ProgrammeId,
    version: i64,
    reason: &str,
) -> Result<(), Error> {
    let scope = visit.actor.scope();
    rules::may_return(reason)?;
    platform::act!(visit, "aftercare.programme.return", |act| {
        let it = read_at(act.tx(), id, scope, version).await?;
        let state = rules::next(it.state, Step::Return)?;
        move_on(act, &it, state, None, Some(reason)).await?;
        step(act, &it, Step::Return, reason).await?;
        tell_school(act, &it, state).await
    })
}

async fn read_at(
    tx: &mut Tx,
    id: ProgrammeId,
    scope: PlaceId,
    version: i64,
) -> Result<Programme, Error> {
    let it = load(tx, id, scope).await?;
    if it.version == version { Ok(it) } else { Err(Error::Stale) }
}

async fn move_on(
    act: &mut Act<'_>,
    it: &Programme,
    state: State,
    filed: Option<(jiff::civil::DateTime, Date)>,
    returned_for: Option<&str>,
) -> Result<(), Error> {
    act.about(it.id);
    act.note("from", it.state.key());
    act.note("to", state.key());
    let moved = store::set_state(act.tx(), it, state, filed, returned_for).await?;
    let today = act.origin().civil_now.date();
    platform::measures::moved(act, it.school.place(), today, "课后服务方案有进展").await?;
    if moved { Ok(()) } else { Err(Error::Stale) }
}

async fn step(act: &mut Act<'_>, it: &Programme, step: Step, reason: &str) -> Result<(), Error> {
    let origin = act.origin();
    let id: StepId = origin.ids.make(origin.now);
    let (at, by) = (origin.civil_now, origin.account);
    Ok(store::add_step(act.tx(), id, it.id, step, at, by, reason).await?)
}

/// Tells those who keep the programme at its school where it stands now.
async fn tell_school(act: &mut Act<'_>, it: &Programme, state: State) -> Result<(), Error> {
    let today = act.origin().civil_now.date();
    let keepers = people::keepers_of(act.tx(), &[it.school], today).await?;
    for (_, account) in keepers {
        let title = format!("{}课后服务方案：{}", it.term.label(), state.label());
        act.tell(account, title, format!("/aftercare/programmes/{}", it.id));
    }
    Ok(())
}
