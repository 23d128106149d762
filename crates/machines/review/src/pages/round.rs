//! A round: its windows and its seed, how far it has come, the ranking, and what brings it on.

use std::collections::BTreeSet;

use web::{
    Form, Html, IntoResponse as _, Markup, Page, Path, Redirect, Response, StatusCode, Visit, html,
    ui::{
        self, Alert, Button, Card, Column, Empty, Facts, Field, Figure, Head, List, Row, Tone,
        figures,
    },
};

use super::words;
use crate::{
    actions::{self, Ending, Error, REASON_MAX},
    definition::{Review, Stage},
    model::{Application, ApplicationId, Round, RoundId, RoundState},
    quota::{self, Choice},
    rules::{Refusal, State},
    store,
};

/// What of the round somebody sees.
struct Shown {
    round: Round,
    all: Vec<Application>,
    judged: Vec<(ApplicationId, i64)>,
    hosts: bool,
    decides: bool,
}

async fn load(
    visit: &Visit,
    (name, id): (&str, RoundId),
) -> Result<(std::sync::Arc<::catalog::Loaded<Review>>, Shown), Error> {
    db::read!(visit.db(), "round", |tx| {
        let (kind, round, place) = super::round(tx, visit, (name, id)).await?;
        let all = store::of_round(tx, id, place).await?;
        let judged = store::scores_of_round(tx, id).await?;
        let role = visit.actor.role();
        let hosts = kind.what.hosts.contains(&role);
        let decides = hosts || kind.what.chair == role;
        Ok((kind, Shown { round, all, judged, hosts, decides }))
    })
}

pub(super) async fn show(
    visit: Visit,
    Path((name, id)): Path<(String, RoundId)>,
) -> Result<Html, Page> {
    let (kind, it) = load(&visit, (&name, id)).await?;
    Ok(page(&visit, (&name, &kind.what), &it, None))
}

fn page(visit: &Visit, (name, review): (&str, &Review), it: &Shown, problem: Option<&str>) -> Html {
    let round = &it.round;
    let list = visit.link(&format!("/reviews/{name}"));
    let base = format!("{list}/rounds/{}", round.id);
    let title = format!("{} · {}", round.title, review.label);
    let mut head = Head::new(title.as_str())
        .crumb(review.label.as_str(), list)
        .state(words::round(round))
        .action(Button::link("导出", format!("{base}/export")).icon("download"))
        .action(Button::print());
    let applies = review.applies.contains(&visit.actor.role());
    if applies && round.state == RoundState::Open && visit.today() <= round.apply_until {
        let label = if review.of_student { "推荐" } else { "申报" };
        head = head.action(Button::link(label, format!("{base}/apply")).primary().icon("plus"));
    }
    let body = html! {
        @if let Some(words) = problem { (Alert::new(Tone::Bad, "没有办成").detail(words)) }
        (counts(review, it))
        @if it.decides { (bring_on(visit, review, it, &base)) }
        (table(visit, (name, review), it))
        (facts(review, round))
    };
    visit.page_under(&title, &head, &body)
}

fn counts(review: &Review, it: &Shown) -> Markup {
    let of = |states: &[State]| {
        let n = it.all.iter().filter(|it| states.contains(&it.state)).count();
        i64::try_from(n).unwrap_or(i64::MAX)
    };
    let all = i64::try_from(it.all.len()).unwrap_or(i64::MAX) - of(&[State::Withdrawn]);
    let ended = [State::Settled, State::Notice, State::Final, State::Refused, State::Revoked];
    let mut shown = vec![
        Figure::count("参评", all, "份"),
        Figure::rate("已审定", of(&ended), all, "份"),
        Figure::count("专家评分中", of(&[State::Scoring]), "份"),
    ];
    let through = of(&[State::Notice, State::Final]);
    let figure = Figure::count("通过", through, "份");
    shown.push(match review.most(Stage::County, it.round.opened_on) {
        Some(most) => figure.made_of(format!("名额 {most} 个")),
        None => figure,
    });
    html! { (figures(shown)) }
}

/// What brings the round on; a tie at the last place is told and broken by hand.
fn bring_on(visit: &Visit, review: &Review, it: &Shown, base: &str) -> Markup {
    if !review.published || it.round.state == RoundState::Closed {
        return Markup::default();
    }
    let csrf = visit.csrf();
    let hidden = html! { (csrf) input type="hidden" name="version" value=(it.round.version); };
    let form = ui::Form::new(format!("{base}/conclude"), &hidden);
    if it.round.state == RoundState::Notice {
        let words = format!("公示到 {} 为止。结束后确认，结果生效。", it.round.notice_until);
        let form = form.part(html! { p { (words) } }).button(Button::submit("确认结果").primary());
        return html! { (Card::new("公示", html! { (form) })) };
    }
    let (choice, totals) = actions::through(review, &it.round, &it.all);
    let part = match &choice {
        Choice::Through(all) => html! {
            p { "按总分从高到低，现在可以通过 " strong { (all.len()) } " 份。全部审定后公布名单。" }
        },
        Choice::Tie { above, equal, left } => {
            let place =
                equal.first().and_then(|at| quota::places(&totals)[*at]).unwrap_or_default();
            let options: Vec<(String, String)> = equal
                .iter()
                .map(|at| {
                    let it = &it.all[*at];
                    let name = words::title(it, visit.actor.role());
                    (
                        it.id.to_string(),
                        format!("{name}（{}，{} 分）", it.place_name, words::total(it.total)),
                    )
                })
                .collect();
            let shown = options.iter().map(|it| (it.0.as_str(), it.1.as_str()));
            html! {
                p {
                    "前 " (above.len()) " 份通过。第 " (place) " 名有 " (equal.len()) " 份同分，只剩 "
                    (left) " 个名额，系统不自动取舍，请勾选并写明理由。"
                }
                (Field::checkboxes("chosen", "通过的", shown, &[]))
                (Field::long("reason", "理由").lines(3).required()
                    .max_length(u32::try_from(REASON_MAX).unwrap_or(u32::MAX)))
            }
        }
    };
    let form = form.part(part).button(Button::submit("公布名单，开始公示").primary());
    html! { (Card::new("拟定名单", html! { (form) })) }
}

fn table(visit: &Visit, (name, review): (&str, &Review), it: &Shown) -> Markup {
    let here = visit.here();
    let role = visit.actor.role();
    // Totals are for those who decide until the result is known to all.
    let open = it.decides || it.round.state != RoundState::Open || !review.published;
    let totals: Vec<_> = it.all.iter().map(|it| it.total.filter(|_| open)).collect();
    let places = quota::places(&totals);
    let wanted = review.panel.size * review.items.len();
    let rows = it.all.iter().zip(places).map(|(one, place)| {
        let judged = it.judged.iter().find(|other| other.0 == one.id).map_or(0, |it| it.1);
        let mut row = Row::new(one.id.to_string(), words::title(one, role))
            .link(visit.link(&format!("/reviews/{name}/{}", one.id)))
            .cell(words::title(one, role))
            .cell(one.place_name.clone())
            .cell(words::state(one));
        if it.hosts {
            row = row.cell(format!("{judged} / {wanted}"));
        }
        if open {
            row = row
                .cell(place.map_or_else(String::new, |it| it.to_string()))
                .cell(words::total(one.total))
                .cell(words::level(review, one));
        }
        row
    });
    let mut list = List::new("参评", &here)
        .column(Column::text(review.fields[review.title].label.as_str()))
        .column(Column::text(review.subject.label()))
        .column(Column::short("进度"));
    if it.hosts {
        list = list.column(Column::number("已评项"));
    }
    if open {
        list = list
            .column(Column::number("名次"))
            .column(Column::number("总分"))
            .column(Column::short("等次"));
    }
    let list = list
        .rows(rows)
        .total(i64::try_from(it.all.len()).unwrap_or(i64::MAX))
        .empty(Empty::new("还没有参评的").hint("申报截止前可以申报。"));
    html! { (list) }
}

fn facts(review: &Review, round: &Round) -> Markup {
    let mut facts = Facts::new()
        .fact("开启日期", round.opened_on.to_string())
        .fact("申报截止", round.apply_until.to_string())
        .fact("评分截止", round.score_until.to_string());
    if !words::day(round.notice_until).is_empty() {
        facts = facts.fact("公示截止", round.notice_until.to_string());
    }
    for (at, label) in
        [(Stage::School, "每校名额"), (Stage::County, "本县名额"), (Stage::City, "推荐到市级")]
    {
        if let Some(most) = review.most(at, round.opened_on) {
            facts = facts.fact(label, format!("{most} 个"));
        }
    }
    let facts = facts.long("抽取专家用的公开号码", round.seed.clone());
    html! { (Card::new("本轮安排", html! { (facts) })) }
}

pub(super) async fn conclude(
    visit: Visit,
    Path((name, id)): Path<(String, RoundId)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Page> {
    let get = |key: &str| pairs.iter().find(|it| it.0 == key).map_or("", |it| it.1.trim());
    let chosen = pairs.iter().filter(|it| it.0 == "chosen");
    let chosen: BTreeSet<ApplicationId> = chosen.filter_map(|it| it.1.parse().ok()).collect();
    let reason: String = get("reason").chars().take(REASON_MAX).collect();
    let version = get("version").parse().unwrap_or(0);
    let (kind, it) = load(&visit, (&name, id)).await?;
    let ending = Ending { round: id, version, chosen: &chosen, reason: &reason };
    match actions::conclude(&visit, &kind, &ending).await {
        Ok(_) => {
            let to = visit.link(&format!("/reviews/{name}/rounds/{id}"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(Error::Refused(why)) => {
            let page = page(&visit, (&name, &kind.what), &it, Some(&why.to_string()));
            let status = match why {
                Refusal::Overtaken => StatusCode::CONFLICT,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            Ok((status, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
