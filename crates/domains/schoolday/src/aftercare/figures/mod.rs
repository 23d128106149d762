//! The figures of after-school service: coverage, pupils, teachers, ninth-graders in the evening.
//!
//! They are counted from the records as of a day, for any place; nothing is stored, so that every
//! figure can be opened down to what it counts.

pub mod actions;
pub mod model;
pub mod pages;
pub mod shapes;
pub mod store;
pub mod waiting;

use db::{Error, Tx};
use jiff::civil::Date;
use vocab::{PlaceId, Term};

use model::{OfSchool, Rate};

/// The figures of every non-boarding compulsory school in `scope`, as of `day`.
pub async fn of_schools(
    tx: &mut Tx,
    scope: PlaceId,
    term: Term,
    day: Date,
) -> Result<Vec<OfSchool>, Error> {
    let mut schools = store::schools_in(tx, scope).await?;
    let pupils = store::pupils(tx, scope, day).await?;
    let participants = store::participants(tx, scope, term, day).await?;
    let teachers = store::teachers(tx, scope, term, day).await?;
    let covered = store::schools_with_programme(tx, scope, term).await?;
    for it in &mut schools {
        let of = |counts: &std::collections::HashMap<_, (i64, i64)>| {
            counts.get(&it.school).copied().unwrap_or_default()
        };
        let (all, ninth) = of(&pupils);
        let (basic, evening) = of(&participants);
        let (serving, teaching) = of(&teachers);
        let is_covered = i64::from(covered.contains(&it.school));
        it.figures.schools = Rate { part: is_covered, whole: 1 };
        it.figures.students = Rate { part: basic, whole: all };
        it.figures.teachers = Rate { part: serving, whole: teaching };
        it.figures.evening = Rate { part: evening, whole: ninth };
    }
    Ok(schools)
}
