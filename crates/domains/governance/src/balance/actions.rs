//! Telling what a school has, reviewing it, taking a sheet, setting to what the limit applies: one
//! act each, and the only place that changes anything.

use directory::scope::Scope;
use platform::{act::Source as _, measures::Measures};
use vocab::{PlaceId, Role, SchoolId, SchoolYear, normalise};
use web::{Problem, Visit};

use super::{
    judged,
    model::{ITEMS, Limit, Rule, Told, ToldId},
    rules::{self, Wrong, wrong},
    store,
};
use crate::reported::ValueState;

/// How long a source may be.
pub(super) const SOURCE_MAX: usize = 200;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    /// Something that was typed cannot be used.
    #[error(transparent)]
    Wrong(#[from] Wrong),
    /// It was decided before, or whoever told it would review it.
    #[error("{0}")]
    Refused(&'static str),
    /// The sheet cannot be read.
    #[error("{0}")]
    Sheet(String),
    /// There is no such thing, or not for whoever asks.
    #[error("not there")]
    Missing,
    /// The directory.
    #[error(transparent)]
    Directory(#[from] directory::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl db::Retry for Error {
    fn database(&self) -> Option<&db::Error> {
        match self {
            Self::Db(error) => Some(error),
            Self::Directory(error) => error.database(),
            _ => None,
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Missing => Self::not_found(),
            Error::Refused(why) => Self::refused(why),
            Error::Wrong(_) | Error::Sheet(_) => Self::unfit(error.to_string()),
            Error::Directory(error) => error.into(),
            Error::Db(error) => error.into(),
        }
    }
}

/// Where something is from, as it was typed.
fn source(typed: &str) -> Result<String, Wrong> {
    let text = normalise(typed);
    if text.is_empty() || text.chars().count() > SOURCE_MAX {
        let advice = format!("请写明来源，例如 教育事业统计报表，{SOURCE_MAX} 个字以内");
        return Err(wrong("source", advice));
    }
    Ok(text)
}

/// What a school tells.
pub(super) struct Filed {
    pub(super) id: ToldId,
    pub(super) year: SchoolYear,
    pub(super) amounts: [i64; ITEMS],
    pub(super) source: String,
}

/// A school tells what it has; the office reviews it. What waited of the same year gives way.
pub(super) async fn file(visit: &Visit, school: SchoolId, it: &Filed) -> Result<(), Error> {
    let source = source(&it.source)?;
    let (scope, account, today) = (visit.actor.scope(), visit.actor.account, visit.today());
    let measures = visit.cell.service::<Measures>();
    let year = it.year;
    if year.first_day() > today {
        return Err(wrong("source", "这个学年还没有开始").into());
    }
    platform::act!(visit, "balance.file", |act| {
        let own = Scope::of(act.tx(), scope).await?.ok_or(Error::Missing)?;
        directory::schools::load(act.tx(), own, school).await?;
        if store::find(act.tx(), scope, it.id).await?.is_some() {
            // The same form again: it is there.
            return Ok(());
        }
        let found = judged::pupils(act.tx(), measures, (school.place(), year, today)).await?;
        let pupils = found.get(&school.place()).copied().unwrap_or_default();
        rules::look(pupils, &it.amounts)?;
        store::replace(act.tx(), year, ValueState::Filed, &[school]).await?;
        let told = [Told {
            id: it.id,
            school,
            year,
            pupils,
            amounts: it.amounts,
            source: source.clone(),
            filed_on: today,
            by: Some(account),
            by_name: String::new(),
            state: ValueState::Filed,
            reviewer: None,
            review: None,
        }];
        store::add(act.tx(), &told).await?;
        store::add_amounts(act.tx(), &told).await?;
        act.about(it.id);
        Ok(())
    })
}

/// Decides what waits: somebody else than who told it.
pub(super) async fn review(
    visit: &Visit,
    id: ToldId,
    (good, words): (bool, &str),
) -> Result<SchoolId, Error> {
    let words = normalise(words);
    if !good && words.is_empty() {
        return Err(Error::Refused("退回时请写明原因，学校才知道改什么"));
    }
    let words: String = words.chars().take(SOURCE_MAX).collect();
    let (scope, account, today) = (visit.actor.scope(), visit.actor.account, visit.today());
    platform::act!(visit, "balance.review", |act| {
        let told = store::find(act.tx(), scope, id).await?.ok_or(Error::Missing)?;
        if told.by == Some(account) {
            return Err(Error::Refused("自己报的数要由别人审核"));
        }
        if told.state != ValueState::Filed {
            return Err(Error::Refused("这份数据已经处理过了"));
        }
        let state = if good { ValueState::Good } else { ValueState::Refused };
        if good {
            store::replace(act.tx(), told.year, ValueState::Good, &[told.school]).await?;
        }
        store::review(act.tx(), (id, state), (account, today, &words)).await?;
        act.about(id);
        act.note("state", state.key());
        let verdict = if good { "已审核通过" } else { "已退回" };
        if let Some(by) = told.by {
            let words = format!("{}的优质均衡资源数据{verdict}", told.year.label());
            act.tell(by, words, format!("/balance/schools/{}", told.school));
        }
        Ok(told.school)
    })
}

/// Takes what an office brought for a year, reviewed as it is: it gives way to nothing.
pub(super) async fn take(
    visit: &Visit,
    year: SchoolYear,
    all: Vec<(SchoolId, [i64; 3], [i64; ITEMS], String)>,
) -> Result<usize, Error> {
    let (account, today) = (visit.actor.account, visit.today());
    let origin = visit.origin();
    let schools: Vec<SchoolId> = all.iter().map(|it| it.0).collect();
    let told: Vec<Told> = all
        .into_iter()
        .map(|(school, pupils, amounts, source)| Told {
            id: origin.ids.make(origin.now),
            school,
            year,
            pupils,
            amounts,
            source,
            filed_on: today,
            by: Some(account),
            by_name: String::new(),
            state: ValueState::Good,
            reviewer: None,
            review: None,
        })
        .collect();
    platform::act!(visit, "balance.take", |act| {
        for state in [ValueState::Filed, ValueState::Good] {
            store::replace(act.tx(), year, state, &schools).await?;
        }
        store::add(act.tx(), &told).await?;
        store::add_amounts(act.tx(), &told).await?;
        act.note("schools", told.len());
        act.note("year", year.start());
        Ok(told.len())
    })
}

/// What is typed of the setting.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub(super) struct TypedRule {
    #[serde(default)]
    pub(super) since: String,
    #[serde(default)]
    pub(super) limited: String,
    #[serde(default)]
    pub(super) source: String,
}

/// Sets to what the limit applies.
pub(super) async fn set_rule(visit: &Visit, typed: &TypedRule) -> Result<(), Error> {
    let since = typed.since.parse().map_err(|_| wrong("since", "请选从哪个学年起"))?;
    let limit = Limit::from_key(&typed.limited).ok_or_else(|| wrong("limited", "请选一种"))?;
    let rule = Rule { since, limit, source: source(&typed.source)? };
    platform::act!(visit, "balance.rule", |act| {
        store::set_rule(act.tx(), &rule).await?;
        act.note("since", rule.since.start());
        act.note("limited", rule.limit.key());
        Ok(())
    })
}

/// The place that somebody acts for.
pub(super) async fn scope_of(visit: &Visit) -> Result<Scope, Error> {
    let scope: PlaceId = visit.actor.scope();
    let found: Result<_, db::Error> =
        db::read!(visit.db(), "scope of balance", |tx| { Scope::of(tx, scope).await });
    found?.ok_or(Error::Missing)
}

/// Whether somebody sees one school alone.
pub(super) fn is_school(visit: &Visit) -> bool {
    visit.actor.role() == Role::Principal
}
