//! Seats that were given up: the office sees who is next and why, and gives the seat or notes that the
//! family does not want it.

use serde::Deserialize;
use vocab::SchoolId;
use web::{
    Form, Html, IntoResponse, Markup, Need, Page, Path, Redirect, Response, Routes, StatusCode,
    Visit, html,
    ui::{Alert, Button, Card, Decide, Empty, Field, Head, Item, Tone, items},
};

use super::{REFILL, refill, rules::Together, store::waiting};
use crate::registration::{Campaign, CampaignId, Error, RegistrationId, Stage, store::campaigns};

const MAY_REFILL: Need = Need::May(REFILL.key);
/// How many of those who wait a page shows.
const SHOWN: usize = 20;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/refills", MAY_REFILL, list)
        .get("/refills/{campaign}", MAY_REFILL, schools)
        .get("/refills/{campaign}/{school}", MAY_REFILL, show)
        .post("/refills/{campaign}/{school}", MAY_REFILL, decide)
}

async fn list(visit: Visit) -> Result<Html, Page> {
    let read: Result<_, db::Error> = db::read!(visit.db(), "campaigns", |tx| {
        Ok((campaigns::all(tx).await?, waiting::count(tx).await?))
    });
    let (mut all, open) = read?;
    all.retain(|it| it.state == Stage::Published);
    let item = |it: &Campaign| {
        let open = open.get(&it.id).copied().unwrap_or(0);
        Item::new(it.title.clone())
            .icon("user-plus")
            .below(html! { "空出 " (open) " 个学位" })
            .link(visit.link(&format!("/refills/{}", it.id)))
    };
    let body = html! {
        (Card::new("已公布录取结果的批次", html! {
            @if all.is_empty() { (Empty::new("还没有公布录取结果").hint("公布以后，有家长放弃的学位在这里递补。")) }
            @else { (items(all.iter().map(item))) }
        }).flush())
    };
    Ok(visit.page("学位递补", &body))
}

async fn schools(visit: Visit, Path(id): Path<CampaignId>) -> Result<Html, Page> {
    let read: Result<_, Error> = db::read!(visit.db(), "seats that were left", |tx| {
        let campaign = campaigns::find(tx, id).await?.ok_or(Error::Missing)?;
        Ok((campaign, waiting::open(tx, id).await?))
    });
    let (campaign, open) = read?;
    let head = Head::new(campaign.title.as_str())
        .crumb("学位递补", visit.link("/refills"))
        .below(html! { "放弃的学位按录取时同样的类别和次序递补；民办学校按派位的次序。" });
    let body = html! {
        (Card::new("空出来的学位", html! {
            @if open.is_empty() { (Empty::new("没有空出来的学位").hint("家长或者学校登记放弃以后，这里会出现。")) }
            @else {
                (items(open.iter().map(|(school, name, n)| {
                    Item::new(name.as_str())
                        .below(html! { "空出 " (n) " 个学位" })
                        .link(visit.link(&format!("/refills/{id}/{school}")))
                })))
            }
        }).flush())
    };
    Ok(visit.page_under("学位递补", &head, &body))
}

async fn read(visit: &Visit, id: CampaignId, school: SchoolId) -> Result<refill::Line, Error> {
    db::read!(visit.db(), "who waits for a seat", |tx| {
        refill::Line::read(tx, (id, school)).await
    })
}

async fn show(
    visit: Visit,
    Path((id, school)): Path<(CampaignId, SchoolId)>,
) -> Result<Html, Page> {
    let line = read(&visit, id, school).await?;
    Ok(page(&visit, &line, None))
}

fn page(visit: &Visit, line: &refill::Line, wrong: Option<&str>) -> Html {
    let campaign = &line.terms.campaign;
    let head = Head::new(line.school.name.as_str())
        .crumb("学位递补", visit.link("/refills"))
        .crumb(campaign.title.clone(), visit.link(&format!("/refills/{}", campaign.id)))
        .below(html! { "空出 " (line.seats.len()) " 个学位，" (line.order.len()) " 户在等" });
    let next = line.next();
    let body = html! {
        @if let Some(wrong) = wrong { (Alert::new(Tone::Bad, "没有办成").detail(wrong.to_owned())) }
        @match next {
            Some(it) => { (deciding(visit, line, it)) }
            None => { (Card::new("没有轮到的孩子", html! { p { @if line.seats.is_empty() { "学位已经补满。" } @else { "没有符合条件、在等这所学校的孩子。" } } })) }
        }
        @if !line.order.is_empty() {
            (Card::new("次序", html! { ol { @for it in line.order.iter().take(SHOWN) { li { (words(it)) } } } })
                .note("双胞胎要有足够的学位才轮到，不够的由后面的先补。"))
        }
    };
    visit.page_under("学位递补", &head, &body)
}

/// A child or siblings, with where they stand and why.
fn words(it: &Together) -> Markup {
    html! {
        @for (at, one) in it.iter().enumerate() {
            @if at > 0 { "；" }
            (one.child.name) "（" (one.child.number) "）：" (one.why)
            @if let Some(held) = &one.holds { "，现录取在" (held.school_name) }
        }
    }
}

fn deciding(visit: &Visit, line: &refill::Line, it: &Together) -> Markup {
    let csrf = visit.csrf();
    let to = visit.link(&format!("/refills/{}/{}", line.terms.campaign.id, line.school.school));
    let first = it.first().map(|it| it.child.id.to_string()).unwrap_or_default();
    let decide = Decide::new(to, &csrf)
        .fields(html! { input type="hidden" name="registration" value=(first); })
        .reason(
            Field::text("reason", "说明")
                .hint("何时与家长联系、家长怎么说；会记入报名的经过")
                .max_length(100)
                .required(),
        )
        .choice("refill", Button::submit("递补").primary())
        .choice("decline", Button::submit("家长不要，轮到下一位"));
    html! { (Card::new("轮到", html! { p { (words(it)) } (decide) })) }
}

#[derive(Debug, Deserialize)]
struct Decided {
    registration: RegistrationId,
    decision: String,
    #[serde(default)]
    reason: String,
}

async fn decide(
    visit: Visit,
    Path((id, school)): Path<(CampaignId, SchoolId)>,
    Form(form): Form<Decided>,
) -> Result<Response, Page> {
    let (whose, what) = ((id, school), (form.registration, form.reason.as_str()));
    let done = match form.decision.as_str() {
        "refill" => refill::refill(&visit, whose, what).await,
        "decline" => refill::decline(&visit, whose, what).await,
        _ => Err(Error::Missing),
    };
    match done {
        Ok(()) => {
            let to = visit.link(&format!("/refills/{id}/{school}"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(Error::Wrong(_, words)) => {
            let line = read(&visit, id, school).await?;
            let page = page(&visit, &line, Some(&words));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
