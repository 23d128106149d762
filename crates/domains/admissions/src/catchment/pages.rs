//! The office's pages: the years, one year's list with its filters, the sheet out and in, publishing.

use directory::{schools, scope::Scope};
use platform::{
    answers::{self, ListKind, Sent, Told},
    workbook,
};
use serde::Deserialize;
use sheet::Cell;
use vocab::{SchoolId, SchoolYear, Stage};
use web::{
    Filters, Form, Html, Markup, Need, Page, Path, Problem, Redirect, Response, Routes, Upload,
    Visit, html,
    ui::{self, Button, Card, Column, Empty, Facts, Field, Head, List, Row, Tone, badge},
};

use super::{
    KEEP, READ,
    actions::{self, Error},
    list,
    model::{CatchmentId, Edition, kinds},
    outlines, store,
};

const MAY_READ: Need = Need::May(READ.key);
pub(super) const MAY_KEEP: Need = Need::May(KEEP.key);
/// How many lines a page has.
const LINES: i64 = 50;
/// The list, where it comes back marked.
const LIST: ListKind = ListKind { key: "catchment", label: "学区划分" };
/// What the form's id is signed for.
const FORM: &str = "catchment";
/// The stages that have catchments.
pub(super) const STAGES: [Stage; 2] = [Stage::Primary, Stage::Junior];

/// The pages.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/catchments", MAY_READ, all)
        .post("/catchments", MAY_KEEP, open)
        .get("/catchments/{id}", MAY_READ, show)
        .get("/catchments/{id}/export", MAY_READ, export)
        .get("/catchments/{id}/template", MAY_KEEP, template)
        .get("/catchments/{id}/upload", MAY_KEEP, form)
        .post("/catchments/{id}/upload", MAY_KEEP, take)
        .get("/catchments/{id}/outlines", MAY_READ, outlines::form)
        .post("/catchments/{id}/outlines", MAY_KEEP, outlines::take)
        .post("/catchments/{id}/publish", MAY_KEEP, publish)
}

fn state(it: &Edition) -> Markup {
    match it.published_on {
        Some(_) => badge(Tone::Good, "已公布"),
        None => badge(Tone::Warn, "未公布"),
    }
}

async fn all(visit: Visit) -> Result<Html, Page> {
    let read: Result<_, db::Error> =
        db::read!(visit.db(), "catchments", |tx| { store::editions(tx).await });
    let all = read?;
    let here = visit.here();
    let list = List::new("学区划分", &here)
        .column(Column::text("学年和学段"))
        .column(Column::short("状态"))
        .column(Column::number("条目"))
        .column(Column::number("学校"))
        .column(Column::short("公布日期"))
        .column(Column::text("依据"))
        .rows(all.iter().map(|it| {
            Row::new(it.id.to_string(), it.title())
                .link(visit.link(&format!("/catchments/{}", it.id)))
                .cell(it.title())
                .cell(state(it))
                .cell(it.areas.to_string())
                .cell(it.schools.to_string())
                .cell(it.published_on.map(|it| it.to_string()).unwrap_or_default())
                .cell(it.source.clone())
        }))
        .empty(Empty::new("还没有学区划分").hint("先新建一个学年和学段，再按表导入。"));
    let csrf = visit.csrf();
    let year = visit.today().year();
    let years = (year..=year + 1).map(|it| (it.to_string(), format!("{it}年")));
    let body = html! {
        (list)
        @if visit.meets(MAY_KEEP) {
            (ui::Form::new(visit.link("/catchments"), &csrf)
                .section("新建", html! {
                    (visit.form_id::<kinds::CatchmentId>(FORM))
                    (Field::select("year", "入学年份", years).required())
                    (Field::radio("stage", "学段", STAGES.map(|it| (it.code(), it.label()))).required())
                })
                .button(Button::submit("新建").primary()))
        }
    };
    let head = Head::new("学区划分").below(html! {
        "家长按地址查学校的公开页面 " a href=(visit.link("/schools/find")) { "查学区" }
    });
    Ok(visit.page_under("学区划分", &head, &body))
}

#[derive(Debug, Deserialize)]
struct Opened {
    id: String,
    year: i16,
    stage: String,
}

async fn open(visit: Visit, Form(it): Form<Opened>) -> Result<Redirect, Page> {
    let id: CatchmentId = visit.accept_form_id(FORM, &it.id)?;
    let wrong = || Error::Refused("请选入学年份和学段".to_owned());
    let year = SchoolYear::starting(it.year).map_err(|_| wrong())?;
    let stage = STAGES.into_iter().find(|stage| stage.code() == it.stage).ok_or_else(wrong)?;
    actions::open(&visit, (id, year, stage)).await?;
    Ok(Redirect::to(&visit.link(&format!("/catchments/{id}"))))
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
    school: Option<SchoolId>,
    after: Option<i64>,
}

async fn show(
    visit: Visit,
    Path(id): Path<CatchmentId>,
    Filters(asked): Filters<Asked>,
) -> Result<Html, Page> {
    let search = vocab::normalise(&asked.q);
    let read: Result<_, Error> = db::read!(visit.db(), "catchment", |tx| {
        let it = store::find(tx, id).await?.ok_or(Error::Missing)?;
        let after = (asked.after.unwrap_or(0), LINES + 1);
        Ok((store::page(tx, id, (asked.school, &search), after).await?, it))
    });
    let (mut areas, it) = read?;
    let more = i64::try_from(areas.len()).unwrap_or(0) > LINES;
    if more {
        areas.pop();
    }
    let next = areas.last().filter(|_| more).map(|it| it.position.to_string());
    let here = visit.here();
    let list = List::new("条目", &here)
        .filters(ui::Filters::new(&here).search("村社区、道路、学校或镇街开头"))
        .column(Column::short("镇街"))
        .column(Column::text("村社区、道路"))
        .column(Column::text("学校"))
        .column(Column::short("多校共享"))
        .rows(areas.iter().map(|it| {
            Row::new(it.position.to_string(), it.words())
                .cell(it.town_name.clone())
                .cell(it.words())
                .cell(it.school_name.clone())
                .cell(if it.is_shared { "是" } else { "" })
        }))
        .total(it.areas)
        .next(next)
        .empty(Empty::new("没有条目").hint("下载模板，一行一个村社区或一段路，填好后上传。"));
    let head = Head::new(it.title())
        .crumb("学区划分", visit.link("/catchments"))
        .state(state(&it))
        .action(
            Button::link("导出", visit.link(&format!("/catchments/{id}/export")))
                .icon("file-export"),
        )
        .action(
            Button::link("示意图", visit.link(&format!("/catchments/{id}/outlines")))
                .icon("map-pin"),
        );
    let is_open = it.published_on.is_none() && visit.meets(MAY_KEEP);
    let head = if is_open {
        let upload = visit.link(&format!("/catchments/{id}/upload"));
        head.action(Button::link("按表导入", upload).primary().icon("upload"))
    } else {
        head
    };
    let body = html! {
        @if let Some(day) = it.published_on {
            (Card::new("公布", html! { (Facts::new().fact("公布日期", day.to_string()).fact("依据", it.source.as_str()).long("家长要带的材料", it.documents.as_str())) }))
        }
        (list)
        @if is_open { (publishing(&visit, &it)) }
    };
    Ok(visit.page_under(&it.title(), &head, &body))
}

fn publishing(visit: &Visit, it: &Edition) -> Markup {
    let csrf = visit.csrf();
    html! {
        (ui::Form::new(visit.link(&format!("/catchments/{}/publish", it.id)), &csrf)
            .part(html! { input type="hidden" name="version" value=(it.version); })
            .section("公布", html! {
                (Field::text("source", "依据").max_length(100).required().hint("通知的文号或名称"))
                (Field::long("documents", "家长要带的材料").lines(5).required().hint("一行一项，查学区的页面会列出"))
            })
            .button(Button::submit("公布").primary().confirm("公布以后不再改动。确定公布吗？")))
    }
}

async fn edition(visit: &Visit, id: CatchmentId) -> Result<Edition, Error> {
    let read: Result<_, Error> = db::read!(visit.db(), "catchment", |tx| {
        store::find(tx, id).await?.ok_or(Error::Missing)
    });
    read
}

async fn export(visit: Visit, Path(id): Path<CatchmentId>) -> Result<Response, Page> {
    let read: Result<_, Error> = db::read!(visit.db(), "catchment as a sheet", |tx| {
        store::find(tx, id).await?.ok_or(Error::Missing)?;
        Ok(store::areas(tx, id).await?)
    });
    let areas = read?;
    let rows = areas.iter().map(|it| {
        let (first, last) = it.numbers.unzip();
        let number = |it: Option<i64>| it.map_or(Cell::Empty, Cell::Integer);
        vec![
            Cell::Text(&it.town_name),
            Cell::Text(&it.name),
            number(first),
            number(last),
            Cell::Text(it.side.label()),
            Cell::Text(&it.school_name),
            Cell::Text(if it.is_shared { "是" } else { "" }),
        ]
    });
    workbook::send(&visit, &list::layout(), rows)
}

async fn template(visit: Visit, Path(id): Path<CatchmentId>) -> Result<Response, Page> {
    edition(&visit, id).await?;
    let layout = list::layout();
    workbook::send_template(&visit, sheet::Template::new(&layout), "学区划分模板.xlsx")
}

fn upload(visit: &Visit, it: &Edition) -> Markup {
    let csrf = visit.csrf();
    html! {
        (ui::Form::new(visit.link(&format!("/catchments/{}/upload", it.id)), &csrf)
            .with_files()
            .part(html! { input type="hidden" name="version" value=(it.version); })
            .section("上传学区划分", html! {
                (Field::file("file", "学区划分", ".xlsx,.xls,.csv").required()
                    .hint("整张表代替原来的。同一段路分给两所学校、学校没有这个学段的，不会导入，并指出单元格。"))
            })
            .button(Button::submit("上传").primary().icon("upload"))
            .button(Button::link("下载模板", visit.link(&format!("/catchments/{}/template", it.id))).icon("download")))
    }
}

fn head(visit: &Visit, it: &Edition) -> Head<'static> {
    Head::new("导入学区划分").crumb(it.title(), visit.link(&format!("/catchments/{}", it.id)))
}

async fn form(visit: Visit, Path(id): Path<CatchmentId>) -> Result<Html, Page> {
    let it = edition(&visit, id).await?;
    Ok(visit.page_under("导入学区划分", &head(&visit, &it), &upload(&visit, &it)))
}

async fn take(visit: Visit, Path(id): Path<CatchmentId>, file: Upload) -> Result<Html, Page> {
    if file.bytes.is_empty() {
        let words = "没有选择文件，或者文件是空的。请选择学区划分的表格后再上传。";
        return Err(Problem::unfit(words).into());
    }
    let it = edition(&visit, id).await?;
    let county: Result<_, Error> = db::read!(visit.db(), "schools of the county", |tx| {
        let scope = Scope::of(tx, visit.actor.scope()).await?.ok_or(Error::Missing)?;
        Ok(schools::all(tx, scope).await?)
    });
    let county = county?;
    let known = list::Known::of(&county, it.stage);
    let refused = |it: sheet::Refusal| Page::from(Problem::unfit(it.to_string()));
    let read = list::read(&file.bytes, &known).map_err(refused)?;
    let is_fit = read.errors == 0 && !read.areas.is_empty();
    let words = if is_fit {
        let version = file.fields.get("version").and_then(|it| it.parse().ok()).unwrap_or(0);
        actions::take(&visit, (id, version), &read.areas).await?;
        format!("已导入 {} 条", read.areas.len())
    } else {
        format!("没有导入：{} 处须改正", read.errors)
    };
    let sent = Sent { name: &file.name, bytes: &file.bytes };
    let has_copy = answers::keep(&visit, LIST, sent, (&list::layout(), &read.findings)).await;
    let next = if is_fit { "" } else { "改好后把整张表再传一次。" };
    let told = Told { words, next, faults: read.findings.len(), has_copy };
    let it = edition(&visit, id).await?;
    let body = html! {
        (told.alert(&visit, LIST)) (answers::findings(&read.findings)) (upload(&visit, &it))
    };
    Ok(visit.page_under("导入学区划分", &head(&visit, &it), &body))
}

#[derive(Debug, Deserialize)]
struct Publishing {
    #[serde(default)]
    version: i64,
    #[serde(default)]
    source: String,
    #[serde(default)]
    documents: String,
}

async fn publish(
    visit: Visit,
    Path(id): Path<CatchmentId>,
    Form(it): Form<Publishing>,
) -> Result<Redirect, Page> {
    actions::publish(&visit, (id, it.version), (&it.source, &it.documents)).await?;
    Ok(Redirect::to(&visit.link(&format!("/catchments/{id}"))))
}
