//! The units of a draw as they are published: salted entries, alone or in bundles, by ascending id.

use std::fmt;

use serde::{Deserialize, Deserializer, de};

use crate::{
    hash::{Digest, Domain, Fields},
    merkle,
    refusal::Refusal,
    ticket::shared,
};

/// The most people of one draw.
pub const ENTRIES_MAX: usize = 10_000_000;
/// The most people of a bundle.
pub const BUNDLE_MAX: usize = 20;

/// One unit: a person, or a bundle that stays together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit<'a> {
    /// What its ticket is made from: the salted entry, or for a bundle the hash over all of them.
    pub id: Digest,
    /// Its group, from 0.
    pub group: usize,
    /// Its people's salted entries, ascending.
    pub entries: &'a [Digest],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    group: u32,
    /// Where its entries end.
    end: u32,
}

/// All units by ascending id. Their numbers begin with 1.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Units {
    entries: Vec<Digest>,
    marks: Vec<Mark>,
    ids: Vec<Digest>,
}

impl Units {
    /// Puts units into their order. Each has its group, from 0, and its entries.
    pub(crate) fn sorted(units: Vec<(usize, Vec<Digest>)>) -> Self {
        let mut units: Vec<_> = units
            .into_iter()
            .map(|(group, mut entries)| {
                entries.sort_unstable();
                (id_of(&entries), group, entries)
            })
            .collect();
        units.sort_unstable_by_key(|it| it.0);
        let mut all = Self::default();
        for (_, group, entries) in units {
            all.entries.extend(entries);
            all.push_mark(u32::try_from(group).unwrap_or(u32::MAX));
        }
        all.find_ids();
        all
    }

    fn push_mark(&mut self, group: u32) {
        let end = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        self.marks.push(Mark { group, end });
    }

    fn find_ids(&mut self) {
        self.ids = (0..self.marks.len()).map(|at| id_of(self.entries_of(at))).collect();
    }

    /// How many units there are.
    pub fn len(&self) -> usize {
        self.marks.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// How many people there are.
    pub fn people(&self) -> usize {
        self.entries.len()
    }

    /// Whether some units are bundles.
    pub fn has_bundles(&self) -> bool {
        self.people() > self.len()
    }

    /// The ids, ascending.
    pub fn ids(&self) -> &[Digest] {
        &self.ids
    }

    fn entries_of(&self, at: usize) -> &[Digest] {
        let begin = at.checked_sub(1).map_or(0, |it| self.marks[it].end);
        &self.entries[begin as usize..self.marks[at].end as usize]
    }

    /// The unit at `at`, from 0.
    ///
    /// # Panics
    ///
    /// If there is none.
    pub fn unit(&self, at: usize) -> Unit<'_> {
        Unit {
            id: self.ids[at],
            group: self.marks[at].group as usize,
            entries: self.entries_of(at),
        }
    }

    /// How many people the unit at `at` has.
    pub(crate) fn size(&self, at: usize) -> u64 {
        self.entries_of(at).len() as u64
    }

    /// The group of the unit at `at`, from 0.
    pub(crate) fn group(&self, at: usize) -> usize {
        self.marks[at].group as usize
    }

    /// The unit that holds `entry`: a place, from 0.
    pub fn find(&self, entry: &Digest) -> Option<usize> {
        // A unit of one has the entry for its id.
        if let Ok(at) = self.ids.binary_search(entry)
            && self.entries_of(at) == [*entry]
        {
            return Some(at);
        }
        let at = self.entries.iter().position(|it| it == entry)?;
        Some(self.marks.partition_point(|it| it.end as usize <= at))
    }

    /// All units, in order.
    pub fn iter(&self) -> impl Iterator<Item = Unit<'_>> {
        (0..self.len()).map(|at| self.unit(at))
    }

    /// The leaves of the tree.
    pub(crate) fn leaves(&self) -> Vec<Digest> {
        let places: Vec<_> = (0..self.len()).collect();
        shared(&places, |at| leaf(self.unit(*at).group, self.entries_of(*at)))
    }

    /// The root of the tree.
    pub fn root(&self) -> Digest {
        merkle::root(&self.leaves())
    }

    /// Ascending ids, and no entry in two units.
    pub(crate) fn check_order(&self) -> Result<(), Refusal> {
        let falls = self.ids.windows(2).position(|it| it[0] >= it[1]);
        if let Some(at) = falls {
            return Err(Refusal::Unsorted { number: at + 2 });
        }
        for at in 0..self.len() {
            let entries = self.entries_of(at);
            // That a bundle's entries stand apart from the single ones shows where ids are compared.
            let again =
                entries.len() > 1 && entries.iter().any(|it| self.ids.binary_search(it).is_ok());
            if again || entries.windows(2).any(|it| it[0] >= it[1]) {
                return Err(Refusal::Unsorted { number: at + 1 });
            }
        }
        let mut bundled: Vec<_> = (0..self.len())
            .filter(|at| self.size(*at) > 1)
            .flat_map(|at| self.entries_of(at).iter().map(move |it| (*it, at)))
            .collect();
        bundled.sort_unstable();
        match bundled.windows(2).find(|it| it[0].0 == it[1].0) {
            Some(twice) => Err(Refusal::Unsorted { number: twice[1].1 + 1 }),
            None => Ok(()),
        }
    }

    /// The list as it stands in evidence, a unit a line: `[group, entry, …]`, groups from 1.
    pub(crate) fn write(&self, text: &mut String) {
        text.reserve(self.entries.len() * 67 + self.len() * 6 + 8);
        text.push('[');
        for at in 0..self.len() {
            text.push_str(if at == 0 { "\n[" } else { ",\n[" });
            text.push_str(&(self.marks[at].group + 1).to_string());
            for entry in self.entries_of(at) {
                text.push_str(",\"");
                entry.push_to(text);
                text.push('"');
            }
            text.push(']');
        }
        text.push_str("\n]");
    }
}

/// A unit of one is its entry; a bundle's id is the hash over its entries.
fn id_of(entries: &[Digest]) -> Digest {
    match entries {
        [one] => *one,
        many => {
            let hash =
                many.iter().fold(Fields::of(Domain::Bundle), |all, it| all.field(it.as_bytes()));
            hash.end()
        }
    }
}

/// The leaf of a unit: its group from 1 as four bytes, the highest first, then its entries.
pub(crate) fn leaf(group: usize, entries: &[Digest]) -> Digest {
    let group = u32::try_from(group + 1).unwrap_or(u32::MAX);
    if let [one] = entries {
        let mut bytes = [0; 36];
        bytes[..4].copy_from_slice(&group.to_be_bytes());
        bytes[4..].copy_from_slice(one.as_bytes());
        return merkle::leaf(&bytes);
    }
    let mut bytes = group.to_be_bytes().to_vec();
    for it in entries {
        bytes.extend_from_slice(it.as_bytes());
    }
    merkle::leaf(&bytes)
}

impl fmt::Debug for Units {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Units({} units, {} people)", self.len(), self.people())
    }
}

impl<'de> Deserialize<'de> for Units {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let mut units = from.deserialize_seq(ListVisitor)?;
        units.find_ids();
        Ok(units)
    }
}

struct ListVisitor;

impl<'de> de::Visitor<'de> for ListVisitor {
    type Value = Units;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("名单")
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<Units, A::Error> {
        let mut units = Units::default();
        while list.next_element_seed(OneUnit(&mut units))?.is_some() {}
        Ok(units)
    }
}

/// Reads one unit onto the end of the list.
struct OneUnit<'u>(&'u mut Units);

impl<'de> de::DeserializeSeed<'de> for OneUnit<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> de::Visitor<'de> for OneUnit<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("名单的一项：[组别序号, 编号, …]")
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let wrong = |what: &str| Err(de::Error::custom(what));
        let Some(group) = list.next_element::<u32>()?.and_then(|it| it.checked_sub(1)) else {
            return wrong("组别序号从 1 开始");
        };
        let before = self.0.entries.len();
        while let Some(entry) = list.next_element::<Digest>()? {
            self.0.entries.push(entry);
        }
        if !(1..=BUNDLE_MAX).contains(&(self.0.entries.len() - before)) {
            return wrong("一项应有 1 至 20 个编号");
        }
        if self.0.entries.len() > ENTRIES_MAX {
            return wrong("名单太长");
        }
        self.0.push_mark(group);
        Ok(())
    }
}
