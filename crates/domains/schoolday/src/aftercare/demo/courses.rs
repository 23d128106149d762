//! The extension courses: of this term with rosters, roll calls, money and ratings; of the next one
//! with a window that closes tonight.

use std::collections::HashMap;

use directory::{
    demo::{Chance, County},
    model::PartnerPersonId,
};
use drawing::demo::Past;
use jiff::{
    ToSpan,
    civil::{Date, DateTime, date, datetime, time},
};
use offering::{
    Booking, Meeting, Offer, OfferId, Round, SeatRule, Standing,
    store::{bookings, offers, wishes},
};
use platform::{System, seal::Sealer};
use vocab::{Fen, Grade, Role, StaffId, Term};

use super::{
    Making, TODAY,
    catalogue::{self, SUBJECTS, Subject},
    draws,
    families::{pay, wish},
    groups::{Made, Member},
    takers::Takers,
};
use crate::aftercare::{
    courses::{
        self,
        model::{Course, State},
        store::Entry,
    },
    error::Error,
    groups::{
        self,
        model::{Group, Kind},
    },
    orders::{
        self,
        model::{Order, Refund},
    },
    programme::model::WEEKDAYS,
};

/// The window of this term, which is over, and of the next one, which closes tonight.
const WINDOWS: [(DateTime, DateTime); 2] = [
    (datetime(2021, 9, 2, 8, 0, 0, 0), datetime(2021, 9, 8, 20, 0, 0, 0)),
    (datetime(2021, 12, 13, 8, 0, 0, 0), datetime(2021, 12, 20, 20, 0, 0, 0)),
];
/// The first week of this term's courses.
pub(super) const FIRST_DAY: Date = date(2021, 9, 13);
/// Sessions planned in a term.
pub(super) const SESSIONS: u32 = 16;
/// Of a thousand seats, so many were left during the term.
const LEFT_PER_MILLE: usize = 12;

/// Everything about the courses of one term.
#[derive(Default)]
pub(super) struct Courses {
    rounds: Vec<Round>,
    draws: Vec<Past>,
    pub(super) offers: Vec<Offer>,
    groups: Vec<Group>,
    courses: Vec<Course>,
    bookings: Vec<Booking>,
    pub(super) orders: Vec<Order>,
    pub(super) refunds: Vec<Refund>,
    ratings: Vec<(OfferId, vocab::StudentId, i64, DateTime)>,
    pub(super) wishes: Vec<wishes::Wish>,
}

/// Writes the catalogue and both terms; what comes together, for the roll calls.
pub(super) async fn load(
    system: &System,
    it: &Making<'_>,
    takers: &Takers,
    (open_next, sealer): (&[usize], &Sealer),
) -> Result<Vec<Made>, Error> {
    let mut all = Courses::default();
    let mut made = Vec::new();
    let entries = catalogue::entries(it);
    let people = People::of(it, takers, &entries);
    for (at, school) in it.county.schools.iter().enumerate().filter(|it| it.1.is_day_compulsory()) {
        let mut round = round(it, at, it.term, true);
        let drawing = it.id();
        round.seed = Some(draws::number(drawing, &round));
        let (offers, seated) = (all.offers.len(), all.bookings.len());
        for number in 0..count(it, at) {
            this_term(it, &people, (at, number), &round, &mut all, &mut made);
        }
        let came = draws::came(&all.offers[offers..], &all.bookings[seated..]);
        all.draws.push(draws::past((drawing, school), &round, came));
        all.rounds.push(round);
        if open_next.contains(&at) {
            let round = self::round(it, at, it.term.next(), false);
            for number in 0..count(it, at) {
                let (offer, course) = course(it, &people, (at, number), &round, 1);
                all.offers.push(offer);
                all.courses.push(course);
            }
            wish(it, takers, school.students.clone(), &round, &mut all);
            all.draws.push(draws::past((it.id(), school), &round, Vec::new()));
            all.rounds.push(round);
        }
    }
    write(system, it, &entries, &all).await?;
    draws::write(system, sealer, &all.draws).await?;
    Ok(made)
}

/// Who can teach.
struct People<'a> {
    basic: &'a [bool],
    serving: HashMap<usize, Vec<StaffId>>,
    guests: Vec<(&'static str, PartnerPersonId)>,
    entries: &'a [Entry],
}

impl<'a> People<'a> {
    fn of(it: &Making, takers: &'a Takers, entries: &'a [Entry]) -> Self {
        let mut serving: HashMap<usize, Vec<StaffId>> = HashMap::new();
        for (_, teacher) in it.county.day_teachers().filter(|(at, _)| takers.teaching[*at]) {
            if let Some(school) = teacher.school {
                serving.entry(school).or_default().push(teacher.id);
            }
        }
        let approved = it.county.partners.iter().filter(|it| it.approved.is_some());
        let guests = approved.flat_map(|it| &it.people).map(|it| (it.subject, it.id)).collect();
        Self { basic: &takers.basic, serving, guests, entries }
    }
}

/// A course for every sixty pupils or so, at least three.
fn count(it: &Making, school: usize) -> usize {
    (it.county.schools[school].students.len() / 60).clamp(3, 24)
}

fn round(it: &Making, school: usize, term: Term, settled: bool) -> Round {
    let (opens_at, closes_at) = WINDOWS[usize::from(!settled)];
    Round {
        id: it.id(),
        place: it.county.schools[school].id.place(),
        season: term.to_string(),
        title: format!("{}拓展课程", term.label()),
        rule: SeatRule::Wishes,
        opens_at,
        closes_at,
        wishes_max: 3,
        seats_per_child: 1,
        hold_hours: 24,
        settled_at: settled.then_some(closes_at),
        seed: None,
    }
}

/// The `number`-th course of a school: its subject, day and teacher follow from its number, so that
/// nobody is needed twice.
fn course(
    it: &Making,
    people: &People,
    (at, number): (usize, usize),
    round: &Round,
    shift: usize,
) -> (Offer, Course) {
    let school = &it.county.schools[at];
    let mut chance = it.chance("course", at * 100 + number + shift * 50_000);
    let subject = subject(at, number, shift);
    let weekday = WEEKDAYS[(number + shift) % WEEKDAYS.len()];
    let meeting = Meeting { weekday, starts: time(16, 30, 0, 0), ends: time(17, 15, 0, 0) };
    let staff = people.serving.get(&at).map_or(&[][..], Vec::as_slice);
    let teacher = staff[(number + shift * count(it, at)) % staff.len().max(1)];
    let guest = people.guests.iter().find(|it| it.0 == subject.title && shift == 0);
    let outside = guest.filter(|_| chance.happens(60)).map(|it| it.1);
    // What the county's centres offer, every other school takes from the catalogue.
    let is_taken = subject.source != "学校" && (at + number) % 2 == 0;
    let entry = people.entries.iter().find(|it| it.title == subject.title);
    let taken = entry.filter(|_| is_taken).map(|it| it.id);
    let (low, high) = grades(school, subject);
    let fee = Fen::yuan(*chance.pick(&[0, 160, 240, 320]));
    let offer = Offer {
        id: it.id(),
        round: round.id,
        title: subject.title.to_owned(),
        grades: low.number()..=high.number(),
        seats: chance.between(20, 36),
        taken: 0,
        queue_last: 0,
        is_cancelled: false,
        meetings: vec![meeting],
    };
    let course = Course {
        id: it.id(),
        school: school.id,
        term: round.season.parse().unwrap_or(it.term),
        offer: offer.id,
        round: round.id,
        group: Some(it.id()),
        title: subject.title.to_owned(),
        about: subject.about.to_owned(),
        catalogue: taken,
        teacher,
        outside,
        room: format!("{}教室", subject.title),
        meetings: offer.meetings.clone(),
        grade_min: low,
        grade_max: high,
        seats: offer.seats,
        sessions: SESSIONS,
        fee,
        fee_basis: if fee.is_zero() { String::new() } else { "慈教〔2021〕70号".to_owned() },
        materials: subject.materials.to_owned(),
        state: State::Published,
        version: 2,
    };
    (offer, course)
}

/// The subject's grades as far as the school has them.
fn grades(school: &directory::demo::School, subject: &Subject) -> (Grade, Grade) {
    let own: Vec<Grade> = school.stages.iter().flat_map(|it| it.grades()).collect();
    let fits = |it: &&Grade| (subject.grades.0..=subject.grades.1).contains(&it.number());
    let mut fitting: Vec<Grade> = own.iter().filter(fits).copied().collect();
    if fitting.is_empty() {
        fitting = own;
    }
    (fitting[0], fitting[fitting.len() - 1])
}

/// A course of this term: seats for children in care, money, a group with its roll.
fn this_term(
    it: &Making,
    people: &People,
    (at, number): (usize, usize),
    round: &Round,
    all: &mut Courses,
    made: &mut Vec<Made>,
) {
    let (mut offer, course) = course(it, people, (at, number), round, 0);
    let mut chance = it.chance("seats", at * 100 + number);
    let group = Group {
        id: course.group.unwrap_or_else(|| it.id()),
        school: course.school,
        term: it.term,
        kind: Kind::Course,
        name: course.title.clone(),
        class: None,
        room: course.room.clone(),
        teacher: Some(course.teacher),
        since: FIRST_DAY,
    };
    let mut members = Vec::new();
    for student in seated(it, people, (at, number), &course, &mut chance) {
        let child = it.county.students[student].id;
        let left = chance.happens(LEFT_PER_MILLE);
        let left = left.then(|| TODAY.saturating_sub(chance.between(3, 50).days()));
        let booking = booking(it, offer.id, child, round, left);
        pay(it, &course, &booking, &mut chance, all);
        if chance.happens(180) && left.is_none() {
            let stars = *chance.pick(&[5, 5, 5, 4, 4, 4, 3, 2]);
            all.ratings.push((offer.id, child, stars, TODAY.at(7, 5, 0, 0)));
        }
        members.push(Member { student: child, since: FIRST_DAY, until: left });
        offer.taken += i64::from(left.is_none());
        all.bookings.push(booking);
    }
    made.push(Made::course(group.clone(), it.county.schools[at].town, at, &course, members));
    all.offers.push(offer);
    all.groups.push(group);
    all.courses.push(course);
}

/// Children of a school in the grades of a course: each is in one course at most, by its place in
/// the school's list.
fn seated(
    it: &Making,
    people: &People,
    (at, number): (usize, usize),
    course: &Course,
    chance: &mut Chance,
) -> Vec<usize> {
    let own_count = count(it, at);
    let wanted = chance.between(course.seats * 2 / 3, course.seats);
    let grades = course.grade_min..=course.grade_max;
    let demo = it.own_child;
    let students = it.county.schools[at].students.clone();
    let fits = |student: &usize| {
        let class = &it.county.classes[it.county.students[*student].class];
        grades.contains(&class.grade) && people.basic[*student]
    };
    let is_of = |student: usize| {
        if Some(student) == demo {
            demo_number(it, at, student) == number
        } else {
            student % own_count == number
        }
    };
    let mut chosen: Vec<usize> = students.filter(fits).filter(|it| is_of(*it)).collect();
    // The demo's child has a seat, whatever the draw says.
    chosen.sort_by_key(|it| (Some(*it) != demo, *it));
    chosen.truncate(usize::try_from(wanted).unwrap_or(0));
    chosen
}

/// The child of the demo's parent at the demo's school.
pub(super) fn own_child(county: &County) -> Option<usize> {
    let faces = county.faces();
    let parent = faces.iter().find(|it| it.role == Role::Guardian)?;
    let guardian = county.guardians.iter().find(|it| it.account == parent.account)?;
    let main = county.main_school();
    let mut children = county.families[guardian.family].children.iter().copied();
    children.find(|child| county.students[*child].school == main)
}

/// The first of a school's courses that is for the demo child's grade.
fn demo_number(it: &Making, at: usize, student: usize) -> usize {
    let school = &it.county.schools[at];
    let grade = it.county.classes[it.county.students[student].class].grade;
    let fits = |number: &usize| {
        let (low, high) = grades(school, subject(at, *number, 0));
        low <= grade && grade <= high
    };
    (0..count(it, at)).find(fits).unwrap_or(0)
}

/// The subject of a school's `number`-th course; the next term's are shifted by one.
fn subject(at: usize, number: usize, shift: usize) -> &'static Subject {
    &SUBJECTS[(at * 7 + number + shift) % SUBJECTS.len()]
}

fn booking(
    it: &Making,
    offer: OfferId,
    student: vocab::StudentId,
    round: &Round,
    left: Option<Date>,
) -> Booking {
    Booking {
        id: it.id::<offering::model::kinds::BookingId>(),
        offer,
        student,
        standing: if left.is_some() { Standing::Withdrawn } else { Standing::Seat },
        queue_place: None,
        held_until: None,
        made_at: round.closes_at,
        seated_at: Some(round.closes_at),
        ended_at: left.map(|day| day.at(12, 10, 0, 0)),
        by: None,
    }
}

async fn write(
    system: &System,
    it: &Making<'_>,
    entries: &[Entry],
    all: &Courses,
) -> Result<(), Error> {
    let receipts = i64::try_from(all.orders.len()).unwrap_or(0);
    let written: Result<(), db::Error> =
        platform::act!(system, "demo.load.aftercare.courses", |act| {
            let tx = act.tx();
            courses::store::add_entries(tx, entries, it.county.year.first_day()).await?;
            offers::add_rounds(tx, &all.rounds).await?;
            offers::add_offers(tx, &all.offers).await?;
            groups::store::add_groups(tx, all.groups.iter().cloned()).await?;
            groups::store::add_groups(tx, next_groups(it, all)).await?;
            courses::store::add(tx, all.courses.iter().cloned()).await?;
            bookings::add(tx, all.bookings.iter().cloned()).await?;
            bookings::add_ratings(tx, all.ratings.iter().copied()).await?;
            wishes::add(tx, all.wishes.iter().copied()).await?;
            orders::store::add(tx, all.orders.iter().cloned()).await?;
            orders::store::add_refunds(tx, &all.refunds).await?;
            orders::store::set_last_receipt(tx, 2021, receipts).await
        });
    Ok(written?)
}

/// The groups of the next term's courses.
fn next_groups(it: &Making, all: &Courses) -> Vec<Group> {
    let next = all.courses.iter().filter(|course| course.term != it.term);
    let group = |course: &Course| {
        Some(Group {
            id: course.group?,
            school: course.school,
            term: course.term,
            kind: Kind::Course,
            name: course.title.clone(),
            class: None,
            room: course.room.clone(),
            teacher: Some(course.teacher),
            since: date(2022, 2, 14),
        })
    };
    next.filter_map(group).collect()
}
