//! The families that rows name: grown-ups found by their numbers or made, and bound to the children.

use std::collections::{HashMap, HashSet};

use db::Tx;
use platform::{
    act::Origin,
    seal::{Field, Sealer},
};
use vocab::{FamilyId, GuardianId, StudentId};

use super::{Import, wanted::Wanted};
use crate::{
    Error,
    fields::{self, Sealed},
    model::{NewGuardian, NewGuardianship},
    scope::Scope,
    store::{self, roll_apply::Bond, roll_known::StoredGuardian},
};

/// The grown-ups whom rows name: found by their numbers, or made, each once.
pub(super) struct Families<'a> {
    sealer: &'a Sealer,
    by_id: HashMap<String, StoredGuardian>,
    by_phone: HashMap<(String, String), StoredGuardian>,
    families: HashMap<StudentId, FamilyId>,
    /// For each row, for each of its members.
    members: HashMap<(StudentId, usize), GuardianId>,
    new: Vec<NewGuardian>,
    known: Vec<NewGuardian>,
    new_families: Vec<FamilyId>,
}

impl<'a> Families<'a> {
    pub(super) async fn find(
        tx: &mut Tx,
        origin: &Origin,
        sealer: &'a Sealer,
        wanted: &[Wanted<'_>],
    ) -> Result<Self, Error> {
        let students: Vec<StudentId> = wanted.iter().map(|it| it.student).collect();
        let families = store::roll_known::families_of(tx, &students).await?;
        let families: HashMap<StudentId, FamilyId> =
            families.into_iter().filter_map(|(student, it)| Some((student, it?))).collect();
        // Whoever is known as one of the child's family is not looked for.
        let strange = |it: &&Wanted<'_>, at: usize| {
            it.known_member(at).is_none() || !families.contains_key(&it.student)
        };
        let members = wanted.iter().flat_map(|it| {
            let all = it.indexes.family.iter().enumerate();
            all.filter(move |(at, _)| strange(&it, *at)).map(|(_, indexes)| indexes)
        });
        let members: Vec<&(Option<String>, Option<String>)> = members.collect();
        let phones: Vec<String> = members.iter().filter_map(|it| it.0.clone()).collect();
        let ids: Vec<String> = members.iter().filter_map(|it| it.1.clone()).collect();
        let mut all = Self {
            sealer,
            by_id: HashMap::new(),
            by_phone: HashMap::new(),
            families,
            members: HashMap::new(),
            new: Vec::new(),
            known: Vec::new(),
            new_families: Vec::new(),
        };
        let by_id = store::roll_known::guardians_by_id_number(tx, &ids).await?;
        let by_phone = store::roll_known::guardians_by_phone(tx, &phones).await?;
        by_id.into_iter().chain(by_phone).for_each(|it| all.remember(it));
        for it in wanted {
            all.resolve(origin, it);
        }
        Ok(all)
    }

    fn remember(&mut self, it: StoredGuardian) {
        if let Some(index) = &it.id_index {
            self.by_id.entry(index.clone()).or_insert_with(|| it.clone());
        }
        if let Some(index) = &it.phone_index {
            let key = (index.clone(), it.name.clone());
            self.by_phone.entry(key).or_insert(it);
        }
    }

    /// Whom the `at`-th member of a row is: known by ID number, or by telephone and name.
    fn known(&self, wanted: &Wanted<'_>, at: usize) -> Option<StoredGuardian> {
        let (phone, id) = &wanted.indexes.family[at];
        let by_id = id.as_ref().and_then(|id| self.by_id.get(id));
        let name = &wanted.pupil.family[at].name;
        let by_phone = || self.by_phone.get(&(phone.clone()?, name.clone()));
        by_id.or_else(by_phone).cloned()
    }

    fn resolve(&mut self, origin: &Origin, wanted: &Wanted<'_>) {
        let members = &wanted.pupil.family;
        let found: Vec<Option<StoredGuardian>> =
            (0..members.len()).map(|at| self.known(wanted, at)).collect();
        let of_member = found.iter().flatten().find_map(|it| it.family);
        let family = *self.families.entry(wanted.student).or_insert_with(|| {
            of_member.unwrap_or_else(|| {
                let id = origin.ids.make(origin.now);
                self.new_families.push(id);
                id
            })
        });
        for (at, (member, found)) in members.iter().zip(found).enumerate() {
            let (phone, number) = &wanted.indexes.family[at];
            let same = |stored: [&Option<String>; 2]| {
                let told = [phone, number].into_iter().zip(stored);
                told.into_iter().all(|(told, stored)| told.is_none() || told == stored)
            };
            let known = match (wanted.known_member(at), &found) {
                (Some(it), _) => Some((it.guardian, same([&it.phone_index, &it.id_index]))),
                (None, Some(it)) => Some((it.id, same([&it.phone_index, &it.id_index]))),
                (None, None) => None,
            };
            let id = known.map_or_else(|| origin.ids.make(origin.now), |it| it.0);
            self.members.insert((wanted.student, at), id);
            match known {
                Some((_, true)) => {}
                Some((_, false)) => self.known.push(self.person(id, family, wanted, at)),
                None => {
                    let person = self.person(id, family, wanted, at);
                    self.remember(StoredGuardian {
                        id,
                        family: Some(family),
                        name: member.name.clone(),
                        phone_index: phone.clone(),
                        id_index: number.clone(),
                    });
                    self.new.push(person);
                }
            }
        }
    }

    /// The `at`-th member of a row, to be stored.
    fn person(
        &self,
        id: GuardianId,
        family: FamilyId,
        wanted: &Wanted<'_>,
        at: usize,
    ) -> NewGuardian {
        let member = &wanted.pupil.family[at];
        let (phone, number) = &wanted.indexes.family[at];
        let seal = |field: Field, text: &str, index: &Option<String>| {
            let index = index.clone()?;
            Some(Sealed { text: self.sealer.seal(field.at(id.bits()), text), index })
        };
        let of_phone = member.phone.as_ref();
        let of_number = member.id.as_ref();
        NewGuardian {
            id,
            family: Some(family),
            name: member.name.clone(),
            phone: of_phone.and_then(|it| seal(fields::GUARDIAN_PHONE, it.open(), phone)),
            id_number: of_number.and_then(|it| seal(fields::GUARDIAN_ID, it.open(), number)),
            account: None,
        }
    }

    pub(super) fn of(&self, wanted: &Wanted<'_>) -> Option<FamilyId> {
        self.families.get(&wanted.student).copied()
    }

    /// Stores new families and grown-ups, and what is new of known ones.
    pub(super) async fn add(&self, tx: &mut Tx, import: &Import) -> Result<(), Error> {
        let town = Scope::of(tx, import.place).await?.ok_or(Error::Missing)?;
        let families = self.new_families.iter().map(|id| (*id, town.place, String::new()));
        store::add::add_families(tx, families).await?;
        store::add::add_guardians(tx, &self.new).await?;
        // The last word on a person wins; a statement takes each only once.
        let mut latest = HashMap::new();
        for (at, it) in self.known.iter().enumerate() {
            latest.insert(it.id, at);
        }
        let known = self.known.iter().enumerate().filter(|(at, it)| latest[&it.id] == *at);
        let known: Vec<NewGuardian> = known.map(|it| it.1.clone()).collect();
        Ok(store::add::set_guardians(tx, &known).await?)
    }

    /// Binds the grown-ups to the children: bonds that run go on, under what the row says.
    pub(super) async fn bond(
        &self,
        tx: &mut Tx,
        origin: &Origin,
        import: &Import,
        wanted: &[Wanted<'_>],
    ) -> Result<(), Error> {
        let students: Vec<StudentId> = wanted.iter().map(|it| it.student).collect();
        let running = store::roll_apply::bonds(tx, &students).await?;
        let running: HashMap<(StudentId, GuardianId), Bond> =
            running.into_iter().map(|it| ((it.student, it.guardian), it)).collect();
        let mut seen = HashSet::new();
        let mut bonds = Vec::new();
        for it in wanted {
            for (at, member) in it.pupil.family.iter().enumerate() {
                let Some(&guardian) = self.members.get(&(it.student, at)) else { continue };
                if !seen.insert((it.student, guardian)) {
                    continue;
                }
                let before = running.get(&(it.student, guardian));
                let says = (member.relation, member.is_guardian);
                if before.is_some_and(|it| (it.relation, it.is_guardian) == says) {
                    continue;
                }
                // Who must not come near the child comes in by no other name either.
                let no_contact = it.is_barred(at);
                let bond = NewGuardianship {
                    student: it.student,
                    guardian,
                    relation: member.relation,
                    is_guardian: member.is_guardian,
                    may_collect: member.is_guardian && !no_contact,
                    no_contact,
                    priority: i64::try_from(at).unwrap_or(0) + 1,
                };
                bonds.push((bond, before.map_or(import.made_on, |it| it.since)));
            }
        }
        Ok(store::add::set_guardianships(tx, bonds.into_iter(), origin.now).await?)
    }
}
