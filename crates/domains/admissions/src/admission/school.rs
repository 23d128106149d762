//! The day itself: a school's list to tick on a phone; town and office see who has not come, and why.

use platform::workbook;
use serde::Deserialize;
use sheet::{Cell, Column as SheetColumn, Kind, Layout};
use web::{
    Filters, Form, Html, IntoResponse, Markup, Need, Page, Path, Redirect, Response, Routes,
    StatusCode, Visit, html,
    ui::{
        self, Alert, Bulk, Button, Card, Column, Empty, Figure, Filter, Head, Item, List, Row,
        Tone, badge, items,
    },
};

use super::{
    READ, REPORT, ROLL, actions,
    model::{AdmissionId, Counts, HealthCheck, Shown, State, Vaccination},
    roll,
    store::{self, Narrow},
};
use crate::registration::{
    Campaign, CampaignId, Entry, Error, Stage, store::campaigns, typed_number,
};

const MAY_READ: Need = Need::May(READ.key);
const MAY_REPORT: Need = Need::May(REPORT.key);
/// How many lines a page of a list has.
const LINES: usize = 50;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/reporting", MAY_READ, campaigns_list)
        .get("/reporting/{campaign}", MAY_READ, list)
        .get("/reporting/{campaign}/export", MAY_READ, export)
        .post("/reporting/{campaign}/report", MAY_REPORT, report)
}

/// A state as people see it.
pub(super) fn state_badge(it: State) -> Markup {
    let tone = match it {
        State::Expected => Tone::Info,
        State::Reported => Tone::Good,
        State::Absent => Tone::Warn,
        State::GivenUp | State::Moved => Tone::Quiet,
    };
    badge(tone, it.label())
}

async fn campaigns_list(visit: Visit) -> Result<Html, Page> {
    let read: Result<_, db::Error> =
        db::read!(visit.db(), "campaigns", |tx| { campaigns::all(tx).await });
    let mut all = read?;
    all.retain(|it| it.state == Stage::Published);
    let item = |it: &Campaign| {
        Item::new(it.title.clone())
            .icon("user-check")
            .below(html! { (it.reports_on) " 报到" @if it.rehearsal { " · 演练，不作数" } })
            .link(visit.link(&format!("/reporting/{}", it.id)))
    };
    let body = html! {
        (Card::new("已公布录取结果的批次", html! {
            @if all.is_empty() { (Empty::new("还没有公布录取结果").hint("教育局公布以后，学校在这里办理新生报到。")) }
            @else { (items(all.iter().map(item))) }
        }).flush())
    };
    Ok(visit.page("新生报到", &body))
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    vaccination: String,
    #[serde(default)]
    after: String,
}

impl Asked {
    fn narrow(&self) -> Narrow {
        let number = typed_number(&self.q);
        let is_number = number.split('-').nth(1).is_some_and(|it| it.len() == 8);
        let who = if is_number { number } else { vocab::normalise_name(&self.q) };
        Narrow { state: self.state.clone(), vaccination: self.vaccination.clone(), who }
    }
}

async fn read(
    visit: &Visit,
    id: CampaignId,
    asked: &Asked,
    limit: usize,
) -> Result<(Campaign, Vec<Shown>, Counts), Error> {
    let (scope, narrow) = (visit.actor.scope(), asked.narrow());
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    db::read!(visit.db(), "reporting", |tx| {
        let campaign = campaigns::find(tx, id).await?.ok_or(Error::Missing)?;
        let all = store::page(tx, (id, scope), &narrow, (&asked.after, limit)).await?;
        Ok((campaign, all, store::counts(tx, (id, scope)).await?))
    })
}

async fn list(
    visit: Visit,
    Path(id): Path<CampaignId>,
    Filters(asked): Filters<Asked>,
) -> Result<Html, Page> {
    let found = read(&visit, id, &asked, LINES + 1).await?;
    Ok(page(&visit, found, None))
}

fn page(
    visit: &Visit,
    (campaign, mut all, counts): (Campaign, Vec<Shown>, Counts),
    wrong: Option<&str>,
) -> Html {
    let (here, csrf) = (visit.here(), visit.csrf());
    let more = all.len() > LINES;
    all.truncate(LINES);
    let next = all.last().filter(|_| more).map(|it| it.it.number.clone());
    let base = visit.link(&format!("/reporting/{}", campaign.id));
    let mut list = List::new("新生", &here)
        .filters(
            ui::Filters::new(&here)
                .search("姓名或报名号")
                .filter(Filter::choice(
                    "state",
                    "状态",
                    State::ALL.iter().map(|it| (it.key(), it.label())),
                ))
                .filter(Filter::choice(
                    "vaccination",
                    "接种证",
                    Vaccination::ALL.iter().map(|it| (it.key(), it.label())),
                )),
        )
        .column(Column::text("孩子"))
        .column(Column::short("状态"))
        .column(Column::text("接种证、原因"))
        .column(Column::text("学校"))
        .column(Column::short("报名号"))
        .rows(all.iter().map(|it| line(visit, it)))
        .next(next)
        .empty(Empty::new("没有这样的孩子").hint("换一个条件再看。"));
    if visit.meets(MAY_REPORT) && visit.today() >= campaign.reports_on {
        // A kindergarten's buttons say that the health check was seen, without which nobody comes in.
        let came = match campaign.entry {
            Entry::Kindergarten => "体检合格报到",
            Entry::Primary | Entry::Junior => "报到",
        };
        let button = |label: &str, saw: Vaccination| {
            Button::submit(format!("{came}，{label}"))
                .value("vaccination", saw.key())
                .to(format!("{base}/report"))
        };
        let bulk = Bulk::new(&csrf)
            .button(button("接种证已验", Vaccination::Yes).primary())
            .button(button("没带接种证", Vaccination::Later))
            .button(button("要补种", Vaccination::No));
        list = list.bulk(bulk);
    }
    let head = Head::new(campaign.title.as_str())
        .crumb("新生报到", visit.link("/reporting"))
        .below(html! { (campaign.reports_on) " 报到" })
        .action(
            Button::link("导出", format!("{base}/export?{}", here.without("after").query()))
                .icon("file-export"),
        );
    let head = if visit.meets(Need::May(ROLL.key)) {
        let sheet = roll::sheet(campaign.entry).title;
        head.action(Button::link(sheet, format!("{base}/roll")).icon("file-spreadsheet"))
    } else {
        head
    };
    let live = counts.live();
    let body = html! {
        @if let Some(wrong) = wrong { (Alert::new(Tone::Bad, "没有办成").detail(wrong.to_owned())) }
        (ui::figures([
            Figure::rate("已报到", counts.of(State::Reported), live, "人"),
            Figure::count("没有报到", counts.of(State::Absent), "人"),
            Figure::count("已放弃", counts.of(State::GivenUp), "人"),
        ]))
        (list)
    };
    visit.page_under("新生报到", &head, &body)
}

/// What was seen of the certificate, or why the child did not come.
fn told(it: &Shown) -> &str {
    match it.it.vaccination {
        Some(saw) => saw.label(),
        None => &it.it.reason,
    }
}

fn line<'a>(visit: &Visit, it: &'a Shown) -> Row<'a> {
    Row::new(it.it.id.to_string(), it.name.as_str())
        .link(visit.link(&format!("/reporting/children/{}", it.it.id)))
        .cell(it.name.as_str())
        .cell(state_badge(it.it.state))
        .cell(told(it))
        .cell(it.school_name.as_str())
        .cell(it.registered.as_str())
}

async fn export(
    visit: Visit,
    Path(id): Path<CampaignId>,
    Filters(asked): Filters<Asked>,
) -> Result<Response, Page> {
    let asked = Asked { after: String::new(), ..asked };
    let (_, all, _) = read(&visit, id, &asked, usize::MAX).await?;
    let text = |key, title| SheetColumn::new(key, title, Kind::Text);
    let layout = Layout::new(
        "新生报到",
        vec![
            text("registered", "报名号"),
            text("number", "通知书编号"),
            text("name", "姓名"),
            text("school", "学校"),
            text("came", "怎么录取的"),
            text("state", "状态"),
            text("told", "接种证、原因"),
        ],
    );
    let rows = all.iter().map(|it| {
        vec![
            Cell::Text(&it.registered),
            Cell::Text(&it.it.number),
            Cell::Text(&it.name),
            Cell::Text(&it.school_name),
            Cell::Text(it.it.came.label()),
            Cell::Text(it.it.state.label()),
            Cell::Text(told(it)),
        ]
    });
    workbook::send(&visit, &layout, rows)
}

#[derive(Debug, Deserialize)]
struct Ticked {
    #[serde(default)]
    row: Vec<AdmissionId>,
    #[serde(default)]
    vaccination: String,
}

async fn report(
    visit: Visit,
    Path(id): Path<CampaignId>,
    Form(form): Form<Ticked>,
) -> Result<Response, Page> {
    let scope = visit.actor.scope();
    let done = match Vaccination::from_key(&form.vaccination) {
        _ if form.row.is_empty() => {
            Err(Error::Wrong("row", "请先在名单里勾选报到的孩子".to_owned()))
        }
        Some(saw) => {
            let saw = (saw, HealthCheck::Passed);
            actions::report(&visit, (id, scope), &form.row, saw).await
        }
        None => Err(Error::Wrong("vaccination", "请选接种证查验的情况".to_owned())),
    };
    match done {
        Ok(_) => {
            let to = format!("/reporting/{id}?state=expected");
            Ok(Redirect::to(&visit.link(&to)).into_response())
        }
        Err(Error::Wrong(_, words)) => {
            let found = read(&visit, id, &Asked::default(), LINES + 1).await?;
            let page = page(&visit, found, Some(&words));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
