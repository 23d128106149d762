//! What the auditor sees: the records, one of them, and the chain.

use std::collections::BTreeMap;

use serde::Deserialize;
use vocab::ActId;
use web::{Filters, Form, Html, Need, Page, Path, Problem, Redirect, Routes, Visit, html, ui};

use super::{
    job::{CHECK, Order},
    labels::ActLabels,
    model::{Entry, Head},
    search::{self, Query},
    store,
};
use crate::jobs;

const LINES: usize = 50;

pub(super) fn routes() -> Routes {
    let need = Need::May("audit.read");
    Routes::new()
        .get("/audit", need, list)
        .get("/audit/chain", need, chain)
        .post("/audit/chain", need, check)
        .get("/audit/records/{id}", need, show)
}

fn labels(visit: &Visit) -> ActLabels {
    visit.cell.find_service::<ActLabels>().cloned().unwrap_or_default()
}

async fn list(visit: Visit, Filters(query): Filters<Query>) -> Result<Html, Page> {
    let found: Result<Vec<Entry>, db::Error> =
        db::read!(visit.db(), "search audit", |tx| { search::find(tx, &query, LINES + 1).await });
    let mut found = found?;
    let next = (found.len() > LINES).then(|| search::key(&found[LINES - 1]));
    found.truncate(LINES);
    let (here, labels) = (visit.here(), labels(&visit));
    let filters = ui::Filters::new(&here)
        .filter(ui::Filter::date("from", "从"))
        .filter(ui::Filter::date("to", "到"))
        .filter(ui::Filter::word("who", "账号"))
        .filter(ui::Filter::choice("kind", "操作", labels.all()))
        .filter(ui::Filter::word("about", "对象编号"));
    let rows = found.iter().map(|it| {
        let href = visit.link(&format!("/audit/records/{}", it.id));
        ui::Row::new(it.id.to_string(), it.id.to_string())
            .link(href)
            .cell(it.civil_at.strftime("%Y-%m-%d %H:%M:%S").to_string())
            .cell(who(it))
            .cell(labels.label(&it.kind))
            .cell(about(it))
            .cell(if it.block.is_some() { "已入链" } else { "待入链" })
    });
    let list = ui::List::new("审计记录", &here)
        .filters(filters)
        .column(ui::Column::text("时间"))
        .column(ui::Column::text("账号"))
        .column(ui::Column::text("操作"))
        .column(ui::Column::text("对象"))
        .column(ui::Column::text("审计链"))
        .rows(rows)
        .next(next);
    let head = ui::Head::new("审计日志")
        .action(ui::Button::link("审计链", visit.link("/audit/chain")).icon("link"));
    let body = html! {
        (list)
    };
    Ok(visit.page_under("审计日志", &head, &body))
}

fn who(it: &Entry) -> String {
    match (&it.name, &it.login) {
        (Some(name), Some(login)) => format!("{name}({login})"),
        _ => "系统".to_owned(),
    }
}

fn about(it: &Entry) -> String {
    it.subject.as_ref().map(|(kind, bits)| search::shown(kind, *bits)).unwrap_or_default()
}

async fn show(visit: Visit, Path(id): Path<ActId>) -> Result<Html, Page> {
    let found: Result<_, db::Error> = db::read!(visit.db(), "audit record", |tx| {
        let entry = store::find_entry(tx, id).await?;
        Ok((entry, store::personal_keys(tx, id).await?))
    });
    let (entry, kept) = found?;
    let entry = entry.ok_or_else(Problem::not_found)?;
    let labels = labels(&visit);
    let notes: BTreeMap<String, String> = serde_json::from_str(&entry.notes).unwrap_or_default();
    let facts = ui::Facts::new()
        .fact("时间", entry.civil_at.strftime("%Y-%m-%d %H:%M:%S").to_string())
        .fact("实际时间(北京)", vocab::civil_at(entry.at).strftime("%Y-%m-%d %H:%M:%S").to_string())
        .fact("账号", who(&entry))
        .fact("操作", format!("{}({})", labels.label(&entry.kind), entry.kind))
        .fact("对象", about(&entry))
        .fact("所在区块", entry.block.map(|it| it.to_string()).unwrap_or_default())
        .long("摘要(SM3)", html! { code { (entry.digest) } });
    let head =
        ui::Head::new("审计记录").above(id.to_string()).crumb("审计日志", visit.link("/audit"));
    let body = html! {
        (ui::Card::new("操作", html! { (facts) }))
        (ui::Card::new("内容", html! {
            dl.facts { @for (key, value) in &notes {
                div {
                    @match key.strip_suffix('#') {
                        Some(key) => {
                            dt { (key) }
                            dd { @if kept.iter().any(|it| it == key) { "个人信息，此处不显示" } @else { "个人信息，已删除" } }
                        }
                        None => { dt { (key) } dd { (value) } }
                    }
                }
            } }
            @if notes.is_empty() { p { "没有更多内容。" } }
        }))
    };
    Ok(visit.page_under("审计记录", &head, &body))
}

async fn chain(visit: Visit) -> Result<Html, Page> {
    let found: Result<_, db::Error> = db::read!(visit.db(), "audit chain", |tx| {
        let last = store::last_block(tx).await?;
        Ok((last, store::sealed_count(tx).await?, store::waiting(tx).await?))
    });
    let (last, sealed, (waiting, oldest)) = found?;
    let csrf = visit.csrf();
    let age = oldest.map_or(0, |it| visit.now().duration_since(it).as_secs().max(0));
    let late = age > 10;
    let mut facts = ui::Facts::new();
    if let Some(block) = &last {
        facts = facts
            .fact("区块号", ui::say::count(block.number))
            .fact("已入链记录", ui::say::count(sealed))
            .fact(
                "生成时间",
                visit.civil_of(block.made_at).strftime("%Y-%m-%d %H:%M:%S").to_string(),
            )
            .long("链头(SM3)", html! { code { (grouped(&block.head)) } });
    }
    let note = if waiting == 0 {
        "没有记录在等待入链".to_owned()
    } else {
        format!("{} 条记录等待入链，最早的已等 {age} 秒", ui::say::count(waiting))
    };
    let head = ui::Head::new("审计链")
        .above(visit.cell.name.clone())
        .crumb("审计日志", visit.link("/audit"))
        .action(ui::Button::print());
    let body = html! {
        @if late { (ui::Alert::new(ui::Tone::Bad, note.clone()).detail("入链程序可能没有运行，请联系系统管理员。")) }
        (ui::Card::new("当前链头", html! {
            @if last.is_some() { (facts) (ui::qr(&last.iter().map(|it| Head { number: it.number, head: it.head.clone() }.to_string()).collect::<String>())) }
            @else { p { "还没有区块。" } }
            p { (note) "。请定期打印本页并另行保存：以后用留存的链头校验，可以发现链尾被截断或重写。" }
        }))
        (ui::Form::new(visit.link("/audit/chain"), &csrf)
            .section("校验", html! {
                (ui::Field::text("kept", "留存的链头").hint("照打印件填写：区块号:64 位十六进制。每天 3:30 也会自动校验一次。"))
            })
            .button(ui::Button::submit("开始校验").primary()))
    };
    Ok(visit.page_under("审计链", &head, &body))
}

/// Eight digits at a time, as one reads them off paper.
fn grouped(head: &str) -> String {
    let digits: Vec<char> = head.chars().collect();
    let groups: Vec<String> = digits.chunks(8).map(|it| it.iter().collect()).collect();
    groups.join(" ")
}

#[derive(Debug, Deserialize)]
struct Kept {
    #[serde(default)]
    kept: String,
}

async fn check(visit: Visit, Form(form): Form<Kept>) -> Result<Redirect, Page> {
    let kept = form.kept.trim();
    let kept = match kept.parse::<Head>() {
        _ if kept.is_empty() => None,
        Ok(head) => Some(head.to_string()),
        Err(error) => return Err(Problem::unfit(error.to_string()).into()),
    };
    let order = serde_json::to_string(&Order { kept }).unwrap_or_default();
    let job: Result<_, db::Error> = crate::act!(visit, "audit.check", |act| {
        jobs::add(act, &CHECK, CHECK.label, &order).await
    });
    Ok(Redirect::to(&visit.link(&format!("/jobs/{}", job?))))
}
