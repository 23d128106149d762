//! What goes wrong on the way from a browser to the tables.

use std::{future::poll_fn, pin::pin, task::Poll};

use web::testing::{Browser, Reply};

use super::{chance::Chance, store::checks};

/// What goes wrong with a form that is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    Nothing,
    Commit,
    Statement(u64),
    HangUp(usize),
    Twice,
    Connection,
}

impl Fault {
    /// Mostly nothing.
    pub(super) fn of(chance: &mut Chance, is_sqlite: bool) -> Self {
        match chance.below(100) {
            0..4 => Self::Commit,
            4..9 => Self::Statement(1 + u64::try_from(chance.below(14)).unwrap()),
            9..14 => Self::HangUp(1 + chance.below(25)),
            14..20 => Self::Twice,
            20..23 if !is_sqlite => Self::Connection,
            _ => Self::Nothing,
        }
    }
}

/// The answer to a form that is sent with `fault`; none where the browser hung up.
pub(super) async fn answer(
    db: &db::Db,
    fault: Fault,
    browser: &mut Browser,
    action: &str,
    fields: &[(&str, &str)],
) -> Option<Reply> {
    let faults = db.faults();
    let reply = match fault {
        Fault::Nothing => Some(browser.post(action, fields).await),
        Fault::Commit => {
            faults.fail_commits(1);
            Some(browser.post(action, fields).await)
        }
        Fault::Statement(n) => {
            faults.fail_statement(n);
            Some(browser.post(action, fields).await)
        }
        Fault::HangUp(polls) => cut_short(browser.post(action, fields), polls).await,
        Fault::Twice => {
            let mut other = browser.clone();
            let (one, two) = tokio::join!(browser.post(action, fields), other.post(action, fields));
            Some(if one.status.is_server_error() { one } else { two })
        }
        Fault::Connection => {
            checks::end_writer(db).await;
            Some(browser.post(action, fields).await)
        }
    };
    faults.fail_commits(0);
    faults.fail_statement(0);
    reply
}

/// Drops a future after so many polls.
async fn cut_short<T>(future: impl Future<Output = T>, polls: usize) -> Option<T> {
    let mut future = pin!(future);
    let mut left = polls;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        future.as_mut().poll(context).map(Some)
    })
    .await
}
