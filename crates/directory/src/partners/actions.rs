//! Keeping the register: adding, approving and ending partners and their people.

use platform::{
    Act, access,
    accounts::{self, Account, Sessions},
    seal::Sealer,
};
use vocab::{AccountId, InstitutionId, Phone, Role, Sex};
use web::{Problem, Visit};

use super::{
    model::{Partner, Person},
    rules::{self, Refusal},
    store,
};
use crate::{
    fields::{self, seal},
    model::{NewPartner, NewPartnerPerson, PartnerPersonId},
    store::add,
};

/// Why the register did not change.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It is no telephone, or none for this cell.
    #[error(transparent)]
    Phone(#[from] platform::codes::Refusal),
    /// There is no such record.
    #[error("no such record on the register")]
    Missing,
    /// A file cannot be read, or holds something else.
    #[error(transparent)]
    Sheet(#[from] sheet::Refusal),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl db::Retry for Error {
    fn database(&self) -> Option<&db::Error> {
        if let Self::Db(error) = self { Some(error) } else { None }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => Self::unfit(refusal.to_string()),
            Error::Phone(refusal) => Self::unfit(refusal.to_string()),
            Error::Sheet(refusal) => Self::unfit(refusal.to_string()),
            Error::Missing => Self::not_found(),
            Error::Db(error) => error.into(),
        }
    }
}

/// What was typed of a partner.
pub(super) struct Typed<'a> {
    pub(super) name: &'a str,
    pub(super) code: &'a str,
    pub(super) field: &'a str,
}

/// Puts a partner on the register, to be checked.
pub(super) async fn add(visit: &Visit, typed: &Typed<'_>) -> Result<InstitutionId, Error> {
    let new = NewPartner {
        id: visit.new_id(),
        name: rules::name(typed.name)?,
        credit_code: rules::code(typed.code, visit.cell.demo)?.to_string(),
        field: rules::field(typed.field)?.to_owned(),
        approved_on: None,
    };
    let (codes, today) = ([new.credit_code.clone()], visit.today());
    platform::act!(visit, "partner.add", |act| {
        let known = store::partners_of(act.tx(), &codes, today).await?;
        if let Some(known) = known.into_iter().next() {
            return Err(Refusal::Known(known.name).into());
        }
        act.about(new.id);
        act.note("code", &new.credit_code);
        add::add_partners(act.tx(), std::slice::from_ref(&new)).await?;
        Ok::<_, Error>(new.id)
    })
}

pub(super) async fn partner(act: &mut Act<'_>, id: InstitutionId) -> Result<Partner, Error> {
    let today = act.origin().civil_now.date();
    store::find_partner(act.tx(), id, today).await?.ok_or(Error::Missing)
}

/// Approves a partner from `day` on. Its people are approved one by one.
pub(super) async fn approve(visit: &Visit, id: InstitutionId, day: &str) -> Result<(), Error> {
    let (day, today) = (day.parse().ok(), visit.today());
    platform::act!(visit, "partner.approve", |act| {
        let found = partner(act, id).await?;
        let day = rules::may_approve(&found.span, day, today)?;
        act.about(id);
        act.note("from", day);
        store::set_approved(act.tx(), id, day).await?;
        Ok::<_, Error>(())
    })
}

/// Takes a partner off the register with everyone who works there.
pub(super) async fn end(
    visit: &Visit,
    id: InstitutionId,
    (day, reason): (&str, &str),
) -> Result<(), Error> {
    let (day, today, reason) = (day.parse().ok(), visit.today(), rules::reason(reason)?);
    let ended: Result<Vec<AccountId>, Error> = platform::act!(visit, "partner.end", |act| {
        let found = partner(act, id).await?;
        let day = rules::may_end(&found.span, day, today)?;
        act.about(id);
        act.note("on", day);
        let people = store::people(act.tx(), id).await?;
        store::set_ended(act.tx(), id, (day, &reason)).await?;
        let ended = store::end_people(act.tx(), id, (day, &reason)).await?;
        act.note("people", ended);
        Ok(close_doors(act, &people).await?)
    });
    forget(visit, &ended?);
    Ok(())
}

/// Ends the role of people who teach no longer, at every school. Says whose accounts they are.
async fn close_doors(act: &mut Act<'_>, people: &[Person]) -> Result<Vec<AccountId>, db::Error> {
    let accounts: Vec<AccountId> =
        people.iter().filter_map(|it| it.account.map(|(account, _)| account)).collect();
    let how = (act.origin().civil_now.date(), act.origin().account);
    access::end_role_of(act.tx(), &accounts, Role::OutsideTeacher, how).await?;
    Ok(accounts)
}

/// Whoever is logged in notices at once.
pub(super) fn forget(visit: &Visit, accounts: &[AccountId]) {
    for account in accounts {
        visit.cell.service::<Sessions>().forget_account(*account);
    }
}

/// Someone who is to be added.
pub(super) struct Newcomer {
    pub(super) institution: InstitutionId,
    pub(super) name: String,
    pub(super) sex: Option<Sex>,
    pub(super) subject: String,
    pub(super) phone: Phone,
}

/// What was typed of a person.
pub(super) struct TypedPerson<'a> {
    pub(super) name: &'a str,
    pub(super) sex: &'a str,
    pub(super) subject: &'a str,
    pub(super) phone: &'a str,
}

/// Adds a person to a partner, to be checked, with an account that waits.
pub(super) async fn add_person(
    visit: &Visit,
    institution: InstitutionId,
    typed: &TypedPerson<'_>,
) -> Result<PartnerPersonId, Error> {
    let new = Newcomer {
        institution,
        name: rules::person(typed.name)?,
        sex: Some(rules::sex(typed.sex)?),
        subject: rules::subject(typed.subject)?,
        phone: platform::codes::phone(typed.phone, visit.cell.demo)?,
    };
    let sealer = visit.cell.service::<Sealer>();
    let index = sealer.index(fields::PARTNER_PHONE, new.phone.open());
    let today = visit.today();
    platform::act!(visit, "partner.person.add", |act| {
        let found = partner(act, institution).await?;
        rules::may_add_to(&found.span, today)?;
        let known = store::known_people(act.tx(), &[institution]).await?;
        let same = known.into_iter().find(|it| it.phone_index.as_ref() == Some(&index));
        if let Some(same) = same {
            return Err(Refusal::SamePhone(same.name).into());
        }
        act.about(institution);
        let ids = add_people(act, sealer, std::slice::from_ref(&new)).await?;
        let id = ids.into_iter().next().ok_or(Error::Missing)?;
        act.note("person", id);
        Ok::<_, Error>(id)
    })
}

/// Adds people, each with an account that waits: what it may do is granted at the school where they
/// are to teach.
pub(super) async fn add_people(
    act: &mut Act<'_>,
    sealer: &Sealer,
    all: &[Newcomer],
) -> Result<Vec<PartnerPersonId>, db::Error> {
    let origin = act.origin().clone();
    let (mut accounts, mut people) = (Vec::new(), Vec::new());
    for it in all {
        let id: PartnerPersonId = origin.ids.make(origin.now);
        let account: AccountId = origin.ids.make(origin.now);
        accounts.push(Account::pending(account, &account.to_string(), &it.name));
        people.push(NewPartnerPerson {
            id,
            institution: it.institution,
            name: it.name.clone(),
            sex: it.sex,
            subject: it.subject.clone(),
            phone: seal(sealer, fields::PARTNER_PHONE, id, &it.phone),
            account: Some(account),
            approved_on: None,
        });
    }
    accounts::add_accounts(act.tx(), &accounts, origin.now).await?;
    add::add_partner_people(act.tx(), &people).await?;
    Ok(people.iter().map(|it| it.id).collect())
}

pub(super) async fn person(
    act: &mut Act<'_>,
    (institution, id): (InstitutionId, PartnerPersonId),
) -> Result<Person, Error> {
    store::find_person(act.tx(), institution, id).await?.ok_or(Error::Missing)
}

/// Lets a person teach at schools from `day` on.
pub(super) async fn approve_person(
    visit: &Visit,
    at: (InstitutionId, PartnerPersonId),
    day: &str,
) -> Result<(), Error> {
    let (day, today) = (day.parse().ok(), visit.today());
    platform::act!(visit, "partner.person.approve", |act| {
        let of = partner(act, at.0).await?;
        let found = person(act, at).await?;
        let day = rules::may_approve_person(&of.span, &found.span, day, today)?;
        act.about(at.0);
        act.note("person", at.1);
        act.note("from", day);
        store::set_person_approved(act.tx(), at.1, day).await?;
        Ok::<_, Error>(())
    })
}

/// Ends a person, who may then teach nowhere.
pub(super) async fn end_person(
    visit: &Visit,
    at: (InstitutionId, PartnerPersonId),
    (day, reason): (&str, &str),
) -> Result<(), Error> {
    let (day, today, reason) = (day.parse().ok(), visit.today(), rules::reason(reason)?);
    let ended: Result<Vec<AccountId>, Error> = platform::act!(visit, "partner.person.end", |act| {
        let found = person(act, at).await?;
        let day = rules::may_end(&found.span, day, today)?;
        act.about(at.0);
        act.note("person", at.1);
        act.note("on", day);
        store::set_person_ended(act.tx(), at.1, (day, &reason)).await?;
        Ok(close_doors(act, std::slice::from_ref(&found)).await?)
    });
    forget(visit, &ended?);
    Ok(())
}
