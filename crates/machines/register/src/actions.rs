//! Adding a record, and everything that is done to one: one act each.

use catalog::{Loaded, Set};
use form::{Answers, Posted, Wrong};
use jiff::civil::{Date, DateTime};
use platform::{Act, access};
use vocab::{AccountId, PlaceId, Role};
use web::{Problem, Visit};

use crate::{
    definition::Register,
    model::{NEVER, Record, RecordId},
    rules::{self, Content, Deed, Refusal, Status},
    store::{self, NewVersion, RecordRow},
};

/// Why a record was not added or nothing was done to it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Some answers are missing or do not fit.
    #[error("{} answers do not fit", .0.len())]
    Wrong(Vec<Wrong>),
    /// There is no such record or register, or it is not for this person.
    #[error("no such record")]
    Missing,
    /// A sheet that cannot be read.
    #[error(transparent)]
    Sheet(#[from] sheet::Refusal),
    /// What a record was written under cannot be read.
    #[error(transparent)]
    Catalog(#[from] catalog::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl db::Retry for Error {
    fn database(&self) -> Option<&db::Error> {
        match self {
            Self::Db(error) | Self::Catalog(catalog::Error::Db(error)) => Some(error),
            _ => None,
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => Self::refused(refusal.to_string()),
            Error::Wrong(wrongs) => form::unfit(wrongs),
            Error::Sheet(refusal) => Self::unfit(refusal.to_string()),
            Error::Missing => Self::not_found(),
            Error::Catalog(catalog::Error::Db(error)) | Error::Db(error) => error.into(),
            Error::Catalog(_) => Self::internal(&error),
        }
    }
}

/// The longest reason.
pub(crate) const REASON_MAX: usize = 300;

/// A record that is to be added.
pub(crate) struct Entering<'a> {
    /// Its id, made with the form.
    pub(crate) id: RecordId,
    /// Where it lies.
    pub(crate) place: PlaceId,
    /// From when on it holds.
    pub(crate) from: Date,
    /// What was typed.
    pub(crate) posted: &'a Posted,
}

/// Adds a record to a register. Sent twice, it is added once.
pub(crate) async fn add(
    visit: &Visit,
    kind: &Loaded<Register>,
    it: &Entering<'_>,
) -> Result<(), Error> {
    let register = &kind.what;
    if !register.keeps.contains(&visit.actor.role()) {
        return Err(Error::Missing);
    }
    let today = visit.today();
    let answers =
        form::read(&register.fields, &register.asks(), it.posted, (&Answers::default(), today));
    let answers = answers.map_err(Error::Wrong)?;
    if it.from > today {
        return Err(Refusal::Day(today.first_of_year(), today).into());
    }
    platform::act!(visit, "register.add", |act| {
        if let Some(there) = store::find(act.tx(), it.id).await? {
            return if there.entry == kind.name { Ok(()) } else { Err(Error::Missing) };
        }
        may_lie(act, visit, register, it.place).await?;
        let by = (Some(visit.actor.account), visit.actor.role());
        let new = New { id: it.id, place: it.place, from: it.from, answers: &answers, by };
        write_new(act, kind, &new, visit.civil_now()).await
    })
}

/// The place must be of the register's kind and within what the keeper acts for.
async fn may_lie(
    act: &mut Act<'_>,
    visit: &Visit,
    register: &Register,
    place: PlaceId,
) -> Result<(), Error> {
    let (role, scope) = (visit.actor.role(), visit.actor.scope());
    let mine = catalog::acts_for(act.tx(), role, scope).await?;
    let found = access::find_place(act.tx(), place).await?.ok_or(Error::Missing)?;
    let within = access::is_within(act.tx(), place, mine).await?;
    if within && found.kind == register.subject { Ok(()) } else { Err(Error::Missing) }
}

/// A record as it is written down.
pub(crate) struct New<'a> {
    pub(crate) id: RecordId,
    pub(crate) place: PlaceId,
    pub(crate) from: Date,
    pub(crate) answers: &'a Answers,
    pub(crate) by: (Option<AccountId>, Role),
}

/// Writes a record down: row, version, answers, event.
pub(crate) async fn write_new(
    act: &mut Act<'_>,
    kind: &Loaded<Register>,
    it: &New<'_>,
    at: DateTime,
) -> Result<(), Error> {
    let (register, now) = (&kind.what, act.origin().now);
    let key = rules::unique_key(register, it.place, it.answers);
    refuse_twin(act, &kind.name, (it.id, key.as_deref())).await?;
    Set::keep(act.tx(), kind, now).await?;
    let content = rules::first_content(register, it.answers, it.from);
    let record = RecordRow {
        id: it.id,
        entry: &kind.name,
        definition: &kind.digest,
        place: it.place,
        key: key.as_deref(),
        since: it.from,
        remind_on: rules::next_reminder(register.term.as_ref(), content.expires, at.date()),
        content: &content,
        version: 1,
    };
    store::add(act.tx(), &[record]).await?;
    let version = NewVersion {
        number: 1,
        deed: Deed::Add,
        from: it.from,
        to: NEVER,
        content: &content,
        reason: None,
        by: it.by,
    };
    store::add_versions(act.tx(), at, std::iter::once((it.id, &version))).await?;
    form::save(act.tx(), it.id, &kind.name, (&register.fields, it.answers)).await?;
    note(act, &kind.name, it.id, Deed::Add);
    platform::measures::moved(act, it.place, it.from, "名录有变动").await?;
    Ok(())
}

fn note(act: &mut Act<'_>, register: &str, id: RecordId, deed: Deed) {
    act.about(id);
    act.note("register", register);
    act.note("deed", deed.key());
    tell(act, register, id, deed);
}

/// Tells other modules.
pub(crate) fn tell(act: &mut Act<'_>, register: &str, id: RecordId, deed: Deed) {
    let payload = format!(r#"{{"record":"{id}","register":"{register}","deed":"{}"}}"#, deed.key());
    act.event("register.changed", payload);
}

async fn refuse_twin(
    act: &mut Act<'_>,
    register: &str,
    (id, key): (RecordId, Option<&str>),
) -> Result<(), Error> {
    let Some(key) = key else { return Ok(()) };
    match store::find_twin(act.tx(), register, key).await? {
        Some((other, title)) if other != id => Err(Refusal::Twice(title).into()),
        _ => Ok(()),
    }
}

/// Something that somebody wants done to a record.
pub(crate) struct Doing<'a> {
    /// The record.
    pub(crate) id: RecordId,
    /// What.
    pub(crate) deed: Deed,
    /// The version that they saw.
    pub(crate) version: i64,
    /// From when on.
    pub(crate) from: Date,
    /// Why.
    pub(crate) reason: &'a str,
    /// What was typed.
    pub(crate) posted: &'a Posted,
}

/// Does something to a record.
pub(crate) async fn revise(
    visit: &Visit,
    kind: &Loaded<Register>,
    it: &Doing<'_>,
) -> Result<(), Error> {
    let reason: String = it.reason.trim().chars().take(REASON_MAX).collect();
    platform::act!(visit, "register.revise", |act| {
        let record = kept(act, visit, kind, it.id).await?;
        if record.version != it.version {
            return Err(Refusal::Overtaken.into());
        }
        if it.deed.wants_reason() && reason.is_empty() {
            return Err(Refusal::NoReason.into());
        }
        let by = (Some(visit.actor.account), visit.actor.role());
        let wish = Wish { deed: it.deed, from: it.from, reason: &reason, posted: it.posted, by };
        write_revision(act, kind, (&record, &wish), visit.civil_now()).await
    })
}

/// The record, for one who keeps it.
async fn kept(
    act: &mut Act<'_>,
    visit: &Visit,
    kind: &Loaded<Register>,
    id: RecordId,
) -> Result<Record, Error> {
    let (role, scope) = (visit.actor.role(), visit.actor.scope());
    let record = store::find(act.tx(), id).await?.filter(|it| it.entry == kind.name);
    let record = record.ok_or(Error::Missing)?;
    let mine = catalog::acts_for(act.tx(), role, scope).await?;
    let keeps =
        kind.what.keeps.contains(&role) && access::is_within(act.tx(), record.place, mine).await?;
    if keeps { Ok(record) } else { Err(Error::Missing) }
}

/// What is to be done, by whom.
pub(crate) struct Wish<'a> {
    pub(crate) deed: Deed,
    pub(crate) from: Date,
    pub(crate) reason: &'a str,
    pub(crate) posted: &'a Posted,
    pub(crate) by: (Option<AccountId>, Role),
}

/// Writes down what was done to a record.
pub(crate) async fn write_revision(
    act: &mut Act<'_>,
    kind: &Loaded<Register>,
    (record, wish): (&Record, &Wish<'_>),
    at: DateTime,
) -> Result<(), Error> {
    let (register, today, id) = (&kind.what, at.date(), record.id);
    let term = register.term.as_ref();
    let standing = rules::standing(term, (record.status, record.expires), today);
    let open = rules::open(standing, (term.is_some(), register.public, record.published));
    if !open.contains(&wish.deed) {
        return Err(Refusal::NotNow.into());
    }
    let versions = store::versions(act.tx(), id).await?;
    let current = rules::current(&versions).ok_or_else(|| db::Error::corrupt("version"))?;
    let (content, answers) = content(register, current, wish, today)?;
    let revision = rules::revise(current, wish.deed, content, (wish.from, today))?;
    let key = rules::unique_key(register, record.place, &answers);
    refuse_twin(act, &kind.name, (id, key.as_deref())).await?;
    let now = act.origin().now;
    Set::keep(act.tx(), kind, now).await?;
    let reason = (!wish.reason.is_empty()).then_some(wish.reason);
    let numbered = (record.version + 1..).zip(&revision.adds);
    let news: Vec<NewVersion<'_>> = numbered
        .map(|(number, (deed, from, to, content))| NewVersion {
            number,
            deed: *deed,
            from: *from,
            to: *to,
            content,
            reason: reason.filter(|_| *deed != Deed::Keep),
            by: wish.by,
        })
        .collect();
    let Some(last) = news.last() else { return Ok(()) };
    let remind_on = rules::next_reminder(term, last.content.expires, today);
    let numbers = (id, record.version, last.number);
    let what = (last.content, kind.digest.as_str(), key.as_deref());
    if !store::set(act.tx(), numbers, what, remind_on).await? {
        return Err(Refusal::Overtaken.into());
    }
    store::supersede(act.tx(), (id, revision.supersedes), at).await?;
    store::add_versions(act.tx(), at, news.iter().map(|it| (id, it))).await?;
    if wish.deed.asks_fields() {
        form::save(act.tx(), id, &kind.name, (&register.fields, &answers)).await?;
    }
    note(act, &kind.name, id, wish.deed);
    platform::measures::moved(act, record.place, today, "名录有变动").await?;
    Ok(())
}

/// What the record says after `wish`, with its answers.
fn content(
    register: &Register,
    current: &rules::Version,
    wish: &Wish<'_>,
    today: Date,
) -> Result<(Content, Answers), Error> {
    let mut content = current.content.clone();
    let known = Answers::from_document(&content.document);
    let known = known.ok_or_else(|| db::Error::corrupt("document"))?;
    let mut answers = known.clone();
    match wish.deed {
        Deed::Change | Deed::Correct => {
            let asks = register.asks();
            let read = form::read(&register.fields, &asks, wish.posted, (&known, today));
            answers = read.map_err(Error::Wrong)?;
            content.title = rules::title(register, &answers);
            content.document = answers.to_document();
        }
        Deed::Renew => {
            let term = register.term.as_ref().ok_or(Refusal::NotNow)?;
            content.expires = rules::renewed_end(term, content.expires, today);
        }
        Deed::Withdraw => {
            content.status = Status::Withdrawn;
            content.published = false;
        }
        Deed::Restore => content.status = Status::InForce,
        Deed::Publish => content.published = true,
        Deed::Hide => content.published = false,
        Deed::Add | Deed::Keep => return Err(Refusal::NotNow.into()),
    }
    Ok((content, answers))
}

/// Relates a record to another, or ends that.
pub(crate) async fn relate(
    visit: &Visit,
    kind: &Loaded<Register>,
    (id, relation, other): (RecordId, &str, RecordId),
    ends: bool,
) -> Result<(), Error> {
    let relation = kind.what.relations.iter().find(|it| it.key == relation);
    let relation = relation.ok_or(Error::Missing)?;
    platform::act!(visit, "register.relate", |act| {
        let record = kept(act, visit, kind, id).await?;
        let mine = catalog::acts_for(act.tx(), visit.actor.role(), visit.actor.scope()).await?;
        let found = store::find(act.tx(), other).await?.ok_or(Error::Missing)?;
        let seen = store::is_seen(act.tx(), other, mine).await?;
        if found.entry != relation.to || !seen || other == record.id {
            return Err(Error::Missing);
        }
        let (link, today) = ((id, relation.key.as_str(), other), visit.today());
        match (store::is_linked(act.tx(), link).await?, ends) {
            (true, true) => store::end_link(act.tx(), link, today).await?,
            (false, false) => store::add_link(act.tx(), link, today).await?,
            _ => {}
        }
        act.about(id);
        act.note("relation", &relation.key);
        act.note("ends", ends);
        Ok::<_, Error>(())
    })
}
