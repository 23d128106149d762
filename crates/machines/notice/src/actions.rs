//! Publishing, correcting, withdrawing, objecting: one act each.

use std::sync::{Arc, LazyLock};

use catalog::{Loaded, Set, acts_for};
use db::Tx;
use form::expr::Facts;
use jiff::civil::DateTime;
use platform::{
    Act,
    effects::{Cause, Effects},
};
use vocab::{AccountId, Holidays, PlaceId};
use web::{Call, Visit};

use crate::{
    Error, catalog,
    definition::Kind,
    model::{Action, Event, Publication, PublicationId},
    rules::{self, BODY_MAX, WORDS_MAX},
    store,
};

static HOLIDAYS: LazyLock<Holidays> = LazyLock::new(Holidays::published);

/// What is laid before everyone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Content {
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) rows: Vec<Vec<String>>,
}

impl Content {
    /// What was typed, with the rows masked.
    pub(crate) fn typed(
        kind: &Kind,
        (title, body, list): (&str, &str, &str),
    ) -> Result<Self, rules::Refusal> {
        let short = |text: &str, most: usize| text.trim().chars().take(most).collect::<String>();
        let rows = rules::rows(kind, list)?;
        let it = Self { title: short(title, WORDS_MAX), body: short(body, BODY_MAX), rows };
        rules::may_publish(&it.title, &it.body, &it.rows)?;
        Ok(it)
    }
}

/// Where a notice comes from and whose it is.
pub(crate) struct From<'a> {
    pub(crate) id: PublicationId,
    pub(crate) place: PlaceId,
    pub(crate) by: Option<AccountId>,
    pub(crate) source: &'a str,
    pub(crate) now: DateTime,
}

/// Publishes on the act that is under way.
pub(crate) async fn publish_in(
    act: &mut Act<'_>,
    kind: &Loaded<Kind>,
    (from, it): (From<'_>, &Content),
) -> Result<Publication, Error> {
    let at = act.origin().now;
    Set::keep(act.tx(), kind, at).await?;
    let notice = Publication {
        id: from.id,
        number: ::catalog::number(&kind.what.letters, from.id, from.now),
        entry: kind.name.clone(),
        definition: kind.digest.clone(),
        place: from.place,
        place_name: String::new(),
        title: it.title.clone(),
        body: it.body.clone(),
        source: from.source.to_owned(),
        made_by: from.by,
        published_at: from.now,
        closes_on: rules::closes_on(&kind.what, from.now.date(), &HOLIDAYS)?,
        withdrawn_at: None,
        reason: None,
        version: 1,
        objections: 0,
    };
    store::add(act.tx(), &notice).await?;
    store::set_rows(act.tx(), notice.id, &it.rows).await?;
    let event = Event {
        at: from.now,
        action: Action::Publish,
        reason: String::new(),
        before: String::new(),
    };
    store::add_event(act.tx(), (notice.id, 1), from.by, &event).await?;
    act.about(notice.id);
    act.note("kind", &notice.entry);
    act.note("number", &notice.number);
    act.note("rows", it.rows.len());
    let (id, number) = (notice.id, &notice.number);
    act.event("notice.published", format!(r#"{{"notice":"{id}","number":"{number}"}}"#));
    Ok(notice)
}

/// Publishes a notice of a kind. Sent twice, it is published once.
pub(crate) async fn publish(
    visit: &Visit,
    kind: &Loaded<Kind>,
    (id, it): (PublicationId, &Content),
) -> Result<(), Error> {
    let role = visit.actor.role();
    if !kind.what.publishes.contains(&role) {
        return Err(Error::Missing);
    }
    platform::act!(visit, "notice.publish", |act| {
        if let Some(there) = store::find(act.tx(), id).await? {
            let same = there.made_by == Some(visit.actor.account) && there.entry == kind.name;
            return if same { Ok(()) } else { Err(Error::Missing) };
        }
        let place = acts_for(act.tx(), role, visit.actor.scope()).await?;
        let (by, now) = (Some(visit.actor.account), act.origin().civil_now);
        publish_in(act, kind, (From { id, place, by, source: "", now }, it)).await?;
        Ok(())
    })
}

/// A notice that the visitor may work on, with its kind as it was published under.
pub(crate) async fn mine(
    tx: &mut Tx,
    visit: &Visit,
    id: PublicationId,
) -> Result<(Publication, Arc<Loaded<Kind>>), Error> {
    let notice = store::find(tx, id).await?.ok_or(Error::Missing)?;
    let kind = catalog().by_digest(tx, &notice.definition).await?.ok_or(Error::Missing)?;
    let role = visit.actor.role();
    let place = acts_for(tx, role, visit.actor.scope()).await?;
    let may = kind.what.publishes.contains(&role)
        && platform::access::is_within(tx, notice.place, place).await?;
    if may { Ok((notice, kind)) } else { Err(Error::Missing) }
}

/// What a notice says, line by line, for what stood there before.
fn told(it: &Publication, rows: &[Vec<String>]) -> String {
    let lines = rows.iter().map(|it| rules::line(it));
    let all = [it.title.clone(), it.body.clone()].into_iter().filter(|it| !it.is_empty());
    all.chain(lines).collect::<Vec<_>>().join("\n")
}

/// Corrects what a notice says; what stood there stays to be read.
pub(crate) async fn correct(
    visit: &Visit,
    (id, version): (PublicationId, i64),
    (it, reason): (&Content, &str),
) -> Result<(), Error> {
    platform::act!(visit, "notice.correct", |act| {
        let (notice, _) = mine(act.tx(), visit, id).await?;
        rules::may_change(&notice, reason)?;
        let rows = store::rows(act.tx(), id).await?;
        if !store::set_content(act.tx(), (id, version), (&it.title, &it.body)).await? {
            return Err(Error::Stale);
        }
        store::set_rows(act.tx(), id, &it.rows).await?;
        let happened = (Action::Correct, reason, told(&notice, &rows));
        happen(act, &notice, visit.actor.account, happened).await?;
        act.event("notice.corrected", format!(r#"{{"notice":"{id}"}}"#));
        Ok(())
    })
}

/// Withdraws a notice; that it was there, and why it is not, stays to be read.
pub(crate) async fn withdraw(
    visit: &Visit,
    (id, version): (PublicationId, i64),
    reason: &str,
) -> Result<(), Error> {
    platform::act!(visit, "notice.withdraw", |act| {
        let (notice, _) = mine(act.tx(), visit, id).await?;
        rules::may_change(&notice, reason)?;
        let now = act.origin().civil_now;
        let why: String = reason.trim().chars().take(WORDS_MAX).collect();
        if !store::set_withdrawn(act.tx(), (id, version), (now, &why)).await? {
            return Err(Error::Stale);
        }
        let happened = (Action::Withdraw, reason, String::new());
        happen(act, &notice, visit.actor.account, happened).await?;
        act.event("notice.withdrawn", format!(r#"{{"notice":"{id}"}}"#));
        Ok(())
    })
}

async fn happen(
    act: &mut Act<'_>,
    notice: &Publication,
    by: AccountId,
    (action, reason, before): (Action, &str, String),
) -> Result<(), Error> {
    let reason = reason.trim().chars().take(WORDS_MAX).collect();
    let event = Event { at: act.origin().civil_now, action, reason, before };
    store::add_event(act.tx(), (notice.id, notice.version + 1), Some(by), &event).await?;
    act.about(notice.id);
    act.note("action", action.key());
    Ok(())
}

/// Objects to a notice: what the kind says follows, a case as a rule. Who objects is in the case
/// alone. Says what was made of it.
pub(crate) async fn object(
    call: &Call,
    number: &str,
    [words, name, phone]: [&str; 3],
) -> Result<Vec<String>, Error> {
    let today = call.today();
    let effects: &Effects = call.cell.service();
    let cut = |text: &str, most: usize| text.trim().chars().take(most).collect::<String>();
    let (words, name, phone) = (cut(words, BODY_MAX), cut(name, WORDS_MAX), cut(phone, WORDS_MAX));
    platform::act!(call, "notice.object", |act| {
        let notice = store::find_by_number(act.tx(), number).await?.ok_or(Error::Missing)?;
        let kind =
            catalog().by_digest(act.tx(), &notice.definition).await?.ok_or(Error::Missing)?;
        rules::may_object((&notice, &kind.what), [&words, &name, &phone], today)?;
        // Nobody logs in to object: a flood of them must not fill the desks.
        if !store::count_objection(act.tx(), notice.id, rules::OBJECTIONS_MAX).await? {
            return Err(rules::Refusal::Flooded.into());
        }
        let mut facts = Facts::default();
        facts.text("this_place", &notice.place.to_string());
        facts.text("number", &notice.number);
        facts.text("title", &notice.title);
        facts.text("words", &words);
        facts.text("name", &name);
        facts.text("phone", &phone);
        let mut made = Vec::new();
        for bring in &kind.what.objections {
            let Some(inputs) = bring.inputs(&facts) else { continue };
            let cause = Cause {
                kind: "pbl",
                id: notice.id.bits(),
                entry: notice.entry.clone(),
                name: notice.number.clone(),
                link: format!("/notices/{}", notice.number),
                place: notice.place,
                doer: None,
                inputs,
                effects: effects.clone(),
            };
            made.push(effects.bring_about(act, &bring.name, &cause).await?.words);
        }
        act.about(notice.id);
        Ok::<_, Error>(made)
    })
}
