//! Lights: how far a target is from its number, beside how much of its time is gone, and a sentence
//! that says why. A task has the worst light of its targets and milestones.
//!
//! What is counted from nothing (新建 14 所) and what is to rise from a level (占比达到 60 %) are held
//! against a straight line from where they began to where they are to be. A target may lie below
//! what there was before (93.2 % → 90 %): then nothing is to grow, it is to hold. A number without a
//! comparator (新增学位 2.5 万个) is reached from that number on; what comes on top is more than was
//! asked, unless nothing at all was to happen (零事故).

use jiff::civil::Date;

use super::model::{Comparator, Goal, Step};
use crate::number::Number;

/// Which light burns; the worst comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Light {
    /// Reached, or done.
    Done,
    /// On its way.
    Green,
    /// There is no number.
    Unknown,
    /// Behind.
    Yellow,
    /// Far behind, passed, or too late.
    Red,
}

impl Light {
    /// All, the worst first: the order of lists.
    pub(super) const WORST_FIRST: [Self; 5] =
        [Self::Red, Self::Yellow, Self::Unknown, Self::Green, Self::Done];

    /// The word in addresses.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Green => "green",
            Self::Unknown => "unknown",
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }

    /// As people read it: colour alone tells nothing to some.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Done => "已达到",
            Self::Green => "绿灯 正常",
            Self::Unknown => "灰灯 无数据",
            Self::Yellow => "黄灯 滞后",
            Self::Red => "红灯 严重滞后",
        }
    }
}

/// A light with the sentence that says why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lit {
    /// The light.
    pub light: Light,
    /// Why.
    pub why: String,
}

/// From when on which light burns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LightRule {
    /// From this day on.
    pub since: Date,
    /// From so many thousandths behind the straight line on it is yellow.
    pub yellow: i64,
    /// From so many on it is red.
    pub red: i64,
    /// What is due within so many working days and not there is yellow at least.
    pub near_days: i64,
    /// Of a limit so many thousandths may be used before it is yellow.
    pub near_limit: i64,
    /// By which rule.
    pub source: String,
}

/// A value of a target, as far as lights go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Actual {
    /// There is none, and why.
    None(&'static str),
    /// So much, and as people read it with what it is made of.
    Some(Number, String),
}

/// The time of something: its days, and the working days that are left of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Time {
    /// Its first day.
    pub from: Date,
    /// Its last.
    pub due: Date,
    /// Today.
    pub today: Date,
    /// The working days up to its last; none where no notice says.
    pub left: Option<i64>,
}

impl Time {
    /// How much of it is gone, in thousandths.
    pub(super) fn gone(self) -> i64 {
        let days = |from: Date, to: Date| i64::from((to - from).get_days());
        let whole = days(self.from, self.due).max(1);
        (days(self.from, self.today) * 1000 / whole).clamp(0, 1000)
    }

    fn is_over(self) -> bool {
        self.today > self.due
    }

    fn left_words(self) -> String {
        match self.left {
            _ if self.is_over() => format!("已过期限 {}", self.due),
            Some(0) => "今天到期".to_owned(),
            Some(left) => format!("离 {} 还有 {left} 个工作日", self.due),
            None => format!("期限 {}", self.due),
        }
    }
}

/// A share as people read it: 974 thousandths are `97.4%`.
pub(super) fn percent(thousandths: i64) -> String {
    let (whole, rest) = (thousandths / 10, (thousandths % 10).abs());
    let sign = if thousandths < 0 && whole == 0 { "-" } else { "" };
    if rest == 0 { format!("{sign}{whole}%") } else { format!("{sign}{whole}.{rest}%") }
}

/// The light of a target.
pub(super) fn target(
    goal: &Goal,
    base: Option<Number>,
    actual: &Actual,
    time: Time,
    rule: &LightRule,
) -> Lit {
    let (actual, told) = match actual {
        Actual::Some(actual, told) => (*actual, told.as_str()),
        Actual::None(why) => return without(goal, why, time, rule),
    };
    let now = format!("目标 {}，现在 {told}", goal.told());
    let lit = |light, words: String| Lit { light, why: format!("{now}，{words}。") };
    match goal.comparator {
        Comparator::AtMost if goal.unit == RANK => rank(goal.low, actual, time, &lit),
        // A share is no amount that is used up: it is passed or not.
        Comparator::AtMost if goal.unit == "%" => share(goal.low, actual, time, &lit),
        Comparator::AtMost => limit(goal.low, actual, time, rule, &lit),
        Comparator::Equal if goal.low == Number::ZERO => {
            limit(Number::ZERO, actual, time, rule, &lit)
        }
        Comparator::AtLeast | Comparator::Equal => rise(goal, base, actual, time, rule, &lit),
        Comparator::Within => {
            let high = goal.high.unwrap_or(goal.low);
            if actual > high {
                return lit(Light::Red, format!("超出上限 {high}{}", goal.unit));
            }
            rise(goal, base, actual, time, rule, &lit)
        }
    }
}

fn without(goal: &Goal, why: &str, time: Time, rule: &LightRule) -> Lit {
    let near = time.left.is_some_and(|it| it <= rule.near_days);
    let (light, words) = match () {
        () if time.is_over() => (Light::Red, "期限已过，仍然没有数"),
        () if near => (Light::Yellow, "快到期了，还没有数"),
        () => (Light::Unknown, "无法判断快慢"),
    };
    let left = time.left_words();
    Lit { light, why: format!("目标 {}，{why}，{words}（{left}）。", goal.told()) }
}

/// The unit of a place in a ranking, which is no amount that is used up.
const RANK: &str = "第";

/// A place in a ranking: the smaller the better.
fn rank(most: Number, actual: Number, time: Time, lit: &dyn Fn(Light, String) -> Lit) -> Lit {
    match actual <= most {
        true => lit(Light::Done, "名次已达到".to_owned()),
        false if time.is_over() => lit(Light::Red, format!("名次没有达到，{}", time.left_words())),
        false => lit(Light::Yellow, format!("名次还没有达到，{}", time.left_words())),
    }
}

/// A share that must not be passed.
fn share(most: Number, actual: Number, time: Time, lit: &dyn Fn(Light, String) -> Lit) -> Lit {
    match actual <= most {
        true if time.is_over() => lit(Light::Done, "到期没有超过上限".to_owned()),
        true => lit(Light::Green, format!("没有超过上限，{}", time.left_words())),
        false => lit(Light::Red, format!("已经超过上限，{}", time.left_words())),
    }
}

/// What must not be passed.
fn limit(
    most: Number,
    actual: Number,
    time: Time,
    rule: &LightRule,
    lit: &dyn Fn(Light, String) -> Lit,
) -> Lit {
    let left = time.left_words();
    if actual > most {
        return lit(Light::Red, format!("已经超过上限，{left}"));
    }
    if time.is_over() {
        return lit(Light::Done, "到期没有超过上限".to_owned());
    }
    match actual.way(Number::ZERO, most) {
        Some(used) if used >= rule.near_limit => {
            lit(Light::Yellow, format!("已用去上限的 {}，{left}", percent(used)))
        }
        Some(used) => lit(Light::Green, format!("用去上限的 {}，{left}", percent(used))),
        None => lit(Light::Green, format!("没有发生，{left}")),
    }
}

/// What is to be reached.
fn rise(
    goal: &Goal,
    base: Option<Number>,
    actual: Number,
    time: Time,
    rule: &LightRule,
    lit: &dyn Fn(Light, String) -> Lit,
) -> Lit {
    let left = time.left_words();
    if actual >= goal.low {
        let over = actual > goal.low && goal.comparator == Comparator::Equal;
        let words = if over { "超额完成" } else { "已达到" };
        return lit(Light::Done, words.to_owned());
    }
    if time.is_over() {
        return lit(Light::Red, format!("没有达到，{left}"));
    }
    let near = time.left.is_some_and(|it| it <= rule.near_days);
    if let Some(base) = base.filter(|it| *it >= goal.low) {
        // Nothing was to grow: it fell below what was to be held.
        let light = if near { Light::Red } else { Light::Yellow };
        return lit(light, format!("目标不高于原有的 {base}{}，现在跌破目标，{left}", goal.unit));
    }
    let done = actual.way(base.unwrap_or(Number::ZERO), goal.low).unwrap_or(0);
    let (gone, behind) = (time.gone(), time.gone() - done);
    let course = format!("时间过去 {}，进度 {}", percent(gone), percent(done));
    let light = match behind {
        it if it >= rule.red => Light::Red,
        it if it >= rule.yellow => Light::Yellow,
        _ if near => Light::Yellow,
        _ => Light::Green,
    };
    let words = if behind > 0 {
        format!("{course}，落后 {} 个百分点，{left}", percent(behind).trim_end_matches('%'))
    } else {
        format!("{course}，没有落后，{left}")
    };
    lit(light, words)
}

/// The light of a milestone; `left` are the working days up to its day.
pub(super) fn step(it: &Step, today: Date, left: Option<i64>, rule: &LightRule) -> Lit {
    let (name, due) = (&it.name, it.due_on);
    let (light, why) = match &it.done {
        Some((on, _)) if *on > due => {
            (Light::Done, format!("节点“{name}”{on} 完成，比期限 {due} 晚。"))
        }
        Some((on, _)) => (Light::Done, format!("节点“{name}”{on} 完成。")),
        None if today > due => (Light::Red, format!("节点“{name}”应在 {due} 前完成，还没有完成。")),
        None if left.is_some_and(|it| it <= rule.near_days) => {
            let days = left.unwrap_or(0);
            (Light::Yellow, format!("节点“{name}”还有 {days} 个工作日到期（{due}）。"))
        }
        None => (Light::Green, format!("节点“{name}”期限 {due}。")),
    };
    Lit { light, why }
}

/// The light of a task that is under way: the worst of its targets and milestones. One that has
/// neither is judged by its own day.
pub(super) fn task(parts: &[Lit], time: Time, rule: &LightRule) -> Lit {
    let near = time.left.is_some_and(|it| it <= rule.near_days);
    let own = || {
        let (light, words) = match () {
            () if time.is_over() => (Light::Red, "没有办结"),
            () if near => (Light::Yellow, "快到期了，还没有办结"),
            () => (Light::Green, "没有数字目标，按期限看"),
        };
        Lit { light, why: format!("{words}，{}。", time.left_words()) }
    };
    let Some(worst) = parts.iter().max_by_key(|it| it.light) else { return own() };
    if worst.light > Light::Done {
        return worst.clone();
    }
    if time.is_over() {
        return Lit {
            light: Light::Red,
            why: format!("各项目标都已达到，但没有办结，{}。", time.left_words()),
        };
    }
    Lit {
        light: Light::Done, why: "各项目标和节点都已达到，可以办结。".to_owned()
    }
}

/// The rule of `rules`, which stand in the order of their days, that holds on `day`.
pub(super) fn in_force(rules: &[LightRule], day: Date) -> Option<&LightRule> {
    rules.iter().rev().find(|it| it.since <= day).or_else(|| rules.first())
}
