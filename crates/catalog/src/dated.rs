//! Rules with the day from which they are in force: how long a deadline is, since when, by which
//! regulation. Every machine writes them alike, `rule = [{ working_days = 10, source = "…" },
//! { since = "2022-05-01", working_days = 5, source = "…" }]`, and what begins on a day is judged by
//! the rule of that day.

use std::{borrow::Cow, fmt, marker::PhantomData};

use jiff::{
    SignedDuration, ToSpan as _,
    civil::{Date, DateTime},
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};
use vocab::{Holidays, NoNotice, WorkingDays};

use crate::{At, DatedRule, Fault, Source};

/// Something that a rule sets, with the day since when it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated<T> {
    /// From this day on; none for always before.
    pub since: Option<Date>,
    /// What it sets.
    pub value: T,
    /// By which rule.
    pub source: String,
}

impl<T> Dated<T> {
    /// The rule for people, `length` being what it sets in words.
    pub fn told(&self, length: String) -> DatedRule {
        DatedRule { since: self.since, length, source: self.source.clone() }
    }
}

/// The rule of `rules`, which stand in the order of their days, that is in force on `day`; the first
/// where none is yet, and none where none is written.
pub fn in_force<T>(rules: &[Dated<T>], day: Date) -> Option<&Dated<T>> {
    let found = rules.iter().rev().find(|it| it.since.is_none_or(|since| since <= day));
    found.or_else(|| rules.first())
}

/// A span of time as rules write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// Hours on the clock.
    Hours(u32),
    /// Calendar days (日).
    Days(u32),
    /// Working days (工作日).
    WorkingDays(u32),
    /// Months (个月): to the same day of a later month.
    Months(u32),
}

impl Span {
    /// When a time ends that begins at `from`. The day that it begins on is not counted, and what is
    /// not in hours ends with the day that it ends on.
    pub fn end(self, from: DateTime, holidays: &Holidays) -> Result<DateTime, NoNotice> {
        if let Self::Hours(hours) = self {
            return Ok(from.saturating_add(SignedDuration::from_hours(i64::from(hours))));
        }
        Ok(end_of_day(self.last_day(from.date(), holidays)?))
    }

    /// The day on which a time ends that begins on `from`, which is not counted.
    pub fn last_day(self, from: Date, holidays: &Holidays) -> Result<Date, NoNotice> {
        Ok(match self {
            Self::Hours(hours) => from.saturating_add(i64::from(hours.div_ceil(24)).days()),
            Self::Days(days) => from.saturating_add(i64::from(days).days()),
            Self::Months(months) => from.saturating_add(i64::from(months).months()),
            Self::WorkingDays(days) => holidays.add(from, WorkingDays(days))?,
        })
    }
}

/// As people read it: 10 个工作日.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hours(hours) => write!(f, "{hours} 小时"),
            Self::Days(days) => write!(f, "{days} 天"),
            Self::WorkingDays(days) => write!(f, "{days} 个工作日"),
            Self::Months(months) => write!(f, "{months} 个月"),
        }
    }
}

/// For how many months something holds: a title, a place on a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Months(pub u32);

impl Months {
    /// Its last day, where it holds from `from` on: the day before the same day of a later month.
    pub fn until(self, from: Date) -> Date {
        from.saturating_add(i64::from(self.0).months()).saturating_sub(1.days())
    }
}

impl fmt::Display for Months {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Span::Months(self.0).fmt(f)
    }
}

/// The last second of a day: a time in days ends with the day that it ends on.
pub fn end_of_day(day: Date) -> DateTime {
    day.at(23, 59, 59, 0)
}

/// A rule as a file writes it.
pub trait Rule {
    /// From which day on, as written.
    fn since(&self) -> Option<&str>;

    /// By which regulation.
    fn source(&self) -> &str;
}

/// What is wrong with a rule, and what to write instead.
pub type Slip = (Cow<'static, str>, Cow<'static, str>);

/// Reads rules that set the `what` of something (时限): each by `value`, in the order of their days.
pub fn rules<R: Rule, T>(
    (source, faults): (&Source, &mut Vec<Fault>),
    (what, raw): (&str, &[At<R>]),
    value: impl Fn(&R) -> Result<T, Slip>,
) -> Vec<Dated<T>> {
    let mut read = Vec::<Dated<T>>::new();
    let before = faults.len();
    for it in raw {
        let (rule, at) = (it.get_ref(), it.span());
        let value = match value(rule) {
            Ok(it) => it,
            Err((cause, advice)) => {
                faults.push(source.fault(&at, cause, advice));
                continue;
            }
        };
        let Ok(since) = rule.since().map(str::parse::<Date>).transpose() else {
            faults.push(source.fault(&at, "since 不是日期", "请写成 since = \"2022-05-01\""));
            continue;
        };
        let follows = match read.last() {
            None => since.is_none(),
            Some(last) => last.since < since,
        };
        // What follows a rule that could not be read is not out of order for that.
        if !follows && faults.len() == before {
            let advice = "第一条不写 since，后面的按 since 从早到晚排";
            faults.push(source.fault(&at, format!("{what}的规则没有按施行日期排列"), advice));
        }
        read.push(Dated { since, value, source: rule.source().to_owned() });
    }
    read
}

/// Reads rules that say how long something is.
pub fn spans<U: Units>(
    told: (&Source, &mut Vec<Fault>),
    (what, raw): (&str, &[At<SpanRule<U>>]),
) -> Vec<Dated<Span>> {
    let wrong = || {
        let Allowed(units, most) = U::UNITS;
        let keys = units.iter().map(|it| it.key()).collect::<Vec<_>>().join("、");
        let one = if units.len() == 1 { "" } else { " 中的一个" };
        (format!("{what}的长短没有写对").into(), format!("请写 {keys}{one}，1 到 {most}").into())
    };
    rules(told, (what, raw), |it| it.span().ok_or_else(wrong))
}

/// Reads rules that say for how many months something holds.
pub fn terms<U: Units>(
    told: (&Source, &mut Vec<Fault>),
    (what, raw): (&str, &[At<SpanRule<U>>]),
) -> Vec<Dated<Months>> {
    let read = spans(told, (what, raw)).into_iter();
    let months = read.filter_map(|it| match it.value {
        Span::Months(months) => {
            Some(Dated { since: it.since, value: Months(months), source: it.source })
        }
        _ => None,
    });
    months.collect()
}

/// In what something may be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Hours on the clock.
    Hours,
    /// Calendar days.
    Days,
    /// Working days.
    WorkingDays,
    /// Months.
    Months,
}

impl Unit {
    const ALL: [Self; 4] = [Self::Hours, Self::Days, Self::WorkingDays, Self::Months];

    /// Its word in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Hours => "hours",
            Self::Days => "days",
            Self::WorkingDays => "working_days",
            Self::Months => "months",
        }
    }

    const fn of(self, number: u32) -> Span {
        match self {
            Self::Hours => Span::Hours(number),
            Self::Days => Span::Days(number),
            Self::WorkingDays => Span::WorkingDays(number),
            Self::Months => Span::Months(number),
        }
    }
}

/// Which units there are, and the highest number of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowed(pub &'static [Unit], pub u32);

/// What the rules of one kind may be written in.
pub trait Units {
    /// These.
    const UNITS: Allowed;
}

/// How long something is, by a rule, as a file writes it.
#[derive(Debug)]
pub struct SpanRule<U> {
    plain: Plain,
    units: PhantomData<U>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Plain {
    since: Option<String>,
    hours: Option<u32>,
    days: Option<u32>,
    working_days: Option<u32>,
    months: Option<u32>,
    source: String,
}

impl<U: Units> SpanRule<U> {
    /// How long, where exactly one unit is written, one that may be, and not too many of it.
    fn span(&self) -> Option<Span> {
        let it = &self.plain;
        let written = [it.hours, it.days, it.working_days, it.months];
        let mut written =
            Unit::ALL.into_iter().zip(written).filter_map(|it| it.1.map(|n| (it.0, n)));
        let (Some((unit, number)), None) = (written.next(), written.next()) else { return None };
        let Allowed(units, most) = U::UNITS;
        let is_sound = units.contains(&unit) && (1..=most).contains(&number);
        is_sound.then(|| unit.of(number))
    }
}

impl<U> Rule for SpanRule<U> {
    fn since(&self) -> Option<&str> {
        self.plain.since.as_deref()
    }

    fn source(&self) -> &str {
        &self.plain.source
    }
}

impl<'de, U> Deserialize<'de> for SpanRule<U> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Self { plain: Plain::deserialize(from)?, units: PhantomData })
    }
}

/// An editor offers only the units that may be written.
impl<U: Units> JsonSchema for SpanRule<U> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "SpanRule".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let Allowed(units, most) = U::UNITS;
        let mut properties = serde_json::Map::new();
        properties.insert("since".into(), serde_json::json!({ "type": "string" }));
        properties.insert("source".into(), serde_json::json!({ "type": "string" }));
        for unit in units {
            let number = serde_json::json!({ "type": "integer", "minimum": 1, "maximum": most });
            properties.insert(unit.key().into(), number);
        }
        json_schema!({
            "type": "object",
            "properties": properties,
            "required": ["source"],
            "additionalProperties": false,
        })
    }
}
