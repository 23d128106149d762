//! The rounds of a review, its rubric, and the form that opens another round.

use jiff::civil::Date;
use serde::Deserialize;
use web::{
    Form, Html, IntoResponse as _, Markup, Page, Path, Redirect, Response, StatusCode, Visit, html,
    ui::{self, Button, Card, Column, Empty, Field, Head, List, Row},
};

use super::words;
use crate::{
    actions::{self, Error, Opening},
    definition::{ItemKind, Review},
    model::{Round, RoundId},
    rules::State,
    store,
};

const FORM: &str = "review-round";
const SEED_MIN: usize = 8;

pub(super) async fn show(visit: Visit, Path(name): Path<String>) -> Result<Html, Page> {
    let read: Result<_, Error> = db::read!(visit.db(), "rounds of a review", |tx| {
        let (kind, place) = super::kind(tx, &visit, &name).await?;
        let rounds = store::rounds(tx, &name).await?;
        let states = store::states_of_rounds(tx, &name, place).await?;
        Ok((kind, rounds, states))
    });
    let (kind, rounds, states) = read?;
    let review = &kind.what;
    let base = visit.link(&format!("/reviews/{name}"));
    let mut head = Head::new(review.label.as_str()).below(html! { (review.about) });
    if review.hosts.contains(&visit.actor.role()) {
        head = head.action(Button::link("开启一轮", format!("{base}/new")).primary().icon("plus"));
        if review.items.iter().any(|it| it.months.is_some()) {
            head = head.action(Button::link("登记扣分", format!("{base}/deductions")));
        }
    }
    let body = html! { (list(&visit, (review, &base), &rounds, &states)) (rubric(review)) };
    Ok(visit.page_under(&review.label, &head, &body))
}

fn list(
    visit: &Visit,
    (review, base): (&Review, &str),
    rounds: &[Round],
    states: &[(RoundId, State, i64)],
) -> Markup {
    let here = visit.here();
    let count = |round: RoundId, of: fn(State) -> bool| -> i64 {
        states.iter().filter(|it| it.0 == round && of(it.1)).map(|it| it.2).sum()
    };
    let rows = rounds.iter().map(|it| {
        let all = count(it.id, |it| it != State::Withdrawn);
        let done = count(it.id, |it| {
            matches!(
                it,
                State::Settled | State::Notice | State::Final | State::Refused | State::Revoked
            )
        });
        let through = count(it.id, |it| matches!(it, State::Notice | State::Final));
        Row::new(it.id.to_string(), it.title.clone())
            .link(format!("{base}/rounds/{}", it.id))
            .cell(it.title.clone())
            .cell(words::round(it))
            .cell(it.apply_until.to_string())
            .cell(it.score_until.to_string())
            .cell(format!("{done} / {all}"))
            .cell(through.to_string())
    });
    let list = List::new("轮次", &here)
        .column(Column::text("轮次"))
        .column(Column::short("状态"))
        .column(Column::short("申报截止"))
        .column(Column::short("评分截止"))
        .column(Column::number("已审定 / 参评"))
        .column(Column::number("通过"))
        .rows(rows)
        .total(i64::try_from(rounds.len()).unwrap_or(i64::MAX))
        .empty(Empty::new(format!("还没有开展过{}", review.called)).hint("由主办科室开启一轮。"));
    html! { (list) }
}

/// The rubric as anyone who has to do with it reads it.
pub(super) fn rubric(review: &Review) -> Markup {
    let whole = review.whole();
    html! {
        (Card::new(format!("评分标准（满分 {whole} 分）"), html! {
            div.table-responsive {
                table.table {
                    thead { tr {
                        th scope="col" { "类别" } th scope="col" { "项目" }
                        th.num scope="col" { "分值" } th scope="col" { "要看的材料" }
                    } }
                    tbody {
                        @for it in &review.items {
                            tr {
                                td { (it.group) } td { (it.label) }
                                td.num { (worth(it)) }
                                td { (it.evidence) }
                            }
                        }
                    }
                }
            }
            p { "专家总分取平均，四舍五入到 0.01 分" @if review.panel.drop_ends { "，先去掉一个最高分和一个最低分" } "。" }
            p { "等次：" @for (at, it) in review.levels.iter().enumerate() {
                @if at > 0 { "；" } (it.label) " " (it.from) " 分起"
            } "。" }
        }))
    }
}

fn worth(it: &crate::definition::Item) -> String {
    match it.kind {
        ItemKind::Points => it.most.to_string(),
        ItemKind::Deduct => format!("最多扣 {}", it.most),
        ItemKind::Veto => "一票否决".to_owned(),
    }
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    id: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    seed: String,
    #[serde(default)]
    apply_until: String,
    #[serde(default)]
    score_until: String,
}

async fn hosted(
    visit: &Visit,
    name: &str,
) -> Result<std::sync::Arc<::catalog::Loaded<Review>>, Error> {
    db::read!(visit.db(), "form of a round", |tx| {
        let (kind, _) = super::kind(tx, visit, name).await?;
        let hosts = kind.what.hosts.contains(&visit.actor.role());
        if hosts { Ok(kind) } else { Err(Error::Missing) }
    })
}

pub(super) async fn form(visit: Visit, Path(name): Path<String>) -> Result<Html, Page> {
    let kind = hosted(&visit, &name).await?;
    Ok(page(&visit, (&name, &kind.what), &Typed::default(), &[]))
}

pub(super) async fn open(
    visit: Visit,
    Path(name): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Page> {
    let kind = hosted(&visit, &name).await?;
    let id: RoundId = visit.accept_form_id(FORM, &typed.id)?;
    let mut wrongs = Vec::new();
    if typed.title.trim().is_empty() {
        wrongs.push(("title", "请写这一轮的名称，例如 2021 年".to_owned()));
    }
    if typed.seed.trim().chars().count() < SEED_MIN {
        wrongs.push(("seed", format!("请写至少 {SEED_MIN} 个字，例如当天公证抽出的号码")));
    }
    let days = (day(&typed.apply_until), day(&typed.score_until));
    let (Ok(apply_until), Ok(score_until)) = days else {
        wrongs.push(("apply_until", "日期请写成 2021-12-20".to_owned()));
        return Ok(refused(&visit, (&name, &kind.what), &typed, &wrongs));
    };
    if apply_until.is_some_and(|it| it < visit.today()) {
        wrongs.push(("apply_until", "申报截止不能早于今天".to_owned()));
    }
    if score_until.zip(apply_until).is_some_and(|(score, apply)| score < apply) {
        wrongs.push(("score_until", "评分截止不能早于申报截止".to_owned()));
    }
    if !wrongs.is_empty() {
        return Ok(refused(&visit, (&name, &kind.what), &typed, &wrongs));
    }
    let (title, seed) = (typed.title.trim(), typed.seed.trim());
    let opening = Opening { id, title, seed, apply_until, score_until };
    actions::open(&visit, &kind, &opening).await?;
    let to = visit.link(&format!("/reviews/{name}/rounds/{id}"));
    Ok(Redirect::to(&to).into_response())
}

fn day(text: &str) -> Result<Option<Date>, ()> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| ()) }
}

fn refused(
    visit: &Visit,
    at: (&str, &Review),
    typed: &Typed,
    wrongs: &[(&'static str, String)],
) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page(visit, at, typed, wrongs)).into_response()
}

fn page(
    visit: &Visit,
    (name, review): (&str, &Review),
    typed: &Typed,
    wrongs: &[(&'static str, String)],
) -> Html {
    let base = visit.link(&format!("/reviews/{name}"));
    let title = format!("开启一轮{}", review.called);
    let head = Head::new(title.as_str()).crumb(review.label.as_str(), base.clone());
    let id = if typed.id.is_empty() {
        visit.form_id::<crate::model::kinds::RoundId>(FORM)
    } else {
        html! { input type="hidden" name="id" value=(typed.id); }
    };
    let hidden = html! { (visit.csrf()) (id) };
    let form = ui::Form::new(format!("{base}/new"), &hidden);
    let form = wrongs.iter().fold(form, |form, it| form.error(it.0, it.1.as_str()));
    let wrong = |field: &str| wrongs.iter().find(|it| it.0 == field).map(|it| it.1.as_str());
    let by_rule = |rules: &[catalog::Dated<catalog::Span>]| {
        let rule = catalog::in_force(rules, visit.today());
        rule.map(|it| format!("不填按规定：{}（{}）", it.value, it.source))
    };
    let part = html! {
        (Field::text("title", "轮次名称").value(typed.title.as_str()).error(wrong("title"))
            .hint("例如：2021 年、2021 年第二批").required().max_length(40))
        (Field::text("seed", "抽取专家用的公开号码").value(typed.seed.as_str()).error(wrong("seed"))
            .hint("先公布、谁都改不了的号码，例如某期福利彩票号码。本轮所有专家都由它抽出，任何人可以复算")
            .required().max_length(80))
        (Field::date("apply_until", "申报截止").value(typed.apply_until.as_str())
            .error(wrong("apply_until")).hint(by_rule(&review.apply).unwrap_or_default()))
        (Field::date("score_until", "评分截止").value(typed.score_until.as_str())
            .error(wrong("score_until")).hint(by_rule(&review.score).unwrap_or_default()))
    };
    let form =
        form.part(part).button(Button::submit("开启").primary()).button(Button::link("取消", base));
    visit.page_under(&title, &head, &html! { (form) })
}
