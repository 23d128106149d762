//! How punctual a kind of case is: each deadline's rate, opened down from county to town to school to
//! the cases that it is made of; and what came in month by month.

use serde::Deserialize;
use vocab::PlaceId;
use web::{
    Filters, Html, Markup, Page, Path, Visit, html,
    ui::{Button, Card, Column, Empty, Figure, Head, List, Row, figures},
};

use super::list;
use crate::{
    actions::Error,
    definition::Case,
    model::Rate,
    standing,
    store::{self, Below, Month},
};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    place: String,
}

pub(super) async fn show(
    visit: Visit,
    Path(name): Path<String>,
    Filters(asked): Filters<Asked>,
) -> Result<Html, Page> {
    let now = visit.civil_now();
    let read: Result<_, Error> = db::read!(visit.db(), "rates of cases", |tx| {
        let kind = super::kind(tx, &visit, &name).await?;
        let doer = standing::doer(tx, &visit).await?;
        let reader = standing::reader(doer, &visit, Some(&kind.what));
        if !reader.sees {
            return Err(Error::Missing);
        }
        let scope: PlaceId = asked.place.parse().unwrap_or(reader.place);
        if !platform::access::is_within(tx, scope, reader.place).await? {
            return Err(Error::Missing);
        }
        let path = platform::access::place_path(tx, scope).await?;
        let rates = store::rates(tx, (&name, scope), now).await?;
        let below = store::rates_below(tx, (&name, scope), now).await?;
        let months = store::months(tx, (&name, scope), now).await?;
        Ok((kind, (scope, path), (rates, below), months))
    });
    let (kind, (scope, path), (rates, below), months) = read?;
    let (case, place) = (&kind.what, path.last().map(|it| it.name.clone()).unwrap_or_default());
    let rates_link = visit.link(&format!("/cases/{name}/rates"));
    let head = Head::new(format!("{}：按期率", case.label))
        .crumb(case.label.as_str(), visit.link(&format!("/cases/{name}")));
    let head = path.iter().rev().skip(1).take(2).rev().fold(head, |head, it| {
        head.crumb(it.name.clone(), format!("{rates_link}?place={}", it.id))
    });
    let day = format!("{place}，截至 {}", super::words::moment(now));
    let head = head.below(html! { (day) }).action(Button::print());
    let at = At { visit: &visit, case, name: &name, scope };
    let body = html! {
        (list::tabs(&visit, &name, (false, 0, true)))
        @if rates.is_empty() { p { "还没有计时的办件。" } }
        (at.figures(&rates))
        (at.below(&below))
        (at.months(&months))
    };
    Ok(visit.page_under(&case.label, &head, &body))
}

/// Where the reader looks.
struct At<'a> {
    visit: &'a Visit,
    case: &'a Case,
    name: &'a str,
    scope: PlaceId,
}

impl At<'_> {
    fn label(&self, clock: &str) -> String {
        let found = self.case.clocks.iter().find(|it| it.key == clock);
        found.map_or_else(|| clock.to_owned(), |it| it.label.clone())
    }

    /// The cases behind a figure.
    fn cases(&self, place: PlaceId, more: &str) -> String {
        self.visit.link(&format!("/cases/{}?view=all&place={place}{more}", self.name))
    }

    fn figures(&self, rates: &[(String, Rate)]) -> Markup {
        let whole = rates.iter().filter(|it| it.1.whole() > 0);
        let all = whole.map(|(clock, rate)| {
            let made = format!(
                "按期 {} 件 / 共 {} 件（已办 {} 件，超期未办 {} 件）",
                rate.on_time,
                rate.whole(),
                rate.ended,
                rate.overdue
            );
            let label = format!("{}按期率", self.label(clock));
            let more = format!("&clock={clock}&kept=kept");
            Figure::rate(label, rate.on_time, rate.whole(), "件")
                .made_of(made)
                .link(self.cases(self.scope, &more))
        });
        html! { (figures(all)) }
    }

    /// Each place right below, deadline by deadline, with what is late.
    fn below(&self, below: &[Below]) -> Markup {
        let here = self.visit.here();
        let rows = below.iter().map(|it| {
            let rate = it.rate;
            let percent = (rate.on_time * 1000).checked_div(rate.whole()).unwrap_or(0);
            let words =
                format!("{}.{}%（{}/{}）", percent / 10, percent % 10, rate.on_time, rate.whole());
            let link = |kept: &str, n: i64| {
                let more = format!("&clock={}&kept={kept}", it.clock);
                html! { @if n > 0 { a href=(self.cases(it.place, &more)) { (n) } } @else { "0" } }
            };
            let deeper = self.visit.link(&format!("/cases/{}/rates?place={}", self.name, it.place));
            Row::new(format!("{}-{}", it.place, it.clock), it.name.clone())
                .link(deeper)
                .cell(it.name.clone())
                .cell(self.label(&it.clock))
                .cell(words)
                .cell(link("late", rate.ended - rate.on_time))
                .cell(link("overdue", rate.overdue))
        });
        let list = List::new("地点", &here)
            .column(Column::text("地点"))
            .column(Column::short("时限"))
            .column(Column::short("按期率"))
            .column(Column::number("超期办结"))
            .column(Column::number("超期未办"))
            .rows(rows)
            .empty(Empty::new("下面没有更细的地点"));
        html! { @if !below.is_empty() { (list) } }
    }

    fn months(&self, months: &[Month]) -> Markup {
        html! {
            @if !months.is_empty() {
                (Card::new("按月", html! {
                    table {
                        thead { tr { th { "月份" } th.num { "提交" } th.num { "已办结" } th.num { "超期未办" } } }
                        tbody { @for it in months {
                            @let link = self.cases(self.scope, &format!("&month={}", it.month));
                            tr {
                                td { a href=(link) { (it.month) } }
                                td.num { (it.opened) } td.num { (it.closed) } td.num { (it.overdue) }
                            }
                        } }
                    }
                }))
            }
        }
    }
}
