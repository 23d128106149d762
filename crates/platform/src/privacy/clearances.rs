//! Asking for sealed data, deciding on it, and opening it.

use jiff::civil::Date;
use vocab::{Id, Kind};
use web::{Problem, StatusCode, Visit};

use super::{
    looks,
    model::{Clearance, ClearanceId, ClearanceState, Listed, SealedClass},
    rules::{self, Refusal},
    store,
};
use crate::access;

/// Why nothing was done or opened.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such request, or not for this person.
    #[error("no such clearance")]
    Missing,
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Nobody approved that this person opens this.
    #[error("查看{}需要先申请并经负责人批准。请到“我的 → 加密信息查看”写明用途后申请。", .0.label())]
    NotCleared(SealedClass),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl db::Retry for Error {
    fn database(&self) -> Option<&db::Error> {
        match self {
            Self::Db(error) => Some(error),
            Self::Missing | Self::Refused(_) | Self::NotCleared(_) => None,
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let words = error.to_string();
        match error {
            Error::Missing => Self::not_found(),
            Error::Refused(Refusal::Decided | Refusal::OwnRequest | Refusal::NotRunning) => {
                Self::refused(words)
            }
            Error::Refused(_) => Self::unfit(words),
            Error::NotCleared(_) => Self::new(StatusCode::FORBIDDEN, "not-cleared", words),
            Error::Db(error) => error.into(),
        }
    }
}

/// What is asked for.
pub(super) struct Request {
    pub id: ClearanceId,
    pub class: SealedClass,
    pub subject: Option<(String, i64)>,
    pub purpose: String,
    pub silent: bool,
    pub basis: String,
    pub until: Date,
}

/// Asks for access, and tells those who may decide.
pub(super) async fn ask(visit: &Visit, it: Request) -> Result<(), Error> {
    let today = visit.today();
    rules::may_ask(&it.purpose, it.silent, &it.basis, it.until, today)?;
    let (id, place) = (it.id, visit.actor.scope());
    let clearance = Clearance {
        id,
        account: visit.actor.account,
        grant: visit.actor.identity.grant,
        place,
        class: it.class,
        subject: it.subject,
        purpose: it.purpose.trim().to_owned(),
        silent_basis: it.silent.then(|| it.basis.trim().to_owned()),
        until: it.until,
        asked_at: visit.now(),
        asked_on: today,
        state: ClearanceState::Asked,
        reason: None,
    };
    crate::act!(*visit, "clearance.ask", |act| {
        act.about(id);
        act.note("class", clearance.class.key());
        act.note("until", clearance.until);
        // A form that was sent twice makes one request.
        if store::find_clearance(act.tx(), id).await?.is_none() {
            store::add_clearance(act.tx(), &clearance).await?;
            let heads = store::heads_over(act.tx(), place, today).await?;
            for head in heads.into_iter().filter(|it| *it != clearance.account) {
                act.tell(head, "有一份查看加密信息的申请待审批", format!("/clearances/{id}"));
            }
        }
        Ok(())
    })
}

/// The clearance, for who asked and for who may decide where it was asked.
pub(super) async fn find_visible(visit: &Visit, id: ClearanceId) -> Result<Listed, Error> {
    let (account, scope) = (visit.actor.account, visit.actor.scope());
    let decides = visit.meets(web::Need::May("clearance.decide"));
    let found: Result<Option<Listed>, db::Error> = db::read!(visit.db(), "clearance", |tx| {
        let Some(it) = store::find_clearance(tx, id).await? else { return Ok(None) };
        let own = it.clearance.account == account;
        let inside = decides && access::is_within(tx, it.clearance.place, scope).await?;
        Ok((own || inside).then_some(it))
    });
    found?.ok_or(Error::Missing)
}

/// Approves or refuses a request, and tells who asked.
pub(super) async fn decide(
    visit: &Visit,
    id: ClearanceId,
    approve: bool,
    reason: &str,
) -> Result<(), Error> {
    let found = find_visible(visit, id).await?;
    let by = visit.actor.account;
    rules::may_decide(&found.clearance, by, approve, reason)?;
    let state = if approve { ClearanceState::Approved } else { ClearanceState::Refused };
    let (now, reason) = (visit.now(), reason.trim());
    crate::act!(*visit, "clearance.decide", |act| {
        act.about(id);
        act.note("state", state.key());
        if !store::decide(act.tx(), id, state, by, now, reason).await? {
            return Err(Refusal::Decided.into());
        }
        let words = format!("查看加密信息的申请：{}", state.label());
        act.tell(found.clearance.account, words, format!("/clearances/{id}"));
        Ok(())
    })
}

/// Takes a clearance back before its end: who asked needs it no longer, or who decides says so.
pub(super) async fn end(visit: &Visit, id: ClearanceId) -> Result<(), Error> {
    let found = find_visible(visit, id).await?;
    rules::may_end(&found.clearance, visit.today())?;
    crate::act!(*visit, "clearance.end", |act| {
        act.about(id);
        if store::end(act.tx(), id).await? { Ok(()) } else { Err(Refusal::NotRunning.into()) }
    })
}

/// Opens `what` (身份证号) of `subject`: checks that it was approved and stores the look, before
/// the caller unseals and shows the value. That the subject lies in the visitor's scope is the
/// caller's to check, as for any record.
pub async fn open_sealed<K: Kind>(
    visit: &Visit,
    class: SealedClass,
    subject: Id<K>,
    what: &'static str,
) -> Result<ClearanceId, Error> {
    let who = (visit.actor.account, visit.actor.identity.grant);
    let (today, id) = (visit.today(), visit.new_id());
    let look = looks::look(visit, subject, what);
    db::write!(visit.db(), "open sealed", |tx| {
        let key = (K::PREFIX, subject.bits());
        let found = store::find_running(tx, who, class, key, today).await?;
        let (clearance, is_silent) = found.ok_or(Error::NotCleared(class))?;
        let mut look = look.clone();
        (look.clearance, look.is_silent) = (Some(clearance), is_silent);
        store::add_looks(tx, &[(id, look)]).await?;
        Ok(clearance)
    })
}
