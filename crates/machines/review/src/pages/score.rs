//! The score sheet, made for a phone: one item a page, each saved by itself, so that a network that
//! drops costs at most what was typed last.

use std::collections::BTreeMap;

use form::Sight;
use serde::Deserialize;
use web::{
    Form, Html, IntoResponse as _, Markup, Page, Path, Redirect, Response, StatusCode, Visit, html,
    ui::{self, Alert, Button, Card, Field, Head, Item as Line, Progress, Tone, badge, items},
};

use super::{Seen, words};
use crate::{
    actions::{self, Error, REASON_MAX},
    definition::{Item, ItemKind},
    model::{ApplicationId, Score, SeatState},
    points::Points,
    rules::{self, State},
    store,
};

/// What an expert sees.
struct Sheet {
    seen: Seen,
    answers: form::Answers,
    mine: Vec<Score>,
    claims: Vec<Score>,
    /// What the chair wrote when it sent the sheet back.
    again: Option<String>,
}

async fn load(visit: &Visit, at: (&str, ApplicationId)) -> Result<Sheet, Error> {
    db::read!(visit.db(), "score sheet", |tx| {
        let seen = super::seen(tx, visit, at).await?;
        if !seen.judges {
            return Err(Error::Missing);
        }
        let account = visit.actor.account;
        let scores = store::scores(tx, at.1).await?;
        // Of the others' scores an expert sees nothing.
        let mine = scores.into_iter().filter(|it| it.account == Some(account)).collect();
        let claims = store::claims(tx, at.1).await?;
        let answers = form::load(tx, at.1).await?;
        let events = store::events(tx, at.1).await?;
        let again = events.into_iter().find(|it| it.action == rules::Action::Again);
        Ok(Sheet { seen, answers, mine, claims, again: again.and_then(|it| it.reason) })
    })
}

impl Sheet {
    fn score(&self, item: &str) -> Option<&Score> {
        self.mine.iter().find(|it| it.item == item)
    }

    fn is_open(&self, visit: &Visit) -> bool {
        let seat = self.seen.seats.iter().find(|it| it.account == visit.actor.account);
        self.seen.it.state == State::Scoring
            && seat.is_some_and(|it| it.state == SeatState::Scoring)
    }

    /// The first item that was not judged, after the one called `key`, or from the beginning.
    fn next(&self, key: &str) -> Option<&Item> {
        let all = &self.seen.kind.what.items;
        let from = all.iter().position(|it| it.key == key).map_or(0, |at| at + 1);
        let open = |it: &&Item| self.score(&it.key).is_none() && it.key != key;
        all[from..].iter().find(open).or_else(|| all.iter().find(open))
    }
}

pub(super) async fn sheet(
    visit: Visit,
    Path((name, id)): Path<(String, ApplicationId)>,
) -> Result<Html, Page> {
    let it = load(&visit, (&name, id)).await?;
    Ok(sheet_page(&visit, &name, &it, None))
}

fn sheet_page(visit: &Visit, name: &str, it: &Sheet, problem: Option<&str>) -> Html {
    let review = &it.seen.kind.what;
    let base = visit.link(&format!("/reviews/{name}/{}", it.seen.it.id));
    let title = words::title(&it.seen.it, visit.actor.role());
    let given: Vec<(String, Points)> =
        it.mine.iter().map(|it| (it.item.clone(), it.points)).collect();
    let missing = rules::missing(review, &given).len();
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let all = review.items.len();
    let open = it.is_open(visit);
    let head = Head::new(title.as_str())
        .crumb("我的评审", visit.link("/reviews"))
        .below(html! { (review.label) " · " (it.seen.it.place_name) " · 请在 " (it.seen.round.score_until) " 前评完" });
    let total = rules::total(review, &given);
    let body = html! {
        @if let Some(words) = problem { (Alert::new(Tone::Bad, "没有办成").detail(words)) }
        @if let (Some(words), true) = (&it.again, open) {
            (Alert::new(Tone::Warn, "审定人请您再看一遍").detail(words.as_str()))
        }
        @if !open { (Alert::new(Tone::Info, "您已交评分，或评分已经结束，现在只能查看")) }
        (Progress::new("已评项目", count(all - missing), count(all)).step(format!("目前合计 {total} 分")))
        @if open {
            @if let Some(next) = it.next("") {
                div.actions { (Button::link(if missing == all { "开始评分" } else { "接着评" }, format!("{base}/score/{}", next.key)).primary()) }
            } @else { (hand_in_form(visit, &base)) }
        }
        (groups(it, &base, open))
        (Card::new("申报内容", html! { (form::facts(&review.fields, &it.answers, Sight::Role(visit.actor.role()))) }))
        @if open { (stepping_down(visit, &base)) }
    };
    visit.page_under(&title, &head, &body)
}

fn hand_in_form(visit: &Visit, base: &str) -> Markup {
    let csrf = visit.csrf();
    let form = ui::Form::new(format!("{base}/hand-in"), &csrf)
        .part(html! { p { "全部项目都评好了。交出后不能再改，除非审定人退回。" } })
        .button(Button::submit("交评分").primary());
    html! { (form) }
}

fn groups(it: &Sheet, base: &str, open: bool) -> Markup {
    let mut groups = Vec::<(&str, Vec<&Item>)>::new();
    let mut at = BTreeMap::new();
    for item in &it.seen.kind.what.items {
        let place = *at.entry(item.group.as_str()).or_insert_with(|| {
            groups.push((item.group.as_str(), Vec::new()));
            groups.len() - 1
        });
        groups[place].1.push(item);
    }
    html! {
        @for (group, all) in &groups {
            (Card::new(*group, items(all.iter().map(|item| {
                let score = it.score(&item.key);
                let line = Line::new(item.label.clone()).below(score.map(|it| it.note.clone()).unwrap_or_default());
                let line = if open { line.link(format!("{base}/score/{}", item.key)) } else { line };
                line.aside(given(item, score))
            }))).flush())
        }
    }
}

fn given(item: &Item, score: Option<&Score>) -> Markup {
    match (score, item.kind) {
        (None, _) => badge(Tone::Warn, "未评"),
        (Some(it), ItemKind::Points) => html! { (it.points) " / " (item.most) },
        (Some(it), ItemKind::Deduct) if it.points > Points::default() => {
            html! { "扣 " (it.points) }
        }
        (Some(_), ItemKind::Deduct) => html! { "不扣" },
        (Some(it), ItemKind::Veto) if it.points > Points::default() => badge(Tone::Bad, "否决"),
        (Some(_), ItemKind::Veto) => html! { "没有" },
    }
}

fn stepping_down(visit: &Visit, base: &str) -> Markup {
    let csrf = visit.csrf();
    let form = ui::Form::new(format!("{base}/step-down"), &csrf)
        .part(html! {
            (Field::text("reason", "原因").hint("例如：与申报人有亲属关系").required()
                .max_length(u32::try_from(REASON_MAX).unwrap_or(u32::MAX)))
        })
        .button(Button::submit("申请回避").danger());
    html! { (Card::new("需要回避", html! { p { "回避后由抽签的下一位接替，您已评的分不再计入。" } (form) })) }
}

type At = Path<(String, ApplicationId, String)>;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    points: String,
    #[serde(default)]
    note: String,
}

pub(super) async fn item(visit: Visit, Path((name, id, key)): At) -> Result<Html, Page> {
    let it = load(&visit, (&name, id)).await?;
    if !it.is_open(&visit) {
        return Ok(sheet_page(&visit, &name, &it, None));
    }
    let page = item_page(&visit, (&name, &it), &key, (None, &[]));
    Ok(page.ok_or(Error::Missing)?)
}

pub(super) async fn save(
    visit: Visit,
    Path((name, id, key)): At,
    Form(typed): Form<Typed>,
) -> Result<Response, Page> {
    let it = load(&visit, (&name, id)).await?;
    let saved = actions::save(&visit, &it.seen.kind, id, (&key, &typed.points, &typed.note)).await;
    match saved {
        Ok(()) => {
            let base = visit.link(&format!("/reviews/{name}/{id}/score"));
            let to = it.next(&key).map_or(base.clone(), |next| format!("{base}/{}", next.key));
            Ok(Redirect::to(&to).into_response())
        }
        Err(Error::Wrong(wrongs)) => {
            let page = item_page(&visit, (&name, &it), &key, (Some(&typed), &wrongs));
            let page = page.ok_or(Error::Missing)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(Error::Refused(why)) => {
            let page = sheet_page(&visit, &name, &it, Some(&why.to_string()));
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn item_page(
    visit: &Visit,
    (name, it): (&str, &Sheet),
    key: &str,
    (typed, wrongs): (Option<&Typed>, &[form::Wrong]),
) -> Option<Html> {
    let all = &it.seen.kind.what.items;
    let at = all.iter().position(|it| it.key == key)?;
    let item = &all[at];
    let base = visit.link(&format!("/reviews/{name}/{}", it.seen.it.id));
    let known = it.score(key);
    let points = match typed {
        Some(typed) => typed.points.clone(),
        None => known.map(|it| it.points.to_string()).unwrap_or_default(),
    };
    let note = match typed {
        Some(typed) => typed.note.clone(),
        None => known.map(|it| it.note.clone()).unwrap_or_default(),
    };
    let wrong =
        |field: &str| wrongs.iter().find(|it| it.field == field).map(|it| it.advice.as_str());
    let head = Head::new(item.label.as_str())
        .above(format!("第 {} / {} 项 · {}", at + 1, all.len(), item.group))
        .crumb(it.seen.it.title.clone(), format!("{base}/score"));
    let csrf = visit.csrf();
    let form = ui::Form::new(format!("{base}/score/{key}"), &csrf);
    let form = wrongs.iter().fold(form, |form, it| form.error(&*it.field, &*it.advice));
    let claim = it.claims.iter().find(|it| it.item == key);
    let field = match item.kind {
        ItemKind::Veto => {
            let options = [("0", "没有这种情况"), ("1", "有，一票否决")];
            Field::radio("points", "有没有", options).value(points)
        }
        ItemKind::Deduct => Field::text("points", "扣几分")
            .unit(format!("最多 {} 分，不扣写 0", item.most))
            .value(points)
            .narrow(),
        ItemKind::Points => Field::text("points", "给几分")
            .unit(format!("/ {} 分", item.most))
            .value(points)
            .narrow(),
    };
    let form = form
        .part(html! {
            @if !item.evidence.is_empty() { p { "看：" (item.evidence) } }
            @if let Some(claim) = claim { p { "自评 " strong { (claim.points) } " 分。" (claim.note) } }
            (field.error(wrong("points")).required())
            (Field::long("note", "说明").lines(2).value(note).error(wrong("note")).max_length(300)
                .hint("扣分和否决要写明事实；给分可以不写"))
        })
        .button(Button::submit("保存，下一项").primary())
        .button(Button::link("返回总表", format!("{base}/score")));
    Some(visit.page_under(&item.label, &head, &html! { (form) }))
}

pub(super) async fn hand_in(
    visit: Visit,
    Path((name, id)): Path<(String, ApplicationId)>,
    Form(_): Form<web::NoFields>,
) -> Result<Response, Page> {
    let it = load(&visit, (&name, id)).await?;
    match actions::hand_in(&visit, &it.seen.kind, id).await {
        Ok(()) => {
            let to = visit.link(&format!("/reviews/{name}/{id}/score"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(Error::Refused(why)) => {
            let page = sheet_page(&visit, &name, &it, Some(&why.to_string()));
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Stepping {
    #[serde(default)]
    reason: String,
}

pub(super) async fn step_down(
    visit: Visit,
    Path((name, id)): Path<(String, ApplicationId)>,
    Form(typed): Form<Stepping>,
) -> Result<Response, Page> {
    let it = load(&visit, (&name, id)).await?;
    match actions::step_down(&visit, &it.seen.kind, (id, &typed.reason)).await {
        Ok(()) => Ok(Redirect::to(&visit.link("/reviews")).into_response()),
        Err(Error::Refused(why)) => {
            let page = sheet_page(&visit, &name, &it, Some(&why.to_string()));
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
