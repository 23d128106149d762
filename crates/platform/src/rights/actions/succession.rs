//! Somebody takes over from another: for a leave, or for good.

use jiff::civil::Date;
use vocab::{AccountId, GrantId, Role};
use web::Visit;

use super::{Error, forget, held, open, roles};
use crate::{
    Act,
    accounts::{self, AccountState},
    rights::{
        handover::{Handing, Handovers},
        model::{GrantLine, NewGrant},
        rules::{self, Refusal},
        store,
    },
};

/// Who stands in for whom, as what and how long.
pub(in crate::rights) struct StandingIn {
    pub(in crate::rights) account: AccountId,
    pub(in crate::rights) deputy: AccountId,
    pub(in crate::rights) grants: Vec<GrantId>,
    pub(in crate::rights) since: Date,
    pub(in crate::rights) until: Date,
}

/// Lets somebody stand in for another who is on leave.
pub(in crate::rights) async fn stand_in(visit: &Visit, it: &StandingIn) -> Result<(), Error> {
    rules::may_stand_in(it.since, it.until, visit.today())?;
    let done: Result<(), Error> =
        crate::act!(visit, "grant.deputy", |act| { stand_in_within(act, visit, it).await });
    done?;
    forget(visit, it.deputy);
    Ok(())
}

async fn stand_in_within(act: &mut Act<'_>, visit: &Visit, it: &StandingIn) -> Result<(), Error> {
    let by = visit.actor.account;
    let (_, theirs) = open(act, visit, it.account).await?;
    rules::may_touch(by, it.deputy)?;
    let chosen: Vec<_> = theirs.iter().filter(|own| it.grants.contains(&own.id)).collect();
    if chosen.is_empty() {
        return Err(Refusal::NothingChosen.into());
    }
    let deputy = Successor::load(act, it.account, it.deputy, visit.today()).await?;
    let mut new = Vec::new();
    for own in chosen {
        rules::may_take_over(&roles(&deputy.held), own.role)?;
        new.push(NewGrant {
            since: it.since,
            until: Some(own.until.map_or(it.until, |end| end.min(it.until))),
            deputy_for: Some(it.account),
            ..deputy.grant(act, own)
        });
    }
    store::add_grants(act.tx(), &new, by).await?;
    act.note("deputy", it.deputy);
    act.note("grants", new.len());
    let days = format!("{} 起，{} 结束", it.since, it.until);
    act.tell(it.deputy, format!("请您代理工作：{days}"), "/me");
    act.tell(it.account, format!("您的工作已请人代理：{days}"), "/me");
    Ok(())
}

/// Somebody who takes roles over from another.
struct Successor {
    account: AccountId,
    held: Vec<GrantLine>,
}

impl Successor {
    /// Checks that `to` can take anything over from `from`.
    async fn load(
        act: &mut Act<'_>,
        from: AccountId,
        to: AccountId,
        today: Date,
    ) -> Result<Self, Error> {
        let successor = store::load_account(act.tx(), to).await?.ok_or(Refusal::NoSuccessor)?;
        if from == to || successor.state == AccountState::Closed {
            return Err(Refusal::NoSuccessor.into());
        }
        Ok(Self { account: to, held: held(act, to, today).await? })
    }

    /// Whether the successor holds the same already, and for no shorter time.
    fn has(&self, own: &GrantLine, today: Date) -> bool {
        let lasts = |it: &GrantLine| match (it.until, own.until) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(theirs), Some(end)) => theirs >= end,
        };
        let same = |it: &&GrantLine| it.role == own.role && it.place == own.place;
        self.held.iter().filter(same).any(|it| it.since <= today.max(own.since) && lasts(it))
    }

    /// The same role as `own`, for the successor.
    fn grant(&self, act: &Act<'_>, own: &GrantLine) -> NewGrant {
        let origin = act.origin();
        NewGrant {
            id: origin.ids.make(origin.now),
            account: self.account,
            role: own.role,
            place: own.place,
            since: own.since,
            until: own.until,
            deputy_for: own.deputy_for,
        }
    }
}

/// What went over, for the page that says so.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::rights) struct HandedOver {
    /// How many roles.
    pub(in crate::rights) grants: usize,
    /// Whether the account stays open, for its guardian.
    pub(in crate::rights) stays: bool,
}

/// Hands everything over to a successor in one act and closes the account. One that is a guardian's
/// too stays open for that alone.
pub(in crate::rights) async fn hand_over(
    visit: &Visit,
    from: AccountId,
    to: AccountId,
) -> Result<HandedOver, Error> {
    let done: Result<HandedOver, Error> =
        crate::act!(visit, "account.hand-over", |act| { hand_within(act, visit, from, to).await });
    forget(visit, from);
    forget(visit, to);
    done
}

async fn hand_within(
    act: &mut Act<'_>,
    visit: &Visit,
    from: AccountId,
    to: AccountId,
) -> Result<HandedOver, Error> {
    let (today, now, by) = (visit.today(), visit.now(), visit.actor.account);
    let (account, all) = open(act, visit, from).await?;
    rules::may_receive(account.state)?;
    rules::may_touch(by, to)?;
    let successor = Successor::load(act, from, to, today).await?;
    let (guardian, own): (Vec<_>, Vec<_>) = all.iter().partition(|it| it.role == Role::Guardian);
    let mut new = Vec::new();
    for it in own {
        rules::may_take_over(&roles(&successor.held), it.role)?;
        if !successor.has(it, today) {
            new.push(NewGrant { since: today.max(it.since), ..successor.grant(act, it) });
        }
    }
    store::end_all(act.tx(), from, today, Some(by)).await?;
    store::add_grants(act.tx(), &new, by).await?;
    let handovers = visit.cell.find_service::<Handovers>().cloned().unwrap_or_default();
    for it in handovers.iter() {
        let given = (it.give)(act.tx(), Handing { from, to, now, today }).await?;
        act.note(it.label, given);
    }
    accounts::store::end_sessions(act.tx(), from, now).await?;
    let stays = !guardian.is_empty();
    if !stays {
        store::close(act.tx(), from).await?;
    }
    act.note("to", to);
    act.note("grants", new.len());
    act.event("account.handed-over", format!(r#"{{"from":"{from}","to":"{to}"}}"#));
    act.tell(to, format!("{}的工作已移交给您", account.name), "/me");
    Ok(HandedOver { grants: new.len(), stays })
}
