//! A believable autumn term of after-school service in the invented county: who takes part, who
//! teaches, and a roll call for every group and day.
//!
//! The published figures are reached exactly and counted from the records: 98,746 of 119,000
//! pupils, 94.94 % of the teachers, 74.77 % of the ninth-graders in the evening. Schools and towns
//! differ; everything follows from the county's seed.
//!
//! | file | makes |
//! |---|---|
//! | `takers` | which children and teachers take part |
//! | `groups` | a group for each class, who is on duty, the participations |
//! | `courses` | courses of this term and the next, with seats, money and wishes |
//! | `dismissal` | dismissal tables and the times that families declared |
//! | `families` | what families paid, got back and wish for |
//! | `catalogue` | the county's catalogue of courses |
//! | `rolls` | the roll calls of the term with their exceptions |
//! | `shifts` | who stands in, and a day that is made up |
//! | `pay` | rates, and the months that schools confirmed and the bureau reviewed |
//! | `letters` | the letters that schools sent to families |
//! | `programmes` | what the schools filed for this term and the next |

mod catalogue;
mod courses;
mod dismissal;
mod draws;
mod families;
mod groups;
mod letters;
mod pay;
mod programmes;
mod rolls;
mod shifts;
mod takers;
#[cfg(test)]
mod tests;

use directory::{
    calendar,
    demo::{Chance, County},
    rules::SchoolDay,
};
use jiff::{
    Timestamp,
    civil::{Date, date},
};
use platform::{System, seal::Sealer};
use vocab::{Id, Ids, Term};

use super::error::Error;

/// The day on which the demo begins: everything before it has happened.
const TODAY: Date = date(2021, 12, 20);
/// How many rows go into one act.
const ROWS: usize = 500;

/// What every part of the work needs.
struct Making<'a> {
    county: &'a County,
    ids: Ids,
    at: Timestamp,
    term: Term,
    /// The days with lessons before today, by town.
    days: Vec<Vec<SchoolDay>>,
    /// The child of the demo's parent at the demo's school.
    own_child: Option<usize>,
}

impl Making<'_> {
    fn id<K>(&self) -> Id<K> {
        self.ids.make(self.at)
    }

    /// The stream of draws for the `index`-th piece of the work called `what`.
    fn chance(&self, what: &str, index: usize) -> Chance {
        Chance::of(self.county.plan.seed, what, index)
    }

    /// The days on which a school of `town` had lessons.
    fn days_of(&self, town: usize) -> &[SchoolDay] {
        self.days.get(town).map_or(&[], Vec::as_slice)
    }
}

/// Writes the term into the cell that holds `county` already.
pub async fn load(system: &System, county: &County, sealer: &Sealer) -> Result<(), Error> {
    let term = county.year.first_term();
    let at = county.at;
    let ids = Ids::seeded(county.plan.seed ^ 0xAF7E);
    let days = days_of_towns(system, county).await?;
    let making = Making { county, ids, at, term, days, own_child: courses::own_child(county) };
    let open_next = programmes::load(system, &making).await?;
    let takers = takers::choose(&making);
    let mut groups = groups::make(&making, &takers);
    groups::load(system, &making, &takers, &groups).await?;
    dismissal::load(system, &making, &takers).await?;
    groups.extend(courses::load(system, &making, &takers, (&open_next, sealer)).await?);
    rolls::load(system, &making, &groups).await?;
    shifts::load(system, &making, &groups).await?;
    pay::load(system, &making).await
}

async fn days_of_towns(system: &System, county: &County) -> Result<Vec<Vec<SchoolDay>>, Error> {
    let (first, last) = (county.year.first_day(), TODAY.yesterday().unwrap_or(TODAY));
    db::read!(system.db, "days of towns", |tx| {
        let mut days = Vec::new();
        for town in &county.towns {
            days.push(calendar::school_days(tx, town.id.place(), first, last).await?);
        }
        Ok(days)
    })
}
