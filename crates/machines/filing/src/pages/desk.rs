//! What I must file now, by its cut-off, questionnaires that I am asked, and what I look after.

use web::{
    Html, Markup, Page, Visit, html,
    ui::{Button, Card, Empty, Head, Item, items},
};

use super::words;
use crate::{
    actions::Error,
    catalog,
    model::{Round, Tally},
    polls, standing,
    store::{self, Listed},
};

pub(super) async fn show(visit: Visit) -> Result<Html, Page> {
    let (role, now) = (visit.actor.role(), visit.civil_now());
    let names = |fits: &dyn Fn(&crate::definition::Filing) -> bool| -> Vec<String> {
        catalog().all().filter(|it| fits(&it.what)).map(|it| it.name.clone()).collect()
    };
    let mine = names(&|it| it.due().is_some() && it.filers().contains(&role));
    let asked = names(&|it| it.audience().is_some_and(|it| it.by.contains(&role)));
    let watched = names(&|it| it.overseers().contains(&role));
    let read: Result<_, Error> = db::read!(visit.db(), "desk of returns", |tx| {
        let doer = standing::doer(tx, &visit).await?;
        let due = store::due_from(tx, (doer.place, doer.account, now), &mine).await?;
        let mut polls = Vec::new();
        for round in store::open_rounds(tx, now, &asked).await? {
            let it = standing::opened(tx, &round.entry, round.id).await?;
            let Some(audience) = it.kind.what.audience() else { continue };
            if polls::may_answer(tx, &visit, (&round, audience)).await.is_ok() {
                polls.push((it.kind.what.label.clone(), it.kind.what.about.clone(), round));
            }
        }
        let open = store::open_rounds(tx, now, &watched).await?;
        let ids: Vec<_> = open.iter().map(|it| it.id).collect();
        let tallies = store::tallies(tx, &ids, doer.place).await?;
        let open: Vec<(Round, Tally)> = open
            .into_iter()
            .map(|it| {
                let tally = tallies.get(&it.id).copied().unwrap_or_default();
                (it, tally)
            })
            .collect();
        Ok((due, polls, open))
    });
    let (due, polls, open) = read?;
    let files = !mine.is_empty();
    let head = Head::new("我的填报").below(html! { "按截止时间从近到远排列" });
    let body = html! {
        @if files || !due.is_empty() { (to_file(&visit, &due)) }
        @if !polls.is_empty() { (to_answer(&visit, &polls)) }
        @if !open.is_empty() { (to_watch(&visit, &open)) }
        @if !files && polls.is_empty() && open.is_empty() {
            (Empty::new("现在没有要您填报的").hint("有新的报表或问卷时会出现在这里。"))
        }
        (others(&visit, role))
    };
    Ok(visit.page_under("我的填报", &head, &body))
}

fn label(entry: &str) -> String {
    catalog().find(entry).map_or_else(|| entry.to_owned(), |it| it.what.label.clone())
}

fn to_file(visit: &Visit, due: &[Listed]) -> Markup {
    let now = visit.civil_now();
    let lines = due.iter().map(|Listed { it, round }| {
        let to = visit.link(&format!("/filings/{}/returns/{}/fill", round.entry, it.id));
        Item::new(format!("{} · {}", label(&round.entry), round.label))
            .icon("clipboard-check")
            .below(html! { (words::deadline(round, now)) " · " (it.name()) })
            .aside(Button::link("填报", to).primary())
    });
    let body = html! {
        @if due.is_empty() { (Empty::new("都报好了").hint("到时间的报表会出现在这里，截止前也会发消息提醒。")) }
        @else { (items(lines)) }
    };
    html! { (Card::new("要填报的", body).flush()) }
}

fn to_answer(visit: &Visit, polls: &[(String, String, Round)]) -> Markup {
    let now = visit.civil_now();
    let lines = polls.iter().map(|(label, about, round)| {
        let to = visit.link(&format!("/filings/{}/rounds/{}/answer", round.entry, round.id));
        Item::new(format!("{label} · {}", round.label))
            .icon("message-circle")
            .below(html! { (about) " " (words::deadline(round, now)) })
            .aside(Button::link("去作答", to).primary())
    });
    html! { (Card::new("请您作答的问卷", items(lines)).flush()) }
}

fn to_watch(visit: &Visit, open: &[(Round, Tally)]) -> Markup {
    let now = visit.civil_now();
    let lines = open.iter().map(|(round, tally)| {
        let to = visit.link(&format!("/filings/{}/rounds/{}", round.entry, round.id));
        let item = Item::new(format!("{} · {}", label(&round.entry), round.label))
            .icon("list-check")
            .link(to)
            .below(html! { (words::deadline(round, now)) });
        if tally.due == 0 {
            return item;
        }
        item.aside(html! { "已报 " (tally.filed) " / 应报 " (tally.due) })
    });
    html! { (Card::new("正在填报的", items(lines)).flush()) }
}

/// Everything that has to do with the role, to look back.
fn others(visit: &Visit, role: vocab::Role) -> Markup {
    let kinds: Vec<_> = catalog()
        .all()
        .filter(|it| {
            it.what.overseers().contains(&role)
                || it.what.due().is_some_and(|due| due.by.contains(&role))
        })
        .collect();
    let lines = kinds.iter().map(|it| {
        Item::new(it.what.label.as_str())
            .below(it.what.about.as_str())
            .link(visit.link(&format!("/filings/{}", it.name)))
    });
    html! { @if !kinds.is_empty() { (Card::new("全部报表和问卷", items(lines)).flush()) } }
}
