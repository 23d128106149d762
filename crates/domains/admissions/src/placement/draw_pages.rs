//! 民办派位, 大片区摇号 at the office: which schools have more children who name them than seats, announcing
//! a draw, drawing, and the way to its public page.

use std::collections::BTreeMap;

use drawing::{Desk, given, model::Drawing};
use jiff::civil::DateTime;
use serde::Deserialize;
use vocab::SchoolId;
use web::{
    Form, Html, IntoResponse, Markup, Need, Page, Path, Redirect, Response, Routes, StatusCode,
    Visit, html,
    ui::{self, Alert, Button, Card, Empty, Field, Head, Tone, badge},
};

use super::{
    MANAGE,
    actions::Now,
    draws,
    model::{DrawId, PrivateDraw, kinds},
    named::Sought,
    rules::Refusal,
    store,
};
use crate::{
    kindergarten::fee_words,
    registration::{CampaignId, Entry, Error, Seats},
};

const MAY_MANAGE: Need = Need::May(MANAGE.key);
const FORM: &str = "placement.draw";

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/placements/{campaign}/draws", MAY_MANAGE, show)
        .post("/placements/{campaign}/draws", MAY_MANAGE, announce)
        .post("/placements/{campaign}/draws/{draw}", MAY_MANAGE, run)
        .post("/placements/{campaign}/draws/{draw}/again", MAY_MANAGE, again)
}

/// A draw as it stands.
struct Announced {
    draw: PrivateDraw,
    drawing: Drawing,
    /// What hands must draw.
    hands: Vec<String>,
}

/// A school with how many name it.
struct Wanted {
    school: Seats,
    /// The seats that are there for them.
    seats: i64,
    count: i64,
    is_over: bool,
    draw: Option<Announced>,
}

impl Wanted {
    /// Whether somebody has to announce a draw.
    fn is_to_draw(&self) -> bool {
        self.is_over && self.draw.is_none()
    }
}

struct Found {
    title: String,
    entry: Entry,
    /// Why no draw can be announced now, if none can.
    closed: Option<Refusal>,
    schools: Vec<Wanted>,
}

async fn read(visit: &Visit, id: CampaignId) -> Result<Found, Error> {
    let civil_now = visit.civil_now();
    db::read!(visit.db(), "private draws", |tx| {
        let now = Now::read(tx, id).await?;
        let asked = now.asked();
        let named = asked.named();
        let mut announced = BTreeMap::new();
        // A county has a handful of draws a year.
        for draw in store::draws(tx, id).await? {
            let owner = draw.id.bits();
            if let Some(drawing) = given::find(tx, owner).await? {
                let hands = given::hands(tx, owner).await?;
                announced.insert(draw.school, Announced { draw, drawing, hands });
            }
        }
        let schools = now.terms.named().map(|school| {
            let sought = named.school(school.school);
            Wanted {
                seats: sought.map_or(school.seats, |it| it.seats),
                count: sought.map_or(0, |it| it.count),
                is_over: sought.is_some_and(Sought::is_over),
                draw: announced.remove(&school.school),
                school: school.clone(),
            }
        });
        Ok(Found {
            schools: schools.collect(),
            entry: now.terms.campaign.entry,
            closed: now.is_final(civil_now).err(),
            title: now.terms.campaign.title.clone(),
        })
    })
}

async fn show(visit: Visit, Path(id): Path<CampaignId>) -> Result<Html, Page> {
    let found = read(&visit, id).await?;
    Ok(page(&visit, id, &found, None))
}

fn page(visit: &Visit, id: CampaignId, found: &Found, wrong: Option<&Error>) -> Html {
    let is_kindergarten = found.entry == Entry::Kindergarten;
    let head = Head::new(found.entry.draw())
        .crumb("录取安排", visit.link("/placements"))
        .crumb(found.title.as_str(), visit.link(&format!("/placements/{id}")))
        .below(html! {
            @if is_kindergarten { "服务区就近录取以后剩下的学位，填了志愿的孩子不超的全部录取，超过的大片区摇号，幼儿园不能挑选" }
            @else { "报名不超过计划的民办学校全部录取；超过的公开派位，学校不能挑选" }
        });
    // A county has two hundred kindergartens, and few of them are over.
    let is_told = |it: &&Wanted| !is_kindergarten || it.is_over || it.draw.is_some();
    let told: Vec<&Wanted> = found.schools.iter().filter(is_told).collect();
    let others = found.schools.len() - told.len();
    let body = html! {
        @if let Some(wrong) = wrong { (Alert::new(Tone::Warn, "没有办成").detail(wrong.to_string())) }
        @match &found.closed {
            None | Some(Refusal::Confirmed) => {}
            Some(why) => { (Alert::new(Tone::Info, "名单还没有定").detail(why.to_string())) }
        }
        @if found.schools.is_empty() { (Card::new(found.entry.named(), html! { (Empty::new(format!("这个批次没有{}", found.entry.named()))) })) }
        @for it in told { (card(visit, id, (found.entry, it))) }
        @if others > 0 { (Card::new("不用摇号的", html! { p { "其余 " (others) " 所幼儿园，填了志愿的孩子没有超过剩余学位，全部录取；没有剩余学位的不摇号。" } })) }
        @if found.closed.is_none() && found.schools.iter().any(Wanted::is_to_draw) { (announcing(visit, id, &found.schools)) }
    };
    visit.page_under("录取安排", &head, &body)
}

fn card(visit: &Visit, id: CampaignId, (entry, it): (Entry, &Wanted)) -> Markup {
    let state = match (&it.draw, it.is_over) {
        (Some(it), _) if it.drawing.drawn_at.is_some() => badge(Tone::Good, "已派位"),
        (Some(_), _) => badge(Tone::Info, "已公告，待派位"),
        (None, true) => badge(Tone::Warn, "超计划，要派位"),
        (None, false) => badge(Tone::Good, "不超计划，全部录取"),
    };
    let body = html! {
        @match entry {
            Entry::Kindergarten => { p { (it.school.nature.label()) "，" (fee_words(it.school.fee.as_ref())) "。计划 " (it.school.seats) " 人，就近录取以后剩余学位 " (it.seats) " 个，填了志愿的 " (it.count) " 人 " (state) } }
            Entry::Primary | Entry::Junior => { p { "计划 " (it.school.seats) " 人，审核通过的报名 " (it.count) " 人 " (state) } }
        }
        @if let Some(announced) = &it.draw { (drawn(visit, id, announced)) }
    };
    html! { (Card::new(it.school.name.as_str(), body)) }
}

fn announcing(visit: &Visit, id: CampaignId, schools: &[Wanted]) -> Markup {
    let hidden = html! { (visit.csrf()) (visit.form_id::<kinds::DrawId>(FORM)) };
    let over = schools.iter().filter(|it| it.is_to_draw());
    let over = over.map(|it| (it.school.school.to_string(), it.school.name.clone()));
    let form = ui::Form::new(visit.link(&format!("/placements/{id}/draws")), &hidden)
        .section("公告一场派位", html! {
            (Field::select("school", "学校", over).required())
            (Field::moment("draws_at", "什么时候派位").required()
                .hint("公告以后名单立即封存，摘要对外公布；双胞胎、多胞胎是一个派位号。到时间按公开取值派出先后"))
        })
        .button(Button::submit("公告并封存名单").primary().confirm("封存以后名单不能再改。确定吗？"));
    html! { (form) }
}

fn drawn(visit: &Visit, id: CampaignId, it: &Announced) -> Markup {
    let public = visit.link(&format!("/draws/{}", it.drawing.number));
    html! {
        p {
            "派位 " a href=(public) { (it.drawing.number) } "，" (it.drawing.stage.label())
            "，" (it.drawing.draws_at.strftime("%Y-%m-%d %H:%M")) "。公示页有摘要和证据，谁都可以核验。"
        }
        @if it.drawing.drawn_at.is_none() && visit.civil_now() >= it.drawing.draws_at {
            form.post method="post" action=(visit.link(&format!("/placements/{id}/draws/{}", it.draw.id))) {
                (visit.csrf())
                @for (at, name) in (1..).zip(&it.hands) {
                    (Field::number(format!("value-{at}"), format!("{name}抽到的数")).between("0", "99").required().narrow())
                }
                (Button::submit("派位").primary())
            }
        }
        @if it.drawing.drawn_at.is_none() { (further(visit, id, it)) }
    }
}

/// Breaking a draw off, which is also announcing the next one.
fn further(visit: &Visit, id: CampaignId, it: &Announced) -> Markup {
    let action = visit.link(&format!("/placements/{id}/draws/{}/again", it.draw.id));
    html! {
        details {
            summary { "作废，重新公告" }
            form.post method="post" action=(action) {
                (visit.csrf())
                (visit.form_id::<kinds::DrawId>(FORM))
                (Field::text("reason", "作废的原因").required()
                    .hint("例如“现场停电，派位没有进行”。原因和作废的这一次会一起公布；已经派出结果的不能作废"))
                (Field::moment("draws_at", "改到什么时候派位").required())
                (Button::submit("作废这一次，公告下一次").confirm("名单会重新封存，报名的孩子的派位号会变。确定吗？"))
            }
        }
    }
}

/// Back to the page, or the page with what was wrong.
async fn answered(
    visit: &Visit,
    id: CampaignId,
    done: Result<(), Error>,
) -> Result<Response, Page> {
    match done {
        Ok(()) => {
            let to = visit.link(&format!("/placements/{id}/draws"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(
            wrong @ (Error::Wrong(..)
            | Error::Refused(_)
            | Error::Drawing(drawing::Error::Refused(_))),
        ) => {
            let page = page(visit, id, &read(visit, id).await?, Some(&wrong));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Debug, Deserialize)]
struct Announces {
    id: String,
    school: SchoolId,
    #[serde(default)]
    draws_at: String,
}

/// The moment of a draw as it was typed.
fn moment(typed: &str) -> Result<DateTime, Error> {
    typed.parse().map_err(|_| Error::Wrong("draw", "请写明派位的日期和时间".to_owned()))
}

async fn announce(
    visit: Visit,
    Path(campaign): Path<CampaignId>,
    Form(typed): Form<Announces>,
) -> Result<Response, Page> {
    let id: DrawId = visit.accept_form_id(FORM, &typed.id)?;
    let done = match moment(&typed.draws_at) {
        Ok(at) => {
            let what = (campaign, typed.school, id);
            draws::announce(&visit, Desk::of(&visit.cell), what, at).await
        }
        Err(wrong) => Err(wrong),
    };
    answered(&visit, campaign, done).await
}

#[derive(Debug, Deserialize)]
struct Repeats {
    id: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    draws_at: String,
}

async fn again(
    visit: Visit,
    Path((campaign, draw)): Path<(CampaignId, DrawId)>,
    Form(typed): Form<Repeats>,
) -> Result<Response, Page> {
    let id: DrawId = visit.accept_form_id(FORM, &typed.id)?;
    let done = match moment(&typed.draws_at) {
        Ok(at) => {
            let (which, how) = ((campaign, draw, id), (typed.reason.as_str(), at));
            draws::again(&visit, Desk::of(&visit.cell), which, how).await
        }
        Err(wrong) => Err(wrong),
    };
    answered(&visit, campaign, done).await
}

async fn run(
    visit: Visit,
    Path((campaign, draw)): Path<(CampaignId, DrawId)>,
    Form(typed): Form<Vec<(String, String)>>,
) -> Result<Response, Page> {
    let done =
        draws::run(&visit, Desk::of(&visit.cell), (campaign, draw), given::typed(typed)).await;
    answered(&visit, campaign, done).await
}
