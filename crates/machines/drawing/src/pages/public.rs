//! What everyone may see and check: the drawings, each with its protocol and its evidence. A hidden
//! result is not here, nor what would tell of it.

use draw::Value;
use platform::workbook::download;
use serde::Deserialize;
use web::{
    Call, Filters, Html, Markup, Page, Path, Response, html,
    ui::{self, Button, Card, Column, Empty, Facts, Head, List, Paper as Sheet, Row},
};

use super::words;
use crate::{
    Error, catalog,
    definition::{Kind, Show},
    model::{Drawing, Line, Paper, Stage, Witness},
    rules, store,
};

/// How many lines a page has.
const LINES: usize = 50;
/// How many lines of a list stand on its page; the evidence has them all.
const SHOWN_MAX: usize = 1_000;
/// The page that families open: it needs nothing but itself.
const VERIFIER: &str = include_str!("../../../../engines/draw/verifier/verify.html");

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    after: String,
}

pub(super) async fn list(call: Call, Filters(asked): Filters<Asked>) -> Result<Html, Page> {
    let before = asked.after.parse().unwrap_or(i64::MAX);
    let (search, limit) = (asked.q.trim(), i64::try_from(LINES + 1).unwrap_or(i64::MAX));
    let read: Result<_, Error> = db::read!(call.db(), "public drawings", |tx| {
        Ok(store::public(tx, search, (before, limit)).await?)
    });
    let mut all = read.map_err(web::Problem::from)?;
    let next = (all.len() > LINES).then(|| all[LINES - 1].id.bits().to_string());
    all.truncate(LINES);
    let here = call.here();
    let list = List::new("派位和抽取", &here)
        .filters(ui::Filters::new(&here).search("编号、名称或主办单位开头"))
        .column(Column::text("名称"))
        .column(Column::short("编号"))
        .column(Column::text("主办"))
        .column(Column::short("时间"))
        .column(Column::text("状态"))
        .rows(all.iter().map(|it| row(&call, it)))
        .next(next)
        .empty(Empty::new("没有找到").hint("封存以后的派位和抽取都会列在这里。"));
    let body = html! {
        (Head::new("派位和抽取公示").below(html! { "名单先封存、摘要先公布，再有抽取用的数；谁都可以下载证据自己核验。" }))
        (list)
    };
    Ok(call.public_page("派位和抽取公示", &body))
}

/// The title as everyone may read it: what is drawn for may tell whom.
fn title(it: &Drawing) -> String {
    let is_open = it.hidden_until.is_none() || it.is_public();
    let label = || catalog().find(&it.entry).map_or("抽取", |kind| kind.what.label.as_str());
    if is_open { it.title.clone() } else { label().to_owned() }
}

/// How far it is, as everyone may know: that a hidden one is drawn is told when it comes out.
fn stage(it: &Drawing) -> Markup {
    if it.is_hidden() {
        words::stage(&Drawing { stage: Stage::Sealed, ..it.clone() })
    } else {
        words::stage(it)
    }
}

fn row<'a>(call: &Call, it: &Drawing) -> Row<'a> {
    let at = if it.is_public() { it.drawn_at } else { None };
    Row::new(it.number.clone(), title(it))
        .link(call.link(&format!("/draws/{}", it.number)))
        .cell(title(it))
        .cell(it.number.clone())
        .cell(it.place_name.clone())
        .cell(words::moment(at.unwrap_or(it.draws_at)))
        .cell(stage(it))
}

/// All that a page tells.
struct Found {
    drawing: Drawing,
    kind: std::sync::Arc<::catalog::Loaded<Kind>>,
    lines: Vec<Line>,
    witnesses: Vec<Witness>,
    declaration: String,
    transcript: Option<String>,
    previous: Option<Drawing>,
    next: Option<String>,
}

pub(super) async fn show(call: Call, Path(number): Path<String>) -> Result<Html, Page> {
    let read: Result<_, Error> = db::read!(call.db(), "public drawing", |tx| {
        let drawing = store::find_by_number(tx, &number).await?.ok_or(Error::Missing)?;
        let declaration = store::find_file(tx, drawing.id, Paper::Declaration).await?;
        let declaration = declaration.ok_or(Error::Missing)?;
        let kind = catalog().by_digest(tx, &drawing.definition).await?.ok_or(Error::Missing)?;
        let is_public = drawing.is_public();
        let lines = if is_public { store::lines(tx, drawing.id).await? } else { Vec::new() };
        let transcript = if is_public {
            store::find_file(tx, drawing.id, Paper::Transcript).await?
        } else {
            None
        };
        let witnesses = store::witnesses(tx, drawing.id).await?;
        let previous = match drawing.previous {
            Some(id) => store::find(tx, id).await?,
            None => None,
        };
        let next = store::next_attempt(tx, drawing.id).await?.map(|it| it.1);
        Ok(Found { drawing, kind, lines, witnesses, declaration, transcript, previous, next })
    });
    let found = read.map_err(web::Problem::from)?;
    let title = title(&found.drawing);
    let body = page(&call, &found, &title).map_err(|it| web::Problem::internal(&it))?;
    Ok(call.public_page(&title, &body))
}

fn page(call: &Call, found: &Found, title: &str) -> Result<Markup, draw::Refusal> {
    let (it, kind) = (&found.drawing, &found.kind.what);
    let declaration = draw::Declaration::read(found.declaration.as_bytes())?;
    let transcript = found.transcript.as_deref().map(|it| draw::Transcript::read(it.as_bytes()));
    let transcript = transcript.transpose()?;
    let signed = it.drawn_at.filter(|_| it.is_public()).or(it.sealed_at);
    let sheet = html! {
        @if it.rehearsal { p { strong { "演练，结果不算数。" } } }
        (facts(found, &declaration, transcript.as_ref()))
        @if it.is_public() { (result(kind, it, &found.lines)) }
        @else if it.stage == Stage::Void { p { "这次抽取在抽出之前作废，没有结果。原因：" (it.reason.as_deref().unwrap_or_default()) } }
        @else { p { "名单已封存，还没有公开的结果。请记下或拍下公示摘要：结果公开后，证据里的摘要必须和它一样。" } }
        (attempts(call, found))
        (witnesses(&found.witnesses, it.hidden_until.is_none() || it.is_public()))
        (signatures(it))
    };
    let sheet = Sheet::new(title, sheet)
        .number(format!("编号 {}", it.number))
        .signed(it.place_name.as_str(), signed.map(words::moment).unwrap_or_default());
    Ok(html! { (sheet) (check(call, it)) })
}

fn facts(
    found: &Found,
    declaration: &draw::Declaration,
    transcript: Option<&draw::Transcript>,
) -> Markup {
    let it = &found.drawing;
    let sources: Vec<String> = declaration.terms().sources.iter().map(words::source).collect();
    let sealed = it.sealed_at.map(words::moment).unwrap_or_default();
    let facts = Facts::new()
        .fact("状态", stage(it))
        .fact("名单封存", sealed)
        .fact("抽法", words::rule(declaration))
        .long("公开取值", sources.join("；"))
        .long("公示摘要", html! { code { (declaration.digest()) } });
    let Some(transcript) = transcript else { return html! { (facts) } };
    let values = transcript.values().iter().map(|it| match it {
        Value::Text(text) => text.clone(),
        Value::Beacon(beacon) => beacon.randomness.to_string(),
    });
    let facts = facts
        .fact("抽取", it.drawn_at.map(words::moment).unwrap_or_default())
        .long("取到的值", values.collect::<Vec<_>>().join("，"))
        .long("种子", html! { code { (transcript.outcome().seed) } })
        .long("证据摘要", html! { code { (transcript.digest()) } });
    html! { (facts) }
}

/// What came of it: who was drawn, and the whole order below.
fn result(kind: &Kind, it: &Drawing, lines: &[Line]) -> Markup {
    let named = kind.show != Show::Numbers;
    let inside = lines.iter().filter(|it| it.excluded.is_none());
    let total = inside.clone().count();
    let outcomes = inside.clone().any(|it| it.outcome.is_some());
    let excluded: Vec<&Line> = lines.iter().filter(|it| it.excluded.is_some()).collect();
    html! {
        h2 { "结果" }
        p { (words::take(kind, it)) "，共 " (total) " 个号码参加。" }
        table.table {
            thead { tr {
                th { "位次" } th { "号码" }
                @if named { th { "名称" } th { "所在" } }
                th { "结果" }
            } }
            tbody {
                @for line in inside.take(SHOWN_MAX) {
                    tr {
                        td { (line.position.unwrap_or_default()) }
                        td { (line.number) }
                        @if named { td { (rules::shown(kind.show, line)) } td { (line.who.stratum) } }
                        td { @if outcomes { (line.outcome.as_deref().unwrap_or("未录取")) } @else if line.picked { strong { "抽中" } } }
                    }
                }
            }
        }
        @if total > SHOWN_MAX { p { "这里列出前 " (SHOWN_MAX) " 个，全部次序在证据文件里。" } }
        @if !excluded.is_empty() {
            h2 { "没有参加的" }
            ul { @for line in excluded {
                li { @if named { (rules::shown(kind.show, line)) "：" } (line.excluded.as_deref().unwrap_or_default()) }
            } }
        }
    }
}

fn attempts(call: &Call, found: &Found) -> Markup {
    html! {
        @if let Some(it) = &found.previous {
            p { "这是重抽：上一次 " a href=(call.link(&format!("/draws/{}", it.number))) { (it.number) }
                " 已作废，原因：" (it.reason.as_deref().unwrap_or_default()) }
        }
        @if let Some(number) = &found.next {
            p { "已重抽：" a href=(call.link(&format!("/draws/{number}"))) { (number) } }
        }
    }
}

/// Who signed; their words may tell whom, so they wait for the result.
fn witnesses(all: &[Witness], says: bool) -> Markup {
    html! {
        @if !all.is_empty() {
            h2 { "见证" }
            ul { @for it in all {
                li { (it.role.label()) " " (it.name) "，" (words::moment(it.at)) @if says && !it.words.is_empty() { "：" (it.words) } }
            } }
        }
    }
}

/// Room for pens, on paper.
fn signatures(it: &Drawing) -> Markup {
    html! {
        @if it.is_public() { p.text-secondary { "主持人（签字）：＿＿＿＿＿＿　　见证人（签字）：＿＿＿＿＿＿　　监督人（签字）：＿＿＿＿＿＿" } }
    }
}

/// How anyone checks it.
fn check(call: &Call, it: &Drawing) -> Markup {
    let file = |paper: Paper| call.link(&format!("/draws/{}/files/{}", it.number, paper.key()));
    let body = html! {
            p { "下载证据和核验页，断开网络，用浏览器打开核验页，选入证据文件；或在装有学域的电脑上运行 "
                code { "xueyu draw verify 证据.json" } "。改动一个字都会被发现。" }
            div.actions {
                (Button::link("公示.json", file(Paper::Declaration)).icon("download"))
                @if it.is_public() { (Button::link("证据.json", file(Paper::Transcript)).icon("download").primary()) }
                @if it.stage == Stage::Void { (Button::link("作废记录.json", file(Paper::Void)).icon("download")) }
                (Button::link("核验页", call.link("/draws/check/page")).icon("download"))
            }
    };
    html! { (Card::new("自己核验", body)) }
}

/// The evidence itself.
pub(super) async fn file(
    call: Call,
    Path((number, paper)): Path<(String, String)>,
) -> Result<Response, Page> {
    let read: Result<_, Error> = db::read!(call.db(), "evidence of a drawing", |tx| {
        let paper = Paper::from_key(&paper).ok_or(Error::Missing)?;
        let drawing = store::find_by_number(tx, &number).await?.ok_or(Error::Missing)?;
        if paper == Paper::Transcript && !drawing.is_public() {
            return Err(Error::Missing);
        }
        let content = store::find_file(tx, drawing.id, paper).await?.ok_or(Error::Missing)?;
        Ok((paper, content))
    });
    let (paper, content) = read.map_err(web::Problem::from)?;
    let name = format!("{number}-{}", paper.file_name());
    Ok(download(&name, "application/json", content.into_bytes()))
}

/// The page on which anyone checks evidence, with the network off.
pub(super) async fn verifier() -> Response {
    download("核验.html", "text/html; charset=utf-8", VERIFIER.as_bytes().to_vec())
}
