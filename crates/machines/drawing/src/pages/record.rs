//! A drawing for those who work on it: the list, what came of it, what may be done now.

use serde::Deserialize;
use web::{
    Filters, Html, Markup, Page, Path, Visit, html,
    ui::{self, Alert, Button, Card, Column, Empty, Facts, Field, Head, List, Row, Tone, badge},
};

use super::words;
use crate::{
    Error,
    actions::seen,
    definition::Kind,
    evidence,
    model::{Drawing, DrawingId, Line, Paper, Stage, Witness},
    store,
};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    done: String,
}

/// All that the page tells.
struct Found {
    drawing: Drawing,
    lines: Vec<Line>,
    witnesses: Vec<Witness>,
    declaration: Option<String>,
    next: Option<(DrawingId, String)>,
    is_ours: bool,
}

pub(super) async fn show(
    visit: Visit,
    Path((name, id)): Path<(String, DrawingId)>,
    Filters(asked): Filters<Asked>,
) -> Result<Html, Page> {
    let read: Result<_, Error> = db::read!(visit.db(), "drawing", |tx| {
        let (drawing, kind) = seen(tx, &visit, id).await?;
        if drawing.entry != name {
            return Err(Error::Missing);
        }
        let is_ours = crate::actions::mine(tx, &visit, id).await.is_ok();
        let found = Found {
            lines: store::lines(tx, id).await?,
            witnesses: store::witnesses(tx, id).await?,
            declaration: store::find_file(tx, id, Paper::Declaration).await?,
            next: store::next_attempt(tx, id).await?,
            drawing,
            is_ours,
        };
        Ok((found, kind))
    });
    let (found, kind) = read.map_err(web::Problem::from)?;
    let (it, kind) = (&found.drawing, &kind.what);
    let told = match asked.done.as_str() {
        "declare" => Some("已登记。请核对名单，没有问题就封存。"),
        "seal" => Some("名单已封存，摘要已经公开，谁也改不了名单。"),
        "run" => Some("已抽取，证据已保存。"),
        "void" => Some("已作废，原因已记录。"),
        "reveal" => Some("结果已公开。"),
        "witness" => Some("已签名见证。"),
        _ => None,
    };
    let head = Head::new(it.title.as_str())
        .crumb(kind.label.as_str(), visit.link(&format!("/drawings/{name}")))
        .state(words::stage(it))
        .below(html! { "编号 " (it.number) " · " (it.place_name) });
    let head = if it.digest.is_some() {
        let public = visit.link(&format!("/draws/{}", it.number));
        head.action(Button::link("公示页（打印）", public).icon("external-link"))
    } else {
        head
    };
    let body = html! {
        @if let Some(words) = told { (Alert::new(Tone::Good, words)) }
        @if it.is_hidden() {
            (Alert::new(Tone::Warn, "结果保密中").detail(format!("{} 自动公开。之前请不要外传，被抽到的单位看不到。",
                it.hidden_until.map(words::moment).unwrap_or_default())))
        }
        (acts(&visit, &found, kind))
        (facts(kind, it, &found.lines))
        (witnesses(&found.witnesses))
        (lines(&visit, &found))
    };
    Ok(visit.page_under(&it.title, &head, &body))
}

fn facts(kind: &Kind, it: &Drawing, lines: &[Line]) -> Markup {
    let excluded = lines.iter().filter(|it| it.excluded.is_some()).count();
    let count =
        format!("{} 个，排除 {excluded} 个，参加抽取 {} 个", lines.len(), lines.len() - excluded);
    let facts = Facts::new()
        .fact("抽法", words::take(kind, it))
        .fact("名单", count)
        .fact("抽取时间", words::moment(it.drawn_at.unwrap_or(it.draws_at)));
    let facts = match &it.digest {
        Some(digest) => facts.long("公示摘要", html! { code { (digest) } }),
        None => facts,
    };
    let facts = match &it.result {
        Some(digest) => facts.long("证据摘要", html! { code { (digest) } }),
        None => facts,
    };
    let facts = match &it.reason {
        Some(reason) => facts.long("作废原因", reason.as_str()),
        None => facts,
    };
    html! { (Card::new("基本情况", html! { (facts) })) }
}

/// What the reader may do now.
fn acts(visit: &Visit, found: &Found, kind: &Kind) -> Markup {
    let it = &found.drawing;
    let path = |what: &str| visit.link(&format!("/drawings/{}/{}/{what}", it.entry, it.id));
    let csrf = visit.csrf();
    let ours = found.is_ours;
    let may_sign = kind.witnesses.contains(&visit.actor.role())
        && matches!(it.stage, Stage::Sealed | Stage::Drawn);
    let is_given = kind.is_given();
    html! {
        @if ours && !is_given && it.stage == Stage::Declared {
            (Card::new("下一步：封存名单", html! {
                p { "封存以后名单、规则都不能再改，摘要立即公开，之后才会有抽取用的数。" }
                (ui::post(&path("seal"), &csrf, &Button::submit("封存名单").primary()))
            }))
        }
        @if ours && !is_given && it.stage == Stage::Sealed {
            (Card::new("下一步：抽取", running(visit, found, &path("run"), &csrf)))
        }
        @if ours && it.is_hidden() {
            (ui::post(&path("reveal"), &csrf, &Button::submit("现在公开结果").confirm("公开以后，被抽到的单位和所有人都能看到。确定现在公开？")))
        }
        @if ours && !is_given && matches!(it.stage, Stage::Declared | Stage::Sealed) {
            (Card::new("作废", html! {
                (ui::Form::new(path("void"), &csrf)
                    .part(Field::text("reason", "原因").max_length(100).required().hint("会公布出来；要重抽，作废以后再登记"))
                    .button(Button::submit("作废这次抽取").danger()))
            }))
        }
        @if ours && !is_given && it.stage == Stage::Void && found.next.is_none() {
            (Button::link("重抽", visit.link(&format!("/drawings/{}/new?after={}", it.entry, it.id))).primary())
        }
        @if let Some((id, number)) = &found.next {
            p { "已重抽：" a href=(visit.link(&format!("/drawings/{}/{id}", it.entry))) { (number) } }
        }
        @if may_sign {
            (Card::new("见证", html! {
                (ui::Form::new(path("witness"), &csrf)
                    .part(Field::text("words", "意见").max_length(100).sometimes().hint("例如：全程在场，无异议"))
                    .button(Button::submit("签名见证")))
            }))
        }
    }
}

/// The form that draws: a button where a public source is asked, a field for each hand on site.
fn running(visit: &Visit, found: &Found, path: &str, csrf: &Markup) -> Markup {
    let it = &found.drawing;
    if visit.civil_now() < it.draws_at {
        return html! { p { (words::moment(it.draws_at)) " 起可以抽取。" } };
    }
    let declaration = found.declaration.as_deref().and_then(|it| evidence::declaration(it).ok());
    let Some(declaration) = declaration else { return html! {} };
    let sources = &declaration.terms().sources;
    let fields = html! {
        @for (at, source) in (1..).zip(sources) {
            @if it.is_auto { p { "公开取值：" (words::source(source)) } }
            @else {
                (Field::number(format!("value-{at}"), words::source(source)).between("0", "99").required().narrow())
            }
        }
    };
    html! {
        (ui::Form::new(path, csrf).part(fields).button(Button::submit("抽取").primary()))
    }
}

fn witnesses(all: &[Witness]) -> Markup {
    html! {
        @if !all.is_empty() {
            (Card::new("见证", html! {
                ul { @for it in all {
                    li { (it.role.label()) " " (it.name) "，" (words::moment(it.at)) @if !it.words.is_empty() { "：" (it.words) } }
                } }
            }))
        }
    }
}

fn lines(visit: &Visit, found: &Found) -> Markup {
    let (it, here) = (&found.drawing, visit.here());
    let is_drawn = it.stage == Stage::Drawn;
    let row = |line: &Line| {
        let came = match (&line.excluded, line.picked, &line.outcome) {
            (Some(reason), _, _) => html! { (badge(Tone::Quiet, "排除")) " " (reason) },
            (None, true, _) => badge(Tone::Good, "抽中"),
            (None, false, Some(words)) => html! { (words) },
            (None, false, None) => html! {},
        };
        let rank = line.position.map(|it| it.to_string()).unwrap_or_default();
        Row::new(line.number.clone(), line.who.label.clone())
            .cell(line.number.clone())
            .cell(line.who.label.clone())
            .cell(line.who.stratum.clone())
            .cell(rank)
            .cell(came)
    };
    let list = List::new("名单", &here)
        .column(Column::short("号码"))
        .column(Column::text("名称"))
        .column(Column::text("所在"))
        .column(Column::number(if is_drawn { "位次" } else { "位次（待抽）" }))
        .column(Column::text("结果"))
        .rows(found.lines.iter().map(row))
        .total(i64::try_from(found.lines.len()).unwrap_or(0))
        .empty(Empty::new("名单还没有").hint("报名结束后自动生成。"));
    let sheet = visit.link(&format!("/drawings/{}/{}/list.xlsx", it.entry, it.id));
    html! {
        (list)
        @if !found.lines.is_empty() {
            p { (Button::link("导出名单", sheet).icon("file-export")) }
        }
    }
}
