//! Letters, reporting, giving up: one act each.

use db::Tx;
use platform::{Act, act::Source};
use vocab::{AccountId, PlaceId, SchoolId};

use super::{
    model::{Admission, AdmissionId, Came, HealthCheck, Shown, State, Vaccination},
    rules::{self, Refusal},
    store,
};
use crate::registration::{
    Campaign, CampaignId, Error, RegistrationId, StepKind,
    actions::step,
    numbered,
    store::{campaigns, registrations},
};

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Wrong("admission", refusal.to_string())
    }
}

/// A seat for a child, with the number of its letter.
pub(super) fn seat(
    act: &Act<'_>,
    campaign: &Campaign,
    (registration, school): (RegistrationId, SchoolId),
    came: Came,
) -> Admission {
    let origin = act.origin();
    let id: AdmissionId = origin.ids.make(origin.now);
    let digest = platform::act::digest(&["letter", &id.to_string()]);
    Admission {
        id,
        registration,
        campaign: campaign.id,
        school,
        number: numbered('L', campaign.year, &digest),
        came,
        issued_on: origin.civil_now.date(),
        state: State::Expected,
        vaccination: None,
        reason: String::new(),
        version: 1,
    }
}

/// Writes the letters of a placement that is made public.
pub(crate) async fn issue(act: &mut Act<'_>, campaign: CampaignId) -> Result<(), Error> {
    let campaign = campaigns::find(act.tx(), campaign).await?.ok_or(Error::Missing)?;
    let placed = store::placed(act.tx(), campaign.id).await?;
    let all: Vec<Admission> =
        placed.into_iter().map(|it| seat(act, &campaign, it, Came::Placed)).collect();
    store::add(act.tx(), &all).await?;
    Ok(())
}

/// One of a school in `scope`.
async fn seen(tx: &mut Tx, id: AdmissionId, scope: PlaceId) -> Result<Shown, Error> {
    store::find_in(tx, id, scope).await?.ok_or(Error::Missing)
}

/// Notes that children came, and what was seen of their vaccination certificates and health checks.
pub(super) async fn report(
    source: &impl Source,
    (campaign, scope): (CampaignId, PlaceId),
    ids: &[AdmissionId],
    (saw, health): (Vaccination, HealthCheck),
) -> Result<usize, Error> {
    platform::act!(source, "admission.report", |act| {
        let today = act.origin().civil_now.date();
        let it = campaigns::find(act.tx(), campaign).await?.ok_or(Error::Missing)?;
        let (day, words) = (it.reports_on, rules::noted(it.entry, (saw, health))?);
        let found = store::find_many_in(act.tx(), ids, (campaign, scope)).await?;
        for it in &found {
            rules::may_report(it.state, (day, today))?;
        }
        let ids: Vec<AdmissionId> = found.iter().map(|it| it.id).collect();
        if store::report(act.tx(), &ids, saw).await? != ids.len() as u64 {
            return Err(Refusal::Stale.into());
        }
        let steps: Vec<_> =
            found.iter().map(|it| step(act, it.registration, StepKind::Report, &words)).collect();
        registrations::add_steps(act.tx(), &steps).await?;
        act.about(campaign);
        act.note("count", ids.len());
        act.note("vaccination", saw.key());
        Ok::<_, Error>(ids.len())
    })
}

/// Notes that a child did not come, and why.
pub(super) async fn absent(
    source: &impl Source,
    scope: PlaceId,
    (id, version): (AdmissionId, i64),
    reason: &str,
) -> Result<(), Error> {
    let reason = rules::reason(reason)?;
    platform::act!(source, "admission.absent", |act| {
        let today = act.origin().civil_now.date();
        let it = seen(act.tx(), id, scope).await?;
        rules::may_report(it.it.state, (it.reports_on, today))?;
        if !store::set_absent(act.tx(), (id, version), &reason).await? {
            return Err(Refusal::Stale.into());
        }
        let step = step(act, it.it.registration, StepKind::Absent, &reason);
        registrations::add_steps(act.tx(), &[step]).await?;
        act.about(id);
        Ok(())
    })
}

/// Who gives a seat up.
#[derive(Debug, Clone, Copy)]
pub(super) enum By {
    /// The family, of its own child.
    Family(AccountId),
    /// A school, for a family that says so on paper.
    School(PlaceId),
}

/// Ends a seat that a family does not want.
pub(super) async fn give_up(
    source: &impl Source,
    by: By,
    (id, version): (AdmissionId, i64),
    reason: &str,
) -> Result<(), Error> {
    let reason = rules::reason(reason)?;
    platform::act!(source, "admission.give-up", |act| {
        let now = act.origin().civil_now;
        let it = match by {
            By::School(scope) => seen(act.tx(), id, scope).await?,
            By::Family(account) => {
                let found = store::find(act.tx(), id).await?;
                found.filter(|it| it.account == Some(account)).ok_or(Error::Missing)?
            }
        };
        match by {
            By::Family(_) => rules::may_give_up(it.it.state, (it.reports_on, now.date()))?,
            By::School(_) => rules::may_release(it.it.state)?,
        }
        if !store::end(act.tx(), (id, version), (State::GivenUp, &reason), now).await? {
            return Err(Refusal::Stale.into());
        }
        let step = step(act, it.it.registration, StepKind::GiveUp, &reason);
        registrations::add_steps(act.tx(), &[step]).await?;
        act.about(id);
        Ok(())
    })
}
