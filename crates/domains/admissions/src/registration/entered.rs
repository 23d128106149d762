//! What a school enters for a family without a telephone of its own to do it with: it counts once the
//! family has read the code back that was sent to the number that it gave.

use platform::{
    act::Source,
    codes::{self, Proof},
    seal::Sealer,
};
use vocab::PlaceId;

use super::{
    PHONE,
    actions::{move_all, together},
    error::Error,
    model::{Registration, RegistrationId, State, StepKind},
    rules::{self, Refusal},
    store::registrations,
    terms::Terms,
};

/// What waits for its family at `scope`, with those it is joined with.
async fn waiting(
    tx: &mut db::Tx,
    (id, scope): (RegistrationId, PlaceId),
) -> Result<Vec<Registration>, Error> {
    let it = registrations::find_in(tx, id, scope).await?.ok_or(Error::Missing)?;
    if it.state != State::Unconfirmed {
        return Err(Refusal::NotNow(it.state.label()).into());
    }
    Ok(together(tx, it).await?)
}

/// The family says that what was entered is so: `proof` is of the telephone that it gave. From here on
/// it is a registration like any other.
pub(super) async fn confirm(
    source: &impl Source,
    sealer: &Sealer,
    (id, scope): (RegistrationId, PlaceId),
    proof: &Proof,
) -> Result<(), Error> {
    platform::act!(source, "registration.confirm", |act| {
        let (at, now) = (act.origin().now, act.origin().civil_now);
        let all = waiting(act.tx(), (id, scope)).await?;
        let first = all.iter().find(|it| it.id == id).ok_or(Error::Missing)?;
        let terms = Terms::load(act.tx(), first.campaign).await?;
        rules::may_change(&terms.campaign, first.state, now)?;
        let phone = sealer.open(PHONE.at(id.bits()), &first.phone_sealed)?;
        if phone.open() != proof.phone.open() {
            return Err(Error::Missing);
        }
        if !codes::spend(act.tx(), proof.code, at).await? {
            return Err(Refusal::CodeSpent.into());
        }
        let due = rules::due(&terms.campaign, State::Sent, now)?;
        let way = (State::Unconfirmed, State::Sent);
        move_all(act, &all, (way, None, due), (StepKind::Confirm, "凭短信确认码")).await?;
        act.about(id);
        Ok(())
    })
}

/// Takes back what was entered by mistake, before any family has confirmed it.
pub(super) async fn take_back(
    source: &impl Source,
    (id, scope): (RegistrationId, PlaceId),
) -> Result<(), Error> {
    platform::act!(source, "registration.withdraw", |act| {
        let now = act.origin().civil_now;
        let all = waiting(act.tx(), (id, scope)).await?;
        let way = (State::Unconfirmed, State::Withdrawn);
        let step = (StepKind::Withdraw, "登记有误，家长确认以前由学校撤回");
        move_all(act, &all, (way, None, now), step).await?;
        act.about(id);
        Ok(())
    })
}
