//! Births and seats come in as sheets.

use directory::{schools, scope::Scope};
use platform::{
    answers::{self, ListKind, Sent, Told},
    workbook,
};
use web::{
    Html, Markup, Page, Path, Problem, Response, Upload, Visit, html,
    ui::{self, Button, Field, Head},
};

use crate::forecast::{
    actions::Error,
    lists::{self, Which},
};

fn which(key: &str) -> Result<Which, Page> {
    Which::from_key(key).ok_or_else(|| Error::Missing.into())
}

fn kind(it: Which) -> ListKind {
    match it {
        Which::Births => ListKind { key: "births", label: "出生人口" },
        Which::Seats => ListKind { key: "seats", label: "学位计划" },
    }
}

fn upload(visit: &Visit, it: Which) -> Markup {
    let csrf = visit.csrf();
    let here = visit.link(&format!("/forecasts/lists/{}", it.key()));
    html! {
        (ui::Form::new(here.clone(), &csrf)
            .with_files()
            .section("上传", html! {
                (Field::file("file", it.label(), ".xlsx,.xls,.csv").required()
                    .hint("同一镇街（学校）、同一年份再传一次，以后传的为准。"))
            })
            .button(Button::submit("上传").primary().icon("upload"))
            .button(Button::link("下载模板", format!("{here}/template")).icon("download")))
    }
}

fn page(visit: &Visit, it: Which, body: &Markup) -> Html {
    let title = format!("导入{}", it.label());
    let head = Head::new(title.clone()).crumb("学位预测和预警", visit.link("/forecasts"));
    visit.page_under(&title, &head, body)
}

pub(super) async fn form(visit: Visit, Path(key): Path<String>) -> Result<Html, Page> {
    let it = which(&key)?;
    Ok(page(&visit, it, &upload(&visit, it)))
}

pub(super) async fn template(visit: Visit, Path(key): Path<String>) -> Result<Response, Page> {
    let it = which(&key)?;
    let layout = it.layout();
    workbook::send_template(
        &visit,
        sheet::Template::new(&layout),
        &format!("{}模板.xlsx", it.label()),
    )
}

pub(super) async fn take(
    visit: Visit,
    Path(key): Path<String>,
    file: Upload,
) -> Result<Html, Page> {
    let it = which(&key)?;
    if file.bytes.is_empty() {
        let words = "没有选择文件，或者文件是空的。请选择表格后再上传。";
        return Err(Problem::unfit(words).into());
    }
    let county: Result<_, Error> = db::read!(visit.db(), "schools of the county", |tx| {
        let scope = Scope::of(tx, visit.actor.scope()).await?.ok_or(Error::Missing)?;
        Ok(schools::all(tx, scope).await?)
    });
    let taken = lists::take(&visit, it, (&file.bytes, &county?)).await?;
    let sent = Sent { name: &file.name, bytes: &file.bytes };
    let faults = taken.findings.len();
    let has_copy = answers::keep(&visit, kind(it), sent, (&it.layout(), &taken.findings)).await;
    let words = format!("已登记 {} 行，{faults} 处要核对", taken.rows);
    let next = if faults > 0 {
        "标“须改正”的行没有登记，改好后整张再传一次。"
    } else {
        ""
    };
    let told = Told { words, next, faults, has_copy };
    let body = html! {
        (told.alert(&visit, kind(it))) (answers::findings(&taken.findings)) (upload(&visit, it))
    };
    Ok(page(&visit, it, &body))
}
