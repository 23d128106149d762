//! What anyone sees: the documents that were made public, and whether a paper is what was issued.

use platform::accounts::{self, Rate};
use serde::Deserialize;
use web::{
    Call, Filters, Html, Page, Path, Problem, html,
    ui::{Alert, Button, Card, Empty, Facts, Field, Head, Item, Paper, Tone, items},
};

use super::{LINES, limit};
use crate::reports::{
    Error,
    model::{Report, ReportId, State},
    store,
};

/// How often papers may be checked from one network.
const CHECKS: Rate = Rate { name: "document", times: 60, span: jiff::SignedDuration::from_mins(1) };

/// One document that was made public, or those before `after`: one more than a page holds.
async fn published(
    call: &Call,
    id: Option<ReportId>,
    after: Option<ReportId>,
) -> Result<Vec<Report>, Page> {
    let found: Result<_, Error> = db::read!(call.db(), "public documents", |tx| {
        let Some(county) = store::county(tx).await? else { return Ok(Vec::new()) };
        match id {
            Some(id) => Ok(store::find(tx, id, county).await?.into_iter().collect()),
            None => {
                Ok(store::list(tx, (county, Some(State::Public)), after, limit(LINES + 1)).await?)
            }
        }
    });
    found.map_err(|it| Problem::from(it).into())
}

/// Which page of the list.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Leafed {
    after: Option<ReportId>,
}

pub(super) async fn list(call: Call, Filters(leafed): Filters<Leafed>) -> Result<Html, Page> {
    let mut all = published(&call, None, leafed.after).await?;
    let more = all.len() > LINES;
    all.truncate(LINES);
    let next = all.last().filter(|_| more).map(|it| it.id);
    let body = html! {
        (Head::new("政府信息公开：教育文件").action(Button::link("核验一份文件", call.link("/documents/check"))))
        @if all.is_empty() { (Empty::new("还没有公开的文件")) }
        (items(all.iter().filter_map(|it| {
            let (number, day) = it.issued.as_ref()?;
            let item = Item::new(it.text.title.as_str()).below(html! { (number) " · " (day) });
            Some(item.link(call.link(&format!("/documents/{}", it.id))))
        })))
        @if let Some(id) = next {
            p { (Button::link("更早的文件", call.link(&format!("/documents?after={id}")))) }
        }
    };
    Ok(call.public_page("教育文件", &body))
}

pub(super) async fn show(call: Call, Path(id): Path<ReportId>) -> Result<Html, Page> {
    let found = published(&call, Some(id), None).await?;
    let it = found.into_iter().find(|it| it.state == State::Public);
    let it = it.ok_or_else(Problem::not_found)?;
    let content = it.content.as_deref().ok_or_else(Problem::not_found)?;
    let document =
        paper::Document::read(content).map_err(|it| Page::from(Problem::internal(&it)))?;
    let said = paper::html(&document, |_| None);
    let day = document.signed_on.clone().unwrap_or_default();
    let sheet = Paper::new(document.title.as_str(), said)
        .number(document.number.clone().unwrap_or_default())
        .signed(document.issuer.as_str(), day);
    let digest = it.digest.as_deref().unwrap_or_default();
    let body = html! {
        (sheet)
        (Card::new("本件的摘要", html! {
            (Facts::new().long("SM3（GB/T 32905）", html! { code { (digest) } }))
        }))
    };
    Ok(call.public_page(&document.title, &body))
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    number: String,
    #[serde(default)]
    digest: String,
}

/// What checking a paper comes to.
enum Verdict {
    /// It is what was issued.
    Same(Box<Report>),
    /// The paper has another digest than what was issued.
    Other,
    /// What is stored is no longer what was issued.
    Broken,
    /// There is no such number.
    Unknown,
}

fn verdict(found: Option<Report>, digest: &str) -> Verdict {
    let Some(it) = found else { return Verdict::Unknown };
    let (Some(content), Some(kept)) = (&it.content, &it.digest) else { return Verdict::Unknown };
    if platform::act::sm3(content.as_bytes()) != *kept {
        Verdict::Broken
    } else if kept.eq_ignore_ascii_case(digest.trim()) {
        Verdict::Same(Box::new(it))
    } else {
        Verdict::Other
    }
}

pub(super) async fn check(call: Call, Filters(asked): Filters<Asked>) -> Result<Html, Page> {
    let number = vocab::normalise(&asked.number);
    let is_asked = !number.is_empty();
    let mut found = None;
    if is_asked {
        accounts::limit(&call, CHECKS, None).map_err(Problem::from)?;
        let read: Result<_, Error> = db::read!(call.db(), "check a document", |tx| {
            Ok(store::numbered(tx, asked.number.trim()).await?)
        });
        found = read.map_err(Problem::from)?;
    }
    let verdict = is_asked.then(|| verdict(found, &asked.digest));
    let body = html! {
        (Head::new("核验文件").crumb("教育文件", call.link("/documents")))
        @match &verdict {
            None => {}
            Some(Verdict::Same(it)) => {
                (Alert::new(Tone::Good, "与印发时一致"))
                (Card::new("印发的文件", html! {
                    (Facts::new()
                        .fact("标题", it.text.title.as_str())
                        .fact("发文字号", it.issued.as_ref().map_or("", |it| it.0.as_str()))
                        .fact("签发日期", it.signed.as_ref().map(|it| it.1.to_string()).unwrap_or_default()))
                    @if it.state == State::Public {
                        p { a href=(call.link(&format!("/documents/{}", it.id))) { "查看全文" } }
                    }
                }))
            }
            Some(Verdict::Other) => {
                (Alert::new(Tone::Bad, "摘要和印发的不一致").detail("这份文件的内容和印发的不同，或者摘要抄错了。请不要采信，向印发单位核实。"))
            }
            Some(Verdict::Broken) => {
                (Alert::new(Tone::Bad, "系统里保存的内容被改动过").detail("它和印发时的摘要对不上。请向印发单位索取纸质原件，并告知系统管理员。"))
            }
            Some(Verdict::Unknown) => {
                (Alert::new(Tone::Warn, "没有这个发文字号的文件").detail("请照文件上的写，例如 慈教〔2021〕12号；仍然查不到的，不要采信。"))
            }
        }
        form.form.card method="get" action=(call.link("/documents/check")) {
            div.form-section { div.fields {
                (Field::text("number", "发文字号").value(asked.number.as_str()).max_length(40).required())
                (Field::text("digest", "SM3 摘要").value(asked.digest.as_str()).hint("文件末页二维码旁边，64 位").max_length(64).required())
            } }
            div.form-end { div.actions { (Button::submit("核验").primary()) } }
        }
    };
    Ok(call.public_page("核验文件", &body))
}
