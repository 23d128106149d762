//! The inbox, what one wants to be told by, and what left the system.

use serde::Deserialize;
use vocab::NoticeId;
use web::{
    Filters, Form, Html, Markup, Need, NoFields, Page, Path, Problem, Redirect, Routes, Visit,
    html, ui,
};

use super::{
    channel::Channels,
    inbox,
    model::{ChannelKind, Line, MessageState, Notice},
    store,
};

const LINES: usize = 50;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/inbox", Need::SignedIn, show)
        .post("/inbox/read", Need::SignedIn, read_all)
        .post("/inbox/{id}/open", Need::SignedIn, open)
        .get("/inbox/settings", Need::SignedIn, settings)
        .post("/inbox/settings", Need::SignedIn, choose)
        .get("/messages", Need::May("message.watch"), messages)
}

#[derive(Debug, Default, Deserialize)]
struct Query {
    /// The id below which the page begins.
    after: Option<i64>,
    state: Option<String>,
}

async fn show(visit: Visit, Filters(query): Filters<Query>) -> Result<Html, Page> {
    let mut found = inbox::page(&visit, query.after.unwrap_or(i64::MAX)).await?;
    let more = found.len() > inbox::PAGE;
    found.truncate(inbox::PAGE);
    let here = visit.here();
    let csrf = visit.csrf();
    let read_all = ui::Button::submit("全部标为已读").icon("check");
    let head = ui::Head::new("消息")
        .action(ui::Button::link("接收设置", visit.link("/inbox/settings")).icon("settings"));
    let head = if visit.actor.unread > 0 {
        head.action(ui::post(&visit.link("/inbox/read"), &csrf, &read_all))
    } else {
        head
    };
    let body = html! {
        @if found.is_empty() {
            section.card { (ui::Empty::new("没有消息").hint("与您有关的事情有进展时，会在这里告诉您。")) }
        } @else {
            section.card { (ui::items(found.iter().map(|it| item(&visit, &csrf, it)))) }
        }
        @if let (true, Some(last)) = (more, found.last()) {
            nav.paging aria-label="翻页" { a.btn href=(here.with("after", &last.id.bits().to_string()).href()) rel="next" { "更早的消息" } }
        }
    };
    Ok(visit.page_under("消息", &head, &body))
}

fn item<'a>(visit: &Visit, csrf: &Markup, it: &Notice) -> ui::Item<'a> {
    let when = visit.civil_of(it.made_at).strftime("%Y-%m-%d %H:%M").to_string();
    let action = visit.link(&format!("/inbox/{}/open", it.id));
    let button = ui::post(&action, csrf, &ui::Button::submit("查看"));
    let item = ui::Item::new(it.title.clone()).below(when).icon("bell");
    match it.read_at {
        None => item.aside(ui::badge(ui::Tone::Info, "未读")).aside(button),
        Some(_) => item.aside(button),
    }
}

async fn open(visit: Visit, Path(id): Path<NoticeId>, _: Form<NoFields>) -> Result<Redirect, Page> {
    let link = inbox::open(&visit, id).await?.ok_or_else(Problem::not_found)?;
    Ok(Redirect::to(&visit.link(&link)))
}

async fn read_all(visit: Visit, _: Form<NoFields>) -> Result<Redirect, Page> {
    inbox::open_all(&visit).await?;
    Ok(Redirect::to(&visit.link("/inbox")))
}

fn offered(visit: &Visit) -> Vec<ChannelKind> {
    visit.cell.find_service::<Channels>().map(Channels::kinds).unwrap_or_default()
}

async fn settings(visit: Visit) -> Result<Html, Page> {
    let account = visit.actor.account;
    let found: Result<Option<String>, db::Error> =
        db::read!(visit.db(), "notice choice", |tx| { store::find_choice(tx, account).await });
    let kinds = offered(&visit);
    let first = kinds.first().map_or("none", |it| it.key());
    let chosen = found?.unwrap_or_else(|| first.to_owned());
    let options = kinds.iter().map(|it| (it.key(), it.label()));
    let options = options.chain([("none", "不外发，只在系统内查看")]);
    let csrf = visit.csrf();
    let field = ui::Field::radio("channel", "有新消息时，通过什么提醒您", options)
        .value(chosen)
        .required()
        .hint("22:00 至次日 7:00 不打扰；每天最多 8 条，其余在系统内查看。");
    let head = ui::Head::new("接收设置").crumb("消息", visit.link("/inbox"));
    let body = html! {
        (ui::Form::new(visit.link("/inbox/settings"), &csrf)
            .part(field)
            .button(ui::Button::submit("保存").primary()))
    };
    Ok(visit.page_under("接收设置", &head, &body))
}

#[derive(Debug, Deserialize)]
struct Choice {
    channel: String,
}

async fn choose(visit: Visit, Form(form): Form<Choice>) -> Result<Redirect, Page> {
    let kinds = offered(&visit);
    if form.channel != "none" && !kinds.iter().any(|it| it.key() == form.channel) {
        return Err(Problem::unfit("请在列出的提醒方式中选择一种。").into());
    }
    let account = visit.actor.account;
    let done: Result<(), db::Error> = crate::act!(visit, "notice.choose", |act| {
        act.about(account);
        act.note("channel", &form.channel);
        store::set_choice(act.tx(), account, &form.channel).await
    });
    done?;
    Ok(Redirect::to(&visit.link("/inbox")))
}

async fn messages(visit: Visit, Filters(query): Filters<Query>) -> Result<Html, Page> {
    let chosen = query.state.as_deref().and_then(MessageState::from_key);
    let state = chosen.unwrap_or(MessageState::Failed);
    let before = query.after.unwrap_or(i64::MAX);
    let limit = i64::try_from(LINES + 1).unwrap_or(i64::MAX);
    let found: Result<_, db::Error> = db::read!(visit.db(), "messages", |tx| {
        Ok((store::list(tx, state, before, limit).await?, store::counts(tx).await?))
    });
    let (mut lines, counts) = found?;
    let next = (lines.len() > LINES).then(|| lines[LINES - 1].id.bits().to_string());
    lines.truncate(LINES);
    let here = visit.here();
    let count = |it| counts.iter().find(|(state, _)| *state == it).map_or(0, |(_, n)| *n);
    let options = MessageState::ALL
        .into_iter()
        .map(|it| (it.key(), format!("{}({})", it.label(), ui::say::count(count(it)))));
    let shown = here.with("state", state.key());
    let list = ui::List::new("外发消息", &shown)
        .filters(ui::Filters::new(&shown).filter(ui::Filter::choice("state", "状态", options)))
        .column(ui::Column::text("消息"))
        .column(ui::Column::text("通道"))
        .column(ui::Column::text("生成时间"))
        .column(ui::Column::text("最早发送"))
        .column(ui::Column::number("次数"))
        .column(ui::Column::text("说明"))
        .rows(lines.iter().map(|it| row(&visit, it)))
        .total(count(state))
        .next(next);
    let head =
        ui::Head::new("外发消息").below(html! { "只列出通道和结果；内容和收件人不在这里显示。" });
    let body = html! {
        (list)
    };
    Ok(visit.page_under("外发消息", &head, &body))
}

fn row<'a>(visit: &Visit, it: &Line) -> ui::Row<'a> {
    let minute = "%Y-%m-%d %H:%M";
    ui::Row::new(it.id.to_string(), it.id.to_string())
        .cell(html! { code { (it.id) } })
        .cell(it.channel.label())
        .cell(visit.civil_of(it.made_at).strftime(minute).to_string())
        .cell(it.due.strftime(minute).to_string())
        .cell(it.attempts)
        .cell(it.why.as_deref().unwrap_or_default())
}
