//! Sending a list of partners in from a page, and getting the own workbook back with what is wrong.

use platform::{
    answers::{self, ListKind, Sent, Told},
    seal::Sealer,
    workbook,
};
use web::{
    Html, Markup, Page, Problem, Response, Upload, Visit, html,
    ui::{self, Button, Field, Head},
};

use super::list;

const TITLE: &str = "导入校外机构";

/// The list, where it comes back.
const LIST: ListKind = ListKind { key: "partners", label: "名单" };

/// What to do with rows that have faults.
const NEXT: &str = "标“须改正”的行没有登记。改好后把整张表再传一次，已登记的不会重复。";

fn head() -> Head<'static> {
    Head::new(TITLE)
}

fn upload(visit: &Visit) -> Markup {
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
    let has_copy = answers::has_copy(&visit, LIST).await?;
    let head = head().crumb("校外机构", visit.link("/institutions"));
    let body = html! {
        @if has_copy { (answers::told_before(&visit, LIST)) }
        (upload(&visit))
    };
    Ok(visit.page_under(TITLE, &head, &body))
}

/// An empty list to be filled in.
pub(super) async fn template(visit: Visit) -> Result<Response, Page> {
    let layout = list::layout();
    workbook::send_template(&visit, sheet::Template::new(&layout), "校外机构名单模板.xlsx")
}

/// Registers what is new in a list, and tells the rest.
pub(super) async fn send(visit: Visit, file: Upload) -> Result<Html, Page> {
    if file.bytes.is_empty() {
        return Err(Problem::unfit("没有选择文件，或者文件是空的。请选择名单后再上传。").into());
    }
    let sealer = visit.cell.service::<Sealer>();
    let taken = list::take(&visit, sealer, &file.bytes, visit.cell.demo).await?;
    let sent = Sent { name: &file.name, bytes: &file.bytes };
    let faults = taken.findings.len();
    let has_copy = answers::keep(&visit, LIST, sent, (&list::layout(), &taken.findings)).await;
    let head = head().crumb("校外机构", visit.link("/institutions")).action(Button::print());
    let words = format!(
        "新登记机构 {} 个、教师 {} 名，{} 行没有新内容，{faults} 处要核对",
        taken.partners, taken.people, taken.same
    );
    let told = Told { words, next: if faults > 0 { NEXT } else { "" }, faults, has_copy };
    let body = html! {
        (told.alert(&visit, LIST))
        (answers::findings(&taken.findings))
        (upload(&visit))
    };
    Ok(visit.page_under(TITLE, &head, &body))
}
