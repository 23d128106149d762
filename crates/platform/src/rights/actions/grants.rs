//! Roles: given and ended.

use jiff::civil::Date;
use vocab::{AccountId, GrantId, PlaceId, Role};
use web::Visit;

use super::{Error, forget, open};
use crate::{
    Act, access,
    accounts::Sessions,
    rights::{
        model::NewGrant,
        rules::{self, Refusal},
        store,
    },
};

/// What is given.
pub(in crate::rights) struct Giving {
    pub(in crate::rights) id: GrantId,
    pub(in crate::rights) account: AccountId,
    pub(in crate::rights) role: Role,
    pub(in crate::rights) place: PlaceId,
    pub(in crate::rights) since: Date,
    pub(in crate::rights) until: Option<Date>,
}

/// Gives a role at a place. The same form sent twice gives it once.
pub(in crate::rights) async fn give(visit: &Visit, it: &Giving) -> Result<(), Error> {
    let done: Result<(), Error> =
        crate::act!(visit, "grant.give", |act| { give_within(act, visit, it).await });
    done?;
    forget(visit, it.account);
    Ok(())
}

async fn give_within(act: &mut Act<'_>, visit: &Visit, it: &Giving) -> Result<(), Error> {
    let (account, held) = open(act, visit, it.account).await?;
    if let Some(there) = store::find_grant(act.tx(), it.id).await? {
        let same = (there.account, there.role, there.place) == (it.account, it.role, it.place);
        return if same { Ok(()) } else { Err(Refusal::AlreadyHeld.into()) };
    }
    rules::may_receive(account.state)?;
    rules::may_run(it.since, it.until, visit.today())?;
    let place = access::find_place(act.tx(), it.place).await?.ok_or(Refusal::NoPlace)?;
    if !access::is_within(act.tx(), it.place, visit.actor.scope()).await? {
        return Err(Refusal::NoPlace.into());
    }
    rules::may_hold_at(it.role, place.kind)?;
    if held.iter().any(|held| held.role == it.role && held.place == it.place) {
        return Err(Refusal::AlreadyHeld.into());
    }
    let Giving { id, account, role, place, since, until } = *it;
    let grant = NewGrant { id, account, role, place, since, until, deputy_for: None };
    store::add_grants(act.tx(), &[grant], visit.actor.account).await?;
    note(act, id, role, place);
    act.tell(account, format!("您获得了新的身份：{}", role.label()), "/me");
    Ok(())
}

fn note(act: &mut Act<'_>, grant: GrantId, role: Role, place: PlaceId) {
    act.note("grant", grant);
    act.note("role", role.key());
    act.note("place", place);
}

/// Ends a role today.
pub(in crate::rights) async fn end(
    visit: &Visit,
    id: AccountId,
    grant: GrantId,
) -> Result<(), Error> {
    let done: Result<(), Error> =
        crate::act!(visit, "grant.end", |act| { end_within(act, visit, id, grant).await });
    done?;
    forget(visit, id);
    Ok(())
}

async fn end_within(
    act: &mut Act<'_>,
    visit: &Visit,
    id: AccountId,
    grant: GrantId,
) -> Result<(), Error> {
    let (_, held) = open(act, visit, id).await?;
    let found = held.iter().find(|it| it.id == grant).ok_or(Error::NotFound)?;
    if found.role == Role::Guardian {
        return Err(Refusal::FromTheRoll.into());
    }
    store::end_grants(act.tx(), &[grant], visit.today(), visit.actor.account).await?;
    note(act, grant, found.role, found.place);
    act.tell(id, format!("您的身份“{}”已停止", found.role.label()), "/me");
    Ok(())
}

/// Ends those of `grants` that nobody used for long, which the database decides at this moment: a
/// right may have been used while the list was looked at. Says how many were ended.
pub(in crate::rights) async fn end_unused(visit: &Visit, grants: &[GrantId]) -> Result<u64, Error> {
    let by = (visit.today(), visit.actor.account);
    let before = rules::unused_since(visit.today());
    let ended: Result<u64, Error> = crate::act!(visit, "grant.end.unused", |act| {
        let ended = store::end_unused(act.tx(), grants, before, by).await?;
        act.note("chosen", grants.len());
        act.note("ended", ended);
        Ok(ended)
    });
    visit.cell.service::<Sessions>().forget_all();
    ended
}
