//! What targets and documents ask: a reported figure by its name, place and day, with everything that
//! must stand beside it.

use std::collections::BTreeMap;

use db::{Error, Tx};
use jiff::civil::Date;
use vocab::PlaceId;

use super::{
    model::{Figure, FigureId, Kind, Value, ValueState},
    rules, store,
};
use crate::number::Number;

/// A figure as it is told of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The figure.
    pub figure: FigureId,
    /// As people call it.
    pub name: String,
    /// What it counts.
    pub definition: String,
    /// 填报数 or 手工数: to stand beside it wherever it appears.
    pub kind: Kind,
    /// The number.
    pub number: Number,
    /// As people read it, with 约, 近 or 超 as it was written and its unit: `约 54.57%`.
    pub told: String,
    /// Its numerator and denominator, where they were told.
    pub parts: Option<(i64, i64)>,
    /// The time that it is of.
    pub time: (Date, Date),
    /// Where it is from.
    pub source: String,
    /// Who filed it.
    pub by: String,
    /// Who reviewed it, and when; none while nobody has.
    pub reviewed: Option<(String, Date)>,
    /// Its page inside the cell.
    pub path: String,
}

impl Told {
    /// Whether somebody else than who filed it has looked at it.
    pub fn is_good(&self) -> bool {
        self.reviewed.is_some()
    }

    /// The line that stands beside it: 填报数，来源…，陈某报，李某 2021-12-05 审核.
    pub fn note(&self) -> String {
        let reviewed = match &self.reviewed {
            Some((who, on)) if who.is_empty() => format!("{on} 审核"),
            Some((who, on)) => format!("{who} {on} 审核"),
            None => "待审核".to_owned(),
        };
        let by = if self.by.is_empty() { String::new() } else { format!("，{} 报", self.by) };
        format!("{}，来源：{}{by}，{reviewed}", self.kind.label(), self.source)
    }
}

fn told(figure: &Figure, it: &Value) -> Told {
    let reviewed = it.review.as_ref().filter(|_| it.state == ValueState::Good);
    Told {
        figure: figure.id,
        name: figure.name.clone(),
        definition: figure.definition.clone(),
        kind: figure.kind,
        number: it.number,
        told: rules::told(figure, it),
        parts: it.parts,
        time: (it.from_on, it.to_on),
        source: it.source.clone(),
        by: it.by_name.clone(),
        reviewed: reviewed.map(|it| (it.0.clone(), it.1)),
        path: format!("/reported/{}", figure.id),
    }
}

/// The figure `name` of a place as it is told of a day; none where nobody reported it.
pub async fn figure(
    tx: &mut Tx,
    (name, place): (&str, PlaceId),
    day: Date,
) -> Result<Option<Told>, Error> {
    let Some(figure) = store::figure_called(tx, (name, place)).await? else { return Ok(None) };
    let values = store::values(tx, &[figure.id]).await?;
    let found = values.get(&figure.id).and_then(|it| rules::on_day(it, day));
    Ok(found.map(|it| told(&figure, it)))
}

/// These figures as they are told of a day.
pub async fn figures(
    tx: &mut Tx,
    ids: &[FigureId],
    day: Date,
) -> Result<BTreeMap<FigureId, Told>, Error> {
    let values = store::values(tx, ids).await?;
    let figures = store::figures(tx, ids).await?;
    let found = figures.iter().filter_map(|figure| {
        let it = values.get(&figure.id).and_then(|it| rules::on_day(it, day))?;
        Some((figure.id, told(figure, it)))
    });
    Ok(found.collect())
}

/// The names of the figures of a place, for lists to choose from.
pub async fn names(tx: &mut Tx, place: PlaceId) -> Result<Vec<(FigureId, String)>, Error> {
    let all = store::county_figures(tx, place, "", i64::MAX).await?;
    Ok(all.into_iter().map(|it| (it.id, it.name)).collect())
}
