//! The organiser's list: what is checked before anything is declared, and how it is salted.

use std::{borrow::Cow, collections::BTreeMap};

use vocab::IdNumber;

use crate::{
    defect::{Defect, Fault},
    hash::{Digest, Domain, Fields},
    rule::Rule,
    text::is_plain,
    units::{BUNDLE_MAX, ENTRIES_MAX, Units},
};

/// The bytes of a salt.
pub const SALT_BYTES: usize = 16;

/// One person of the organiser's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The line where they stand, for complaints.
    pub line: u32,
    /// Their 报名号: no name, no ID number.
    pub number: String,
    /// Their group; empty where the list has none.
    pub group: String,
    /// What they share with those whom they stay together with.
    pub bundle: Option<String>,
    /// How many the bundle has, where the list says.
    pub bundle_size: Option<u32>,
}

impl Entry {
    /// A person without group or bundle.
    pub fn new(line: u32, number: &str) -> Self {
        let number = number.to_owned();
        Self { line, number, group: String::new(), bundle: None, bundle_size: None }
    }
}

/// The key from which every entry's salt comes. Whoever has it can tell which entry is whose.
#[derive(Clone, PartialEq, Eq)]
pub struct SaltKey(pub(crate) [u8; 32]);

impl SaltKey {
    /// A key of 32 random bytes.
    pub fn new(random: [u8; 32]) -> Self {
        Self(random)
    }

    /// The salt of `number`.
    pub fn salt(&self, number: &str) -> [u8; SALT_BYTES] {
        let all = Fields::of(Domain::Salt).field(&self.0).field(number.as_bytes()).end();
        let mut salt = [0; SALT_BYTES];
        salt.copy_from_slice(&all.as_bytes()[..SALT_BYTES]);
        salt
    }

    /// The salted entry of `number`.
    pub fn entry(&self, number: &str) -> Digest {
        salted(&self.salt(number), number)
    }
}

/// The salted entry of `number`: what is published of a person.
pub fn salted(salt: &[u8; SALT_BYTES], number: &str) -> Digest {
    Fields::of(Domain::Entry).field(salt).field(number.as_bytes()).end()
}

/// A list that can be drawn by its rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// By number.
    entries: Vec<Entry>,
    /// Each unit: its group, from 0, and its members' places in `entries`.
    units: Vec<(usize, Vec<usize>)>,
}

impl List {
    /// Checks `entries` against `rule`; gives all that is wrong, by line.
    pub fn new(mut entries: Vec<Entry>, rule: &Rule) -> Result<Self, Vec<Defect>> {
        let mut defects = rule.defects();
        if entries.is_empty() {
            defects.push(Fault::Empty.in_terms());
        }
        if entries.len() > ENTRIES_MAX {
            defects.push(Fault::TooMany { most: ENTRIES_MAX }.in_terms());
        }
        entries.sort_by(|left, right| (&left.number, left.line).cmp(&(&right.number, right.line)));
        check_numbers(&entries, &mut defects);
        let groups = groups(&entries, rule, &mut defects);
        let units = units(&entries, &groups, &mut defects);
        check_room(&entries, &units, rule, &mut defects);
        if defects.is_empty() {
            Ok(Self { entries, units })
        } else {
            defects.sort_by_key(|it| it.line);
            Err(defects)
        }
    }

    /// The people, by number.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The units as they are published.
    pub fn salted(&self, key: &SaltKey) -> Units {
        let salted: Vec<_> = self.entries.iter().map(|it| key.entry(&it.number)).collect();
        let unit = |(group, members): &(usize, Vec<usize>)| {
            (*group, members.iter().map(|it| salted[*it]).collect())
        };
        Units::sorted(self.units.iter().map(unit).collect())
    }
}

fn check_numbers(entries: &[Entry], defects: &mut Vec<Defect>) {
    for it in entries {
        if !is_plain(&it.number) {
            let fault = Fault::Text { what: "报名号", text: it.number.clone() };
            defects.push(fault.at(it.line));
        } else if vocab::normalise(&it.number).parse::<IdNumber>().is_ok() {
            let hidden = vocab::mask_id_number(&it.number);
            defects.push(Fault::IdNumber { number: hidden }.at(it.line));
        }
    }
    let mut read: Vec<_> = entries.iter().map(|it| (as_read(&it.number), it.line, it)).collect();
    read.sort_by(|left, right| (&left.0, left.1).cmp(&(&right.0, right.1)));
    for same in read.chunk_by(|left, right| left.0 == right.0) {
        let first = same[0].2;
        for (_, line, it) in &same[1..] {
            let (number, before) = (it.number.clone(), first.line);
            let fault = if it.number == first.number {
                Fault::Twice { number, before }
            } else {
                Fault::Alike { number, other: first.number.clone(), before }
            };
            defects.push(fault.at(*line));
        }
    }
}

/// A number as people read it: without regard to width, case, or what is not seen.
fn as_read(number: &str) -> Cow<'_, str> {
    if number.bytes().all(|it| it.is_ascii_digit() || it.is_ascii_uppercase()) {
        Cow::Borrowed(number)
    } else {
        Cow::Owned(vocab::normalise(number).to_uppercase())
    }
}

/// The group of each entry, from 0.
fn groups(entries: &[Entry], rule: &Rule, defects: &mut Vec<Defect>) -> Vec<usize> {
    let known = rule.groups();
    let place = |it: &Entry| known.iter().position(|name| *name == it.group);
    let mut group_of = |it: &Entry| {
        // A list without groups is one group, whatever the rule calls it.
        let alone = (known.len() == 1 && it.group.is_empty()).then_some(0);
        place(it).or(alone).unwrap_or_else(|| {
            let fault = Fault::UnknownGroup { group: it.group.clone(), known: known.join("、") };
            defects.push(fault.at(it.line));
            0
        })
    };
    entries.iter().map(&mut group_of).collect()
}

fn units(
    entries: &[Entry],
    groups: &[usize],
    defects: &mut Vec<Defect>,
) -> Vec<(usize, Vec<usize>)> {
    let mut bundles: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut units = Vec::with_capacity(entries.len());
    for (at, entry) in entries.iter().enumerate() {
        match &entry.bundle {
            Some(name) => bundles.entry(name).or_default().push(at),
            None => units.push((groups[at], vec![at])),
        }
    }
    for (name, mut members) in bundles {
        members.sort_by_key(|it| entries[*it].line);
        check_bundle(name, &members, entries, defects);
        units.push((groups[members[0]], members));
    }
    units
}

fn check_bundle(name: &str, members: &[usize], entries: &[Entry], defects: &mut Vec<Defect>) {
    let (bundle, found) = (name.to_owned(), members.len());
    let first = &entries[members[0]];
    if let Some(it) = members.iter().map(|it| &entries[*it]).find(|it| it.group != first.group) {
        let (one, other) = (first.group.clone(), it.group.clone());
        defects.push(Fault::Apart { bundle: bundle.clone(), one, other }.at(it.line));
    }
    let said = members.iter().map(|it| &entries[*it]).find_map(|it| {
        let said = it.bundle_size?;
        (said as usize != found).then_some((it.line, said))
    });
    if let Some((line, said)) = said {
        defects.push(Fault::Missing { bundle, said, found }.at(line));
    } else if found == 1 {
        defects.push(Fault::Alone { bundle }.at(first.line));
    } else if found > BUNDLE_MAX {
        defects.push(Fault::LargeBundle { bundle, found, most: BUNDLE_MAX }.at(first.line));
    }
}

/// Every bundle can come in, and pairing comes out even.
fn check_room(
    entries: &[Entry],
    units: &[(usize, Vec<usize>)],
    rule: &Rule,
    defects: &mut Vec<Defect>,
) {
    for (group, members) in units.iter().filter(|it| it.1.len() > 1) {
        let (line, size) = (entries[members[0]].line, members.len());
        if matches!(rule, Rule::Pair { .. }) {
            defects.push(Fault::BundleInPair.at(line));
        }
        match rule.places_for(*group) {
            Some(places) if places < size as u64 => {
                defects.push(Fault::NoRoom { size, places }.at(line));
            }
            _ => {}
        }
    }
    if let Rule::Pair { targets, .. } = rule
        && targets.len() != units.len()
    {
        let (units, targets) = (units.len(), targets.len());
        defects.push(Fault::Unequal { units, targets }.in_terms());
    }
}
