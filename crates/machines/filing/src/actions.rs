//! Filing, correcting and taking back: one act each.

use catalog::Loaded;
use db::Tx;
use form::{Answers, Finder, Posted, Received, Value, Wrong};
use jiff::civil::DateTime;
use platform::Act;
use web::{Problem, Visit};

use crate::{
    definition::{Filing, Known},
    model::{ReturnId, VersionId},
    rules::{self, Refusal, Wish},
    standing::{self, Doer, Standing},
    store::{self, NewVersion},
};

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Some answers are missing or do not fit.
    #[error("{} answers do not fit", .0.len())]
    Wrong(Vec<Wrong>),
    /// The return as a whole does not fit.
    #[error("{} checks failed", .0.len())]
    Failed(Vec<String>),
    /// Somebody should look at it once more before it is filed.
    #[error("{} warnings", .0.len())]
    Warned(Vec<String>),
    /// A sheet that cannot be read.
    #[error(transparent)]
    Sheet(#[from] sheet::Refusal),
    /// There is no such thing, or it is not for this person.
    #[error("no such return")]
    Missing,
    /// What a period was opened under cannot be read.
    #[error(transparent)]
    Catalog(#[from] catalog::Error),
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
            Self::Db(error) | Self::Catalog(catalog::Error::Db(error)) => Some(error),
            Self::Directory(error) => error.database(),
            _ => None,
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => Self::refused(refusal.to_string()),
            Error::Wrong(wrongs) => form::unfit(wrongs),
            Error::Failed(words) | Error::Warned(words) => Self::unfit(words.join("；")),
            Error::Sheet(refusal) => Self::unfit(refusal.to_string()),
            Error::Missing => Self::not_found(),
            Error::Directory(error) => error.into(),
            Error::Catalog(catalog::Error::Db(error)) | Error::Db(error) => error.into(),
            Error::Catalog(_) => Self::internal(&error),
        }
    }
}

/// A return that somebody hands in.
pub(crate) struct Filed<'a> {
    pub(crate) kind: &'a str,
    pub(crate) id: ReturnId,
    /// The version that they saw.
    pub(crate) version: i64,
    /// Why it is corrected.
    pub(crate) reason: &'a str,
    /// Whether they looked at what was warned of.
    pub(crate) confirmed: bool,
    /// Whether it was the one tick.
    pub(crate) nothing: bool,
    /// What was typed and sent.
    pub(crate) received: &'a Received,
}

/// The longest reason.
pub(crate) const REASON_MAX: usize = 300;

pub(crate) fn reason(text: &str) -> String {
    text.trim().chars().take(REASON_MAX).collect()
}

/// Hands a return in, or corrects what was handed in.
pub(crate) async fn file(visit: &Visit, it: &Filed<'_>) -> Result<(), Error> {
    let now = visit.civil_now();
    platform::act!(visit, "filing.return.file", |act| {
        let doer = standing::doer(act.tx(), visit).await?;
        let (standing, rights) = standing::seen(act.tx(), doer, (it.kind, it.id)).await?;
        if !rights.files {
            return Err(Refusal::NotYours.into());
        }
        let why = reason(it.reason);
        let next = rules::take(&standing.state(), Wish::File(&why), it.version, now)?;
        let typed;
        let received = if it.nothing {
            typed = nothing(act.tx(), visit, &standing).await?;
            &typed
        } else {
            it.received
        };
        let read = read(act.tx(), &standing, received, now).await?;
        if !read.warnings.is_empty() && !it.confirmed {
            return Err(Error::Warned(read.warnings));
        }
        let version = Writing {
            is_withdrawal: false,
            reason: &why,
            nothing: it.nothing,
            warned: !read.warnings.is_empty(),
        };
        let id = write(act, (&standing, doer), (&next, now), &version).await?;
        let answers = [(id, read.answers)];
        let (name, fields) = (&standing.kind.name, &standing.kind.what.fields);
        form::add_all(act.tx(), name, fields, &answers).await?;
        // Files belong to the return: every version of it may name them.
        form::settle(act, it.id, it.received).await?;
        act.note("nothing", i64::from(it.nothing));
        Ok(())
    })
}

/// Takes a return back.
pub(crate) async fn withdraw(
    visit: &Visit,
    (kind, id): (&str, ReturnId),
    version: i64,
    why: &str,
) -> Result<(), Error> {
    let (now, why) = (visit.civil_now(), reason(why));
    platform::act!(visit, "filing.return.withdraw", |act| {
        let doer = standing::doer(act.tx(), visit).await?;
        let (standing, rights) = standing::seen(act.tx(), doer, (kind, id)).await?;
        if !rights.files {
            return Err(Refusal::NotYours.into());
        }
        let next = rules::take(&standing.state(), Wish::Withdraw(&why), version, now)?;
        let version = Writing { is_withdrawal: true, reason: &why, nothing: false, warned: false };
        write(act, (&standing, doer), (&next, now), &version).await?;
        Ok(())
    })
}

/// How a version came about.
struct Writing<'a> {
    is_withdrawal: bool,
    reason: &'a str,
    nothing: bool,
    warned: bool,
}

/// Writes down what follows: how the return stands, the version that ended, the one that began.
async fn write(
    act: &mut Act<'_>,
    (standing, doer): (&Standing, Doer),
    (next, now): (&rules::Standing, DateTime),
    it: &Writing<'_>,
) -> Result<VersionId, Error> {
    let (origin, of) = (act.origin().clone(), &standing.it);
    let (stands, more) = ((next.state, next.version), (next.filed, next.released));
    if !store::set_standing(act.tx(), of.id, stands, more).await? {
        return Err(Refusal::Overtaken.into());
    }
    if of.version > 0 {
        store::end_version(act.tx(), (of.id, of.version), now).await?;
    }
    let version = NewVersion {
        id: origin.ids.make(origin.now),
        of: of.id,
        round: of.round,
        place: of.place,
        number: next.version,
        is_withdrawal: it.is_withdrawal,
        since: now,
        at: origin.now,
        by: Some((doer.account, doer.role)),
        reason: (!it.reason.is_empty()).then(|| it.reason.to_owned()),
        nothing: it.nothing,
        warned: it.warned,
    };
    store::add_versions(act.tx(), std::slice::from_ref(&version)).await?;
    act.about(of.id);
    act.note("kind", &standing.kind.name);
    act.note("period", &standing.round.period);
    act.note("version", next.version);
    let what = if it.is_withdrawal { "filing.withdrawn" } else { "filing.filed" };
    let payload =
        format!(r#"{{"return":"{}","round":"{}","version":{}}}"#, of.id, of.round, next.version);
    act.event(what, payload);
    platform::measures::moved(act, of.place, now.date(), "报表有变动").await?;
    Ok(version.id)
}

/// Answers that were read, and what somebody should look at.
pub(crate) struct Read {
    pub(crate) answers: Answers,
    pub(crate) warnings: Vec<String>,
}

/// Reads what was typed and holds it against the checks of the whole return.
async fn read(
    tx: &mut Tx,
    standing: &Standing,
    received: &Received,
    now: DateTime,
) -> Result<Read, Error> {
    let previous = standing.previous(tx).await?;
    judge(&standing.kind, received, (&previous, now))
}

/// The same, where the return before is at hand.
pub(crate) fn judge(
    kind: &Loaded<Filing>,
    received: &Received,
    (previous, now): (&Answers, DateTime),
) -> Result<Read, Error> {
    let (filing, none) = (&kind.what, Answers::default());
    let answers = form::take(&filing.fields, &filing.asks(), received, (&none, now.date()));
    let answers = answers.map_err(Error::Wrong)?;
    let (errors, warnings) =
        rules::findings(&filing.checks, &filing.fields, (&answers, previous), now.date());
    if errors.is_empty() { Ok(Read { answers, warnings }) } else { Err(Error::Failed(errors)) }
}

/// What one tick says: what the file gives, and what is filled in before anyone types.
async fn nothing(tx: &mut Tx, visit: &Visit, standing: &Standing) -> Result<Received, Error> {
    let filing = &standing.kind.what;
    let Some((_, given)) = &filing.nothing else { return Err(Error::Missing) };
    let (known, _) = known(tx, standing, visit.civil_now()).await?;
    let mut pairs = Vec::new();
    for (at, field) in filing.fields.iter().enumerate() {
        let said = given.iter().find(|it| it.0 == at).map(|it| it.1.clone());
        match (said, known.get(&field.key)) {
            (Some(words), _) => pairs.push((field.key.clone(), words)),
            (None, Some(value)) => pairs.extend(form::retyped(field, value)),
            (None, None) => {}
        }
    }
    let asks = filing.asks();
    let asked = (filing.fields.as_slice(), asks.as_slice());
    let found = form::look_up(tx, &Finder::of(visit), asked, vec![Posted(pairs)]).await?;
    Ok(found.into_iter().next().unwrap_or_default())
}

/// What is known before anyone types, and where each of it comes from.
pub(crate) async fn known(
    tx: &mut Tx,
    standing: &Standing,
    now: DateTime,
) -> Result<(Answers, Vec<(usize, &'static str)>), Error> {
    let (filing, place) = (&standing.kind.what, standing.it.place);
    let (mut known, mut sources) = (Answers::default(), Vec::new());
    if filing.prefill.is_empty() {
        return Ok((known, sources));
    }
    let previous = standing.previous(tx).await?;
    let year = vocab::SchoolYear::of(now.date()).map_or(0, vocab::SchoolYear::start);
    for &(at, from) in &filing.prefill {
        let key = &filing.fields[at].key;
        let (value, source) = match from {
            Known::Previous => (previous.get(key).cloned(), "上一期填报"),
            Known::Pupils => (Some(int(store::pupils_at(tx, place).await?)), "学籍库"),
            Known::Staff => (Some(int(store::staff_at(tx, place).await?)), "教职工名册"),
            Known::Classes => (Some(int(store::classes_at(tx, place, year).await?)), "班级名录"),
        };
        if let Some(value) = value {
            known.0.insert(key.clone(), value);
            sources.push((at, source));
        }
    }
    Ok((known, sources))
}

fn int(n: i64) -> Value {
    Value::Int(n)
}
