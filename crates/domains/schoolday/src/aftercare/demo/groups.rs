//! A group for each class and service, the duty of the week, and the participations.

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use platform::System;
use vocab::{AccountId, Role, StaffId, StudentId};

use super::{Making, ROWS, TODAY, programmes, takers::Takers};
use crate::aftercare::{
    courses::model::Course,
    error::Error,
    groups::{
        self,
        model::{Group, Kind},
    },
    participation::{
        self,
        model::{Channel, Participation, State, Waiver},
    },
    programme::model::{Service, WEEKDAYS},
    staffing,
};

/// Of a thousand who take part, so many joined after the term began.
const LATE_PER_MILLE: usize = 22;
/// Of a thousand who do not, so many tried it and left.
const TRIED_PER_MILLE: usize = 55;
/// Of a thousand applications, so many came on paper, and so many were freed of the fee.
const PAPER_PER_MILLE: usize = 24;
const WAIVED_PER_MILLE: usize = 13;

/// Of a thousand in care, so many stay until later, at schools that have late care: one room full.
const LATE_CARE_PER_MILLE: usize = 60;
const LATE_CARE_MAX: usize = 30;

/// A child in a group, from when until when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Member {
    pub(super) student: StudentId,
    pub(super) since: Date,
    pub(super) until: Option<Date>,
}

/// A group with its people.
pub(super) struct Made {
    pub(super) group: Group,
    pub(super) town: usize,
    pub(super) school: usize,
    /// The teacher of each weekday.
    pub(super) duty: [StaffId; 5],
    pub(super) members: Vec<Member>,
    /// The weekdays on which it comes together.
    pub(super) weekdays: Vec<Weekday>,
    participations: Vec<Participation>,
}

impl Made {
    /// The group of a course.
    pub(super) fn course(
        group: Group,
        town: usize,
        school: usize,
        course: &Course,
        members: Vec<Member>,
    ) -> Self {
        let duty = [course.teacher; 5];
        let weekdays = course.meetings.iter().map(|it| it.weekday).collect();
        Self { group, town, school, duty, members, weekdays, participations: Vec::new() }
    }
}

/// Every group.
pub(super) fn make(it: &Making, takers: &Takers) -> Vec<Made> {
    let mut made = Vec::new();
    for (at, school) in it.county.schools.iter().enumerate().filter(|it| it.1.is_day_compulsory()) {
        let serving: Vec<StaffId> = school
            .staff
            .clone()
            .filter(|it| takers.teaching[*it])
            .map(|staff| it.county.staff[staff].id)
            .collect();
        for (number, class) in school.classes.clone().enumerate() {
            let ninth = it.county.classes[class].grade.number() == 9;
            made.push(of_class(it, takers, at, (number, class), Service::Basic, &serving));
            if ninth {
                made.push(of_class(it, takers, at, (number, class), Service::Evening, &serving));
            }
        }
        if programmes::has_late(it, at) {
            made.push(late(it, takers, at, &serving));
        }
    }
    put_on_duty_today(it, &mut made);
    made
}

/// Children of a school who stay until later, together in one room.
fn late(it: &Making, takers: &Takers, school: usize, serving: &[StaffId]) -> Made {
    let at_school = &it.county.schools[school];
    let head = it.county.staff[it.county.classes[at_school.classes.start].head].id;
    let of_day = |day: usize| serving.get((day * 7 + 3) % serving.len().max(1)).copied();
    let duty = [0, 1, 2, 3, 4].map(|day| of_day(day).unwrap_or(head));
    let group = Group {
        id: it.id(),
        school: at_school.id,
        term: it.term,
        kind: Kind::Care(Service::Late),
        name: Service::Late.label().to_owned(),
        class: None,
        room: "图书室".to_owned(),
        teacher: Some(duty[0]),
        since: it.county.year.first_day(),
    };
    let mut made = Made {
        duty,
        town: at_school.town,
        school,
        members: Vec::new(),
        weekdays: WEEKDAYS.to_vec(),
        participations: Vec::new(),
        group,
    };
    let mut chance = it.chance("late", school);
    let basic = at_school.students.clone().filter(|student| takers.basic[*student]);
    let stay: Vec<usize> = basic.filter(|_| chance.happens(LATE_CARE_PER_MILLE)).collect();
    for student in stay.into_iter().take(LATE_CARE_MAX) {
        enrol(it, &mut made, student, true, Service::Late);
    }
    made
}

fn of_class(
    it: &Making,
    takers: &Takers,
    school: usize,
    (number, class): (usize, usize),
    service: Service,
    serving: &[StaffId],
) -> Made {
    let at_school = &it.county.schools[school];
    let class = &it.county.classes[class];
    let group = Group {
        id: it.id(),
        school: at_school.id,
        term: it.term,
        kind: Kind::Care(service),
        name: format!("{}({})班{}", class.grade.label(), class.number, service.label()),
        class: Some(class.id),
        room: format!("{}{:02}教室", class.grade.number(), class.number),
        teacher: Some(it.county.staff[class.head].id),
        since: it.county.year.first_day(),
    };
    // Within a weekday each class has someone else, as long as there are teachers enough.
    let evening = usize::from(service == Service::Evening) * 3;
    let of_day = |day: usize| {
        let place = number + (day + evening) * at_school.classes.len();
        serving.get(place % serving.len().max(1)).copied().unwrap_or(it.county.staff[class.head].id)
    };
    let mut made = Made {
        duty: [0, 1, 2, 3, 4].map(of_day),
        town: at_school.town,
        school,
        members: Vec::new(),
        weekdays: WEEKDAYS.to_vec(),
        participations: Vec::new(),
        group,
    };
    let takes = if service == Service::Basic { &takers.basic } else { &takers.evening };
    for student in class.students.clone() {
        enrol(it, &mut made, student, takes[student], service);
    }
    made
}

/// One child's part: all term, from later on, or tried and left.
fn enrol(it: &Making, made: &mut Made, student: usize, takes: bool, service: Service) {
    let what = match service {
        Service::Basic => "part",
        Service::Late => "late part",
        Service::Evening => "evening part",
    };
    let mut chance = it.chance(what, student);
    if !takes && !chance.happens(TRIED_PER_MILLE) {
        return;
    }
    let days = it.days_of(made.town);
    let first = it.county.year.first_day();
    let some_day = |chance: &mut directory::demo::Chance, from: usize| {
        let later = from + chance.below(days.len().saturating_sub(from + 6));
        days.get(later).map_or(first, |it| it.day)
    };
    let joined_late = chance.happens(LATE_PER_MILLE);
    let since = if joined_late && takes { some_day(&mut chance, 5) } else { first };
    let until = (!takes).then(|| some_day(&mut chance, 8));
    let child = &it.county.students[student];
    let asked = since.saturating_sub(chance.between(3, 12).days());
    let applied_at = asked.at(i8::try_from(chance.between(7, 21)).unwrap_or(8), 15, 0, 0);
    let paper = chance.happens(PAPER_PER_MILLE);
    made.members.push(Member { student: child.id, since, until });
    made.participations.push(Participation {
        id: it.id(),
        student: child.id,
        school: made.group.school,
        term: it.term,
        service,
        state: if takes { State::Confirmed } else { State::Ended },
        group: Some(made.group.id),
        since: Some(since),
        until,
        channel: if paper { Channel::Paper } else { Channel::Online },
        is_confirmed_by_family: true,
        waiver: if chance.happens(WAIVED_PER_MILLE) { Waiver::Granted } else { Waiver::None },
        applied_at,
        applied_by: guardian_of(it, student),
    });
}

fn guardian_of(it: &Making, student: usize) -> Option<AccountId> {
    let family = &it.county.families[it.county.students[student].family];
    family.guardians.clone().next().map(|at| it.county.guardians[at].account)
}

/// The demo's teacher has a roll to call on the day on which it begins.
fn put_on_duty_today(it: &Making, made: &mut [Made]) {
    let day = usize::try_from(TODAY.weekday().to_monday_zero_offset()).unwrap_or(0);
    let main = it.county.main_school();
    let faces = it.county.faces();
    let teacher = faces.iter().find(|it| it.role == Role::Teacher).and_then(|face| {
        it.county.staff.iter().find(|it| it.account == face.account).map(|it| it.id)
    });
    let Some(teacher) = teacher else { return };
    let mut own = made.iter_mut().filter(|it| it.school == main);
    if let Some(group) = own.find(|it| it.duty[day] != teacher) {
        group.duty[day] = teacher;
    }
}

/// Applications that wait on the day on which the demo begins: with the class teacher of the
/// demo, and with its school.
fn waiting(it: &Making, takers: &Takers) -> Vec<Participation> {
    let school = &it.county.schools[it.county.main_school()];
    let main_class = school.classes.start + school.classes.len() / 2;
    let free = |class: usize| {
        let students = it.county.classes[class].students.clone();
        students.filter(|student| !takers.basic[*student])
    };
    let applied = free(main_class).take(3).map(|student| (student, State::Applied));
    let others = school.classes.clone().filter(|class| *class != main_class);
    let checked = others.filter_map(|class| free(class).next()).take(5);
    let all = applied.chain(checked.map(|student| (student, State::Checked)));
    let application = |(student, state): (usize, State)| Participation {
        id: it.id(),
        student: it.county.students[student].id,
        school: school.id,
        term: it.term,
        service: Service::Basic,
        state,
        group: None,
        since: None,
        until: None,
        channel: Channel::Online,
        is_confirmed_by_family: true,
        waiver: if student % 4 == 0 { Waiver::Asked } else { Waiver::None },
        applied_at: TODAY.saturating_sub(3.days()).at(19, 42, 0, 0),
        applied_by: guardian_of(it, student),
    };
    all.map(application).collect()
}

/// Writes groups, duty, participations and teachers.
pub(super) async fn load(
    system: &System,
    it: &Making<'_>,
    takers: &Takers,
    made: &[Made],
) -> Result<(), Error> {
    let loaded: Result<(), db::Error> =
        platform::act!(system, "demo.load.aftercare.groups", |act| {
            let tx = act.tx();
            groups::store::add_groups(tx, made.iter().map(|it| it.group.clone())).await?;
            let duties = made.iter().flat_map(|it| {
                let days: Vec<(Weekday, StaffId)> = WEEKDAYS.into_iter().zip(it.duty).collect();
                days.into_iter().map(|(day, teacher)| (it.group.id, day, teacher))
            });
            groups::store::add_duties(tx, duties).await?;
            let first = it.county.year.first_day();
            let serving = it.county.day_teachers().filter(|(at, _)| takers.teaching[*at]);
            let serving = serving.filter_map(|(_, teacher)| {
                Some((it.county.schools[teacher.school?].id, teacher.id, first))
            });
            staffing::store::add(tx, it.term, serving).await
        });
    loaded?;
    let mut all: Vec<&Participation> = made.iter().flat_map(|it| &it.participations).collect();
    let waiting = waiting(it, takers);
    // Those who tried it and apply again have an ended row and a waiting one.
    all.extend(&waiting);
    for rows in all.chunks(ROWS) {
        let loaded: Result<(), db::Error> =
            platform::act!(system, "demo.load.aftercare.participation", |act| {
                participation::store::add(act.tx(), rows.iter().map(|it| (*it).clone())).await?;
                Ok(())
            });
        loaded?;
    }
    Ok(())
}
