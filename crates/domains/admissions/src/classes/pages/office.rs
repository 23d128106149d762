//! The office's overview: which school has settled, made, published its entry classes; days of the
//! year; reminders.

use jiff::civil::Date;
use platform::workbook;
use serde::Deserialize;
use sheet::{Cell, Column as SheetColumn, Kind, Layout};
use vocab::{Grade, SchoolYear};
use web::{
    Filters, Form, Html, Markup, NoFields, Page, Redirect, Response, Visit, html,
    ui::{
        self, Alert, Button, Card, Column, Empty, Facts, Field, Figure, Filter, Head, List, Row,
        Tone, badge,
    },
};

use super::{LINES, MAY_SET, parts};
use crate::classes::{
    actions::{self, Error},
    model::{Stage, Standing, Term},
    overseeing, store,
};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    grade: String,
    #[serde(default)]
    stage: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    after: String,
    #[serde(default)]
    told: String,
}

/// What stands for a school without any division.
const NONE: &str = "none";

impl Asked {
    fn fits(&self, it: &Standing) -> bool {
        let stage = it.division.as_ref().map_or(NONE, |it| it.stage.key());
        (self.grade.is_empty() || self.grade == it.grade.number().to_string())
            && (self.stage.is_empty() || self.stage == stage)
            && (self.q.is_empty() || it.school_name.contains(&self.q) || it.town.contains(&self.q))
    }
}

async fn standings(visit: &Visit) -> Result<(SchoolYear, Option<Term>, Vec<Standing>), Error> {
    db::read!(visit.db(), "standings of classes", |tx| {
        let year = actions::year(tx, visit).await?;
        let term = store::find_term(tx, year).await?;
        let mut all = Vec::new();
        for grade in super::grades() {
            all.extend(store::standings(tx, visit.actor.scope(), (year, grade)).await?);
        }
        Ok((year, term, all))
    })
}

fn key(it: &Standing) -> String {
    format!("{}.{}", it.grade.number(), it.school)
}

pub(super) async fn show(visit: Visit, Filters(asked): Filters<Asked>) -> Result<Html, Page> {
    let (year, term, all) = standings(&visit).await?;
    let here = visit.here();
    let fit: Vec<&Standing> = all.iter().filter(|it| asked.fits(it)).collect();
    let begin = fit.iter().position(|it| key(it) == asked.after).map_or(0, |it| it + 1);
    let shown = &fit[begin..fit.len().min(begin + LINES)];
    let next = (fit.len() > begin + LINES).then(|| shown.last().map(|it| key(it))).flatten();
    let stages = std::iter::once((NONE, "未起草")).chain(
        [Stage::Draft, Stage::Sealed, Stage::Made, Stage::Published]
            .map(|it| (it.key(), it.label())),
    );
    let list = List::new("编班进度", &here)
        .filters(
            ui::Filters::new(&here)
                .search("学校或镇街")
                .filter(Filter::choice(
                    "grade",
                    "年级",
                    super::grades().map(|it| (it.number().to_string(), it.label())),
                ))
                .filter(Filter::choice("stage", "进度", stages)),
        )
        .column(Column::text("学校"))
        .column(Column::short("镇街"))
        .column(Column::short("年级"))
        .column(Column::short("进度"))
        .column(Column::text("方法"))
        .column(Column::number("学生"))
        .column(Column::number("班级"))
        .column(Column::number("与学籍不一致"))
        .rows(shown.iter().map(|it| row(&visit, it)))
        .total(i64::try_from(fit.len()).unwrap_or(0))
        .next(next)
        .empty(Empty::new("没有这样的学校").hint("换一个年级或进度再看。"));
    let export = here.without("after").query();
    let head = Head::new("编班进度")
        .below(html! { (year.label()) " · 公示页 " a href=(visit.link("/class-lists")) { "编班公示" } })
        .action(Button::link("导出", visit.link(&format!("/classing/county/export?{export}"))).icon("file-export"));
    let body = html! {
        @if !asked.told.is_empty() { (Alert::new(Tone::Good, format!("已催办 {} 所学校", asked.told))) }
        (figures(&visit, &all))
        (days(&visit, term.as_ref()))
        (list)
    };
    Ok(visit.page_under("编班进度", &head, &body))
}

fn figures(visit: &Visit, all: &[Standing]) -> Markup {
    let one = |grade: Grade| {
        let of: Vec<&Standing> = all.iter().filter(|it| it.grade == grade).collect();
        let count = |stage| {
            let has = |it: &&&Standing| it.division.as_ref().is_some_and(|it| it.stage == stage);
            i64::try_from(of.iter().filter(has).count()).unwrap_or(0)
        };
        let total = i64::try_from(of.len()).unwrap_or(0);
        let link = format!("/classing/county?grade={}&stage=published", grade.number());
        Figure::rate(format!("{}已公示", grade.label()), count(Stage::Published), total, "所")
            .link(visit.link(&link))
    };
    let strays: i64 = all.iter().filter_map(|it| it.division.as_ref()).map(|it| it.strays).sum();
    let strays = Figure::count("学籍班级与编班记录不一致", strays, "人");
    ui::figures(super::grades().map(one).chain(std::iter::once(strays)))
}

fn days(visit: &Visit, term: Option<&Term>) -> Markup {
    let csrf = visit.csrf();
    html! {
        @match term {
            Some(it) => {
                (Card::new("时限", html! { (Facts::new()
                    .fact("封存时限", it.seal_by.to_string())
                    .fact("公示时限", it.publish_by.to_string())
                    .fact("依据", it.source.as_str())
                    .fact("七年级参考六年级等第", if it.clause.is_empty() { "不允许".to_owned() } else { format!("{}（{}）", it.subjects.join("、"), it.clause) })) }))
            }
            None => { (Alert::new(Tone::Warn, "本学年还没有规定编班时限").detail("登记以后，学校的“待我办理”按时限提醒。")) }
        }
        @if visit.meets(MAY_SET) {
            div.actions {
                (Button::link("规定时限", visit.link("/classing/term")).icon("calendar"))
                (ui::post(&visit.link("/classing/county/remind"), &csrf, &Button::submit("催办没有公示的学校").icon("bell")))
            }
        }
    }
}

fn row<'a>(visit: &Visit, it: &Standing) -> Row<'a> {
    let row = Row::new(key(it), it.school_name.clone());
    let row = match &it.division {
        Some(one) => row.link(visit.link(&format!("/classing/{}", one.id))),
        None => row,
    };
    let row = row.cell(it.school_name.clone()).cell(it.town.clone()).cell(it.grade.label());
    match &it.division {
        Some(one) => row
            .cell(parts::stage(one.stage))
            .cell(one.way.0.label())
            .cell(one.pupils.to_string())
            .cell(one.classes.to_string())
            .cell(one.strays.to_string()),
        None => row.cell(badge(Tone::Bad, "未起草")).cell("").cell("").cell("").cell(""),
    }
}

pub(super) async fn export(visit: Visit, Filters(asked): Filters<Asked>) -> Result<Response, Page> {
    let (_, _, all) = standings(&visit).await?;
    let text = |key, title| SheetColumn::new(key, title, Kind::Text);
    let count = |key, title| SheetColumn::new(key, title, Kind::Integer);
    let layout = Layout::new(
        "编班进度",
        vec![
            text("school", "学校"),
            text("town", "镇街"),
            text("grade", "年级"),
            text("stage", "进度"),
            text("number", "编号"),
            text("method", "方法"),
            count("pupils", "学生"),
            count("classes", "班级"),
            SheetColumn::new("published", "公示日期", Kind::Date),
            count("strays", "与学籍不一致"),
        ],
    );
    let grades: Vec<&str> = all.iter().map(|it| it.grade.label()).collect();
    let rows = all.iter().zip(&grades).filter(|it| asked.fits(it.0)).map(|(it, grade)| {
        let mut cells = vec![Cell::Text(&it.school_name), Cell::Text(&it.town), Cell::Text(grade)];
        if let Some(one) = &it.division {
            cells.extend([
                Cell::Text(one.stage.label()),
                Cell::Text(&one.number),
                Cell::Text(one.way.0.label()),
                Cell::Integer(one.pupils),
                Cell::Integer(one.classes),
                one.published_on.map_or(Cell::Empty, Cell::Date),
                Cell::Integer(one.strays),
            ]);
        } else {
            cells.push(Cell::Text("未起草"));
            cells.resize_with(10, || Cell::Empty);
        }
        cells
    });
    workbook::send(&visit, &layout, rows)
}

pub(super) async fn remind(visit: Visit, _: Form<NoFields>) -> Result<Redirect, Page> {
    let told = overseeing::remind(&visit).await?;
    Ok(Redirect::to(&visit.link(&format!("/classing/county?told={told}"))))
}

pub(super) async fn term(visit: Visit) -> Result<Html, Page> {
    let (year, term, _) = standings(&visit).await?;
    let csrf = visit.csrf();
    let value = |of: &dyn Fn(&Term) -> String| term.as_ref().map(of).unwrap_or_default();
    let version = term.as_ref().map_or(0, |it| it.version);
    let body = html! {
        (ui::Form::new(visit.link("/classing/term"), &csrf)
            .part(html! { input type="hidden" name="version" value=(version); })
            .section("时限", html! {
                (Field::date("seal_by", "名单和方案封存时限").value(value(&|it| it.seal_by.to_string())).required())
                (Field::date("publish_by", "公示时限").value(value(&|it| it.publish_by.to_string())).required())
                (Field::text("source", "依据").value(value(&|it| it.source.clone())).max_length(100).required().hint("通知的文号或名称"))
            })
            .section("七年级参考六年级等第", html! {
                (Field::text("clause", "允许的条款").value(value(&|it| it.clause.clone())).max_length(100).sometimes().hint("方案没有允许就不填；一年级免试入学，一律不参考"))
                (Field::text("subjects", "科目").value(value(&|it| it.subjects.join("、"))).max_length(60).sometimes().hint("用顿号隔开，如 语文、数学"))
            })
            .button(Button::submit("保存").primary()))
    };
    let head = Head::new("编班时限")
        .crumb("编班进度", visit.link("/classing/county"))
        .below(html! { (year.label()) });
    Ok(visit.page_under("编班时限", &head, &body))
}

#[derive(Debug, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    version: i64,
    seal_by: String,
    publish_by: String,
    source: String,
    #[serde(default)]
    clause: String,
    #[serde(default)]
    subjects: String,
}

pub(super) async fn set_term(visit: Visit, Form(it): Form<Typed>) -> Result<Redirect, Page> {
    let (year, _, _) = standings(&visit).await?;
    let day = |text: &str| -> Result<Date, Error> {
        text.parse().map_err(|_| Error::Refused("日期请写成 2021-08-25 的样子".to_owned()))
    };
    let subjects = it.subjects.split(['、', '，', ',', ' ']).map(vocab::normalise);
    let term = Term {
        year,
        seal_by: day(&it.seal_by)?,
        publish_by: day(&it.publish_by)?,
        source: vocab::normalise(&it.source),
        clause: vocab::normalise(&it.clause),
        subjects: subjects.filter(|it| !it.is_empty()).collect(),
        version: it.version,
    };
    overseeing::set_term(&visit, &term).await?;
    Ok(Redirect::to(&visit.link("/classing/county")))
}
