//! The office's page of the city's system: its list in, the results out.

use platform::{
    answers::{self, ListKind, Sent, Told},
    seal::Sealer,
    workbook,
};
use sheet::{Column, Kind, Layout};
use web::{
    Html, Markup, Need, Page, Path, Problem, Response, Routes, Upload, Visit, html,
    ui::{self, Alert, Button, Card, Field, Head, Tone},
};

use super::{
    actions::{self, Taken},
    list, store,
};
use crate::registration::{
    MANAGE,
    error::Error,
    model::{CampaignId, Entry, State},
    terms::Terms,
};

const MAY_MANAGE: Need = Need::May(MANAGE.key);
/// The list, where it comes back marked.
const LIST: ListKind = ListKind { key: "entry-city", label: "市级报名名单" };

/// The pages.
pub(in crate::registration) fn routes() -> Routes {
    Routes::new()
        .get("/entry/campaigns/{campaign}/city", MAY_MANAGE, show)
        .post("/entry/campaigns/{campaign}/city", MAY_MANAGE, take)
        .get("/entry/campaigns/{campaign}/city/template", MAY_MANAGE, template)
        .get("/entry/campaigns/{campaign}/city/results", MAY_MANAGE, results)
}

/// A campaign, and how many came from the city, whose system has no kindergartens.
async fn read(visit: &Visit, id: CampaignId) -> Result<(Terms, i64), Error> {
    db::read!(visit.db(), "who came from the city", |tx| {
        let terms = Terms::load(tx, id).await?;
        if terms.campaign.entry == Entry::Kindergarten {
            return Err(Error::Missing);
        }
        Ok((terms, store::count(tx, id).await?))
    })
}

async fn show(visit: Visit, Path(id): Path<CampaignId>) -> Result<Html, Page> {
    let (terms, count) = read(&visit, id).await?;
    Ok(page(&visit, (&terms, count), &html! {}))
}

fn page(visit: &Visit, (terms, count): (&Terms, i64), told: &Markup) -> Html {
    let it = &terms.campaign;
    let base = visit.link(&format!("/entry/campaigns/{}/city", it.id));
    let csrf = visit.csrf();
    let head = Head::new("市级报名系统")
        .crumb("入学报名", visit.link("/entry"))
        .crumb(it.title.clone(), visit.link(&format!("/entry/campaigns/{}", it.id)))
        .below(html! { "市级系统报名的孩子从这里导入，天天可以导；审核和录取的结果按市级报名号带回去" });
    let body = html! {
        (told)
        @if it.rehearsal { (Alert::new(Tone::Warn, "这是演练，报名和录取都不作数")) }
        (Card::new("带回结果", html! {
            p { "从市级系统来的报名 " (count) " 份。录取公布以前带回审核状态，公布以后带回录取学校。" }
            @if count > 0 { div.actions { (Button::link("导出结果", format!("{base}/results")).icon("file-export")) } }
        }))
        (ui::Form::new(base.clone(), &csrf)
            .with_files()
            .section("导入名单", html! {
                (Field::file("file", "市级报名名单", ".xlsx,.xls,.csv").required()
                    .hint("新的加上，改过的更正；学校已经核过的不改，表里没有的不动。有错的行不导入，指出是哪一格"))
            })
            .button(Button::submit("上传").primary().icon("upload"))
            .button(Button::link("下载模板", format!("{base}/template")).icon("download")))
    };
    visit.page_under("市级报名系统", &head, &body)
}

async fn take(visit: Visit, Path(id): Path<CampaignId>, file: Upload) -> Result<Html, Page> {
    if file.bytes.is_empty() {
        let words = "没有选择文件，或者文件是空的。请选择市级报名名单的表格后再上传。";
        return Err(Problem::unfit(words).into());
    }
    let (terms, _) = read(&visit, id).await?;
    let refused = |it: sheet::Refusal| Page::from(Problem::unfit(it.to_string()));
    let (lines, mut findings) =
        list::read(&file.bytes, &terms, visit.cell.demo).map_err(refused)?;
    let taken = actions::take(&visit, visit.cell.service::<Sealer>(), id, &lines).await?;
    let words = words(&taken);
    findings.extend(taken.findings);
    findings.sort_by_key(|it| it.row);
    let sent = Sent { name: &file.name, bytes: &file.bytes };
    let has_copy = answers::keep(&visit, LIST, sent, (&list::layout(), &findings)).await;
    let next = if findings.is_empty() {
        ""
    } else {
        "没有导入的改好后再传一次，已经导入的不会重复。"
    };
    let told = Told { words, next, faults: findings.len(), has_copy };
    let told = html! { (told.alert(&visit, LIST)) (answers::findings(&findings)) };
    let (terms, count) = read(&visit, id).await?;
    Ok(page(&visit, (&terms, count), &told))
}

fn words(it: &Taken) -> String {
    let absent = match it.absent {
        0 => String::new(),
        n => format!("；以前来过、这次表里没有的 {n} 份没有动"),
    };
    format!("新增 {} 份，更正 {} 份，没有变化 {} 份{absent}", it.new, it.changed, it.same)
}

async fn template(visit: Visit, Path(id): Path<CampaignId>) -> Result<Response, Page> {
    read(&visit, id).await?;
    let layout = list::layout();
    workbook::send_template(&visit, sheet::Template::new(&layout), "市级报名名单模板.xlsx")
}

async fn results(visit: Visit, Path(id): Path<CampaignId>) -> Result<Response, Page> {
    let read: Result<_, Error> = db::read!(visit.db(), "results for the city", |tx| {
        Terms::load(tx, id).await?;
        Ok(store::became(tx, id).await?)
    });
    let text = |key, title| Column::new(key, title, Kind::Text);
    let layout = Layout::new(
        "市级报名结果",
        vec![
            text("external", "市级报名号"),
            text("number", "报名号"),
            text("state", "审核状态"),
            text("reason", "理由"),
            text("school", "录取学校"),
        ],
    );
    let rows: Vec<Vec<String>> = read?
        .into_iter()
        .map(|it| {
            let shows_reason = matches!(it.state, State::Returned | State::Refused);
            let reason = it.reason.filter(|_| shows_reason).unwrap_or_default();
            let state = it.state.label().to_owned();
            vec![it.external, it.number, state, reason, it.school.unwrap_or_default()]
        })
        .collect();
    workbook::send_texts(&visit, &layout, &rows)
}
