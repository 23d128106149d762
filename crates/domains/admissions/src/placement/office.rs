//! The pages of the office: a campaign's proposal with its figures and lines, confirming, publishing.

use platform::workbook;
use serde::Deserialize;
use sheet::{Cell, Column as SheetColumn, Kind, Layout};
use web::{
    Filters, Form, Html, IntoResponse, Markup, Need, NoFields, Page, Path, Redirect, Response,
    Routes, StatusCode, Visit, html,
    ui::{
        self, Alert, Button, Card, Column, Empty, Figure, Filter, Head, Item, List, Row, Tone,
        badge, items,
    },
};

use super::{
    MANAGE, READ, actions,
    model::{Line, Run},
    store,
};
use crate::registration::{
    Campaign, CampaignId, Entry, Error, RegistrationId, Stage, store::campaigns,
};

const MAY_READ: Need = Need::May(READ.key);
const MAY_MANAGE: Need = Need::May(MANAGE.key);
/// How many lines a page of a list has.
const LINES: usize = 50;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/placements", MAY_READ, list)
        .get("/placements/{campaign}", MAY_READ, show)
        .get("/placements/{campaign}/export", MAY_READ, export)
        .post("/placements/{campaign}/propose", MAY_MANAGE, propose)
        .post("/placements/{campaign}/confirm", MAY_MANAGE, confirm)
        .post("/placements/{campaign}/publish", MAY_MANAGE, publish)
}

fn stage_badge(it: Stage) -> Markup {
    let tone = if it == Stage::Published { Tone::Good } else { Tone::Info };
    badge(tone, it.label())
}

async fn list(visit: Visit) -> Result<Html, Page> {
    let read: Result<_, db::Error> =
        db::read!(visit.db(), "campaigns", |tx| { campaigns::all(tx).await });
    let all = read?;
    let item = |it: &Campaign| {
        Item::new(it.title.clone())
            .icon("file-description")
            .below(html! { (it.entry.label()) @if it.rehearsal { " · 演练，不作数" } })
            .aside(stage_badge(it.state))
            .link(visit.link(&format!("/placements/{}", it.id)))
    };
    let body = html! {
        (Card::new("招生批次", html! {
            @if all.is_empty() { (Empty::new("还没有招生批次").hint("由教育局基教科在“入学报名”里发起。")) }
            @else { (items(all.iter().map(item))) }
        }).flush())
    };
    Ok(visit.page("录取安排", &body))
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    short: String,
    after: Option<RegistrationId>,
}

async fn read(
    visit: &Visit,
    id: CampaignId,
    asked: &Asked,
    limit: usize,
) -> Result<(Campaign, Option<Run>, Vec<Line>), Error> {
    let scope = visit.actor.scope();
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let after = asked.after.map_or(0, vocab::Id::bits);
    let narrow = (vocab::normalise(&asked.q), !asked.short.is_empty());
    let may_see_open = visit.meets(MAY_MANAGE);
    db::read!(visit.db(), "placements", |tx| {
        let campaign = campaigns::find(tx, id).await?.ok_or(Error::Missing)?;
        // A proposal counts for nothing: only who confirms it sees it.
        let run = store::find(tx, id).await?;
        let run = run.filter(|it| may_see_open || it.confirmed_at.is_some());
        let lines = match &run {
            Some(it) => {
                let narrow = (narrow.0.as_str(), narrow.1);
                store::lines(tx, (it.id, scope), narrow, (after, limit)).await?
            }
            None => Vec::new(),
        };
        Ok((campaign, run, lines))
    })
}

async fn show(
    visit: Visit,
    Path(id): Path<CampaignId>,
    Filters(asked): Filters<Asked>,
) -> Result<Html, Page> {
    let found = read(&visit, id, &asked, LINES + 1).await?;
    Ok(page(&visit, found, None))
}

fn page(
    visit: &Visit,
    (campaign, run, mut lines): (Campaign, Option<Run>, Vec<Line>),
    wrong: Option<&Error>,
) -> Html {
    let here = visit.here();
    let more = lines.len() > LINES;
    lines.truncate(LINES);
    let next = lines.last().filter(|_| more).map(|it| it.registration.to_string());
    let list = List::new("录取安排", &here)
        .filters(
            ui::Filters::new(&here)
                .search("学校全名")
                .filter(Filter::flag("short", "没有安排到学位")),
        )
        .column(Column::short("报名号"))
        .column(Column::text("孩子"))
        .column(Column::text("学校"))
        .column(Column::short("怎么录取的"))
        .column(Column::text("理由"))
        .rows(lines.iter().map(|it| {
            Row::new(it.registration.to_string(), it.number.as_str())
                .link(visit.link(&format!("/entry/registrations/{}", it.registration)))
                .cell(it.number.as_str())
                .cell(it.name.as_str())
                .cell(it.school_name.as_deref().unwrap_or("没有学位，另行统筹"))
                .cell(it.way.label())
                .cell(it.why.lines().next().unwrap_or_default().to_owned())
        }))
        .next(next)
        .empty(Empty::new("没有这样的孩子").hint("换一个条件再看。"));
    let head = Head::new(campaign.title.as_str())
        .crumb("录取安排", visit.link("/placements"))
        .state(stage_badge(campaign.state));
    let export = visit.link(&format!(
        "/placements/{}/export?{}",
        campaign.id,
        here.without("after").query()
    ));
    let head = if run.is_some() {
        head.action(Button::link("导出", export).icon("file-export"))
    } else {
        head
    };
    let head = if visit.meets(MAY_MANAGE) {
        let draws = visit.link(&format!("/placements/{}/draws", campaign.id));
        head.action(Button::link(campaign.entry.draw(), draws).icon("switch-horizontal"))
    } else {
        head
    };
    let body = html! {
        @if let Some(wrong) = wrong { (Alert::new(Tone::Warn, "没有办成").detail(wrong.to_string())) }
        @if visit.meets(MAY_MANAGE) { (steps(visit, &campaign, run.as_ref())) }
        @match &run {
            Some(run) => { (figures(run)) (list) }
            None => { (Card::new("还没有录取安排", html! { p { "报名结束、全部审完以后，由基教科生成方案，核对后确认、公布。" } })) }
        }
    };
    visit.page_under("录取安排", &head, &body)
}

fn figures(run: &Run) -> Markup {
    ui::figures([
        Figure::rate("安排到学位", run.placed, run.placed + run.unplaced, "人"),
        Figure::count("没有安排到", run.unplaced, "人"),
    ])
}

/// What is to be done next: one thing at a time.
fn steps(visit: &Visit, campaign: &Campaign, run: Option<&Run>) -> Markup {
    let csrf = visit.csrf();
    let to = |step: &str| visit.link(&format!("/placements/{}/{step}", campaign.id));
    let body = match (campaign.state, run) {
        (Stage::Registering, run) => html! {
            @if campaign.entry == Entry::Kindergarten { p { "方案先服务区就近，再按志愿和大片区摇号，没有轮到的就近统筹到还有空位的公办、民办普惠幼儿园；双胞胎同园，学位不超。每名孩子都附理由。" } }
            @else { p { "方案按类别先后、再按距离或积分，把全部审核通过的孩子一起安排；双胞胎同校，学位不超。每名孩子都附理由，存以前另做一遍核验。" } }
            div.actions {
                (ui::post(&to("propose"), &csrf, &Button::submit(if run.is_some() { "重新生成方案" } else { "生成方案" })))
                @if let Some(run) = run {
                    form.post method="post" action=(to("confirm")) {
                        (csrf)
                        input type="hidden" name="digest" value=(run.digest);
                        (Button::submit("确认这个方案").primary().confirm("确认以后报名、计划和方案都不能再改。确定吗？"))
                    }
                }
            }
        },
        (Stage::Placed, _) => html! {
            p { "方案已确认。公布以后，家长凭报名号可以查到学校，在自己的页面上看到理由。" }
            div.actions { (ui::post(&to("publish"), &csrf, &Button::submit("公布结果").primary().confirm("确定公布录取结果吗？"))) }
        },
        (Stage::Published, _) => html! {
            p { "结果已公布。公众查询：" a href=(visit.link("/entry/results")) { "入学结果查询" } }
            @if let Some(number) = run.and_then(|it| it.notice.as_ref()) {
                p { "录取公示 " a href=(visit.link(&format!("/notices/{number}"))) { (number) } "：各校计划和录取人数，公示期内可以提出异议。" }
            }
        },
    };
    html! { (Card::new("办理", body)) }
}

async fn export(
    visit: Visit,
    Path(id): Path<CampaignId>,
    Filters(asked): Filters<Asked>,
) -> Result<Response, Page> {
    let asked = Asked { after: None, ..asked };
    let (_, _, lines) = read(&visit, id, &asked, usize::MAX).await?;
    let text = |key, title| SheetColumn::new(key, title, Kind::Text);
    let layout = Layout::new(
        "录取安排",
        vec![
            text("number", "报名号"),
            text("name", "姓名"),
            text("school", "录取学校"),
            text("way", "怎么录取的"),
            text("why", "理由"),
        ],
    );
    let rows = lines.iter().map(|it| {
        vec![
            Cell::Text(&it.number),
            Cell::Text(&it.name),
            it.school_name.as_deref().map_or(Cell::Empty, Cell::Text),
            Cell::Text(it.way.label()),
            Cell::Text(&it.why),
        ]
    });
    workbook::send(&visit, &layout, rows)
}

/// Back to the page where it was done, or the page with what was wrong.
async fn answered(
    visit: &Visit,
    id: CampaignId,
    done: Result<(), Error>,
) -> Result<Response, Page> {
    match done {
        Ok(()) => Ok(Redirect::to(&visit.link(&format!("/placements/{id}"))).into_response()),
        Err(wrong @ (Error::Wrong(..) | Error::Refused(_))) => {
            let found = read(visit, id, &Asked::default(), LINES + 1).await?;
            let page = page(visit, found, Some(&wrong));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn propose(
    visit: Visit,
    Path(id): Path<CampaignId>,
    _: Form<NoFields>,
) -> Result<Response, Page> {
    let done = actions::propose(&visit, id).await;
    answered(&visit, id, done).await
}

#[derive(Debug, Deserialize)]
struct Confirms {
    digest: String,
}

async fn confirm(
    visit: Visit,
    Path(id): Path<CampaignId>,
    Form(form): Form<Confirms>,
) -> Result<Response, Page> {
    let done = actions::confirm(&visit, id, &form.digest).await;
    answered(&visit, id, done).await
}

async fn publish(
    visit: Visit,
    Path(id): Path<CampaignId>,
    _: Form<NoFields>,
) -> Result<Response, Page> {
    let done = actions::publish(&visit, id).await;
    answered(&visit, id, done).await
}
