//! 递补: seats that were left go to the next by the rules of the placement, by an act of the office with
//! its reason. Whoever is moved from another seat leaves that one, which is then refilled the same way.

use db::Tx;
use platform::{Act, act::Source};
use vocab::SchoolId;

use super::{
    actions::seat,
    model::{AdmissionId, Came, State},
    rules::{self, Candidate, Refusal, Together},
    store::{self, waiting},
};
use crate::{
    placement::{Queue, Standing},
    registration::{
        CampaignId, Error, RegistrationId, Seats, StepKind, Terms, actions::step,
        store::registrations,
    },
};

/// The seats that were left at a school, and who waits for them in order.
pub(super) struct Line {
    pub(super) terms: Terms,
    pub(super) school: Seats,
    pub(super) seats: Vec<AdmissionId>,
    pub(super) order: Vec<Together>,
}

impl Line {
    /// That of a school.
    pub(super) async fn read(
        tx: &mut Tx,
        (campaign, school): (CampaignId, SchoolId),
    ) -> Result<Self, Error> {
        let terms = Terms::load(tx, campaign).await?;
        let found = terms.schools.iter().find(|it| it.school == school).cloned();
        let found = found.ok_or(Error::Missing)?;
        let seats = waiting::seats(tx, (campaign, school)).await?;
        let children = waiting::children(tx, (campaign, school)).await?;
        let ids: Vec<RegistrationId> = children.iter().map(|it| it.0.id).collect();
        let queue = Queue::read(tx, &terms, &ids).await?;
        let candidate = |(child, holds): waiting::Waiting| {
            let Standing { rank, why } =
                queue.standing(&terms, &found, (&child, holds.is_some()))?;
            Some(Candidate { child, holds, rank, why })
        };
        let order = rules::in_order(children.into_iter().filter_map(candidate).collect());
        Ok(Self { terms, school: found, seats, order })
    }

    /// Who is next.
    pub(super) fn next(&self) -> Option<&Together> {
        rules::next(&self.order, self.seats.len())
    }
}

/// Those who are next, if `first` is one of them.
async fn next(
    act: &mut Act<'_>,
    (campaign, school): (CampaignId, SchoolId),
    first: RegistrationId,
) -> Result<(Line, Together), Error> {
    let line = Line::read(act.tx(), (campaign, school)).await?;
    if line.seats.is_empty() {
        return Err(Refusal::NoSeat.into());
    }
    let next = line.next().filter(|it| it.iter().any(|one| one.child.id == first)).cloned();
    Ok((line, next.ok_or(Refusal::NotNext)?))
}

/// Gives whoever is next a seat, with a letter of its own.
pub(super) async fn refill(
    source: &impl Source,
    (campaign, school): (CampaignId, SchoolId),
    (first, reason): (RegistrationId, &str),
) -> Result<(), Error> {
    let reason = rules::reason(reason)?;
    platform::act!(source, "admission.refill", |act| {
        let now = act.origin().civil_now;
        let (line, next) = next(act, (campaign, school), first).await?;
        let to = format!("递补到{}", line.school.name);
        let (mut seats, mut steps) = (Vec::new(), Vec::new());
        for one in &next {
            if let Some(held) = &one.holds
                && !store::end(act.tx(), held.seat, (State::Moved, &to), now).await?
            {
                return Err(Refusal::Stale.into());
            }
            seats.push(seat(act, &line.terms.campaign, (one.child.id, school), Came::Refilled));
            let words = format!("{}：{reason}", one.why);
            steps.push(step(act, one.child.id, StepKind::Refill, &words));
            if let Some(account) = one.child.account {
                let words = format!("递补录取到{}，新的录取通知书请点开", line.school.name);
                let link = format!("/family/entry/registrations/{}", one.child.id);
                act.tell(account, words, link);
            }
        }
        store::add(act.tx(), &seats).await?;
        registrations::add_steps(act.tx(), &steps).await?;
        // One guarded statement a seat: nobody follows onto one that somebody has.
        for (left, new) in line.seats.iter().zip(&seats) {
            if !store::follow(act.tx(), *left, new.id).await? {
                return Err(Refusal::Stale.into());
            }
        }
        act.about(campaign);
        act.note("school", school);
        act.note("children", next.len());
        Ok(())
    })
}

/// Keeps that whoever is next does not want the seat: the one behind is next.
pub(super) async fn decline(
    source: &impl Source,
    (campaign, school): (CampaignId, SchoolId),
    (first, reason): (RegistrationId, &str),
) -> Result<(), Error> {
    let reason = rules::reason(reason)?;
    platform::act!(source, "admission.decline", |act| {
        let day = act.origin().civil_now.date();
        let (line, next) = next(act, (campaign, school), first).await?;
        let ids: Vec<RegistrationId> = next.iter().map(|it| it.child.id).collect();
        waiting::decline(act.tx(), &ids, school, (&reason, day)).await?;
        let words = format!("不要递补到{}：{reason}", line.school.name);
        let steps: Vec<_> =
            ids.iter().map(|it| step(act, *it, StepKind::Decline, &words)).collect();
        registrations::add_steps(act.tx(), &steps).await?;
        act.about(campaign);
        act.note("school", school);
        Ok(())
    })
}
