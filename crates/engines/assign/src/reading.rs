//! Reads the lists, telling everything that is wrong with them.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    defect::{Defect, limits},
    input::{NOT_ALLOWED, Person, order, places},
    raw::{Bundle, Category, Child, Code, Raw, School},
};

/// What was read: in order, and as arithmetic.
pub(crate) struct Read {
    pub(crate) schools: Vec<School>,
    pub(crate) categories: Vec<Category>,
    pub(crate) people: Vec<Person>,
    /// Members by place, without those already admitted; two or more of each.
    pub(crate) bundles: Vec<Vec<usize>>,
    pub(crate) seats: Vec<i64>,
    pub(crate) rows: Vec<u32>,
}

/// The metres of several; not allowed where one is not.
pub(crate) fn sum(metres: impl Iterator<Item = u32>) -> u32 {
    // Eight times the longest way is far below what would be mistaken for "not allowed".
    metres.fold(0, |sum: u32, it| if it == NOT_ALLOWED { it } else { sum.saturating_add(it) })
}

pub(crate) fn read(mut raw: Raw, defects: &mut Vec<Defect>) -> Read {
    count(&raw, defects);
    raw.schools.sort_by_key(|it| (it.code, it.line));
    raw.children.sort_by(|a, b| (&a.id, a.line).cmp(&(&b.id, b.line)));
    raw.bundles.sort_by_key(|it| it.line);
    look_at_schools(&raw.schools, defects);
    let mut names = BTreeSet::new();
    for it in raw.categories.iter().filter(|it| !names.insert(it.name.as_str())) {
        defects.push(Defect::CategoryTwice(it.name.clone()));
    }
    let known = places(raw.schools.iter().map(|it| it.code));
    let categories = places(raw.categories.iter().map(|it| it.name.as_str()));
    let width = raw.schools.len();
    let mut rows = vec![NOT_ALLOWED; raw.children.len() * width];
    let mut people: Vec<Person> = Vec::with_capacity(raw.children.len());
    for (at, child) in raw.children.iter().enumerate() {
        match people.last() {
            Some(it) if it.id == child.id && !child.id.is_empty() => {
                let (line, first, id) = (child.line, it.line, child.id.clone());
                defects.push(Defect::ChildTwice { line, first, id });
            }
            _ if child.id.is_empty() => defects.push(Defect::NoId { line: child.line }),
            _ => {}
        }
        let row = &mut rows[at * width..(at + 1) * width];
        people.push(person(child, &known, &categories, row, defects));
    }
    let seats = seats_left(&raw.schools, &people, defects);
    look_at_tickets(&people, defects);
    let bundles = bundled(&raw.bundles, &people, &seats, &mut rows, &raw.categories, defects);
    Read { schools: raw.schools, categories: raw.categories, people, bundles, seats, rows }
}

fn count(raw: &Raw, defects: &mut Vec<Defect>) {
    if raw.children.is_empty() || raw.children.len() > limits::CHILDREN {
        defects.push(Defect::Children(raw.children.len()));
    }
    if raw.schools.is_empty() || raw.schools.len() > limits::SCHOOLS {
        defects.push(Defect::Schools(raw.schools.len()));
    }
    if raw.categories.is_empty() || raw.categories.len() > limits::CATEGORIES {
        defects.push(Defect::Categories(raw.categories.len()));
    }
}

fn look_at_schools(schools: &[School], defects: &mut Vec<Defect>) {
    for pair in schools.windows(2).filter(|it| it[0].code == it[1].code) {
        let (line, first, code) = (pair[1].line, pair[0].line, pair[1].code);
        defects.push(Defect::SchoolTwice { line, first, code });
    }
    for it in schools.iter().filter(|it| it.seats > limits::SEATS) {
        defects.push(Defect::Seats { line: it.line, seats: it.seats });
    }
}

fn person(
    child: &Child,
    schools: &BTreeMap<Code, usize>,
    categories: &BTreeMap<&str, usize>,
    row: &mut [u32],
    defects: &mut Vec<Defect>,
) -> Person {
    let line = child.line;
    let category = categories.get(child.category.as_str()).copied().unwrap_or_else(|| {
        defects.push(Defect::UnknownCategory { line, category: child.category.clone() });
        0
    });
    let find = |code: Code, defects: &mut Vec<Defect>| {
        let found = schools.get(&code).copied();
        if found.is_none() {
            defects.push(Defect::UnknownSchool { line, code });
        }
        found
    };
    let mut wrong = false;
    for it in &child.near {
        let (code, metres) = (it.school, it.metres);
        let Some(at) = find(code, defects) else {
            wrong = true;
            continue;
        };
        if row[at] != NOT_ALLOWED {
            defects.push(Defect::NearTwice { line, code });
        }
        match u32::try_from(metres) {
            Ok(it) if metres <= limits::METRES => row[at] = it,
            _ => {
                wrong = true;
                defects.push(Defect::Distance { line, code, metres });
            }
        }
    }
    for code in &child.excluded {
        if let Some(at) = find(*code, defects) {
            row[at] = NOT_ALLOWED;
        }
    }
    let fixed = child.fixed.and_then(|it| find(it, defects));
    if child.fixed.is_none() && !wrong && row.iter().all(|it| *it == NOT_ALLOWED) {
        defects.push(Defect::Nowhere { line });
    }
    let (id, points, ticket) = (child.id.clone(), child.points, child.ticket);
    Person { id, line, category, points, ticket, fixed, unit: None }
}

/// Seats less those already admitted.
fn seats_left(schools: &[School], people: &[Person], defects: &mut Vec<Defect>) -> Vec<i64> {
    let mut admitted = vec![Vec::new(); schools.len()];
    for (person, at) in people.iter().filter_map(|it| it.fixed.map(|at| (it, at))) {
        admitted[at].push(person.line);
    }
    let mut seats = Vec::with_capacity(schools.len());
    for (school, mut lines) in schools.iter().zip(admitted) {
        let left = i64::from(school.seats) - i64::try_from(lines.len()).unwrap_or(i64::MAX);
        if left < 0 {
            lines.sort_unstable();
            defects.push(Defect::Overfull { code: school.code, seats: school.seats, lines });
        }
        seats.push(left);
    }
    seats
}

/// Two of one category with the same points and ticket: nothing would say who goes first.
fn look_at_tickets(people: &[Person], defects: &mut Vec<Defect>) {
    let mut waiting: Vec<&Person> = people.iter().filter(|it| it.fixed.is_none()).collect();
    waiting.sort_by_key(|it| (it.category, order(it)));
    for pair in waiting.windows(2) {
        let key = |it: &Person| (it.category, it.points, it.ticket);
        if key(pair[0]) == key(pair[1]) && pair[0].id != pair[1].id {
            let (a, b) = (pair[0].line, pair[1].line);
            let ticket = pair[0].ticket;
            defects.push(Defect::TicketTwice { line: a.max(b), first: a.min(b), ticket });
        }
    }
}

fn bundled(
    bundles: &[Bundle],
    people: &[Person],
    seats: &[i64],
    rows: &mut [u32],
    categories: &[Category],
    defects: &mut Vec<Defect>,
) -> Vec<Vec<usize>> {
    let ids = places(people.iter().map(|it| it.id.as_str()));
    let mut lines: BTreeMap<usize, u32> = BTreeMap::new();
    let mut all = Vec::new();
    for bundle in bundles {
        let line = bundle.line;
        let size = bundle.children.len();
        if !(2..=limits::BUNDLE).contains(&size) {
            defects.push(Defect::BundleSize { line, size });
        }
        let mut members = Vec::new();
        for id in &bundle.children {
            let Some(at) = ids.get(id.as_str()).copied() else {
                defects.push(Defect::BundleUnknown { line, id: id.clone() });
                continue;
            };
            if let Some(first) = lines.insert(at, line) {
                defects.push(Defect::BundleTwice { line, first, id: id.clone() });
            }
            members.push(at);
        }
        members.sort_unstable();
        members.dedup();
        if members.len() == size && size >= 2 {
            all.extend(one(line, &members, people, seats, rows, categories, defects));
        }
    }
    all
}

/// The members who still need a seat, where they are several.
fn one(
    line: u32,
    members: &[usize],
    people: &[Person],
    seats: &[i64],
    rows: &mut [u32],
    categories: &[Category],
    defects: &mut Vec<Defect>,
) -> Option<Vec<usize>> {
    let width = seats.len();
    let admitted: BTreeSet<usize> = members.iter().filter_map(|it| people[*it].fixed).collect();
    if admitted.len() > 1 {
        defects.push(Defect::BundleParted { line });
        return None;
    }
    let waiting: Vec<usize> =
        members.iter().copied().filter(|it| people[*it].fixed.is_none()).collect();
    let kinds: BTreeSet<usize> = waiting.iter().map(|it| people[*it].category).collect();
    if kinds.len() > 1 {
        let names = kinds.iter().filter_map(|it| categories.get(*it)).map(|it| it.name.clone());
        defects.push(Defect::BundleMixed { line, categories: names.collect() });
        return None;
    }
    // Where one is admitted already, the others may go there alone.
    if let Some(there) = admitted.first() {
        for (at, school) in waiting.iter().flat_map(|it| (0..width).map(move |at| (*it, at))) {
            if school != *there {
                rows[at * width + school] = NOT_ALLOWED;
            }
        }
    }
    if waiting.is_empty() {
        return None;
    }
    let common = |school: &usize| waiting.iter().all(|it| rows[it * width + school] != NOT_ALLOWED);
    let most = (0..width).filter(common).map(|it| seats[it]).max();
    let size = waiting.len();
    match most.map(|it| u32::try_from(it).unwrap_or(0)) {
        None => defects.push(Defect::BundleNowhere { line }),
        Some(most) if (most as usize) < size => {
            defects.push(Defect::BundleTooLarge { line, size, most });
        }
        Some(_) => {}
    }
    (size > 1).then_some(waiting)
}
