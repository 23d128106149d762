//! The list of the invented county for 2021, with lights of every colour on the demo's day, a target
//! handed to a town and to a school, and a plan for 2022 that was read and waits to be confirmed.

use std::collections::BTreeMap;

use directory::demo::County;
use jiff::civil::{Date, date};
use platform::{Act, System, act::sm3};
use vocab::{Clock as _, Role};

use super::{
    actions,
    model::{
        Comparator, Feed, Goal, Holder, Origin, Plan, Rough, State, Step, Target, TargetId, Task,
        TaskId,
    },
    reading, store,
};
use crate::{demo::Cast, number::Number, reported::FigureId};

const YEAR: (Date, Date) = (date(2021, 1, 1), date(2021, 12, 31));
/// The day of the demo.
const TODAY: Date = date(2021, 12, 20);

/// A target as the list below writes it.
struct Promise {
    name: &'static str,
    comparator: Comparator,
    thousandths: i64,
    unit: &'static str,
    /// `i:` and an indicator, `r:` and a reported figure, or nothing.
    feed: &'static str,
    base: Option<(i64, &'static str)>,
}

const fn least(
    name: &'static str,
    thousandths: i64,
    unit: &'static str,
    feed: &'static str,
) -> Promise {
    Promise { name, comparator: Comparator::AtLeast, thousandths, unit, feed, base: None }
}

const fn exactly(
    name: &'static str,
    thousandths: i64,
    unit: &'static str,
    feed: &'static str,
) -> Promise {
    Promise { name, comparator: Comparator::Equal, thousandths, unit, feed, base: None }
}

/// A milestone: what, by when, and when it was.
type Milestone = (&'static str, Date, Option<Date>);

/// A task as the list below writes it.
struct Made {
    work: &'static str,
    content: &'static str,
    office: Role,
    joint: &'static [Role],
    leader: usize,
    livelihood: bool,
    time: (Date, Date),
    finished: Option<(Date, &'static str)>,
    promises: &'static [Promise],
    steps: &'static [Milestone],
    notes: &'static [(Date, &'static str)],
}

const PLAIN: Made = Made {
    work: "",
    content: "",
    office: Role::BasicEducationClerk,
    joint: &[],
    leader: 0,
    livelihood: false,
    time: YEAR,
    finished: None,
    promises: &[],
    steps: &[],
    notes: &[],
};

const ALL: &[Made] = &[
    Made {
        work: "课后服务提质扩面",
        content: "所有义务教育学校按时开出课后服务，菜单由学校报、家长选，开到家长下班的时间。",
        joint: &[Role::FinanceClerk],
        livelihood: true,
        promises: &[
            least("课后服务学生参与率", 80_000, "%", "i:care-pupils"),
            exactly("课后服务学校覆盖率", 100_000, "%", "i:care-schools"),
            least("初三晚自习参与率", 70_000, "%", "i:care-evening"),
        ],
        notes: &[
            (date(2021, 9, 6), "第一周全部学校开班，参与登记按班核对完毕。"),
            (date(2021, 12, 8), "对三所参与率偏低的学校逐一走访，调整了拓展课程的时间。"),
        ],
        ..PLAIN
    },
    Made {
        work: "城乡教共体结对",
        content: "镇街道义务教育学校全部结对，提高融合型和共建型的比例，把同步课堂上成常态。",
        promises: &[
            exactly("义务教育学校教共体覆盖率", 100_000, "%", "i:paired-share"),
            least("融合型、共建型占比", 60_000, "%", "i:paired-close"),
            least("同步课堂", 700_000, "节", "r:教共体同步课堂"),
        ],
        notes: &[(date(2021, 12, 3), "还差几节同步课，已排进最后两周的课表。")],
        ..PLAIN
    },
    Made {
        work: "综合防控儿童青少年近视",
        content: "每学年两次视力检查，结果进眼健康档案；教室照明和课桌椅达标。",
        promises: &[Promise {
            name: "学生近视率",
            comparator: Comparator::AtMost,
            thousandths: 55_650,
            unit: "%",
            feed: "r:学生近视率",
            base: Some((56_150, "2020 年视力检查结果")),
        }],
        ..PLAIN
    },
    Made {
        work: "新（改、扩）建学校",
        content: "按布局规划推进建设项目，年内通过竣工验收，秋季学期按时开学。",
        office: Role::FinanceClerk,
        leader: 1,
        livelihood: true,
        promises: &[exactly("完成新（改、扩）建学校", 6_000, "所", "r:完成新（改、扩）建学校")],
        steps: &[
            ("六个项目全部开工", date(2021, 4, 30), Some(date(2021, 4, 22))),
            ("主体结构封顶", date(2021, 9, 30), Some(date(2021, 10, 18))),
            ("竣工验收", date(2021, 11, 30), None),
        ],
        notes: &[(date(2021, 12, 10), "两个项目受场地移交影响，室外工程未完，争取寒假前验收。")],
        ..PLAIN
    },
    Made {
        work: "校园安全守底线",
        content: "隐患排查整改到位，不发生学校负有责任的安全事故。",
        office: Role::SafetyClerk,
        leader: 1,
        promises: &[exactly("校园安全责任事故", 0, "起", "r:校园安全责任事故")],
        ..PLAIN
    },
    Made {
        work: "学校综合督导",
        content: "本学年分批完成综合督导，反馈意见并督促整改。",
        office: Role::SupervisionClerk,
        leader: 1,
        time: (date(2021, 9, 1), date(2022, 6, 30)),
        promises: &[least("完成综合督导的学校", 40_000, "所", "r:完成综合督导的学校")],
        ..PLAIN
    },
    Made {
        work: "教师交流轮岗",
        content: "结对学校之间安排骨干教师交流，交流经历计入职称评聘条件。",
        office: Role::PersonnelClerk,
        leader: 0,
        finished: Some((date(2021, 12, 6), "交流 73 人，名单和考核结果已归档")),
        promises: &[least("教共体教师交流", 70_000, "人", "r:教共体教师交流")],
        ..PLAIN
    },
    Made {
        work: "社区教育和老年教育",
        content: "依托成人学校办好社区教育，方便老年人就近学习。",
        office: Role::OfficeClerk,
        leader: 1,
        time: (date(2021, 3, 1), date(2022, 3, 31)),
        promises: &[least("社区教育培训", 46_000_000, "人次", "")],
        ..PLAIN
    },
    Made {
        work: "普通高中招生改革准备",
        content: "做好明年中考报名和体育考试改革的准备，方案提前公布。",
        office: Role::ExamsClerk,
        leader: 0,
        time: (date(2021, 9, 1), date(2022, 7, 31)),
        steps: &[
            ("完成方案征求意见", date(2021, 11, 15), Some(date(2021, 11, 12))),
            ("方案报局长办公会", date(2021, 12, 28), None),
            ("公布招生方案", date(2022, 3, 31), None),
        ],
        ..PLAIN
    },
];

/// A draft of the next year's plan, in our own words, as the office would send it in.
const DRAFT: &str = include_str!("demo-plan.txt");

/// Loads all of it.
pub(crate) async fn load(
    system: &System,
    county: &County,
    (cast, figures): (&Cast<'_>, &BTreeMap<&'static str, FigureId>),
) -> Result<(), db::Error> {
    platform::act!(system, "demo.load.targets", |act| {
        let (ids, now) = (act.origin().ids.clone(), system.clock.now());
        let mut tasks = Vec::new();
        let (mut targets, mut steps) = (Vec::<Target>::new(), Vec::new());
        let (mut joints, mut notes) = (Vec::new(), Vec::new());
        for made in ALL {
            let id: TaskId = ids.make(now);
            tasks.push(task(made, id, county, cast));
            joints.extend(made.joint.iter().map(|it| (id, *it)));
            let promises = made.promises.iter();
            targets.extend(
                promises.map(|it| target(it, (ids.make(now), id), (made, county), figures)),
            );
            steps.extend(made.steps.iter().map(|it| Step {
                id: ids.make(now),
                task: id,
                name: it.0.to_owned(),
                due_on: it.1,
                done: it.2.map(|it| (it, String::new())),
            }));
            let by = cast.account(made.office, 0);
            notes
                .extend(made.notes.iter().map(|it| (ids.make(now), id, it.0, it.1.to_owned(), by)));
        }
        for (holder, low, state) in receivers(county) {
            let new = (ids.make(now), ids.make(now));
            let (mut of, part) =
                actions::part((&tasks[0], &targets[0]), new, (holder, low, YEAR.1));
            of.state = state;
            of.signed_on = (state == State::Running).then_some(date(2021, 9, 8));
            tasks.push(of);
            targets.push(part);
        }
        store::add_tasks(act.tx(), &tasks).await?;
        store::add_joints(act.tx(), &joints).await?;
        store::add_targets(act.tx(), &targets).await?;
        store::add_steps(act.tx(), &steps).await?;
        store::add_notes(act.tx(), &notes).await?;
        draft(act, cast).await
    })
}

fn task(it: &Made, id: TaskId, county: &County, cast: &Cast<'_>) -> Task {
    let leader = cast.person(Role::BureauLeader, it.leader).map_or("", |it| it.1);
    Task {
        id,
        year: 2021,
        work: it.work.to_owned(),
        content: it.content.to_owned(),
        leader: leader.to_owned(),
        holder: Holder { office: it.office, place: county.id },
        livelihood: it.livelihood,
        from_on: it.time.0,
        due_on: it.time.1,
        state: if it.finished.is_some() { State::Finished } else { State::Running },
        origin: Origin::Typed,
        parent: None,
        plan: None,
        signed_on: None,
        ended: it.finished.map(|it| (it.0, it.1.to_owned())),
        version: 1,
    }
}

fn thousandths(it: i64) -> Number {
    Number::new(it, 1000).unwrap_or(Number::ZERO)
}

fn target(
    it: &Promise,
    (id, task): (TargetId, TaskId),
    (made, county): (&Made, &County),
    figures: &BTreeMap<&'static str, FigureId>,
) -> Target {
    let feed = match it.feed.split_once(':') {
        Some(("i", name)) => Feed::Indicator(name.to_owned()),
        Some((_, name)) => figures.get(name).map_or(Feed::None, |it| Feed::Reported(*it)),
        None => Feed::None,
    };
    Target {
        id,
        task,
        name: it.name.to_owned(),
        goal: Goal {
            comparator: it.comparator,
            low: thousandths(it.thousandths),
            high: None,
            unit: it.unit.to_owned(),
            rough: Rough::Exact,
        },
        place: county.id,
        from_on: made.time.0,
        due_on: made.time.1,
        source: "2021 年重点工作任务清单".to_owned(),
        sentence: None,
        plan_seq: None,
        base: it.base.map(|it| thousandths(it.0)),
        base_words: it.base.map(|it| it.1.to_owned()).unwrap_or_default(),
        feed,
        parent: None,
        ended: None,
        version: 1,
    }
}

/// The town and the school that the first target is handed to: one has signed, one has not.
fn receivers(county: &County) -> Vec<(Holder, Number, State)> {
    let Some(school) = county.schools.get(county.main_school()) else { return Vec::new() };
    let town = Holder { office: Role::TownClerk, place: county.towns[school.town].id.place() };
    let school = Holder { office: Role::Principal, place: school.id.place() };
    vec![(town, Number::whole(80), State::Running), (school, Number::whole(85), State::Sent)]
}

/// The plan for the next year, read and not confirmed.
async fn draft(act: &mut Act<'_>, cast: &Cast<'_>) -> Result<(), db::Error> {
    let Some(account) = cast.account(Role::OfficeClerk, 0) else { return Ok(()) };
    // A draft that could not be read would be left out of the demo; its test reads it.
    let Ok((read, remarks)) = reading::read(DRAFT.as_bytes(), 2022) else { return Ok(()) };
    let (ids, now) = (act.origin().ids.clone(), act.origin().now);
    let plan = Plan {
        id: ids.make(now),
        name: "2022年教育工作要点（征求意见稿）".to_owned(),
        year: 2022,
        file_name: "2022年教育工作要点（征求意见稿）.txt".to_owned(),
        sm3: sm3(DRAFT.as_bytes()),
        remarks,
        read_on: TODAY,
        account,
    };
    actions::keep(act, &plan, &read).await
}
