//! What one can still take back: an act on many rows waits a minute before it is done.
//!
//! Whoever chose the wrong forty schools notices it right after the click. So a bulk act is a job
//! that begins a little later; until then the page from which it came shows it with 撤销, and
//! nobody has been told anything.

use jiff::SignedDuration;
use vocab::JobId;
use web::{Markup, Visit, html, ui};

use super::{JobKind, add_at, store};
use crate::Act;

/// How long a bulk act can be taken back.
pub const HOLD: SignedDuration = SignedDuration::from_secs(60);

/// Adds a job as [`add`](super::add) does, to begin when [`HOLD`] is over.
pub async fn add(
    act: &mut Act<'_>,
    kind: &JobKind,
    title: &str,
    payload: &str,
) -> Result<JobId, db::Error> {
    let due_at = act.origin().now + HOLD;
    add_at(act, kind, title, payload, due_at).await
}

/// What the visitor can still take back of `kind`: a line each, for the top of the page that they
/// came from. `back` is that page's address, to which the taking back returns.
pub async fn waiting(visit: &Visit, kind: &JobKind, back: &str) -> Result<Markup, db::Error> {
    let account = visit.actor.account;
    let waiting: Result<_, db::Error> =
        db::read!(visit.db(), "held jobs", |tx| { store::waiting(tx, account, kind.name).await });
    let (waiting, now) = (waiting?, visit.now());
    Ok(html! { @for job in &waiting {
        @let left = job.due_at.duration_since(now).as_secs().max(0);
        @let href = visit.link(&format!("/jobs/{}/withdraw", job.id));
        (ui::Alert::new(ui::Tone::Info, format!("{}，{left} 秒后发出", job.title))
            .detail("发出之前可以撤销，撤销后谁也不会收到通知。")
            .action(html! {
                form.post method="post" action=(href) {
                    (visit.csrf())
                    input type="hidden" name="back" value=(back);
                    (ui::Button::submit("撤销").icon("arrow-back-up"))
                }
            }))
    } })
}
