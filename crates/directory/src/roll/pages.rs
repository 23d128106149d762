//! Sending a roll in, seeing what it would change, confirming it.

use platform::workbook;
use serde::Deserialize;
use vocab::{JobId, PlaceId, StudentId, mask_name};
use web::{
    Filters, Form, Html, Markup, Need, NoFields, Page, Path, Problem, Redirect, Response, Routes,
    Upload, Visit, html,
    ui::{self, Address, Bulk, Column, Field, Head, Item, List, Row, Tabs, Tone, badge},
};

use super::{
    Import, ImportState, RollImportId, Summary, apply::Confirm, close, file, jobs, mark_left,
};
use crate::{
    Error,
    model::{Relation, StudentLine},
    pages::shown_name,
    rules::Refusal,
    scope::{Reach, Scope},
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
const LINES: usize = 50;

async fn list(visit: Visit) -> Result<Html, Page> {
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
    let body = html! {
        (ui::Form::new(visit.link("/roll"), &csrf).with_files()
            .section("导入学籍表", html! {
                (Field::file("file", "学籍表", ".xlsx,.xls,.csv").required()
                    .hint("全国学籍系统导出的学生基础信息表，Excel 或 CSV，不超过 64 MB。上传后先核对，不会马上改动任何数据。"))
            })
            .button(ui::Button::submit("上传并核对").primary().icon("upload"))
            .button(ui::Button::link("下载模板", visit.link("/roll/template")).icon("download")))
        @if imports.is_empty() {
            (ui::Card::new("最近的导入", html! { (ui::Empty::new("还没有导入过学籍表")) }))
        } @else {
            (ui::Card::new("最近的导入", ui::items(items)).flush())
        }
    };
    Ok(visit.page("学籍导入", &body))
}

fn tone(state: ImportState) -> Tone {
    match state {
        ImportState::Waiting | ImportState::Applying => Tone::Info,
        ImportState::Checked => Tone::Warn,
        ImportState::Refused => Tone::Bad,
        ImportState::Closed => Tone::Quiet,
    }
}

async fn send(visit: Visit, upload: Upload) -> Result<Redirect, Page> {
    if upload.bytes.is_empty() {
        return Err(Problem::unfit("没有选择文件，或者文件是空的。请选择学籍表后再上传。").into());
    }
    let (sealer, place) = (visit.cell.service(), visit.actor.scope());
    let received = file::receive(&visit, sealer, place, &upload.name, &upload.bytes).await?;
    Ok(to_job(&visit, received.job))
}

/// The job's page shows how far it is, and leads back here at its end.
fn to_job(visit: &Visit, job: JobId) -> Redirect {
    Redirect::to(&visit.link(&format!("/jobs/{job}")))
}

async fn template(visit: Visit) -> Result<Response, Page> {
    let relations: Vec<&str> = Relation::all().map(Relation::label).collect();
    let mut template =
        sheet::Template::new(super::layout()).list("cy1gx", &relations).list("cy2gx", &relations);
    if visit.cell.demo {
        template = template.demo();
    }
    let bytes = template.build().map_err(|error| Page::from(Problem::internal(&error)))?;
    Ok(workbook::download("学籍表模板.xlsx", workbook::XLSX, bytes))
}

#[derive(Debug, Default, Deserialize)]
struct Query {
    #[serde(default)]
    sort: String,
    after: Option<i64>,
}

struct Shown {
    scope: Scope,
    import: Import,
    summary: Summary,
    rows: Vec<ShownRow>,
    absent: Vec<StudentLine>,
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
        let sort = query.sort.as_str();
        let (mut rows, mut absent) = (Vec::new(), Vec::new());
        if sort == "absent" {
            absent = store::roll::absent(tx, id, after, LINES + 1).await?;
        } else {
            let sort = if sort.is_empty() { "new" } else { sort };
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
            (ui::Alert::new(Tone::Bad, "这个文件无法读取").detail(import.refusal.as_deref().unwrap_or_default()).action(ui::Button::link("重新上传", visit.link("/roll"))))
        },
        ImportState::Checked | ImportState::Closed => html! {
            (figures(summary))
            @if import.state == ImportState::Checked { (decide(&visit, import, summary, &csrf)) }
            (rows(&visit, &shown, &query, &csrf))
        },
    };
    Ok(visit.page_under("学籍核对", &head, &body))
}

fn head<'a>(visit: &Visit, import: &'a Import, csrf: &Markup) -> Head<'a> {
    let head = Head::new("学籍核对")
        .crumb("学籍导入", visit.link("/roll"))
        .state(badge(tone(import.state), import.state.label()))
        .below(html! { (import.file_name) " · 自 " (import.made_on) " 起生效" });
    if import.state != ImportState::Checked {
        return head;
    }
    let id = import.id;
    let answer = ui::Button::link("下载批注后的原表", visit.link(&format!("/roll/{id}/answer")));
    let end = ui::Button::submit("结束本次导入")
        .confirm("结束后，上传的文件会删除；还没有确认的内容不会更新。确定结束吗？");
    head.action(answer.icon("download")).action(ui::post(
        &visit.link(&format!("/roll/{id}/close")),
        csrf,
        &end,
    ))
}

fn waiting(title: &str, detail: &str) -> Markup {
    html! { (ui::Alert::new(Tone::Info, title.to_owned()).detail(detail.to_owned())) }
}

fn figures(summary: &Summary) -> Markup {
    ui::figures([
        ui::Figure::count("表中学生", summary.rows, "人"),
        ui::Figure::count("与系统一致", summary.same, "人"),
        ui::Figure::count("新增", summary.new, "人"),
        ui::Figure::count("班级变动", summary.moved, "人"),
        ui::Figure::count("信息不同", summary.changed, "人"),
        ui::Figure::count("有误，不能使用", summary.faulty, "行"),
        ui::Figure::count("不在表中，可能已离校", summary.absent, "人"),
    ])
}

fn decide(visit: &Visit, import: &Import, summary: &Summary, csrf: &Markup) -> Markup {
    let waits = [summary.new, summary.moved, summary.changed];
    let options: Vec<(&str, String)> = Confirm::ROWS
        .iter()
        .zip(waits)
        .filter(|(_, count)| *count > 0)
        .map(|(it, count)| (it.key(), format!("{}（{count} 人）", it.label())))
        .collect();
    if options.is_empty() {
        return html! { (ui::Alert::new(Tone::Good, "表中能用的内容都已与系统一致").detail("不在表中的学生不会自动离校，请在下面核实后确认。")) };
    }
    html! {
        (ui::Form::new(visit.link(&format!("/roll/{}/apply", import.id)), csrf)
            .section("确认更新", html! {
                (Field::checkboxes("kind", "更新哪些", options, &[]).hint("可以先看下面的明细，再确认。有误的行不会更新。"))
            })
            .button(ui::Button::submit("确认更新所选").primary().confirm("确认后将按学籍表更新系统中的学生信息，确定吗？")))
    }
}

fn rows(visit: &Visit, shown: &Shown, query: &Query, csrf: &Markup) -> Markup {
    let here = visit.here();
    let summary = &shown.summary;
    let sorts = [
        ("new", "新增", summary.new),
        ("moves", "班级变动", summary.moved),
        ("changes", "信息不同", summary.changed),
        ("fault", "有误", summary.faulty),
        ("absent", "不在表中", summary.absent),
    ];
    let open = if query.sort.is_empty() { "new" } else { query.sort.as_str() };
    let tabs = sorts.iter().fold(Tabs::new(), |tabs, (key, label, count)| {
        let href = here.without("after").with("sort", key).href();
        tabs.tab(*label, href, open == *key).count(*count)
    });
    html! {
        (tabs)
        @if open == "absent" { (absent_list(visit, shown, &here, csrf)) } @else { (row_list(visit, shown, &here)) }
    }
}

fn row_list(visit: &Visit, shown: &Shown, here: &Address) -> Markup {
    let near = shown.scope.reach <= Reach::School;
    let more = shown.rows.len() > LINES;
    let page = &shown.rows[..shown.rows.len().min(LINES)];
    let rows = page.iter().map(|it| {
        let name = if near { it.name.clone() } else { mask_name(&it.name) };
        let row = Row::new(it.line.to_string(), name.clone())
            .cell(if name.is_empty() { "—".to_owned() } else { name })
            .cell(it.line)
            .cell(it.school_name.as_deref().unwrap_or("—"))
            .cell(it.note.as_str());
        match it.student.filter(|_| it.verdict == super::Verdict::Known) {
            Some(student) => row.link(visit.link(&format!("/students/{student}"))),
            None => row,
        }
    });
    let list = List::new("学生", here)
        .column(Column::text("姓名"))
        .column(Column::number("表中行号"))
        .column(Column::text("学校"))
        .column(Column::text("情况"))
        .rows(rows)
        .next(more.then(|| page.last().map(|it| it.line.to_string())).flatten());
    html! { (list) }
}

fn absent_list(visit: &Visit, shown: &Shown, here: &Address, csrf: &Markup) -> Markup {
    let more = shown.absent.len() > LINES;
    let page = &shown.absent[..shown.absent.len().min(LINES)];
    let rows = page.iter().map(|it| {
        let name = shown_name(shown.scope, &it.name);
        Row::new(it.id.to_string(), name.clone())
            .link(visit.link(&format!("/students/{}", it.id)))
            .cell(name)
            .cell(it.school_name.clone().unwrap_or_default())
            .cell(it.class_name().unwrap_or_default())
    });
    let left = ui::Button::submit("确认已离校")
        .to(visit.link(&format!("/roll/{}/left", shown.import.id)))
        .confirm("所选学生将标记为离校，课后服务等安排随之取消。确定吗？");
    let mut list = List::new("学生", here)
        .column(Column::text("姓名"))
        .column(Column::text("学校"))
        .column(Column::text("班级"))
        .rows(rows)
        .next(more.then(|| page.last().map(|it| it.id.bits().to_string())).flatten());
    if shown.import.state == ImportState::Checked {
        list = list.bulk(Bulk::new(csrf).button(left));
    }
    let count = shown.summary.absent;
    let all = (shown.import.state == ImportState::Checked && count > 0).then(|| {
        let button = ui::Button::submit(format!("{count} 人全部确认已离校"))
            .value("kind", Confirm::Left.key())
            .confirm(
                "这些学生将全部标记为离校，课后服务等安排随之取消。请确认已逐个核实，确定吗？",
            );
        ui::post(&visit.link(&format!("/roll/{}/apply", shown.import.id)), csrf, &button)
    });
    html! {
        (ui::Alert::new(Tone::Warn, "不在表中不等于已离校").detail("可能是导出不全、学籍尚未转入，也可能是人籍分离。请核实后勾选确认；全部核实过的，可以一次确认。"))
        (list)
        @if let Some(all) = all { (all) }
    }
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
