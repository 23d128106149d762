//! One figure: what it counts, what is told of it, everything that was ever reported with its review
//! and its corrections, and the forms for both.

use platform::files::{self, Accept, FileRow, Files};
use serde::Deserialize;
use web::{
    Filters, Form, Html, IntoResponse, Markup, Page, Path, Posts, Redirect, Response, StatusCode,
    Visit, html,
    ui::{self, Alert, Button, Card, Decide, Facts, Field, Head, Tone, badge},
};

use super::{
    super::{
        actions::{self, Error, Filed},
        model::{Figure, FigureId, Value, ValueId, ValueState},
        rules::{self, Typed, Wrong},
        store,
    },
    MAY_FILE, MAY_REVIEW, fault,
};
use crate::targets::Rough;

struct Shown {
    figure: Figure,
    values: Vec<Value>,
    files: Vec<FileRow>,
}

async fn read(visit: &Visit, id: FigureId) -> Result<Shown, Error> {
    let scope = visit.actor.scope();
    db::read!(visit.db(), "reported figure", |tx| {
        let figure = store::find_figure(tx, id, scope).await?.ok_or(Error::Missing)?;
        let values = store::values(tx, &[id]).await?.remove(&id).unwrap_or_default();
        let ids: Vec<ValueId> = values.iter().map(|it| it.id).collect();
        let files = files::list_many(tx, &ids).await?;
        Ok(Shown { figure, values, files })
    })
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    /// The value that is to be corrected.
    correct: Option<ValueId>,
}

/// What was typed, as it comes back.
#[derive(Debug, Default)]
struct Back {
    typed: Typed,
    from: String,
    to: String,
    rough: String,
    source: String,
    reason: String,
    corrects: Option<ValueId>,
}

pub(super) async fn show(
    visit: Visit,
    Path(id): Path<FigureId>,
    Filters(wanted): Filters<Wanted>,
) -> Result<Html, Page> {
    let shown = read(&visit, id).await?;
    let old = shown.values.iter().find(|it| Some(it.id) == wanted.correct);
    let back = match old.filter(|it| it.state == ValueState::Good) {
        Some(old) => Back {
            typed: Typed {
                number: old.number.rounded(4).to_string(),
                part: old.parts.map(|it| it.0.to_string()).unwrap_or_default(),
                whole: old.parts.map(|it| it.1.to_string()).unwrap_or_default(),
            },
            from: old.from_on.to_string(),
            to: old.to_on.to_string(),
            rough: old.rough.key().to_owned(),
            source: old.source.clone(),
            corrects: Some(old.id),
            reason: String::new(),
        },
        None => Back {
            from: visit.today().first_of_month().to_string(),
            to: visit.today().last_of_month().to_string(),
            ..Back::default()
        },
    };
    Ok(page(&visit, &shown, &back, None))
}

fn page(visit: &Visit, shown: &Shown, back: &Back, found: Option<&Wrong>) -> Html {
    let figure = &shown.figure;
    let told = rules::on_day(&shown.values, visit.today());
    let facts = Facts::new()
        .fact("类别", figure.kind.label())
        .fact("最近的数", told.map_or_else(|| "没有报".to_owned(), |it| rules::told(figure, it)))
        .fact("责任科室", figure.office.label())
        .long("口径", figure.definition.as_str());
    let head = Head::new(figure.name.as_str())
        .crumb("填报数和手工数", visit.link("/reported"))
        .state(badge(Tone::Info, figure.kind.label()));
    let role = visit.actor.role();
    let may_file =
        visit.meets(MAY_FILE) && (role == figure.office || role == vocab::Role::OfficeClerk);
    let body = html! {
        (Card::new("这个数", html! { (facts) }))
        @for it in &shown.values { (value(visit, shown, it, may_file)) }
        @if may_file { (form(visit, figure, back, found)) }
    };
    visit.page_under(&figure.name, &head, &body)
}

fn state(it: ValueState) -> Markup {
    let tone = match it {
        ValueState::Filed => Tone::Warn,
        ValueState::Good => Tone::Good,
        ValueState::Refused => Tone::Bad,
        ValueState::Replaced => Tone::Quiet,
    };
    badge(tone, it.label())
}

fn value(visit: &Visit, shown: &Shown, it: &Value, may_file: bool) -> Markup {
    let figure = &shown.figure;
    let proofs: Vec<FileRow> =
        shown.files.iter().filter(|file| file.owner_bits() == it.id.bits()).cloned().collect();
    let link = visit.link(&format!("/reported/{}", figure.id));
    let mut facts = Facts::new().fact("数", rules::told(figure, it)).fact("状态", state(it.state));
    if let Some((part, whole)) = it.parts {
        facts = facts.fact("分子 / 分母", format!("{part} / {whole}"));
    }
    let by = if it.by_name.is_empty() { "—" } else { &it.by_name };
    facts = facts.fact("谁报的", format!("{by}，{}", it.filed_on)).long("来源", it.source.as_str());
    if let Some((who, on, words)) = &it.review {
        let who = if who.is_empty() { "—" } else { who };
        let words = if words.is_empty() { String::new() } else { format!("：{words}") };
        facts = facts.fact("谁审核的", format!("{who}，{on}{words}"));
    }
    if let Some((_, reason)) = &it.corrects {
        facts = facts.long("更正原因", reason.as_str());
    }
    let who = (visit.actor.account, visit.actor.role());
    let review = visit.meets(MAY_REVIEW).then(|| rules::may_review(figure, it, who));
    let csrf = visit.csrf();
    html! {
        (Card::new(format!("{} 至 {}", it.from_on, it.to_on), html! {
            (facts)
            @if !proofs.is_empty() { (files::links(visit, &proofs)) }
            @if it.state == ValueState::Filed {
                @match review {
                    Some(Ok(())) => {
                        (Decide::new(format!("{link}/values/{}", it.id), &csrf)
                            .reason(Field::text("reason", "审核意见").max_length(300).hint("退回时必须写明"))
                            .choice("good", Button::submit("审核通过").primary())
                            .choice("refuse", Button::submit("退回").danger()))
                    }
                    Some(Err(why)) => { (Alert::new(Tone::Info, why.to_string())) }
                    None => {}
                }
            }
            @if may_file && it.state == ValueState::Good {
                (Button::link("更正", format!("{link}?correct={}", it.id)))
            }
        }))
    }
}

fn form(visit: &Visit, figure: &Figure, back: &Back, found: Option<&Wrong>) -> Markup {
    let csrf = visit.csrf();
    let hidden = html! {
        (csrf) (visit.form_id::<super::super::model::kinds::ValueId>("reported.value"))
        @if let Some(old) = back.corrects { input type="hidden" name="corrects" value=(old); }
    };
    let roughs = Rough::ALL
        .iter()
        .map(|it| (it.key(), if *it == Rough::Exact { "没有" } else { it.label() }));
    let title = if back.corrects.is_some() { "更正" } else { "报一个数" };
    let mut form = ui::Form::new(visit.link(&format!("/reported/{}/values", figure.id)), &hidden)
        .with_files()
        .section(title, html! {
            @if figure.is_share {
                (Field::text("part", "分子").value(back.typed.part.as_str()).narrow().error(fault(found, "part")))
                (Field::text("whole", "分母").value(back.typed.whole.as_str()).narrow().error(fault(found, "whole"))
                    .hint("只知道比率的，分子分母空着，在下面填比率"))
            }
            (Field::text("number", if figure.is_share { "比率" } else { "数" }).value(back.typed.number.as_str())
                .unit(figure.unit.as_str()).narrow().error(fault(found, "number")))
            (Field::select("rough", "原文里的约、近、超", roughs).value(back.rough.as_str()))
            (Field::date("from", "数的时间：从").value(back.from.as_str()).required().error(fault(found, "from")))
            (Field::date("to", "到").value(back.to.as_str()).required().error(fault(found, "to")))
            (Field::text("source", "来源").value(back.source.as_str()).max_length(300).required().error(fault(found, "source")))
            @if back.corrects.is_some() {
                (Field::text("reason", "为什么更正").value(back.reason.as_str()).max_length(300).required().error(fault(found, "reason")))
            }
            (files::field("proof", "佐证", &Accept::ANY))
        })
        .button(Button::submit("报送").primary());
    if let Some(wrong) = found {
        form = form.error(wrong.field, wrong.advice.as_str());
    }
    html! { (form) }
}

pub(super) async fn file(
    visit: Visit,
    Path(id): Path<FigureId>,
    posts: Posts,
) -> Result<Response, Page> {
    let field = |name: &str| {
        let found = posts.pairs.iter().find(|it| it.0 == name);
        found.map(|it| it.1.clone()).unwrap_or_default()
    };
    let value: ValueId = visit.accept_form_id("reported.value", &field("id"))?;
    let back = Back {
        typed: Typed { number: field("number"), part: field("part"), whole: field("whole") },
        from: field("from"),
        to: field("to"),
        rough: field("rough"),
        source: field("source"),
        reason: field("reason"),
        corrects: field("corrects").parse().ok(),
    };
    let proof = match posts.files.first() {
        Some(sent) => {
            let store = visit.cell.service::<Files>();
            let kept = files::keep(&visit, store, sent.bytes.clone(), &Accept::ANY).await;
            Some((kept.map_err(web::Problem::from)?, sent.name.clone()))
        }
        None => None,
    };
    let filed = Filed {
        id: value,
        typed: back.typed.clone(),
        time: (back.from.clone(), back.to.clone()),
        rough: Rough::from_key(&back.rough).unwrap_or(Rough::Exact),
        source: back.source.clone(),
        corrects: back.corrects,
        reason: back.reason.clone(),
        proof,
    };
    match actions::file(&visit, id, &filed).await {
        Ok(()) => {
            let to = visit.link(&format!("/reported/{id}"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(Error::Wrong(wrong)) => {
            let shown = read(&visit, id).await?;
            let page = page(&visit, &shown, &back, Some(&wrong));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn review(
    visit: Visit,
    Path((id, value)): Path<(FigureId, ValueId)>,
    Form(typed): Form<crate::typed::Decided>,
) -> Result<Response, Page> {
    actions::review(&visit, (id, value), (typed.is_good(), &typed.reason)).await?;
    let to = visit.link(&format!("/reported/{id}"));
    Ok(Redirect::to(&to).into_response())
}
