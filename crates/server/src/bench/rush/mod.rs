//! The opening of a sign-up: very many families ask for few courses at once, first come first
//! served. Rehearsed over HTTP by the benchmark, and by a test that kills the server meanwhile.
//!
//! | file | holds |
//! |---|---|
//! | `mod.rs` | the courses, and the families with what each asks for |
//! | `asking.rs` | their browsers: each opens the course page, and sends the form that it finds there |
//! | `check.rs` | what the tables say afterwards, held against what was answered |
//! | `lines.rs` | the figures of the benchmark |
//! | `store.rs` | the SQL |
//!
//! The families are the invented county's own, with one child each, and are logged in before. Every
//! fourth wants the school's first course, so that its queue grows long; one in fifty asks for two
//! courses at once, where a child may have one: one of the two is to be refused, clearly.

mod asking;
mod check;
pub(super) mod lines;
mod store;

use std::{collections::HashSet, path::Path};

use anyhow::ensure;
use db::Db;
use jiff::civil::{date, time};
use offering::{Meeting, Offer, OfferId, Round, SeatRule, store::offers};
use platform::{
    System,
    accounts::{self, Rehearsing},
    act::Source as _,
};
use schoolday::aftercare::courses::{
    model::{Course, State},
    store as courses,
};
use vocab::{Fen, Grade, SchoolYear, StudentId, Term};

pub use asking::{Asked, ask, open_pages};
pub use check::Outcome;
use check::check;
use store::School;

pub use super::county::{free_address, is_up};
use crate::{config::Config, demo, tools};

/// How large a rush is.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// How many families ask.
    pub families: usize,
    /// For how many courses.
    pub courses: usize,
}

/// Courses that one school offers.
const COURSES_A_SCHOOL: usize = 10;
/// Every so many families of a school want its first course.
const POPULAR: usize = 4;
/// Every so many families ask for two courses at once.
const GREEDY: usize = 50;

/// A family that takes part.
#[derive(Debug, Clone)]
pub struct Family {
    /// The child.
    pub student: StudentId,
    /// The cookie of the guardian's browser.
    pub cookie: String,
}

/// One request of one family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    /// Which of [`Rush::families`].
    pub family: usize,
    /// For which course.
    pub offer: OfferId,
}

/// A rush that is ready to begin.
#[derive(Debug)]
pub struct Rush {
    /// The term whose courses are asked for.
    pub term: Term,
    /// The courses.
    pub offers: Vec<OfferId>,
    /// Who asks.
    pub families: Vec<Family>,
    /// What they ask for, in the order in which they come.
    pub asks: Vec<Ask>,
}

/// A new demo county in the folder `data`, its records in the file there or in `database`, with one
/// part in `scale` of its people, and a rush that is ready to begin in it.
///
/// # Errors
///
/// If the county cannot be made, or is too small for `size`.
pub async fn rehearse(
    data: &Path,
    database: Option<String>,
    scale: usize,
    size: Size,
) -> anyhow::Result<Rush> {
    demo::ensure_in(data, database, true, scale).await?;
    prepare_in(data, size).await
}

/// Makes a rush ready in the county that lies in `data`.
async fn prepare_in(data: &Path, size: Size) -> anyhow::Result<Rush> {
    let (house, cell) = tools::open(data, None).await?;
    let rush = prepare(&cell.system(&house), size).await?;
    cell.db.analyze().await?;
    cell.db.close().await;
    Ok(rush)
}

/// What came of a rush in the county that lies in `data`.
///
/// # Errors
///
/// If its database does not answer.
pub async fn outcome(data: &Path, rush: &Rush, answers: &[Asked]) -> anyhow::Result<Outcome> {
    let db = Db::connect(&Config::load(data)?.cell(None)?.url(data)).await?;
    let outcome = check(&db, rush, answers).await?;
    db.close().await;
    Ok(outcome)
}

/// Opens first-come courses in the invented county of `system`, and logs its families in.
async fn prepare(system: &System, size: Size) -> anyhow::Result<Rush> {
    let wanted = size.courses.div_ceil(COURSES_A_SCHOOL);
    let found: Result<Vec<School>, db::Error> =
        db::read!(system.db, "rush schools", |tx| { store::schools(tx).await });
    let mut schools = found?;
    schools.truncate(wanted);
    ensure!(!schools.is_empty(), "the county has no school for a rush");
    let (each, courses) = (size.families / schools.len(), size.courses / schools.len());
    let term = SchoolYear::starting(2021)?.first_term().next();
    let grades = (Grade::school(1)?, Grade::school(9)?);
    let mut making = Making { system, term, grades, courses, all: Made::default() };
    for school in &schools {
        let askers = askers(system, school, each).await?;
        ensure!(askers.len() == each, "a school has {} families, not {each}", askers.len());
        making.school(school, size.families / size.courses, askers);
    }
    let Made { rounds, offers: all, courses, people, families, asks } = making.all;
    let offered: Vec<OfferId> = all.iter().map(|it| it.id).collect();
    let written: Result<(), db::Error> = platform::act!(system, "demo.load.rush", |act| {
        let (ids, now) = (act.origin().ids.clone(), act.origin().now);
        offers::add_rounds(act.tx(), &rounds).await?;
        offers::add_offers(act.tx(), &all).await?;
        courses::add(act.tx(), courses.iter().cloned()).await?;
        accounts::admit(act.tx(), &people, &ids, now).await
    });
    written?;
    Ok(Rush { term, offers: offered, families, asks })
}

/// A child of each of `count` families of a school, with the guardian who asks for it.
async fn askers(
    system: &System,
    school: &School,
    count: usize,
) -> Result<Vec<store::Candidate>, db::Error> {
    let found: Result<Vec<_>, db::Error> =
        db::read!(system.db, "rush families", |tx| { store::candidates(tx, school.id).await });
    let mut known = HashSet::new();
    let first = |it: &store::Candidate| known.insert(it.family);
    Ok(found?.into_iter().filter(first).take(count).collect())
}

struct Making<'a> {
    system: &'a System,
    term: Term,
    grades: (Grade, Grade),
    /// Courses a school.
    courses: usize,
    all: Made,
}

#[derive(Default)]
struct Made {
    rounds: Vec<Round>,
    offers: Vec<Offer>,
    courses: Vec<Course>,
    people: Vec<Rehearsing>,
    families: Vec<Family>,
    asks: Vec<Ask>,
}

impl Making<'_> {
    fn id<K>(&self) -> vocab::Id<K> {
        let origin = self.system.origin();
        origin.ids.make(origin.now)
    }

    /// A school's round with its courses, and what its families ask for. Three seats for every four
    /// who ask.
    fn school(&mut self, school: &School, askers_a_course: usize, who: Vec<store::Candidate>) {
        let round = self.round(school);
        let seats = i64::try_from(askers_a_course * 3 / 4).unwrap_or(1).max(1);
        let first = self.all.offers.len();
        for number in 0..self.courses {
            let (offer, course) = self.course(school, &round, number, seats);
            self.all.offers.push(offer);
            self.all.courses.push(course);
        }
        self.all.rounds.push(round);
        let of = |number: usize| first + number % self.courses;
        for (at, it) in who.into_iter().enumerate() {
            let family = self.all.families.len();
            let number = if at.is_multiple_of(POPULAR) { 0 } else { at };
            let mut ask = |number: usize| {
                let offer = self.all.offers[of(number)].id;
                self.all.asks.push(Ask { family, offer });
            };
            ask(number);
            if at % GREEDY == 1 && self.courses > 1 {
                ask(number + 1);
            }
            let token = format!("rush-{family}-{}", it.account);
            self.all.families.push(Family {
                student: it.student,
                cookie: format!("{}={token}", web::serve::cookie_name("cixi")),
            });
            self.all.people.push(Rehearsing { account: it.account, grant: it.grant, token });
        }
    }

    fn round(&self, school: &School) -> Round {
        Round {
            id: self.id(),
            place: school.id.place(),
            season: self.term.to_string(),
            title: "先到先得报名".to_owned(),
            rule: SeatRule::FirstCome,
            opens_at: date(2021, 12, 20).at(0, 0, 0, 0),
            closes_at: date(2022, 1, 20).at(20, 0, 0, 0),
            wishes_max: 1,
            seats_per_child: 1,
            hold_hours: 24,
            settled_at: None,
            seed: None,
        }
    }

    fn course(&self, school: &School, round: &Round, number: usize, seats: i64) -> (Offer, Course) {
        let weekdays = schoolday::aftercare::programme::model::WEEKDAYS;
        let meeting = Meeting {
            weekday: weekdays[number % weekdays.len()],
            starts: time(16, 30, 0, 0),
            ends: time(17, 15, 0, 0),
        };
        let offer = Offer {
            id: self.id(),
            round: round.id,
            title: format!("拓展课程 {}", number + 1),
            grades: 1..=9,
            seats,
            taken: 0,
            queue_last: 0,
            is_cancelled: false,
            meetings: vec![meeting],
        };
        let has_fee = number.is_multiple_of(2);
        let course = Course {
            id: self.id(),
            school: school.id,
            term: self.term,
            offer: offer.id,
            round: round.id,
            title: offer.title.clone(),
            about: "报名演练。".to_owned(),
            catalogue: None,
            teacher: school.teacher,
            outside: None,
            group: None,
            room: "演练教室".to_owned(),
            meetings: offer.meetings.clone(),
            grade_min: self.grades.0,
            grade_max: self.grades.1,
            seats,
            sessions: 16,
            fee: if has_fee { Fen::yuan(160) } else { Fen::ZERO },
            fee_basis: if has_fee { "慈教〔2021〕70号".to_owned() } else { String::new() },
            materials: String::new(),
            state: State::Published,
            version: 2,
        };
        (offer, course)
    }
}
