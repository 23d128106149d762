//! What an act of the roster writes: people, accounts, posts, and the roles that go with posts.

use std::collections::BTreeSet;

use jiff::civil::Date;
use platform::{
    access::{self, Grant},
    accounts::{self, Account},
    act::Act,
    seal::Sealer,
};
use vocab::{AccountId, ClassId, PlaceId, Role, StaffId, search_keys};

use super::{
    rules::{Known, Seat, Step},
    store::{self, Posting},
};
use crate::{
    Error,
    fields::{self, STAFF_PHONE},
    model::{Duty, NewStaff},
    store::add,
};

/// What an act writes.
#[derive(Default)]
pub(super) struct Writing {
    staff: Vec<NewStaff>,
    accounts: Vec<Account>,
    posts: Vec<Posting>,
    classes: BTreeSet<ClassId>,
    /// Which account holds which posts from now on, and which no more.
    holds: BTreeSet<(AccountId, Seat)>,
    loses: BTreeSet<(AccountId, Seat)>,
}

impl Writing {
    fn post(&mut self, staff: StaffId, seat: Seat, since: Date, until: Option<Date>) {
        self.posts.push(Posting { staff, seat, since, until });
        if seat.1 == Duty::Role(Role::ClassTeacher) {
            self.classes.extend(ClassId::from_bits(seat.0.bits()));
        }
    }

    /// What a row comes to.
    pub(super) fn step(&mut self, act: &Act<'_>, sealer: &Sealer, step: &Step) {
        let (origin, known, said) = (act.origin(), step.known.as_ref(), &step.said);
        let today = origin.civil_now.date();
        let id = known.map_or_else(|| origin.ids.make(origin.now), |it| it.id);
        let account = known.and_then(|it| it.account).unwrap_or_else(|| {
            let account: AccountId = origin.ids.make(origin.now);
            self.accounts.push(Account::pending(account, &account.to_string(), &said.name));
            account
        });
        self.staff.push(NewStaff {
            id,
            place: said.school.place(),
            name: said.name.clone(),
            sex: said.sex,
            subject: said.subject.clone(),
            phone: said.phone.as_ref().map(|it| fields::seal(sealer, STAFF_PHONE, id, it)),
            account: Some(account),
        });
        let held = known.map_or(&[][..], |it| it.posts.as_slice());
        self.holds.extend(held.iter().map(|it| (account, it.0)));
        for seat in &step.begins {
            self.post(id, *seat, today, None);
            self.holds.insert((account, *seat));
        }
        for (seat, since) in &step.ends {
            self.post(id, *seat, *since, Some(today));
            self.holds.remove(&(account, *seat));
            self.loses.insert((account, *seat));
        }
    }

    /// Somebody's post ends.
    pub(super) fn ends(&mut self, person: &Known, seat: Seat, since: Date, today: Date) {
        self.post(person.id, seat, since, Some(today));
        if let Some(account) = person.account {
            self.loses.insert((account, seat));
        }
    }

    /// Whether nobody's record changes.
    pub(super) fn is_empty(&self) -> bool {
        self.staff.is_empty() && self.posts.is_empty()
    }

    /// Writes it.
    pub(super) async fn write(self, act: &mut Act<'_>) -> Result<(), Error> {
        let origin = act.origin().clone();
        let (now, today) = (origin.now, origin.civil_now.date());
        let tx = act.tx();
        accounts::add_accounts(tx, &self.accounts, now).await?;
        store::set_staff(tx, &self.staff).await?;
        store::set_posts(tx, &self.posts, now).await?;
        let classes: Vec<ClassId> = self.classes.iter().copied().collect();
        store::set_heads(tx, &classes, today).await?;
        let keys = self.staff.iter().flat_map(|it| {
            search_keys(&it.name).into_iter().map(move |key| (key, it.name.clone()))
        });
        add::add_name_keys(tx, keys).await?;
        let whose = self.holds.iter().chain(&self.loses).map(|it| it.0);
        let whose: Vec<AccountId> = whose.collect::<BTreeSet<_>>().into_iter().collect();
        let running = access::running_grants(tx, &whose, today).await?;
        let role = |it: &(AccountId, Seat)| match it.1.1 {
            Duty::Role(role) => Some((it.0, role, it.1.0)),
            Duty::Support => None,
        };
        let lost: BTreeSet<_> = self.loses.iter().filter_map(role).collect();
        let over: Vec<_> =
            running.iter().filter(|it| lost.contains(&(it.1, it.2, it.3))).map(|it| it.0).collect();
        access::end_many(tx, &over, today, origin.account).await?;
        let has =
            |it: &(AccountId, Role, PlaceId)| running.iter().any(|of| (of.1, of.2, of.3) == *it);
        let given: Vec<Grant> = self
            .holds
            .iter()
            .filter_map(role)
            .filter(|it| !has(it))
            .map(|(account, role, place)| {
                let id = origin.ids.make(now);
                Grant { id, account, role, place, since: today, until: None }
            })
            .collect();
        access::add_grants(tx, &given).await?;
        act.note("roles-given", given.len());
        act.note("roles-ended", over.len());
        Ok(())
    }
}
