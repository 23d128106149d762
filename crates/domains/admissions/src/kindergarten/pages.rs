//! The pages of office and kindergarten: the list with what each is and charges, its history, setting it.

use jiff::civil::Date;
use platform::workbook;
use serde::Deserialize;
use sheet::{Cell, Column as SheetColumn, Kind, Layout};
use vocab::{Fen, Role, SchoolId};
use web::{
    Filters, Form, Html, IntoResponse, Markup, Need, Page, Path, Redirect, Response, Routes,
    StatusCode, Visit, html,
    ui::{self, Alert, Button, Card, Column, Empty, Field, Filter, Head, List, Row, Tone, badge},
};

use super::{
    READ, SET, actions,
    model::{Fee, Kindergarten, Nature, Tariff},
    rules::By,
    store::{self, Narrow},
};
use crate::registration::Error;

const MAY_READ: Need = Need::May(READ.key);
const MAY_SET: Need = Need::May(SET.key);
/// How many lines a page of a list has.
pub(super) const LINES: usize = 50;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/entry/kindergartens", MAY_READ, list)
        .get("/entry/kindergartens/export", MAY_READ, export)
        .get("/entry/kindergartens/{school}", MAY_SET, show)
        .post("/entry/kindergartens/{school}", MAY_SET, set)
}

/// What a month costs, as people say it.
pub(crate) fn fee_words(fee: Option<&Fee>) -> String {
    fee.map_or_else(|| "收费还没有公布".to_owned(), |it| format!("每月 {}", it.monthly))
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    nature: String,
    after: Option<SchoolId>,
}

impl Asked {
    pub(super) fn narrow(&self) -> Narrow {
        Narrow { name: vocab::normalise(&self.q), nature: Nature::from_key(&self.nature) }
    }

    pub(super) fn after(&self) -> i64 {
        self.after.map_or(0, vocab::Id::bits)
    }
}

/// The list with its filters and columns; `link` leads to a kindergarten's own page, where there is one.
pub(super) fn shown<'a>(
    here: &'a ui::Address,
    all: &'a [Kindergarten],
    link: impl Fn(SchoolId) -> Option<String>,
) -> List<'a> {
    let more = all.len() > LINES;
    let shown = &all[..all.len().min(LINES)];
    let row = |it: &'a Kindergarten| {
        let fee = it.tariff.as_ref().map(|it| &it.fee);
        let row = Row::new(it.school.to_string(), it.name.as_str())
            .cell(it.name.as_str())
            .cell(it.nature().label())
            .cell(fee.map_or_else(|| "—".to_owned(), |it| it.monthly.to_string()))
            .cell(fee.map_or_else(String::new, |it| it.since.to_string()))
            .cell(it.town_name.as_str())
            .cell(fee.map_or("还没有公布", |it| it.basis.as_str()));
        match link(it.school) {
            Some(to) => row.link(to),
            None => row,
        }
    };
    List::new("幼儿园", here)
        .filters(ui::Filters::new(here).search("幼儿园或镇（街道）的开头").filter(Filter::choice(
            "nature",
            "性质",
            Nature::ALL.iter().map(|it| (it.key(), it.label())),
        )))
        .column(Column::text("幼儿园"))
        .column(Column::short("性质"))
        .column(Column::number("每月收费"))
        .column(Column::short("从哪天起"))
        .column(Column::text("镇（街道）"))
        .column(Column::text("收费依据"))
        .rows(shown.iter().map(row))
        .next(shown.last().filter(|_| more).map(|it| it.school.to_string()))
        .empty(Empty::new("没有这样的幼儿园").hint("换一个条件再看。"))
}

async fn read(visit: &Visit, asked: &Asked, limit: usize) -> Result<Vec<Kindergarten>, db::Error> {
    let at = (visit.actor.scope(), visit.today());
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let (narrow, after) = (asked.narrow(), asked.after());
    db::read!(visit.db(), "kindergartens", |tx| {
        store::list(tx, at, &narrow, (after, limit)).await
    })
}

async fn list(visit: Visit, Filters(asked): Filters<Asked>) -> Result<Html, Page> {
    let all = read(&visit, &asked, LINES + 1).await?;
    let here = visit.here();
    let may = visit.meets(MAY_SET);
    let link = |id: SchoolId| may.then(|| visit.link(&format!("/entry/kindergartens/{id}")));
    let export = format!("/entry/kindergartens/export?{}", here.without("after").query());
    let head = Head::new("幼儿园性质和收费")
        .below(html! { "家长报名时看到的就是这里的性质和收费；向社会公布在“" a href=(visit.link("/kindergartens")) { "幼儿园性质和收费" } "”" })
        .action(Button::link("导出", visit.link(&export)).icon("file-export"));
    Ok(visit.page_under("幼儿园性质和收费", &head, &html! { (shown(&here, &all, link)) }))
}

async fn export(visit: Visit, Filters(asked): Filters<Asked>) -> Result<Response, Page> {
    let all = read(&visit, &Asked { after: None, ..asked }, usize::MAX).await?;
    let text = |key, title| SheetColumn::new(key, title, Kind::Text);
    let layout = Layout::new(
        "幼儿园性质和收费",
        vec![
            text("name", "幼儿园"),
            text("town", "镇（街道）"),
            text("nature", "性质"),
            text("monthly", "每月收费（元）"),
            text("since", "从哪天起"),
            text("basis", "收费依据"),
        ],
    );
    let told: Vec<[String; 3]> = all
        .iter()
        .map(|it| {
            let fee = it.tariff.as_ref().map(|it| &it.fee);
            let of = |say: fn(&Fee) -> String| fee.map(say).unwrap_or_default();
            [of(|it| it.monthly.plain()), of(|it| it.since.to_string()), of(|it| it.basis.clone())]
        })
        .collect();
    let rows = all.iter().zip(&told).map(|(it, [monthly, since, basis])| {
        vec![
            Cell::Text(&it.name),
            Cell::Text(&it.town_name),
            Cell::Text(it.nature().label()),
            Cell::Text(monthly),
            Cell::Text(since),
            Cell::Text(basis),
        ]
    });
    workbook::send(&visit, &layout, rows)
}

/// Who the visitor is to a kindergarten.
pub(crate) fn by(visit: &Visit) -> By {
    if visit.actor.role() == Role::Principal { By::Itself } else { By::Office }
}

#[derive(Debug, Clone, Default, Deserialize)]
struct Typed {
    #[serde(default)]
    nature: String,
    #[serde(default)]
    monthly: String,
    #[serde(default)]
    since: String,
    #[serde(default)]
    basis: String,
}

struct Found {
    it: Kindergarten,
    history: Vec<Tariff>,
}

async fn find(visit: &Visit, id: SchoolId) -> Result<Found, Error> {
    let at = (visit.actor.scope(), visit.today());
    db::read!(visit.db(), "a kindergarten", |tx| {
        let it = store::find(tx, at, id).await?.ok_or(Error::Missing)?;
        Ok(Found { it, history: store::history(tx, id).await? })
    })
}

async fn show(visit: Visit, Path(id): Path<SchoolId>) -> Result<Html, Page> {
    let found = find(&visit, id).await?;
    let typed = Typed {
        nature: found.it.nature().key().to_owned(),
        since: visit.today().to_string(),
        ..Typed::default()
    };
    Ok(page(&visit, &found, &typed, None))
}

fn page(visit: &Visit, found: &Found, typed: &Typed, wrong: Option<&Error>) -> Html {
    let csrf = visit.csrf();
    let it = &found.it;
    let told = |field: &'static str| match wrong {
        Some(Error::Wrong(at, words)) if *at == field => Some(words.as_str()),
        _ => None,
    };
    // A kindergarten sets its fee alone, and a public one is nothing else.
    let natures: &[Nature] = match (it.is_private, by(visit)) {
        (true, By::Office) => &[Nature::Inclusive, Nature::Private],
        _ => &[it.nature()],
    };
    let form = ui::Form::new(visit.link(&format!("/entry/kindergartens/{}", it.school)), &csrf)
        .section("从某一天起", html! {
            (Field::radio("nature", "性质", natures.iter().map(|it| (it.key(), it.label()))).value(typed.nature.as_str()).required().hint("普惠性由教育局认定").error(told("nature")))
            (Field::money("monthly", "每月收费").value(typed.monthly.as_str()).required().hint("保育教育费，不含伙食费").error(told("monthly")))
            (Field::date("since", "从哪天起").value(typed.since.as_str()).required().hint("以前的留着不动；同一天的会更正").error(told("since")))
            (Field::text("basis", "收费依据").value(typed.basis.as_str()).max_length(120).required().hint("发改、教育部门的文号，或者园务会决定和公示日期").error(told("basis")))
        })
        .button(Button::submit("保存").primary());
    let form = match wrong {
        Some(Error::Wrong(field, words)) => form.error(*field, words.as_str()),
        Some(other) => form.problem(other.to_string()),
        None => form,
    };
    let head = Head::new(it.name.as_str()).above(it.town_name.as_str());
    let head = if visit.meets(MAY_READ) {
        head.crumb("幼儿园性质和收费", visit.link("/entry/kindergartens"))
    } else {
        head.crumb("入学报名", visit.link("/entry"))
    };
    let body = html! {
        @if found.history.is_empty() { (Alert::new(Tone::Warn, "还没有公布收费").detail("家长报名时看不到这所幼儿园收多少，请在报名开始以前设定。")) }
        (form)
        (history(&found.history, visit.today()))
    };
    visit.page_under(&it.name, &head, &body)
}

/// All that held, holds and will hold.
fn history(all: &[Tariff], today: Date) -> Markup {
    let now = all.iter().find(|it| it.fee.since <= today).map(|it| it.fee.since);
    let state = |it: &Tariff| match now {
        Some(since) if since == it.fee.since => badge(Tone::Good, "现在"),
        _ if it.fee.since > today => badge(Tone::Info, "以后"),
        _ => badge(Tone::Quiet, "以前"),
    };
    html! { (Card::new("历次设定", html! {
        @if all.is_empty() { (Empty::new("还没有设定过")) } @else {
            div.table-box tabindex="0" role="region" aria-label="历次设定" { table.rows {
                thead { tr { th scope="col" { "从哪天起" } th scope="col" { "性质" } th.num scope="col" { "每月收费" } th scope="col" { "依据" } th scope="col" { "状态" } } }
                tbody { @for it in all { tr {
                    td { (it.fee.since) } td { (it.nature.label()) } td.num { (it.fee.monthly) }
                    td { (it.fee.basis) } td { (state(it)) }
                } } }
            } }
        }
    }).flush()) }
}

fn typed(id: SchoolId, it: &Typed) -> Result<Tariff, Error> {
    let wrong = |field: &'static str, words: String| Error::Wrong(field, words);
    let nature = Nature::from_key(&it.nature);
    let nature = nature.ok_or_else(|| wrong("nature", "请选择性质".to_owned()))?;
    let monthly: Result<Fen, _> = it.monthly.parse();
    let monthly = monthly.map_err(|why| wrong("monthly", why.to_string()))?;
    let since = it.since.trim().parse();
    let since = since.map_err(|_| wrong("since", "请填日期，例如 2022-09-01".to_owned()))?;
    let basis = vocab::normalise(&it.basis);
    Ok(Tariff { school: id, nature, fee: Fee { monthly, since, basis } })
}

async fn set(
    visit: Visit,
    Path(id): Path<SchoolId>,
    Form(form): Form<Typed>,
) -> Result<Response, Page> {
    let done = match typed(id, &form) {
        Ok(new) => actions::set(&visit, (by(&visit), visit.actor.scope()), &new).await,
        Err(wrong) => Err(wrong),
    };
    match done {
        Ok(()) => {
            let to = visit.link(&format!("/entry/kindergartens/{id}"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(wrong @ Error::Wrong(..)) => {
            let page = page(&visit, &find(&visit, id).await?, &form, Some(&wrong));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
