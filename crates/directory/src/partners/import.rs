//! Sending a list of partners in from a page, and getting the own workbook back with what is wrong.

use platform::{seal::Sealer, workbook};
use sheet::Finding;
use web::{
    Html, Page, Problem, Response, Upload, Visit, html,
    ui::{self, Alert, Button, Card, Field, Head, Tone},
};

use super::{actions::Error, list, store, views};
use crate::fields::{PARTNER_ANSWER, open_file, seal_file};

const TITLE: &str = "导入校外机构";

fn head() -> Head<'static> {
    Head::new(TITLE)
}

fn upload(visit: &Visit) -> web::Markup {
    let csrf = visit.csrf();
    let form = ui::Form::new(visit.link("/institutions/import"), &csrf)
        .with_files()
        .section("上传名单", html! {
            (Field::file("file", "校外机构名单", ".xlsx,.xls,.csv").required()
                .hint("一行一名教师，机构名称、统一社会信用代码、类别逐行填写。只登记名录里还没有的，已有的不改动；同一张表再传一次不会重复登记。新登记的机构和教师都是“审核中”，要逐个列入。"))
        })
        .button(Button::submit("上传登记").primary().icon("upload"))
        .button(
            Button::link("下载模板", visit.link("/institutions/import/template")).icon("download"),
        );
    html! { (form) }
}

/// The form.
pub(super) async fn form(visit: Visit) -> Result<Html, Page> {
    let account = visit.actor.account;
    let read: Result<_, db::Error> =
        db::read!(visit.db(), "partner answer", |tx| { store::answer(tx, account).await });
    let waits = !read.map_err(Error::from)?.is_empty();
    let head = head().crumb("校外机构", visit.link("/institutions"));
    let body = html! {
        @if waits {
            (Alert::new(Tone::Info, "上次上传的表还有要改的地方").detail("标注好的原表保留一周，改好后再传即可。").action(download(&visit)))
        }
        (upload(&visit))
    };
    Ok(visit.page_under(TITLE, &head, &body))
}

fn download(visit: &Visit) -> Button<'static> {
    let to = visit.link("/institutions/import/answer");
    Button::link("下载标注好的原表", to).icon("download")
}

/// An empty list to be filled in.
pub(super) async fn template(visit: Visit) -> Result<Response, Page> {
    let layout = list::layout();
    let template = sheet::Template::new(&layout);
    let template = if visit.cell.demo { template.demo() } else { template };
    let bytes = template.build().map_err(|error| Page::from(Problem::internal(&error)))?;
    Ok(workbook::download("校外机构名单模板.xlsx", workbook::XLSX, bytes))
}

/// Takes a list in and tells what came of it.
pub(super) async fn send(visit: Visit, file: Upload) -> Result<Html, Page> {
    if file.bytes.is_empty() {
        return Err(Problem::unfit("没有选择文件，或者文件是空的。请选择名单后再上传。").into());
    }
    let sealer = visit.cell.service::<Sealer>();
    let taken = list::take(&visit, sealer, &file.bytes, visit.cell.demo).await?;
    keep_answer(&visit, sealer, &file.bytes, &taken.findings).await?;
    let head = head().crumb("校外机构", visit.link("/institutions")).action(Button::print());
    let tone = if taken.findings.is_empty() { Tone::Good } else { Tone::Warn };
    let told = format!(
        "新登记机构 {} 个、教师 {} 名，{} 行没有新内容，{} 处要核对",
        taken.partners,
        taken.people,
        taken.same,
        taken.findings.len()
    );
    let alert = Alert::new(tone, told);
    let body = html! {
        @if taken.findings.is_empty() { (alert) } @else {
            (alert.detail("标“须改正”的行没有登记。改好后把整张表再传一次，已登记的不会重复。").action(download(&visit)))
            (Card::new("逐格说明", views::findings(&taken.findings)).flush())
        }
        (upload(&visit))
    };
    Ok(visit.page_under(TITLE, &head, &body))
}

/// Keeps the marked copy where something is to be put right, in place of an earlier one.
async fn keep_answer(
    visit: &Visit,
    sealer: &Sealer,
    bytes: &[u8],
    findings: &[Finding],
) -> Result<(), Error> {
    let (account, now) = (visit.actor.account, visit.now());
    let field = PARTNER_ANSWER.at(account.bits());
    let pieces = match findings {
        [] => Vec::new(),
        some => seal_file(sealer, field, &list::answer(bytes, some)?),
    };
    let kept: Result<(), db::Error> = db::write!(visit.db(), "partner answer", |tx| {
        store::delete_answer(tx, account).await?;
        store::add_answer(tx, account, &pieces, now).await
    });
    Ok(kept?)
}

/// The own workbook of the last list with what is wrong in it.
pub(super) async fn answer(visit: Visit) -> Result<Response, Page> {
    let account = visit.actor.account;
    let read: Result<_, db::Error> =
        db::read!(visit.db(), "partner answer", |tx| { store::answer(tx, account).await });
    let pieces = read.map_err(Error::from)?;
    let sealer = visit.cell.service::<Sealer>();
    let copy = open_file(sealer, PARTNER_ANSWER.at(account.bits()), &pieces);
    let copy = copy.filter(|it| !it.is_empty()).ok_or_else(Problem::not_found)?;
    Ok(workbook::download("校外机构名单-核对结果.xlsx", workbook::XLSX, copy))
}
