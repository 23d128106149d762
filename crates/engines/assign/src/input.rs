//! The lists in one order of their own, so that the order of lines changes nothing: schools by code,
//! children by number, and *units* (a child alone, or siblings together) by category, points, ticket.

use std::{cmp::Reverse, collections::BTreeMap, ops::Range};

use crate::{
    cost::Cost,
    defect::Defect,
    raw::{Category, Code, Method, Raw, School},
    reading,
};

/// Not among the schools that somebody may go to.
pub(crate) const NOT_ALLOWED: u32 = u32::MAX;

/// A child in the order of numbers.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) line: u32,
    pub(crate) category: usize,
    pub(crate) points: i64,
    pub(crate) ticket: u64,
    /// The school that has admitted the child already, by place.
    pub(crate) fixed: Option<usize>,
    /// The unit; none for a child that is admitted already.
    pub(crate) unit: Option<usize>,
}

/// One child, or siblings who stay together.
#[derive(Debug, Clone)]
pub(crate) struct Unit {
    /// The children by place; sorted.
    pub(crate) members: Vec<usize>,
    pub(crate) category: usize,
    /// Which row of distances: the sum of the members' metres to each school.
    row: usize,
    /// How many units of its category come after it, itself counted.
    pub(crate) before: i64,
}

impl Unit {
    /// How many seats it takes.
    pub(crate) fn size(&self) -> i64 {
        i64::try_from(self.members.len()).expect("a bundle is small")
    }

    /// Whether it is a child alone, who can make room for another one.
    pub(crate) fn is_single(&self) -> bool {
        self.members.len() == 1
    }
}

/// An input in order.
#[derive(Debug, Clone)]
pub struct Input {
    pub(crate) schools: Vec<School>,
    pub(crate) categories: Vec<Category>,
    pub(crate) people: Vec<Person>,
    pub(crate) units: Vec<Unit>,
    /// The units of each category.
    pub(crate) ranges: Vec<Range<usize>>,
    /// Seats less those already admitted.
    pub(crate) seats: Vec<i64>,
    /// Metres to every school, a row for each child and then one for each bundle.
    pub(crate) rows: Vec<u32>,
}

impl Input {
    /// Looks through everything; all that is wrong, not only the first.
    pub fn new(raw: Raw) -> Result<Self, Vec<Defect>> {
        let mut defects = Vec::new();
        let read = reading::read(raw, &mut defects);
        if !defects.is_empty() {
            return Err(defects);
        }
        Ok(Self::arranged(read))
    }

    pub(crate) fn arranged(read: reading::Read) -> Self {
        let reading::Read { schools, categories, mut people, bundles, seats, mut rows } = read;
        let width = schools.len();
        let mut bundled = vec![false; people.len()];
        let mut units: Vec<Unit> = Vec::with_capacity(people.len());
        for members in bundles {
            for member in &members {
                bundled[*member] = true;
            }
            let row = rows.len() / width;
            for school in 0..width {
                rows.push(reading::sum(members.iter().map(|it| rows[it * width + school])));
            }
            units.push(Unit { category: people[members[0]].category, members, row, before: 0 });
        }
        for (at, person) in people.iter().enumerate() {
            if person.fixed.is_none() && !bundled[at] {
                let category = person.category;
                units.push(Unit { members: vec![at], category, row: at, before: 0 });
            }
        }
        // A bundle stands where its best member stands.
        units.sort_by_cached_key(|it| {
            let best = it.members.iter().map(|it| order(&people[*it])).min();
            (it.category, best, it.members[0])
        });
        let mut ranges = Vec::with_capacity(categories.len());
        for category in 0..categories.len() {
            let from = units.partition_point(|it| it.category < category);
            let to = units.partition_point(|it| it.category <= category);
            for (unit, before) in units[from..to].iter_mut().rev().zip(1..) {
                unit.before = before;
            }
            ranges.push(from..to);
        }
        for (at, unit) in units.iter().enumerate() {
            for member in &unit.members {
                people[*member].unit = Some(at);
            }
        }
        Self { schools, categories, people, units, ranges, seats, rows }
    }

    /// The schools by code.
    pub fn schools(&self) -> &[School] {
        &self.schools
    }

    /// The categories.
    pub fn categories(&self) -> &[Category] {
        &self.categories
    }

    /// How many children there are.
    pub fn children(&self) -> usize {
        self.people.len()
    }

    /// The number of a child, by its place in the order of numbers.
    pub fn id(&self, child: usize) -> &str {
        &self.people[child].id
    }

    /// Where a child stood in the list.
    pub fn line(&self, child: usize) -> u32 {
        self.people[child].line
    }

    /// The place of the child with this number.
    pub fn child(&self, id: &str) -> Option<usize> {
        self.people.binary_search_by(|it| it.id.as_str().cmp(id)).ok()
    }

    /// The place of the school with this code.
    pub fn school(&self, code: Code) -> Option<usize> {
        self.schools.binary_search_by_key(&code, |it| it.code).ok()
    }

    /// How far a child has to a school; nothing where it may not go there.
    pub fn metres(&self, child: usize, school: usize) -> Option<i64> {
        let metres = self.rows[child * self.schools.len() + school];
        (metres != NOT_ALLOWED).then_some(i64::from(metres))
    }

    /// How far the children of a unit have to every school.
    pub(crate) fn row(&self, unit: usize) -> &[u32] {
        let width = self.schools.len();
        let row = self.units[unit].row;
        &self.rows[row * width..(row + 1) * width]
    }

    /// The same for one school.
    pub(crate) fn reach(&self, unit: usize, school: usize) -> Option<i64> {
        let metres = self.row(unit)[school];
        (metres != NOT_ALLOWED).then_some(i64::from(metres))
    }

    /// Rules schools out for a unit and its members.
    pub(crate) fn shut(&mut self, unit: usize, out: impl Fn(usize) -> bool) {
        let width = self.schools.len();
        let unit = &self.units[unit];
        for row in unit.members.iter().copied().chain([unit.row]) {
            for school in (0..width).filter(|it| out(*it)) {
                self.rows[row * width + school] = NOT_ALLOWED;
            }
        }
    }

    /// What a unit costs at a school; nothing where it may not go there.
    pub(crate) fn cost(&self, unit: usize, school: usize) -> Option<Cost> {
        Some(Cost::of(self.reach(unit, school)?, self.weight(unit)))
    }

    pub(crate) fn is_nearest(&self, category: usize) -> bool {
        self.categories[category].method == Method::Nearest
    }

    /// What it weighs, between equal metres, that a unit goes a metre: the better its place, the
    /// more. Who goes one after the other needs no tie-break.
    pub(crate) fn weight(&self, unit: usize) -> i64 {
        let unit = &self.units[unit];
        if self.is_nearest(unit.category) { unit.before } else { 0 }
    }
}

/// Who goes before whom inside a category.
pub(crate) fn order(person: &Person) -> (Reverse<i64>, u64, &str) {
    (Reverse(person.points), person.ticket, &person.id)
}

/// Schools or children by what names them, the first of each.
pub(crate) fn places<K: Ord + Copy>(keys: impl Iterator<Item = K>) -> BTreeMap<K, usize> {
    let mut places = BTreeMap::new();
    for (at, key) in keys.enumerate() {
        places.entry(key).or_insert(at);
    }
    places
}
