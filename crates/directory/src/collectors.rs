//! Who may collect a child beside its guardians, as its family says: a grandparent comes onto the
//! list, or leaves it. Each in the caller's act; who may ask is the caller's to check.

use db::Tx;
use jiff::{Timestamp, civil::Date};
use platform::seal::Sealer;
use vocab::{GuardianId, Phone, StudentId};

use crate::{
    Error, contact, fields,
    model::{NewGuardian, NewGuardianship, Relation},
    rules::Refusal,
    store,
};

/// Someone who is to come onto a child's list.
#[derive(Debug, Clone)]
pub struct NewCollector {
    /// A fresh identifier, for who is not known to the family yet.
    pub id: GuardianId,
    /// The name.
    pub name: String,
    /// What he or she is to the child.
    pub relation: Relation,
    /// A number to call.
    pub phone: Option<Phone>,
}

/// Lets someone collect a child from `day` on: a person of its family by that name, or a new one.
pub async fn add(
    tx: &mut Tx,
    sealer: &Sealer,
    student: StudentId,
    it: &NewCollector,
    (day, now): (Date, Timestamp),
) -> Result<GuardianId, Error> {
    let phone = it.phone.as_ref().map(|no| sealer.index(fields::GUARDIAN_PHONE, no.open()));
    if contact::is_barred(tx, student, (&it.name, phone.as_ref()), day).await? {
        return Err(Refusal::NoContact.into());
    }
    let family = store::collectors::family_of(tx, student).await?;
    let known = match family {
        Some(family) => store::collectors::find_named(tx, family, &it.name).await?,
        None => None,
    };
    let guardian = known.unwrap_or(it.id);
    if known.is_none() {
        let phone = it.phone.as_ref();
        let person = NewGuardian {
            id: it.id,
            family,
            name: it.name.clone(),
            phone: phone.map(|no| fields::seal(sealer, fields::GUARDIAN_PHONE, it.id, no)),
            id_number: None,
            account: None,
        };
        store::add::add_guardians(tx, &[person]).await?;
    }
    let bond = NewGuardianship {
        student,
        guardian,
        relation: it.relation,
        is_guardian: false,
        may_collect: true,
        no_contact: false,
        priority: store::collectors::next_priority(tx, student).await?,
    };
    store::collectors::set(tx, &bond, day, now).await?;
    Ok(guardian)
}

/// Takes someone who is no guardian off a child's list from `day` on. Says whether they were on it.
pub async fn end(
    tx: &mut Tx,
    student: StudentId,
    guardian: GuardianId,
    (day, now): (Date, Timestamp),
) -> Result<bool, Error> {
    Ok(store::collectors::end(tx, student, guardian, day, now).await?)
}
