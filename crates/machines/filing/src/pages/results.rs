//! The results of a questionnaire: how many answered, each question with its answers, by place as far
//! as a crowd answered there; what was written only for whoever is named.

use std::collections::BTreeMap;

use form::{Answers, Field, Kind, Sight, Value};
use platform::access;
use serde::Deserialize;
use vocab::{PlaceId, Role};
use web::{
    Filters, Html, Markup, Page, Visit, html,
    ui::{Alert, Button, Card, Chart, Empty, Figure as Shown, Head, Ranked, Tone, figures, rate},
};

use super::{AtRound, words};
use crate::{
    actions::Error,
    crowd::{self, CROWD},
    definition::{Audience, Filing, How, is_counted},
    rounds,
    standing::{self, Opened},
    store::{self, Below},
};

/// How many written answers a page shows.
const WORDS: i64 = 500;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    place: Option<PlaceId>,
}

type Counts = Vec<(String, Option<i64>, Option<String>, i64)>;

struct Results {
    opened: Opened,
    place: access::Place,
    /// How many answered, here and in all.
    n: i64,
    waiting: i64,
    asked: i64,
    counts: Counts,
    below: Vec<Below<i64>>,
    shares: Vec<(usize, BTreeMap<PlaceId, i64>)>,
    written: Vec<String>,
}

pub(super) async fn show(
    visit: Visit,
    web::Path((name, id)): AtRound,
    Filters(asked): Filters<Asked>,
) -> Result<Html, Page> {
    let read: Result<_, Error> = db::read!(visit.db(), "results", |tx| {
        let doer = standing::doer(tx, &visit).await?;
        let opened = standing::overseen(tx, doer, (&name, id)).await?;
        let audience = opened.kind.what.audience().ok_or(Error::Missing)?;
        let at = asked.place.unwrap_or(doer.place);
        if !access::is_within(tx, at, doer.place).await? {
            return Err(Error::Missing);
        }
        let place = access::find_place(tx, at).await?.ok_or(Error::Missing)?;
        let is_shown = is_shown(tx, &opened, at).await?;
        let n = store::count_ballots(tx, id, at).await?;
        let mut it = Results {
            place,
            n: if is_shown { n } else { 0 },
            waiting: store::count_waiting(tx, id).await?,
            asked: count_asked(tx, (audience, at), opened.round.first).await?,
            counts: Vec::new(),
            below: Vec::new(),
            shares: Vec::new(),
            written: Vec::new(),
            opened,
        };
        if is_shown {
            it.counts = store::choices(tx, id, at).await?;
            it.below = store::ballots_below(tx, id, at).await?;
            it.shares = shares(tx, &it.opened, at).await?;
            if reads_words(&it.opened.kind.what, visit.actor.role()) {
                it.written = store::documents_of(tx, (id, at), WORDS).await?;
            }
        }
        Ok(it)
    });
    let it = read?;
    let filing = &it.opened.kind.what;
    let title = format!("{} {}", filing.label, it.opened.round.label);
    let body = html! {
        (top(&visit, &it))
        @if it.n == 0 { (hidden_whole()) } @else {
            @for field in filing.fields.iter().filter(|it| is_counted(&it.kind)) {
                (question(field, &it.counts))
            }
            (by_place(&visit, &it))
            (written(&it, visit.actor.role()))
        }
    };
    Ok(visit.page_under(&title, &head(&visit, &it), &body))
}

/// Whether a place's results may be shown: a crowd answered there, and leaving out who is beside it
/// would not tell of a smaller one.
async fn is_shown(tx: &mut db::Tx, it: &Opened, at: PlaceId) -> Result<bool, Error> {
    let path = access::place_path(tx, at).await?;
    let crowd = i64::try_from(CROWD).unwrap_or(i64::MAX);
    if store::count_ballots(tx, it.round.id, at).await? < crowd {
        return Ok(false);
    }
    for around in path.iter().filter(|it| it.id != at) {
        let beside = store::ballots_below(tx, it.round.id, around.id).await?;
        let counts: Vec<i64> = beside.iter().map(|it| it.it).collect();
        let hidden = crowd::hidden(&counts);
        let step = path.iter().find(|it| it.parent == Some(around.id)).map(|it| it.id);
        let is_hidden =
            beside.iter().zip(hidden).any(|(it, hidden)| Some(it.place) == step && hidden);
        if is_hidden {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn count_asked(
    tx: &mut db::Tx,
    (audience, at): (&Audience, PlaceId),
    day: jiff::civil::Date,
) -> Result<i64, Error> {
    let stages = rounds::codes(&audience.stages);
    let guardians = audience.by.contains(&Role::Guardian);
    let staff: Vec<Role> = audience.by.iter().copied().filter(|it| *it != Role::Guardian).collect();
    let mut count = 0;
    if guardians {
        count += store::guardians_asked(tx, (at, day), &stages).await?;
    }
    if !staff.is_empty() {
        count += store::staff_asked(tx, (at, day), &staff).await?;
    }
    Ok(count)
}

/// How many at each place below chose what each share asks for.
async fn shares(
    tx: &mut db::Tx,
    it: &Opened,
    at: PlaceId,
) -> Result<Vec<(usize, BTreeMap<PlaceId, i64>)>, Error> {
    let mut found = Vec::new();
    for (number, figure) in it.kind.what.figures.iter().enumerate() {
        let How::Share(field, of) = &figure.how else { continue };
        let key = it.kind.what.fields[*field].key.as_str();
        let below = store::share_below(tx, (it.round.id, at, key), of).await?;
        found.push((number, below.into_iter().collect()));
    }
    Ok(found)
}

fn reads_words(filing: &Filing, role: Role) -> bool {
    let mut written = filing.fields.iter().filter(|it| !is_counted(&it.kind));
    written.any(|it| it.is_seen_by(Sight::Role(role)))
}

fn head<'a>(visit: &Visit, it: &'a Results) -> Head<'a> {
    let (filing, round) = (&it.opened.kind.what, &it.opened.round);
    let head = Head::new(format!("{} · {}", round.label, it.place.name))
        .crumb(filing.label.as_str(), visit.link(&format!("/filings/{}", round.entry)))
        .state(words::round(round, visit.civil_now()))
        .below(html! { (words::deadline(round, visit.civil_now())) })
        .action(Button::print());
    if filing.office.contains(&visit.actor.role()) && round.locked.is_none() {
        let to = visit.link(&format!("/filings/{}/rounds/{}/lock", round.entry, round.id));
        return head.action(Button::link("提前截止", to).icon("lock"));
    }
    head
}

fn top(visit: &Visit, it: &Results) -> Markup {
    let filing = &it.opened.kind.what;
    let at_top = visit.actor.scope() == it.place.id;
    let answered = Shown::rate("答卷率", it.n, it.asked, "人")
        .made_of(format!("答卷 {} 份 / 应答 {} 人", it.n, it.asked));
    let mut all = vec![Shown::count("有效答卷 n", it.n, "份"), answered];
    if it.n > 0 {
        all.extend(filing.figures.iter().filter_map(|figure| {
            let How::Share(field, of) = &figure.how else { return None };
            let key = &filing.fields[*field].key;
            let of_field = it.counts.iter().filter(|it| it.0 == *key);
            let whole = of_field.clone().map(|it| it.3).sum();
            let chosen = of_field.filter(|it| it.2.as_ref().is_some_and(|it| of.contains(it)));
            let part = chosen.map(|it| it.3).sum();
            Some(
                Shown::rate(figure.label.clone(), part, whole, "份")
                    .made_of(format!("{part} 份 / {whole} 份")),
            )
        }));
    }
    html! {
        (figures(all))
        @if at_top && it.waiting > 0 {
            (Alert::new(Tone::Info, format!("另有 {} 份答卷还没有打开", it.waiting))
                .detail("匿名答卷同校凑满 10 份才一起打开，截止后全部打开。"))
        }
    }
}

fn hidden_whole() -> Markup {
    html! {
        (Empty::new("不到 10 份，不显示结果").hint("为了不让人猜到是谁答的，少于 10 份的结果一律不显示。"))
    }
}

/// A question with how often each answer was given.
fn question(field: &Field, counts: &Counts) -> Markup {
    let mine: Vec<_> = counts.iter().filter(|it| it.0 == field.key).collect();
    let options: Vec<(String, i64)> = match &field.kind {
        Kind::Choice(all) | Kind::Choices(all) => all
            .iter()
            .map(|(key, label)| {
                let found = mine.iter().find(|it| it.2.as_ref() == Some(key));
                (label.clone(), found.map_or(0, |it| it.3))
            })
            .collect(),
        Kind::YesNo => [(1, "是"), (0, "否")]
            .into_iter()
            .map(|(bit, label)| {
                let found = mine.iter().find(|it| it.1 == Some(bit));
                (label.to_owned(), found.map_or(0, |it| it.3))
            })
            .collect(),
        _ => mine.iter().map(|it| (it.1.unwrap_or(0).to_string(), it.3)).collect(),
    };
    let whole: i64 = options.iter().map(|it| it.1).sum();
    let is_many = matches!(field.kind, Kind::Choices(_));
    let labels = options.iter().map(|it| it.0.clone());
    let chart = Chart::bars(field.label.clone(), "选项", labels)
        .series("占比", options.iter().map(|it| rate(it.1, whole)))
        .unit("%", 1);
    let made: Vec<String> = options.iter().map(|it| format!("{} {} 份", it.0, it.1)).collect();
    let note = if is_many { "可以多选，占比按选择的次数算" } else { "" };
    html! {
        (Card::new(field.label.as_str(), html! { (chart) p { (made.join("，")) "。" (note) } }))
    }
}

/// The first share by place: only where a crowd answered, and nothing that could be taken away to
/// find a smaller one.
fn by_place(visit: &Visit, it: &Results) -> Markup {
    let (filing, round) = (&it.opened.kind.what, &it.opened.round);
    let Some((number, good)) = it.shares.first() else { return Markup::default() };
    if it.below.len() < 2 {
        return Markup::default();
    }
    let counts: Vec<i64> = it.below.iter().map(|it| it.it).collect();
    let hidden = crowd::hidden(&counts);
    let label = filing.figures[*number].label.clone();
    let ranked = Ranked::new(label.clone(), "单位", "满意 / 答卷", label.clone());
    let shown = it.below.iter().zip(&hidden).filter(|it| !it.1).map(|it| it.0);
    let ranked = shown.fold(ranked, |ranked, below| {
        let to = visit.link(&format!(
            "/filings/{}/rounds/{}/results?place={}",
            round.entry, round.id, below.place
        ));
        let part = good.get(&below.place).copied().unwrap_or(0);
        ranked.row(below.name.clone(), part, below.it, Some(to.into()))
    });
    let left = hidden.iter().filter(|it| **it).count();
    html! {
        (Card::new(format!("各地{label}"), html! {
            (ranked.sorted())
            @if left > 0 { p { "另有 " (left) " 个单位不到 10 份，或者显示出来会让人算出不到 10 份的单位，没有列出。" } }
        }))
    }
}

/// What people wrote, without where and when.
fn written(it: &Results, role: Role) -> Markup {
    let filing = &it.opened.kind.what;
    let fields =
        filing.fields.iter().filter(|it| !is_counted(&it.kind) && it.is_seen_by(Sight::Role(role)));
    let documents: Vec<Answers> =
        it.written.iter().filter_map(|it| Answers::from_document(it)).collect();
    html! {
        @for field in fields {
            @let all: Vec<&str> = documents.iter().filter_map(|it| match it.get(&field.key) {
                Some(Value::Text(text)) => Some(text.as_str()),
                _ => None,
            }).collect();
            @if !all.is_empty() {
                (Card::new(field.label.as_str(), html! { ul { @for text in &all { li { (text) } } } })
                    .note("次序是打乱的，不显示来自哪里"))
            }
        }
    }
}
