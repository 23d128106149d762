//! What waits for somebody: sheets to score, what they put in, where they declared an interest.

use platform::access::PlaceKind;
use serde::Deserialize;
use vocab::PlaceId;
use web::{
    Form, Html, IntoResponse as _, Markup, Page, Redirect, Response, Visit, html,
    ui::{self, Button, Card, Empty, Field, Head, Item, items},
};

use super::words;
use crate::{
    actions::{self, Error, REASON_MAX},
    catalog,
    model::Application,
    store,
};

const OWN_MAX: i64 = 30;

type Interests = Vec<(PlaceId, String, String)>;

pub(super) async fn show(visit: Visit) -> Result<Html, Page> {
    let (role, scope) = (visit.actor.role(), visit.actor.scope());
    let experts = catalog().all().any(|it| it.what.panel.roles.contains(&role));
    let applies = catalog().all().any(|it| it.what.applies.contains(&role));
    let read: Result<_, Error> = db::read!(visit.db(), "reviews of mine", |tx| {
        let account = visit.actor.account;
        let waiting = store::to_score(tx, account).await?;
        let own =
            if applies { store::mine(tx, (account, scope), OWN_MAX).await? } else { Vec::new() };
        let interests = store::interests(tx, account).await?;
        let schools = if experts {
            let root = platform::access::root(tx).await?;
            match root {
                Some(root) => platform::access::places_in(tx, root, PlaceKind::School).await?,
                None => Vec::new(),
            }
        } else {
            Vec::new()
        };
        Ok((waiting, own, interests, schools))
    });
    let (waiting, own, interests, schools) = read?;
    let head = Head::new("我的评审").below(html! { "等您评分的、您申报的，以及您要回避的单位" });
    let body = html! {
        (to_score(&visit, &waiting))
        @if !own.is_empty() { (mine(&visit, &own)) }
        @if experts { (of_interest(&visit, &interests, &schools)) }
    };
    Ok(visit.page_under("我的评审", &head, &body))
}

fn label(it: &Application) -> String {
    catalog().find(&it.entry).map_or_else(|| it.entry.clone(), |kind| kind.what.label.clone())
}

fn to_score(visit: &Visit, waiting: &[Application]) -> Markup {
    let role = visit.actor.role();
    let lines = waiting.iter().map(|it| {
        let link = visit.link(&format!("/reviews/{}/{}/score", it.entry, it.id));
        Item::new(words::title(it, role))
            .below(format!("{} · {}", label(it), it.place_name))
            .link(link)
    });
    let title = format!("等我评分（{}）", waiting.len());
    html! {
        (Card::new(title, html! {
            @if waiting.is_empty() {
                (Empty::new("现在没有等您评分的").hint("抽到您时会发消息提醒，也会出现在这里。"))
            } @else { (items(lines)) }
        }).flush())
    }
}

fn mine(visit: &Visit, own: &[Application]) -> Markup {
    let role = visit.actor.role();
    let lines = own.iter().map(|it| {
        Item::new(words::title(it, role))
            .below(format!("{} · {} · {}", label(it), it.place_name, it.applied_on))
            .link(visit.link(&format!("/reviews/{}/{}", it.entry, it.id)))
            .aside(words::state(it))
    });
    html! { (Card::new("我的申报", items(lines)).flush()) }
}

fn of_interest(visit: &Visit, interests: &Interests, schools: &[(PlaceId, String)]) -> Markup {
    let csrf = visit.csrf();
    let lines = interests.iter().map(|(place, name, reason)| {
        Item::new(name.clone()).below(reason.clone()).aside(html! {
            form method="post" action=(visit.link("/reviews/interests/end")) {
                (csrf)
                input type="hidden" name="place" value=(place);
                (Button::submit("不再回避").ghost())
            }
        })
    });
    let options = schools.iter().map(|it| (it.0.to_string(), it.1.as_str()));
    let form = ui::Form::new(visit.link("/reviews/interests"), &csrf)
        .part(html! {
            (Field::select("place", "学校", options).required())
            (Field::text("reason", "原因").hint("例如：子女在读、配偶在该校任教").required()
                .max_length(u32::try_from(REASON_MAX).unwrap_or(u32::MAX)))
        })
        .button(Button::submit("申报回避"));
    html! {
        (Card::new("我要回避的单位", html! {
            p { "本单位和最近两次评过的单位，抽取时自动排除；有亲属等利害关系的请在这里申报。" }
            (items(lines))
            (form)
        }))
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Declaring {
    place: PlaceId,
    #[serde(default)]
    reason: String,
}

pub(super) async fn declare(visit: Visit, Form(it): Form<Declaring>) -> Result<Response, Page> {
    actions::declare(&visit, (it.place, &it.reason)).await?;
    Ok(Redirect::to(&visit.link("/reviews")).into_response())
}

pub(super) async fn undeclare(visit: Visit, Form(it): Form<Declaring>) -> Result<Response, Page> {
    actions::undeclare(&visit, it.place).await?;
    Ok(Redirect::to(&visit.link("/reviews")).into_response())
}
