//! The ranking of a round as a workbook.

use sheet::{Cell, Column, Kind, Layout};
use web::{Page, Path, Response, Visit};

use crate::{
    actions::Error,
    model::{RoundId, RoundState},
    pages, quota, store,
};

pub(crate) async fn send(
    visit: Visit,
    Path((name, id)): Path<(String, RoundId)>,
) -> Result<Response, Page> {
    let read: Result<_, Error> = db::read!(visit.db(), "round to a sheet", |tx| {
        let (kind, round, place) = pages::round(tx, &visit, (&name, id)).await?;
        let all = store::of_round(tx, id, place).await?;
        Ok((kind, round, all))
    });
    let (kind, round, all) = read?;
    let review = &kind.what;
    let role = visit.actor.role();
    let decides = review.hosts.contains(&role) || review.chair == role;
    let open = decides || round.state != RoundState::Open || !review.published;
    let totals: Vec<_> = all.iter().map(|it| it.total.filter(|_| open)).collect();
    let places = quota::places(&totals);
    let text = |key, title| Column::new(key, title, Kind::Text);
    let layout = Layout::new(
        &format!("{}{}", review.label, round.title),
        vec![
            Column::new("rank", "名次", Kind::Integer),
            Column::new("title", &review.fields[review.title].label, Kind::Text),
            text("place", review.subject.label()),
            text("state", "进度"),
            Column::new("total", "总分", Kind::Decimal { places: 2 }),
            text("level", "等次"),
            Column::new("applied", "申报日期", Kind::Date),
        ],
    );
    let words: Vec<(String, String)> =
        all.iter().map(|it| (pages::title(it, role), pages::level(review, it))).collect();
    let rows = all.iter().zip(&words).enumerate().map(|(at, (it, (title, level)))| {
        let rank = places[at].and_then(|it| i64::try_from(it).ok());
        vec![
            rank.map_or(Cell::Empty, Cell::Integer),
            Cell::Text(title),
            Cell::Text(&it.place_name),
            Cell::Text(it.state.label()),
            totals[at].map_or(Cell::Empty, |it| Cell::Decimal { units: it.0, places: 2 }),
            if open { Cell::Text(level) } else { Cell::Empty },
            Cell::Date(it.applied_on),
        ]
    });
    platform::workbook::send(&visit, &layout, rows)
}
