//! What is done with a request: checked, sent back, supplied, corrected, erased, withdrawn.

use jiff::civil::Date;
use vocab::{AccountId, Personal};
use web::{Need, Problem, Visit};

use super::{
    asking,
    hooks::{CorrectionError, Duty, Hooks},
    model::{Listed, NEW, OLD, Request, RequestId, RequestKind, RequestState, Step, StepKind},
    rules::{self, Decision, Refusal},
    store,
};
use crate::{
    Act, access,
    files::{self, FileRow, Kept},
    privacy,
    seal::{Sealer, Unreadable},
};

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such request or field, or not for this person.
    #[error("no such request")]
    Missing,
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The module that keeps the record says no.
    #[error("{0}")]
    Unfit(String),
    /// A sealed value does not open.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl db::Retry for Error {
    fn database(&self) -> Option<&db::Error> {
        if let Self::Db(error) = self { Some(error) } else { None }
    }
}

impl From<CorrectionError> for Error {
    fn from(error: CorrectionError) -> Self {
        match error {
            CorrectionError::Unfit(words) => Self::Unfit(words),
            CorrectionError::Db(error) => Self::Db(error),
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let words = error.to_string();
        match error {
            Error::Missing => Self::not_found(),
            Error::Refused(Refusal::Decided | Refusal::Own | Refusal::Open) => Self::refused(words),
            Error::Refused(_) | Error::Unfit(_) => Self::unfit(words),
            Error::Unreadable(_) => Self::internal(&error),
            Error::Db(error) => error.into(),
        }
    }
}

/// A request with everything that its page shows.
pub(super) struct Whole {
    pub(super) listed: Listed,
    /// What was there when it was asked, and what is asked for.
    pub(super) values: Option<(Option<Personal<String>>, Personal<String>)>,
    pub(super) steps: Vec<Step>,
    pub(super) files: Vec<FileRow>,
    /// What the law wants kept, where erasure is asked for.
    pub(super) duties: Vec<Duty>,
    /// Whether the visitor handles it.
    pub(super) handles: bool,
}

/// Whether a request is the visitor's, and whether they handle it.
async fn rights(visit: &Visit, it: &Request) -> Result<(bool, bool), db::Error> {
    let own = it.account == visit.actor.account;
    if own || !visit.meets(Need::May("request.handle")) {
        return Ok((own, false));
    }
    let (place, scope) = (it.place, visit.actor.scope());
    let inside: Result<bool, db::Error> = db::read!(visit.db(), "place of request", |tx| {
        access::is_within(tx, place, scope).await
    });
    Ok((false, inside?))
}

async fn find(visit: &Visit, id: RequestId) -> Result<(Listed, bool), Error> {
    let found: Result<Option<Listed>, db::Error> =
        db::read!(visit.db(), "request", |tx| { store::find(tx, id).await });
    let found = found?.ok_or(Error::Missing)?;
    match rights(visit, &found.request).await? {
        (false, false) => Err(Error::Missing),
        (_, handles) => Ok((found, handles)),
    }
}

/// The request, for who asked and for who handles it.
pub(super) async fn whole(visit: &Visit, id: RequestId) -> Result<Whole, Error> {
    let (listed, handles) = find(visit, id).await?;
    let (hooks, sealer) = (visit.cell.service::<Hooks>(), visit.cell.service::<Sealer>());
    let (day, it) = (visit.today(), &listed.request);
    let about = (it.subject.0.as_str(), it.subject.1);
    let read: Result<_, db::Error> = db::read!(visit.db(), "whole request", |tx| {
        let duties = match it.kind {
            RequestKind::Erasure => hooks.duties_to(tx, about, day).await?,
            RequestKind::Correction => Vec::new(),
        };
        Ok((store::steps(tx, id).await?, files::list(tx, id).await?, duties))
    });
    let (steps, files, duties) = read?;
    let open = |field: crate::seal::Field, text: &Option<String>| {
        text.as_ref().map(|it| sealer.open(field.at(id.bits()), it)).transpose()
    };
    let new = open(NEW, &it.new_sealed)?;
    let old = open(OLD, &it.old_sealed)?;
    let values = new.map(|new| (old, new));
    Ok(Whole { listed, values, steps, files, duties, handles })
}

/// Whether the visitor may have the files of a request.
pub(super) async fn may_read_files(visit: &Visit, bits: i64) -> Result<bool, db::Error> {
    let Some(id) = RequestId::from_bits(bits) else { return Ok(false) };
    match find(visit, id).await {
        Ok(_) => Ok(true),
        Err(Error::Db(error)) => Err(error),
        Err(_) => Ok(false),
    }
}

/// Decides on a request, and tells who asked.
pub(super) async fn decide(
    visit: &Visit,
    id: RequestId,
    decision: Decision,
    words: &str,
) -> Result<(), Error> {
    let (found, handles) = find(visit, id).await?;
    if !handles {
        return Err(if found.request.account == visit.actor.account {
            Refusal::Own.into()
        } else {
            Error::Missing
        });
    }
    let it = &found.request;
    let (by, today) = (visit.actor.account, visit.today());
    rules::may_decide(it, by, decision, words)?;
    crate::act!(*visit, "request.decide", |act| {
        act.about(id);
        let told = match decision {
            Decision::Return => send_back(act, it, words, today).await?,
            Decision::Refuse => refuse(act, it, words, today).await?,
            Decision::Approve if it.kind == RequestKind::Erasure => erase(act, it, words).await?,
            Decision::Approve => correct(visit, act, it, words, today).await?,
        };
        act.tell(it.account, told, format!("/requests/{id}"));
        Ok(())
    })
}

async fn send_back(
    act: &mut Act<'_>,
    it: &Request,
    words: &str,
    today: Date,
) -> Result<&'static str, Error> {
    let left = i64::from(rules::days_left(today, it.due_on));
    act.note("state", RequestState::Returned.key());
    act.note("days-left", left);
    if !store::send_back(act.tx(), it.id, left, words.trim()).await? {
        return Err(Refusal::Decided.into());
    }
    asking::step(act, it.id, StepKind::Returned, words).await?;
    Ok("您的个人信息申请需要补充材料")
}

async fn refuse(
    act: &mut Act<'_>,
    it: &Request,
    words: &str,
    today: Date,
) -> Result<&'static str, Error> {
    end(act, it, RequestState::Refused, Some(words.trim()), today).await?;
    asking::step(act, it.id, StepKind::Refused, words).await?;
    Ok("您的个人信息申请未获同意，请查看原因")
}

/// Ends a request that was asked for.
async fn end(
    act: &mut Act<'_>,
    it: &Request,
    to: RequestState,
    words: Option<&str>,
    today: Date,
) -> Result<(), Error> {
    act.note("state", to.key());
    if store::set_state(act.tx(), it.id, (it.state, to), words, Some(today)).await? {
        Ok(())
    } else {
        Err(Refusal::Decided.into())
    }
}

/// What other modules hear of: `{"subject", "field", "request"}`.
const CORRECTED: &str = "request.corrected";

/// Corrects the record at its source, in the act that decides so.
async fn correct(
    visit: &Visit,
    act: &mut Act<'_>,
    it: &Request,
    words: &str,
    today: Date,
) -> Result<&'static str, Error> {
    let (hooks, sealer) = (visit.cell.service::<Hooks>(), visit.cell.service::<Sealer>());
    let (kind, bits) = (it.subject.0.as_str(), it.subject.1);
    let field = it.field.as_deref().unwrap_or_default();
    let hook = hooks.correction(kind, field).ok_or(Error::Missing)?;
    let sealed = it.new_sealed.as_ref().ok_or(Error::Missing)?;
    let new = sealer.open(NEW.at(it.id.bits()), sealed)?;
    (hook.set)(act, sealer, bits, new.open()).await?;
    end(act, it, RequestState::Done, Some(words.trim()).filter(|it| !it.is_empty()), today).await?;
    let told = match hook.figures {
        "" => words.trim().to_owned(),
        figures => format!("{} 随之重新统计：{figures}。", words.trim()).trim().to_owned(),
    };
    asking::step(act, it.id, StepKind::Corrected, &told).await?;
    act.note("field", field);
    act.note("subject", crate::audit::shown(kind, bits));
    let payload = serde_json::json!({
        "subject": crate::audit::shown(kind, bits), "field": field, "request": it.id,
    });
    act.event(CORRECTED, payload.to_string());
    Ok("您申请更正的个人信息已经更正")
}

/// Has what the law does not want kept erased; the request ends when that is done.
async fn erase(act: &mut Act<'_>, it: &Request, words: &str) -> Result<&'static str, Error> {
    let (from, to) = (it.state, RequestState::Working);
    act.note("state", to.key());
    let words = words.trim();
    let answer = Some(words).filter(|it| !it.is_empty());
    if !store::set_state(act.tx(), it.id, (from, to), answer, None).await? {
        return Err(Refusal::Decided.into());
    }
    asking::step(act, it.id, StepKind::Erasing, words).await?;
    privacy::order_erasure_of(act, (&it.subject.0, it.subject.1)).await?;
    Ok("您申请删除的个人信息已同意删除，正在处理")
}

/// Ends the requests whose erasure was just done, within its act.
pub(crate) async fn erased(act: &mut Act<'_>, about: (&str, i64)) -> Result<(), db::Error> {
    let day = act.origin().civil_now.date();
    let ended: Vec<(RequestId, AccountId)> = store::finish_erasures(act.tx(), about, day).await?;
    for (id, account) in ended {
        asking::step(act, id, StepKind::Erased, "").await?;
        act.tell(account, "您申请删除的个人信息已经删除", format!("/requests/{id}"));
    }
    Ok(())
}

/// Sends more proof in, and takes the request up again.
pub(super) async fn supply(
    visit: &Visit,
    id: RequestId,
    words: &str,
    proof: Option<(Kept, String)>,
) -> Result<(), Error> {
    let it = own(visit, id).await?;
    rules::may_supply(&it)?;
    let proof = proof.ok_or(Refusal::NoFile)?;
    let today = visit.today();
    let due = match it.days_left {
        Some(left) => rules::resumed(today, u32::try_from(left).unwrap_or(1)),
        None => it.due_on,
    };
    crate::act!(*visit, "request.supply", |act| {
        act.about(id);
        act.note("due", due);
        if !store::take_up(act.tx(), id, due).await? {
            return Err(Refusal::Decided.into());
        }
        asking::attach(act, id, Some(&proof)).await?;
        asking::step(act, id, StepKind::Supplied, words).await?;
        asking::tell_handlers(act, &it, "一份个人信息申请补充了材料").await
    })
}

/// Takes a request back.
pub(super) async fn withdraw(visit: &Visit, id: RequestId) -> Result<(), Error> {
    let it = own(visit, id).await?;
    rules::may_supply(&it)?;
    let today = visit.today();
    crate::act!(*visit, "request.withdraw", |act| {
        act.about(id);
        end(act, &it, RequestState::Withdrawn, None, today).await?;
        asking::step(act, id, StepKind::Withdrawn, "").await?;
        Ok(())
    })
}

async fn own(visit: &Visit, id: RequestId) -> Result<Request, Error> {
    let (found, _) = find(visit, id).await?;
    if found.request.account == visit.actor.account {
        Ok(found.request)
    } else {
        Err(Error::Missing)
    }
}
