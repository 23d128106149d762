//! A guardian has another telephone.

use platform::{
    accounts::Sessions,
    codes::{self, Proof},
    seal::Sealer,
};
use vocab::{GuardianId, Phone};
use web::Visit;

use super::{actions::Error, rules::Refusal, store};
use crate::fields::{self, seal};

/// The guardian who visits, as the roll names them.
pub(super) struct Own {
    pub(super) guardian: GuardianId,
    pub(super) name: String,
    pub(super) phone: Option<Phone>,
}

/// Who visits.
pub(super) async fn find(visit: &Visit) -> Result<Own, Error> {
    let account = visit.actor.account;
    let found: Result<_, db::Error> =
        db::read!(visit.db(), "own guardian", |tx| { store::find_own(tx, account).await });
    let (guardian, name, sealed) = found?.ok_or(Error::Missing)?;
    let sealer = visit.cell.service::<Sealer>();
    let open = |text: String| {
        sealer.open(fields::GUARDIAN_PHONE.at(guardian.bits()), &text).ok()?.open().parse().ok()
    };
    Ok(Own { guardian, name, phone: sealed.and_then(open) })
}

/// Sets the telephone where both the new one and the old one answered.
pub(super) async fn set_phone(
    visit: &Visit,
    own: &Own,
    new: &Proof,
    old: &Proof,
) -> Result<(), Error> {
    if own.phone.as_ref() != Some(&old.phone) {
        return Err(Refusal::Stale.into());
    }
    let sealer = visit.cell.service::<Sealer>();
    let sealed = seal(sealer, fields::GUARDIAN_PHONE, own.guardian, &new.phone);
    let (guardian, now, codes) = (own.guardian, visit.now(), [new.code, old.code]);
    let set: Result<(), Error> = platform::act!(visit, "guardian.phone", |act| {
        act.about(guardian);
        for code in codes {
            if !codes::spend(act.tx(), code, now).await? {
                return Err(Refusal::Stale.into());
            }
        }
        Ok(store::set_phone(act.tx(), guardian, &sealed).await?)
    });
    set?;
    visit.cell.service::<Sessions>().forget_account(visit.actor.account);
    Ok(())
}
