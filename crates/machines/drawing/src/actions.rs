//! What people do with drawings, one act each.

use std::{collections::BTreeMap, sync::Arc};

use catalog::{Loaded, acts_for};
use db::Tx;
use draw::Value;
use form::expr::Facts;
use jiff::civil::DateTime;
use platform::{
    Act,
    act::Source,
    effects::{Cause, Effects},
};
use vocab::{AccountId, PlaceId, Role, SchoolYear, Stage as Taught};
use web::Visit;

use crate::{
    Error, catalog,
    definition::{Kind, Population},
    model::{Candidate, Drawing, DrawingId, Stage},
    rules::{self, Refusal, Terms},
    steps::{self, Desk, New},
    store,
};

/// What is typed to declare a drawing.
#[derive(Debug, Clone)]
pub(crate) struct Declaring {
    pub(crate) id: DrawingId,
    pub(crate) terms: Terms,
    /// The towns that it is drawn from; all where none is chosen.
    pub(crate) towns: Vec<String>,
    /// The list, where it is typed.
    pub(crate) list: String,
    /// Who is left out beside the rules, and why.
    pub(crate) excluded: String,
    /// The one before, which was broken off.
    pub(crate) previous: Option<DrawingId>,
}

/// Declares a drawing with its list. Sent twice, it is declared once.
pub(crate) async fn declare(
    visit: &Visit,
    kind: &Loaded<Kind>,
    it: &Declaring,
) -> Result<(), Error> {
    let role = visit.actor.role();
    if !kind.what.declares.contains(&role) || kind.what.is_given() {
        return Err(Error::Missing);
    }
    let now = minute(visit.civil_now());
    rules::may_declare(&kind.what, &it.terms, now)?;
    platform::act!(visit, "drawing.declare", |act| {
        if let Some(there) = store::find(act.tx(), it.id).await? {
            let same = there.made_by == Some(visit.actor.account) && there.entry == kind.name;
            return if same { Ok(()) } else { Err(Error::Missing) };
        }
        let place = acts_for(act.tx(), role, visit.actor.scope()).await?;
        may_follow(act.tx(), it.previous, (&kind.name, place)).await?;
        let candidates = candidates(act.tx(), kind, (place, now), it).await?;
        let mut left_out = again(act.tx(), kind, place, &candidates).await?;
        left_out.extend(rules::excluded(&it.excluded, &candidates)?);
        let lines = rules::lines(it.id, candidates, &left_out);
        if lines.iter().all(|it| it.excluded.is_some()) {
            return Err(Refusal::Nobodies.into());
        }
        let new = New {
            id: it.id,
            kind,
            place,
            owner: None,
            terms: it.terms.clone(),
            made_by: Some(visit.actor.account),
            previous: it.previous,
            now,
        };
        let drawing = steps::declare(act, new).await?;
        act.note("lines", lines.len());
        store::add_lines(act.tx(), lines.iter().map(|it| (drawing.id, it))).await?;
        Ok(())
    })
}

/// A further attempt follows one of the same kind and place that was broken off, and only one does.
async fn may_follow(
    tx: &mut Tx,
    previous: Option<DrawingId>,
    (entry, place): (&str, PlaceId),
) -> Result<(), Error> {
    let Some(previous) = previous else { return Ok(()) };
    let before = store::find(tx, previous).await?.ok_or(Error::Missing)?;
    if before.entry != entry || before.place != place {
        return Err(Error::Missing);
    }
    if before.stage != Stage::Void || store::next_attempt(tx, previous).await?.is_some() {
        return Err(Refusal::Stage(before.stage).into());
    }
    Ok(())
}

/// Drawings are told to the minute.
fn minute(now: DateTime) -> DateTime {
    now.date().at(now.hour(), now.minute(), 0, 0)
}

/// The codes of `stages`; of every stage where none is named.
pub(crate) fn codes(stages: &[Taught]) -> Vec<String> {
    let all = if stages.is_empty() { &Taught::ALL[..] } else { stages };
    all.iter().map(|it| it.code().to_owned()).collect()
}

/// The words of `roles`; of everyone who holds a post where none is named.
fn duties(roles: &[Role]) -> Vec<String> {
    let all = if roles.is_empty() { &Role::ALL[..] } else { roles };
    all.iter().map(|it| it.key().to_owned()).collect()
}

/// Who stands on the list of a kind at a place.
async fn candidates(
    tx: &mut Tx,
    kind: &Loaded<Kind>,
    (place, now): (PlaceId, DateTime),
    it: &Declaring,
) -> Result<Vec<Candidate>, Error> {
    let day = now.date();
    let all = match &kind.what.population {
        Population::Schools(stages) => store::schools(tx, place, &codes(stages)).await?,
        Population::Classes(stages) => {
            let year = SchoolYear::of(day).map_err(|_| db::Error::corrupt("school year"))?;
            store::classes(tx, place, (&codes(stages), year)).await?
        }
        Population::Staff(roles) => store::staff(tx, place, (&duties(roles), day)).await?,
        Population::Students(stages) => store::students(tx, place, &codes(stages)).await?,
        Population::List => rules::typed(&it.list)?,
        Population::Given => Vec::new(),
    };
    let within =
        |candidate: &Candidate| it.towns.is_empty() || it.towns.contains(&candidate.stratum);
    let chosen = kind.what.choose_towns;
    Ok(all.into_iter().filter(|it| !chosen || within(it)).collect())
}

/// Those of `candidates` who were drawn not long ago, with the reason.
async fn again(
    tx: &mut Tx,
    kind: &Loaded<Kind>,
    place: PlaceId,
    candidates: &[Candidate],
) -> Result<BTreeMap<usize, String>, Error> {
    if kind.what.not_again == 0 {
        return Ok(BTreeMap::new());
    }
    let count = i64::from(kind.what.not_again);
    let before = store::drawn_before(tx, (&kind.name, place), count).await?;
    let before: BTreeMap<i64, String> = before.into_iter().collect();
    let who = |it: &Candidate| {
        let student = it.student.map(vocab::Id::bits);
        student.or(it.staff.map(vocab::Id::bits)).or(it.place.map(vocab::Id::bits))
    };
    let found = candidates.iter().enumerate().filter_map(|(at, it)| {
        let number = before.get(&who(it)?)?;
        Some((at, format!("最近 {count} 次内已抽到（{number}）")))
    });
    Ok(found.collect())
}

/// A drawing that the visitor may work on, with its kind as it was declared under.
pub(crate) async fn mine(
    tx: &mut Tx,
    visit: &Visit,
    id: DrawingId,
) -> Result<(Drawing, Arc<Loaded<Kind>>), Error> {
    let drawing = store::find(tx, id).await?.ok_or(Error::Missing)?;
    let kind = catalog().by_digest(tx, &drawing.definition).await?.ok_or(Error::Missing)?;
    let place = acts_for(tx, visit.actor.role(), visit.actor.scope()).await?;
    let may = kind.what.declares.contains(&visit.actor.role()) && place == drawing.place;
    if may { Ok((drawing, kind)) } else { Err(Error::Missing) }
}

/// Seals the list: from here on nobody can change it, and its digest is public.
pub(crate) async fn seal(visit: &Visit, id: DrawingId) -> Result<(), Error> {
    let desk = Desk::of(&visit.cell);
    platform::act!(visit, "drawing.seal", |act| {
        let (drawing, kind) = mine(act.tx(), visit, id).await?;
        rules::may_seal(&drawing)?;
        let lines = store::lines(act.tx(), id).await?;
        steps::seal(act, (&drawing, &kind.what), &lines, desk).await
    })
}

/// Draws. `typed` is what hands drew on site, in the order of the sources; none where a public source
/// is asked.
pub(crate) async fn run(visit: &Visit, id: DrawingId, typed: Vec<Value>) -> Result<(), Error> {
    let read: Result<_, Error> = db::read!(visit.db(), "drawing to draw", |tx| {
        let (drawing, _) = mine(tx, visit, id).await?;
        let file = store::find_file(tx, id, crate::model::Paper::Declaration).await?;
        Ok((drawing, file))
    });
    let (drawing, file) = read?;
    rules::may_run(&drawing, visit.civil_now())?;
    let desk = Desk::of(&visit.cell);
    let values = match (drawing.is_auto, file) {
        (true, Some(file)) => steps::ask(desk, &file).await?,
        _ => typed,
    };
    platform::act!(visit, "drawing.run", |act| {
        let (drawing, kind) = mine(act.tx(), visit, id).await?;
        steps::run(act, &drawing, values.clone(), desk).await?;
        if drawing.hidden_until.is_some() {
            return Ok(());
        }
        let doer = (visit.actor.account, visit.actor.role(), drawing.place);
        follow(act, (&drawing, &kind), (visit.cell.service(), Some(doer))).await
    })
}

/// Draws one that is due, by the clock.
pub(crate) async fn run_due(
    source: &impl Source,
    id: DrawingId,
    (desk, effects): (Desk<'_>, &Effects),
) -> Result<(), Error> {
    let read: Result<_, Error> = db::read!(source.store(), "drawing that is due", |tx| {
        let file = store::find_file(tx, id, crate::model::Paper::Declaration).await?;
        file.ok_or(Error::Missing)
    });
    let values = steps::ask(desk, &read?).await?;
    platform::act!(source, "drawing.run", |act| {
        let drawing = store::find(act.tx(), id).await?.ok_or(Error::Missing)?;
        steps::run(act, &drawing, values.clone(), desk).await?;
        if let Some(account) = drawing.made_by {
            let link = format!("/drawings/{}/{id}", drawing.entry);
            act.tell(account, format!("{} 已抽取", drawing.number), link);
        }
        if drawing.hidden_until.is_some() {
            return Ok(());
        }
        let kind = kind_of(act.tx(), &drawing).await?;
        follow(act, (&drawing, &kind), (effects, None)).await
    })
}

/// Breaks a drawing off, before anything is drawn.
pub(crate) async fn void(visit: &Visit, id: DrawingId, reason: &str) -> Result<(), Error> {
    platform::act!(visit, "drawing.void", |act| {
        let (drawing, _) = mine(act.tx(), visit, id).await?;
        steps::void(act, &drawing, reason).await
    })
}

/// Has a hidden result come out.
pub(crate) async fn reveal(visit: &Visit, id: DrawingId) -> Result<(), Error> {
    platform::act!(visit, "drawing.reveal", |act| {
        let (drawing, kind) = mine(act.tx(), visit, id).await?;
        come_out(act, &drawing).await?;
        let doer = (visit.actor.account, visit.actor.role(), drawing.place);
        follow(act, (&drawing, &kind), (visit.cell.service(), Some(doer))).await
    })
}

/// The same, once its moment has come.
pub(crate) async fn reveal_due(
    source: &impl Source,
    id: DrawingId,
    effects: &Effects,
) -> Result<(), Error> {
    platform::act!(source, "drawing.reveal", |act| {
        let drawing = store::find(act.tx(), id).await?.ok_or(Error::Missing)?;
        let kind = kind_of(act.tx(), &drawing).await?;
        come_out(act, &drawing).await?;
        follow(act, (&drawing, &kind), (effects, None)).await
    })
}

/// What a drawing was declared under.
async fn kind_of(tx: &mut Tx, drawing: &Drawing) -> Result<Arc<Loaded<Kind>>, Error> {
    catalog().by_digest(tx, &drawing.definition).await?.ok_or(Error::Missing)
}

/// What the kind says follows for each that was drawn, in the act by which everyone may know. A
/// rehearsal has no consequences.
async fn follow(
    act: &mut Act<'_>,
    (drawing, kind): (&Drawing, &Loaded<Kind>),
    (effects, doer): (&Effects, Option<(AccountId, Role, PlaceId)>),
) -> Result<(), Error> {
    if drawing.rehearsal || kind.what.effects.is_empty() {
        return Ok(());
    }
    let today = act.origin().civil_now.date();
    let lines = store::lines(act.tx(), drawing.id).await?;
    for line in lines.iter().filter(|it| it.picked) {
        let Some(place) = line.who.place else { continue };
        let mut facts = Facts::default();
        facts.text("this_place", &place.to_string());
        facts.text("drawn", &line.who.label);
        facts.text("number", &drawing.number);
        facts.text("title", &drawing.title);
        facts.date("today", today);
        for bring in &kind.what.effects {
            let Some(inputs) = bring.inputs(&facts) else { continue };
            let cause = Cause {
                kind: "drw",
                id: drawing.id.bits(),
                entry: drawing.entry.clone(),
                name: format!("{} {}", kind.what.label, drawing.number),
                link: format!("/draws/{}", drawing.number),
                place,
                doer,
                inputs,
                effects: effects.clone(),
            };
            effects.bring_about(act, &bring.name, &cause).await?;
        }
    }
    Ok(())
}

/// What follows when a hidden result comes out.
async fn come_out(act: &mut Act<'_>, drawing: &Drawing) -> Result<(), Error> {
    rules::may_reveal(drawing)?;
    let now = act.origin().civil_now;
    if !store::set_revealed(act.tx(), drawing.id, now).await? {
        return Err(Error::Stale);
    }
    act.about(drawing.id);
    steps::told(act, drawing);
    Ok(())
}

/// Signs that the visitor saw it.
pub(crate) async fn witness(visit: &Visit, id: DrawingId, said: &str) -> Result<(), Error> {
    let said: String = said.trim().chars().take(rules::WORDS_MAX).collect();
    let role = visit.actor.role();
    platform::act!(visit, "drawing.witness", |act| {
        let (drawing, kind) = seen(act.tx(), visit, id).await?;
        if !kind.what.witnesses.contains(&role) {
            return Err(Error::Missing);
        }
        if !matches!(drawing.stage, Stage::Sealed | Stage::Drawn) {
            return Err(Refusal::Stage(drawing.stage).into());
        }
        let now = act.origin().civil_now;
        let who = (visit.actor.account, role);
        store::set_witness(act.tx(), id, who, (&said, now)).await?;
        act.about(id);
        Ok(())
    })
}

/// A drawing that the visitor may see all of: it lies within their place, and their role has to do
/// with its kind.
pub(crate) async fn seen(
    tx: &mut Tx,
    visit: &Visit,
    id: DrawingId,
) -> Result<(Drawing, Arc<Loaded<Kind>>), Error> {
    let role = visit.actor.role();
    let drawing = store::find(tx, id).await?.ok_or(Error::Missing)?;
    let kind = catalog().by_digest(tx, &drawing.definition).await?.ok_or(Error::Missing)?;
    let place = acts_for(tx, role, visit.actor.scope()).await?;
    let near = platform::access::is_within(tx, drawing.place, place).await?;
    if near && kind.what.roles().contains(&role) {
        Ok((drawing, kind))
    } else {
        Err(Error::Missing)
    }
}
