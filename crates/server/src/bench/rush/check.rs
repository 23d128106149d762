//! What the tables say after a rush, held against what the families were answered.

use std::collections::{BTreeMap, HashMap, HashSet};

use db::Db;
use offering::{OfferId, Standing};
use platform::audit;
use vocab::StudentId;

use super::{
    Asked, Rush,
    store::{self, Place, Stated},
};

/// What came of a rush.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Children who have a seat.
    pub seats: usize,
    /// Children who wait in a queue.
    pub waiting: usize,
    /// Requests that were refused, since the child had a course.
    pub refused: usize,
    /// Everything that is not as it should be.
    pub faults: Vec<String>,
}

/// How a form is answered that was taken.
const TAKEN: u16 = 303;
/// How one is answered that a rule refused.
const REFUSED: u16 = 409;

/// Holds the tables against `answers`, which may lack some: whoever got no answer knows nothing.
///
/// # Errors
///
/// If the database does not answer.
pub(super) async fn check(db: &Db, rush: &Rush, answers: &[Asked]) -> Result<Outcome, db::Error> {
    let found: Result<_, db::Error> = db::read!(db, "rush outcome", |tx| {
        let places = store::places(tx, &rush.offers).await?;
        let stated = store::stated(tx, &rush.offers).await?;
        let unrecorded = store::unrecorded(tx, &rush.offers).await?;
        let unordered = store::unordered(tx, &rush.offers).await?;
        Ok((places, stated, unrecorded, unordered))
    });
    let (places, stated, unrecorded, unordered) = found?;
    let mut outcome = Outcome::default();
    of_offers(&places, &stated, &mut outcome);
    of_children(&places, &mut outcome);
    of_answers(rush, &places, answers, &mut outcome);
    if unrecorded > 0 {
        outcome.faults.push(format!("{unrecorded} places without an audit record"));
    }
    if unordered > 0 {
        outcome.faults.push(format!("{unordered} seats not owed exactly once"));
    }
    let report = audit::verify(db, None).await?;
    if !report.is_whole() {
        outcome.faults.push(format!("the audit chain: {:?}", report.findings));
    }
    Ok(outcome)
}

/// No more seats than there are, each counted; a queue without gaps, and only where all is taken.
fn of_offers(places: &[Place], stated: &[Stated], outcome: &mut Outcome) {
    let mut seats = HashMap::<OfferId, i64>::new();
    let mut queues = BTreeMap::<OfferId, Vec<i64>>::new();
    for it in places {
        match it.standing {
            Standing::Seat => *seats.entry(it.offer).or_default() += 1,
            Standing::Waiting => {
                queues.entry(it.offer).or_default().push(it.queue_place.unwrap_or(0));
            }
            other => outcome.faults.push(format!("a place is {other:?}")),
        }
    }
    for it in stated {
        let (id, given) = (it.offer, seats.get(&it.offer).copied().unwrap_or(0));
        outcome.seats += usize::try_from(given).unwrap_or(0);
        if given > it.seats {
            outcome.faults.push(format!("{id} is oversold: {given} of {}", it.seats));
        }
        if given != it.taken {
            outcome.faults.push(format!("{id} counts {} taken, and {given} are", it.taken));
        }
        let mut queue = queues.remove(&id).unwrap_or_default();
        queue.sort_unstable();
        outcome.waiting += queue.len();
        if !queue.iter().copied().eq(1..=it.queue_last) {
            outcome
                .faults
                .push(format!("{id}: the queue is {queue:?}, and ends at {}", it.queue_last));
        }
        if !queue.is_empty() && given < it.seats {
            outcome.faults.push(format!("{id}: {} wait before free seats", queue.len()));
        }
    }
}

/// No child has more than the one course that its school gives.
fn of_children(places: &[Place], outcome: &mut Outcome) {
    let mut known = HashSet::new();
    let twice = places.iter().filter(|it| !known.insert(it.student)).count();
    if twice > 0 {
        outcome.faults.push(format!("{twice} children have more than one course"));
    }
}

/// Whoever was told that it is done has a place; whoever was refused has another.
fn of_answers(rush: &Rush, places: &[Place], answers: &[Asked], outcome: &mut Outcome) {
    let has: HashMap<StudentId, OfferId> = places.iter().map(|it| (it.student, it.offer)).collect();
    for it in answers {
        let ask = rush.asks[it.ask];
        let got = has.get(&rush.families[ask.family].student);
        match it.status {
            TAKEN if got == Some(&ask.offer) => {}
            TAKEN => outcome.faults.push(format!("acknowledged and lost: {ask:?}")),
            REFUSED => {
                outcome.refused += 1;
                if got.is_none_or(|got| *got == ask.offer) {
                    outcome.faults.push(format!("refused without a reason: {ask:?}"));
                }
            }
            other => outcome.faults.push(format!("answered {other}: {ask:?}")),
        }
    }
}
