//! What a changed day means for a group, and how a family reads it.

use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday};
use vocab::Fen;

/// What becomes of a group's session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// Nothing.
    Same,
    /// It falls away.
    Lost,
    /// There is one that was not planned.
    Gained,
}

/// What becomes of the session of a group that comes together on the weekdays `meets`, or on each
/// day with lessons, where a day kept the timetable of `before` and keeps that of `now`.
pub fn turn(meets: Option<&[Weekday]>, before: Option<Weekday>, now: Option<Weekday>) -> Turn {
    let is_on = |follows: Option<Weekday>| {
        follows.is_some_and(|it| meets.is_none_or(|meets| meets.contains(&it)))
    };
    match (is_on(before), is_on(now)) {
        (true, false) => Turn::Lost,
        (false, true) => Turn::Gained,
        _ => Turn::Same,
    }
}

/// Which of the days that a group `lost` is made up for on `day`: the nearest, of two equally near
/// the earlier.
pub fn makes_up_for(lost: &[Date], day: Date) -> Option<Date> {
    let away = |it: &Date| it.duration_since(day).as_hours().abs();
    lost.iter().copied().min_by_key(|it| (away(it), *it))
}

/// What a family is told about one child.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct News {
    /// What falls away: care, or a course's title.
    pub off: BTreeSet<String>,
    /// What comes back for that.
    pub refund: Fen,
    /// What there is after all.
    pub on: BTreeSet<String>,
    /// The days that are made up for.
    pub made_up: BTreeSet<Date>,
    /// Whether a refund that was not paid out yet is taken back.
    pub is_taken_back: bool,
}

impl News {
    /// As the family reads it, after the child's name.
    pub fn line(&self) -> String {
        let mut parts = Vec::new();
        if !self.off.is_empty() {
            parts.push(format!("{}停开", joined(&self.off)));
            if !self.refund.is_zero() {
                parts.push(format!("退费 {}", self.refund));
            }
        }
        if !self.on.is_empty() {
            parts.push(format!("{}开展", joined(&self.on)));
            if !self.made_up.is_empty() {
                let days: Vec<String> = self.made_up.iter().map(|it| short(*it)).collect();
                parts.push(format!("补 {}的课", days.join("、")));
            }
            if self.is_taken_back {
                parts.push("原定退费撤回".to_owned());
            }
        }
        parts.join("，")
    }
}

fn joined(names: &BTreeSet<String>) -> String {
    names.iter().map(String::as_str).collect::<Vec<_>>().join("、")
}

fn short(day: Date) -> String {
    day.strftime("%-m 月 %-d 日").to_string()
}

/// What a changed day is called to families: `reason` where the calendar gives one.
pub fn heading(day: Date, now: Option<Weekday>, reason: Option<&str>) -> String {
    let what = if now.is_some() { "上课" } else { "停课" };
    let reason = reason.map(|it| format!("({it})")).unwrap_or_default();
    format!("{} {}{what}{reason}", short(day), vocab::weekday_label(day.weekday()))
}

/// One notice for a family: its children's lines (heading, name, line) under their headings, in
/// order.
pub fn notice(lines: &[(String, String, String)]) -> String {
    let under = |of: &[(String, String, String)]| {
        let lines: Vec<String> = of.iter().map(|it| format!("{} {}", it.1, it.2)).collect();
        format!("{}：{}", of[0].0, lines.join("；"))
    };
    let groups = lines.chunk_by(|one, other| one.0 == other.0);
    groups.map(under).collect::<Vec<_>>().join("。")
}
