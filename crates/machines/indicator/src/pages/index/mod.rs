//! What people see of indices: each with its result at a place; one of them opened to its groups,
//! items and the places below; both as workbooks.

pub(super) mod one;
pub(super) mod sheet;

use std::{collections::BTreeMap, sync::Arc};

use ::catalog::Loaded;
use db::Tx;
use jiff::civil::Date;
use platform::measures::Measures;
use vocab::PlaceId;
use web::{
    Filters, Html, Markup, Page, Visit, html,
    ui::{self, Address, Alert, Button, Column, Empty, Filter, Head, List, Row, Tone, badge},
};

use super::{Asked, Error, ground, is_personal};
use crate::{
    asking::{self, AsKnown, Held},
    counting::kinds,
    definition::Indicator,
    index::{
        Index, Item, catalog,
        rules::{self, Counted, Judged, Mean},
    },
    value::Value,
};

/// The indicators of the cell by name.
pub(crate) type Indicators = BTreeMap<String, Arc<Loaded<Indicator>>>;

/// What indices are made of at some places on a day.
pub(crate) struct Ledger {
    pub(crate) indicators: Indicators,
    held: BTreeMap<(String, PlaceId), Held>,
    day: Date,
}

impl Ledger {
    /// Reads it.
    pub(crate) async fn read(tx: &mut Tx, at: AsKnown, places: &[PlaceId]) -> Result<Self, Error> {
        let indicators = kinds(tx).await?.into_iter().map(|it| (it.name.clone(), it)).collect();
        Ok(Self { indicators, held: asking::on_day(tx, at, places).await?, day: at.day })
    }

    /// The value of an item at a place.
    fn value(&self, item: &Item, place: PlaceId) -> Option<Value> {
        self.held.get(&(item.indicator.clone(), place)).map(|it| it.value)
    }

    /// What an index comes to at a place.
    pub(crate) fn judge(&self, index: &Index, place: PlaceId, known: &Measures) -> Judged {
        rules::judge(index, |item| {
            let Some(kind) = self.indicators.get(&item.indicator) else { return Counted::Nothing };
            let when = (self.day, is_personal(&kind.what, known));
            rules::counted((index, item), &kind.what, self.value(item, place), when)
        })
    }
}

/// Each index with its result at one's place.
pub(super) async fn list(visit: Visit, Filters(asked): Filters<Asked>) -> Result<Html, Page> {
    let at = asked.at(visit.today());
    let read: Result<_, Error> = db::read!(visit.db(), "list of indices", |tx| {
        let ground = ground(tx, &visit, &asked.place).await?;
        let all = catalog().all_in_force(tx).await?;
        let ledger = Ledger::read(tx, at, &[ground.place]).await?;
        let counted = asking::counted(tx, at.day).await?.map(|it| it.0);
        Ok((ground, all, ledger, counted))
    });
    let (ground, all, ledger, counted) = read?;
    let known = visit.cell.service::<Measures>();
    let here = visit.here();
    let head = Head::new(format!("{}的指数", ground.name))
        .above(format!("截至 {}", at.day))
        .action(Button::link("全部指标", visit.link("/indicators")).icon("chart-bar"));
    let list = List::new("指数", &here)
        .filters(days(&here))
        .column(Column::text("指数"))
        .column(Column::number("结果"))
        .column(Column::short("等级"))
        .column(Column::number("计入的权重"))
        .column(Column::short("责任科室"))
        .rows(all.iter().map(|it| {
            let href = format!(
                "/indices/{}?place={}&day={}&known={}",
                it.name, ground.place, at.day, asked.known
            );
            let row = Row::new(it.name.clone(), it.what.label.clone())
                .link(visit.link(&href))
                .cell(it.what.label.clone());
            let row = if it.what.level < ground.level() {
                row.cell(format!("只评{}", it.what.level.label())).cell("").cell("")
            } else {
                let judged = ledger.judge(&it.what, ground.place, known);
                row.cell(score(judged.total)).cell(grade(&judged)).cell(weight(judged.total))
            };
            row.cell(it.what.office.label())
        }))
        .total(i64::try_from(all.len()).unwrap_or(i64::MAX))
        .empty(Empty::new("还没有指数").hint("指数由 catalog 里的文件设定。"));
    let body = html! {
        (not_counted(at.day, counted))
        (list)
    };
    Ok(visit.page_under("指数", &head, &body))
}

/// As of which day, and as known on which.
fn days(here: &Address) -> ui::Filters<'_> {
    ui::Filters::new(here)
        .filter(Filter::date("day", "截至哪一天"))
        .filter(Filter::date("known", "按哪一天的认定"))
}

/// What is said where a day was not counted.
fn not_counted(day: Date, counted: Option<Date>) -> Markup {
    html! {
        @match counted {
            None => (Alert::new(Tone::Warn, format!("{day} 以前还没有统计过，指数还不能用"))),
            Some(last) if last < day => {
                (Alert::new(Tone::Info, format!("{day} 还没有全面统计，沿用 {last} 的数")))
            },
            Some(_) => {},
        }
    }
}

/// Points for people; a dash where nothing counts.
fn score(it: Mean) -> String {
    it.points.map_or_else(|| "—".to_owned(), rules::said)
}

/// How much of the weight is in a result.
fn weight(it: Mean) -> String {
    format!("{} / {}", it.weight, it.of)
}

/// The name of a result, and whether something is missing.
fn grade(it: &Judged) -> Markup {
    html! {
        @match &it.grade {
            Some(label) => { (label) },
            None => { span.muted { "不定等级" } },
        }
        @if it.is_incomplete { " " (badge(Tone::Warn, "不完整")) }
    }
}
