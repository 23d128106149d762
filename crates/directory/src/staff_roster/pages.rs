//! Sending a roster in, seeing what it does; and a person who leaves.

use platform::workbook;
use vocab::StaffId;
use web::{
    Form, Html, IntoResponse as _, Markup, NoFields, Page, Path, Problem, Redirect, Response,
    Routes, Upload, Visit, html,
    ui::{self, Field, Figure, Head, Tone},
};

use super::{
    KEEP,
    actions::{self, Keeper},
    layout,
    report::{Line, Report},
};

/// How many lines and findings a page shows; the copy of the workbook has them all.
const SHOWN: usize = 100;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/staff/import", KEEP, form)
        .post("/staff/import", KEEP, send)
        .get("/staff/import/template", KEEP, template)
        .post("/staff/{id}/leave", KEEP, leave)
}

fn head(visit: &Visit) -> Head<'static> {
    let template = visit.link("/staff/import/template");
    Head::new("导入教职工名册")
        .crumb("教职工", visit.link("/staff"))
        .action(ui::Button::link("下载模板", template).icon("file-spreadsheet"))
}

fn upload(visit: &Visit) -> Markup {
    let csrf = visit.csrf();
    let step = |label, value| ui::Button::submit(label).value("step", value);
    html! {
        (ui::Form::new(visit.link("/staff/import"), &csrf).with_files()
            .section("教职工名册", html! {
                (Field::file("file", "名册", ".xlsx,.xls,.csv").required()
                    .hint("Excel 或 CSV，每人一行。先核对不会改动数据；导入时有误的行不会导入，不在表中的人不受影响。"))
            })
            .button(step("先核对", "check").primary().icon("check"))
            .button(step("导入", "take").icon("upload")
                .confirm("将按名册新增人员、更新职务和相应权限；表中没有的职务会结束。确定导入吗？"))
            .button(step("下载批注后的原表", "answer").icon("download")))
    }
}

async fn form(visit: Visit) -> Result<Html, Page> {
    Ok(visit.page_under("导入教职工名册", &head(&visit), &upload(&visit)))
}

async fn template(visit: Visit) -> Result<Response, Page> {
    let layout = layout();
    let mut template = sheet::Template::new(&layout);
    if visit.cell.demo {
        template = template.demo();
    }
    let bytes = template.build().map_err(|error| Page::from(Problem::internal(&error)))?;
    Ok(workbook::download("教职工名册模板.xlsx", workbook::XLSX, bytes))
}

async fn send(visit: Visit, upload: Upload) -> Result<Response, Page> {
    if upload.bytes.is_empty() {
        return Err(Problem::unfit("没有选择文件，或者文件是空的。请选择名册后再上传。").into());
    }
    let sealer = visit.cell.service();
    let keeper = Keeper { place: visit.actor.scope(), sealer, demo: visit.cell.demo };
    let step = upload.fields.get("step").map_or("check", String::as_str);
    let report = if step == "take" {
        actions::take(&visit, keeper, &upload.bytes).await?
    } else {
        actions::check(&visit, keeper, &upload.bytes).await?
    };
    if step == "answer" {
        let copy = actions::marked(&upload.bytes, &report.findings)?;
        let stem = upload.name.rsplit_once('.').map_or(upload.name.as_str(), |it| it.0);
        let name = format!("{stem}-核对结果.xlsx");
        return Ok(workbook::download(&name, workbook::XLSX, copy));
    }
    Ok(result(&visit, &report, step == "take").into_response())
}

fn result(visit: &Visit, report: &Report, taken: bool) -> Html {
    let (tone, words) = if taken {
        (Tone::Good, "已经导入")
    } else {
        (Tone::Info, "核对完成，还没有改动数据")
    };
    let next = if taken {
        "新建的账号等待本人激活：请在“激活邀请”里生成邀请。"
    } else {
        "没有问题的话，请在下面再选一次这个文件，按“导入”。"
    };
    let body = html! {
        (ui::Alert::new(tone, words).detail(next))
        (ui::figures([
            Figure::count("新增", count(report.added), "人"),
            Figure::count("更新", count(report.changed), "人"),
            Figure::count("与系统一致", count(report.same), "人"),
            Figure::count("须改正或核对", count(report.findings.len()), "处"),
        ]))
        @if report.absent > 0 {
            (ui::Alert::new(Tone::Warn, format!("这些学校另有 {} 人不在表中", report.absent))
                .detail("不在表中的人不受影响。确已离开的，请在各人的记录里办理离职。"))
        }
        @if !report.findings.is_empty() { (findings(report)) }
        @if !report.lines.is_empty() { (lines(&report.lines)) }
        (upload(visit))
    };
    visit.page_under("导入教职工名册", &head(visit), &body)
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn findings(report: &Report) -> Markup {
    let items = report.findings.iter().take(SHOWN).map(|it| {
        ui::Item::new(it.what.as_str()).below(it.advice.as_str()).aside(format!(
            "{} · {}",
            it.cell(),
            it.severity.label()
        ))
    });
    let rest = report.findings.len().saturating_sub(SHOWN);
    let card = ui::Card::new("须改正或核对", ui::items(items)).flush();
    let card = if rest > 0 {
        card.note(format!("另有 {rest} 处，见批注后的原表。"))
    } else {
        card
    };
    html! { (card) }
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
