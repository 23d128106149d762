//! What everyone reads: the list of notices, and each with its period, its table and its way to
//! object. Prints on A4 with a QR code to itself.

use form::Posted;
use serde::Deserialize;
use web::{
    Call, Filters, Form, Html, IntoResponse as _, Markup, Page, Path, Problem, Response,
    StatusCode, html,
    ui::{
        self, Alert, Button, Card, Column, Empty, Facts, Field, Filter, Head, List, Paper, Row,
        Tone,
    },
};

use super::{record::history, words};
use crate::{
    Error, actions, catalog,
    definition::Kind,
    model::{Event, Publication, State},
    store,
};

/// How many lines a page has.
const LINES: usize = 30;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    after: String,
}

pub(super) async fn list(call: Call, Filters(asked): Filters<Asked>) -> Result<Html, Page> {
    let (today, before) = (call.today(), asked.after.parse().unwrap_or(i64::MAX));
    let limit = i64::try_from(LINES + 1).unwrap_or(i64::MAX);
    let wanted = (asked.q.trim(), asked.state.as_str(), today);
    let read: Result<_, Error> = db::read!(call.db(), "public notices", |tx| {
        Ok(store::public(tx, wanted, (before, limit)).await?)
    });
    let mut all = read.map_err(Problem::from)?;
    let next = (all.len() > LINES).then(|| all[LINES - 1].id.bits().to_string());
    all.truncate(LINES);
    let here = call.here();
    let filters = ui::Filters::new(&here).search("标题、单位开头，或编号").filter(Filter::choice(
        "state",
        "状态",
        [("open", "公示中"), ("archived", "期满和撤回")],
    ));
    let list = List::new("公示", &here)
        .filters(filters)
        .column(Column::text("标题"))
        .column(Column::text("单位"))
        .column(Column::short("公示期"))
        .column(Column::text("状态"))
        .rows(all.iter().map(|it| {
            Row::new(it.number.clone(), it.title.clone())
                .link(call.link(&format!("/notices/{}", it.number)))
                .cell(it.title.clone())
                .cell(it.place_name.clone())
                .cell(words::period(it))
                .cell(words::state(it, today))
        }))
        .next(next)
        .empty(Empty::new("没有找到公示").hint("可以换个词，或清除筛选。"));
    let body = html! {
        (Head::new("公示").below(html! { "公示期内可以提出异议；期满的留在这里供查阅。" }))
        (list)
    };
    Ok(call.public_page("公示", &body))
}

/// All that a page tells.
struct Found {
    notice: Publication,
    kind: std::sync::Arc<::catalog::Loaded<Kind>>,
    rows: Vec<Vec<String>>,
    events: Vec<Event>,
}

async fn found(call: &Call, number: &str) -> Result<Found, Error> {
    db::read!(call.db(), "public notice", |tx| {
        let notice = store::find_by_number(tx, number).await?.ok_or(Error::Missing)?;
        let kind = catalog().by_digest(tx, &notice.definition).await?.ok_or(Error::Missing)?;
        let rows = store::rows(tx, notice.id).await?;
        let events = store::events(tx, notice.id).await?;
        Ok(Found { notice, kind, rows, events })
    })
}

pub(super) async fn show(call: Call, Path(number): Path<String>) -> Result<Html, Page> {
    let found = found(&call, &number).await.map_err(Problem::from)?;
    Ok(page(&call, &found, None, &Markup::default()))
}

fn page(call: &Call, found: &Found, typed: Option<&Posted>, told: &Markup) -> Html {
    let (it, kind) = (&found.notice, &found.kind.what);
    let today = call.today();
    let is_withdrawn = it.state(today) == State::Withdrawn;
    let period = kind.period(it.published_at.date());
    let days = format!("{}（{}，{}）", words::period(it), period.value, period.source);
    let sheet = html! {
        (Facts::new().fact("类别", kind.label.as_str()).fact("状态", words::state(it, today)).long("公示期", days))
        @if is_withdrawn {
            p { strong { "已撤回。原因：" (it.reason.as_deref().unwrap_or_default()) } }
        } @else {
            @for line in it.body.lines() { p { (line) } }
            (words::table(kind, &found.rows))
        }
        p { "联系和监督：" (kind.contact) }
    };
    let sheet = Paper::new(it.title.as_str(), sheet)
        .number(format!("编号 {}", it.number))
        .signed(it.place_name.as_str(), words::moment(it.published_at));
    let body = html! {
        (told)
        (sheet)
        @if found.events.len() > 1 { (Card::new("更正和撤回的经过", html! { (history(&found.events)) })) }
        @if it.state(today) == State::Open && !kind.objections.is_empty() { (objection(call, it, typed)) }
    };
    call.public_page(&it.title, &body)
}

/// How anyone objects, who is not named to anybody but those who look into it.
fn objection(call: &Call, it: &Publication, typed: Option<&Posted>) -> Markup {
    let hidden = call.csrf();
    let get = |name: &str| typed.map_or("", |it| it.get(name)).to_owned();
    let form = ui::Form::new(call.link(&format!("/notices/{}/objections", it.number)), &hidden)
        .part(html! {
            (Field::long("words", "异议内容").value(get("words")).lines(4).required().hint("请写清哪一条、有什么问题、有什么依据"))
            (Field::text("name", "姓名").value(get("name")).max_length(100).required())
            (Field::phone("phone", "电话").value(get("phone")).required().hint("姓名和电话只给核实的人，不公开"))
        })
        .button(Button::submit("提出异议").primary());
    html! {
        section.card { div.card-inside {
            details open[typed.is_some()] {
                summary { "对这条公示有异议（" (it.closes_on) " 前）" }
                (form)
            }
        } }
    }
}

pub(super) async fn object(
    call: Call,
    Path(number): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Page> {
    let posted = Posted(pairs);
    let said = [posted.get("words"), posted.get("name"), posted.get("phone")];
    let done = actions::object(&call, &number, said).await;
    let found = found(&call, &number).await.map_err(Problem::from)?;
    match done {
        Ok(made) => {
            let detail =
                if made.is_empty() { "已转交核实。".to_owned() } else { made.join("；") };
            let told = html! { (Alert::new(Tone::Good, "异议已收到，核实后会按您留的电话答复").detail(detail)) };
            Ok(page(&call, &found, None, &told).into_response())
        }
        Err(Error::Refused(why)) => {
            let told = html! { (Alert::new(Tone::Bad, why.to_string())) };
            let page = page(&call, &found, Some(&posted), &told);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(Problem::from(error).into()),
    }
}
