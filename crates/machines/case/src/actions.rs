//! Beginning a case, and everything that is done to one: one act each.

use std::sync::LazyLock;

use catalog::{Loaded, Set};
use directory::{scope::Scope, students};
use form::{Answers, Posted, Wrong};
use jiff::civil::{Date, DateTime};
use platform::{Act, access};
use vocab::{ClassId, Holidays, PlaceId, Role, StudentId};
use web::{Problem, Visit};

use crate::{
    definition::{Case, breadth},
    model::{CaseId, NEVER, Record},
    rules::{self, Doer, Ground, Refusal, State, Wish},
    standing::{self, Standing},
    store::{self, NewEvent},
};

static HOLIDAYS: LazyLock<Holidays> = LazyLock::new(Holidays::published);

/// Why a case was not begun or nothing was done to it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Some answers are missing or do not fit.
    #[error("{} answers do not fit", .0.len())]
    Wrong(Vec<Wrong>),
    /// There is no such case or kind, or it is not for this person.
    #[error("no such case")]
    Missing,
    /// What a case was begun under cannot be read.
    #[error(transparent)]
    Catalog(#[from] catalog::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl From<directory::Error> for Error {
    fn from(error: directory::Error) -> Self {
        match error {
            directory::Error::Db(error) => Self::Db(error),
            // Whatever else keeps a pupil from somebody: for them there is none.
            _ => Self::Missing,
        }
    }
}

impl db::Retry for Error {
    fn database(&self) -> Option<&db::Error> {
        match self {
            Self::Db(error) | Self::Catalog(catalog::Error::Db(error)) => Some(error),
            _ => None,
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => Self::refused(refusal.to_string()),
            Error::Wrong(wrongs) => {
                let field = |it: Wrong| web::Field { name: it.field, advice: it.advice };
                Self::unfit("有几项没有填对，请修改后再提交。")
                    .with_fields(wrongs.into_iter().map(field).collect())
            }
            Error::Missing => Self::not_found(),
            Error::Catalog(catalog::Error::Db(error)) | Error::Db(error) => error.into(),
            Error::Catalog(_) => Self::internal(&error),
        }
    }
}

/// A case that is to be begun.
pub(crate) struct Opening<'a> {
    /// Its id, made with the form.
    pub(crate) id: CaseId,
    /// What it is about.
    pub(crate) place: PlaceId,
    /// Whom it is about.
    pub(crate) student: Option<StudentId>,
    /// What was typed.
    pub(crate) posted: &'a Posted,
}

/// Begins a case of a kind. Sent twice, it is begun once.
pub(crate) async fn open(
    visit: &Visit,
    kind: &Loaded<Case>,
    it: &Opening<'_>,
) -> Result<(), Error> {
    let case = &kind.what;
    if !case.opens.contains(&visit.actor.role()) {
        return Err(Error::Missing);
    }
    let (now, none) = (minute(visit.civil_now()), Answers::default());
    let answers = form::read(&case.fields, &case.asks, it.posted, (&none, now.date()));
    let answers = answers.map_err(Error::Wrong)?;
    let state = rules::begin(case, now, &HOLIDAYS).map_err(Refusal::from)?;
    let done: Result<(), Error> = platform::act!(visit, "case.open", |act| {
        if let Some(there) = store::find(act.tx(), it.id).await? {
            let same = there.made_by == Some(visit.actor.account) && there.entry == kind.name;
            return if same { Ok(()) } else { Err(Error::Missing) };
        }
        let doer = standing::doer(act.tx(), visit).await?;
        may_be_about(act, visit, case, it).await?;
        let at = act.origin().now;
        Set::keep(act.tx(), kind, at).await?;
        let about = (it.place, it.student);
        let record = new_record(kind, (it.id, about), doer, (&answers, &state, now));
        store::add(act.tx(), &record).await?;
        let ground = Ground {
            path: standing::path(act.tx(), it.place).await?,
            opener: Some(visit.actor.account),
            shut: Vec::new(),
        };
        let event = Event { action: "open", from: None, reason: None, doer, answers: &answers };
        let it = Written { id: it.id, number: &record.number, kind, ground: &ground, now };
        write(act, &it, (&state, &answers), &event).await?;
        tell(act, &it, &state, doer).await
    });
    done
}

/// Deadlines are told to the minute; what was done within it was done at its beginning.
fn minute(now: DateTime) -> DateTime {
    now.date().at(now.hour(), now.minute(), 0, 0)
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
    if near && found.kind == case.subject { Ok(()) } else { Err(Error::Missing) }
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

/// A case as it begins.
pub(crate) fn new_record(
    kind: &Loaded<Case>,
    (id, (place, student)): (CaseId, (PlaceId, Option<StudentId>)),
    doer: Doer,
    (answers, state, now): (&Answers, &State, DateTime),
) -> Record {
    let case = &kind.what;
    let title = &case.fields[case.title];
    let words = answers.get(&title.key).map(|it| title.words(it)).unwrap_or_default();
    Record {
        id,
        number: number(case, id, now),
        entry: kind.name.clone(),
        definition: kind.digest.clone(),
        place,
        place_name: String::new(),
        title: words.chars().take(60).collect(),
        step: case.steps[state.step].key.clone(),
        outcome: None,
        made_by: Some(doer.account),
        made_as: doer.role,
        opened_at: now,
        closed_at: None,
        due_at: state.due().unwrap_or(NEVER),
        paused_at: None,
        version: state.version,
        student,
        student_name: None,
    }
}

/// The number by which anyone can follow a case: letters of its kind, the day, and five digits that
/// follow from its id and cannot be guessed from another's.
fn number(case: &Case, id: CaseId, now: DateTime) -> String {
    // Crockford's, without the letters that are taken for digits.
    const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let digest = platform::act::digest(&["case number", &id.to_string()]);
    let tail = digest.as_bytes().chunks(2).take(5).map(|pair| {
        let sum: usize = pair.iter().fold(0, |sum, it| sum * 31 + usize::from(*it));
        char::from(DIGITS[sum % DIGITS.len()])
    });
    format!("{}{}-{}", case.letters, now.strftime("%y%m%d"), tail.collect::<String>())
}

/// Something that somebody wants done to a case.
pub(crate) struct Doing<'a> {
    /// The case.
    pub(crate) id: CaseId,
    /// The action's word.
    pub(crate) action: &'a str,
    /// The version that they saw.
    pub(crate) version: i64,
    /// Why.
    pub(crate) reason: &'a str,
    /// What was typed.
    pub(crate) posted: &'a Posted,
}

/// Does something to a case.
pub(crate) async fn act(visit: &Visit, it: &Doing<'_>) -> Result<(), Error> {
    let now = minute(visit.civil_now());
    let reason: String = it.reason.trim().chars().take(REASON_MAX).collect();
    let done: Result<(), Error> = platform::act!(visit, "case.act", |act| {
        let doer = standing::doer(act.tx(), visit).await?;
        let found = standing::find(act.tx(), it.id, now).await?.ok_or(Error::Missing)?;
        let reader = standing::reader(doer, visit, Some(&found.kind.what));
        if !store::is_seen(act.tx(), it.id, reader).await? {
            return Err(Error::Missing);
        }
        let Standing { record, kind, state, ground, mut answers } = found;
        let case = &kind.what;
        if it.version != state.version {
            return Err(Refusal::Overtaken.into());
        }
        let step = &case.steps[state.step];
        let action = step.actions.iter().position(|action| action.key == it.action);
        let action = action.ok_or(Refusal::NotYours)?;
        let wish = Wish { action, version: it.version, reason: &reason };
        let next = rules::take(case, &state, (&ground, doer), wish, (now, &HOLIDAYS))?;
        let asks = &step.actions[action].asks;
        let fresh = form::read(&case.fields, asks, it.posted, (&answers, now.date()));
        let fresh = fresh.map_err(Error::Wrong)?;
        for field in asks {
            answers.0.remove(&case.fields[*field].key);
        }
        answers.extend(&fresh);
        set_standing(act, it.id, case, (&next, now)).await?;
        let reason = (!reason.is_empty()).then_some(reason.as_str());
        let from = Some(step.key.as_str());
        let event = Event { action: it.action, from, reason, doer, answers: &fresh };
        let it = Written { id: it.id, number: &record.number, kind: &kind, ground: &ground, now };
        write(act, &it, (&next, &answers), &event).await?;
        tell(act, &it, &next, doer).await
    });
    done
}

/// The longest reason.
pub(crate) const REASON_MAX: usize = 300;

/// Sets how a case stands, unless somebody was first.
pub(crate) async fn set_standing(
    act: &mut Act<'_>,
    id: CaseId,
    case: &Case,
    (state, now): (&State, DateTime),
) -> Result<(), Error> {
    let step = &case.steps[state.step];
    let standing = store::Standing {
        step: &step.key,
        outcome: step.end,
        closed_at: step.end.map(|_| now),
        due_at: state.due().unwrap_or(NEVER),
        paused_at: state.paused,
        version: state.version,
    };
    let set = store::set_standing(act.tx(), id, &standing).await?;
    if set { Ok(()) } else { Err(Refusal::Overtaken.into()) }
}

/// What is written of.
pub(crate) struct Written<'a> {
    pub(crate) id: CaseId,
    pub(crate) number: &'a str,
    pub(crate) kind: &'a Loaded<Case>,
    pub(crate) ground: &'a Ground,
    pub(crate) now: DateTime,
}

/// What happened.
pub(crate) struct Event<'a> {
    pub(crate) action: &'a str,
    pub(crate) from: Option<&'a str>,
    pub(crate) reason: Option<&'a str>,
    pub(crate) doer: Doer,
    pub(crate) answers: &'a Answers,
}

/// Writes down what follows: event, deadlines, desks, answers.
pub(crate) async fn write(
    act: &mut Act<'_>,
    it: &Written<'_>,
    (state, answers): (&State, &Answers),
    event: &Event<'_>,
) -> Result<(), Error> {
    let case = &it.kind.what;
    let (step, at) = (&case.steps[state.step], act.origin().now);
    let place = event.doer.place.or_else(|| it.ground.path.last().map(|it| it.1));
    let new = NewEvent {
        number: state.version,
        at,
        civil_at: it.now,
        action: event.action,
        from: event.from,
        to: &step.key,
        by: place.map(|place| (event.doer.account, event.doer.role, place)),
        reason: event.reason,
        document: &event.answers.to_document(),
    };
    store::add_event(act.tx(), it.id, &new).await?;
    let clocks: Vec<_> =
        state.clocks.iter().map(|it| (case.clocks[it.clock].key.as_str(), it)).collect();
    store::set_clocks(act.tx(), (it.id, &it.kind.name), &clocks).await?;
    let desks = rules::desks(case, state, it.ground);
    store::set_desks(act.tx(), it.id, (&desks, state.due().unwrap_or(NEVER))).await?;
    form::save(act.tx(), it.id, &it.kind.name, (&case.fields, answers)).await?;
    act.about(it.id);
    act.note("kind", &it.kind.name);
    act.note("action", event.action);
    act.note("step", &step.key);
    act.event("case.moved", format!(r#"{{"case":"{}","step":"{}"}}"#, it.id, step.key));
    Ok(())
}

/// Those who have it now, and whoever began it.
async fn tell(act: &mut Act<'_>, it: &Written<'_>, state: &State, doer: Doer) -> Result<(), Error> {
    let (case, link) = (&it.kind.what, format!("/cases/{}/{}", it.kind.name, it.id));
    let step = &case.steps[state.step];
    let holders = store::holders(act.tx(), it.id, it.now.date()).await?;
    for account in holders.iter().filter(|it| **it != doer.account) {
        act.tell(*account, format!("{}：{}，{}", case.label, it.number, step.label), link.clone());
    }
    let opener = it.ground.opener.filter(|it| *it != doer.account && !holders.contains(it));
    if let Some(opener) = opener {
        let words = format!("您提交的{} {}：{}", case.label, it.number, step.label);
        act.tell(opener, words, link);
    }
    Ok(())
}
