//! One document on its way: what it says now, what moved, who has done what, what is to be done.

use serde::Deserialize;
use web::{
    Form, Html, IntoResponse, Markup, Page, Path, Problem, Redirect, Response, StatusCode, Visit,
    html,
    ui::{self, Alert, Button, Card, Facts, Field, Head, Paper, Timeline, Tone, badge},
};

use super::{list, loaded};
use crate::reports::{
    Error,
    actions::{self, Says, Whole},
    compose::Composed,
    model::{Openness, ReportId, State},
    rules::{self, Move, Mover},
    store,
};

pub(super) async fn show(visit: Visit, Path(id): Path<ReportId>) -> Result<Html, Page> {
    let (whole, now) = loaded(&visit, id).await?;
    Ok(page(&visit, (&whole, &now), None))
}

fn page(visit: &Visit, (whole, now): (&Whole, &Composed), wrong: Option<&Error>) -> Html {
    let it = &whole.report;
    let here = visit.link(&format!("/reports/{}", it.id));
    let mut head = Head::new(it.text.title.as_str())
        .crumb("公文", visit.link("/reports"))
        .state(list::state(it.state))
        .action(Button::link("下载 DOCX", format!("{here}/docx")).icon("download"))
        .action(Button::link("下载 PDF", format!("{here}/pdf")).icon("download"))
        .action(Button::print());
    if it.state == State::Draft && it.office == visit.actor.role() {
        head = head.action(Button::link("编辑", format!("{here}/edit")).icon("pencil").primary());
    }
    let body = html! {
        @if let Some(wrong) = wrong { (Alert::new(Tone::Bad, "没有办成").detail(wrong.to_string())) }
        (warnings(whole, now))
        (steps_to_do(visit, (whole, now), &here))
        (paper(visit, now))
        (about(visit, whole))
        (way(whole))
    };
    visit.page_under(&it.text.title, &head, &body)
}

/// What moved since the version that was saved, and what cannot be told.
fn warnings(whole: &Whole, now: &Composed) -> Markup {
    if whole.report.content.is_some() {
        return html! {};
    }
    let readings = now.told.readings();
    let before = whole.versions.first().map(|it| it.figures.as_slice()).unwrap_or_default();
    let moved = rules::moved(before, &readings);
    let untold = now.told.untold();
    html! {
        @if !now.slips.is_empty() {
            (Alert::new(Tone::Bad, "正文里有写错的数").detail(html! { @for it in &now.slips { (it) br; } }))
        }
        @if !untold.is_empty() {
            (Alert::new(Tone::Warn, "有的数没有数据，不能送签").detail(untold.join("、")))
        }
        @if !moved.is_empty() {
            (Alert::new(Tone::Info, format!("保存之后有 {} 个数变动了", moved.len()))
                .detail(html! { @for (name, was, is) in &moved { (name) "：" (was) " → " (is) br; } }))
        }
    }
}

/// What whoever looks may do now.
fn steps_to_do(visit: &Visit, (whole, now): (&Whole, &Composed), here: &str) -> Markup {
    let (writers, asked, it) = (whole.writers(), whole.asked(), &whole.report);
    let who = Mover {
        role: visit.actor.role(),
        account: Some(visit.actor.account),
        office: it.office,
        writers: &writers,
        asked: &asked,
        openness: it.openness,
    };
    let moves = rules::moves(it.state, who);
    if moves.is_empty() {
        return html! {};
    }
    let csrf = html! {
        (visit.csrf())
        input type="hidden" name="version" value=(it.version);
        input type="hidden" name="seen" value=(now.seen);
    };
    let has = |it: Move| moves.contains(&it);
    let mut form = ui::Form::new(format!("{here}/move"), &csrf);
    form = form.section("办理", html! {
        @if has(Move::Issue) {
            (Field::text("number_word", "发文机关代字").value(rules::word(&visit.cell.name)).required().max_length(10).hint("年份和序号由系统接着上一件编"))
        }
        @if has(Move::Publish) {
            (Field::checkbox("is_checked", "已作保密审查：不含国家秘密、工作秘密，不含个人隐私，公开属性无误", false))
        }
        @if has(Move::Return) || has(Move::Agree) || has(Move::Pass) {
            (Field::long("words", "意见").lines(2).max_length(200).hint("退回时必须写明理由"))
        }
    });
    for it in moves.iter().filter(|it| **it != Move::Return) {
        form = form.button(Button::submit(it.label()).value("step", it.key()).primary());
    }
    if has(Move::Return) {
        form = form.button(Button::submit("退回修改").value("step", "return").danger());
    }
    html! { (form) }
}

/// The document as it reads, each figure leading to its records.
fn paper(visit: &Visit, now: &Composed) -> Markup {
    let said = paper::html(&now.document, |path| Some(visit.link(path)));
    let mut sheet = Paper::new(now.document.title.as_str(), said).inside();
    if let Some(number) = &now.document.number {
        sheet = sheet.number(number.as_str());
    }
    if let Some(day) = &now.document.signed_on {
        sheet = sheet.signed(now.document.issuer.as_str(), day.as_str());
    }
    html! { (sheet) }
}

fn about(visit: &Visit, whole: &Whole) -> Markup {
    let it = &whole.report;
    let mut facts = Facts::new()
        .fact("起草", format!("{}，{}", it.drafter, it.begun_on))
        .fact("数据截至", it.text.as_of.to_string())
        .fact(
            "公开属性",
            match it.openness {
                Openness::Active => it.openness.label().to_owned(),
                _ => format!("{}（{}）", it.openness.label(), it.open_reason),
            },
        );
    if !whole.agreed.is_empty() {
        facts = facts.fact("会签科室", html! {
            @for (office, on) in &whole.agreed {
                (office.label()) " "
                @match on { Some(day) => { (badge(Tone::Good, "同意")) " " (day) } None => { (badge(Tone::Warn, "待会签")) } }
                br;
            }
        });
    }
    if let Some((signer, day)) = &it.signed {
        facts = facts.fact("签发", format!("{signer}，{day}"));
    }
    if let (Some((number, day)), Some(digest)) = (&it.issued, &it.digest) {
        let check = visit.link(&format!("/documents/check?number={number}&digest={digest}"));
        facts = facts
            .fact("印发", format!("{number}，{day}"))
            .fact("SM3 摘要", html! { code { (digest) } " " a href=(check) { "核验" } });
    }
    if let Some(day) = it.public_on {
        let path = visit.link(&format!("/documents/{}", it.id));
        facts = facts.fact("公开", html! { (day) " " a href=(path) { "公开页面" } });
    }
    html! {
        (Card::new("公文", html! { (facts) }))
        @if !whole.taken.is_empty() {
            (Card::new("采用的素材", html! {
                ul { @for it in &whole.taken { li { (it.day) " " (it.sender) "：" (it.title) } } }
            }))
        }
    }
}

fn way(whole: &Whole) -> Markup {
    let mut line = Timeline::new();
    for it in whole.steps.iter().rev() {
        let tone = if it.what == Move::Return.label() { Tone::Bad } else { Tone::Good };
        let when = it.done_at.strftime("%Y-%m-%d %H:%M").to_string();
        line = line.event(tone, when, it.what.as_str(), it.who.as_str());
        if !it.words.is_empty() {
            line = line.more(html! { (it.words) });
        }
    }
    let id = whole.report.id;
    html! {
        (Card::new("办理过程", html! { (line) }))
        (Card::new("保存过的版本", html! {
            ul {
                @for it in &whole.versions {
                    li {
                        a href=(format!("{id}/versions/{}", it.version)) { "第 " (it.version) " 版" }
                        " " (it.saved_at.strftime("%Y-%m-%d %H:%M").to_string()) " " (it.saver)
                    }
                }
            }
        }))
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Going {
    step: String,
    version: i64,
    #[serde(default)]
    seen: String,
    #[serde(default)]
    words: String,
    #[serde(default)]
    number_word: String,
    is_checked: Option<String>,
}

pub(super) async fn go(
    visit: Visit,
    Path(id): Path<ReportId>,
    Form(form): Form<Going>,
) -> Result<Response, Page> {
    let wanted = Move::from_key(&form.step).ok_or_else(Problem::not_found)?;
    let says = Says {
        version: form.version,
        seen: form.seen,
        words: form.words,
        number_word: form.number_word,
        is_checked: form.is_checked.is_some(),
    };
    match actions::go(&visit, id, (wanted, &says)).await {
        Ok(_) => Ok(Redirect::to(&visit.link(&format!("/reports/{id}"))).into_response()),
        Err(error @ (Error::Missing | Error::Db(_) | Error::Paper(_))) => {
            Err(Problem::from(error).into())
        }
        Err(error) => {
            let (whole, now) = loaded(&visit, id).await?;
            let page = page(&visit, (&whole, &now), Some(&error));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

pub(super) async fn version(
    visit: Visit,
    Path((id, version)): Path<(ReportId, i64)>,
) -> Result<Html, Page> {
    let scope = visit.actor.scope();
    let found: Result<_, Error> = db::read!(visit.db(), "a version", |tx| {
        let it = store::find(tx, id, scope).await?.ok_or(Error::Missing)?;
        Ok((it, store::version(tx, id, version).await?.ok_or(Error::Missing)?))
    });
    let (it, old) = found.map_err(Problem::from)?;
    let title = format!("{} 第 {} 版", old.title, old.version);
    let head = Head::new(title.as_str())
        .crumb("公文", visit.link("/reports"))
        .crumb(it.text.title.as_str(), visit.link(&format!("/reports/{id}")));
    let body = html! {
        (Card::new("正文", html! { @for line in old.body.lines() { p { (line) } } }))
        (Card::new("当时的数", html! {
            table.rows { @for (name, text) in &old.figures { tr { th scope="row" { (name) } td { (text) } } } }
        }))
    };
    Ok(visit.page_under(&title, &head, &body))
}
