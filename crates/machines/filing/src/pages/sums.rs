//! The sums of a period: of the whole, of each place below, down to the single return; as they stand
//! now or as they were known on a day; and the whole table as a workbook.

use std::collections::BTreeMap;

use form::Answers;
use jiff::civil::{Date, DateTime, time};
use platform::access;
use serde::Deserialize;
use sheet::{Cell, Column as SheetColumn, Kind as SheetKind, Layout};
use vocab::PlaceId;
use web::{
    Filters, Html, Markup, Page, Response, Visit, html,
    ui::{
        self, Alert, Button, Card, Chart, Column, Empty, Figure as Shown, Filter, List, Row, Tone,
        figures,
        say::{count, percent},
    },
};

use super::AtRound;
use crate::{
    actions::Error,
    definition::{Figure, Filing, How},
    model::{NEVER, Round, RoundId},
    rules::{self, Outcome, Sums},
    sheets,
    standing::{self, Opened},
    store::{self, Below, Narrow},
};

/// How many periods the picture looks back, where no other number is chosen.
const PERIODS: i64 = 30;
/// What can be chosen: a month, a term, a year of days.
const BACK: [(i64, &str); 3] =
    [(PERIODS, "最近 30 期"), (100, "最近 100 期"), (300, "最近 300 期")];

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    place: Option<PlaceId>,
    #[serde(default)]
    day: String,
    #[serde(default)]
    figure: usize,
    #[serde(default)]
    back: String,
}

impl Asked {
    /// The end of the day that is asked for; the end of all days where none is.
    fn at(&self, now: DateTime) -> (Option<Date>, DateTime) {
        let day: Option<Date> = self.day.parse().ok();
        (day, day.map_or(now.max(almost_never()), |it| it.to_datetime(time(23, 59, 59, 0))))
    }

    /// How many periods the picture looks back.
    fn back(&self) -> i64 {
        BACK.iter().map(|it| it.0).find(|it| it.to_string() == self.back).unwrap_or(PERIODS)
    }
}

/// Later than anything that was filed, and earlier than the end of what holds.
fn almost_never() -> DateTime {
    NEVER.saturating_sub(jiff::SignedDuration::from_secs(1))
}

struct Sight {
    opened: Opened,
    place: access::Place,
    sums: Sums,
    below: Vec<Below<Sums>>,
    shares: Vec<(usize, i64, i64)>,
    trend: Vec<(String, Option<i64>)>,
    returns: BTreeMap<PlaceId, crate::model::ReturnId>,
}

pub(super) async fn show(
    visit: Visit,
    web::Path((name, id)): AtRound,
    Filters(asked): Filters<Asked>,
) -> Result<Html, Page> {
    let (day, at) = asked.at(visit.civil_now());
    let read: Result<_, Error> = db::read!(visit.db(), "sums", |tx| {
        let doer = standing::doer(tx, &visit).await?;
        let opened = standing::overseen(tx, doer, (&name, id)).await?;
        if opened.kind.what.due().is_none() {
            return Err(Error::Missing);
        }
        let place = asked.place.unwrap_or(doer.place);
        if !access::is_within(tx, place, doer.place).await? {
            return Err(Error::Missing);
        }
        let scope = (place, at);
        let place = access::find_place(tx, place).await?.ok_or(Error::Missing)?;
        let sums = store::sums_of(tx, &opened.round, scope).await?;
        let below = store::sums_below(tx, &opened.round, scope).await?;
        let shares = shares(tx, &opened, scope).await?;
        let trend = trend(tx, (&opened, asked.figure), (place.id, asked.back())).await?;
        let lines = if below.len() < 2000 {
            store::in_round(tx, (&opened.round, place.id), &Narrow::default(), (0, 2000)).await?
        } else {
            Vec::new()
        };
        let returns = lines.into_iter().map(|it| (it.it.place, it.it.id)).collect();
        Ok(Sight { opened, place, sums, below, shares, trend, returns })
    });
    let it = read?;
    let title = format!("{} {} 汇总", it.opened.kind.what.label, it.opened.round.label);
    let body = html! {
        (super::round::tabs(&visit, &it.opened.round, true))
        @if let Some(day) = day {
            (Alert::new(Tone::Info, format!("按 {day} 当天结束时的版本汇总，之后的更正没有算进来")))
        }
        (figures(totals(&it)))
        (table(&visit, &it, &asked))
        (picture(&visit, &it, &asked))
    };
    Ok(visit.page_under(&title, &super::round::head(&visit, &it.opened), &body))
}

/// How many chose what each share asks for, and how many answered.
async fn shares(
    tx: &mut db::Tx,
    it: &Opened,
    scope: (PlaceId, DateTime),
) -> Result<Vec<(usize, i64, i64)>, Error> {
    let mut found = Vec::new();
    for (at, figure) in it.kind.what.figures.iter().enumerate() {
        let How::Share(field, of) = &figure.how else { continue };
        let key = &it.kind.what.fields[*field].key;
        let options = store::options_of(tx, (&it.round, key), scope).await?;
        let whole = options.iter().map(|it| it.1).sum();
        let part = options.iter().filter(|it| of.contains(&it.0)).map(|it| it.1).sum();
        found.push((at, part, whole));
    }
    Ok(found)
}

/// The chosen figure's number over the last periods, the earliest first.
async fn trend(
    tx: &mut db::Tx,
    (it, figure): (&Opened, usize),
    (place, back): (PlaceId, i64),
) -> Result<Vec<(String, Option<i64>)>, Error> {
    let Some(figure) = it.kind.what.figures.get(figure) else { return Ok(Vec::new()) };
    let field = match &figure.how {
        How::Sum(at) | How::Rate(at, _) => &it.kind.what.fields[*at].key,
        How::Share(..) => return Ok(Vec::new()),
    };
    let mut rounds = store::rounds(tx, &it.round.entry, back).await?;
    rounds.reverse();
    let ids: Vec<RoundId> = rounds.iter().map(|it| it.id).collect();
    let sums = store::trend(tx, (field, place), &ids).await?;
    Ok(rounds.iter().map(|it| (short(it), sums.get(&it.id).copied())).collect())
}

fn short(round: &Round) -> String {
    if round.first == round.last {
        round.first.strftime("%m-%d").to_string()
    } else {
        round.label.clone()
    }
}

fn totals(it: &Sight) -> Vec<Shown<'static>> {
    let filing = &it.opened.kind.what;
    let one = |(at, figure): (usize, &Figure)| {
        let label = figure.label.clone();
        let share = it.shares.iter().find(|it| it.0 == at);
        match (share, rules::figure(figure, &filing.fields, &it.sums)) {
            (Some((_, part, whole)), _) => Shown::rate(label, *part, *whole, "份"),
            (None, Outcome::Sum(n)) => Shown::count(label, n, figure.unit.clone()),
            (None, Outcome::Rate(part, whole)) => Shown::rate(label, part, whole, &figure.unit),
        }
    };
    filing.figures.iter().enumerate().map(one).collect()
}

fn words(filing: &Filing, figure: &Figure, sums: &Sums) -> String {
    match rules::figure(figure, &filing.fields, sums) {
        Outcome::Sum(n) => count(n),
        Outcome::Rate(part, whole) => match percent(part, whole) {
            Some(rate) => format!("{rate}%（{}/{}）", count(part), count(whole)),
            None => "—".to_owned(),
        },
    }
}

/// Each place below with its sums: one level down by each click, to the return itself.
fn table(visit: &Visit, it: &Sight, asked: &Asked) -> Markup {
    let (here, filing, round) = (visit.here(), &it.opened.kind.what, &it.opened.round);
    let columns: Vec<&Figure> =
        filing.figures.iter().filter(|it| !matches!(it.how, How::Share(..))).collect();
    let filters = ui::Filters::new(&here).filter(Filter::date("day", "按哪天的版本"));
    let list = List::new("各地汇总", &here).filters(filters).column(Column::text("单位"));
    let list = list.column(Column::number("已报"));
    let list = columns.iter().fold(list, |list, it| list.column(Column::number(it.label.as_str())));
    let rows = it.below.iter().map(|below| {
        let to = match it.returns.get(&below.place) {
            Some(id) => visit.link(&format!("/filings/{}/returns/{id}", round.entry)),
            None => visit.link(&format!(
                "/filings/{}/rounds/{}/sums?place={}&day={}",
                round.entry, round.id, below.place, asked.day
            )),
        };
        let row = Row::new(below.place.to_string(), below.name.clone())
            .link(to)
            .cell(below.name.clone())
            .cell(count(below.it.returns));
        columns.iter().fold(row, |row, figure| row.cell(words(filing, figure, &below.it)))
    });
    let total = Row::new("total", "合计").cell(html! { b { (it.place.name) "合计" } });
    let total = total.cell(count(it.sums.returns));
    let total = columns.iter().fold(total, |row, figure| row.cell(words(filing, figure, &it.sums)));
    let all: Vec<Row<'_>> = rows.chain((!it.below.is_empty()).then_some(total)).collect();
    let list =
        list.rows(all).empty(Empty::new("还没有可以汇总的内容").hint("有单位报送后会出现在这里。"));
    let export = visit.link(&format!("/filings/{}/rounds/{}/table", round.entry, round.id));
    html! { (list) div.actions { (Button::link("导出全部明细", export).icon("download")) } }
}

/// The chosen figure over the last periods, as many as one likes to look back.
fn picture(visit: &Visit, it: &Sight, asked: &Asked) -> Markup {
    let Some(figure) = it.opened.kind.what.figures.get(asked.figure) else {
        return Markup::default();
    };
    if it.trend.len() < 2 {
        return Markup::default();
    }
    let label = it.opened.kind.what.fields.get(match &figure.how {
        How::Sum(at) | How::Rate(at, _) | How::Share(at, _) => *at,
    });
    let label = label.map(|it| it.label.clone()).unwrap_or_default();
    #[expect(clippy::cast_precision_loss, reason = "a picture needs no more than a float has")]
    let values = it.trend.iter().map(|it| it.1.map(|it| it as f64));
    let title = format!("{} 各期{label}", it.place.name);
    let chart = Chart::lines(title, "期", it.trend.iter().map(|it| it.0.clone()))
        .series(label, values)
        .unit(figure.unit.clone(), 0);
    let (here, back) = (visit.here(), asked.back());
    let choices = html! {
        nav.chips aria-label="看多少期" {
            @for (number, label) in BACK {
                a.chip href=(here.with("back", &number.to_string()).href())
                    aria-current=[(number == back).then_some("true")] { (label) }
            }
        }
    };
    html! { (Card::new("历期", html! { (choices) (chart) })) }
}

/// Every return of the period with every answer that the reader may see.
pub(super) async fn export(
    visit: Visit,
    web::Path((name, id)): AtRound,
    Filters(asked): Filters<Asked>,
) -> Result<Response, Page> {
    let (_, at) = asked.at(visit.civil_now());
    let read: Result<_, Error> = db::read!(visit.db(), "table of returns", |tx| {
        let doer = standing::doer(tx, &visit).await?;
        let opened = standing::overseen(tx, doer, (&name, id)).await?;
        let scope = (&opened.round, doer.place);
        let lines = store::in_round(tx, scope, &Narrow::default(), (0, 100_000)).await?;
        let documents = store::documents(tx, &opened.round, (doer.place, at)).await?;
        let read = |it: (_, String)| (it.0, Answers::from_document(&it.1).unwrap_or_default());
        let answers: BTreeMap<_, _> = documents.into_iter().map(read).collect();
        let words = form::words(tx, &opened.kind.what.fields, answers.values()).await?;
        Ok((opened, lines, answers, words))
    });
    let (opened, lines, answers, words) = read?;
    let (filing, sight) = (&opened.kind.what, form::Sight::Role(visit.actor.role()));
    let name = format!("{}{}", filing.label, opened.round.label);
    let text = |key: &str, title: &str| SheetColumn::new(key, title, SheetKind::Text);
    let mut columns = vec![
        text(sheets::PLACE, "单位"),
        text(sheets::AROUND, "镇（街道）"),
        text("time_of_return", "报送时间"),
    ];
    columns.extend(form::sheet::columns(&filing.fields, sight));
    let layout = Layout::new(&name, columns);
    let none = Answers::default();
    let told: Vec<_> = lines
        .iter()
        .map(|line| {
            let answers = answers.get(&line.it.id).unwrap_or(&none);
            let around = line.it.around.clone().unwrap_or_default();
            let filed = line.it.filed.map(super::words::moment).unwrap_or_default();
            let answers = form::sheet::line(&filing.fields, answers, sight, &words);
            (line.it.name(), around, filed, answers)
        })
        .collect();
    let rows = told.iter().map(|(name, around, filed, answers)| {
        let mut cells = vec![Cell::Text(name), Cell::Text(around), Cell::Text(filed)];
        cells.extend(answers.cells());
        cells
    });
    platform::workbook::send(&visit, &layout, rows)
}
