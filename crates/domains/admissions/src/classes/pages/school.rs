//! The desk of a school: its divisions, and the form that begins one.

use serde::Deserialize;
use vocab::Grade;
use web::{
    Filters, Form, Html, Page, Redirect, Visit, html,
    ui::{self, Button, Column, Empty, Field, Filter, Head, List, Row},
};

use super::{LINES, MAY_RUN, parts};
use crate::classes::{
    actions::{self, Drafting, Error},
    model::{ClassingId, Stage, Way, kinds},
    rules, store,
};

/// What the form's id is signed for.
const FORM: &str = "classing";

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    stage: String,
    after: Option<ClassingId>,
}

pub(super) async fn list(visit: Visit, Filters(asked): Filters<Asked>) -> Result<Html, Page> {
    let before = asked.after.map_or(i64::MAX, ClassingId::bits);
    let limit = i64::try_from(LINES + 1).unwrap_or(i64::MAX);
    let stage = Stage::from_key(&asked.stage);
    let read: Result<_, db::Error> = db::read!(visit.db(), "divisions", |tx| {
        store::divisions(tx, visit.actor.scope(), stage, (before, limit)).await
    });
    let mut all = read?;
    let next = (all.len() > LINES).then(|| all[LINES - 1].id.to_string());
    all.truncate(LINES);
    let here = visit.here();
    let list = List::new("均衡编班", &here)
        .filters(ui::Filters::new(&here).filter(Filter::choice(
            "stage",
            "状态",
            Stage::ALL.map(|it| (it.key(), it.label())),
        )))
        .column(Column::text("学校"))
        .column(Column::short("年级"))
        .column(Column::short("编号"))
        .column(Column::text("方法"))
        .column(Column::number("学生"))
        .column(Column::number("班级"))
        .column(Column::short("状态"))
        .rows(all.iter().map(|it| {
            Row::new(it.number.clone(), it.title())
                .link(visit.link(&format!("/classing/{}", it.id)))
                .cell(it.school_name.clone())
                .cell(format!("{}级{}", it.year.start(), it.grade.label()))
                .cell(it.number.clone())
                .cell(it.way.0.label())
                .cell(it.pupils.to_string())
                .cell(it.classes.to_string())
                .cell(html! { (parts::stage(it.stage)) @if it.is_rehearsal { " 演练" } })
        }))
        .next(next)
        .empty(
            Empty::new("还没有编班")
                .hint("一年级和七年级新生入学前办理；先封存名单和方案，再当众抽数编班。"),
        );
    let head = Head::new("均衡编班").below(html! {
        "方案先封存、摘要先公布，再当众抽数；结果谁都能重算。公示页 "
        a href=(visit.link("/class-lists")) { "编班公示" }
    });
    let head = if visit.meets(MAY_RUN) {
        head.action(Button::link("起草编班", visit.link("/classing/new")).primary().icon("plus"))
    } else {
        head
    };
    Ok(visit.page_under("均衡编班", &head, &html! { (list) }))
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    grade: String,
}

pub(super) async fn form(visit: Visit, Filters(wanted): Filters<Wanted>) -> Result<Html, Page> {
    let read: Result<_, Error> = db::read!(visit.db(), "new division", |tx| {
        let school = actions::own_school(tx, &visit).await?;
        let year = actions::year(tx, &visit).await?;
        let mut grades = Vec::new();
        for grade in rules::entry_grades(school.form) {
            let pupils = store::on_roll(tx, school.id, grade).await?.len();
            let arrived = actions::arrived(tx, &school, (year, grade)).await?.len();
            grades.push((grade, pupils, arrived));
        }
        Ok((school, year, grades, store::find_term(tx, year).await?))
    });
    let (school, year, grades, term) = read?;
    let allows = term.is_some_and(|it| !it.clause.is_empty());
    let chosen = wanted
        .grade
        .parse()
        .unwrap_or_else(|_| grades.first().map_or(1, |it: &(Grade, usize, usize)| it.0.number()));
    let csrf = visit.csrf();
    let options: Vec<(String, String)> = grades
        .iter()
        .map(|(grade, pupils, arrived)| {
            let words = match arrived {
                0 => format!("{}（学籍 {pupils} 人）", grade.label()),
                _ => format!("{}（报到 {arrived} 人，学籍 {pupils} 人）", grade.label()),
            };
            (grade.number().to_string(), words)
        })
        .collect();
    let has_arrived = grades.iter().any(|it| it.2 > 0);
    let way = Grade::school(chosen).map_or(Way::ALL[0], |it| Way(rules::usual(it)));
    let body = if options.is_empty() {
        html! { (Empty::new("本校没有一年级或七年级").hint("只有义务教育起始年级办理均衡编班。")) }
    } else {
        let fields = html! {
            (visit.form_id::<kinds::ClassingId>(FORM))
            (Field::select("grade", "年级", options).value(chosen.to_string()).required())
            (Field::radio("way", "编班方法", Way::ALL.map(|it| (it.key(), it.0.label()))).value(way.key()).required()
                .hint("一年级一般用分层随机，七年级一般用 S 型。方法在抽数之前公布，此后不能改"))
            (Field::number("classes", "编几个班").between("1", "60").sometimes().narrow()
                .hint("不填就按班额标准编最少的班：小学每班不超过 45 人，初中不超过 50 人"))
            @if has_arrived {
                (Field::radio("names", "名单", [("arrived", "录取并且报到的新生"), ("roll", "学籍在册的学生")]).value("arrived").required()
                    .hint("报到以后才有学籍的新生，用报到名单；家长用报名的账号看班级"))
            }
            @if allows {
                (Field::checkbox("levels", "七年级参考六年级等第（教育局方案已允许）", false))
            }
            (Field::checkbox("rehearsal", "演练：走一遍全过程，结果不公示、不算数", false))
        };
        html! {
            (ui::Form::new(visit.link("/classing/new"), &csrf)
                .section("编班方案", fields)
                .button(Button::submit("起草，取名单").primary()))
        }
    };
    let head = Head::new("起草编班")
        .crumb("均衡编班", visit.link("/classing"))
        .below(html! { (school.name) " · " (year.label()) });
    Ok(visit.page_under("起草编班", &head, &body))
}

#[derive(Debug, Deserialize)]
pub(super) struct Typed {
    id: String,
    grade: i64,
    way: String,
    #[serde(default)]
    classes: String,
    #[serde(default)]
    levels: String,
    #[serde(default)]
    rehearsal: String,
    #[serde(default)]
    names: String,
}

pub(super) async fn draft(visit: Visit, Form(form): Form<Typed>) -> Result<Redirect, Page> {
    let id: ClassingId = visit.accept_form_id(FORM, &form.id)?;
    let wrong = |words: &str| Page::from(web::Problem::refused(words));
    let grade = Grade::school(form.grade).map_err(|_| wrong("请选年级"))?;
    let way = Way::from_key(&form.way).ok_or_else(|| wrong("请选编班方法"))?;
    let classes = match form.classes.trim() {
        "" => 0,
        text => text
            .parse()
            .ok()
            .filter(|it| (1..=60).contains(it))
            .ok_or_else(|| wrong("班数请填 1 到 60 的整数，或者不填"))?,
    };
    let it = Drafting {
        id,
        grade,
        way,
        classes,
        by_levels: !form.levels.is_empty(),
        is_rehearsal: !form.rehearsal.is_empty(),
        from_roll: form.names == "roll",
    };
    actions::draft(&visit, it).await?;
    Ok(Redirect::to(&visit.link(&format!("/classing/{id}"))))
}
