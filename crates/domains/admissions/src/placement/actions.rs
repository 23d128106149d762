//! Proposing, confirming, publishing: one act each. A proposal counts for nothing until the office has
//! confirmed it, and it is confirmed only while what it was worked out from is as it was.

use std::collections::BTreeMap;

use db::Tx;
use platform::act::Source;
use vocab::{PlaceId, SchoolId};

use super::{
    drawn::Drawn,
    draws,
    model::{Placed, Run},
    posted,
    rules::{self, Asked, Refusal},
    store,
};
use crate::registration::{
    CampaignId, Error, Registration, RegistrationId, Stage, State, StepKind, Terms,
    actions::step,
    store::{
        campaigns,
        lists::{self, Narrow},
        registrations,
    },
};

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Wrong("placement", refusal.to_string())
    }
}

/// What decides, as it is now.
pub(super) struct Now {
    pub(super) terms: Terms,
    pub(super) children: Vec<Registration>,
    choices: BTreeMap<RegistrationId, Vec<SchoolId>>,
    drawn: BTreeMap<SchoolId, Drawn>,
    /// How many are not decided.
    undecided: i64,
}

impl Now {
    pub(super) async fn read(tx: &mut Tx, id: CampaignId) -> Result<Self, Error> {
        let terms = Terms::load(tx, id).await?;
        let county: PlaceId = terms.county;
        let granted = Narrow { state: State::Granted.key().to_owned(), ..Narrow::default() };
        let children = lists::page(tx, (id, county), &granted, ("", i64::MAX)).await?;
        let counts = lists::counts(tx, (id, county), &Narrow::default()).await?;
        let open = [State::Sent, State::Checked, State::Reviewed];
        let undecided = open.iter().map(|it| counts.of(*it)).sum();
        let ids: Vec<RegistrationId> = children.iter().map(|it| it.id).collect();
        let mut choices = BTreeMap::<RegistrationId, Vec<SchoolId>>::new();
        for (id, school, _) in registrations::choices(tx, &ids).await? {
            choices.entry(id).or_default().push(school);
        }
        let drawn = draws::drawn(tx, id).await?;
        Ok(Self { terms, children, choices, drawn, undecided })
    }

    pub(super) fn asked(&self) -> Asked<'_> {
        let Self { terms, children, choices, drawn, .. } = self;
        Asked { terms, children, choices, drawn }
    }

    /// Whether the list is final: the window is over, all are decided, nobody is placed.
    pub(super) fn is_final(&self, now: jiff::civil::DateTime) -> Result<(), Refusal> {
        if now < self.terms.campaign.closes_at {
            Err(Refusal::Open)
        } else if self.terms.campaign.state != Stage::Registering {
            Err(Refusal::Confirmed)
        } else if self.undecided > 0 {
            Err(Refusal::Undecided(self.undecided))
        } else {
            Ok(())
        }
    }
}

/// Works a proposal out and keeps it in the place of the one before.
pub(super) async fn propose(source: &impl Source, id: CampaignId) -> Result<(), Error> {
    let read: Result<Now, Error> =
        db::read!(source.store(), "who is to be placed", |tx| { Now::read(tx, id).await });
    let now = read?;
    now.is_final(source.origin().civil_now)?;
    let (digest, all) = worked_out(now).await?;
    platform::act!(source, "placement.propose", |act| {
        let now = Now::read(act.tx(), id).await?;
        if rules::digest(&now.asked()) == digest {
            if let Some(before) = store::find(act.tx(), id).await? {
                store::clear(act.tx(), before.id).await?;
                store::remove(act.tx(), before.id).await?;
            }
            let origin = act.origin().clone();
            let it = run((id, origin.ids.make(origin.now)), (&digest, &all), origin.civil_now);
            store::add(act.tx(), &it).await?;
            store::add_placed(act.tx(), it.id, &all).await?;
            act.about(id);
            act.note("placed", it.placed);
            act.note("unplaced", it.unplaced);
            Ok(())
        } else {
            Err(Refusal::Changed.into())
        }
    })
}

/// The work itself, which takes seconds for a county, on a thread of its own.
async fn worked_out(now: Now) -> Result<(String, Vec<Placed>), Error> {
    let work = tokio::task::spawn_blocking(move || {
        let asked = now.asked();
        rules::propose(&asked).map(|all| (rules::digest(&asked), all))
    });
    let done = work.await.map_err(|wrong| Refusal::Violation(wrong.to_string()))?;
    Ok(done?)
}

fn run(
    (campaign, id): (CampaignId, super::model::RunId),
    (digest, all): (&str, &[Placed]),
    made_at: jiff::civil::DateTime,
) -> Run {
    let placed = all.iter().filter(|it| it.school.is_some()).count();
    let count = |it: usize| i64::try_from(it).unwrap_or(i64::MAX);
    Run {
        id,
        campaign,
        made_at,
        digest: digest.to_owned(),
        placed: count(placed),
        unplaced: count(all.len() - placed),
        confirmed_at: None,
        published_at: None,
        notice: None,
    }
}

/// Confirms the proposal `digest`, if it is still what follows from the registrations.
pub(super) async fn confirm(
    source: &impl Source,
    id: CampaignId,
    digest: &str,
) -> Result<(), Error> {
    platform::act!(source, "placement.confirm", |act| {
        let run = store::find(act.tx(), id).await?.ok_or(Error::Missing)?;
        let now = Now::read(act.tx(), id).await?;
        let at = act.origin().civil_now;
        if run.confirmed_at.is_some() {
            Err(Refusal::Confirmed.into())
        } else if run.digest != digest || rules::digest(&now.asked()) != digest {
            Err(Refusal::Changed.into())
        } else if store::confirm(act.tx(), run.id, at).await? {
            campaigns::set_stage(act.tx(), id, (Stage::Registering, Stage::Placed)).await?;
            let steps: Vec<_> =
                now.children.iter().map(|it| step(act, it.id, StepKind::Place, "")).collect();
            registrations::add_steps(act.tx(), &steps).await?;
            act.about(id);
            act.note("placed", run.placed);
            Ok(())
        } else {
            Err(Refusal::Confirmed.into())
        }
    })
}

/// Publishes what is confirmed with its notice, writes the letters, and tells the families.
pub(super) async fn publish(source: &impl Source, id: CampaignId) -> Result<(), Error> {
    platform::act!(source, "placement.publish", |act| {
        let run = store::find(act.tx(), id).await?.ok_or(Error::Missing)?;
        let at = act.origin().civil_now;
        if store::publish(act.tx(), run.id, at).await? {
            campaigns::set_stage(act.tx(), id, (Stage::Placed, Stage::Published)).await?;
            let (terms, by) = (Terms::load(act.tx(), id).await?, act.origin().account);
            posted::publish(act, (&terms, &run), (by, at)).await?;
            crate::admission::issue(act, id).await?;
            for (account, registration) in store::families(act.tx(), run.id).await? {
                let link = format!("/family/entry/registrations/{registration}");
                act.tell(account, "入学安排已公布", link);
            }
            act.about(id);
            Ok(())
        } else {
            Err(Refusal::NotConfirmed.into())
        }
    })
}

/// Where a registration goes and why, for its family.
pub(crate) async fn of_registration(
    tx: &mut Tx,
    id: RegistrationId,
) -> Result<Option<(Option<String>, String)>, db::Error> {
    store::of_registration(tx, id).await
}
