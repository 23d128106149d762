//! The archive's list of graduates as the clerk keeps it: looked through, and sent in as a sheet.

use platform::{
    answers::{self, ListKind, Sent, Told},
    seal::Sealer,
    workbook,
};
use serde::Deserialize;
use vocab::{IdNumber, normalise_name};
use web::{
    Filters, Html, Markup, Page, Problem, Response, Routes, Upload, Visit, html,
    ui::{self, Button, Column, Empty, Field, Head, List, Row},
};

use super::{
    actions, list,
    model::GraduateId,
    office::{LINES, MAY_KEEP, limit, mask_of},
    rules, store,
};

/// The archive's list, where it comes back.
const LIST: ListKind = ListKind { key: "graduates", label: "毕业生档案" };

/// The pages.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/graduation/archive", MAY_KEEP, archive)
        .get("/graduation/archive/import", MAY_KEEP, form)
        .get("/graduation/archive/template", MAY_KEEP, template)
        .post("/graduation/archive/import", MAY_KEEP, send)
}

#[derive(Debug, Default, Deserialize)]
struct Query {
    #[serde(default)]
    q: String,
    after: Option<GraduateId>,
}

async fn archive(visit: Visit, Filters(query): Filters<Query>) -> Result<Html, Page> {
    let (name, sealer) = (normalise_name(&query.q), visit.cell.service::<Sealer>());
    let number = query.q.trim().parse::<IdNumber>().ok();
    let index = number.map(|it| actions::index(sealer, &it));
    let (after, lines) = (query.after, limit(LINES + 1));
    let read: Result<_, db::Error> = db::read!(visit.db(), "graduates", |tx| {
        let rows = match &index {
            Some(index) => store::graduates_numbered(tx, index).await?,
            None if name.is_empty() => store::graduates(tx, after, lines).await?,
            None => store::graduates_called(tx, &name, after, lines).await?,
        };
        Ok((rows, store::count_graduates(tx).await?))
    });
    let (mut rows, all) = read?;
    let more = rows.len() > LINES;
    rows.truncate(LINES);
    let here = visit.here();
    let next = rows.last().filter(|_| more).map(|it| it.id.to_string());
    let list = List::new("毕业生", &here)
        .filters(ui::Filters::new(&here).search("姓名或者完整的身份证号"))
        .column(Column::text("姓名"))
        .column(Column::short("身份证号"))
        .column(Column::text("毕业学校"))
        .column(Column::short("毕业年月"))
        .column(Column::text("档案出处"))
        .column(Column::short("登记日期"))
        .rows(rows.iter().map(|it| {
            Row::new(it.id.to_string(), it.what.name.as_str())
                .cell(it.what.name.as_str())
                .cell(mask_of(&visit, (it.id.bits(), &it.id_sealed)))
                .cell(it.what.school_name.as_str())
                .cell(rules::finished_words(&it.what.finished))
                .cell(it.archive.as_str())
                .cell(it.added_on.to_string())
        }))
        .next(next)
        .empty(Empty::new("没有这样的毕业生").hint("早年的档案用表格导入；姓名、身份证号要写全。"));
    let head = Head::new("高中毕业生档案")
        .below(html! { "共 " (all) " 条；本系统管理学籍以后毕业的，直接查学籍，不在这里" })
        .action(Button::link("按表导入", visit.link("/graduation/archive/import")).icon("upload"));
    Ok(visit.page_under("高中毕业生档案", &head, &html! { (list) }))
}

fn upload(visit: &Visit) -> Markup {
    let csrf = visit.csrf();
    let form = ui::Form::new(visit.link("/graduation/archive/import"), &csrf)
        .with_files()
        .section("上传毕业生档案", html! {
            (Field::file("file", "毕业生档案", ".xlsx,.xls,.csv").required()
                .hint("一行一名毕业生。只登记档案里还没有的，已有的不改动；同一张表再传一次不会重复登记。"))
        })
        .button(Button::submit("上传登记").primary().icon("upload"))
        .button(Button::link("下载模板", visit.link("/graduation/archive/template")).icon("download"));
    html! { (form) }
}

fn import_head(visit: &Visit) -> Head<'static> {
    Head::new("导入毕业生档案").crumb("高中毕业生档案", visit.link("/graduation/archive"))
}

async fn form(visit: Visit) -> Result<Html, Page> {
    let has_copy = answers::has_copy(&visit, LIST).await?;
    let body = html! { @if has_copy { (answers::told_before(&visit, LIST)) } (upload(&visit)) };
    Ok(visit.page_under("导入毕业生档案", &import_head(&visit), &body))
}

async fn template(visit: Visit) -> Result<Response, Page> {
    let layout = list::layout();
    workbook::send_template(&visit, sheet::Template::new(&layout), "高中毕业生档案模板.xlsx")
}

async fn send(visit: Visit, file: Upload) -> Result<Html, Page> {
    if file.bytes.is_empty() {
        let words = "没有选择文件，或者文件是空的。请选择毕业生档案的表格后再上传。";
        return Err(Problem::unfit(words).into());
    }
    let sealer = visit.cell.service::<Sealer>();
    let taken = list::take(&visit, sealer, &file.bytes, visit.cell.demo).await?;
    let sent = Sent { name: &file.name, bytes: &file.bytes };
    let faults = taken.findings.len();
    let has_copy = answers::keep(&visit, LIST, sent, (&list::layout(), &taken.findings)).await;
    let words =
        format!("新登记毕业生 {} 名，{} 行没有新内容，{faults} 处要核对", taken.added, taken.same);
    let next = if faults > 0 {
        "标“须改正”的行没有登记。改好后把整张表再传一次，已登记的不会重复。"
    } else {
        ""
    };
    let told = Told { words, next, faults, has_copy };
    let body = html! {
        (told.alert(&visit, LIST)) (answers::findings(&taken.findings)) (upload(&visit))
    };
    Ok(visit.page_under("导入毕业生档案", &import_head(&visit), &body))
}
