//! Publishing a text, and answering it.

use db::Tx;
use jiff::civil::Date;
use vocab::{Id, Kind};
use web::{Problem, Visit};

use super::{
    model::{Answer, Consent, Draft, Due, Text, TextId, TextKind},
    rules::{self, Refusal},
    store, telling,
};
use crate::{
    act::Source,
    privacy::{Ward, Wards},
};

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such text, or no such child of this person.
    #[error("no such text or child")]
    Missing,
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
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
            Error::Refused(Refusal::NotInForce | Refusal::RemindedToday | Refusal::NobodyOpen) => {
                Self::refused(error.to_string())
            }
            Error::Refused(refusal) => Self::unfit(refusal.to_string()),
            Error::Db(error) => error.into(),
        }
    }
}

/// Publishes the next version of a text.
pub async fn publish(source: &impl Source, draft: &Draft) -> Result<(), Error> {
    crate::act!(source, "consent.publish", |act| {
        let (today, by) = (act.origin().civil_now.date(), act.origin().account);
        let now = act.origin().now;
        act.about(draft.id);
        // A form that was sent twice publishes one version.
        if store::find_text(act.tx(), draft.id).await?.is_some() {
            return Ok(());
        }
        let last = store::last_text(act.tx(), draft.kind).await?;
        let last = last.map(|it| (it.version, it.since));
        rules::may_publish(draft, last, today)?;
        let version = last.map_or(1, |it| it.0 + 1);
        act.note("kind", draft.kind.key());
        act.note("version", version);
        act.note("since", draft.since);
        store::add_text(act.tx(), draft, version, (by, now)).await?;
        let title = format!("通知新版本：{}", draft.kind.label());
        crate::jobs::add(act, &telling::TELL, &title, &telling::payload(draft.id)).await?;
        Ok(())
    })
}

/// The wards of the visitor, where the role has any.
pub(super) async fn wards(visit: &Visit) -> Result<Vec<Ward>, db::Error> {
    if visit.actor.role() != vocab::Role::Guardian {
        return Ok(Vec::new());
    }
    match visit.cell.find_service::<std::sync::Arc<dyn Wards>>() {
        Some(known) => known.of(visit).await,
        None => Ok(Vec::new()),
    }
}

/// Everything that the visitor answered, for themselves and for the wards, ended answers included.
pub(super) async fn answers(
    tx: &mut Tx,
    visit: &Visit,
    wards: &[Ward],
) -> Result<Vec<Consent>, db::Error> {
    let mut all = store::of_account(tx, visit.actor.account).await?;
    if let Some(kind) = wards.first().map(|it| it.kind) {
        let bits: Vec<i64> = wards.iter().map(|it| it.bits).collect();
        all.extend(store::of_subjects(tx, kind, &bits).await?);
    }
    Ok(all)
}

/// What the visitor has still to answer today.
pub(super) async fn due(visit: &Visit) -> Result<Vec<Due>, db::Error> {
    let (wards, today) = (wards(visit).await?, visit.today());
    db::read!(visit.db(), "what is due", |tx| {
        let texts = store::in_force(tx, today).await?;
        let mut answers = answers(tx, visit, &wards).await?;
        answers.retain(|it| it.ended_on.is_none());
        Ok(rules::due(texts, &wards, &answers, today))
    })
}

/// Answers a text, for oneself or for some wards. The same answer twice is one.
pub(super) async fn answer(
    visit: &Visit,
    id: TextId,
    answers: &[(Option<Ward>, Answer)],
) -> Result<(), Error> {
    let (account, today) = (visit.actor.account, visit.today());
    crate::act!(*visit, "consent.answer", |act| {
        act.about(id);
        let (origin, tx) = (act.origin().clone(), act.tx());
        let in_force = store::in_force(tx, today).await?;
        let text = in_force.iter().find(|it| it.id == id).ok_or(Refusal::NotInForce)?;
        for (ward, answer) in answers {
            rules::may_answer(text, *answer, ward.as_ref(), today)?;
            let subject = ward.as_ref().map(|it| (it.kind, it.bits));
            let standing = store::standing(act.tx(), id, account, subject).await?;
            if standing == Some(*answer) {
                continue;
            }
            let when = (origin.now, today);
            store::end_standing(act.tx(), id, account, subject, when).await?;
            let fresh = origin.ids.make(origin.now);
            store::add_consent(act.tx(), fresh, (id, account), subject, *answer, when).await?;
            let about = subject.map_or_else(|| "own".to_owned(), |it| format!("{}:{}", it.0, it.1));
            act.note(&about, answer.key());
        }
        Ok(())
    })
}

/// Whether a guardian of `subject` agrees to the text of `kind` that is in force on `day`: for
/// modules whose work rests on it.
pub async fn is_agreed<K: Kind>(
    tx: &mut Tx,
    kind: TextKind,
    subject: Id<K>,
    day: Date,
) -> Result<bool, db::Error> {
    let texts: Vec<Text> = store::in_force(tx, day).await?;
    let Some(text) = texts.iter().find(|it| it.kind == kind) else { return Ok(false) };
    let all = store::of_subjects(tx, K::PREFIX, &[subject.bits()]).await?;
    let stands = |it: &&Consent| it.text == text.id && it.ended_on.is_none();
    Ok(all.iter().find(stands).is_some_and(|it| it.answer == Answer::Agreed))
}
