//! The loop that seals, in one process at a time.

use std::{sync::Arc, time::Duration};

use vocab::{Clock, Ids};
use web::Cell;

use super::actions::{self, BLOCK_MAX};
use crate::jobs::{Stop, lease::Lease};

/// Twice in the second that the design allows.
const PAUSE: Duration = Duration::from_millis(500);

/// Seals what is new in `cell` until `stop`, and once more then.
pub async fn keep_sealing(cell: Arc<Cell>, clock: Arc<dyn Clock>, ids: Arc<Ids>, mut stop: Stop) {
    let mut lease = Lease::new("audit.sealer", &ids, clock.now());
    loop {
        let going_on = stop.pause(PAUSE).await;
        if let Err(error) = step(&cell, clock.as_ref(), &mut lease).await {
            tracing::error!(cell = cell.key, "audit sealer: {error}");
        }
        if !going_on {
            break;
        }
    }
    if let Err(error) = lease.end(&cell.db).await {
        tracing::warn!(cell = cell.key, "audit sealer: lease not given back: {error}");
    }
}

async fn step(cell: &Cell, clock: &dyn Clock, lease: &mut Lease) -> Result<(), db::Error> {
    if !lease.hold(&cell.db, clock.now()).await? {
        return Ok(());
    }
    while actions::seal(&cell.db, clock.now()).await? == BLOCK_MAX {}
    Ok(())
}
