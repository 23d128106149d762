//! Writes the invented county into a cell: a few large acts, everything personal sealed.

mod people;
mod places;
mod pupils;
mod rights;
mod year;

use platform::{System, seal::Sealer};

use super::{Counts, County, flaws::Flaws};

/// Writes `county` into the empty cell of `system`. Nobody has a password yet.
pub async fn load(system: &System, county: &County, sealer: &Sealer) -> Result<Counts, db::Error> {
    let loading = Loading::of(system, county, sealer);
    places::load(&loading).await?;
    people::load_staff(&loading).await?;
    places::load_classes(&loading).await?;
    people::load_partners(&loading).await?;
    pupils::load_students(&loading).await?;
    people::load_guardians(&loading).await?;
    people::load_names(&loading).await?;
    year::load(&loading).await?;
    rights::load(&loading).await?;
    rights::ask(&loading).await?;
    system.db.analyze().await?;
    Ok(county.counts())
}

/// Writes `county` without its pupils and their families: schools that wait for their first roll.
pub async fn load_without_roll(
    system: &System,
    county: &County,
    sealer: &Sealer,
) -> Result<(), db::Error> {
    let loading = Loading::of(system, county, sealer);
    places::load(&loading).await?;
    people::load_staff(&loading).await?;
    places::load_classes(&loading).await?;
    system.db.analyze().await
}

/// What every part of the work needs.
struct Loading<'a> {
    system: &'a System,
    county: &'a County,
    sealer: &'a Sealer,
    flaws: Flaws<'a>,
}

impl<'a> Loading<'a> {
    fn of(system: &'a System, county: &'a County, sealer: &'a Sealer) -> Self {
        Self { system, county, sealer, flaws: Flaws::of(county) }
    }

    /// `make` over all of `items` in their order, on two threads: sealing is most of the work.
    fn sealed<T: Sync, R: Send>(items: &[T], make: impl Fn(usize, &T) -> R + Sync) -> Vec<R> {
        let half = items.len() / 2;
        let (first, second) = items.split_at(half);
        std::thread::scope(|scope| {
            let other = scope.spawn(|| {
                second.iter().enumerate().map(|(at, it)| make(half + at, it)).collect::<Vec<R>>()
            });
            let mut all: Vec<R> = first.iter().enumerate().map(|(at, it)| make(at, it)).collect();
            // A panic over there is a panic here.
            all.extend(other.join().unwrap_or_else(|it| std::panic::resume_unwind(it)));
            all
        })
    }
}

/// How many rows go into one act. Within an act SQLite keeps a list of the pages that it touched, and
/// walks it from the start with every statement: with 20,000 rows that was nine tenths of the work.
const ROWS: usize = 400;
