//! Decisions over returns as plain functions: what may be done to one now, what comes of it, and
//! what its answers say beside those of the period before.

use form::{Answers, Field, Kind, Value};
use jiff::civil::{Date, DateTime};

use crate::{
    definition::{Check, Figure, How},
    model::State,
};

/// Why something was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The period is not open yet.
    #[error("这一期还没有开始填报，请到开始时间后再填")]
    NotYet,
    /// The period is locked, and nobody released the return.
    #[error("这一期已经锁定，要更正请联系管理科室说明原因，由科室放开后再填")]
    Locked,
    /// Somebody else changed it meanwhile.
    #[error("刚才已经有人填报过了，您的内容没有保存，请看过最新一版再决定要不要更正")]
    Overtaken,
    /// There is nothing to take back.
    #[error("还没有填报，不用撤回")]
    Nothing,
    /// A reason is missing.
    #[error("请写明原因，原因会和新旧内容一起留存")]
    NoReason,
    /// It is for others.
    #[error("这份报表不由您填报")]
    NotYours,
    /// It is as somebody wants it already.
    #[error("刚才已经有人办过了，请看最新情况")]
    AlreadySo,
    /// The questionnaire was answered by this person.
    #[error("您已经答过这份问卷，每人只答一次")]
    Answered,
    /// The questionnaire has ended.
    #[error("这份问卷已经截止")]
    Closed,
    /// The one who wants to answer is not asked.
    #[error("这份问卷没有发给您，或者您的孩子不在调查的学校")]
    NotAsked,
}

/// How a return and its period stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The return.
    pub state: State,
    /// How many things happened to it.
    pub version: i64,
    /// When what stands was first handed in.
    pub filed: Option<DateTime>,
    /// Whether the office released it.
    pub released: bool,
    /// From when the period is open.
    pub opens: DateTime,
    /// Whether it is locked.
    pub locked: bool,
}

/// What somebody wants done to a return.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish<'a> {
    /// To hand it in, or to correct what was handed in; a correction says why.
    File(&'a str),
    /// To take it back, and why.
    Withdraw(&'a str),
}

/// Whether the return may be changed at all at `now`.
pub fn may_change(it: &Standing, now: DateTime) -> Result<(), Refusal> {
    if now < it.opens {
        return Err(Refusal::NotYet);
    }
    if it.locked && !it.released {
        return Err(Refusal::Locked);
    }
    Ok(())
}

/// How the return stands once `wish` was done to the `seen` version.
pub fn take(it: &Standing, wish: Wish<'_>, seen: i64, now: DateTime) -> Result<Standing, Refusal> {
    may_change(it, now)?;
    if seen != it.version {
        return Err(Refusal::Overtaken);
    }
    let next = Standing { version: it.version + 1, released: false, ..*it };
    match wish {
        Wish::File(reason) => {
            if it.version > 0 && reason.trim().is_empty() {
                return Err(Refusal::NoReason);
            }
            Ok(Standing { state: State::Filed, filed: it.filed.or(Some(now)), ..next })
        }
        Wish::Withdraw(_) if it.state != State::Filed => Err(Refusal::Nothing),
        Wish::Withdraw(reason) if reason.trim().is_empty() => Err(Refusal::NoReason),
        // What is to be corrected after a release can still be filed when it was taken back.
        Wish::Withdraw(_) => {
            Ok(Standing { state: State::Withdrawn, filed: None, released: it.released, ..next })
        }
    }
}

/// What a return fails, and what somebody should look at: the words of each.
pub fn findings(
    checks: &[Check],
    fields: &[Field],
    (answers, previous): (&Answers, &Answers),
    today: Date,
) -> (Vec<String>, Vec<String>) {
    let mut facts = answers.facts(fields, today);
    for field in fields {
        let name = format!("{}{}", crate::definition::PREVIOUS_NAME, field.key);
        match (&field.kind, previous.get(&field.key)) {
            (Kind::YesNo, Some(Value::Yes(it))) => facts.yes(&name, *it),
            (Kind::Integer(..) | Kind::Money, Some(Value::Int(it))) => facts.int(&name, *it),
            (Kind::Date, Some(Value::Text(it))) => match it.parse() {
                Ok(day) => facts.date(&name, day),
                Err(_) => facts.none(&name),
            },
            (Kind::Choices(_) | Kind::Files(_), Some(Value::List(it))) => facts.list(&name, it),
            (Kind::Choices(_) | Kind::Files(_) | Kind::Rows(_), _) => facts.list(&name, &[]),
            (Kind::YesNo | Kind::Integer(..) | Kind::Money | Kind::Date, _) => facts.none(&name),
            (_, Some(Value::Text(it))) => facts.text(&name, it),
            (_, _) => facts.text(&name, ""),
        }
    }
    let failed = checks.iter().filter(|it| it.that.holds(&facts) == Some(false));
    let (warnings, errors): (Vec<&Check>, Vec<&Check>) = failed.partition(|it| it.is_warning);
    let words = |all: Vec<&Check>| all.into_iter().map(|it| it.words.clone()).collect();
    (words(errors), words(warnings))
}

/// Sums of one place, by the numbers of fields: each with how many answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums {
    /// How many returns.
    pub returns: i64,
    /// The field, its sum, and how many answered.
    pub of: Vec<(String, i64, i64)>,
}

impl Sums {
    /// The sum of a field; nothing answered is nothing.
    pub fn total(&self, key: &str) -> i64 {
        self.of.iter().find(|it| it.0 == key).map_or(0, |it| it.1)
    }

    /// Adds what another place has.
    pub fn add(&mut self, other: &Self) {
        self.returns += other.returns;
        for (key, sum, count) in &other.of {
            match self.of.iter_mut().find(|it| it.0 == *key) {
                Some(mine) => {
                    mine.1 += sum;
                    mine.2 += count;
                }
                None => self.of.push((key.clone(), *sum, *count)),
            }
        }
    }
}

/// A figure as it comes out of sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A sum.
    Sum(i64),
    /// A part of a whole.
    Rate(i64, i64),
}

/// What `figure` comes to. Shares are counted apart, by option.
pub fn figure(figure: &Figure, fields: &[Field], sums: &Sums) -> Outcome {
    let total = |at: usize| sums.total(&fields[at].key);
    match &figure.how {
        How::Sum(at) => Outcome::Sum(total(*at)),
        How::Rate(part, Some(whole)) => Outcome::Rate(total(*part), total(*whole)),
        How::Rate(part, None) => Outcome::Rate(total(*part), sums.returns),
        How::Share(at, _) => {
            Outcome::Rate(0, sums.of.iter().find(|it| it.0 == fields[*at].key).map_or(0, |it| it.2))
        }
    }
}
