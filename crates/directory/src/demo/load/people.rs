//! Staff, partners and guardians with their accounts, and the keys by which names are found.

use std::collections::BTreeSet;

use jiff::ToSpan;
use platform::{
    access::{self, Grant},
    accounts::{self, Account},
};
use vocab::{Role, search_keys};

use super::{Loading, ROWS};
use crate::{
    demo::faces::{guardian_login, partner_login, staff_login},
    fields::{self, seal},
    model::{Duty, NewGuardian, NewGuardianship, NewPartner, NewPartnerPerson, NewStaff, Relation},
    store::add,
};

/// Everyone who works at a school or in the bureau: accounts, posts and the roles they give.
pub(super) async fn load_staff(it: &Loading<'_>) -> Result<(), db::Error> {
    let county = it.county;
    let since = county.year.first_day();
    let staff = Loading::sealed(&county.staff, |at, person| NewStaff {
        id: person.id,
        place: person.school.map_or(county.id, |at| county.schools[at].id.place()),
        name: person.name.clone(),
        sex: Some(person.sex),
        subject: person.subject.map(str::to_owned),
        phone: it
            .flaws
            .staff_phone(at)
            .map(|phone| seal(it.sealer, fields::STAFF_PHONE, person.id, phone)),
        account: Some(person.account),
    });
    let accounts: Vec<Account> = (0..)
        .zip(&county.staff)
        .map(|(at, it)| Account::pending(it.account, &staff_login(at), &it.name))
        .collect();
    let grants: Vec<Grant> = county
        .posts
        .iter()
        .filter_map(|post| match post.duty {
            Duty::Role(role) => {
                let account = county.staff[post.staff].account;
                let id = it.system.ids.make(county.at);
                Some(Grant { id, account, role, place: post.place, since, until: None })
            }
            Duty::Support => None,
        })
        .collect();
    for (accounts, staff) in accounts.chunks(ROWS).zip(staff.chunks(ROWS)) {
        platform::act!(it.system, "demo.load.staff", |act| {
            let now = act.origin().now;
            accounts::add_accounts(act.tx(), accounts, now).await?;
            add::add_staff(act.tx(), staff).await
        })?;
    }
    for some in county.posts.chunks(ROWS) {
        let posts = || some.iter().map(|it| (county.staff[it.staff].id, it.place, it.duty));
        platform::act!(it.system, "demo.load.posts", |act| {
            let now = act.origin().now;
            add::add_posts(act.tx(), posts(), since, now).await
        })?;
    }
    for some in grants.chunks(ROWS) {
        platform::act!(it.system, "demo.load.grants", |act| {
            access::add_grants(act.tx(), some).await
        })?;
    }
    Ok(())
}

/// Outside partners and their people.
pub(super) async fn load_partners(it: &Loading<'_>) -> Result<(), db::Error> {
    let county = it.county;
    let partners: Vec<NewPartner> = county
        .partners
        .iter()
        .map(|it| NewPartner {
            id: it.id,
            name: it.name.clone(),
            credit_code: it.credit_code.to_string(),
            field: it.field.to_owned(),
            approved_on: it.approved,
        })
        .collect();
    let (mut people, mut accounts) = (Vec::new(), Vec::new());
    for partner in &county.partners {
        for person in &partner.people {
            let login = partner_login(people.len());
            accounts.push(Account::pending(person.account, &login, &person.name));
            people.push(NewPartnerPerson {
                id: person.id,
                institution: partner.id,
                name: person.name.clone(),
                sex: Some(person.sex),
                subject: person.subject.to_owned(),
                phone: seal(it.sealer, fields::PARTNER_PHONE, person.id, &person.phone),
                account: Some(person.account),
                approved_on: partner.approved.map(|it| it.saturating_add(5.days())),
            });
        }
    }
    platform::act!(it.system, "demo.load.partners", |act| {
        let now = act.origin().now;
        let tx = act.tx();
        accounts::add_accounts(tx, &accounts, now).await?;
        add::add_partners(tx, &partners).await?;
        add::add_partner_people(tx, &people).await
    })
}

/// The guardians, what they are to each child, and their accounts.
pub(super) async fn load_guardians(it: &Loading<'_>) -> Result<(), db::Error> {
    for first in (0..it.county.guardians.len()).step_by(ROWS) {
        load_some_guardians(it, first).await?;
    }
    Ok(())
}

async fn load_some_guardians(it: &Loading<'_>, first: usize) -> Result<(), db::Error> {
    let county = it.county;
    let since = county.year.first_day();
    let last = (first + ROWS).min(county.guardians.len());
    let some = &county.guardians[first..last];
    let rows = Loading::sealed(some, |at, person| NewGuardian {
        id: person.id,
        family: Some(county.families[person.family].id),
        name: person.name.clone(),
        phone: it
            .flaws
            .guardian_phone(first + at)
            .map(|phone| seal(it.sealer, fields::GUARDIAN_PHONE, person.id, phone)),
        id_number: Some(seal(it.sealer, fields::GUARDIAN_ID, person.id, &person.id_number())),
        account: Some(person.account),
    });
    let accounts: Vec<Account> = (first..)
        .zip(some)
        .map(|(at, it)| Account::pending(it.account, &guardian_login(at), &it.name))
        .collect();
    let grants: Vec<Grant> = some
        .iter()
        .map(|person| {
            let id = it.system.ids.make(county.at);
            let account = person.account;
            Grant { id, account, role: Role::Guardian, place: county.id, since, until: None }
        })
        .collect();
    let guardianships = || (first..last).flat_map(|at| guardianships(it, at));
    platform::act!(it.system, "demo.load.guardians", |act| {
        let now = act.origin().now;
        let tx = act.tx();
        accounts::add_accounts(tx, &accounts, now).await?;
        add::add_guardians(tx, &rows).await?;
        add::add_guardianships(tx, guardianships(), since, now).await?;
        access::add_grants(tx, &grants).await
    })
}

/// What the `at`-th guardian is to each child of the family.
fn guardianships<'a>(
    it: &'a Loading<'_>,
    at: usize,
) -> impl Iterator<Item = NewGuardianship> + use<'a> {
    let county = it.county;
    let person = &county.guardians[at];
    let family = &county.families[person.family];
    let alone = family.guardians.len() == 1;
    let is_parent = matches!(person.relation, Relation::Father | Relation::Mother);
    let priority = i64::try_from(at - family.guardians.start + 1).unwrap_or(1);
    family.children.iter().map(move |&child| NewGuardianship {
        student: county.students[child].id,
        guardian: person.id,
        relation: person.relation,
        is_guardian: (is_parent && !person.no_contact) || alone,
        may_collect: !person.no_contact,
        no_contact: person.no_contact,
        priority,
    })
}

/// The keys by which pupils and staff are found.
pub(super) async fn load_names(it: &Loading<'_>) -> Result<(), db::Error> {
    let county = it.county;
    let pupils = county.students.iter().map(|it| it.name.as_str());
    let names: BTreeSet<&str> =
        pupils.chain(county.staff.iter().map(|it| it.name.as_str())).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let keys = Loading::sealed(&names, |_, name| search_keys(name));
    let mut rows: Vec<(&str, &str)> = names
        .iter()
        .zip(&keys)
        .flat_map(|(name, keys)| keys.iter().map(|key| (key.as_str(), *name)))
        .collect();
    // In the order of the index, which so grows at its end.
    rows.sort_unstable();
    for some in rows.chunks(ROWS * 4) {
        platform::act!(it.system, "demo.load.names", |act| {
            let rows = some.iter().map(|(key, name)| ((*key).to_owned(), (*name).to_owned()));
            add::add_name_keys(act.tx(), rows).await
        })?;
    }
    Ok(())
}
