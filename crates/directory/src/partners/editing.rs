//! Correcting what the register says of a partner or one of its people: each in one act, of the
//! version that was read.

use platform::{Act, codes, seal::Sealer};
use vocab::{InstitutionId, Phone, Sex};
use web::Visit;

use super::{
    actions::{Error, TypedPerson, forget, partner, person},
    model::Person,
    rules::{self, Refusal},
    store,
};
use crate::{
    fields::{self, Sealed, seal},
    model::PartnerPersonId,
    records,
};

/// What is to be written of a partner; its code is what it is known by and stays.
pub(super) struct TypedPartner<'a> {
    pub(super) name: &'a str,
    pub(super) field: &'a str,
    /// The version that was read.
    pub(super) version: i64,
}

/// Corrects a partner's name and what it offers.
pub(super) async fn edit(
    visit: &Visit,
    id: InstitutionId,
    typed: &TypedPartner<'_>,
) -> Result<(), Error> {
    let (name, field) = (rules::name(typed.name)?, rules::field(typed.field)?);
    platform::act!(visit, "partner.edit", |act| {
        let found = partner(act, id).await?;
        act.about(id);
        if found.name != name {
            act.note("name-before", &found.name);
        }
        if found.field != field {
            act.note("field-before", &found.field);
        }
        if store::set_partner(act.tx(), (id, typed.version), &name, field).await? {
            return Ok::<_, Error>(());
        }
        Err(Refusal::Overtaken.into())
    })
}

/// What is to be written of a person.
pub(super) struct Details {
    pub(super) name: String,
    pub(super) sex: Sex,
    pub(super) subject: String,
    /// The telephone, where there is another.
    pub(super) phone: Option<Sealed>,
}

/// Corrects what the register says of a person: the telephone only where one was typed.
pub(super) async fn edit_person(
    visit: &Visit,
    at: (InstitutionId, PartnerPersonId),
    (typed, version): (&TypedPerson<'_>, i64),
) -> Result<(), Error> {
    let sealer = visit.cell.service::<Sealer>();
    let phone: Option<Phone> = match typed.phone.trim() {
        "" => None,
        some => Some(codes::phone(some, visit.cell.demo)?),
    };
    let details = Details {
        name: rules::person(typed.name)?,
        sex: rules::sex(typed.sex)?,
        subject: rules::subject(typed.subject)?,
        phone: phone.map(|it| seal(sealer, fields::PARTNER_PHONE, at.1, &it)),
    };
    let changed: Result<_, Error> = platform::act!(visit, "partner.person.edit", |act| {
        let found = person(act, at).await?;
        if let Some(phone) = &details.phone {
            let known = store::known_people(act.tx(), &[at.0]).await?;
            let same = known
                .into_iter()
                .find(|it| it.id != at.1 && it.phone_index.as_ref() == Some(&phone.index));
            if let Some(same) = same {
                return Err(Refusal::SamePhone(same.name).into());
            }
        }
        act.about(at.0);
        act.note("person", at.1);
        note(act, &found, &details);
        if !store::set_person(act.tx(), (at.1, version), &details).await? {
            return Err(Refusal::Overtaken.into());
        }
        records::set_account_name(act.tx(), at.1.bits(), &details.name).await?;
        Ok(found.account)
    });
    // Whoever is logged in is called by the new name at once.
    if let Some((account, _)) = changed? {
        forget(visit, &[account]);
    }
    Ok(())
}

/// What the trail says of a change: what was there before, as far as it is not sealed.
fn note(act: &mut Act<'_>, before: &Person, after: &Details) {
    if before.name != after.name {
        act.note_personal("name-before", &before.name);
    }
    if before.sex != Some(after.sex) {
        act.note_personal("sex-before", before.sex.map_or("", Sex::label));
    }
    if before.subject != after.subject {
        act.note("subject-before", &before.subject);
    }
    act.note("phone", if after.phone.is_some() { "changed" } else { "same" });
}
