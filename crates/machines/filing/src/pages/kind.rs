//! The periods of one kind: for whoever looks after it with how complete and punctual each is, for
//! whoever files it with how their own stands.

use std::collections::BTreeMap;

use web::{
    Html, Markup, Page, Path, Visit, html,
    ui::{Button, Column, Empty, Head, List, Row, say::percent},
};

use super::words;
use crate::{
    actions::Error,
    definition::{Every, Filing},
    model::{Round, RoundId, Tally},
    standing,
    store::{self, Listed},
};

/// How many periods a page looks back.
const PERIODS: i64 = 60;

pub(super) async fn show(visit: Visit, Path(name): Path<String>) -> Result<Html, Page> {
    let role = visit.actor.role();
    let read: Result<_, Error> = db::read!(visit.db(), "periods of a kind", |tx| {
        let doer = standing::doer(tx, &visit).await?;
        let kind = standing::kind(tx, role, &name).await?;
        let oversees = kind.what.overseers().contains(&role);
        let (mut rounds, mut own, mut tallies) = (Vec::new(), Vec::new(), BTreeMap::new());
        if oversees {
            rounds = store::rounds(tx, &name, PERIODS).await?;
            let ids: Vec<RoundId> = rounds.iter().map(|it| it.id).collect();
            tallies = store::tallies(tx, &ids, doer.place).await?;
        } else {
            own = store::own(tx, (doer.place, doer.account), (&name, PERIODS)).await?;
        }
        Ok((kind, rounds, own, tallies))
    });
    let (kind, rounds, own, tallies) = read?;
    let filing = &kind.what;
    let oversees = filing.overseers().contains(&role);
    let head = Head::new(filing.label.as_str()).below(html! { (filing.about) });
    let opens = filing.every == Every::AdHoc && filing.office.contains(&role);
    let head = if opens {
        let to = visit.link(&format!("/filings/{name}/open"));
        head.action(Button::link("开始一期", to).primary().icon("plus"))
    } else {
        head
    };
    let body = html! {
        @if oversees { (overseen(&visit, filing, &rounds, &tallies)) } @else { (filed(&visit, &own)) }
    };
    Ok(visit.page_under(&filing.label, &head, &body))
}

fn overseen(
    visit: &Visit,
    filing: &Filing,
    rounds: &[Round],
    tallies: &BTreeMap<RoundId, Tally>,
) -> Markup {
    let (here, now) = (visit.here(), visit.civil_now());
    let is_poll = filing.audience().is_some();
    let list = List::new("各期", &here)
        .column(Column::text("期"))
        .column(Column::short("状态"))
        .column(Column::short("截止"));
    let list = if is_poll {
        list
    } else {
        list.column(Column::number("已报 / 应报"))
            .column(Column::number("上报率"))
            .column(Column::number("按时率"))
    };
    let list = list
        .rows(rounds.iter().map(|it| {
            let tally = tallies.get(&it.id).copied().unwrap_or_default();
            let page = if is_poll { "/results" } else { "" };
            let to = visit.link(&format!("/filings/{}/rounds/{}{page}", it.entry, it.id));
            let row = Row::new(it.id.to_string(), it.label.clone())
                .link(to)
                .cell(it.label.clone())
                .cell(words::round(it, now))
                .cell(words::moment(it.closes));
            if is_poll {
                return row;
            }
            row.cell(format!("{} / {}", tally.filed, tally.due))
                .cell(rate(tally.filed, tally.due))
                .cell(rate(tally.in_time, tally.due))
        }))
        .empty(Empty::new("还没有开始过").hint(if filing.every == Every::AdHoc {
            "由管理科室点“开始一期”。"
        } else {
            "到开始时间会自动出现。"
        }));
    html! { (list) }
}

fn rate(part: i64, whole: i64) -> String {
    percent(part, whole).map_or_else(|| "—".to_owned(), |it| format!("{it}%"))
}

fn filed(visit: &Visit, own: &[Listed]) -> Markup {
    let (here, now) = (visit.here(), visit.civil_now());
    let list = List::new("本单位各期", &here)
        .column(Column::text("期"))
        .column(Column::short("状态"))
        .column(Column::short("报送时间"))
        .column(Column::short("截止"))
        .rows(own.iter().map(|Listed { it, round }| {
            Row::new(it.id.to_string(), round.label.clone())
                .link(visit.link(&format!("/filings/{}/returns/{}", round.entry, it.id)))
                .cell(round.label.clone())
                .cell(words::state(it, round, now))
                .cell(it.filed.map(words::moment).unwrap_or_default())
                .cell(words::moment(round.closes))
        }))
        .empty(Empty::new("还没有要填报的").hint("到开始时间会自动出现，也会发消息提醒。"));
    html! { (list) }
}
