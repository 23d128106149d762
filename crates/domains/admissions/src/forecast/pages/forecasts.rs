//! Forecasts for the office: the list, one with its lines and what it is made from, levels.

use platform::workbook;
use serde::Deserialize;
use sheet::{Cell, Column as SheetColumn, Kind, Layout};
use web::{
    Filters, Form, Html, Markup, Page, Path, Redirect, Response, Visit, html,
    ui::{
        self, Alert, Button, Card, Column, Empty, Facts, Field, Figure, Filter, Head, List, Row,
        Tone, badge,
    },
};

use super::{MAY_KEEP, STAGES, level, percent};
use crate::forecast::{
    actions::{self, Error},
    model::{Forecast, ForecastId, Level, Levels, Line, kinds},
    store,
};

/// How many lines a page has.
const LINES: usize = 50;
/// What the form's id is signed for.
const FORM: &str = "forecast";

fn state(it: &Forecast) -> Markup {
    match it.published_on {
        Some(_) => badge(Tone::Good, "已公布"),
        None => badge(Tone::Quiet, "内部测算"),
    }
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Paged {
    after: Option<ForecastId>,
}

pub(super) async fn all(visit: Visit, Filters(asked): Filters<Paged>) -> Result<Html, Page> {
    let before = asked.after.map_or(i64::MAX, ForecastId::bits);
    let today = visit.today();
    let limit = i64::try_from(LINES + 1).unwrap_or(i64::MAX);
    let read: Result<_, db::Error> = db::read!(visit.db(), "forecasts", |tx| {
        Ok((store::forecasts(tx, before, limit).await?, store::levels(tx, today).await?))
    });
    let (mut all, levels) = read?;
    let next = (all.len() > LINES).then(|| all[LINES - 1].id.to_string());
    all.truncate(LINES);
    let here = visit.here();
    let list = List::new("学位预测", &here)
        .column(Column::text("预测"))
        .column(Column::short("测算日期"))
        .column(Column::short("状态"))
        .column(Column::number("未落实学区"))
        .rows(all.iter().map(|it| {
            Row::new(it.id.to_string(), it.title())
                .link(visit.link(&format!("/forecasts/{}", it.id)))
                .cell(it.title())
                .cell(it.made_on.to_string())
                .cell(state(it))
                .cell(it.unplaced.to_string())
        }))
        .next(next)
        .empty(Empty::new("还没有测算").hint("先公布学区划分、规定预警等级，再测算。"));
    let csrf = visit.csrf();
    let body = html! {
        @match &levels {
            Some(it) => { p { (it.words()) } }
            None => { (Alert::new(Tone::Warn, "还没有规定预警等级").detail("规定比例和依据以后才能测算。")) }
        }
        (list)
        @if visit.meets(MAY_KEEP) {
            (ui::Form::new(visit.link("/forecasts"), &csrf)
                .section("测算", html! {
                    (visit.form_id::<kinds::ForecastId>(FORM))
                    (Field::radio("stage", "学段", STAGES.map(|it| (it.code(), it.label()))).required()
                        .hint("按学籍、在园幼儿的住址和已公布的学区划分算；小学第四年起用出生人口"))
                })
                .button(Button::submit("现在测算").primary()))
            div.actions {
                (Button::link("预警等级", visit.link("/forecasts/levels")).icon("alert-triangle"))
                (Button::link("导入出生人口", visit.link("/forecasts/lists/births")).icon("upload"))
                (Button::link("导入学位计划", visit.link("/forecasts/lists/seats")).icon("upload"))
            }
        }
    };
    let head = Head::new("学位预测和预警").below(html! {
        "公开页面 " a href=(visit.link("/seat-warnings")) { "招生预警" }
    });
    Ok(visit.page_under("学位预测和预警", &head, &body))
}

#[derive(Debug, Deserialize)]
pub(super) struct Making {
    id: String,
    stage: String,
}

pub(super) async fn make(visit: Visit, Form(it): Form<Making>) -> Result<Redirect, Page> {
    let id: ForecastId = visit.accept_form_id(FORM, &it.id)?;
    let stage = STAGES.into_iter().find(|stage| stage.code() == it.stage);
    let stage = stage.ok_or_else(|| Error::Refused("请选学段".to_owned()))?;
    let year = actions::year(visit.db(), visit.today()).await?;
    actions::make(&visit, id, (stage, year)).await?;
    Ok(Redirect::to(&visit.link(&format!("/forecasts/{id}"))))
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    year: String,
    #[serde(default)]
    level: String,
    #[serde(default)]
    after: String,
}

impl Asked {
    fn fits(&self, it: &Line) -> bool {
        (self.year.is_empty() || self.year == it.year.to_string())
            && (self.level.is_empty() || self.level == it.level.key())
            && (self.q.is_empty() || it.school_name.contains(&self.q) || it.town.contains(&self.q))
    }
}

async fn found(visit: &Visit, id: ForecastId) -> Result<(Forecast, Vec<Line>), Error> {
    db::read!(visit.db(), "forecast", |tx| {
        let it = store::find(tx, id).await?.ok_or(Error::Missing)?;
        Ok((it, store::lines(tx, id).await?))
    })
}

fn key(it: &Line) -> String {
    format!("{}.{}", it.school, it.year)
}

pub(super) async fn show(
    visit: Visit,
    Path(id): Path<ForecastId>,
    Filters(asked): Filters<Asked>,
) -> Result<Html, Page> {
    let (it, lines) = found(&visit, id).await?;
    let fit: Vec<&Line> = lines.iter().filter(|it| asked.fits(it)).collect();
    let begin = fit.iter().position(|it| key(it) == asked.after).map_or(0, |it| it + 1);
    let shown = &fit[begin..fit.len().min(begin + LINES)];
    let next = (fit.len() > begin + LINES).then(|| shown.last().map(|it| key(it))).flatten();
    let here = visit.here();
    let first = it.year.start() + 1;
    let years = (first..first + 6).map(|it| (it.to_string(), format!("{it}年")));
    let list = List::new("各校", &here)
        .filters(
            ui::Filters::new(&here)
                .search("学校或镇街")
                .filter(Filter::choice("year", "入学年份", years))
                .filter(Filter::choice(
                    "level",
                    "等级",
                    Level::ALL.map(|it| (it.key(), it.label())),
                )),
        )
        .column(Column::short("镇街"))
        .column(Column::text("学校"))
        .column(Column::short("年份"))
        .column(Column::number("已知儿童"))
        .column(Column::number("预计入学"))
        .column(Column::number("区间"))
        .column(Column::number("学位"))
        .column(Column::short("等级"))
        .rows(shown.iter().map(|it| {
            Row::new(key(it), it.school_name.clone())
                .cell(it.town.clone())
                .cell(it.school_name.clone())
                .cell(it.year.to_string())
                .cell(it.known.to_string())
                .cell(it.expected.to_string())
                .cell(format!("{}～{}", it.low, it.high))
                .cell(it.seats.to_string())
                .cell(level(it.level))
        }))
        .total(i64::try_from(fit.len()).unwrap_or(0))
        .next(next)
        .empty(Empty::new("没有这样的学校").hint("换一个年份或等级再看。"));
    let export = here.without("after").query();
    let head = Head::new(it.title())
        .crumb("学位预测和预警", visit.link("/forecasts"))
        .state(state(&it))
        .action(
            Button::link("导出", visit.link(&format!("/forecasts/{id}/export?{export}")))
                .icon("file-export"),
        )
        .action(Button::print());
    let body =
        html! { (figures(&visit, &it, &lines)) (basis(&it)) (list) (publishing(&visit, &it)) };
    Ok(visit.page_under(&it.title(), &head, &body))
}

/// The sums of each year, with seats beside them.
fn figures(visit: &Visit, it: &Forecast, lines: &[Line]) -> Markup {
    let first = it.year.start() + 1;
    let all = (first..first + 6).map(|year| {
        let of = || lines.iter().filter(move |it| it.year == year);
        let children: i64 = of().map(|it| it.expected).sum();
        let seats: i64 = of().map(|it| it.seats).sum();
        let red = of().filter(|it| it.level >= Level::Orange).count();
        Figure::count(format!("{year}年预计入学"), children, "人")
            .made_of(format!("学位 {seats} 个，橙色以上 {red} 所"))
            .link(visit.link(&format!("/forecasts/{}?year={year}", it.id)))
    });
    ui::figures(all)
}

fn basis(it: &Forecast) -> Markup {
    html! {
        (Card::new("怎么算的", html! {
            (Facts::new()
                .fact("测算日期", it.made_on.to_string())
                .fact("预警等级", it.levels.as_str())
                .fact("没有学区的儿童", format!("{} 人（住址和所在镇街都不在学区划分里）", it.unplaced)))
            p { "每个孩子只算一次：在园幼儿、在校学生按住址归入学区；小学第四年起用出生人口，按各校已知儿童的比例分到学校。已知人数乘以往年实际入学的比例是预计人数；往年各校误差中间的八成是区间。" }
        }))
    }
}

fn publishing(visit: &Visit, it: &Forecast) -> Markup {
    let csrf = visit.csrf();
    html! {
        @if it.published_on.is_none() && visit.meets(MAY_KEEP) {
            (ui::Form::new(visit.link(&format!("/forecasts/{}/publish", it.id)), &csrf)
                .part(html! { input type="hidden" name="version" value=(it.version); })
                .section("公布招生预警", html! { p { "公布明年的预警等级、预计人数和学位，家长在报名之前就能看到。" } })
                .button(Button::submit("公布").primary().confirm("公布以后人人可见。确定公布吗？")))
        }
    }
}

pub(super) async fn export(
    visit: Visit,
    Path(id): Path<ForecastId>,
    Filters(asked): Filters<Asked>,
) -> Result<Response, Page> {
    let (_, lines) = found(&visit, id).await?;
    let text = |key, title| SheetColumn::new(key, title, Kind::Text);
    let count = |key, title| SheetColumn::new(key, title, Kind::Integer);
    let layout = Layout::new(
        "学位预测",
        vec![
            text("town", "镇街"),
            text("school", "学校"),
            count("year", "入学年份"),
            count("known", "已知儿童"),
            count("expected", "预计入学"),
            count("low", "区间下限"),
            count("high", "区间上限"),
            count("seats", "学位"),
            text("level", "等级"),
        ],
    );
    let rows = lines.iter().filter(|it| asked.fits(it)).map(|it| {
        vec![
            Cell::Text(&it.town),
            Cell::Text(&it.school_name),
            Cell::Integer(it.year),
            Cell::Integer(it.known),
            Cell::Integer(it.expected),
            Cell::Integer(it.low),
            Cell::Integer(it.high),
            Cell::Integer(it.seats),
            Cell::Text(it.level.label()),
        ]
    });
    workbook::send(&visit, &layout, rows)
}

#[derive(Debug, Deserialize)]
pub(super) struct Publishing {
    #[serde(default)]
    version: i64,
}

pub(super) async fn publish(
    visit: Visit,
    Path(id): Path<ForecastId>,
    Form(it): Form<Publishing>,
) -> Result<Redirect, Page> {
    actions::publish(&visit, (id, it.version)).await?;
    Ok(Redirect::to(&visit.link(&format!("/forecasts/{id}"))))
}

pub(super) async fn levels(visit: Visit) -> Result<Html, Page> {
    let today = visit.today();
    let read: Result<_, db::Error> =
        db::read!(visit.db(), "levels of warning", |tx| { store::levels(tx, today).await });
    let now = read?;
    let csrf = visit.csrf();
    let value = |of: fn(&Levels) -> i64| now.as_ref().map(|it| percent(of(it))).unwrap_or_default();
    let source = now.as_ref().map(|it| it.source.clone()).unwrap_or_default();
    let ratio = |name: &'static str, label: &'static str, of: fn(&Levels) -> i64| {
        Field::decimal(name, label).value(value(of)).unit("%").required().narrow()
    };
    let body = html! {
        @if let Some(it) = &now { p { "现在：" (it.words()) } }
        (ui::Form::new(visit.link("/forecasts/levels"), &csrf)
            .section("预计人数占学位的比例，达到就预警", html! {
                (ratio("yellow", "黄色", |it| it.yellow))
                (ratio("orange", "橙色", |it| it.orange))
                (ratio("red", "红色", |it| it.red))
                (Field::date("since", "从哪天起").value(today.to_string()).required())
                (Field::text("source", "依据").value(source).max_length(100).required().hint("文件的文号或名称"))
            })
            .button(Button::submit("保存").primary()))
    };
    let head = Head::new("预警等级").crumb("学位预测和预警", visit.link("/forecasts"));
    Ok(visit.page_under("预警等级", &head, &body))
}

#[derive(Debug, Deserialize)]
pub(super) struct Typed {
    yellow: String,
    orange: String,
    red: String,
    since: String,
    source: String,
}

/// A share with one decimal as thousandths: 95 and 95.0 are the same.
fn thousandths(text: &str) -> Result<i64, Error> {
    let wrong = || Error::Refused("比例请写成 95 或 95.5 的样子".to_owned());
    let text = vocab::normalise(text);
    let text = text.trim_end_matches('%');
    let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
    let whole: i64 = whole.parse().map_err(|_| wrong())?;
    let rest: i64 = if rest.len() == 1 { rest.parse().map_err(|_| wrong())? } else { -1 };
    if (0..1000).contains(&whole) && rest >= 0 { Ok(whole * 10 + rest) } else { Err(wrong()) }
}

pub(super) async fn set_levels(visit: Visit, Form(it): Form<Typed>) -> Result<Redirect, Page> {
    let since = it.since.parse();
    let since = since.map_err(|_| Error::Refused("日期请写成 2022-01-01 的样子".to_owned()))?;
    let levels = Levels {
        since,
        yellow: thousandths(&it.yellow)?,
        orange: thousandths(&it.orange)?,
        red: thousandths(&it.red)?,
        source: vocab::normalise(&it.source),
    };
    actions::set_levels(&visit, &levels).await?;
    Ok(Redirect::to(&visit.link("/forecasts")))
}
