//! What people see of indicators: the list, one indicator with its way down to the records, why it
//! changed, the cockpit.

mod checks;
mod cockpit;
mod export;
pub(crate) mod index;
mod list;
mod one;
mod tables;
mod watch;
mod why;
mod words;

use std::sync::Arc;

use ::catalog::{Loaded, acts_for};
use db::Tx;
use jiff::civil::Date;
use platform::{
    access,
    measures::{Around, Measure, Measures},
};
use serde::Deserialize;
use vocab::{Id, PlaceId};
use web::{Need, Problem, Routes, Visit, ui::Head};

use crate::{
    asking::AsKnown,
    counting,
    definition::{Indicator, Level},
    module::{ANY, REMIND, catalog},
    store::places,
};

/// The pages.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/cockpit", ANY, cockpit::show)
        .get("/indicators", ANY, list::show)
        .get("/indicators/export", ANY, export::list)
        .get("/indicators/{name}", ANY, one::show)
        .get("/indicators/{name}/why", ANY, why::show)
        .get("/indicators/{name}/export", ANY, export::one)
        .get("/indicators/{name}/course", ANY, export::course)
        .get("/data-quality", ANY, checks::show)
        .get("/data-quality/export", ANY, checks::sheet::list)
        .get("/data-quality/{name}", ANY, checks::one::show)
        .get("/data-quality/{name}/export", ANY, checks::sheet::one)
        .post("/data-quality/{name}/remind", Need::May(REMIND), checks::remind::send)
        .get("/indices", ANY, index::list)
        .get("/indices/{name}", ANY, index::one::show)
        .get("/indices/{name}/export", ANY, index::sheet::send)
        .post("/indicators/{name}/watch", ANY, watch::set)
        .post("/indicators/{name}/unwatch", ANY, watch::end)
}

/// Why a page is not shown.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// There is no such indicator or place, or not for this person.
    #[error("no such indicator")]
    Missing,
    /// What was typed does not fit.
    #[error("{0}")]
    Refused(String),
    /// Reading the catalog or the database.
    #[error(transparent)]
    Counting(#[from] counting::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl db::Retry for Error {
    fn database(&self) -> Option<&db::Error> {
        match self {
            Self::Db(error) => Some(error),
            Self::Counting(error) => error.database(),
            Self::Missing | Self::Refused(_) => None,
        }
    }
}

impl From<::catalog::Error> for Error {
    fn from(error: ::catalog::Error) -> Self {
        Self::Counting(error.into())
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Missing => Self::not_found(),
            Error::Refused(why) => Self::refused(why),
            Error::Db(error) | Error::Counting(counting::Error::Db(error)) => error.into(),
            Error::Counting(_) => Self::internal(&error),
        }
    }
}

/// What a page's address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    /// The place; one's own where it is empty.
    #[serde(default)]
    place: String,
    /// The day; today where it is empty.
    #[serde(default)]
    day: String,
    /// As known on this day; by now where it is empty.
    #[serde(default)]
    known: String,
    /// With what it is compared.
    #[serde(default)]
    from: String,
}

impl Asked {
    fn at(&self, today: Date) -> AsKnown {
        let day = self.day.parse().unwrap_or(today);
        match self.known.parse() {
            Ok(known) => AsKnown { day, known },
            Err(_) => AsKnown::now(day),
        }
    }
}

/// Where somebody looks, and from where.
#[derive(Debug, Clone)]
pub(crate) struct Ground {
    /// What they act for: county, town or school.
    own: PlaceId,
    /// The place that is shown.
    place: PlaceId,
    /// `county`, `town`, `school`.
    kind: String,
    /// Its name.
    name: String,
    /// The places above it that may be seen: number and name.
    above: Vec<(PlaceId, String)>,
    /// The county.
    county: PlaceId,
}

impl Ground {
    /// Whether what lies below the place may be seen: of the county a school sees the sum alone.
    fn opens(&self) -> bool {
        self.own == self.county || self.place != self.county
    }

    /// The way down to the place from what lies above it; `href` leads to the same page there.
    fn crumbs<'a>(&'a self, head: Head<'a>, href: impl Fn(PlaceId) -> String) -> Head<'a> {
        let above = self.above.iter().rev();
        above.fold(head, |head, (place, name)| head.crumb(name.as_str(), href(*place)))
    }

    /// The level of the place.
    fn level(&self) -> Level {
        level_of(&self.kind)
    }

    /// The place as a town or a school: a place has the bits of what it is.
    fn around(&self) -> Around {
        let bits = self.place.bits();
        let narrower = match self.level() {
            Level::County => None,
            Level::Town => Id::from_bits(bits).map(Around::Town),
            Level::School => Id::from_bits(bits).map(Around::School),
        };
        narrower.unwrap_or(Around::County)
    }
}

/// The level of a kind of place.
fn level_of(kind: &str) -> Level {
    match kind {
        "school" => Level::School,
        "town" => Level::Town,
        _ => Level::County,
    }
}

/// The level and the name of a place.
pub(crate) async fn place(tx: &mut Tx, id: PlaceId) -> Result<(Level, String), Error> {
    let path = places::path(tx, id).await?;
    let (_, kind, name) = path.into_iter().next().ok_or(Error::Missing)?;
    Ok((level_of(&kind), name))
}

/// The place that is asked for, if the visitor may see it: what lies in their own, and the county.
pub(crate) async fn ground(tx: &mut Tx, visit: &Visit, place: &str) -> Result<Ground, Error> {
    let own = acts_for(tx, visit.actor.role(), visit.actor.scope()).await?;
    let county = access::root(tx).await?.ok_or(Error::Missing)?;
    let place = if place.is_empty() { own } else { place.parse().map_err(|_| Error::Missing)? };
    let path = places::path(tx, place).await?;
    let inside = path.iter().any(|it| it.0 == own);
    if !inside && place != county {
        return Err(Error::Missing);
    }
    let (_, kind, name) = path.first().cloned().ok_or(Error::Missing)?;
    let told = |kind: &str| matches!(kind, "county" | "town" | "school");
    if !told(&kind) {
        return Err(Error::Missing);
    }
    let above = path.into_iter().skip(1).filter(|it| told(&it.1));
    let above = above.take_while(|_| place != own).map(|it| (it.0, it.2)).collect();
    Ok(Ground { own, place, kind, name, above, county })
}

/// The indicator called `name`, as it holds in the cell.
pub(crate) async fn kind(tx: &mut Tx, name: &str) -> Result<Arc<Loaded<Indicator>>, Error> {
    catalog().in_force(tx, name).await?.ok_or(Error::Missing)
}

/// What an indicator counts, as far as the modules know it.
fn measures_of<'a>(
    indicator: &'a Indicator,
    known: &'a Measures,
) -> impl Iterator<Item = &'a Measure> {
    indicator.numerator.iter().filter_map(|it| known.find(&it.measure)).map(|it| it.1)
}

/// Whether few of what it counts would tell of somebody.
pub fn is_personal(indicator: &Indicator, known: &Measures) -> bool {
    measures_of(indicator, known).any(|it| it.personal)
}
