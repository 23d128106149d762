//! A few cases of each kind in the invented county, so that on the demo's day something waits on
//! every desk: some in time, some late, some closed. They go through the same rules as any other.

use std::collections::BTreeMap;

use directory::demo::{Chance, County};
use form::{Answers, Posted};
use jiff::civil::DateTime;
use platform::{Act, System, effects::Effects};
use vocab::{Role, Stage};

use crate::{
    actions::{Error, HOLIDAYS},
    begin::{self, New},
    cast::{Cast, Scene},
    catalog,
    definition::Case,
    model::CaseId,
    moving::{self, Deed, Moving},
    rules::{self, Doer, Wish},
};

pub(crate) type Pairs = &'static [(&'static str, &'static str)];
/// An action, who did it, when, what they answered and why.
type Done = (&'static str, Role, &'static str, Pairs, &'static str);

/// A case as it went.
pub(crate) struct Story {
    pub(crate) kind: &'static str,
    pub(crate) opener: Role,
    at: &'static str,
    pub(crate) answers: Pairs,
    done: &'static [Done],
}

const OFFICE: Role = Role::OfficeClerk;
const SAFETY: Role = Role::SafetyClerk;
const TASK: Pairs = &[("task", "今天内排除，处置前后各留一份记录")];
const HANDLED: Pairs = &[("measures", "已清理并安排专人每天检查"), ("handled_on", "2021-12-17")];
const SEEN: Pairs = &[("verified", "visit")];
const TOLD: Pairs = &[("told_by", "message"), ("told_on", "2021-12-08")];

/// From the oldest on, as their numbers go.
pub(crate) const STORIES: &[Story] = &[
    Story {
        kind: "petition",
        opener: OFFICE,
        at: "2021-11-22T09:10",
        answers: &[
            ("source", "hotline"),
            ("outer_number", "81890-2021112200417"),
            ("content", "来电人反映校门口放学时家长车辆占道"),
            ("brief", "校门口放学时段车辆占道"),
            ("concerns", "school"),
            ("backlog", "no"),
            ("handler", "school"),
        ],
        done: &[
            ("forward", OFFICE, "2021-11-22T15:00", &[], ""),
            (
                "tell",
                OFFICE,
                "2021-11-23T09:00",
                &[("told_by", "message"), ("told_on", "2021-11-23")],
                "",
            ),
            ("to-school", OFFICE, "2021-11-23T09:20", &[], ""),
            (
                "report",
                Role::Principal,
                "2021-12-01T16:00",
                &[("findings", "与交警、镇里商定错峰放学，增设临时停车区")],
                "",
            ),
            (
                "reply",
                OFFICE,
                "2021-12-02T10:00",
                &[
                    ("reply_number", "慈教信复〔2021〕118号"),
                    ("replied_on", "2021-12-02"),
                    ("satisfied", "yes"),
                ],
                "",
            ),
        ],
    },
    Story {
        kind: "petition",
        opener: OFFICE,
        at: "2021-12-07T10:30",
        answers: &[
            ("source", "letter"),
            ("content", "来信反映食堂收费不清楚"),
            ("brief", "反映食堂收费不清楚"),
            ("concerns", "school"),
            ("backlog", "no"),
            ("handler", "school"),
        ],
        done: &[
            ("forward", OFFICE, "2021-12-08T09:00", &[], ""),
            ("tell", OFFICE, "2021-12-08T09:30", TOLD, ""),
            ("to-school", OFFICE, "2021-12-08T10:00", &[], ""),
        ],
    },
    Story {
        kind: "incident",
        opener: Role::Teacher,
        at: "2021-12-14T10:20",
        answers: &[
            ("theme", "fire"),
            ("level", "serious"),
            ("brief", "二楼消防通道堆放课桌"),
            ("spot", "教学楼东侧二楼"),
        ],
        done: &[
            ("accept", SAFETY, "2021-12-14T10:50", &[], ""),
            ("dispatch", SAFETY, "2021-12-14T11:00", TASK, ""),
            (
                "done",
                Role::Principal,
                "2021-12-14T15:30",
                &[("measures", "课桌已搬走，通道恢复畅通"), ("handled_on", "2021-12-14")],
                "",
            ),
            ("confirm", Role::Inspector, "2021-12-14T16:40", SEEN, ""),
            ("close", SAFETY, "2021-12-15T08:40", &[], ""),
        ],
    },
    Story {
        kind: "bonus",
        opener: Role::Guardian,
        at: "2021-12-15T19:40",
        answers: &[("category", "overseas"), ("material", "counter")],
        done: &[(
            "checked",
            Role::RollManager,
            "2021-12-17T14:00",
            &[("seen_on", "2021-12-17")],
            "",
        )],
    },
    Story {
        kind: "incident",
        opener: Role::Inspector,
        at: "2021-12-16T09:00",
        answers: &[
            ("theme", "bus"),
            ("level", "general"),
            ("brief", "校车停靠点没有隔离护栏"),
            ("spot", "南门停靠点"),
        ],
        done: &[
            ("accept", SAFETY, "2021-12-16T09:30", &[], ""),
            ("dispatch", SAFETY, "2021-12-16T09:40", TASK, ""),
            ("done", Role::Principal, "2021-12-17T10:00", HANDLED, ""),
            ("confirm", Role::Inspector, "2021-12-17T11:00", SEEN, ""),
            ("close", SAFETY, "2021-12-17T11:20", &[], ""),
        ],
    },
    Story {
        kind: "petition",
        opener: OFFICE,
        at: "2021-12-16T15:00",
        answers: &[
            ("source", "web"),
            ("outer_number", "ZJXF-20211216-3391"),
            ("content", "网上反映课后服务时间安排"),
            ("brief", "建议调整课后服务结束时间"),
            ("concerns", "policy"),
            ("backlog", "no"),
            ("handler", "bureau"),
        ],
        done: &[],
    },
    Story {
        kind: "incident",
        opener: Role::Teacher,
        at: "2021-12-17T13:10",
        answers: &[
            ("theme", "food"),
            ("level", "general"),
            ("brief", "食堂留样柜温度偏高"),
            ("spot", "食堂备餐间"),
        ],
        done: &[
            ("accept", SAFETY, "2021-12-17T13:40", &[], ""),
            ("dispatch", SAFETY, "2021-12-17T13:50", TASK, ""),
            ("done", Role::Principal, "2021-12-17T17:00", HANDLED, ""),
            ("confirm", Role::Inspector, "2021-12-18T09:00", SEEN, ""),
            ("close", SAFETY, "2021-12-18T09:30", &[], ""),
        ],
    },
    Story {
        kind: "incident",
        opener: Role::TownClerk,
        at: "2021-12-18T15:00",
        answers: &[
            ("theme", "around"),
            ("level", "serious"),
            ("brief", "校门东侧施工没有围挡"),
            ("spot", "东门外二十米"),
        ],
        done: &[
            ("accept", SAFETY, "2021-12-18T15:20", &[], ""),
            ("dispatch", SAFETY, "2021-12-18T15:30", TASK, ""),
        ],
    },
    Story {
        kind: "bonus",
        opener: Role::Guardian,
        at: "2021-12-18T20:05",
        answers: &[
            ("category", "military"),
            ("material", "number"),
            ("certificate", "军字第0001号"),
        ],
        done: &[],
    },
    Story {
        kind: "incident",
        opener: Role::Inspector,
        at: "2021-12-19T14:00",
        answers: &[
            ("theme", "emergency"),
            ("level", "general"),
            ("brief", "应急疏散指示灯不亮"),
            ("spot", "实验楼三楼"),
        ],
        done: &[
            ("accept", SAFETY, "2021-12-19T14:30", &[], ""),
            ("dispatch", SAFETY, "2021-12-19T14:40", TASK, ""),
            (
                "done",
                Role::Principal,
                "2021-12-19T17:30",
                &[("measures", "已更换两只指示灯并试亮"), ("handled_on", "2021-12-19")],
                "",
            ),
        ],
    },
    Story {
        kind: "incident",
        opener: Role::Teacher,
        at: "2021-12-20T07:25",
        answers: &[
            ("theme", "risk"),
            ("level", "general"),
            ("brief", "操场单杠底座松动"),
            ("spot", "操场西北角"),
        ],
        done: &[],
    },
];

/// Writes the stories into the county that was loaded before.
pub async fn load(system: &System, county: &County, effects: &Effects) -> Result<(), Error> {
    let told: Result<(), Error> = platform::act!(system, "demo.load.cases", |act| {
        let cast = Cast::of(county);
        let mut all = BTreeMap::<&str, Vec<Moving>>::new();
        for (at, story) in STORIES.iter().enumerate() {
            if let Some(told) = tell(act, (county, &cast), (at, story)).await? {
                all.entry(story.kind).or_default().push(told);
            }
        }
        for of_kind in all.values() {
            moving::write(act, of_kind, effects).await?;
        }
        Ok(())
    });
    told
}

/// The main school for every second story, some other one for the rest; a pupil of a junior school's
/// last year where it is about one. None where a small county has no such.
fn scene(county: &County, at: usize, case: &Case) -> Option<Scene> {
    let mut chance = Chance::of(county.plan.seed, "cases", at);
    let of = |school: usize| {
        let it = &county.schools[school];
        (it.id.place(), county.towns[it.town].id.place())
    };
    if case.of_student {
        let last = |it: &&directory::demo::Class| {
            it.stage == Stage::Junior && it.grade.number() == 9 && !it.students.is_empty()
        };
        let class = county.classes.iter().filter(last).nth(at % 3)?;
        let student = &county.students[class.students.start];
        let guardian = county.families[student.family].guardians.clone().next()?;
        let account = county.guardians[guardian].account;
        let (school, town) = of(class.school);
        return Some(Scene {
            place: class.id.place(),
            school,
            town,
            student: Some((student.id, account)),
        });
    }
    let count = i64::try_from(county.schools.len()).ok()? - 1;
    let other = usize::try_from(chance.between(0, count)).ok()?;
    let (school, town) = of(if at.is_multiple_of(2) { other } else { county.main_school() });
    Some(Scene { place: school, school, town, student: None })
}

pub(crate) fn posted(pairs: Pairs) -> Posted {
    Posted(pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect())
}

fn moment(text: &str) -> Result<DateTime, Error> {
    text.parse().map_err(|_| Error::Missing)
}

/// A case as it went, as far as a small county has those who had to do with it.
async fn tell(
    act: &mut Act<'_>,
    (county, cast): (&County, &Cast),
    (at, story): (usize, &Story),
) -> Result<Option<Moving>, Error> {
    let kind = catalog().find(story.kind).ok_or(Error::Missing)?;
    let (case, now) = (&kind.what, moment(story.at)?);
    let Some(scene) = scene(county, at, case) else { return Ok(None) };
    let Some(opener) = cast.doer(&scene, story.opener) else { return Ok(None) };
    let known = Answers::default();
    let answers =
        form::read(&case.fields, &case.asks, &posted(story.answers), (&known, now.date()));
    let answers = answers.map_err(Error::Wrong)?;
    let id: CaseId = act.origin().ids.make(act.origin().now);
    let about = (scene.place, scene.student.map(|it| it.0));
    let new = New {
        id,
        kind: kind.clone(),
        about,
        by: Some(opener),
        answers,
        cause: None,
        from_outside: false,
    };
    let mut told = begin::set_out(act, new, now).await?;
    for done in story.done {
        let Some(doer) = cast.doer(&scene, done.1) else { return Ok(Some(told)) };
        go_on(&mut told, doer, done)?;
    }
    Ok(Some(told))
}

/// Does what a story says was done next.
fn go_on(told: &mut Moving, doer: Doer, done: &Done) -> Result<(), Error> {
    let (key, _, at, pairs, reason) = *done;
    let now = moment(at)?;
    told.standing.refresh(now);
    let kind = told.standing.kind.clone();
    let (case, state) = (&kind.what, &told.standing.state);
    if key == ANSWERED {
        let mine = |it: &&rules::Asked| it.role == doer.role && Some(it.place) == doer.place;
        let asked = state.asked.iter().find(mine).ok_or(Error::Missing)?;
        let asks = &case.tasks[asked.task].asks;
        let none = Answers::default();
        let fresh = form::read(&case.fields, asks, &posted(pairs), (&none, now.date()));
        let number = asked.number;
        return Ok(told.answer(doer, (number, &fresh.map_err(Error::Wrong)?), now)?);
    }
    act_on(told, doer, (key, &posted(pairs), reason), now)
}

/// Takes an action of the step that a case is at.
pub(crate) fn act_on(
    told: &mut Moving,
    doer: Doer,
    (key, posted, reason): (&str, &Posted, &str),
    now: DateTime,
) -> Result<(), Error> {
    told.standing.refresh(now);
    let kind = told.standing.kind.clone();
    let (case, state) = (&kind.what, &told.standing.state);
    let step = &case.steps[state.step];
    let known = (&told.standing.answers, now.date());
    let action = step.actions.iter().position(|it| it.key == key).ok_or(Error::Missing)?;
    let fresh = form::read(&case.fields, &step.actions[action].asks, posted, known);
    let fresh = fresh.map_err(Error::Wrong)?;
    let ground = &told.standing.ground;
    let asked = step.actions[action].task.map(|it| case.tasks[it].who.as_slice());
    let asked = asked.unwrap_or_default().iter();
    let others: Vec<_> = asked.filter_map(|it| Some((*it, ground.place_of(*it)?))).collect();
    let wish = Wish { action, version: state.version, reason, others: &others };
    let deed = Deed { by: Some(doer), answers: &fresh, to: None };
    Ok(told.take(wish, deed, (now, &HOLIDAYS))?)
}

/// What stands for an action where somebody gives the part that they were asked for.
const ANSWERED: &str = "answered";
