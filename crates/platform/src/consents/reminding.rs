//! Who has not answered yet, and reminding them (催办).

use std::sync::Arc;

use jiff::civil::Date;
use web::{
    Form, Markup, Need, NoFields, Page, Path, Redirect, Routes, Visit, html,
    ui::{self, Card, Item, Tone, badge},
};

use super::{
    actions::Error,
    model::{Part, Text, TextId},
    rules::{self, Refusal},
    store,
};
use crate::privacy::{Asking, Unanswered, Wards};

pub(super) fn routes() -> Routes {
    Routes::new().post("/consents/texts/{id}/remind", Need::May("consent.watch"), remind)
}

/// How a text stands open in the visitor's place.
pub(super) struct Open {
    /// The pupils of one's own class, by name.
    names: Option<Vec<Unanswered>>,
    /// How many of how many have not answered.
    count: i64,
    all: i64,
    /// When a reminder was last sent from here.
    last: Option<Date>,
    in_force: bool,
}

fn asking(text: &Text, today: Date) -> Asking {
    Asking {
        text: text.id,
        is_per_child: text.kind.is_per_child(),
        born_after: text.kind.age_below().map(|age| rules::born_by(age, today)),
    }
}

/// What is open.
pub(super) async fn open(visit: &Visit, text: &Text, total: &Part) -> Result<Open, db::Error> {
    let (today, place, id) = (visit.today(), visit.actor.scope(), text.id);
    let names = match visit.cell.find_service::<Arc<dyn Wards>>() {
        Some(known) => known.unanswered(visit, asking(text, today)).await?,
        None => None,
    };
    let read: Result<_, db::Error> = db::read!(visit.db(), "last reminder", |tx| {
        let in_force = store::in_force(tx, today).await?.iter().any(|it| it.id == id);
        Ok((in_force, store::last_reminder(tx, id, place).await?))
    });
    let (in_force, last) = read?;
    let count = total.all - total.agreed - total.refused;
    Ok(Open { names, count, all: total.all, last, in_force })
}

/// The card below the figures; nothing for a text that is not in force.
pub(super) fn card(visit: &Visit, text: &Text, open: &Open) -> Markup {
    if !open.in_force {
        return html! {};
    }
    let reminded = open.last.is_some_and(|it| it >= visit.today());
    let count = open.names.as_ref().map_or(open.count, |it| i64::try_from(it.len()).unwrap_or(0));
    let hint = if open.names.is_some() {
        "名单只有班主任能看到。提醒发给已启用账号的监护人，每天最多一次；不同意也是作答，请不要追问原因。"
    } else {
        "这里只有人数，名单在班主任处。提醒发给本校班主任；县、镇发出的提醒发给各校学籍管理员。每天最多一次。"
    };
    let body = html! {
        @match &open.names {
            Some(names) if names.is_empty() => { (ui::Empty::new("全班都已作答")) }
            Some(names) => { (ui::items(names.iter().map(line))) }
            None => { p { "未作答 " strong { (ui::say::count(open.count)) } " / " (ui::say::count(open.all)) } }
        }
        @if count > 0 {
            p.hint { (hint) @if let Some(last) = open.last { " 上次提醒：" (last) "。" } }
            @if reminded {
                p { (badge(Tone::Info, "今天已提醒")) }
            } @else {
                (ui::post(&visit.link(&format!("/consents/texts/{}/remind", text.id)), &visit.csrf(), &ui::Button::submit("提醒未作答的").icon("bell")))
            }
        }
    };
    html! { (Card::new("还没有作答", body)) }
}

fn line(it: &Unanswered) -> Item<'_> {
    let item = Item::new(it.name.open().clone()).icon("user");
    let item = if it.seat > 0 { item.below(html! { (it.seat) " 号" }) } else { item };
    if it.can_log_in { item } else { item.aside(badge(Tone::Quiet, "家长未启用账号")) }
}

async fn remind(visit: Visit, Path(id): Path<TextId>, _: Form<NoFields>) -> Result<Redirect, Page> {
    remind_of(&visit, id).await?;
    Ok(Redirect::to(&visit.link(&format!("/consents/texts/{id}"))))
}

async fn remind_of(visit: &Visit, id: TextId) -> Result<(), Error> {
    let (today, place, by) = (visit.today(), visit.actor.scope(), visit.actor.account);
    let found: Result<Text, Error> = db::read!(visit.db(), "text in force", |tx| {
        let text = store::find_text(tx, id).await?.ok_or(Error::Missing)?;
        let in_force = store::in_force(tx, today).await?.iter().any(|it| it.id == id);
        if in_force { Ok(text) } else { Err(Refusal::NotInForce.into()) }
    });
    let text = found?;
    let asking = asking(&text, today);
    let (to, is_class) = match visit.cell.find_service::<Arc<dyn Wards>>() {
        Some(known) => {
            let is_class = known.unanswered(visit, asking).await?.is_some();
            (known.to_remind(visit, asking).await?, is_class)
        }
        None => (Vec::new(), false),
    };
    crate::act!(*visit, "consent.remind", |act| {
        let last = store::last_reminder(act.tx(), id, place).await?;
        rules::may_remind(last, today, to.len())?;
        store::add_reminder(act.tx(), (id, place), (today, by), to.len()).await?;
        for (account, open) in &to {
            let (title, link) = if is_class {
                let asks =
                    if text.kind.is_per_child() { "请为孩子作答" } else { "请阅读" };
                (
                    format!("班主任提醒：{}还没有作答，{asks}", text.name()),
                    super::WELCOME.to_owned(),
                )
            } else {
                let title = format!("{}还有 {open} 户未作答，请提醒", text.name());
                (title, format!("/consents/texts/{id}"))
            };
            act.tell(*account, title, link);
        }
        act.about(id);
        act.note("told", to.len());
        Ok(())
    })
}
