//! Writing down what was done to cases, and telling those whom it concerns.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::DateTime;
use platform::{
    Act,
    effects::{Cause, Effects},
};
use vocab::AccountId;

use super::{ANSWER, Happened, Moving, OPEN};
use crate::{
    actions::Error,
    definition,
    model::CaseId,
    rules::{self, Doer},
    standing::Standing,
    store::{self, NewDesk, NewEvent, NewTask},
};

/// Writes down what was done to `all`, which are of one kind of case, and brings about what follows
/// from it elsewhere.
pub(crate) async fn write(
    act: &mut Act<'_>,
    all: &[Moving],
    effects: &Effects,
) -> Result<(), Error> {
    let records: Vec<_> = all.iter().map(|it| &it.standing.record).collect();
    store::save(act.tx(), &records).await?;
    write_events(act, all).await?;
    mark(act, all).await?;
    write_clocks(act, all).await?;
    write_tasks(act, all).await?;
    write_desks(act, all).await?;
    let fresh: Vec<_> = all.iter().filter(|it| it.fresh).collect();
    if let Some(first) = fresh.first() {
        let kind = &first.standing.kind;
        let answers: Vec<_> = fresh.iter().map(|it| (it.id(), &it.standing.answers)).collect();
        form::save_all(act.tx(), &kind.name, &kind.what.fields, &answers).await?;
    }
    for it in all {
        bring_about(act, it, effects).await?;
    }
    Ok(())
}

/// What is counted of cases is another number from now on.
async fn mark(act: &mut Act<'_>, all: &[Moving]) -> Result<(), Error> {
    let today = act.origin().civil_now.date();
    let places: std::collections::BTreeSet<_> =
        all.iter().map(|it| it.standing.record.place).collect();
    for place in places {
        platform::measures::moved(act, place, today, "办件有进展").await?;
    }
    Ok(())
}

async fn write_events(act: &mut Act<'_>, all: &[Moving]) -> Result<(), Error> {
    let mut events = Vec::new();
    let at = act.origin().now;
    for it in all {
        let (kind, county) = (&it.standing.kind, it.standing.ground.path.first());
        for happened in &it.happened {
            let of =
                |doer: Doer| Some((doer.account, doer.role, doer.place.or(county.map(|it| it.1))?));
            events.push(NewEvent {
                case: it.id(),
                number: happened.number,
                at,
                civil_at: happened.at,
                action: &happened.action,
                from: happened.from.as_deref(),
                to: &happened.to,
                by: happened.by.and_then(of),
                reason: happened.reason.as_deref(),
                document: &happened.document,
                moved_to: happened.moved_to,
            });
            tell_other_modules(act, (it.id(), &kind.name), happened, it.standing.record.outcome);
            answer_back(act, &it.standing, happened);
        }
    }
    store::add_events(act.tx(), &events).await?;
    Ok(())
}

/// For webhooks and other modules: that it was begun, that something was done, that it was closed.
fn tell_other_modules(
    act: &mut Act<'_>,
    (id, entry): (CaseId, &str),
    happened: &Happened,
    outcome: Option<definition::Outcome>,
) {
    let Happened { action, to, .. } = happened;
    let payload =
        format!(r#"{{"case":"{id}","entry":"{entry}","action":"{action}","step":"{to}"}}"#);
    let kind = if action == OPEN { "case.opened" } else { "case.acted" };
    act.event(kind, payload);
    if let (Some(outcome), true) = (outcome, happened.from.as_deref() != Some(to)) {
        let outcome = outcome.key();
        act.event(
            "case.closed",
            format!(r#"{{"case":"{id}","entry":"{entry}","outcome":"{outcome}"}}"#),
        );
    }
}

/// For the platform that a case came from: under its number there, what has come of it.
fn answer_back(act: &mut Act<'_>, it: &Standing, happened: &Happened) {
    let (Some(outcome), Some((source, number))) = (it.record.outcome, it.outer()) else { return };
    if happened.from.as_deref() == Some(&happened.to) {
        return;
    }
    let payload = serde_json::json!({
        "case": it.record.number,
        "entry": it.kind.name,
        "source": source,
        "outer_number": number,
        "outcome": outcome.key(),
        "closed_at": happened.at.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
    });
    act.event("case.answered_back", payload.to_string());
}

async fn write_clocks(act: &mut Act<'_>, all: &[Moving]) -> Result<(), Error> {
    let mut clocks = Vec::new();
    for it in all {
        let kind = &it.standing.kind;
        let of = |running| (it.id(), kind.name.as_str(), key(kind, running), running);
        clocks.extend(it.standing.state.clocks.iter().map(of));
    }
    Ok(store::set_clocks(act.tx(), &clocks).await?)
}

fn key<'a>(kind: &'a catalog::Loaded<definition::Case>, it: &rules::Running) -> &'a str {
    &kind.what.clocks[it.clock].key
}

async fn write_tasks(act: &mut Act<'_>, all: &[Moving]) -> Result<(), Error> {
    let mut tasks = Vec::new();
    for it in all {
        let kind = &it.standing.kind;
        for asked in &it.standing.state.asked {
            let word = format!("{ANSWER}:{}", asked.number);
            let answer = it.happened.iter().find(|it| it.action == word);
            let answer = answer.and_then(|it| Some((it.document.as_str(), it.by?.account)));
            let words = it.happened.last().and_then(|it| it.reason.as_deref());
            tasks.push(NewTask {
                case: it.id(),
                entry: &kind.name,
                task: &kind.what.tasks[asked.task].key,
                it: asked,
                words: words.unwrap_or_default(),
                answer,
            });
        }
    }
    Ok(store::set_tasks(act.tx(), &tasks).await?)
}

async fn write_desks(act: &mut Act<'_>, all: &[Moving]) -> Result<(), Error> {
    let ids: Vec<CaseId> = all.iter().map(Moving::id).collect();
    let (mut desks, mut parties) = (Vec::new(), Vec::new());
    for it in all {
        let Standing { state, ground, kind, record, .. } = &it.standing;
        let whole = rules::desks(&kind.what, state, ground).into_iter();
        let whole = whole.map(|desk| (desk, record.due_at, None));
        let asked = state.asked.iter().filter(|it| it.ended.is_none());
        let asked = asked.map(|it| (rules::Desk::Role(it.role, it.place), it.due, Some(it.number)));
        for (number, (desk, due, task)) in (0_i64..).zip(whole.chain(asked)) {
            let entry = kind.name.clone();
            desks.push(NewDesk { case: record.id, number, desk, due, entry, task });
        }
        parties.extend(ground.parties.iter().map(|it| (record.id, it.0, it.1)));
    }
    store::set_desks(act.tx(), &ids, &desks).await?;
    let any = all.iter().any(|it| !it.standing.kind.what.parties.is_empty());
    if any {
        store::set_parties(act.tx(), &ids, &parties).await?;
    }
    Ok(())
}

/// Brings about what the actions want elsewhere, in their order.
async fn bring_about(act: &mut Act<'_>, it: &Moving, effects: &Effects) -> Result<(), Error> {
    for happened in &it.happened {
        for (position, (name, inputs)) in (0_i64..).zip(&happened.effects) {
            let by = |doer: Doer| Some((doer.account, doer.role, doer.place?));
            let cause = Cause {
                kind: <crate::model::kinds::CaseId as vocab::Kind>::PREFIX,
                id: it.id().bits(),
                entry: it.standing.kind.name.clone(),
                name: format!("{} {}", it.standing.kind.what.label, it.standing.record.number),
                link: it.link(),
                place: it.standing.record.place,
                doer: happened.by.and_then(by),
                inputs: inputs.clone(),
                effects: effects.clone(),
            };
            let made = effects.bring_about(act, name, &cause).await?;
            let at = (it.id(), happened.number, position);
            store::add_effect(act.tx(), at, name, &made).await?;
        }
    }
    Ok(())
}

/// Tells those who have the cases now, and whoever began them, as far as they did not do it.
pub(crate) async fn tell(
    act: &mut Act<'_>,
    all: &[Moving],
    (by, now): (Option<AccountId>, DateTime),
) -> Result<(), Error> {
    let ids: Vec<CaseId> = all.iter().map(Moving::id).collect();
    let mut holders = BTreeMap::<CaseId, BTreeSet<AccountId>>::new();
    for (case, account) in store::holders_of_each(act.tx(), &ids, now.date()).await? {
        holders.entry(case).or_default().insert(account);
    }
    for it in all {
        let case = &it.standing.kind.what;
        let step = &case.steps[it.standing.state.step];
        let number = &it.standing.record.number;
        let holders = holders.remove(&it.id()).unwrap_or_default();
        for account in holders.iter().filter(|it| Some(**it) != by) {
            act.tell(*account, format!("{}：{number}，{}", case.label, step.label), it.link());
        }
        let opener = it.standing.ground.opener;
        let opener = opener.filter(|it| Some(*it) != by && !holders.contains(it));
        if let Some(opener) = opener {
            let words = format!("您提交的{} {number}：{}", case.label, step.label);
            act.tell(opener, words, it.link());
        }
    }
    Ok(())
}

/// The same where many were treated alike: whoever has many of them now reads one line.
pub(crate) async fn tell_of_many(
    act: &mut Act<'_>,
    all: &[Moving],
    (by, now): (Option<AccountId>, DateTime),
) -> Result<(), Error> {
    let Some(first) = all.first() else { return Ok(()) };
    let ids: Vec<CaseId> = all.iter().map(Moving::id).collect();
    let mut count = BTreeMap::<AccountId, usize>::new();
    for (_, account) in store::holders_of_each(act.tx(), &ids, now.date()).await? {
        *count.entry(account).or_default() += 1;
    }
    let kind = &first.standing.kind;
    for (account, count) in count.iter().filter(|it| Some(*it.0) != by) {
        let words = format!("{}：{count} 件转到您这里办理", kind.what.label);
        act.tell(*account, words, format!("/cases/{}", kind.name));
    }
    for it in all {
        let opener = it.standing.ground.opener;
        let Some(opener) = opener.filter(|it| Some(*it) != by && !count.contains_key(it)) else {
            continue;
        };
        let step = &kind.what.steps[it.standing.state.step].label;
        let number = &it.standing.record.number;
        act.tell(opener, format!("您提交的{} {number}：{step}", kind.what.label), it.link());
    }
    Ok(())
}

/// Notes for the audit trail what was done to one case.
pub(crate) fn note(act: &mut Act<'_>, it: &Moving) {
    act.about(it.id());
    act.note("kind", &it.standing.kind.name);
    if let Some(last) = it.happened.last() {
        act.note("action", &last.action);
        act.note("step", &last.to);
    }
}
