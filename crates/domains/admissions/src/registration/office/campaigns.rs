//! The campaigns with their figures, and opening one.

use jiff::civil::{Date, DateTime};
use serde::Deserialize;
use web::{
    Form, Html, IntoResponse, Page, Redirect, Response, StatusCode, Visit, html,
    ui::{self, Button, Column, Empty, Field, Head, List, Row, Tone, badge},
};

use super::MAY_MANAGE;
use crate::registration::{
    campaigns as acts,
    error::Error,
    family::campaign_badge,
    model::{Campaign, CampaignId, Entry, Stage, State, Unlucky, kinds},
    rules::{born_between, moment},
    store::{campaigns, lists},
};

const FORM: &str = "campaign";

pub(super) async fn list(visit: Visit) -> Result<Html, Page> {
    let (scope, now) = (visit.actor.scope(), visit.civil_now());
    let read: Result<_, db::Error> = db::read!(visit.db(), "campaigns", |tx| {
        let all = campaigns::all(tx).await?;
        let ids: Vec<CampaignId> = all.iter().map(|it| it.id).collect();
        let counts = lists::counts_of_each(tx, scope, &ids).await?;
        Ok((all, counts))
    });
    let (all, counts) = read?;
    let count = |it: &Campaign, states: &[State]| -> i64 {
        let own = counts.iter().filter(|one| one.0 == it.id && states.contains(&one.1));
        own.map(|one| one.2).sum()
    };
    let live: Vec<State> =
        State::ALL.iter().copied().filter(|it| *it != State::Withdrawn).collect();
    let here = visit.here();
    let list = List::new("招生批次", &here)
        .column(Column::text("批次"))
        .column(Column::short("报名时间"))
        .column(Column::number("报名"))
        .column(Column::number("审核中"))
        .column(Column::number("通过"))
        .column(Column::short("状态"))
        .rows(all.iter().map(|it| {
            let link = visit.link(&format!("/entry/campaigns/{}", it.id));
            Row::new(it.id.to_string(), it.title.clone())
                .link(link)
                .cell(html! { (it.title) @if it.rehearsal { " " (badge(Tone::Warn, "演练")) } })
                .cell(format!("{} 至 {}", moment(it.opens_at), moment(it.closes_at)))
                .cell(ui::say::count(count(it, &live)))
                .cell(ui::say::count(count(
                    it,
                    &[State::Sent, State::Checked, State::Reviewed, State::Returned],
                )))
                .cell(ui::say::count(count(it, &[State::Granted])))
                .cell(campaign_badge(it, now))
        }))
        .empty(Empty::new("还没有招生批次").hint("由教育局基教科发起。"));
    let head = Head::new("入学报名");
    let head = if visit.meets(MAY_MANAGE) {
        head.action(Button::link("发起招生批次", visit.link("/entry/new")).primary().icon("plus"))
    } else {
        head
    };
    Ok(visit.page_under("入学报名", &head, &html! { (list) }))
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Typed {
    id: String,
    entry: String,
    title: String,
    basis: String,
    opens: String,
    closes: String,
    reports: String,
    choices: String,
    unlucky: String,
    check_days: String,
    review_days: String,
    decide_days: String,
    #[serde(default)]
    rehearsal: Option<String>,
}

pub(super) async fn new(visit: Visit) -> Html {
    let day = visit.today();
    let shift = |days: i64| day.saturating_add(jiff::Span::new().days(days));
    let typed = Typed {
        entry: Entry::Primary.key().to_owned(),
        opens: shift(1).at(9, 0, 0, 0).strftime("%Y-%m-%dT%H:%M").to_string(),
        closes: shift(8).at(17, 0, 0, 0).strftime("%Y-%m-%dT%H:%M").to_string(),
        reports: shift(60).to_string(),
        choices: "1".to_owned(),
        unlucky: Unlucky::AsUsual.key().to_owned(),
        check_days: "5".to_owned(),
        review_days: "5".to_owned(),
        decide_days: "5".to_owned(),
        ..Typed::default()
    };
    let id = visit.form_id::<kinds::CampaignId>(FORM);
    page(&visit, (&typed, &id), None)
}

fn page(visit: &Visit, (typed, id): (&Typed, &web::Markup), wrong: Option<&Error>) -> Html {
    let csrf = visit.csrf();
    let told = |field: &'static str| match wrong {
        Some(Error::Wrong(at, words)) if *at == field => Some(words.as_str()),
        _ => None,
    };
    let days = |name: &'static str, label: &'static str, value: &str| {
        Field::number(name, label)
            .value(value.to_owned())
            .unit("个工作日")
            .required()
            .narrow()
            .error(told(name).map(str::to_owned))
    };
    let form = ui::Form::new(visit.link("/entry/new"), &csrf)
        .part(id)
        .section("招什么", html! {
            (Field::radio("entry", "入学阶段", Entry::ALL.iter().map(|it| (it.key(), it.label()))).value(typed.entry.as_str()).required().error(told("entry")))
            (Field::text("title", "批次名称").value(typed.title.as_str()).max_length(60).required().hint("例如 2022年小学一年级招生").error(told("title")))
            (Field::text("basis", "依据").value(typed.basis.as_str()).max_length(120).required().hint("招生通知的名称和文号").error(told("basis")))
            (Field::checkbox("rehearsal", "演练（不作数，家长页面会注明）", typed.rehearsal.is_some()))
        })
        .section("时间", html! {
            (Field::moment("opens", "报名开始").value(typed.opens.as_str()).required().error(told("opens")))
            (Field::moment("closes", "报名结束").value(typed.closes.as_str()).required().hint("窗口里早报晚报一样").error(told("closes")))
            (Field::date("reports", "新生报到").value(typed.reports.as_str()).required().error(told("reports")))
        })
        .section("志愿", html! {
            (Field::select("choices", "最多选几所", [("0", "没有民办学校"), ("1", "一所"), ("2", "两所"), ("3", "三所")]).value(typed.choices.as_str()).required().hint("小学、初中选民办学校，幼儿园各种都选").error(told("choices")))
            (Field::radio("unlucky", "民办派位没有录取的", Unlucky::ALL.iter().map(|it| (it.key(), it.label()))).value(typed.unlucky.as_str()).required())
        })
        .section("审核期限", html! {
            (days("check_days", "学校初核", &typed.check_days))
            (days("review_days", "镇街道复核", &typed.review_days))
            (days("decide_days", "教育局核定", &typed.decide_days))
        })
        .button(Button::submit("发起").primary())
        .button(Button::link("返回", visit.link("/entry")));
    let form = match wrong {
        Some(Error::Wrong(field, words)) => form.error(*field, words.as_str()),
        Some(other) => form.problem(other.to_string()),
        None => form,
    };
    let head = Head::new("发起招生批次").crumb("入学报名", visit.link("/entry"));
    visit.page_under("发起招生批次", &head, &html! { (form) })
}

fn wrong<T>(field: &'static str, words: &str) -> Result<T, Error> {
    Err(Error::Wrong(field, words.to_owned()))
}

fn days(field: &'static str, text: &str) -> Result<i64, Error> {
    match text.trim().parse() {
        Ok(days @ 1..=60) => Ok(days),
        _ => wrong(field, "请填 1 到 60 之间的整数"),
    }
}

/// A moment as a browser sends it.
pub(super) fn typed_moment(field: &'static str, text: &str) -> Result<DateTime, Error> {
    let text = text.trim().replace(' ', "T");
    text.parse().or_else(|_| wrong(field, "请填日期和时间，例如 2022-05-20 09:00"))
}

fn read(it: &Typed, id: CampaignId) -> Result<Campaign, Error> {
    let Some(entry) = Entry::from_key(&it.entry) else {
        return wrong("entry", "请选择招什么");
    };
    let (title, basis) = (vocab::normalise(&it.title), vocab::normalise(&it.basis));
    if title.is_empty() || title.chars().count() > 60 {
        return wrong("title", "请填写批次名称，60 个字以内");
    }
    if basis.is_empty() || basis.chars().count() > 120 {
        return wrong("basis", "请填写依据的通知，120 个字以内");
    }
    let opens_at = typed_moment("opens", &it.opens)?;
    let closes_at = typed_moment("closes", &it.closes)?;
    if closes_at <= opens_at {
        return wrong("closes", "报名结束要晚于报名开始");
    }
    let reports_on: Date = it.reports.trim().parse().or_else(|_| wrong("reports", "请填日期"))?;
    if reports_on <= closes_at.date() {
        return wrong("reports", "新生报到要晚于报名结束");
    }
    let choices = it.choices.trim().parse().ok().filter(|it| (0..=3).contains(it)).unwrap_or(0);
    if entry == Entry::Kindergarten && choices == 0 {
        return wrong("choices", "幼儿园都按志愿报，请至少选一所");
    }
    let (born_from, born_to) = born_between(entry, reports_on.year());
    Ok(Campaign {
        id,
        title,
        entry,
        year: i64::from(reports_on.year()),
        rehearsal: it.rehearsal.is_some(),
        basis,
        born_from,
        born_to,
        opens_at,
        closes_at,
        reports_on,
        private_choices: choices,
        unlucky: Unlucky::from_key(&it.unlucky).unwrap_or(Unlucky::AsUsual),
        check_days: days("check_days", &it.check_days)?,
        review_days: days("review_days", &it.review_days)?,
        decide_days: days("decide_days", &it.decide_days)?,
        state: Stage::Registering,
        version: 1,
    })
}

pub(super) async fn open(visit: Visit, Form(typed): Form<Typed>) -> Result<Response, Page> {
    let id = visit.accept_form_id(FORM, &typed.id)?;
    let done = match read(&typed, id) {
        Ok(it) => acts::open(&visit, &it).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => {
            let to = visit.link(&format!("/entry/campaigns/{id}"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(wrong @ (Error::Wrong(..) | Error::Refused(_))) => {
            let hidden = html! { input type="hidden" name="id" value=(typed.id); };
            let page = page(&visit, (&typed, &hidden), Some(&wrong));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
