//! Sending a roster in, seeing what it does, taking it over; and a person who leaves.

use platform::{
    answers::{self, ListKind, Sent},
    workbook,
};
use vocab::StaffId;
use web::{
    Form, Html, Markup, NoFields, Page, Path, Problem, Redirect, Response, Routes, Upload, Visit,
    html,
    ui::{self, Field, Figure, Head, Tone},
};

use super::{
    KEEP,
    actions::{self, Keeper},
    layout,
    report::{Line, Report},
};

/// The roster, where it waits to be taken over and where it comes back.
const LIST: ListKind = ListKind { key: "staff-roster", label: "名册" };

const TITLE: &str = "导入教职工名册";

/// How many changes a page shows.
const SHOWN: usize = 100;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/staff/import", KEEP, form)
        .post("/staff/import", KEEP, send)
        .post("/staff/import/take", KEEP, take)
        .get("/staff/import/template", KEEP, template)
        .post("/staff/{id}/leave", KEEP, leave)
}

fn head(visit: &Visit) -> Head<'static> {
    let template = visit.link("/staff/import/template");
    Head::new(TITLE)
        .crumb("教职工", visit.link("/staff"))
        .action(ui::Button::link("下载模板", template).icon("file-spreadsheet"))
}

fn upload(visit: &Visit) -> Markup {
    let csrf = visit.csrf();
    html! {
        (ui::Form::new(visit.link("/staff/import"), &csrf).with_files()
            .section("教职工名册", html! {
                (Field::file("file", "名册", ".xlsx,.xls,.csv").required()
                    .hint("Excel 或 CSV，每人一行。上传后先核对，不会改动数据；核对结果出来后再确认导入。有误的行不会导入，不在表中的人不受影响。"))
            })
            .button(ui::Button::submit("上传核对").primary().icon("upload")))
    }
}

/// The roster that was looked at, to be taken over without being chosen again.
fn confirm(visit: &Visit, name: &str) -> Markup {
    let csrf = visit.csrf();
    html! {
        (ui::Form::new(visit.link("/staff/import/take"), &csrf)
            .section("确认导入", html! {
                p { "“" (name) "”已核对，还没有导入。没有问题的行会导入，有误的行不会。" }
            })
            .button(ui::Button::submit("导入").primary().icon("check")
                .confirm("将按名册新增人员、更新职务和相应权限；表中没有的职务会结束。确定导入吗？")))
    }
}

async fn form(visit: Visit) -> Result<Html, Page> {
    let waiting = answers::find_list(&visit, LIST).await?;
    let has_copy = answers::has_copy(&visit, LIST).await?;
    let body = html! {
        @if has_copy { (answers::told_before(&visit, LIST)) }
        @if let Some((name, _)) = &waiting { (confirm(&visit, name)) }
        (upload(&visit))
    };
    Ok(visit.page_under(TITLE, &head(&visit), &body))
}

async fn template(visit: Visit) -> Result<Response, Page> {
    let layout = layout();
    let template = sheet::Template::new(&layout);
    workbook::send_template(&visit, template, "教职工名册模板.xlsx")
}

/// Who takes a roster in.
fn keeper(visit: &Visit) -> Keeper<'_> {
    Keeper { place: visit.actor.scope(), sealer: visit.cell.service(), demo: visit.cell.demo }
}

/// Looks at a roster and keeps it, so that it can be taken over.
async fn send(visit: Visit, upload: Upload) -> Result<Html, Page> {
    if upload.bytes.is_empty() {
        return Err(Problem::unfit("没有选择文件，或者文件是空的。请选择名册后再上传。").into());
    }
    let report = actions::check(&visit, keeper(&visit), &upload.bytes).await?;
    let sent = Sent { name: &upload.name, bytes: &upload.bytes };
    let has_copy = answers::keep_list(&visit, LIST, sent, (&layout(), &report.findings)).await?;
    Ok(result(&visit, &report, has_copy, Some(&upload.name)))
}

/// Takes the roster over that was looked at last.
async fn take(visit: Visit, _: Form<NoFields>) -> Result<Html, Page> {
    let Some((name, bytes)) = answers::find_list(&visit, LIST).await? else {
        return Err(Problem::unfit(
            "没有待导入的名册：它已经导入，或者核对后过了一周。请重新上传名册核对。",
        )
        .into());
    };
    let report = actions::take(&visit, keeper(&visit), &bytes).await?;
    let sent = Sent { name: &name, bytes: &bytes };
    let has_copy = answers::keep(&visit, LIST, sent, (&layout(), &report.findings)).await;
    Ok(result(&visit, &report, has_copy, None))
}

/// What a roster does, where it `waits` under its name, or did.
fn result(visit: &Visit, report: &Report, has_copy: bool, waits: Option<&str>) -> Html {
    let (tone, words, next) = match waits {
        Some(_) => (Tone::Info, "核对完成，还没有改动数据", "没有问题的话，请按下面的“导入”。"),
        None => (Tone::Good, "已经导入", "新建的账号等待本人激活：请在“激活邀请”里生成邀请。"),
    };
    let alert = ui::Alert::new(tone, words).detail(next);
    let alert = if has_copy { alert.action(answers::copy_button(visit, LIST)) } else { alert };
    let body = html! {
        (alert)
        @if report.absent > 0 {
            (ui::Alert::new(Tone::Warn, format!("这些学校另有 {} 人不在表中", report.absent))
                .detail("不在表中的人不受影响。确已离开的，请在各人的记录里办理离职。"))
        }
        (ui::figures([
            Figure::count("新增", count(report.added), "人"),
            Figure::count("更新", count(report.changed), "人"),
            Figure::count("与系统一致", count(report.same), "人"),
            Figure::count("须改正或核对", count(report.findings.len()), "处"),
        ]))
        (answers::findings(&report.findings))
        @if !report.lines.is_empty() { (lines(&report.lines)) }
        @if let Some(name) = waits { (confirm(visit, name)) }
        (upload(visit))
    };
    visit.page_under(TITLE, &head(visit), &body)
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn lines(lines: &[Line]) -> Markup {
    let items = lines.iter().take(SHOWN).map(|it| {
        ui::Item::new(it.name.as_str())
            .below(it.what.as_str())
            .aside(format!("{} · 第 {} 行", it.school, it.row))
    });
    let rest = lines.len().saturating_sub(SHOWN);
    let card = ui::Card::new("变动", ui::items(items)).flush();
    let card = if rest > 0 { card.note(format!("另有 {rest} 人。")) } else { card };
    html! { (card) }
}

async fn leave(visit: Visit, Path(id): Path<StaffId>, _: Form<NoFields>) -> Result<Redirect, Page> {
    actions::leave(&visit, visit.actor.scope(), id).await?;
    Ok(Redirect::to(&visit.link("/staff")))
}
