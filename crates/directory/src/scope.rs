//! What a visitor may see: a place, and how wide it is.

use db::Tx;
use platform::access::{self, PlaceKind};
use vocab::PlaceId;

/// A place that bounds what is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    /// The place.
    pub place: PlaceId,
    /// How wide it is.
    pub reach: Reach,
}

/// How wide a scope is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// One class.
    Class,
    /// One school.
    School,
    /// The schools of a town.
    Town,
    /// Everything in the cell.
    County,
}

impl Scope {
    /// The scope that `place` gives; none if there is no such place. An office of the bureau sees
    /// the county, a campus its school.
    pub async fn of(tx: &mut Tx, place: PlaceId) -> Result<Option<Self>, db::Error> {
        let Some(found) = access::find_place(tx, place).await? else { return Ok(None) };
        let (place, reach) = match found.kind {
            PlaceKind::County | PlaceKind::Office => (place, Reach::County),
            PlaceKind::Town => (place, Reach::Town),
            PlaceKind::School => (place, Reach::School),
            PlaceKind::Campus => (found.parent.unwrap_or(place), Reach::School),
            PlaceKind::Class => (place, Reach::Class),
        };
        Ok(Some(Self { place, reach }))
    }
}
