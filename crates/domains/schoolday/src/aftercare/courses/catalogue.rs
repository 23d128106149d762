//! The county's catalogue: the bureau keeps it, schools take courses over from it.

use jiff::civil::Date;
use maud::{Markup, html};
use serde::Deserialize;
use vocab::{Grade, Stage};
use web::{
    Filters, Form, Html, Page, Path, Redirect, Routes, Visit,
    ui::{self, Button, Column, Empty, Field, Filter, Head, List, Row},
};

use super::{
    model::CatalogueId,
    store::{self, Entry},
};
use crate::aftercare::{DECIDE, MANAGE, READ, error::Error};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/aftercare/catalogue", READ, list)
        .get("/aftercare/catalogue/new", DECIDE, new)
        .post("/aftercare/catalogue", DECIDE, save)
        .get("/aftercare/catalogue/{id}", DECIDE, edit)
        .post("/aftercare/catalogue/{id}/end", DECIDE, end)
}

/// The name under which a new entry's id is signed.
const FORM: &str = "catalogue";
/// What courses are about.
const FIELDS: [&str; 7] = ["艺术", "体育", "科技", "手工", "劳动", "人文", "棋类"];

#[derive(Debug, Default, Deserialize)]
struct Wanted {
    #[serde(default)]
    field: String,
}

async fn entries(visit: &Visit) -> Result<Vec<Entry>, Error> {
    let today = visit.today();
    Ok(db::read!(visit.db(), "catalogue", |tx| { store::catalogue(tx, today).await })?)
}

async fn list(visit: Visit, Filters(wanted): Filters<Wanted>) -> Result<Html, Page> {
    let mut all = entries(&visit).await?;
    let today = visit.today();
    let taken: Result<Vec<(CatalogueId, i64)>, db::Error> =
        db::read!(visit.db(), "taken over", |tx| { store::taken_over(tx).await });
    let taken = taken.map_err(Error::from)?;
    all.retain(|it| wanted.field.is_empty() || it.field == wanted.field);
    let here = visit.here();
    let (edits, takes) = (visit.meets(DECIDE), visit.meets(MANAGE));
    let row = |it: &Entry| {
        let schools = taken.iter().find(|of| of.0 == it.id).map_or(0, |of| of.1);
        let row = Row::new(it.id.to_string(), it.title.clone());
        let row = if edits {
            row.link(visit.link(&format!("/aftercare/catalogue/{}", it.id)))
        } else {
            row
        };
        row.cell(it.title.clone())
            .cell(it.field.clone())
            .cell(format!("{}至{}", it.grade_min.label(), it.grade_max.label()))
            .cell(it.source.clone())
            .cell(it.about.clone())
            .cell(schools.to_string())
            .cell(html! {
                @if takes { (Button::link("选用", visit.link(&format!("/aftercare/school/courses/new?catalogue={}", it.id)))) }
            })
    };
    let list = List::new("目录课程", &here)
        .filters(ui::Filters::new(&here).filter(Filter::choice(
            "field",
            "领域",
            FIELDS.map(|it| (it, it)),
        )))
        .column(Column::text("课程"))
        .column(Column::short("领域"))
        .column(Column::short("年级"))
        .column(Column::text("提供方"))
        .column(Column::text("简介"))
        .column(Column::number("选用(门次)"))
        .column(Column::short(if takes { "选用" } else { "" }))
        .rows(all.iter().map(row))
        .total(i64::try_from(all.len()).unwrap_or(0))
        .empty(Empty::new("目录里还没有课程").hint("教育局基教科新增后，各校可以直接选用。"));
    let head = Head::new("县级课程目录")
        .crumb("课后服务", visit.link("/aftercare"))
        .above(format!("截至 {today}"));
    let new = Button::link("新增课程", visit.link("/aftercare/catalogue/new")).primary();
    let head = if edits { head.action(new.icon("plus")) } else { head };
    Ok(visit.page_under("县级课程目录", &head.action(Button::print()), &html! { (list) }))
}

#[derive(Debug, Default, Deserialize)]
struct Typed {
    #[serde(default)]
    id: String,
    /// Which entry is changed; empty for a new one.
    #[serde(default)]
    entry: String,
    title: String,
    field: String,
    about: String,
    grade_min: String,
    grade_max: String,
    source: String,
}

async fn new(visit: Visit) -> Result<Html, Page> {
    let id = visit.form_id::<super::model::kinds::CatalogueId>(FORM);
    Ok(form(&visit, &id, None))
}

async fn edit(visit: Visit, Path(id): Path<CatalogueId>) -> Result<Html, Page> {
    let all = entries(&visit).await?;
    let entry = all.iter().find(|it| it.id == id).ok_or(Error::Missing)?;
    let hidden = html! { input type="hidden" name="entry" value=(id); };
    Ok(form(&visit, &hidden, Some(entry)))
}

fn form(visit: &Visit, id: &Markup, entry: Option<&Entry>) -> Html {
    let hidden = html! { (visit.csrf()) (id) };
    let text = |of: fn(&Entry) -> &String| entry.map_or("", |it| of(it).as_str()).to_owned();
    let grades: Vec<(String, &str)> = Stage::Primary
        .grades()
        .chain(Stage::Junior.grades())
        .map(|it| (it.number().to_string(), it.label()))
        .collect();
    let number = |of: fn(&Entry) -> Grade| entry.map(|it| of(it).number().to_string());
    let form = ui::Form::new(visit.link("/aftercare/catalogue"), &hidden)
        .section("目录课程", html! {
            (Field::text("title", "课程名称").value(text(|it| &it.title)).required().max_length(30))
            (Field::select("field", "领域", FIELDS.map(|it| (it, it))).value(text(|it| &it.field)).required())
            (Field::text("source", "提供方").value(text(|it| &it.source)).required().max_length(40).hint("学校、县素质教育中心、社会资源单位等。"))
            (Field::select("grade_min", "最低年级", grades.clone()).value(number(|it| it.grade_min).unwrap_or_default()).required())
            (Field::select("grade_max", "最高年级", grades).value(number(|it| it.grade_max).unwrap_or_default()).required())
            (Field::long("about", "简介").value(text(|it| &it.about)).required().max_length(300))
        })
        .button(Button::submit("保存").primary());
    let title = if entry.is_some() { "修改目录课程" } else { "新增目录课程" };
    let head = Head::new(title).crumb("县级课程目录", visit.link("/aftercare/catalogue"));
    let body = html! {
        (form)
        @if let Some(entry) = entry {
            (ui::post(
                &visit.link(&format!("/aftercare/catalogue/{}/end", entry.id)),
                &visit.csrf(),
                &Button::submit("移出目录").danger().confirm("移出后学校不能再选用，已开的课不受影响。确定吗？"),
            ))
        }
    };
    visit.page_under(title, &head, &body)
}

async fn save(visit: Visit, Form(typed): Form<Typed>) -> Result<Redirect, Page> {
    let id = match typed.entry.parse::<CatalogueId>() {
        Ok(id) => id,
        Err(_) => visit.accept_form_id(FORM, &typed.id)?,
    };
    let grade = |text: &str| text.parse().ok().and_then(|it| Grade::school(it).ok());
    let unfit = |words: &str| Error::Unfit(words.to_owned());
    let (min, max) = grade(&typed.grade_min)
        .zip(grade(&typed.grade_max))
        .filter(|it| it.0 <= it.1)
        .ok_or_else(|| unfit("年级范围不对：请选择最低和最高年级，最低不高于最高。"))?;
    let texts = [&typed.title, &typed.field, &typed.about, &typed.source];
    if texts.iter().any(|it| it.trim().is_empty()) {
        return Err(unfit("课程名称、领域、提供方和简介都要填写。").into());
    }
    let entry = Entry {
        id,
        title: typed.title.trim().to_owned(),
        field: typed.field.trim().to_owned(),
        about: typed.about.trim().to_owned(),
        grade_min: min,
        grade_max: max,
        source: typed.source.trim().to_owned(),
    };
    let today = visit.today();
    let done: Result<(), Error> = platform::act!(visit, "aftercare.catalogue.save", |act| {
        act.about(id);
        store::set_entry(act.tx(), &entry, today).await?;
        Ok(())
    });
    done?;
    Ok(to_list(&visit))
}

async fn end(
    visit: Visit,
    Path(id): Path<CatalogueId>,
    _: Form<web::NoFields>,
) -> Result<Redirect, Page> {
    let today: Date = visit.today();
    let done: Result<(), Error> = platform::act!(visit, "aftercare.catalogue.end", |act| {
        act.about(id);
        if store::end_entry(act.tx(), id, today).await? { Ok(()) } else { Err(Error::Missing) }
    });
    done?;
    Ok(to_list(&visit))
}

fn to_list(visit: &Visit) -> Redirect {
    Redirect::to(&visit.link("/aftercare/catalogue"))
}
