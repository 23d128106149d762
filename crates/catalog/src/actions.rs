//! Changing what an entry says in this county, and going back to what came with the program. Each
//! change is kept with who, when and why; what was begun before goes on under the text that it began
//! with.

use std::collections::BTreeSet;

use jiff::civil::DateTime;
use platform::Act;
use vocab::Role;
use web::{Problem, Visit};

use crate::{
    Fault, Source,
    entry::{Face, Known, Told},
    store,
};

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// There is no such entry.
    #[error("no such entry")]
    Missing,
    /// What was asked for cannot be.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

/// What a text or a change lacks.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("这份内容有 {} 处错误，没有保存。请按每一行的提示改好再试。", .0.len())]
    Faults(Vec<Fault>),
    #[error("内容和现在用的一样，没有可以保存的改动。")]
    Same,
    #[error("请写明为什么改，2 到 200 个字。")]
    Reason,
    #[error("您打开之后，别人已经改过这个事项。请看新的内容再改；您写的还在下面的框里。")]
    Overtaken,
    #[error(
        "{0} 在随程序带来的文件里与这个事项无关，菜单和权限不会跟着出现。请改用原来就有的身份。"
    )]
    NewRoles(String),
    #[error("现在用的就是随程序带来的内容。")]
    NothingToUndo,
    #[error("内容太长，最多 64 KB。")]
    TooLong,
}

impl db::Retry for Error {
    fn database(&self) -> Option<&db::Error> {
        if let Self::Db(error) = self { Some(error) } else { None }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Missing => Self::not_found(),
            Error::Refused(refusal) => Self::refused(refusal.to_string()),
            Error::Db(error) => error.into(),
        }
    }
}

const TEXT_MAX: usize = 64 << 10;

/// What `text` would come to as the text of `ours`, or why it cannot be one.
pub(crate) fn tried(
    face: &Face,
    (ours, text): (&Source, &str),
    (now, offers): (DateTime, Known<'_>),
) -> Result<(Source, Told), Refusal> {
    if text.len() > TEXT_MAX {
        return Err(Refusal::TooLong);
    }
    let source = Source::new(&ours.path, &text.replace("\r\n", "\n"));
    let told = (face.tell)(&source, now, offers).map_err(Refusal::Faults)?;
    let known = (face.tell)(ours, now, offers).map_err(Refusal::Faults)?;
    may_concern(&told.roles(), &known.roles())?;
    Ok((source, told))
}

/// Menu lines and rights are those of the program's text: nobody new can be let in by a text alone.
fn may_concern(told: &BTreeSet<Role>, known: &BTreeSet<Role>) -> Result<(), Refusal> {
    let new: Vec<&str> = told.difference(known).map(|it| it.label()).collect();
    if new.is_empty() { Ok(()) } else { Err(Refusal::NewRoles(new.join("、"))) }
}

fn reason(typed: &str) -> Result<String, Refusal> {
    let typed = typed.trim();
    let letters = typed.chars().count();
    if (2..=200).contains(&letters) { Ok(typed.to_owned()) } else { Err(Refusal::Reason) }
}

/// A change as it is asked for.
pub(crate) struct Asked<'a> {
    /// How many changes there were when the form was opened.
    pub seen: i64,
    /// Why.
    pub reason: &'a str,
}

/// Has the cell say `text` from now on.
pub(crate) async fn change(
    visit: &Visit,
    face: &Face,
    (ours, text): (&Source, &str),
    asked: &Asked<'_>,
) -> Result<(), Error> {
    let (source, _) =
        tried(face, (ours, text), (visit.civil_now(), crate::entry::offers(&visit.cell)))?;
    let reason = reason(asked.reason)?;
    let digest = source.digest();
    platform::act!(visit, "catalog.change", |act| {
        let number = next(act, ours, asked.seen).await?;
        let held = store::override_of(act.tx(), &ours.path).await?;
        if held.unwrap_or_else(|| ours.digest()) == digest {
            return Err(Refusal::Same.into());
        }
        let made = (act.origin().now, act.origin().account);
        store::keep_definition(act.tx(), &digest, &source, made.0).await?;
        store::set_override(act.tx(), &ours.path, &digest, made).await?;
        write(act, ours, (number, Some(digest.clone())), &reason).await
    })
}

/// Has the program's text hold again.
pub(crate) async fn restore(visit: &Visit, ours: &Source, asked: &Asked<'_>) -> Result<(), Error> {
    let reason = reason(asked.reason)?;
    platform::act!(visit, "catalog.restore", |act| {
        let number = next(act, ours, asked.seen).await?;
        if store::override_of(act.tx(), &ours.path).await?.is_none() {
            return Err(Refusal::NothingToUndo.into());
        }
        store::clear_override(act.tx(), &ours.path).await?;
        write(act, ours, (number, None), &reason).await
    })
}

/// The number of a change by somebody who had seen `seen` of them.
async fn next(act: &mut Act<'_>, ours: &Source, seen: i64) -> Result<i64, Error> {
    let last = store::changes(act.tx(), &ours.path).await?.first().map_or(0, |it| it.number);
    if last == seen { Ok(last + 1) } else { Err(Refusal::Overtaken.into()) }
}

async fn write(
    act: &mut Act<'_>,
    ours: &Source,
    (number, digest): (i64, Option<String>),
    reason: &str,
) -> Result<(), Error> {
    let made = (act.origin().now, act.origin().account);
    act.note("entry", &ours.path);
    act.note("number", number);
    if let Some(digest) = &digest {
        act.note("digest", digest);
    }
    let (base, reason) = (ours.digest(), reason.to_owned());
    let change = store::NewChange { path: &ours.path, number, digest, base, reason };
    Ok(store::add_change(act.tx(), &change, made).await?)
}
