//! What people see of partners and packages: the list, one package, sending, taking in.

use serde::Deserialize;
use web::{
    Filters, Form, Html, IntoResponse, Markup, Need, Page, Path, Redirect, Response, Routes,
    StatusCode, Upload, Visit, html,
    ui::{self, Button, Card, Column, Empty, Facts, Field, Head, List, Row, Text, Tone, badge},
};

use super::{
    actions::{self, Error},
    model::{Handing, Package, PackageId, Paper, Partner, PartnerId, Side, Stage, Way, kinds},
    store,
};
use crate::{
    offices::OFFICES,
    targets::{KEEP, TargetId},
};

const MAY_KEEP: Need = Need::May(KEEP.key);
/// How many lines a page has.
const LINES: usize = 50;

/// The pages.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/packages", MAY_KEEP, list)
        .post("/packages/partners", MAY_KEEP, agree)
        .post("/packages/take", MAY_KEEP, take)
        .get("/packages/send/{target}", MAY_KEEP, send_form)
        .post("/packages/send/{target}", MAY_KEEP, send)
        .get("/packages/{id}", MAY_KEEP, show)
        .get("/packages/{id}/file", MAY_KEEP, file)
        .post("/packages/{id}/answer", MAY_KEEP, answer)
}

type Found<'a> = Option<&'a (&'static str, String)>;

fn fault<'a>(found: Found<'a>, field: &str) -> Option<&'a str> {
    found.filter(|it| it.0 == field).map(|it| it.1.as_str())
}

/// The words of an error that a form shows again; anything else is a page of its own.
fn told(error: Error) -> Result<(&'static str, String), Page> {
    match error {
        Error::Wrong(field, words) => Ok((field, words)),
        Error::Broken(error) => Ok(("file", error.to_string())),
        other => Err(other.into()),
    }
}

fn with_fault<'a>(form: ui::Form<'a>, found: Found<'a>) -> ui::Form<'a> {
    match found {
        None => form,
        Some(("", words)) => form.problem(words.as_str()),
        Some((field, words)) => form.error(*field, words.as_str()),
    }
}

fn unfit(page: Html) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

#[derive(Debug, Default, Deserialize)]
struct Wanted {
    after: Option<PackageId>,
}

async fn list(visit: Visit, Filters(wanted): Filters<Wanted>) -> Result<Html, Page> {
    list_page(&visit, wanted.after, None).await
}

async fn list_page(
    visit: &Visit,
    after: Option<PackageId>,
    found: Found<'_>,
) -> Result<Html, Page> {
    let read: Result<_, Error> = db::read!(visit.db(), "packages", |tx| {
        let limit = i64::try_from(LINES + 1).unwrap_or(i64::MAX);
        Ok((store::packages(tx, after, limit).await?, store::partners(tx).await?))
    });
    let (mut packages, partners) = read?;
    let more = packages.len() > LINES;
    packages.truncate(LINES);
    let next = packages.last().filter(|_| more).map(|it| it.id.to_string());
    let here = visit.here();
    let list = List::new("下达和收到的目标", &here)
        .column(Column::text("编号"))
        .column(Column::short("方向"))
        .column(Column::text("对方"))
        .column(Column::text("目标"))
        .column(Column::short("状态"))
        .column(Column::short("日期"))
        .rows(packages.iter().map(|it| {
            Row::new(it.id.to_string(), it.number.as_str())
                .link(visit.link(&format!("/packages/{}", it.id)))
                .cell(it.number.as_str())
                .cell(it.way.label())
                .cell(it.partner_name.as_str())
                .cell(paper(it).map_or_else(String::new, |it| it.name))
                .cell(stage(it.stage))
                .cell(it.made_on.to_string())
        }))
        .next(next)
        .empty(Empty::new("还没有下达或收到过目标").hint("市里把目标下达给县（市、区），在目标的页面上点“下达给下级教育局”；县里在下面收下文件。"));
    let csrf = visit.csrf();
    let hidden = html! { (csrf) (visit.form_id::<kinds::PackageId>("package.take")) };
    let take = ui::Form::new(visit.link("/packages/take"), &hidden)
        .with_files()
        .section("收下一份文件", html! {
            (Field::file("file", "下达文件或回执", ".json").required().error(fault(found, "file"))
                .hint("上级发来的下达文件，或下级交回的回执。校验码不对的不收。"))
        })
        .button(Button::submit("收下").primary().icon("upload"));
    let head = Head::new("上下级下达")
        .crumb("目标任务", visit.link("/tasks"))
        .below(html! { "只有下达的目标到对方那里，清单上别的内容不出本单位" });
    let body = html! { (list) (with_fault(take, found.filter(|it| it.0 == "file"))) (partners_card(visit, &partners, found)) };
    Ok(visit.page_under("上下级下达", &head, &body))
}

/// What arrived or was sent, where its file is one of ours.
fn paper(it: &Package) -> Option<Handing> {
    match serde_json::from_str(&it.content) {
        Ok(Paper::Handing(paper)) => Some(*paper),
        _ => None,
    }
}

fn stage(it: Stage) -> Markup {
    let tone = match it {
        Stage::Open => Tone::Warn,
        Stage::Signed => Tone::Good,
        Stage::Returned => Tone::Bad,
    };
    badge(tone, it.label())
}

fn partners_card(visit: &Visit, partners: &[Partner], found: Found<'_>) -> Markup {
    let csrf = visit.csrf();
    let hidden = html! { (csrf) (visit.form_id::<kinds::PartnerId>("package.agree")) };
    let sides = Side::ALL.iter().map(|it| (it.key(), it.label()));
    let form = ui::Form::new(visit.link("/packages/partners"), &hidden)
        .section(
            "登记一个上级或下级教育局",
            html! {
                (Field::radio("side", "它是", sides).required().error(fault(found, "side")))
                (Field::text("name", "全称").max_length(60).required().error(fault(found, "name")))
                (Field::password("key", "双方约定的密钥").required().error(fault(found, "key"))
                    .hint("至少 16 个字符，两边填得一样；存进来以后不再显示"))
            },
        )
        .button(Button::submit("登记"));
    html! {
        (Card::new("上级和下级教育局", html! {
            @if partners.is_empty() { p.text-secondary { "还没有登记" } }
            ul { @for it in partners { li { (it.side.label()) "：" (it.name) "（" (it.since) " 登记）" } } }
        }))
        (with_fault(form, found.filter(|it| it.0 != "file")))
    }
}

#[derive(Debug, Default, Deserialize)]
struct Agreed {
    #[serde(default)]
    id: String,
    #[serde(default)]
    side: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    key: String,
}

async fn agree(visit: Visit, Form(typed): Form<Agreed>) -> Result<Response, Page> {
    let id: PartnerId = visit.accept_form_id("package.agree", &typed.id)?;
    match actions::agree(&visit, id, (&typed.side, &typed.name, &typed.key)).await {
        Ok(()) => Ok(Redirect::to(&visit.link("/packages")).into_response()),
        Err(error) => {
            let found = told(error)?;
            Ok(unfit(list_page(&visit, None, Some(&found)).await?))
        }
    }
}

async fn take(visit: Visit, file: Upload) -> Result<Response, Page> {
    let id = file.fields.get("id").cloned().unwrap_or_default();
    let id: PackageId = visit.accept_form_id("package.take", &id)?;
    match actions::take(&visit, id, &file.bytes).await {
        Ok(id) => {
            let to = visit.link(&format!("/packages/{id}"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let found = told(error)?;
            Ok(unfit(list_page(&visit, None, Some(&found)).await?))
        }
    }
}

#[derive(Debug, Default, Deserialize)]
struct Sending {
    #[serde(default)]
    id: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    low: String,
    #[serde(default)]
    due: String,
}

async fn send_form(visit: Visit, Path(target): Path<TargetId>) -> Result<Html, Page> {
    send_page(&visit, target, None, None).await
}

async fn send_page(
    visit: &Visit,
    target: TargetId,
    typed: Option<&Sending>,
    found: Found<'_>,
) -> Result<Html, Page> {
    let scope = visit.actor.scope();
    let read: Result<_, Error> = db::read!(visit.db(), "target to send", |tx| {
        let found = crate::targets::to_send(tx, target, scope).await?.ok_or(Error::Missing)?;
        Ok((found, store::partners(tx).await?))
    });
    let ((task, it, _), partners) = read?;
    let below: Vec<&Partner> = partners.iter().filter(|it| it.side == Side::Below).collect();
    let to = below.iter().map(|it| (Text::from(it.id.to_string()), Text::from(it.name.as_str())));
    let (low, due) = match typed {
        Some(typed) => (typed.low.clone(), typed.due.clone()),
        None => (it.goal.low.to_string(), it.due_on.to_string()),
    };
    let csrf = visit.csrf();
    let hidden = html! { (csrf) (visit.form_id::<kinds::PackageId>("package.send")) };
    let form = ui::Form::new(visit.link(&format!("/packages/send/{target}")), &hidden)
        .section("下达给下级教育局", html! {
            (Field::select("to", "下达给", to).value(typed.map_or("", |it| it.to.as_str())).required().error(fault(found, "to")))
            (Field::text("low", "分给它的数").value(low).unit(it.goal.unit.as_str()).required().narrow().error(fault(found, "low")))
            (Field::date("due", "期限").value(due).required().error(fault(found, "due")))
        })
        .button(Button::submit("生成下达文件").primary());
    let head = Head::new("下达给下级教育局")
        .crumb(it.name.as_str(), visit.link(&format!("/targets/{target}")))
        .below(html! { (task.work) "：" (it.name) " " (it.goal.told()) });
    let body = html! {
        @if below.is_empty() {
            (Empty::new("还没有登记下级教育局").hint("先在“上下级下达”里登记对方和双方约定的密钥。")
                .action(Button::link("去登记", visit.link("/packages"))))
        } @else { (with_fault(form, found)) }
    };
    Ok(visit.page_under("下达给下级教育局", &head, &body))
}

async fn send(
    visit: Visit,
    Path(target): Path<TargetId>,
    Form(typed): Form<Sending>,
) -> Result<Response, Page> {
    let id: PackageId = visit.accept_form_id("package.send", &typed.id)?;
    match actions::send(&visit, (target, id), (&typed.to, &typed.low, &typed.due)).await {
        Ok(id) => {
            let to = visit.link(&format!("/packages/{id}"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let found = told(error)?;
            Ok(unfit(send_page(&visit, target, Some(&typed), Some(&found)).await?))
        }
    }
}

async fn show(visit: Visit, Path(id): Path<PackageId>) -> Result<Html, Page> {
    package_page(&visit, id, None).await
}

async fn package_page(visit: &Visit, id: PackageId, found: Found<'_>) -> Result<Html, Page> {
    let read: Result<_, Error> = db::read!(visit.db(), "package", |tx| {
        store::find_package(tx, id).await?.ok_or(Error::Missing)
    });
    let it = read?;
    let mut head = Head::new(format!("{} {}", it.way.label(), it.number))
        .crumb("上下级下达", visit.link("/packages"))
        .state(stage(it.stage));
    let is_open = it.way == Way::Arrived && it.stage == Stage::Open;
    if !is_open {
        let label = if it.way == Way::Sent { "下载下达文件" } else { "下载回执" };
        let link = visit.link(&format!("/packages/{id}/file"));
        head = head.action(Button::link(label, link).icon("download").primary());
    }
    let body = html! {
        (Card::new("下达的目标", facts(visit, &it)))
        @if is_open { (answer_form(visit, id, found)) }
    };
    Ok(visit.page_under("上下级下达", &head, &body))
}

fn facts(visit: &Visit, it: &Package) -> Markup {
    let mut facts = Facts::new()
        .fact(if it.way == Way::Sent { "下达给" } else { "来自" }, it.partner_name.as_str())
        .fact("日期", it.made_on.to_string());
    if let Some(paper) = paper(it) {
        let goal = paper.goal().map_or_else(String::new, |it| it.told());
        facts = facts
            .fact("任务", paper.work)
            .fact("目标", paper.name)
            .fact("目标数", goal)
            .fact("时间", format!("{} 至 {}", paper.from_on, paper.due_on));
        if !paper.source.is_empty() {
            facts = facts.long("依据", paper.source);
        }
    }
    if let Some((on, reason)) = &it.answer {
        let reason = if reason.is_empty() { String::new() } else { format!("：{reason}") };
        facts = facts.fact("答复", format!("{on} {}{reason}", it.stage.label()));
    }
    if let Some(target) = it.target {
        let link = visit.link(&format!("/targets/{target}"));
        facts = facts.fact("本局的目标", html! { a href=(link) { "打开" } });
    }
    if let Some(task) = it.task {
        let link = visit.link(&format!("/tasks/{task}"));
        facts = facts.fact("列入的任务", html! { a href=(link) { "打开" } });
    }
    html! { (facts) }
}

fn answer_form(visit: &Visit, id: PackageId, found: Found<'_>) -> Markup {
    let csrf = visit.csrf();
    let offices = OFFICES.into_iter().map(|it| (it.key(), it.label()));
    let decide = ui::Decide::new(visit.link(&format!("/packages/{id}/answer")), &csrf)
        .fields(Field::select("office", "由哪个科室牵头", offices).error(fault(found, "office")))
        .reason(
            Field::text("reason", "退回的原因")
                .max_length(400)
                .hint("退回时必须写明")
                .error(fault(found, "reason")),
        )
        .choice("sign", Button::submit("签收，列入清单").primary())
        .choice("return", Button::submit("退回").danger());
    html! { (Card::new("请签收", html! {
        p { "签收以后列入本局的目标任务；然后下载回执，交回下达的单位。" }
        (decide)
    })) }
}

#[derive(Debug, Default, Deserialize)]
struct Decided {
    #[serde(default)]
    decision: String,
    #[serde(default)]
    office: String,
    #[serde(default)]
    reason: String,
}

async fn answer(
    visit: Visit,
    Path(id): Path<PackageId>,
    Form(typed): Form<Decided>,
) -> Result<Response, Page> {
    let signs = typed.decision == "sign";
    match actions::answer(&visit, id, (signs, &typed.office, &typed.reason)).await {
        Ok(()) => {
            let to = visit.link(&format!("/packages/{id}"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let found = told(error)?;
            Ok(unfit(package_page(&visit, id, Some(&found)).await?))
        }
    }
}

async fn file(visit: Visit, Path(id): Path<PackageId>) -> Result<Response, Page> {
    let (name, text) = actions::file(&visit, id).await?;
    Ok(platform::workbook::download(&name, "application/json", text.into_bytes()))
}
