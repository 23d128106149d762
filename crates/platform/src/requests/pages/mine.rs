//! What there is about oneself and one's children, as a page and as a file, and asking for more.

use std::io::Cursor;

use serde::Deserialize;
use sheet::{Cell, Column, Export, Kind as Holds, Layout};
use vocab::{Kind as _, names::kinds};
use web::{
    Filters, Form, Html, IntoResponse, Markup, NoFields, Page, Path, Problem, Redirect, Response,
    StatusCode, Upload, Visit, header, html,
    ui::{self, Button, Card, Field, Head, Item},
};

use super::{office::what, state};
use crate::{
    files::{self, Accept, Files, Kept},
    requests::{
        asking::{self, Asked, Subject},
        hooks::{Correction, Duty, Hooks, Input, Section},
        model::{Listed, RequestId, kinds::RequestId as RequestKindId},
        store,
    },
};

const LINES: i64 = 50;

/// What a subject is to the visitor.
fn role_of(it: &Subject) -> &'static str {
    match (it.is_own, it.ward.kind) {
        (false, _) => "孩子",
        (true, kind) if kind == kinds::AccountId::PREFIX => "账号",
        (true, kind) if kind == kinds::GuardianId::PREFIX => "监护人信息",
        (true, _) => "教职工信息",
    }
}

pub(super) async fn list(visit: Visit) -> Result<Html, Page> {
    let subjects = asking::subjects(&visit).await?;
    let account = visit.actor.account;
    let asked: Result<Vec<Listed>, db::Error> =
        db::read!(visit.db(), "own requests", |tx| { store::of_account(tx, account, LINES).await });
    let asked = asked?;
    let hooks = visit.cell.service::<Hooks>();
    let subject = |it: &Subject| {
        Item::new(format!("{} {}", role_of(it), it.ward.name.open()))
            .below("查看全部信息、下载、申请更正或删除")
            .link(visit.link(&format!("/my-data/{}", it.key())))
            .icon("id-badge-2")
    };
    let request = |it: &Listed| {
        let own = &it.request;
        Item::new(format!("{}:{}", what(hooks, it), own.subject_name.open()))
            .below(format!("{} 提出，{} 前答复", own.asked_on, own.due_on))
            .link(visit.link(&format!("/requests/{}", own.id)))
            .aside(state(own.state))
    };
    let head = Head::new("我的信息")
        .below(html! { "系统里有您和孩子的哪些信息，都能在这里看到、下载；不对的可以申请更正，不再需要的可以申请删除。" });
    let body = html! {
        (Card::new("有谁的信息", ui::items(subjects.iter().map(subject))).flush())
        (Card::new("我的申请", html! {
            @if asked.is_empty() { (ui::Empty::new("还没有提出过申请").hint("打开上面的一项，可以申请更正或删除。")) }
            @else { (ui::items(asked.iter().map(request))) }
        }).flush())
    };
    Ok(visit.page_under("我的信息", &head, &body))
}

fn head<'a>(visit: &Visit, it: &Subject, title: String) -> Head<'a> {
    Head::new(title)
        .crumb("我的信息", visit.link("/my-data"))
        .crumb(it.ward.name.open().clone(), visit.link(&format!("/my-data/{}", it.key())))
}

pub(super) async fn show(visit: Visit, Path(who): Path<String>) -> Result<Html, Page> {
    let it = asking::subject(&visit, &who).await?;
    let sections = asking::everything(&visit, &it).await?;
    let path = format!("/my-data/{who}");
    let title = format!("{} {}", role_of(&it), it.ward.name.open());
    let can_correct = visit.cell.service::<Hooks>().corrections_of(it.ward.kind).next().is_some();
    let mut top = Head::new(title.clone())
        .crumb("我的信息", visit.link("/my-data"))
        .below(
            html! { "截至 " (visit.civil_now().strftime("%Y-%m-%d %H:%M")) "，系统里的全部信息。" },
        )
        .action(Button::print());
    if can_correct {
        top = top
            .action(Button::link("申请更正", visit.link(&format!("{path}/correct"))).icon("edit"));
    }
    let (file, csrf) = (visit.link(&format!("{path}/file")), visit.csrf());
    let download = Button::submit("下载为 Excel 表格").icon("download");
    let top = top.action(ui::post(&file, &csrf, &download));
    let top =
        top.action(Button::link("申请删除", visit.link(&format!("{path}/erase"))).icon("trash"));
    let body = html! {
        @for it in &sections { (Card::new(it.title, table(it)).flush()) }
    };
    Ok(visit.page_under(&title, &top, &body))
}

fn table(it: &Section) -> Markup {
    html! {
        @if it.rows.is_empty() { (ui::Empty::new("没有")) }
        @else {
            table.rows {
                caption.visually-hidden { (it.title) }
                thead { tr { @for column in it.columns { th scope="col" { (column) } } } }
                tbody {
                    @for row in &it.rows {
                        tr { @for (column, cell) in it.columns.iter().zip(row) { td data-label=(column) { (cell) } } }
                    }
                }
            }
        }
    }
}

/// The same as a file that other programs read; that it was had is recorded.
pub(super) async fn file(
    visit: Visit,
    Path(who): Path<String>,
    _: Form<NoFields>,
) -> Result<Response, Page> {
    let it = asking::subject(&visit, &who).await?;
    let sections = asking::everything(&visit, &it).await?;
    let bytes = workbook(&sections, visit.cell.demo).map_err(|it| Problem::internal(&it))?;
    let done: Result<(), db::Error> = crate::act!(visit, "request.copy", |act| {
        act.note("subject", &who);
        act.note("sections", sections.len());
        Ok(())
    });
    done?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"my-data.xlsx\""),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, bytes).into_response())
}

/// One line a fact: the part, the line's number in it, the column, the value.
fn workbook(sections: &[Section], demo: bool) -> std::io::Result<Vec<u8>> {
    let titles = [("part", "部分"), ("line", "第几条"), ("item", "项目"), ("value", "内容")];
    let columns = titles.map(|(key, title)| Column::new(key, title, Holds::Text));
    let layout = Layout::new("我的信息", columns.to_vec());
    let mut export = Export::xlsx(Cursor::new(Vec::new()), &layout, demo)?;
    for section in sections {
        for (at, row) in (1..).zip(&section.rows) {
            let number = i32::to_string(&at);
            for (item, value) in section.columns.iter().zip(row) {
                let cells = [section.title, number.as_str(), *item, value.as_str()];
                export.row(&cells.map(Cell::Text))?;
            }
        }
    }
    Ok(export.finish()?.into_inner())
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Which {
    #[serde(default)]
    field: String,
}

/// Which field, then the form for it.
pub(super) async fn correct(
    visit: Visit,
    Path(who): Path<String>,
    Filters(query): Filters<Which>,
) -> Result<Html, Page> {
    let it = asking::subject(&visit, &who).await?;
    let hooks = visit.cell.service::<Hooks>();
    if query.field.is_empty() {
        return choose(&visit, &it, hooks).await;
    }
    let field = hooks.correction(it.ward.kind, &query.field).ok_or_else(Problem::not_found)?;
    Ok(correction_page(&visit, &it, field, &Typed::default(), None))
}

async fn choose(visit: &Visit, it: &Subject, hooks: &Hooks) -> Result<Html, Page> {
    let current = asking::current(visit, it).await?;
    let there = |field: &Correction| {
        let found = current.iter().find(|it| it.0 == field.key).and_then(|it| it.1.as_ref());
        found.map_or("未登记", |it| it.open().as_str()).to_owned()
    };
    let item = |field: &Correction| {
        let to = format!("/my-data/{}/correct?field={}", it.key(), field.key);
        Item::new(field.label)
            .below(format!("现在是：{}", there(field)))
            .link(visit.link(&to))
            .icon("edit")
    };
    let list = ui::items(hooks.corrections_of(it.ward.kind).map(item));
    let body = html! {
        (Card::new("哪一项要更正", list).flush())
        p.hint { "没有列出的信息(如学籍号、身份证件号)由公安和全国学籍系统管理，请带户口簿到学校办理。" }
    };
    Ok(visit.page_under("申请更正", &head(visit, it, "申请更正".to_owned()), &body))
}

/// What was typed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    value: String,
    #[serde(default)]
    reason: String,
}

fn value_field<'a>(field: &Correction, value: &str) -> Field<'a> {
    let label = format!("正确的{}", field.label);
    let value = value.to_owned();
    match field.input {
        Input::Text => Field::text("value", label).value(value),
        Input::Date => Field::date("value", label).value(value),
        Input::Phone => Field::phone("value", label).value(value),
        Input::Choice(words) => {
            Field::radio("value", label, words.iter().map(|it| (*it, *it))).value(value)
        }
    }
}

fn correction_page(
    visit: &Visit,
    it: &Subject,
    field: &Correction,
    typed: &Typed,
    problem: Option<&str>,
) -> Html {
    let csrf = html! { (visit.csrf()) (visit.form_id::<RequestKindId>("request")) };
    let action = visit.link(&format!("/my-data/{}/correct?field={}", it.key(), field.key));
    let mut form = ui::Form::new(action, &csrf).with_files();
    if let Some(problem) = problem {
        form = form.problem(problem.to_owned());
    }
    let form = form
        .part(html! { input type="hidden" name="field" value=(field.key); })
        .part(value_field(field, &typed.value).required())
        .part(
            Field::long("reason", "情况说明")
                .value(typed.reason.clone())
                .required()
                .hint("什么时候发现的、为什么不对。"),
        )
        .part(files::field("file", "证明材料", &Accept::PROOF))
        .part(html! { p.hint { "可以作证明的有：" (field.proof) "。照片上的拍摄地点会自动去掉，只有办理的人能看到。" } })
        .button(Button::submit("提交申请").primary());
    let title = format!("更正{}", field.label);
    visit.page_under(&title, &head(visit, it, title.clone()), &html! { (form) })
}

/// The file of an upload, kept; none where none was chosen.
pub(super) async fn kept(
    visit: &Visit,
    upload: &Upload,
) -> Result<Option<(Kept, String)>, Problem> {
    if upload.bytes.is_empty() {
        return Ok(None);
    }
    let store = visit.cell.service::<Files>();
    let kept = files::keep(visit, store, upload.bytes.clone(), &Accept::PROOF).await?;
    Ok(Some((kept, upload.name.clone())))
}

pub(super) async fn ask_correction(
    visit: Visit,
    Path(who): Path<String>,
    upload: Upload,
) -> Result<Response, Page> {
    let it = asking::subject(&visit, &who).await?;
    let text = |name: &str| upload.fields.get(name).cloned().unwrap_or_default();
    let hooks = visit.cell.service::<Hooks>();
    let field = hooks.correction(it.ward.kind, &text("field")).ok_or_else(Problem::not_found)?;
    let typed = Typed { value: text("value"), reason: text("reason") };
    let id: RequestId = visit.accept_form_id("request", &text("id"))?;
    let asked = match kept(&visit, &upload).await {
        Ok(proof) => {
            let pair = Some((field.key.to_owned(), typed.value.clone()));
            let asked = Asked { id, field: pair, reason: typed.reason.clone(), proof };
            asking::ask(&visit, &it, &asked).await.map_err(Problem::from)
        }
        Err(problem) => Err(problem),
    };
    match asked {
        Ok(()) => Ok(Redirect::to(&visit.link(&format!("/requests/{id}"))).into_response()),
        Err(problem) if is_told_in_form(&problem) => {
            let page = correction_page(&visit, &it, field, &typed, Some(&problem.detail));
            Ok((problem.status, page).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

fn is_told_in_form(problem: &Problem) -> bool {
    matches!(problem.status, StatusCode::UNPROCESSABLE_ENTITY | StatusCode::CONFLICT)
}

pub(super) async fn erase(visit: Visit, Path(who): Path<String>) -> Result<Html, Page> {
    let it = asking::subject(&visit, &who).await?;
    erasure_page(&visit, &it, "", None).await
}

async fn erasure_page(
    visit: &Visit,
    it: &Subject,
    reason: &str,
    problem: Option<&str>,
) -> Result<Html, Page> {
    let (hooks, about, day) = (visit.cell.service::<Hooks>(), it.about(), visit.today());
    let duties: Result<Vec<Duty>, db::Error> =
        db::read!(visit.db(), "duties", |tx| { hooks.duties_to(tx, about, day).await });
    let duties = duties?;
    let csrf = html! { (visit.csrf()) (visit.form_id::<RequestKindId>("request")) };
    let mut form = ui::Form::new(visit.link(&format!("/my-data/{}/erase", it.key())), &csrf);
    if let Some(problem) = problem {
        form = form.problem(problem.to_owned());
    }
    let form = form
        .part(
            Field::long("reason", "为什么要删除")
                .value(reason.to_owned())
                .required()
                .hint("例如：孩子已转学到外地，不再需要这里的联系电话。"),
        )
        .button(Button::submit("提交申请").danger());
    let body = html! {
        (Card::new("会怎样处理", html! {
            (super::one::split(visit, it.ward.kind, &duties))
        }))
        (form)
    };
    Ok(visit.page_under("申请删除", &head(visit, it, "申请删除".to_owned()), &body))
}

#[derive(Debug, Deserialize)]
pub(super) struct Erasure {
    #[serde(default)]
    id: String,
    #[serde(default)]
    reason: String,
}

pub(super) async fn ask_erasure(
    visit: Visit,
    Path(who): Path<String>,
    Form(form): Form<Erasure>,
) -> Result<Response, Page> {
    let it = asking::subject(&visit, &who).await?;
    let id: RequestId = visit.accept_form_id("request", &form.id)?;
    let asked = Asked { id, field: None, reason: form.reason.clone(), proof: None };
    match asking::ask(&visit, &it, &asked).await.map_err(Problem::from) {
        Ok(()) => Ok(Redirect::to(&visit.link(&format!("/requests/{id}"))).into_response()),
        Err(problem) if is_told_in_form(&problem) => {
            let page = erasure_page(&visit, &it, &form.reason, Some(&problem.detail)).await?;
            Ok((problem.status, page).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}
