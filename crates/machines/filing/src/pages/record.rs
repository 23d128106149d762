//! One return: what it says, how it stands, every version with what changed and why, and what the
//! reader may do now.

use std::collections::BTreeMap;

use form::{Answers, Sight, Words};
use jiff::civil::DateTime;
use serde::Deserialize;
use web::{
    Filters, Html, Markup, Page, Path, Visit, html,
    ui::{Alert, Button, Card, Facts, Head, Timeline, Tone, beside},
};

use super::{AtReturn, words};
use crate::{
    actions::Error,
    model::{State, Version, VersionId},
    rules,
    standing::{self, Rights, Standing},
    store::{self, Marked},
};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    done: String,
}

struct Shown {
    standing: Standing,
    rights: Rights,
    versions: Vec<Version>,
    answers: BTreeMap<VersionId, Answers>,
    marks: Vec<Marked>,
    reminders: Vec<(DateTime, Option<String>)>,
    words: Words,
}

/// How much of the answers the reader sees: whoever files it sees all of it.
pub(super) fn sight(visit: &Visit, rights: Rights) -> Sight {
    if rights.files { Sight::Own } else { Sight::Role(visit.actor.role()) }
}

pub(super) async fn show(
    visit: Visit,
    Path((name, id)): AtReturn,
    Filters(asked): Filters<Asked>,
) -> Result<Html, Page> {
    let read: Result<_, Error> = db::read!(visit.db(), "return", |tx| {
        let doer = standing::doer(tx, &visit).await?;
        let (standing, rights) = standing::seen(tx, doer, (&name, id)).await?;
        let versions = store::versions(tx, id).await?;
        let mut answers = BTreeMap::new();
        for (version, document) in store::documents_of_versions(tx, id).await? {
            answers.insert(version, Answers::from_document(&document).unwrap_or_default());
        }
        let marks = store::marks_of_return(tx, id).await?;
        let reminders = store::reminders(tx, id).await?;
        let words = form::words(tx, &standing.kind.what.fields, answers.values()).await?;
        Ok(Shown { standing, rights, versions, answers, marks, reminders, words })
    });
    let shown = read?;
    let told = match asked.done.as_str() {
        "filed" => Some("已报送"),
        "withdrawn" => Some("已撤回，可以重新填报"),
        "released" => Some("已放开，填报单位可以更正一次"),
        _ => None,
    };
    let body = html! {
        @if let Some(words) = told { (Alert::new(Tone::Good, words)) }
        (body(&visit, &shown))
    };
    let head = head(&visit, &shown.standing).action(Button::print());
    let title = format!("{} {}", shown.standing.kind.what.label, shown.standing.round.label);
    Ok(visit.page_under(&title, &head, &body))
}

pub(super) fn head<'a>(visit: &Visit, it: &'a Standing) -> Head<'a> {
    let (filing, round, now) = (&it.kind.what, &it.round, visit.civil_now());
    let oversees = filing.overseers().contains(&visit.actor.role());
    let kind = visit.link(&format!("/filings/{}", round.entry));
    let head = Head::new(it.it.name()).crumb(filing.label.as_str(), kind);
    let head = if oversees {
        let to = visit.link(&format!("/filings/{}/rounds/{}", round.entry, round.id));
        head.crumb(round.label.as_str(), to)
    } else {
        head
    };
    head.state(words::state(&it.it, round, now)).below(html! {
        (round.label) " · " (words::moment(round.closes)) " 截止"
        @if round.locked.is_some() { " · 已锁定" }
    })
}

fn body(visit: &Visit, shown: &Shown) -> Markup {
    let (standing, sight) = (&shown.standing, sight(visit, shown.rights));
    let filing = &standing.kind.what;
    let holds = shown.versions.first().filter(|it| !it.is_withdrawal);
    let answers = holds.and_then(|it| shown.answers.get(&it.id));
    let main = html! {
        (acts(visit, shown))
        @match answers {
            Some(answers) => (Card::new("填报内容", html! { (form::facts_with(visit, &filing.fields, answers, (sight, &shown.words))) })),
            None => (Card::new("填报内容", html! { p { "还没有填报。" } })),
        }
        @if !shown.marks.is_empty() { (super::round::marks(&shown.marks)) }
    };
    let aside = html! {
        (Card::new("各版记录", html! { (versions(shown, sight)) }))
        @if !shown.reminders.is_empty() { (Card::new("催办", reminders(&shown.reminders))) }
    };
    beside(main, aside)
}

fn acts(visit: &Visit, shown: &Shown) -> Markup {
    let (standing, rights) = (&shown.standing, shown.rights);
    let at = |page: &str| {
        visit.link(&format!("/filings/{}/returns/{}/{page}", standing.round.entry, standing.it.id))
    };
    let may = rules::may_change(&standing.state(), visit.civil_now());
    let held = standing.round.locked.is_some() && !standing.it.released;
    let word = if standing.it.version == 0 { "填报" } else { "更正" };
    html! {
        @if rights.files {
            @match may {
                Ok(()) => (Card::new("现在可以办理", html! { div.actions {
                    (Button::link(word, at("fill")).primary().icon("pencil"))
                    @if standing.it.state == State::Filed {
                        (Button::link("撤回", at("withdraw")).icon("arrow-back-up"))
                    }
                } })),
                Err(why) => (Alert::new(Tone::Info, why.to_string())),
            }
        }
        @if rights.office && held {
            (Card::new("科室办理", html! { div.actions {
                (Button::link("放开更正", at("release")).icon("key"))
            } }))
        }
    }
}

/// Every version, the latest first, with what it changed.
fn versions(shown: &Shown, sight: Sight) -> Timeline<'_> {
    let closes = shown.standing.round.closes;
    shown.versions.iter().fold(Timeline::new(), |timeline, it| {
        let (what, tone) = match (it.is_withdrawal, it.number) {
            (true, _) => ("撤回", Tone::Warn),
            (false, 1) => ("报送", Tone::Good),
            (false, _) => ("更正", Tone::Info),
        };
        let late = if !it.is_withdrawal && it.since > closes { "（截止后）" } else { "" };
        let who = match &it.by {
            Some((name, role)) => format!("{} {name}", role.label()),
            None => String::new(),
        };
        let changed = changes(shown, it, sight);
        let timeline = timeline.event(
            tone,
            words::moment(it.since),
            format!("第 {} 版 {what}{late}", it.number),
            who,
        );
        timeline.more(html! {
            @if it.nothing { p { "一键报送：无异常" } }
            @if it.warned { p { "系统提醒过核对，填报人确认属实" } }
            @if let Some(reason) = &it.reason { p { "原因：" (reason) } }
            @for (label, old, new) in &changed { p { (label) "：" (old) " → " (new) } }
        })
    })
}

/// What a version says otherwise than the one filed before it: the field, old and new.
fn changes(shown: &Shown, it: &Version, sight: Sight) -> Vec<(String, String, String)> {
    let earlier =
        shown.versions.iter().find(|other| other.number < it.number && !other.is_withdrawal);
    let (Some(before), Some(after)) =
        (earlier.and_then(|it| shown.answers.get(&it.id)), shown.answers.get(&it.id))
    else {
        return Vec::new();
    };
    let fields = &shown.standing.kind.what.fields;
    let words = |field: &form::Field, answers: &Answers| {
        answers
            .get(&field.key)
            .map_or_else(|| "（空）".to_owned(), |it| field.words_with(it, &shown.words))
    };
    let seen = fields.iter().filter(|it| it.is_seen_by(sight));
    seen.filter(|it| before.get(&it.key) != after.get(&it.key))
        .map(|it| (it.label.clone(), words(it, before), words(it, after)))
        .collect()
}

fn reminders(all: &[(DateTime, Option<String>)]) -> Markup {
    let facts = all.iter().fold(Facts::new(), |facts, (at, by)| {
        let by = by.clone().unwrap_or_else(|| "系统自动提醒".to_owned());
        facts.fact(words::moment(*at), by)
    });
    html! { (facts) }
}
