//! Reading the figures of a place in the actor's scope.

use std::sync::Arc;

use db::Tx;
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

/// What the desk of a place shows.
#[derive(Debug)]
pub struct Desk {
    /// Its figures.
    pub figures: OfPlace,
    /// What waits there for someone.
    pub waiting: Waiting,
}

/// The desk of `place`, which must lie in the actor's scope.
///
/// Everybody of an office opens it, and it counts the whole county: it is kept until something is
/// written.
pub async fn desk_of(
    visit: &Visit,
    place: PlaceId,
    term: Term,
    day: Date,
) -> Result<Arc<Desk>, Error> {
    may_see(visit, place).await?;
    let question = format!("aftercare desk of {place}, {term}, {day}");
    let desk = async {
        db::read!(visit.db(), "aftercare desk", |tx| {
            let figures = count(tx, place, term, day).await?;
            let waiting = waiting::read(tx, place, term, day).await?;
            Ok(Desk { figures, waiting })
        })
    };
    // On the heap: where the answer is there already, the caller carries none of it.
    visit.cell.kept(question, Box::pin(desk)).await
}

/// The figures of `place`, which must lie in the actor's scope.
pub async fn of_place(
    visit: &Visit,
    place: PlaceId,
    term: Term,
    day: Date,
) -> Result<OfPlace, Error> {
    may_see(visit, place).await?;
    db::read!(visit.db(), "aftercare figures", |tx| { count(tx, place, term, day).await })
}

async fn may_see(visit: &Visit, place: PlaceId) -> Result<(), Error> {
    let scope = visit.actor.scope();
    db::read!(visit.db(), "may see the figures", |tx| {
        let within = platform::access::is_within(tx, place, scope).await?;
        if within { Ok(()) } else { Err(Error::Missing) }
    })
}

async fn count(tx: &mut Tx, place: PlaceId, term: Term, day: Date) -> Result<OfPlace, Error> {
    let schools = of_schools(tx, place, term, day).await?;
    let classes = match schools.as_slice() {
        [one] => store::classes(tx, one.school, term, day).await?,
        _ => Vec::new(),
    };
    let name = people::place_name(tx, place).await?;
    Ok(OfPlace { name, schools, classes })
}
