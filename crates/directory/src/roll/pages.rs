//! Sending a roll in, seeing what it would change, confirming it.

use platform::workbook;
use serde::Deserialize;
use vocab::{JobId, PlaceId, StudentId};
use web::{
    Filters, Form, Html, IntoResponse, Need, NoFields, Page, Path, Problem, Redirect, Response,
    Routes, StatusCode, Upload, Visit, html,
    ui::{self, Field, Item, Tone, badge},
};

use super::{
    Import, ImportState, RollImportId, Summary,
    apply::Confirm,
    close, file, jobs, mark_left,
    views::{decide, figures, head, rows, sort_of, tone, waiting},
};
use crate::{
    Error,
    model::{Relation, StudentLine},
    rules::Refusal,
    scope::Scope,
    store::{self, roll::ShownRow},
};

/// Sending rolls in and taking them over.
pub(crate) const IMPORT: Need = Need::May("roll.import");

/// The pages.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/roll", IMPORT, list)
        .post("/roll", IMPORT, send)
        .get("/roll/template", IMPORT, template)
        .get("/roll/{id}", IMPORT, show)
        .get("/roll/{id}/answer", IMPORT, answer)
        .post("/roll/{id}/apply", IMPORT, confirm)
        .post("/roll/{id}/left", IMPORT, left)
        .post("/roll/{id}/close", IMPORT, end)
}

const IMPORTS: usize = 20;
pub(super) const LINES: usize = 50;

async fn list(visit: Visit) -> Result<Html, Page> {
    imports(&visit, None).await
}

/// The form and the latest imports; `why` a file was not taken.
async fn imports(visit: &Visit, why: Option<&str>) -> Result<Html, Page> {
    let place = visit.actor.scope();
    let found: Result<Vec<Import>, db::Error> = db::read!(visit.db(), "roll imports", |tx| {
        store::roll::imports(tx, place, IMPORTS).await
    });
    let imports = found?;
    let csrf = visit.csrf();
    let items = imports.iter().map(|it| {
        let when = visit.civil_of(it.made_at).strftime("%Y-%m-%d %H:%M").to_string();
        Item::new(it.file_name.as_str())
            .link(visit.link(&format!("/roll/{}", it.id)))
            .below(when)
            .icon("file-spreadsheet")
            .aside(badge(tone(it.state), it.state.label()))
    });
    let mut form = ui::Form::new(visit.link("/roll"), &csrf).with_files();
    if let Some(why) = why {
        form = form.problem(format!("文件没有上传：{why}"));
    }
    let form = form
        .section("导入学籍表", html! {
            (Field::file("file", "学籍表", ".xlsx,.xls,.csv").required()
                .hint("全国学籍系统导出的学生基础信息表，Excel 或 CSV，不超过 64 MB。上传后先核对，不会马上改动任何数据。"))
        })
        .button(ui::Button::submit("上传并核对").primary().icon("upload"))
        .button(ui::Button::link("下载模板", visit.link("/roll/template")).icon("download"));
    let body = html! {
        (form)
        @if imports.is_empty() {
            (ui::Card::new("最近的导入", html! { (ui::Empty::new("还没有导入过学籍表")) }))
        } @else {
            (ui::Card::new("最近的导入", ui::items(items)).flush())
        }
    };
    Ok(visit.page("学籍导入", &body))
}

async fn send(visit: Visit, upload: Upload) -> Result<Response, Page> {
    // What is no sheet at all is told at once; the rest when it was looked through.
    let why = if upload.bytes.is_empty() {
        Some("没有选择文件，或者文件是空的。请选择学籍表后再上传。".to_owned())
    } else {
        sheet::Format::of(&upload.bytes).err().map(|it| it.to_string())
    };
    if let Some(why) = why {
        let page = imports(&visit, Some(&why)).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let (sealer, place) = (visit.cell.service(), visit.actor.scope());
    let received = file::receive(&visit, sealer, place, &upload.name, &upload.bytes).await?;
    Ok(to_job(&visit, received.job).into_response())
}

/// The job's page shows how far it is, and leads back here at its end.
fn to_job(visit: &Visit, job: JobId) -> Redirect {
    Redirect::to(&visit.link(&format!("/jobs/{job}")))
}

async fn template(visit: Visit) -> Result<Response, Page> {
    let relations: Vec<&str> = Relation::all().map(Relation::label).collect();
    let template =
        sheet::Template::new(super::layout()).list("cy1gx", &relations).list("cy2gx", &relations);
    workbook::send_template(&visit, template, "学籍表模板.xlsx")
}

/// Which rows are asked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Query {
    #[serde(default)]
    pub(super) sort: String,
    pub(super) after: Option<i64>,
}

/// What the page of an import shows.
pub(super) struct Shown {
    pub(super) scope: Scope,
    pub(super) import: Import,
    pub(super) summary: Summary,
    pub(super) rows: Vec<ShownRow>,
    pub(super) absent: Vec<StudentLine>,
}

async fn load(visit: &Visit, id: RollImportId) -> Result<Import, Error> {
    file::load(visit.db(), visit.actor.scope(), id).await
}

async fn find(visit: &Visit, id: RollImportId, query: &Query) -> Result<Shown, Error> {
    let (place, after) = (visit.actor.scope(), query.after.unwrap_or(-1));
    db::read!(visit.db(), "roll rows", |tx| {
        let import = store::roll::find_import(tx, place, id).await?.ok_or(Error::Missing)?;
        let scope = Scope::of(tx, place).await?.ok_or(Error::Missing)?;
        let mut summary = store::roll::summary(tx, id).await?;
        if import.state != ImportState::Waiting {
            summary.absent = store::roll::count_absent(tx, id).await?;
        }
        let sort = sort_of(query, &summary);
        let (mut rows, mut absent) = (Vec::new(), Vec::new());
        if sort == "absent" {
            absent = store::roll::absent(tx, id, after, LINES + 1).await?;
        } else {
            rows = store::roll::shown_rows(tx, id, sort, after, LINES + 1).await?;
        }
        Ok(Shown { scope, import, summary, rows, absent })
    })
}

async fn show(
    visit: Visit,
    Path(id): Path<RollImportId>,
    Filters(query): Filters<Query>,
) -> Result<Html, Page> {
    let shown = find(&visit, id, &query).await?;
    let Shown { import, summary, .. } = &shown;
    let csrf = visit.csrf();
    let head = head(&visit, import, &csrf);
    let body = match import.state {
        ImportState::Waiting => waiting("正在核对", "核对完成后，“消息”里会提醒您。"),
        ImportState::Applying => waiting("正在更新", "更新完成后，“消息”里会提醒您。"),
        ImportState::Refused => html! {
            (ui::Alert::new(Tone::Bad, "这个文件无法读取，没有核对，也没有改动任何数据")
                .detail(import.refusal.as_deref().unwrap_or_default())
                .action(ui::Button::link("重新上传", visit.link("/roll")))
                .action(ui::Button::link("下载模板", visit.link("/roll/template")).icon("download")))
        },
        ImportState::Checked | ImportState::Closed => html! {
            (figures(summary))
            @if import.state == ImportState::Checked { (decide(&visit, import, summary, &csrf)) }
            (rows(&visit, &shown, &query, &csrf))
        },
    };
    Ok(visit.page_under("学籍核对", &head, &body))
}

#[derive(Debug, Default, Deserialize)]
struct Kinds {
    #[serde(default)]
    kind: Vec<String>,
}

async fn confirm(
    visit: Visit,
    Path(id): Path<RollImportId>,
    Form(form): Form<Kinds>,
) -> Result<Redirect, Page> {
    let kinds: Vec<Confirm> = form.kind.iter().filter_map(|it| Confirm::from_key(it)).collect();
    if kinds.is_empty() {
        return Err(Problem::unfit("请先勾选要更新的内容，再确认。").into());
    }
    let place: PlaceId = visit.actor.scope();
    let payload = jobs::confirmed(id, place, &kinds);
    let begun: Result<JobId, Error> = platform::act!(visit, "directory.roll.confirm", |act| {
        act.about(id);
        for kind in &kinds {
            act.note(kind.key(), 1);
        }
        let tx = act.tx();
        store::roll::find_import(tx, place, id).await?.ok_or(Error::Missing)?;
        let (from, to) = (ImportState::Checked, ImportState::Applying);
        if !store::roll::set_state(tx, id, from, to).await? {
            return Err(Refusal::ImportClosed.into());
        }
        Ok(platform::jobs::add(act, &jobs::APPLY, "按学籍表更新", &payload).await?)
    });
    Ok(to_job(&visit, begun?))
}

#[derive(Debug, Default, Deserialize)]
struct Chosen {
    #[serde(default)]
    row: Vec<StudentId>,
}

async fn left(
    visit: Visit,
    Path(id): Path<RollImportId>,
    Form(form): Form<Chosen>,
) -> Result<Redirect, Page> {
    let import = load(&visit, id).await?;
    if import.state != ImportState::Checked {
        return Err(Error::from(Refusal::ImportClosed).into());
    }
    if form.row.is_empty() {
        return Err(Problem::unfit("请先勾选已经离校的学生，再确认。").into());
    }
    mark_left(&visit, &import, &form.row).await?;
    Ok(Redirect::to(&visit.link(&format!("/roll/{id}?sort=absent"))))
}

async fn answer(visit: Visit, Path(id): Path<RollImportId>) -> Result<Response, Page> {
    let import = load(&visit, id).await?;
    let copy = file::answer(visit.db(), visit.cell.service(), id).await?;
    let bytes = copy.ok_or(Error::Missing)?;
    let stem = import.file_name.rsplit_once('.').map_or(import.file_name.as_str(), |it| it.0);
    Ok(workbook::download(&format!("{stem}-核对结果.xlsx"), workbook::XLSX, bytes))
}

async fn end(
    visit: Visit,
    Path(id): Path<RollImportId>,
    _: Form<NoFields>,
) -> Result<Redirect, Page> {
    let import = load(&visit, id).await?;
    close(&visit, &import).await?;
    Ok(Redirect::to(&visit.link("/roll")))
}
