//! A record: what it says, or said on some day as it was known on another; what it is related to;
//! what was done to it; what its keeper may do now.

use form::{Answers, Sight};
use jiff::civil::Date;
use serde::Deserialize;
use web::{
    Filters, Form, Html, IntoResponse as _, Markup, Page, Path, Redirect, Response, Visit, html,
    ui::{
        self, Alert, Button, Card, Facts, Field, Head, Item, Timeline, Tone, badge, beside, items,
    },
};

use super::words;
use crate::{
    actions::{self, Error},
    catalog,
    definition::Register,
    model::{Event, Record, RecordId, Related},
    rules::{self, Deed, Version},
    store,
};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    done: String,
    #[serde(default)]
    on: String,
    #[serde(default)]
    known: String,
}

/// Everything that the page shows.
struct Shown {
    record: Record,
    versions: Vec<Version>,
    events: Vec<Event>,
    related: Vec<Related>,
    /// For each relation what can be chosen; none for those who do not keep the record.
    choices: Vec<Vec<(RecordId, String)>>,
    keeps: bool,
}

pub(super) async fn show(
    visit: Visit,
    Path((name, id)): Path<(String, RecordId)>,
    Filters(asked): Filters<Asked>,
) -> Result<Html, Page> {
    let today = visit.today();
    let read: Result<_, Error> = db::read!(visit.db(), "record", |tx| {
        let (kind, record, keeps) = super::seen(tx, &visit, (&name, id)).await?;
        let versions = store::versions(tx, id).await?;
        let events = store::events(tx, id).await?;
        let related = store::related(tx, id).await?;
        let mut choices = Vec::new();
        if keeps {
            let (role, scope) = (visit.actor.role(), visit.actor.scope());
            let place = ::catalog::acts_for(tx, role, scope).await?;
            for it in &kind.what.relations {
                choices.push(store::choices(tx, (&it.to, place), today).await?);
            }
        }
        Ok((kind, Shown { record, versions, events, related, choices, keeps }))
    });
    let (kind, it) = read?;
    let (register, record) = (&kind.what, &it.record);
    let base = visit.link(&format!("/registers/{name}"));
    let state = words::standing(register, record, today);
    let mut head = Head::new(record.title.as_str())
        .crumb(register.label.as_str(), base.clone())
        .state(html! { (state) @if record.published { " " (badge(Tone::Info, "已公开")) } })
        .below(html! { (record.place_name) })
        .action(Button::print());
    if record.published {
        let open = visit.link(&format!("/lists/{name}/{id}"));
        head = head.action(Button::link("公开页面", open).icon("external-link"));
    }
    let told = Deed::from_key(&asked.done).map(|it| format!("已{}", it.label()));
    let told = told.or_else(|| (asked.done == "relate").then(|| "关联已更新".to_owned()));
    let body = html! {
        @if let Some(words) = told { (Alert::new(Tone::Good, words)) }
        (body(&visit, (register, &base), &it, &asked))
    };
    Ok(visit.page_under(&record.title, &head, &body))
}

fn body(visit: &Visit, (register, base): (&Register, &str), it: &Shown, asked: &Asked) -> Markup {
    let past = past(visit, it, asked);
    let shown = match &past {
        Some((version, _)) => *version,
        None => rules::current(&it.versions),
    };
    let main = html! {
        @if let Some((_, words)) = &past {
            (Alert::new(Tone::Info, words.as_str())
                .action(Button::link("回到现在", format!("{base}/{}", it.record.id))))
        } @else if it.keeps { (deeds(visit, (register, base), &it.record)) }
        (Card::new("内容", content(visit, register, (shown, &it.record))))
        (relations(visit, (register, base), it))
    };
    let aside = html! {
        (Card::new("历次记录", html! { (timeline(&it.events)) }))
        (Card::new("查看某一天", when(base, (&it.record, visit.today()), asked)))
    };
    beside(main, aside)
}

/// What held on the day that is asked for, as known on another, with words that say so.
fn past<'a>(visit: &Visit, it: &'a Shown, asked: &Asked) -> Option<(Option<&'a Version>, String)> {
    let on: Date = asked.on.parse().ok()?;
    let known: Date = asked.known.parse().unwrap_or(visit.today());
    let found = rules::as_known(&it.versions, on, known.at(23, 59, 59, 0));
    let words = match found {
        Some(_) => format!("下面是 {on} 的情况，以 {known} 掌握的为准"),
        None => format!("以 {known} 掌握的情况，{on} 还没有这条记录"),
    };
    Some((found, words))
}

fn content(
    visit: &Visit,
    register: &Register,
    (version, record): (Option<&Version>, &Record),
) -> Markup {
    let Some(version) = version else { return html! { p { "没有可显示的内容。" } } };
    let answers = Answers::from_document(&version.content.document).unwrap_or_default();
    let sight = Sight::Role(visit.actor.role());
    let facts = form::shown(&register.fields, &answers, sight).fold(
        Facts::new().fact(register.subject.label(), record.place_name.clone()),
        |facts, (field, words)| match field.kind {
            form::Kind::Long(_) => facts.long(field.label.as_str(), words),
            _ => facts.fact(field.label.as_str(), words),
        },
    );
    let facts = facts.fact("生效日期", version.from.to_string());
    let facts = match &register.term {
        Some(term) => {
            let source = &term.rule(record.since).source;
            let words = format!("{}（依据：{source}）", words::term(version.content.expires));
            facts.long("有效期", words)
        }
        None => facts,
    };
    html! { (facts) }
}

/// What the keeper may do now.
fn deeds(visit: &Visit, (register, base): (&Register, &str), it: &Record) -> Markup {
    let term = register.term.as_ref();
    let standing = rules::standing(term, (it.status, it.expires), visit.today());
    let open = rules::open(standing, (term.is_some(), register.public, it.published));
    let button = |deed: &Deed| {
        let button = Button::link(deed.label(), format!("{base}/{}/{}", it.id, deed.key()));
        match deed {
            Deed::Renew | Deed::Publish => button.primary(),
            Deed::Withdraw => button.danger(),
            _ => button,
        }
    };
    let buttons = html! { div.actions { @for it in &open { (button(it)) } } };
    html! { (Card::new("现在可以办理", buttons)) }
}

fn timeline(events: &[Event]) -> Timeline<'_> {
    events.iter().fold(Timeline::new(), |timeline, it| {
        let who = it.by.as_ref().map(|(name, role)| format!("{} {name}", role.label()));
        let when = it.at.strftime("%Y-%m-%d %H:%M").to_string();
        let what = format!("{}（{} 起）", it.deed.label(), it.from);
        let timeline = timeline.event(words::tone(it.deed), when, what, who.unwrap_or_default());
        match &it.reason {
            Some(reason) => timeline.more(html! { p { "原因：" (reason) } }),
            None => timeline,
        }
    })
}

/// The form that asks for another day.
fn when(base: &str, (record, today): (&Record, Date), asked: &Asked) -> Markup {
    let known = if asked.known.is_empty() { today.to_string() } else { asked.known.clone() };
    html! {
        form method="get" action={ (base) "/" (record.id) } {
            (Field::date("on", "哪一天的情况").value(asked.on.as_str()))
            (Field::date("known", "以哪一天掌握的为准").value(known))
            div.actions { (Button::submit("查看")) }
        }
    }
}

/// What the record is related to, either way.
fn relations(visit: &Visit, (register, base): (&Register, &str), it: &Shown) -> Markup {
    let csrf = visit.csrf();
    let own = register.relations.iter().enumerate().map(|(at, relation)| {
        let mine = it.related.iter().filter(|it| !it.is_back && it.relation == relation.key);
        (relation.label.clone(), mine.collect::<Vec<_>>(), Some((at, relation.key.as_str())))
    });
    let mut cards: Vec<_> = own.collect();
    for other in catalog().all() {
        for relation in other.what.relations.iter().filter(|to| to.to == it.record.entry) {
            let theirs = it
                .related
                .iter()
                .filter(|it| it.is_back && it.owner == other.name && it.relation == relation.key);
            cards.push((relation.back.clone(), theirs.collect(), None));
        }
    }
    let action = format!("{base}/{}/relate", it.record.id);
    html! {
        @for (label, related, own) in cards {
            @let choices = own.and_then(|(at, key)| Some((key, it.choices.get(at)?)));
            @let more = choices.map(|(key, all)| html! {
                @if !all.is_empty() {
                    (ui::Form::new(action.as_str(), &csrf)
                        .part(html! {
                            input type="hidden" name="relation" value=(key);
                            (Field::select("other", "关联到", all.iter().map(|it| (it.0.to_string(), it.1.as_str()))))
                        })
                        .button(Button::submit("添加关联")))
                }
            });
            (Card::new(format!("{label}（{}）", related.iter().filter(|it| it.until.is_none()).count()), html! {
                @if related.is_empty() { p { "还没有。" } }
                (items(related.iter().map(|one| item(visit, &action, one, it.keeps))))
                @if let Some(more) = more { (more) }
            }))
        }
    }
}

fn item<'a>(visit: &Visit, action: &str, it: &Related, keeps: bool) -> Item<'a> {
    let below = match it.until {
        Some(until) => format!("{} · {} 至 {until}", it.place_name, it.since),
        None => format!("{} · {} 起", it.place_name, it.since),
    };
    let link = visit.link(&format!("/registers/{}/{}", it.entry, it.id));
    let item = Item::new(it.title.clone()).below(below).link(link);
    if !keeps || it.is_back || it.until.is_some() {
        return item;
    }
    item.aside(html! {
        form method="post" action=(action) {
            (visit.csrf())
            input type="hidden" name="relation" value=(it.relation);
            input type="hidden" name="other" value=(it.id);
            input type="hidden" name="ends" value="1";
            (Button::submit("解除").ghost())
        }
    })
}

#[derive(Debug, Deserialize)]
pub(super) struct Relating {
    relation: String,
    other: RecordId,
    #[serde(default)]
    ends: String,
}

pub(super) async fn relate(
    visit: Visit,
    Path((name, id)): Path<(String, RecordId)>,
    Form(it): Form<Relating>,
) -> Result<Response, Page> {
    let read: Result<_, Error> =
        db::read!(visit.db(), "record", |tx| { super::seen(tx, &visit, (&name, id)).await });
    let (kind, _, _) = read?;
    actions::relate(&visit, &kind, (id, &it.relation, it.other), it.ends == "1").await?;
    let to = visit.link(&format!("/registers/{name}/{id}?done=relate"));
    Ok(Redirect::to(&to).into_response())
}
