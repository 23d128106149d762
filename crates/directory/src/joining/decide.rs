//! The class teacher says whether it is so.

use platform::{Act, accounts::Sessions, seal::Sealer};
use vocab::{AccountId, GrantId, GuardianId, Phone};
use web::Visit;

use super::{
    actions::{Door, Error, open_door},
    ask::missing,
    model::{Request, RequestId, RequestKind, RequestState},
    rules::{self, Refusal},
    store,
};
use crate::{
    fields::{self, seal},
    model::{Guardian, NewGuardian, NewGuardianship},
    scope::{Reach, Scope},
    store::add,
    students,
};

/// What the class teacher decides.
pub(super) enum Decision {
    /// It is so.
    Confirm,
    /// It is not, for this reason.
    Refuse(String),
}

/// The identifiers that a confirmation may need.
struct New {
    guardian: GuardianId,
    account: AccountId,
    grant: GrantId,
}

/// Decides a request for a child in the visitor's place.
pub(super) async fn decide(visit: &Visit, id: RequestId, decision: &Decision) -> Result<(), Error> {
    let (scope, by, now) = (visit.actor.scope(), visit.actor.account, visit.now());
    let sealer = visit.cell.service::<Sealer>();
    let new = New { guardian: visit.new_id(), account: visit.new_id(), grant: visit.new_id() };
    let decided: Result<Option<AccountId>, Error> =
        platform::act!(visit, "guardian.decide", |act| {
            let request = store::find_request(act.tx(), scope, id).await?;
            let request = request.ok_or(Error::Missing)?;
            rules::may_decide(request.state)?;
            act.about(request.student);
            act.note("kind", request.kind.key());
            let (state, reason, account) = match decision {
                Decision::Confirm => {
                    let account = confirm(act, sealer, &request, &new).await?;
                    (RequestState::Confirmed, None, account)
                }
                Decision::Refuse(reason) => (RequestState::Refused, Some(reason.as_str()), None),
            };
            act.note("state", state.key());
            store::set_decided(act.tx(), id, state, reason, (by, now)).await?;
            tell_asker(act, &request, reason);
            Ok(account)
        });
    if let Some(account) = decided? {
        visit.cell.service::<Sessions>().forget_account(account);
    }
    Ok(())
}

fn tell_asker(act: &mut Act<'_>, request: &Request, refused: Option<&str>) {
    let Some(asker) = request.asked_by else { return };
    let what = match request.kind {
        RequestKind::Phone => "更换手机号的申请",
        RequestKind::Bind | RequestKind::Invite => "增加监护人的申请",
    };
    let title = match refused {
        None => format!("班主任已确认：{what}"),
        Some(reason) => format!("班主任退回了{what}：{reason}"),
    };
    act.tell(asker, title, "/children");
}

async fn confirm(
    act: &mut Act<'_>,
    sealer: &Sealer,
    request: &Request,
    new: &New,
) -> Result<Option<AccountId>, Error> {
    let text = sealer.open(fields::REQUEST_PHONE.at(request.id.bits()), &request.phone_sealed);
    let phone: Option<Phone> = text.ok().and_then(|it| it.open().parse().ok());
    let phone = phone.ok_or_else(|| db::Error::corrupt("phone_sealed"))?;
    let day = act.origin().civil_now.date();
    let known = students::guardians_of(act.tx(), request.student, day).await.map_err(missing)?;
    rules::may_bind(&request.name, &known)?;
    if let Some(guardian) = request.guardian {
        let sealed = seal(sealer, fields::GUARDIAN_PHONE, guardian, &phone);
        store::set_phone(act.tx(), guardian, &sealed).await?;
        return Ok(None);
    }
    tell_others(act, &known, &request.name);
    let there = known.iter().find(|it| rules::is_named(&it.name, &request.name));
    let account = if let Some(it) = there {
        meet(act, (sealer, &phone), request, it).await?;
        it.account
    } else {
        let priority = i64::try_from(known.len()).unwrap_or(0) + 1;
        add_one(act, sealer, request, &phone, (new, priority)).await?;
        None
    };
    let guardian = there.map_or(new.guardian, |it| it.id);
    let door = Door { account: new.account, grant: new.grant };
    Ok(Some(open_door(act, (guardian, &request.name), account, &door).await?))
}

/// Somebody who belongs to the child already, under another telephone or not as its guardian.
async fn meet(
    act: &mut Act<'_>,
    (sealer, phone): (&Sealer, &Phone),
    request: &Request,
    it: &Guardian,
) -> Result<(), Error> {
    let day = act.origin().civil_now.date();
    let sealed = seal(sealer, fields::GUARDIAN_PHONE, it.id, phone);
    store::set_phone(act.tx(), it.id, &sealed).await?;
    store::set_guardian(act.tx(), (request.student, it.id), request.relation, day).await?;
    if let Some(account) = it.account {
        let end = phone.masked();
        act.tell(account, format!("班主任确认后，您登记的手机号改为 {end}"), "/me/phone");
    }
    Ok(())
}

/// Those who are the child's already hear of it: nobody joins a family behind its back.
fn tell_others(act: &mut Act<'_>, known: &[Guardian], name: &str) {
    let others = known.iter().filter(|it| it.is_guardian && !it.no_contact);
    for account in others.filter(|it| !rules::is_named(&it.name, name)).filter_map(|it| it.account)
    {
        act.tell(account, "班主任为孩子确认了一位监护人，请核对", "/children");
    }
}

async fn add_one(
    act: &mut Act<'_>,
    sealer: &Sealer,
    request: &Request,
    phone: &Phone,
    (new, priority): (&New, i64),
) -> Result<(), Error> {
    let (now, day) = (act.origin().now, act.origin().civil_now.date());
    let tx = act.tx();
    let place = platform::access::root(tx).await?.ok_or(Error::Missing)?;
    let whole = Scope { place, reach: Reach::County };
    let student = students::load(tx, whole, request.student).await.map_err(missing)?;
    let guardian = NewGuardian {
        id: new.guardian,
        family: student.family,
        name: request.name.clone(),
        phone: Some(seal(sealer, fields::GUARDIAN_PHONE, new.guardian, phone)),
        id_number: None,
        account: None,
    };
    let bond = NewGuardianship {
        student: request.student,
        guardian: new.guardian,
        relation: request.relation,
        is_guardian: true,
        may_collect: true,
        no_contact: false,
        priority,
    };
    add::add_guardians(tx, &[guardian]).await?;
    add::add_guardianships(tx, std::iter::once(bond), day, now).await?;
    Ok(())
}

/// What was typed, as a decision.
pub(super) fn decision(word: &str, reason: &str) -> Result<Decision, Refusal> {
    match word {
        "confirm" => Ok(Decision::Confirm),
        _ => Ok(Decision::Refuse(rules::reason(reason)?)),
    }
}
