//! What runs beside the requests: the audit trail's sealer, messages, looks, jobs, the use of sessions, the
//! demo's calendar.

use std::{sync::Arc, time::Duration};

use platform::{
    accounts, audit,
    demo_time::{self, DemoTime},
    jobs::{Kinds, Stop, Worker},
    notices, privacy,
};
use tokio::{sync::watch, task::JoinSet};
use vocab::Calendar as _;
use web::{App, Cell};

use crate::modules::MODULES;

/// How often a demo keeps where its calendar stands.
const KEEP_EVERY: Duration = Duration::from_mins(1);

/// The work beside the requests, until it is told to end.
pub(crate) struct Background {
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

impl Background {
    /// Starts everything for every cell.
    pub(crate) fn start(app: &App) -> Self {
        let (stop, asked) = Stop::new();
        let kinds = Arc::new(Kinds::of(MODULES.iter()));
        let mut tasks = JoinSet::new();
        for cell in app.cells.values() {
            let (clock, ids) = (app.clock.clone(), app.ids.clone());
            tasks.spawn(audit::keep_sealing(cell.clone(), clock, ids, asked.clone()));
            let (clock, ids) = (app.clock.clone(), app.ids.clone());
            tasks.spawn(notices::keep_sending(cell.clone(), clock, ids, asked.clone()));
            let (clock, ids) = (app.clock.clone(), app.ids.clone());
            tasks.spawn(privacy::keep_noting(cell.clone(), clock, ids, asked.clone()));
            let worker = Worker {
                cell: cell.clone(),
                clock: app.clock.clone(),
                ids: app.ids.clone(),
                kinds: kinds.clone(),
            };
            tasks.spawn(worker.work(asked.clone()));
            tasks.spawn(accounts::keep_seen(cell.clone(), app.clock.clone(), asked.clone()));
            if cell.demo {
                tasks.spawn(keep_demo_time(cell.clone(), asked.clone()));
            }
        }
        Self { stop, tasks }
    }

    /// Ends it, once everything has written down what it had.
    pub(crate) async fn end(mut self) {
        if self.stop.send(true).is_err() {
            tracing::warn!("the background work had ended by itself");
        }
        while self.tasks.join_next().await.is_some() {}
    }
}

async fn keep_demo_time(cell: Arc<Cell>, mut stop: Stop) {
    loop {
        let going_on = stop.pause(KEEP_EVERY).await;
        let now = cell.service::<DemoTime>().0.now();
        let kept: Result<(), db::Error> =
            db::write!(cell.db, "keep demo time", |tx| { demo_time::keep(tx, now).await });
        if let Err(error) = kept {
            tracing::warn!(cell = cell.key, "the demo's calendar was not kept: {error}");
        }
        if !going_on {
            return;
        }
    }
}
