//! Taking a list of the city's over: one act, whatever its size.

use std::collections::{BTreeMap, BTreeSet};

use platform::{act::Source, seal::Sealer};
use sheet::{CellFault, Finding, Severity};

use super::{
    list::Line,
    store::{self, Held},
};
use crate::registration::{
    NUMBER,
    actions::{Wanted, row, step},
    error::Error,
    model::{CampaignId, Channel, Registration, RegistrationId, Stage, State, StepKind},
    rules::{Refusal, moment},
    store::registrations,
    terms::Terms,
};

/// What came of a list.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub(super) new: usize,
    pub(super) changed: usize,
    pub(super) same: usize,
    /// Of those who came from the city before: how many the list does not have.
    pub(super) absent: usize,
    pub(super) findings: Vec<Finding>,
}

/// What is to be written.
#[derive(Default)]
struct Work<'a> {
    new: Vec<(RegistrationId, &'a Line)>,
    changed: Vec<(RegistrationId, &'a Line, i64)>,
    /// The registrations of the lines that can be used, whether anything is written of them or not.
    ids: BTreeMap<&'a str, RegistrationId>,
    taken: Taken,
}

/// Takes `lines` over: new ones are registered, those that say something else are corrected while
/// nobody has checked them.
pub(super) async fn take(
    source: &impl Source,
    sealer: &Sealer,
    campaign: CampaignId,
    lines: &[Line],
) -> Result<Taken, Error> {
    platform::act!(source, "registration.city", |act| {
        let origin = act.origin().clone();
        let now = origin.civil_now;
        let terms = Terms::load(act.tx(), campaign).await?;
        if terms.campaign.state != Stage::Registering {
            return Err(Refusal::Placed.into());
        }
        if now < terms.campaign.opens_at {
            return Err(Refusal::NotYet(moment(terms.campaign.opens_at)).into());
        }
        let held = store::held(act.tx(), campaign).await?;
        let indices: Vec<String> = lines.iter().map(|it| index(sealer, it)).collect();
        let there = store::registered(act.tx(), campaign, &indices).await?;
        let mut work = Work::default();
        for (line, index) in lines.iter().zip(&indices) {
            let own = held.get(&line.external);
            let other =
                there.get(index).filter(|it| own.is_none_or(|own| own.registration != it.0));
            match (own, other) {
                (_, Some((_, number))) => work.taken.findings.push(registered(line, number)),
                (None, None) => {
                    let id = origin.ids.make(origin.now);
                    work.ids.insert(&line.external, id);
                    work.new.push((id, line));
                }
                (Some(own), None) => {
                    work.ids.insert(&line.external, own.registration);
                    judge(&mut work, (line, &content(sealer, line)), own);
                }
            }
        }
        let told: BTreeSet<&str> = lines.iter().map(|it| it.external.as_str()).collect();
        work.taken.absent = held.keys().filter(|it| !told.contains(it.as_str())).count();
        write(act, (sealer, &terms), &work).await?;
        act.about(campaign);
        act.note("new", work.new.len());
        act.note("changed", work.changed.len());
        let (new, changed) = (work.new.len(), work.changed.len());
        Ok(Taken { new, changed, ..work.taken })
    })
}

fn index(sealer: &Sealer, it: &Line) -> String {
    sealer.index(NUMBER, it.child.number.open())
}

/// The keyed digest of what a line says: nobody learns from it what that was.
fn content(sealer: &Sealer, it: &Line) -> String {
    sealer.index(NUMBER, &it.content())
}

fn registered(it: &Line, number: &str) -> Finding {
    let what = format!("这个孩子已经报名，报名号 {number}");
    let fault = CellFault::new(what, "同一个孩子只能有一份报名，请与学校核对留哪一份");
    it.row.finding("id_number", Severity::Error, fault)
}

fn judge<'a>(work: &mut Work<'a>, (line, content): (&'a Line, &str), own: &Held) {
    if own.content == content {
        work.taken.same += 1;
    } else if own.state == State::Sent {
        work.changed.push((own.registration, line, own.version));
    } else {
        let what = format!("与上次导入的不同，但报名已经是“{}”", own.state.label());
        let fault = CellFault::new(what, "没有改动；要改的请办理的学校、镇街或教育局退回后再改");
        work.taken.findings.push(line.row.finding("external", Severity::Warning, fault));
    }
}

/// What joins a child with its twin: they name each other, and share the lesser of their ids.
fn bundle(work: &Work<'_>, id: RegistrationId, line: &Line) -> Option<RegistrationId> {
    let twin = work.ids.get(line.twin.as_deref()?)?;
    Some(id.min(*twin))
}

async fn write(
    act: &mut platform::Act<'_>,
    (sealer, terms): (&Sealer, &Terms),
    work: &Work<'_>,
) -> Result<(), Error> {
    let now = act.origin().civil_now;
    let made = |id: RegistrationId, line: &Line| {
        let wanted = wanted(terms, id, line);
        row((sealer, terms), &wanted, (id, &line.child, bundle(work, id, line)), now)
    };
    let new: Result<Vec<Registration>, Refusal> =
        work.new.iter().map(|it| made(it.0, it.1)).collect();
    let changed: Result<Vec<Registration>, Refusal> = work
        .changed
        .iter()
        .map(|it| Ok(Registration { version: it.2 + 1, ..made(it.0, it.1)? }))
        .collect();
    let (new, changed) = (new?, changed?);
    if registrations::add(act.tx(), &new).await? != new.len() as u64 {
        return Err(Refusal::Stale.into());
    }
    registrations::put(act.tx(), &changed).await?;
    let ids: Vec<RegistrationId> = changed.iter().map(|it| it.id).collect();
    registrations::clear_choices(act.tx(), &ids).await?;
    let changed = work.changed.iter().map(|it| (it.0, it.1));
    let all: Vec<(RegistrationId, &Line)> = work.new.iter().copied().chain(changed).collect();
    let chosen: Vec<_> = all.iter().map(|it| (it.0, it.1.choices.clone())).collect();
    registrations::add_choices(act.tx(), &chosen).await?;
    let words = Channel::Sheet.label();
    let steps: Vec<_> = work
        .new
        .iter()
        .map(|it| step(act, it.0, StepKind::Send, words))
        .chain(ids.iter().map(|it| step(act, *it, StepKind::Change, words)))
        .collect();
    registrations::add_steps(act.tx(), &steps).await?;
    let kept = all.iter().map(|it| (it.0, it.1.external.clone(), content(sealer, it.1)));
    store::keep(act.tx(), terms.campaign.id, &kept.collect::<Vec<_>>()).await?;
    Ok(())
}

fn wanted(terms: &Terms, id: RegistrationId, it: &Line) -> Wanted {
    Wanted {
        id,
        campaign: terms.campaign.id,
        account: None,
        guardian: it.guardian.clone(),
        phone: it.phone.clone(),
        school: it.school,
        address: it.address.clone(),
        at: None,
        category: it.category.clone(),
        wish: it.wish,
        choices: it.choices.clone(),
        channel: Channel::Sheet,
        children: Vec::new(),
    }
}
