//! What a programme must be to be filed, and who may move it on.
//!
//! Each rule is in force between two dates and is *hard* (a programme that breaks it cannot be
//! filed) or holds *in principle* (it is filed with a reason, which the bureau weighs).

use jiff::civil::{Date, Time, Weekday, date, time};
use vocab::weekday_label;

use super::model::{Plan, Segment, Service, Slot, State, Step, WEEKDAYS};

/// How much after the county's working day the service should end.
const AFTER_WORK_MINUTES: i64 = 15;
/// How long a day's basic care must be.
const DAY_MINUTES_MIN: i64 = 120;
/// When evening study must be over.
const EVENING_ENDS: Time = time(20, 30, 0, 0);

/// Whether a rule can be departed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Force {
    /// Nobody may.
    Hard,
    /// A school may, with a reason.
    InPrinciple,
}

/// A rule of the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Service on every school day from Monday to Friday: the "5" of 5+2. Source: 中办发〔2021〕40号
    /// (双减) §13 and the ministry's 5+2 notice of July 2021; 慈教〔2021〕70号.
    EverySchoolDay,
    /// At least two hours a day: the "2" of 5+2. Same sources.
    TwoHours,
    /// Evening study of junior schools ends by 20:30. Source: the ministry's summary of 5+2, adopted by the
    /// provinces alike.
    EveningEnds,
    /// Homework comes first, activities after. Source: 双减 §13; Minhang plan §4.
    HomeworkFirst,
    /// No new lessons in after-school service. Source: 双减 §13.
    NoLessons,
    /// Evening study is for grade 9 alone here. Source: 慈教〔2021〕70号 as reported for 2021.
    EveningForNinth,
    /// The service ends, in principle, 15 minutes after the county's working day. Source: the
    /// county's summary of 2021 (放学时间原则上延长至当地企事业单位下班时间后15分钟).
    AfterWork,
    /// Two things are not done at the same time: a timetable that contradicts itself.
    NoOverlap,
}

/// When and how strictly a rule holds.
#[derive(Debug, Clone, Copy)]
pub struct InForce {
    /// The rule.
    pub rule: Rule,
    /// Whether it can be departed from.
    pub force: Force,
    /// From this day on.
    pub from: Date,
    /// Up to and including this day, where it has ended.
    pub to: Option<Date>,
}

const fn since_2021(rule: Rule, force: Force) -> InForce {
    InForce { rule, force, from: date(2021, 9, 1), to: None }
}

/// The rules, each with the days on which it holds. A change of rule is a line more, never a line
/// less: programmes of earlier terms are read by the rules of their time.
pub const RULES: &[InForce] = &[
    since_2021(Rule::EverySchoolDay, Force::Hard),
    since_2021(Rule::TwoHours, Force::Hard),
    since_2021(Rule::EveningEnds, Force::Hard),
    since_2021(Rule::HomeworkFirst, Force::Hard),
    since_2021(Rule::NoLessons, Force::Hard),
    since_2021(Rule::EveningForNinth, Force::Hard),
    since_2021(Rule::AfterWork, Force::InPrinciple),
    InForce { rule: Rule::NoOverlap, force: Force::Hard, from: date(2000, 1, 1), to: None },
];

/// A rule that a plan breaks, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// Whether it can be departed from.
    pub force: Force,
    /// The day it is broken on, where it is one day's matter.
    pub weekday: Option<Weekday>,
    /// What is wrong and what to do, as the school reads it.
    pub advice: String,
}

/// Everything that `plan` breaks of the rules in force on `on`, hard rules first.
pub fn findings(plan: &Plan, work_ends: Time, on: Date) -> Vec<Finding> {
    let holds = |it: &&InForce| it.from <= on && it.to.is_none_or(|to| on <= to);
    let mut found: Vec<_> = RULES
        .iter()
        .filter(holds)
        .flat_map(|it| {
            broken(it.rule, plan, work_ends).into_iter().map(|(weekday, advice)| Finding {
                rule: it.rule,
                force: it.force,
                weekday,
                advice,
            })
        })
        .collect();
    found.sort_by_key(|it| it.force);
    found
}

type Places = Vec<(Option<Weekday>, String)>;

fn broken(rule: Rule, plan: &Plan, work_ends: Time) -> Places {
    match rule {
        Rule::EverySchoolDay => by_day(|day| missing_day(plan, day)),
        Rule::TwoHours => by_day(|day| short_day(plan, day)),
        Rule::EveningEnds => by_day(|day| late_evening(plan, day)),
        Rule::HomeworkFirst => by_day(|day| homework_later(plan, day)),
        Rule::NoLessons if plan.declares_no_lessons => Places::new(),
        Rule::NoLessons => {
            let advice = "课后服务不得讲授新课。请勾选“本校承诺课后服务期间不讲新课”后再申报。";
            vec![(None, advice.to_owned())]
        }
        Rule::EveningForNinth if plan.offers(Service::Evening) && !plan.has_grade_nine => {
            vec![(None, "晚自习只面向初三。本校没有初三年级，请删去晚自习时段。".to_owned())]
        }
        Rule::EveningForNinth => Places::new(),
        Rule::AfterWork => by_day(|day| before_work_ends(plan, day, work_ends)),
        Rule::NoOverlap => by_day(|day| overlap(plan, day)),
    }
}

fn by_day(check: impl Fn(Weekday) -> Option<String>) -> Places {
    WEEKDAYS.into_iter().filter_map(|day| Some((Some(day), check(day)?))).collect()
}

fn missing_day(plan: &Plan, day: Weekday) -> Option<String> {
    plan.day(Service::Basic, day).is_empty().then(|| {
        format!(
            "{}没有安排基本托管。课后服务每个上学日都要开展，请补上这一天。",
            weekday_label(day)
        )
    })
}

fn short_day(plan: &Plan, day: Weekday) -> Option<String> {
    let slots = plan.day(Service::Basic, day);
    let minutes: i64 = slots.iter().map(|it| minutes(it)).sum();
    (!slots.is_empty() && minutes < DAY_MINUTES_MIN).then(|| {
        format!(
            "{}的基本托管共 {minutes} 分钟，不足 2 小时。请至少再加 {} 分钟。",
            weekday_label(day),
            DAY_MINUTES_MIN - minutes
        )
    })
}

fn late_evening(plan: &Plan, day: Weekday) -> Option<String> {
    let ends = plan.ends(Service::Evening, day).filter(|it| *it > EVENING_ENDS)?;
    Some(format!(
        "{}晚自习到 {} 结束，不得晚于 20:30。请提前结束。",
        weekday_label(day),
        clock(ends)
    ))
}

fn homework_later(plan: &Plan, day: Weekday) -> Option<String> {
    let first = *plan.day(Service::Basic, day).first()?;
    (first.segment != Segment::Homework).then(|| {
        format!(
            "{}先安排了{}。请把作业辅导排在最前，活动排在后面。",
            weekday_label(day),
            first.segment.label()
        )
    })
}

fn before_work_ends(plan: &Plan, day: Weekday, work_ends: Time) -> Option<String> {
    let ends = plan.ends(Service::Basic, day)?;
    let wanted = work_ends.saturating_add(jiff::Span::new().minutes(AFTER_WORK_MINUTES));
    (ends < wanted).then(|| {
        format!(
            "{}晚托到 {} 结束。原则上不早于本市下班时间({})后 15 分钟，即 {}；确有困难的请写明理由。",
            weekday_label(day),
            clock(ends),
            clock(work_ends),
            clock(wanted)
        )
    })
}

fn overlap(plan: &Plan, day: Weekday) -> Option<String> {
    let backwards = |it: &&Slot| it.ends <= it.starts;
    for service in Service::ALL {
        let slots = plan.day(service, day);
        if let Some(slot) = slots.iter().copied().find(backwards) {
            return Some(format!(
                "{}的{}从 {} 到 {}，结束时间要晚于开始时间。",
                weekday_label(day),
                slot.segment.label(),
                clock(slot.starts),
                clock(slot.ends)
            ));
        }
        if let Some(pair) = slots.windows(2).find(|pair| pair[1].starts < pair[0].ends) {
            return Some(format!(
                "{}的{}与{}时间重叠({} 开始时前一段还没结束)。请错开。",
                weekday_label(day),
                pair[0].segment.label(),
                pair[1].segment.label(),
                clock(pair[1].starts)
            ));
        }
    }
    None
}

/// Minutes from a slot's start to its end; below zero where it runs backwards.
fn minutes(slot: &Slot) -> i64 {
    minute_of_day(slot.ends) - minute_of_day(slot.starts)
}

/// Minutes since midnight.
pub fn minute_of_day(at: Time) -> i64 {
    i64::from(at.hour()) * 60 + i64::from(at.minute())
}

/// `17:05`, as a clock shows it.
pub fn clock(at: Time) -> String {
    at.strftime("%H:%M").to_string()
}

/// Why a programme is not moved on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It breaks a hard rule.
    #[error("方案有 {} 处不符合规定，不能申报。", .0.len())]
    Breaks(Vec<Finding>),
    /// It departs from a rule that holds in principle, and says no reason.
    #[error("方案有 {} 处与原则性规定不同，请写明理由后再申报。", .0.len())]
    NeedsReason(Vec<Finding>),
    /// From where it stands, this step is not to be taken.
    #[error("这份方案目前是“{}”，不能{}。请刷新页面查看最新状态。", .from.label(), .step.label())]
    NotFrom {
        /// Where it stands.
        from: State,
        /// What was asked.
        step: Step,
    },
    /// To send something back, one says why.
    #[error("退回要写明理由，学校才知道改什么。")]
    SilentReturn,
}

/// Where `step` leads from `from`.
pub fn next(from: State, step: Step) -> Result<State, Refusal> {
    match (from, step) {
        (State::Draft | State::Returned, Step::File) => Ok(State::Filed),
        (State::Draft | State::Returned, Step::Edit) => Ok(from),
        (State::Filed, Step::Record) => Ok(State::Recorded),
        // Recorded programmes, too: the bureau may find a slip before families see it.
        (State::Filed | State::Recorded, Step::Return) => Ok(State::Returned),
        (State::Filed | State::Recorded, Step::Withdraw) => Ok(State::Draft),
        (State::Recorded, Step::Open) => Ok(State::Opened),
        _ => Err(Refusal::NotFrom { from, step }),
    }
}

/// Whether `plan` may be filed.
pub fn may_file(plan: &Plan, work_ends: Time, on: Date) -> Result<(), Refusal> {
    let (hard, soft): (Vec<_>, Vec<_>) =
        findings(plan, work_ends, on).into_iter().partition(|it| it.force == Force::Hard);
    if !hard.is_empty() {
        return Err(Refusal::Breaks(hard));
    }
    if !soft.is_empty() && plan.reason.trim().is_empty() {
        return Err(Refusal::NeedsReason(soft));
    }
    Ok(())
}

/// Whether a programme may be returned for `reason`.
pub fn may_return(reason: &str) -> Result<(), Refusal> {
    if reason.trim().is_empty() { Err(Refusal::SilentReturn) } else { Ok(()) }
}
