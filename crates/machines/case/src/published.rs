//! A city's year of one kind of case: as many as its summary says, as many of them late. Every one
//! goes through the rules of its day, so that the rate is counted and not written down.

use directory::demo::{Chance, County};
use form::{Answers, Posted};
use jiff::{
    Span,
    civil::{Date, DateTime, Weekday, date},
};
use platform::{Act, System, effects::Effects};
use vocab::Role;

use crate::{
    actions::Error,
    begin::{self, New},
    cast::{Cast, Scene},
    catalog,
    demo::act_on,
    model::CaseId,
    moving::{self, Moving},
};

/// What was published of a year.
#[derive(Debug, Clone, Copy)]
pub struct Published {
    /// The calendar year.
    pub year: i16,
    /// How many came.
    pub count: usize,
    /// How many of them took longer than they may.
    pub late: usize,
    /// How one of them went.
    pub course: Course,
}

/// How a case goes from its first step to its last.
#[derive(Debug, Clone, Copy)]
pub enum Course {
    /// 信访: forwarded, told, accepted, answered.
    Petition,
    /// 24小时处置: accepted, dispatched, handled, verified, closed.
    Incident,
}

/// An action: who takes it, how many minutes after the beginning, and what they answer. `{day}` in an
/// answer is the day of the action.
type Deed = (&'static str, Role, i64, &'static [(&'static str, &'static str)]);

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;
const OFFICE: Role = Role::OfficeClerk;
const SAFETY: Role = Role::SafetyClerk;

const PETITION: &[Deed] = &[
    ("forward", OFFICE, 3 * HOUR, &[]),
    ("tell", OFFICE, DAY, &[("told_by", "message"), ("told_on", "{day}")]),
    ("to-school", OFFICE, DAY + HOUR, &[]),
    ("report", Role::Principal, 9 * DAY, &[("findings", "已当面说明情况，并改进了做法")]),
    (
        "reply",
        OFFICE,
        12 * DAY,
        &[("reply_number", "信复{number}号"), ("replied_on", "{day}"), ("satisfied", "yes")],
    ),
];

const INCIDENT: &[Deed] = &[
    ("accept", SAFETY, 20, &[]),
    ("dispatch", SAFETY, 30, &[("task", "当天排除，处置前后各留一份记录")]),
    (
        "done",
        Role::SafetyOfficer,
        5 * HOUR,
        &[("measures", "已清理并安排专人每天检查"), ("handled_on", "{day}")],
    ),
    ("confirm", Role::Inspector, 7 * HOUR, &[("verified", "photo")]),
    ("close", SAFETY, 8 * HOUR, &[]),
];

/// How much longer the last action of a late one takes: beyond any deadline of these courses.
const LATE: i64 = 45 * DAY;

impl Course {
    fn kind(self) -> &'static str {
        match self {
            Self::Petition => "petition",
            Self::Incident => "incident",
        }
    }

    fn opener(self) -> Role {
        match self {
            Self::Petition => OFFICE,
            Self::Incident => Role::Principal,
        }
    }

    fn deeds(self) -> &'static [Deed] {
        match self {
            Self::Petition => PETITION,
            Self::Incident => INCIDENT,
        }
    }

    /// What the `at`-th says when it begins.
    fn says(self, at: usize) -> Posted {
        let outer = format!("{:05}", at + 1);
        let pairs: Vec<(&str, &str)> = match self {
            Self::Petition => vec![
                ("source", ["letter", "visit", "web", "hotline"][at % 4]),
                ("outer_number", &outer),
                ("content", "来件原文（演示）"),
                ("brief", BRIEFS[at % BRIEFS.len()]),
                ("concerns", "school"),
                // A long-standing one now and then: all of them are settled, too.
                ("backlog", if at.is_multiple_of(40) { "yes" } else { "no" }),
                ("handler", "school"),
            ],
            Self::Incident => vec![
                ("theme", ["risk", "emergency", "fire", "bus", "food", "around"][at % 6]),
                ("level", if at.is_multiple_of(9) { "serious" } else { "general" }),
                ("brief", SPOTS[at % SPOTS.len()].0),
                ("spot", SPOTS[at % SPOTS.len()].1),
            ],
        };
        Posted(pairs.into_iter().map(|it| (it.0.to_owned(), it.1.to_owned())).collect())
    }
}

const BRIEFS: [&str; 5] =
    ["校门口放学时段车辆占道", "反映作业量偏多", "咨询转学手续", "反映食堂菜价", "建议开放操场"];
const SPOTS: [(&str, &str); 5] = [
    ("消防通道堆放杂物", "教学楼东侧二楼"),
    ("围墙外有流动摊贩占道", "校门口"),
    ("食堂留样记录缺一餐", "食堂备餐间"),
    ("校车灭火器压力不足", "校车停车场"),
    ("操场单杠螺栓松动", "操场西侧"),
];

/// Adds a city's year to the cell that was loaded before.
///
/// # Errors
///
/// If the rules refuse what the course says, or the database fails.
pub async fn load(
    system: &System,
    county: &County,
    (effects, it): (&Effects, Published),
) -> Result<(), Error> {
    let told: Result<(), Error> = platform::act!(system, "demo.load.cases", |act| {
        let cast = Cast::of(county);
        let mut all = Vec::with_capacity(it.count);
        for at in 0..it.count {
            all.extend(tell(act, (county, &cast), (it, at)).await?);
        }
        moving::write(act, &all, effects).await
    });
    told
}

/// When the `at`-th began: spread over the working days of the year, the last one early enough to
/// end in it.
fn begun(it: Published, seed: u64, at: usize) -> DateTime {
    let mut chance = Chance::of(seed, "published", at);
    let (at, count) = (number(at), number(it.count.max(1)));
    let span = 330 - LATE / DAY;
    let mut day: Date = date(it.year, 1, 4).saturating_add(Span::new().days(at * span / count));
    while matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
        day = day.saturating_add(Span::new().days(1));
    }
    let hour = i8::try_from(chance.between(8, 11)).unwrap_or(8);
    day.at(hour, i8::try_from(chance.between(0, 59)).unwrap_or(0), 0, 0)
}

async fn tell(
    act: &mut Act<'_>,
    (county, cast): (&County, &Cast),
    (it, at): (Published, usize),
) -> Result<Option<Moving>, Error> {
    let kind = catalog().find(it.course.kind()).ok_or(Error::Missing)?;
    let school = &county.schools[at % county.schools.len()];
    let scene = Scene {
        place: school.id.place(),
        school: school.id.place(),
        town: county.towns[school.town].id.place(),
        student: None,
        guardian: None,
    };
    let began = begun(it, county.plan.seed, at);
    let by = cast.doer(&scene, it.course.opener()).ok_or(Error::Missing)?;
    let known = Answers::default();
    let says = it.course.says(at);
    let answers = form::read(&kind.what.fields, &kind.what.asks, &says, (&known, began.date()));
    let id: CaseId = act.origin().ids.make(act.origin().now);
    let new = New {
        id,
        kind: kind.clone(),
        about: (scene.place, None),
        by: Some(by),
        answers: answers.map_err(Error::Wrong)?,
        cause: None,
        from_outside: false,
    };
    let mut told = begin::set_out(act, new, began).await?;
    let deeds = it.course.deeds();
    for (number, &(key, role, after, pairs)) in (1..).zip(deeds) {
        let late = number == deeds.len() && at < it.late;
        let after = after + if late { LATE } else { 0 };
        let now = began.saturating_add(Span::new().minutes(after));
        let doer = cast.doer(&scene, role).ok_or(Error::Missing)?;
        let number = (at + 1).to_string();
        let filled = |value: &str| {
            value.replace("{day}", &now.date().to_string()).replace("{number}", &number)
        };
        let pairs = pairs.iter().map(|it| (it.0.to_owned(), filled(it.1))).collect();
        act_on(&mut told, doer, (key, &Posted(pairs), ""), now)?;
    }
    Ok(Some(told))
}

fn number(it: usize) -> i64 {
    i64::try_from(it).unwrap_or(i64::MAX)
}
