//! Naming a figure, filing a value, reviewing it: one act each, and the only place that changes
//! anything.

use jiff::civil::Date;
use platform::files::{self, Kept};
use vocab::normalise;
use web::{Problem, Visit};

use super::{
    model::{Figure, FigureId, Value, ValueId, ValueState},
    rules::{self, NoReview, Typed, Wrong, wrong},
    store,
};
use crate::targets::Rough;

/// How long a text may be.
pub(super) const NAME_MAX: usize = 60;
pub(super) const WORDS_MAX: usize = 300;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    /// Something that was typed cannot be used.
    #[error(transparent)]
    Wrong(#[from] Wrong),
    /// The rules of reviewing.
    #[error(transparent)]
    Review(#[from] NoReview),
    /// There is no such thing, or not for whoever asks.
    #[error("not there")]
    Missing,
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl db::Retry for Error {
    fn database(&self) -> Option<&db::Error> {
        match self {
            Self::Db(error) => Some(error),
            _ => None,
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Missing => Self::not_found(),
            Error::Wrong(_) | Error::Review(_) => Self::unfit(error.to_string()),
            Error::Db(error) => error.into(),
        }
    }
}

/// Whether the visitor may have the proofs of a value.
pub(super) async fn may_read(visit: &Visit, bits: i64) -> Result<bool, db::Error> {
    if !visit.meets(web::Need::May(super::READ.key)) {
        return Ok(false);
    }
    let scope = visit.actor.scope();
    db::read!(visit.db(), "whose proof", |tx| {
        let Some(figure) = store::figure_of_value(tx, bits).await? else { return Ok(false) };
        Ok(store::find_figure(tx, figure, scope).await?.is_some())
    })
}

/// A text of a field: there, and no longer than said.
pub(super) fn text(
    field: &'static str,
    typed: &str,
    (max, advice): (usize, &str),
) -> Result<String, Wrong> {
    let text = normalise(typed);
    let fits = !text.is_empty() && text.chars().count() <= max;
    if fits { Ok(text) } else { Err(wrong(field, format!("{advice}，{max} 个字以内"))) }
}

/// Names a figure.
pub(super) async fn name(visit: &Visit, new: Figure) -> Result<FigureId, Error> {
    platform::act!(visit, "reported.name", |act| {
        act.about(new.id);
        if store::find_figure(act.tx(), new.id, new.place).await?.is_some() {
            return Ok(new.id);
        }
        if store::add_figures(act.tx(), std::slice::from_ref(&new)).await? == 0 {
            let advice = "已经有一个同名的数，请直接用它，或换一个说得更细的名称";
            return Err(wrong("name", advice).into());
        }
        Ok(new.id)
    })
}

/// What somebody files.
pub(super) struct Filed {
    pub(super) id: ValueId,
    pub(super) typed: Typed,
    pub(super) time: (String, String),
    pub(super) rough: Rough,
    pub(super) source: String,
    pub(super) corrects: Option<ValueId>,
    pub(super) reason: String,
    pub(super) proof: Option<(Kept, String)>,
}

fn date(field: &'static str, typed: &str) -> Result<Date, Wrong> {
    typed.trim().parse().map_err(|_| wrong(field, "请写明日期，例如 2021-12-31"))
}

/// Files a value, or a correction of one that was reviewed.
pub(super) async fn file(visit: &Visit, figure: FigureId, it: &Filed) -> Result<(), Error> {
    let (from_on, to_on) = (date("from", &it.time.0)?, date("to", &it.time.1)?);
    if to_on < from_on {
        return Err(wrong("to", "结束日期早于开始日期，请核对").into());
    }
    let source =
        text("source", &it.source, (WORDS_MAX, "请写明来源，例如 市考试院 2021 年 7 月通报"))?;
    let (scope, role, account) = (visit.actor.scope(), visit.actor.role(), visit.actor.account);
    let today = visit.today();
    platform::act!(visit, "reported.file", |act| {
        let figure = store::find_figure(act.tx(), figure, scope).await?.ok_or(Error::Missing)?;
        if figure.office != role && role != vocab::Role::OfficeClerk {
            return Err(Error::Missing);
        }
        let (number, parts) = rules::number(&figure, &it.typed)?;
        let all = store::values(act.tx(), &[figure.id]).await?;
        let all = all.get(&figure.id).map_or(&[][..], Vec::as_slice);
        if all.iter().any(|old| old.id == it.id) {
            // The same form again: it is there.
            return Ok(());
        }
        let old = all.iter().find(|old| {
            (old.from_on, old.to_on) == (from_on, to_on) && old.state == ValueState::Good
        });
        let corrects = match (old, it.corrects) {
            (Some(old), Some(meant)) if meant == old.id => {
                let reason = (WORDS_MAX, "请写明为什么更正");
                Some((old.id, text("reason", &it.reason, reason)?))
            }
            (Some(_), _) => {
                let advice = "这段时间已经有审核过的数。要改，请在那一条点“更正”并写明原因";
                return Err(wrong("from", advice).into());
            }
            (None, Some(_)) => {
                return Err(wrong("from", "更正的时间要与原来的一致").into());
            }
            (None, None) => None,
        };
        act.about(it.id);
        let value = Value {
            id: it.id,
            figure: figure.id,
            from_on,
            to_on,
            number,
            parts,
            rough: it.rough,
            source: source.clone(),
            corrects,
            filed_on: today,
            by: Some(account),
            by_name: String::new(),
            state: ValueState::Filed,
            reviewer: None,
            review: None,
        };
        store::add_values(act.tx(), std::slice::from_ref(&value)).await?;
        if let Some((kept, name)) = &it.proof {
            files::add(act, kept, name, it.id).await?;
        }
        Ok(())
    })
}

/// Reviews a value.
pub(super) async fn review(
    visit: &Visit,
    (figure, value): (FigureId, ValueId),
    (good, words): (bool, &str),
) -> Result<(), Error> {
    let words = normalise(words);
    if !good && words.is_empty() {
        return Err(wrong("reason", "退回时请写明原因").into());
    }
    if words.chars().count() > WORDS_MAX {
        return Err(wrong("reason", format!("{WORDS_MAX} 个字以内")).into());
    }
    let (scope, who) = (visit.actor.scope(), (visit.actor.account, visit.actor.role()));
    let today = visit.today();
    platform::act!(visit, "reported.review", |act| {
        let figure = store::find_figure(act.tx(), figure, scope).await?.ok_or(Error::Missing)?;
        let all = store::values(act.tx(), &[figure.id]).await?;
        let found = all.get(&figure.id).and_then(|it| it.iter().find(|it| it.id == value));
        let found = found.ok_or(Error::Missing)?;
        rules::may_review(&figure, found, who)?;
        let to = if good { ValueState::Good } else { ValueState::Refused };
        if !store::review(act.tx(), value, to, (who.0, today, &words)).await? {
            return Err(NoReview::Decided.into());
        }
        if good && found.corrects.is_some() {
            store::replace(act.tx(), value).await?;
        }
        if let Some(filer) = found.by {
            let told = if good { "审核通过" } else { "被退回" };
            let path = format!("/reported/{}", figure.id);
            act.tell(filer, format!("{}{told}", figure.name), path);
        }
        act.about(value);
        act.note("state", to.key());
        Ok(())
    })
}
