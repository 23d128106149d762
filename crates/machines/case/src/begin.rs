//! Beginning a case: from a form that somebody filled in, or as an effect of what was done elsewhere.

use catalog::{Loaded, Set};
use directory::{scope::Scope, students};
use form::{Answers, Received};
use jiff::{
    ToSpan as _,
    civil::{Date, DateTime},
};
use platform::{Act, access, effects::Effects};
use std::sync::Arc;
use vocab::{ClassId, PlaceId, Role, SchoolYear, StudentId};
use web::Visit;

use crate::{
    actions::{self, Error, HOLIDAYS, minute},
    definition::{Case, Outcome, Period, breadth},
    model::{CaseId, NEVER, Record},
    moving::{self, Moving},
    rules::{self, Doer, Ground, Refusal, State},
    standing::{self, Standing},
    store, subject,
};

/// The longest title.
const TITLE_MAX: usize = 60;

/// A case that is to be begun.
pub(crate) struct Opening<'a> {
    /// Its id, made with the form.
    pub(crate) id: CaseId,
    /// What it is about.
    pub(crate) place: PlaceId,
    /// Whom it is about.
    pub(crate) student: Option<StudentId>,
    /// What was typed and sent.
    pub(crate) received: &'a Received,
    /// The granted case that it is begun out of.
    pub(crate) from: Option<CaseId>,
}

/// Begins a case of a kind. Sent twice, it is begun once.
pub(crate) async fn open(
    visit: &Visit,
    kind: &Arc<Loaded<Case>>,
    it: &Opening<'_>,
) -> Result<(), Error> {
    let case = &kind.what;
    if !case.opens.contains(&visit.actor.role()) {
        return Err(Error::Missing);
    }
    let (now, none) = (minute(visit.civil_now()), Answers::default());
    let answers = form::take(&case.fields, &case.asks, it.received, (&none, now.date()));
    let answers = answers.map_err(Error::Wrong)?;
    let effects = actions::effects(visit);
    platform::act!(visit, "case.open", |act| {
        if let Some(there) = store::find(act.tx(), it.id).await? {
            let same = there.made_by == Some(visit.actor.account) && there.entry == kind.name;
            return if same { Ok(()) } else { Err(Error::Missing) };
        }
        let doer = standing::doer(act.tx(), visit).await?;
        may_be_about(act, visit, case, it).await?;
        let mut answers = answers.clone();
        let cause = out_of(act, case, it.from, &mut answers).await?;
        let about = (it.place, it.student);
        let (by, from_outside) = (Some(doer), false);
        let new = New { id: it.id, kind: kind.clone(), about, by, answers, cause, from_outside };
        let begun = begin(act, new, &effects, now).await?;
        form::settle(act, it.id, it.received).await?;
        moving::note(act, &begun);
        Ok(())
    })
}

/// What a case that is begun out of a granted one takes over from it.
async fn out_of(
    act: &mut Act<'_>,
    case: &Case,
    from: Option<CaseId>,
    answers: &mut Answers,
) -> Result<Option<(String, String)>, Error> {
    let Some(origin) = &case.from else { return Ok(None) };
    let found = match from {
        Some(id) => store::find(act.tx(), id).await?,
        None => None,
    };
    let granted = |it: &Record| it.entry == origin.kind && it.outcome == Some(Outcome::Done);
    let found = found.filter(granted).ok_or(Refusal::NotGranted)?;
    let title = form::Value::Text(found.title.clone());
    answers.0.insert(case.fields[origin.into].key.clone(), title);
    let link = format!("/cases/{}/{}", found.entry, found.id);
    Ok(Some((format!("{} {}", found.title, found.number), link)))
}

/// A case that begins, whoever may begin it.
pub(crate) struct New {
    pub(crate) id: CaseId,
    pub(crate) kind: Arc<Loaded<Case>>,
    pub(crate) about: (PlaceId, Option<StudentId>),
    pub(crate) by: Option<Doer>,
    pub(crate) answers: Answers,
    /// What brought it about, and where that is looked at.
    pub(crate) cause: Option<(String, String)>,
    /// Whether it was sent in by somebody without an account.
    pub(crate) from_outside: bool,
}

impl New {
    /// The step that it begins at.
    fn first(&self) -> usize {
        let case = &self.kind.what;
        case.public.as_ref().filter(|_| self.from_outside).map_or(case.first, |it| it.first)
    }
}

/// Begins a case within an act, with what follows from it.
pub(crate) async fn begin(
    act: &mut Act<'_>,
    new: New,
    effects: &Effects,
    now: DateTime,
) -> Result<Moving, Error> {
    within_quotas(act, &new, now).await?;
    let begun = set_out(act, new, now).await?;
    let all = [begun];
    moving::write(act, &all, effects).await?;
    let [begun] = all;
    moving::tell(act, std::slice::from_ref(&begun), (by_of(&begun), now)).await?;
    Ok(begun)
}

fn by_of(it: &Moving) -> Option<vocab::AccountId> {
    it.standing.record.made_by
}

/// A case as it stands once it began, with the steps that it took by itself; nothing is written
/// down yet but the text that it began under.
pub(crate) async fn set_out(act: &mut Act<'_>, new: New, now: DateTime) -> Result<Moving, Error> {
    let at = act.origin().now;
    Set::keep(act.tx(), &new.kind, at).await?;
    let place = new.about.0;
    let path = standing::paths(act.tx(), &[place]).await?.remove(&place).unwrap_or_default();
    Ok(stand_up(new, path, now)?)
}

/// The same, where the places around it are known.
pub(crate) fn stand_up(
    new: New,
    path: Vec<(access::PlaceKind, PlaceId)>,
    now: DateTime,
) -> Result<Moving, Refusal> {
    let (kind, first) = (new.kind.clone(), new.first());
    let opener = new.by.map(|it| it.account);
    let ground = Ground { path, opener, ..Ground::default() };
    // Deadlines that end on a day that was answered need the answers first.
    let state = State { version: 1, ..rules::begin(&kind.what, first, &ground, now, &HOLIDAYS)? };
    let (by, record) = (new.by, new_record(&new, now));
    let mut it = Standing { record, kind, state, ground, answers: new.answers };
    it.refresh(now);
    it.state = rules::begin(&it.kind.what, first, &it.ground, now, &HOLIDAYS)?;
    it.record.due_at = it.state.due().unwrap_or(NEVER);
    it.refresh(now);
    let mut begun = Moving::begun(it, by);
    begun.go_on_by_itself((now, &HOLIDAYS))?;
    Ok(begun)
}

/// There may be so many of some kinds about one place and no more.
async fn within_quotas(act: &mut Act<'_>, new: &New, now: DateTime) -> Result<(), Error> {
    let case = &new.kind.what;
    for quota in &case.quotas {
        let only = quota.only.as_ref().map(|(at, is)| (case.fields[*at].key.as_str(), is.as_str()));
        if only.is_some_and(|(field, is)| new.answers.text(field) != Some(is)) {
            continue;
        }
        let time = span_of(quota.per, now.date());
        let place = (new.kind.name.as_str(), new.about.0);
        let count = store::count_begun(act.tx(), place, time, only.unwrap_or_default()).await?;
        if count >= quota.max {
            let words = format!("{}（已有 {count} 件；依据：{}）", quota.words, quota.source);
            return Err(Refusal::Quota(words).into());
        }
    }
    Ok(())
}

/// The time in which something of `day` is counted: from its first moment to the one after it.
fn span_of(per: Period, day: Date) -> (DateTime, DateTime) {
    let (from, until) = match per {
        Period::Month => (day.first_of_month(), day.first_of_month().saturating_add(1.month())),
        Period::SchoolYear | Period::Term => {
            let first = SchoolYear::of(day).map_or(day, SchoolYear::first_day);
            // The second half begins in February, whatever day lessons begin on.
            let second = jiff::civil::date(first.year() + 1, 2, 1);
            match per {
                Period::Term if day < second => (first, second),
                Period::Term => (second, first.saturating_add(1.year())),
                _ => (first, first.saturating_add(1.year())),
            }
        }
    };
    (from.at(0, 0, 0, 0), until.at(0, 0, 0, 0))
}

/// The place must be of the kind that cases are about, and lie within the scope of whoever begins
/// it, or around it: a class teacher's case is about the class's school.
async fn may_be_about(
    act: &mut Act<'_>,
    visit: &Visit,
    case: &Case,
    it: &Opening<'_>,
) -> Result<(), Error> {
    let (scope, place, today) = (visit.actor.scope(), it.place, visit.today());
    if case.of_student {
        let student = it.student.ok_or(Error::Missing)?;
        let class = class_of(act, visit, student, today).await?;
        return if class.map(ClassId::place) == Some(place) { Ok(()) } else { Err(Error::Missing) };
    }
    let found = access::find_place(act.tx(), place).await?.ok_or(Error::Missing)?;
    let near = access::is_within(act.tx(), place, scope).await?
        || access::is_within(act.tx(), scope, place).await?
        || breadth(visit.actor.role()) == access::PlaceKind::County;
    let fits = found.kind == case.subject && subject::fits(act.tx(), case, place).await?;
    if near && fits { Ok(()) } else { Err(Error::Missing) }
}

/// The class of a pupil whom the visitor may begin a case about: their own child, or one of their
/// class.
async fn class_of(
    act: &mut Act<'_>,
    visit: &Visit,
    student: StudentId,
    today: Date,
) -> Result<Option<ClassId>, Error> {
    if visit.actor.role() == Role::ClassTeacher {
        let scope = Scope::of(act.tx(), visit.actor.scope()).await?.ok_or(Error::Missing)?;
        return Ok(students::load(act.tx(), scope, student).await?.line.class);
    }
    let child = students::load_child(act.tx(), visit.actor.account, student, today).await?;
    Ok(child.line.class)
}

/// What a case is called by its answers, once they name it.
pub(crate) fn title_of(case: &Case, answers: &Answers) -> Option<String> {
    let title = &case.fields[case.title];
    let words = title.words(answers.get(&title.key)?);
    Some(words.chars().take(TITLE_MAX).collect())
}

/// A case as it begins.
fn new_record(new: &New, now: DateTime) -> Record {
    let case = &new.kind.what;
    let called = || case.public.as_ref().map(|it| it.title.clone()).unwrap_or_default();
    Record {
        id: new.id,
        number: ::catalog::number(&case.letters, new.id, now),
        entry: new.kind.name.clone(),
        definition: new.kind.digest.clone(),
        place: new.about.0,
        place_name: String::new(),
        title: title_of(case, &new.answers).unwrap_or_else(called),
        step: case.steps[new.first()].key.clone(),
        outcome: None,
        made_by: new.by.map(|it| it.account),
        made_as: new.by.map(|it| it.role),
        opened_at: now,
        closed_at: None,
        due_at: NEVER,
        paused_at: None,
        resume_at: None,
        look: None,
        cause: new.cause.clone(),
        version: 1,
        student: new.about.1,
        student_name: None,
    }
}
