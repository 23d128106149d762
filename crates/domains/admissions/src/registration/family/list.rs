//! What is open to a family, and what it has registered.

use jiff::civil::DateTime;
use web::{
    Html, Markup, Page, Visit, html,
    ui::{self, Card, Empty, Item, Tone, badge, items},
};

use crate::registration::{
    error::Error,
    model::{Campaign, Registration, Stage, State},
    rules::{self, moment},
    store::{campaigns, registrations},
};

/// A state as a family reads it.
pub(in crate::registration) fn state_badge(state: State) -> Markup {
    let tone = match state {
        State::Granted => Tone::Good,
        State::Refused => Tone::Bad,
        State::Returned | State::Unconfirmed => Tone::Warn,
        State::Withdrawn => Tone::Quiet,
        State::Sent | State::Checked | State::Reviewed => Tone::Info,
    };
    badge(tone, state.label())
}

/// Where a campaign is, by the clock.
pub(in crate::registration) fn campaign_badge(it: &Campaign, now: DateTime) -> Markup {
    if it.state == Stage::Published {
        return badge(Tone::Good, "结果已公布");
    }
    match rules::may_register(it, now) {
        Ok(()) => badge(Tone::Good, "正在报名"),
        Err(rules::Refusal::NotYet(_)) => badge(Tone::Quiet, "还没有开始"),
        Err(_) => badge(Tone::Info, "报名已结束"),
    }
}

pub(super) async fn list(visit: Visit) -> Result<Html, Page> {
    let (account, now) = (visit.actor.account, visit.civil_now());
    let read: Result<_, Error> = db::read!(visit.db(), "entry of a family", |tx| {
        let own = registrations::of_account(tx, account).await?;
        Ok((campaigns::all(tx).await?, own))
    });
    let (all, own) = read?;
    let open: Vec<&Campaign> =
        all.iter().filter(|it| it.state == Stage::Registering && it.closes_at > now).collect();
    let body = html! {
        (ui::band("入学报名", "孩子上学"))
        (Card::new("可以报名的", html! {
            @if open.is_empty() { (Empty::new("现在没有开放的报名").hint("幼儿园、小学、初中一般在每年五月到六月报名，开始前会通知。")) }
            @else { (items(open.iter().map(|it| campaign_item(&visit, it, now)))) }
        }).flush())
        @if !own.is_empty() {
            (Card::new("我的报名", html! {
                (items(own.iter().map(|it| registration_item(&visit, it, &all))))
            }).flush())
        }
    };
    Ok(visit.phone_page("入学报名", &body))
}

fn campaign_item<'a>(visit: &Visit, it: &'a Campaign, now: DateTime) -> Item<'a> {
    let item = Item::new(it.title.as_str())
        .icon("school")
        .below(html! {
            (moment(it.opens_at)) " 至 " (moment(it.closes_at)) "，不分先后"
            @if it.rehearsal { " · " strong { "演练，不作数" } }
        })
        .aside(campaign_badge(it, now));
    if rules::may_register(it, now).is_ok() {
        item.link(visit.link(&format!("/family/entry/{}", it.id)))
    } else {
        item
    }
}

fn registration_item<'a>(visit: &Visit, it: &'a Registration, all: &[Campaign]) -> Item<'a> {
    let campaign = all.iter().find(|one| one.id == it.campaign).map(|one| one.title.clone());
    Item::new(it.name.as_str())
        .icon("user")
        .below(html! { (campaign.unwrap_or_default()) " · " (it.number) })
        .aside(state_badge(it.state))
        .link(visit.link(&format!("/family/entry/registrations/{}", it.id)))
}
