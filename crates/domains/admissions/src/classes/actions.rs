//! From a draft to what is sealed: one act each.

use classing::{Asked, Transcript, Wish};
use db::Tx;
use directory::{
    model::School,
    schools,
    scope::{Reach, Scope},
};
use platform::Act;
use vocab::{Grade, SchoolYear};
use web::{Problem, Visit};

use super::{
    list::Read,
    model::{ClassingId, Division, Entrant, Paper, Request, Stage, Term, Way},
    paired::Unpaired,
    rules::{self, Refusal},
    store,
};
use crate::admission::{self, store::Arrived};

/// How long words of a form may be.
pub(super) const WORDS_MAX: usize = 200;

/// Why nothing was done or shown.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no.
    #[error("{0}")]
    Refused(String),
    /// There is no such thing, or not for whoever asks.
    #[error("not there")]
    Missing,
    /// Evidence that is kept here does not prove itself: never by a form.
    #[error("evidence of a division: {0}")]
    Evidence(String),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl From<Refusal> for Error {
    fn from(it: Refusal) -> Self {
        Self::Refused(it.to_string())
    }
}

impl From<Unpaired> for Error {
    fn from(it: Unpaired) -> Self {
        Self::Refused(it.to_string())
    }
}

impl From<directory::Error> for Error {
    fn from(it: directory::Error) -> Self {
        match it {
            directory::Error::Db(it) => Self::Db(it),
            directory::Error::Missing => Self::Missing,
            other => Self::Refused(other.to_string()),
        }
    }
}

impl db::Retry for Error {
    fn database(&self) -> Option<&db::Error> {
        if let Self::Db(error) = self { Some(error) } else { None }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(words) => Self::refused(words),
            Error::Missing => Self::not_found(),
            Error::Evidence(_) => Self::internal(&error),
            Error::Db(error) => error.into(),
        }
    }
}

/// The school whose desk it is.
pub(super) async fn own_school(tx: &mut Tx, visit: &Visit) -> Result<School, Error> {
    let scope = Scope::of(tx, visit.actor.scope()).await?.ok_or(Error::Missing)?;
    if scope.reach != Reach::School {
        return Err(Error::Missing);
    }
    Ok(schools::load(tx, scope, scope.place.retyped()).await?)
}

/// The division `id`, if it is one of this person's place.
pub(super) async fn seen(tx: &mut Tx, visit: &Visit, id: ClassingId) -> Result<Division, Error> {
    store::find(tx, id, visit.actor.scope()).await?.ok_or(Error::Missing)
}

/// The school year whose entry classes are made now: the one that the county's classes are in.
pub(super) async fn year(tx: &mut Tx, visit: &Visit) -> Result<SchoolYear, Error> {
    let of_day = || SchoolYear::of(visit.today()).map_err(|_| Error::Missing);
    schools::current_year(tx).await?.map_or_else(of_day, Ok)
}

/// What is typed to begin.
#[derive(Debug, Clone, Copy)]
pub(super) struct Drafting {
    pub(super) id: ClassingId,
    pub(super) grade: Grade,
    pub(super) way: Way,
    pub(super) classes: i64,
    pub(super) by_levels: bool,
    pub(super) is_rehearsal: bool,
    /// The roll, even where children were admitted and reported here.
    pub(super) from_roll: bool,
}

/// Who enters a grade of a school: who was admitted and reported there.
pub(super) async fn arrived(
    tx: &mut Tx,
    school: &School,
    (year, grade): (SchoolYear, Grade),
) -> Result<Vec<Entrant>, Error> {
    let Some(entry) = rules::entry(grade) else { return Ok(Vec::new()) };
    let all = admission::store::arrived(tx, (school.id, entry), year).await?;
    Ok(all.into_iter().map(entrant).collect())
}

fn entrant(it: Arrived) -> Entrant {
    Entrant {
        code: String::new(),
        student: it.student,
        registration: Some(it.registration),
        name: it.name,
        sex: it.sex,
        origin: String::new(),
        is_special: false,
        levels: String::new(),
        made: None,
        now: None,
    }
}

/// Who is divided, with the numbers of the list.
async fn named(
    tx: &mut Tx,
    school: &School,
    (year, it): (SchoolYear, Drafting),
) -> Result<Vec<Entrant>, Error> {
    if !it.from_roll {
        let all = arrived(tx, school, (year, it.grade)).await?;
        if !all.is_empty() {
            return Ok(coded(all));
        }
    }
    Ok(coded(store::on_roll(tx, school.id, it.grade).await?))
}

/// Begins a division with whoever was admitted and reported, else with whoever is on the roll. Sent
/// twice, it is begun once.
pub(super) async fn draft(visit: &Visit, it: Drafting) -> Result<(), Error> {
    let today = visit.today();
    platform::act!(visit, "classing.draft", |act| {
        act.about(it.id);
        let tx = act.tx();
        let school = own_school(tx, visit).await?;
        if store::find(tx, it.id, school.id.place()).await?.is_some() {
            return Ok(());
        }
        let year = year(tx, visit).await?;
        if !rules::entry_grades(school.form).any(|grade| grade == it.grade) {
            return Err(Refusal::NoGrade.into());
        }
        let live = store::find_live(tx, school.id, (year, it.grade)).await?;
        if let Some(live) = live.filter(|_| !it.is_rehearsal) {
            return Err(Refusal::Already(live.number).into());
        }
        let entrants = named(tx, &school, (year, it)).await?;
        let new = drafted(&school, year, it, (&entrants, today));
        let term = store::find_term(tx, year).await?;
        rules::kind(&new, term.as_ref())?;
        store::add(tx, std::slice::from_ref(&new)).await?;
        store::set_entrants(tx, entrants.iter().map(|one| (it.id, one))).await?;
        act.note("pupils", entrants.len());
        Ok::<_, Error>(())
    })
}

/// Those who enter, with the numbers of the list.
pub(super) fn coded(mut all: Vec<Entrant>) -> Vec<Entrant> {
    for (at, it) in all.iter_mut().enumerate() {
        it.code = rules::code(at);
    }
    all
}

fn drafted(
    school: &School,
    year: SchoolYear,
    it: Drafting,
    (entrants, today): (&[Entrant], jiff::civil::Date),
) -> Division {
    let digest = platform::act::digest(&["classing", &it.id.to_string()]);
    let pupils = i64::try_from(entrants.len()).unwrap_or(0);
    let classes = if it.classes > 0 { it.classes } else { rules::fewest(pupils, it.grade).max(1) };
    Division {
        id: it.id,
        number: rules::number(year.start(), it.grade, &digest),
        school: school.id,
        school_name: school.name.clone(),
        year,
        grade: it.grade,
        is_rehearsal: it.is_rehearsal,
        stage: Stage::Draft,
        way: it.way,
        classes,
        pupils,
        by_levels: it.by_levels,
        posted: None,
        digest: None,
        drafted_on: today,
        sealed_on: None,
        made_on: None,
        published_on: None,
        void: None,
        version: 1,
    }
}

/// Writes a division that was changed, or says that somebody was first.
pub(super) async fn keep(act: &mut Act<'_>, it: &Division) -> Result<(), Error> {
    act.about(it.id);
    if store::set(act.tx(), it).await? { Ok(()) } else { Err(Refusal::Changed.into()) }
}

/// What a division is made from.
pub(super) struct Whole {
    pub(super) entrants: Vec<Entrant>,
    pub(super) requests: Vec<Request>,
    pub(super) term: Option<Term>,
}

pub(super) async fn whole(tx: &mut Tx, it: &Division) -> Result<Whole, Error> {
    Ok(Whole {
        entrants: store::entrants(tx, it.id).await?,
        requests: store::requests(tx, it.id).await?,
        term: store::find_term(tx, it.year).await?,
    })
}

/// Takes a list that was sent in as the list of a draft: children are known again by their numbers.
pub(super) async fn take(
    visit: &Visit,
    (id, version): (ClassingId, i64),
    read: &Read,
) -> Result<usize, Error> {
    platform::act!(visit, "classing.list", |act| {
        let mut it = seen(act.tx(), visit, id).await?;
        rules::may(&it, &[Stage::Draft], version, "再改名单")?;
        let known = store::entrants(act.tx(), id).await?;
        let entrants: Vec<Entrant> = read.lines.iter().map(|line| listed(&known, line)).collect();
        let requests: Vec<Request> = read
            .requests
            .iter()
            .zip(1..)
            .map(|(it, position)| Request {
                position,
                asked: Asked {
                    wish: it.wish,
                    pupils: it.pupils.clone(),
                    reason: it.reason.clone(),
                },
            })
            .collect();
        it.pupils = i64::try_from(entrants.len()).unwrap_or(0);
        store::clear_entrants(act.tx(), id).await?;
        store::clear_requests(act.tx(), id).await?;
        store::set_entrants(act.tx(), entrants.iter().map(|one| (id, one))).await?;
        store::add_requests(act.tx(), id, &requests).await?;
        keep(act, &it).await?;
        act.note("pupils", entrants.len());
        act.note("requests", requests.len());
        Ok(entrants.len())
    })
}

fn listed(known: &[Entrant], line: &super::list::Line) -> Entrant {
    let pupil = &line.pupil;
    let there = known.binary_search_by(|it| it.code.as_str().cmp(&pupil.id)).ok();
    // A number that now stands beside another name is another child's.
    let same = there
        .map(|at| &known[at])
        .filter(|it| vocab::normalise_name(&it.name) == vocab::normalise_name(&pupil.name));
    let letter = |it: &classing::Level| ["A", "B", "C", "D"][*it as usize];
    Entrant {
        code: pupil.id.clone(),
        student: same.and_then(|it| it.student),
        registration: same.and_then(|it| it.registration),
        name: pupil.name.clone(),
        sex: pupil.sex,
        origin: pupil.origin.clone(),
        is_special: pupil.special,
        levels: line.levels.iter().map(letter).collect(),
        made: None,
        now: None,
    }
}

/// Adds what is asked for some children.
pub(super) async fn ask(
    visit: &Visit,
    (id, version): (ClassingId, i64),
    wish: Wish,
    (codes, reason): (&str, &str),
) -> Result<(), Error> {
    let (pupils, reason) = rules::asked(codes, reason)?;
    platform::act!(visit, "classing.ask", |act| {
        let it = seen(act.tx(), visit, id).await?;
        rules::may(&it, &[Stage::Draft], version, "再登记申请")?;
        let entrants = store::entrants(act.tx(), id).await?;
        let unknown = pupils.iter().find(|code| entrants.iter().all(|it| it.code != **code));
        if let Some(code) = unknown {
            let words = format!("名单中没有报名号 {code}，请核对号码");
            return Err(Refusal::Wrong(words).into());
        }
        let named =
            entrants.iter().any(|it| it.name.chars().count() > 1 && reason.contains(&it.name));
        if named {
            let words = "事由里有学生姓名。事由会随公示张贴，请改写".to_owned();
            return Err(Refusal::Wrong(words).into());
        }
        let position = store::requests(act.tx(), id).await?.last().map_or(1, |it| it.position + 1);
        let asked = Asked { wish, pupils: pupils.clone(), reason: reason.clone() };
        store::add_requests(act.tx(), id, &[Request { position, asked }]).await?;
        keep(act, &it).await
    })
}

/// Takes a request down.
pub(super) async fn unask(
    visit: &Visit,
    (id, version): (ClassingId, i64),
    position: i64,
) -> Result<(), Error> {
    platform::act!(visit, "classing.unask", |act| {
        let it = seen(act.tx(), visit, id).await?;
        rules::may(&it, &[Stage::Draft], version, "再撤申请")?;
        if !store::end_request(act.tx(), id, position).await? {
            return Err(Error::Missing);
        }
        keep(act, &it).await
    })
}

/// Settles list and plan: from here nobody changes them.
pub(super) async fn seal(visit: &Visit, (id, version): (ClassingId, i64)) -> Result<(), Error> {
    let today = visit.today();
    platform::act!(visit, "classing.seal", |act| {
        let mut it = seen(act.tx(), visit, id).await?;
        rules::may(&it, &[Stage::Draft], version, "封存")?;
        let all = whole(act.tx(), &it).await?;
        if all.entrants.is_empty() {
            return Err(Refusal::Nobody.into());
        }
        let input = rules::input(&it, all.term.as_ref(), &all.entrants, &all.requests)?;
        let sealed = input.sealed();
        it.posted = Some(sealed.digest());
        it.stage = Stage::Sealed;
        it.sealed_on = Some(today);
        let file = (id, Paper::Sealed, sealed.to_json());
        store::set_files(act.tx(), std::iter::once(file)).await?;
        act.note("digest", it.posted.as_deref().unwrap_or_default());
        keep(act, &it).await
    })
}

/// The evidence of a kind, which must be there.
pub(super) async fn file(tx: &mut Tx, id: ClassingId, paper: Paper) -> Result<String, Error> {
    store::find_file(tx, id, paper).await?.ok_or(Error::Missing)
}

/// The transcript of a division that is made.
pub(super) async fn transcript(tx: &mut Tx, id: ClassingId) -> Result<Transcript, Error> {
    let text = file(tx, id, Paper::Transcript).await?;
    Transcript::read(&text).map_err(|it| Error::Evidence(it.to_string()))
}

/// Words that must be there and not be too many.
pub(super) fn words(text: &str) -> Result<String, Refusal> {
    let text = vocab::normalise(text);
    if text.is_empty() || text.chars().count() > WORDS_MAX {
        return Err(Refusal::Wrong(format!("请写明理由，{WORDS_MAX} 个字以内")));
    }
    Ok(text)
}
