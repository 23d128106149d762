//! Reading the figures of a place in the actor's scope.

use jiff::civil::Date;
use vocab::{PlaceId, Term};
use web::Visit;

use super::{
    model::{OfSchool, Rate},
    of_schools, store,
    waiting::{self, Waiting},
};
use crate::aftercare::{error::Error, people};

/// A place's figures.
#[derive(Debug)]
pub struct OfPlace {
    /// The place's name.
    pub name: String,
    /// Its schools.
    pub schools: Vec<OfSchool>,
    /// The classes, where the place is one school: name and who takes part.
    pub classes: Vec<(String, Rate)>,
}

/// The figures of `place`, which must lie in the actor's scope.
pub async fn of_place(
    visit: &Visit,
    place: PlaceId,
    term: Term,
    day: Date,
) -> Result<OfPlace, Error> {
    let scope = visit.actor.scope();
    db::read!(visit.db(), "aftercare figures", |tx| {
        if !platform::access::is_within(tx, place, scope).await? {
            return Err(Error::Missing);
        }
        let schools = of_schools(tx, place, term, day).await?;
        let classes = match schools.as_slice() {
            [one] => store::classes(tx, one.school, term, day).await?,
            _ => Vec::new(),
        };
        let name = people::place_name(tx, place).await?;
        Ok(OfPlace { name, schools, classes })
    })
}

/// What waits for someone in `place` as of `day`, which must lie in the actor's scope.
pub async fn waiting_in(
    visit: &Visit,
    place: PlaceId,
    term: Term,
    day: Date,
) -> Result<Waiting, Error> {
    let scope = visit.actor.scope();
    db::read!(visit.db(), "aftercare waiting", |tx| {
        if !platform::access::is_within(tx, place, scope).await? {
            return Err(Error::Missing);
        }
        waiting::read(tx, place, term, day).await
    })
}
