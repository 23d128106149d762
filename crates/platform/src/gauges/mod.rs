//! How a cell does, in numbers for those who watch over it: nobody is in them.

mod store;
#[cfg(test)]
mod tests;

use web::Cell;

/// The numbers of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gauges {
    /// How many jobs are in each state.
    pub jobs: Vec<(String, i64)>,
    /// How many messages wait to be sent.
    pub messages_waiting: i64,
    /// How large the database is, where it says so.
    pub database_bytes: Option<u64>,
}

/// Reads them.
pub async fn read(cell: &Cell) -> Result<Gauges, db::Error> {
    let found: Result<_, db::Error> = db::read!(cell.db, "gauges", |tx| {
        Ok((store::jobs(tx).await?, store::messages_waiting(tx).await?))
    });
    let (jobs, messages_waiting) = found?;
    Ok(Gauges { jobs, messages_waiting, database_bytes: cell.db.bytes().await.ok() })
}
