//! What a school does with its courses, each in one act.

use db::Tx;
use drawing::{given, model::Drawing};
use jiff::civil::Date;
use offering::{
    Offer, Round, RoundId, SeatRule, actions as seats,
    store::{bookings, offers, wishes},
};
use platform::{access, act::Act};
use vocab::{SchoolId, StudentId, Term};
use web::Visit;

use super::{
    model::{Course, CourseId, State},
    rules::{self, Refusal},
    seating,
    store::{self, Entry, Guest},
};
use crate::aftercare::{
    error::{Error, refusals},
    groups::{
        self,
        model::{Group, Kind},
    },
    orders, people,
};

refusals!(Refusal);

impl From<seats::Error> for Error {
    fn from(error: seats::Error) -> Self {
        match error {
            seats::Error::Missing => Self::Missing,
            seats::Error::Stale => Self::Stale,
            seats::Error::Refused(refusal) => Self::Refused(refusal.to_string()),
            seats::Error::Unfair(violation) => {
                tracing::error!("an allotment does not hold: {violation}");
                Self::Refused("派位结果没有通过校验，没有保存。请联系系统管理员。".to_owned())
            }
            seats::Error::Db(error) => Self::Db(error),
        }
    }
}

/// A course with what its school sees of it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The course.
    pub course: Course,
    /// Its seats.
    pub offer: Offer,
    /// How many children put it first, and how many wished for it at all.
    pub wishes: (i64, i64),
    /// Ratings: how many, and the sum of their stars.
    pub rating: (i64, i64),
}

/// A window with the drawing that orders its children.
#[derive(Debug, Clone)]
pub struct OfRound {
    /// The window.
    pub round: Round,
    /// The drawing, where seats are drawn.
    pub drawn: Option<Drawing>,
    /// What hands must draw on site, where the list is sealed and no public source is asked.
    pub hands: Vec<String>,
}

/// A school's courses of a term with its rounds.
#[derive(Debug)]
pub struct Desk {
    /// The windows, the first to close first.
    pub rounds: Vec<OfRound>,
    /// The courses, by title.
    pub courses: Vec<Listed>,
}

/// What the school's course desk shows.
pub async fn desk(visit: &Visit, school: SchoolId, term: Term) -> Result<Desk, Error> {
    db::read!(visit.db(), "course desk", |tx| {
        let rounds = offers::rounds_of(tx, school.place(), &term.to_string()).await?;
        let courses = store::of_school(tx, school, term).await?;
        let ids: Vec<_> = courses.iter().map(|it| it.offer).collect();
        let all = offers::offers(tx, &ids).await?;
        let ratings = bookings::ratings(tx, &ids).await?;
        let mut wished = Vec::new();
        if let Some(round) = rounds.iter().find(|it| it.rule == SeatRule::Wishes) {
            wished = wishes::counts(tx, round.id).await?;
        }
        let listed = |course: Course| {
            let offer = all.iter().find(|it| it.id == course.offer).cloned()?;
            let wishes = wished.iter().find(|it| it.0 == course.offer);
            let rating = ratings.iter().find(|it| it.0 == course.offer);
            Some(Listed {
                wishes: wishes.map_or((0, 0), |it| (it.1, it.2)),
                rating: rating.map_or((0, 0), |it| (it.1, it.2)),
                offer,
                course,
            })
        };
        let mut drawn = Vec::with_capacity(rounds.len());
        for round in rounds {
            let owner = round.id.bits();
            let found = given::find(tx, owner).await?;
            let hands = given::hands(tx, owner).await?;
            drawn.push(OfRound { round, drawn: found, hands });
        }
        Ok(Desk { courses: courses.into_iter().filter_map(listed).collect(), rounds: drawn })
    })
}

/// What an editor chooses from.
#[derive(Debug)]
pub struct Choices {
    /// The school's rounds that are not settled.
    pub rounds: Vec<Round>,
    /// The school's teachers with their subjects.
    pub teachers: Vec<(vocab::StaffId, String)>,
    /// People of approved partners.
    pub guests: Vec<Guest>,
    /// The county's catalogue.
    pub catalogue: Vec<Entry>,
}

/// What the editor of a school's courses chooses from.
pub async fn choices(visit: &Visit, school: SchoolId, term: Term) -> Result<Choices, Error> {
    let today = visit.today();
    let found: Result<_, db::Error> = db::read!(visit.db(), "course choices", |tx| {
        let rounds = offers::rounds_of(tx, school.place(), &term.to_string()).await?;
        let teachers = store::teachers(tx, school, today).await?.into_iter();
        let named = |(id, name, subject): (_, vocab::Personal<String>, String)| {
            (id, format!("{}({subject})", name.open()))
        };
        Ok(Choices {
            rounds: rounds.into_iter().filter(|it| it.settled_at.is_none()).collect(),
            teachers: teachers.map(named).collect(),
            guests: store::guests(tx, today).await?,
            catalogue: store::catalogue(tx, today).await?,
        })
    });
    Ok(found?)
}

/// The course that `id` names, within the actor's scope.
pub async fn find(visit: &Visit, id: CourseId) -> Result<Course, Error> {
    let scope = visit.actor.scope();
    db::read!(visit.db(), "course", |tx| {
        store::find(tx, id, scope).await?.ok_or(Error::Missing)
    })
}

/// Who takes part in a course: name and class.
pub async fn roster(
    visit: &Visit,
    course: &Course,
    day: Date,
) -> Result<Vec<people::Child>, Error> {
    let found: Result<_, db::Error> = db::read!(visit.db(), "course roster", |tx| {
        let students = bookings::roster(tx, course.offer, day).await?;
        people::children(tx, &students).await
    });
    Ok(found?)
}

/// Opens a window for a school's courses of a term.
pub async fn open_round(visit: &Visit, round: Round) -> Result<(), Error> {
    let scope = visit.actor.scope();
    if round.opens_at >= round.closes_at {
        return Err(Error::Unfit("报名结束时间要晚于开始时间。".to_owned()));
    }
    platform::act!(visit, "aftercare.course.open-round", |act| {
        if !access::is_within(act.tx(), round.place, scope).await? {
            return Err(Error::Missing);
        }
        if offers::find_round(act.tx(), round.id).await?.is_some() {
            return Ok(()); // The form was sent twice.
        }
        act.about(round.id);
        act.note("rule", round.rule.key());
        offers::add_rounds(act.tx(), std::slice::from_ref(&round)).await?;
        seating::declare(act, &round).await
    })
}

/// The round that `id` names, if its place lies in the actor's scope.
pub async fn own_round(visit: &Visit, id: RoundId) -> Result<Round, Error> {
    let scope = visit.actor.scope();
    db::read!(visit.db(), "round", |tx| {
        let round = offers::find_round(tx, id).await?.ok_or(Error::Missing)?;
        if access::is_within(tx, round.place, scope).await? {
            Ok(round)
        } else {
            Err(Error::Missing)
        }
    })
}

/// Writes a course, new or changed. A published one keeps its seats at least for those who have one.
pub async fn save(visit: &Visit, course: Course) -> Result<CourseId, Error> {
    let scope = visit.actor.scope();
    platform::act!(visit, "aftercare.course.save", |act| {
        let tx = act.tx();
        let round = offers::find_round(tx, course.round).await?.ok_or(Error::Missing)?;
        let same_season = round.season == course.term.to_string();
        if round.place != course.school.place() || !same_season {
            return Err(Error::Missing);
        }
        match store::find(tx, course.id, scope).await? {
            Some(found) => {
                change(tx, &found, &course).await?;
                let now = act.origin().civil_now;
                // More seats are for those who wait.
                let promoted = seats::promote(act.tx(), &[found.offer], now).await?;
                let next: Vec<StudentId> = promoted.iter().map(|it| it.student).collect();
                tell(act, &next, &format!("课程“{}”有空位，请尽快确认", course.title)).await?;
            }
            None => add(tx, &course, scope).await?,
        }
        act.about(course.id);
        Ok(course.id)
    })
}

fn offer_of(course: &Course) -> Offer {
    Offer {
        id: course.offer,
        round: course.round,
        title: course.title.clone(),
        grades: course.grade_min.number()..=course.grade_max.number(),
        seats: course.seats,
        taken: 0,
        queue_last: 0,
        is_cancelled: false,
        meetings: course.meetings.clone(),
    }
}

async fn add(tx: &mut Tx, course: &Course, scope: vocab::PlaceId) -> Result<(), Error> {
    rules::is_complete(course)?;
    if !access::is_within(tx, course.school.place(), scope).await? {
        return Err(Error::Missing);
    }
    offers::add_offers(tx, &[offer_of(course)]).await?;
    store::add(tx, [course.clone()]).await?;
    Ok(())
}

async fn change(tx: &mut Tx, found: &Course, course: &Course) -> Result<(), Error> {
    rules::is_complete(course)?;
    rules::may_change(found, course)?;
    let changed = Course { offer: found.offer, ..course.clone() };
    if !offers::set_offer(tx, &offer_of(&changed)).await? {
        let words = "名额少于已录取的人数。请先让部分学生退出，或保留足够的名额。";
        return Err(Error::Refused(words.to_owned()));
    }
    if store::set(tx, &changed).await? { Ok(()) } else { Err(Error::Stale) }
}

/// Publishes a draft: families see it, and it gets a group whose roll is called.
pub async fn publish(visit: &Visit, id: CourseId, version: i64) -> Result<(), Error> {
    let (scope, today) = (visit.actor.scope(), visit.today());
    platform::act!(visit, "aftercare.course.publish", |act| {
        let course = read_at(act.tx(), id, scope, version).await?;
        let others = store::others(act.tx(), &course).await?;
        let is_approved = match course.outside {
            Some(guest) => store::guests(act.tx(), today).await?.iter().any(|it| it.id == guest),
            None => false,
        };
        rules::may_publish(&course, &others, is_approved)?;
        let first = people::term_days(act.tx(), course.term).await?.map_or(today, |it| it.0);
        let group = Group {
            id: act.origin().ids.make(act.origin().now),
            school: course.school,
            term: course.term,
            kind: Kind::Course,
            name: course.title.clone(),
            class: None,
            room: course.room.clone(),
            teacher: Some(course.teacher),
            since: first,
        };
        let group_id = group.id;
        groups::store::add_groups(act.tx(), [group]).await?;
        act.about(id);
        if store::set_state(act.tx(), &course, State::Published, Some(group_id)).await? {
            Ok(())
        } else {
            Err(Error::Stale)
        }
    })
}

/// Calls a course off: everyone's seat ends, what was paid for and not held comes back, families
/// are told.
pub async fn cancel(visit: &Visit, id: CourseId, version: i64) -> Result<(), Error> {
    let (scope, now) = (visit.actor.scope(), visit.civil_now());
    platform::act!(visit, "aftercare.course.cancel", |act| {
        let course = read_at(act.tx(), id, scope, version).await?;
        rules::may_cancel(course.state)?;
        if !store::set_state(act.tx(), &course, State::Cancelled, None).await? {
            return Err(Error::Stale);
        }
        let ended = seats::cancel(act.tx(), course.offer, now).await?;
        let ids: Vec<_> = ended.iter().map(|it| it.0).collect();
        orders::actions::leave(act, course.id, &ids).await?;
        let students: Vec<StudentId> = ended.iter().map(|it| it.1).collect();
        act.about(id);
        act.note("children", students.len());
        let title = format!("课程“{}”停开，已缴费用将按规定退还", course.title);
        tell(act, &students, &title).await
    })
}

async fn read_at(
    tx: &mut Tx,
    id: CourseId,
    scope: vocab::PlaceId,
    version: i64,
) -> Result<Course, Error> {
    let course = store::find(tx, id, scope).await?.ok_or(Error::Missing)?;
    if course.version == version { Ok(course) } else { Err(Error::Stale) }
}

/// Tells the guardians of `students`.
pub(crate) async fn tell(
    act: &mut Act<'_>,
    students: &[StudentId],
    title: &str,
) -> Result<(), Error> {
    let today = act.origin().civil_now.date();
    for (_, account) in people::guardians_of(act.tx(), students, today).await? {
        act.tell(account, title, "/family/courses");
    }
    Ok(())
}
