//! Entering for many by one workbook: the template, the upload, and what came of it.

use platform::{
    answers::{self, ListKind, Sent, Told},
    workbook,
};
use sheet::Template;
use web::{
    Html, Markup, Page, Problem, Response, Upload, Visit, html,
    ui::{self, Button, Field},
};

use super::AtRound;
use crate::{
    actions::Error,
    sheets,
    standing::{self, Opened},
};

/// The sheet, where it comes back.
const LIST: ListKind = ListKind { key: "filings", label: "填报表" };
/// What to do with rows that have faults.
const NEXT: &str = "标“须改正”的行没有报送。改好后把整张表再传一次，已报送的不会重复。";
const TITLE: &str = "上传填报表";

async fn entered(visit: &Visit, at: (&str, crate::model::RoundId)) -> Result<Opened, Error> {
    db::read!(visit.db(), "sheet of returns", |tx| {
        let doer = standing::doer(tx, visit).await?;
        let it = standing::overseen(tx, doer, at).await?;
        let enters = it.kind.what.due().is_some_and(|it| it.entered_by.contains(&doer.role));
        if enters { Ok(it) } else { Err(Error::Missing) }
    })
}

fn upload(visit: &Visit, it: &Opened) -> Markup {
    let csrf = visit.csrf();
    let at = |page: &str| {
        visit.link(&format!("/filings/{}/rounds/{}/{page}", it.round.entry, it.round.id))
    };
    let file = Field::file("file", "填报表", ".xlsx,.xls,.csv").required().hint(
        "一行一个单位。只报送有变化的行；已经报过、内容不同的要写更正原因；同一张表再传一次不会重复。",
    );
    let form = ui::Form::new(at("upload"), &csrf)
        .with_files()
        .section("上传", html! { (file) })
        .button(Button::submit("上传报送").primary().icon("upload"))
        .button(Button::link("下载模板", at("template")).icon("download"));
    html! { (form) }
}

pub(super) async fn form(visit: Visit, web::Path((name, id)): AtRound) -> Result<Html, Page> {
    let it = entered(&visit, (&name, id)).await?;
    let has_copy = answers::has_copy(&visit, LIST).await?;
    let body = html! {
        @if has_copy { (answers::told_before(&visit, LIST)) }
        (upload(&visit, &it))
    };
    Ok(visit.page_under(TITLE, &super::round::head(&visit, &it), &body))
}

pub(super) async fn template(
    visit: Visit,
    web::Path((name, id)): AtRound,
) -> Result<Response, Page> {
    let it = entered(&visit, (&name, id)).await?;
    let layout = sheets::layout(&it.kind.what);
    workbook::send_template(&visit, Template::new(&layout), &format!("{}模板.xlsx", layout.name))
}

pub(super) async fn send(
    visit: Visit,
    web::Path((name, id)): AtRound,
    file: Upload,
) -> Result<Html, Page> {
    let it = entered(&visit, (&name, id)).await?;
    if file.bytes.is_empty() {
        let words = "没有选择文件，或者文件是空的。请选择填报表后再上传。";
        return Err(Problem::unfit(words).into());
    }
    let taken = sheets::take(&visit, (&name, id), &file.bytes).await?;
    let sent = Sent { name: &file.name, bytes: &file.bytes };
    let faults = taken.findings.len();
    let layout = sheets::layout(&it.kind.what);
    let has_copy = answers::keep(&visit, LIST, sent, (&layout, &taken.findings)).await;
    let words = format!(
        "新报送 {} 个单位，更正 {} 个，{} 行没有变化，{faults} 处要核对",
        taken.filed, taken.corrected, taken.same
    );
    let told = Told { words, next: if faults > 0 { NEXT } else { "" }, faults, has_copy };
    let body = html! {
        (told.alert(&visit, LIST))
        (answers::findings(&taken.findings))
        (upload(&visit, &it))
    };
    Ok(visit.page_under(TITLE, &super::round::head(&visit, &it), &body))
}
