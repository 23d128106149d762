//! From a draft to what is published: one act each, and the only place that changes anything until the
//! classes are locked.

use classing::{Asked, Input, Outcome, Seed, Transcript, Wish, solve};
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
    model::{ClassingId, Division, Entrant, Paper, Request, Stage, Term, Way, Witness},
    paired::{Paired, Unpaired},
    rules::{self, Refusal},
    store,
};

/// How long words of a form may be.
const WORDS_MAX: usize = 200;

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
}

/// Begins a division with whoever is on the roll. Sent twice, it is begun once.
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
        let entrants = coded(store::on_roll(tx, school.id, it.grade).await?);
        let new = drafted(&school, year, it, (&entrants, today));
        let term = store::find_term(tx, year).await?;
        rules::kind(&new, term.as_ref())?;
        store::add(tx, std::slice::from_ref(&new)).await?;
        store::set_entrants(tx, entrants.iter().map(|one| (it.id, one))).await?;
        act.note("pupils", entrants.len());
        Ok::<_, Error>(())
    })
}

/// Those on the roll with the numbers of the list.
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
async fn keep(act: &mut Act<'_>, it: &Division) -> Result<(), Error> {
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

/// What comes of sealed papers and the numbers that were drawn: worked out before the act, since it
/// can take a second and holds nothing.
async fn outcome(visit: &Visit, id: ClassingId, numbers: &str) -> Result<Transcript, Error> {
    let read: Result<String, Error> = db::read!(visit.db(), "sealed list", |tx| {
        let it = seen(tx, visit, id).await?;
        if it.stage != Stage::Sealed {
            return Err(Refusal::Stage(it.stage, "输入种子").into());
        }
        file(tx, id, Paper::Sealed).await
    });
    let input = Input::read_sealed(&read?).map_err(|it| Error::Evidence(it.to_string()))?;
    let seed = Seed::read(input.sealed().plan.drawn, numbers);
    let seed = seed.map_err(|it| Error::Refused(it.to_string()))?;
    made(&input, &seed)
}

/// The classes of a sealed input, checked before anybody believes them.
pub(super) fn made(input: &Input, seed: &Seed) -> Result<Transcript, Error> {
    match solve(input, seed) {
        Outcome::Solved(it) => {
            let transcript = Transcript::new(input, *it);
            transcript.verify().map_err(|it| Error::Evidence(it.to_string()))?;
            Ok(transcript)
        }
        Outcome::Impossible(_) | Outcome::NotFound => {
            Err(Error::Refused("没有找到满足全部申请的编班。请作废后减少申请，重新封存".to_owned()))
        }
    }
}

/// Makes the classes from the numbers that were drawn in public. Once made, they are made.
pub(super) async fn run(
    visit: &Visit,
    (id, version): (ClassingId, i64),
    numbers: &str,
) -> Result<(), Error> {
    let transcript = outcome(visit, id, numbers).await?;
    let today = visit.today();
    platform::act!(visit, "classing.run", |act| {
        let mut it = seen(act.tx(), visit, id).await?;
        rules::may(&it, &[Stage::Sealed], version, "输入种子")?;
        if it.posted.as_deref() != Some(transcript.posted()) {
            return Err(Refusal::Changed.into());
        }
        let mut entrants = store::entrants(act.tx(), id).await?;
        seat(&mut entrants, &transcript);
        it.digest = Some(transcript.digest().to_owned());
        it.stage = Stage::Made;
        it.made_on = Some(today);
        store::set_entrants(act.tx(), entrants.iter().map(|one| (id, one))).await?;
        let file = (id, Paper::Transcript, transcript.to_json());
        store::set_files(act.tx(), std::iter::once(file)).await?;
        act.note("digest", transcript.digest());
        keep(act, &it).await
    })
}

/// Puts everybody into the class that the transcript says.
pub(super) fn seat(entrants: &mut [Entrant], transcript: &Transcript) {
    for (class, codes) in (1..).zip(&transcript.solution().classes) {
        for code in codes {
            if let Ok(at) = entrants.binary_search_by(|it| it.code.cmp(code)) {
                entrants[at].made = Some(class);
                entrants[at].now = Some(class);
            }
        }
    }
}

/// Settles who takes part in the class teachers' draw.
pub(super) async fn teachers(
    visit: &Visit,
    (id, version): (ClassingId, i64),
    names: &str,
) -> Result<(), Error> {
    let names: Vec<String> =
        names.lines().map(vocab::normalise_name).filter(|it| !it.is_empty()).collect();
    platform::act!(visit, "classing.teachers", |act| {
        let it = seen(act.tx(), visit, id).await?;
        rules::may(&it, &[Stage::Made], version, "封存班主任名单")?;
        if store::find_file(act.tx(), id, Paper::Teachers).await?.is_some() {
            return Err(Refusal::Wrong("班主任名单只封存一次".to_owned()).into());
        }
        let paired = Paired::sealed(&transcript(act.tx(), id).await?, names.clone())?;
        let file = (id, Paper::Teachers, paired.to_json());
        store::set_files(act.tx(), std::iter::once(file)).await?;
        act.note("digest", &paired.posted);
        keep(act, &it).await
    })
}

/// Draws which class each has.
pub(super) async fn pair(
    visit: &Visit,
    (id, version): (ClassingId, i64),
    numbers: &str,
) -> Result<(), Error> {
    platform::act!(visit, "classing.pair", |act| {
        let it = seen(act.tx(), visit, id).await?;
        rules::may(&it, &[Stage::Made], version, "抽班主任")?;
        let transcript = transcript(act.tx(), id).await?;
        let sealed = Paired::read(&transcript, &file(act.tx(), id, Paper::Teachers).await?)?;
        if sealed.seed.is_some() {
            return Err(Refusal::Wrong("班主任抽签只做一次".to_owned()).into());
        }
        let seed = Seed::read(sealed.drawn, numbers).map_err(Unpaired::from)?;
        let file = (id, Paper::Teachers, sealed.drawn_by(&seed)?.to_json());
        store::set_files(act.tx(), std::iter::once(file)).await?;
        keep(act, &it).await
    })
}

/// Publishes the lists with masked names, and locks them.
pub(super) async fn publish(visit: &Visit, (id, version): (ClassingId, i64)) -> Result<(), Error> {
    let today = visit.today();
    platform::act!(visit, "classing.publish", |act| {
        let mut it = seen(act.tx(), visit, id).await?;
        rules::may(&it, &[Stage::Made], version, "公示")?;
        if it.is_rehearsal {
            return Err(Refusal::Wrong("演练的结果不公示".to_owned()).into());
        }
        let transcript = transcript(act.tx(), id).await?;
        if let Some(text) = store::find_file(act.tx(), id, Paper::Teachers).await?
            && Paired::read(&transcript, &text)?.seed.is_none()
        {
            return Err(Refusal::Unpaired.into());
        }
        it.stage = Stage::Published;
        it.published_on = Some(today);
        let register = classing::Register::new(&transcript).to_json();
        store::set_files(act.tx(), std::iter::once((id, Paper::Register, register))).await?;
        keep(act, &it).await
    })
}

/// Gives a division up before it is published; the reason stays, and what was posted too.
pub(super) async fn void(
    visit: &Visit,
    (id, version): (ClassingId, i64),
    reason: &str,
) -> Result<(), Error> {
    let reason = words(reason)?;
    let today = visit.today();
    platform::act!(visit, "classing.void", |act| {
        let mut it = seen(act.tx(), visit, id).await?;
        rules::may(&it, &[Stage::Draft, Stage::Sealed, Stage::Made], version, "作废")?;
        it.stage = Stage::Void;
        it.void = Some((today, reason.clone()));
        act.note("reason", &reason);
        keep(act, &it).await
    })
}

/// Words that must be there and not be too many.
pub(super) fn words(text: &str) -> Result<String, Refusal> {
    let text = vocab::normalise(text);
    if text.is_empty() || text.chars().count() > WORDS_MAX {
        return Err(Refusal::Wrong(format!("请写明理由，{WORDS_MAX} 个字以内")));
    }
    Ok(text)
}

/// Signs that one watched: an inspector of the place, a guardian of a child on the list.
pub(super) async fn witness(visit: &Visit, id: ClassingId, words: &str) -> Result<(), Error> {
    let words = vocab::normalise(words);
    if words.chars().count() > WORDS_MAX {
        return Err(Refusal::Wrong(format!("意见最多 {WORDS_MAX} 个字")).into());
    }
    let (account, role, today) = (visit.actor.account, visit.actor.role(), visit.today());
    platform::act!(visit, "classing.witness", |act| {
        act.about(id);
        let it = if role == vocab::Role::Guardian {
            let own = store::of_children(act.tx(), account, today).await?;
            own.into_iter().map(|it| it.division).find(|it| it.id == id).ok_or(Error::Missing)?
        } else {
            seen(act.tx(), visit, id).await?
        };
        if !matches!(it.stage, Stage::Sealed | Stage::Made | Stage::Published) {
            return Err(Refusal::Stage(it.stage, "签名见证").into());
        }
        let name = visit.actor.name.clone();
        let signed = Witness { role, name, words: words.clone(), at: act.origin().now };
        store::set_witness(act.tx(), id, account, &signed).await?;
        Ok(())
    })
}

/// Says by when schools settle and publish, and what the bureau's plan allows.
pub(super) async fn set_term(visit: &Visit, it: &Term) -> Result<(), Error> {
    if it.publish_by < it.seal_by {
        return Err(Refusal::Wrong("公示时限不能早于封存时限".to_owned()).into());
    }
    if it.source.is_empty() {
        return Err(Refusal::Wrong("请写明依据：通知的文号或名称".to_owned()).into());
    }
    if it.clause.is_empty() != it.subjects.is_empty() {
        let words = "允许参考六年级等第的，条款和科目都要写；不允许的都不写".to_owned();
        return Err(Refusal::Wrong(words).into());
    }
    platform::act!(visit, "classing.term", |act| {
        act.note("year", it.year.start());
        act.note("source", &it.source);
        if store::set_term(act.tx(), it).await? { Ok(()) } else { Err(Refusal::Changed.into()) }
    })
}

/// Reminds the schools of this person's place that have not published: how many were told.
pub(super) async fn remind(visit: &Visit) -> Result<usize, Error> {
    let today = visit.today();
    platform::act!(visit, "classing.remind", |act| {
        let year = year(act.tx(), visit).await?;
        let mut late = std::collections::BTreeSet::new();
        for grade in super::pages::grades() {
            let all = store::standings(act.tx(), visit.actor.scope(), (year, grade)).await?;
            late.extend(all.iter().filter(|it| is_open(it)).map(|it| it.school));
        }
        let late: Vec<_> = late.into_iter().collect();
        let keepers = store::keepers(act.tx(), &late, today).await?;
        for (account, _) in keepers {
            act.tell(account, "请尽快办理并公示本校起始年级均衡编班", "/classing");
        }
        act.note("schools", late.len());
        Ok(late.len())
    })
}

/// Whether a school has still to publish.
pub(super) fn is_open(it: &super::model::Standing) -> bool {
    it.division.as_ref().is_none_or(|it| it.stage != Stage::Published)
}
