//! Addresses read and matched, overlaps and gaps found. Everything here is a function of what it is
//! given; house numbers are whole numbers, so that nothing is nearly inside.

use super::model::{Area, Side};

/// Numbers beyond which no road goes: what stands for "the whole road".
const FIRST: i64 = 1;
const LAST: i64 = 999_999;

/// The stretch of a line in house numbers.
fn stretch(it: &Area) -> (i64, i64) {
    it.numbers.unwrap_or((FIRST, LAST))
}

/// The first house number that both lines have, if they have one.
pub(crate) fn common(a: &Area, b: &Area) -> Option<i64> {
    if a.town != b.town || a.name != b.name {
        return None;
    }
    let ((a_first, a_last), (b_first, b_last)) = (stretch(a), stretch(b));
    let (first, last) = (a_first.max(b_first), a_last.min(b_last));
    // Of two numbers in a row one is odd and one is even.
    (first..=last.min(first + 1)).find(|it| a.side.has(*it) && b.side.has(*it))
}

/// Two lines that give one house number to two schools, and the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Overlap {
    /// Their places in the list, the earlier first.
    pub(crate) lines: (usize, usize),
    pub(crate) number: i64,
}

/// Every line that overlaps an earlier one of another school where not both say that they share; the
/// first such earlier line is named.
pub(crate) fn overlaps(all: &[Area]) -> Vec<Overlap> {
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by(|a, b| {
        let key = |it: &usize| (all[*it].town, &all[*it].name, *it);
        key(a).cmp(&key(b))
    });
    let mut found = Vec::new();
    // Few lines have the same road: all pairs of a road are looked at.
    for group in order.chunk_by(|a, b| all[*a].town == all[*b].town && all[*a].name == all[*b].name)
    {
        for (nth, later) in group.iter().enumerate() {
            let clash = group[..nth].iter().find_map(|earlier| {
                let (a, b) = (&all[*earlier], &all[*later]);
                let is_wanted = a.is_shared && b.is_shared && a.school != b.school;
                let number = common(a, b).filter(|_| !is_wanted)?;
                Some(Overlap { lines: (*earlier, *later), number })
            });
            found.extend(clash);
        }
    }
    found.sort_by_key(|it| it.lines.1);
    found
}

/// House numbers of a road between its first and its last that no line has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Gap {
    /// A line of that road.
    pub(crate) line: usize,
    pub(crate) first: i64,
    pub(crate) last: i64,
    pub(crate) side: Side,
}

/// What nobody serves of the roads that are listed, each side by itself; where both sides miss the same
/// numbers it is told once.
pub(crate) fn gaps(all: &[Area]) -> Vec<Gap> {
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by(|a, b| {
        let key = |it: &usize| (all[*it].town, &all[*it].name, stretch(&all[*it]));
        key(a).cmp(&key(b))
    });
    let mut found = Vec::new();
    for road in order.chunk_by(|a, b| all[*a].town == all[*b].town && all[*a].name == all[*b].name)
    {
        if road.iter().any(|it| all[*it].numbers.is_none() && all[*it].side == Side::Both) {
            continue;
        }
        let (odd, even) = (missing(all, road, Side::Odd), missing(all, road, Side::Even));
        let near = |a: i64, b: i64| (a - b).abs() <= 1;
        for it in &odd {
            let twin = even.iter().any(|at| near(at.0, it.0) && near(at.1, it.1));
            let side = if twin { Side::Both } else { Side::Odd };
            found.push(Gap { line: road[0], first: it.0, last: it.1, side });
        }
        for it in &even {
            if !odd.iter().any(|at| near(at.0, it.0) && near(at.1, it.1)) {
                found.push(Gap { line: road[0], first: it.0, last: it.1, side: Side::Even });
            }
        }
    }
    found
}

/// The numbers of one side between the road's first and last that no line has.
fn missing(all: &[Area], road: &[usize], side: Side) -> Vec<(i64, i64)> {
    let end = road.iter().map(|it| stretch(&all[*it]).1).max().unwrap_or(0);
    let fits = |number: i64| if side.has(number) { number } else { number + 1 };
    let mut next = fits(road.iter().map(|it| stretch(&all[*it]).0).min().unwrap_or(FIRST));
    let mut found = Vec::new();
    for it in road.iter().map(|it| &all[*it]) {
        if it.side != Side::Both && it.side != side {
            continue;
        }
        let (first, last) = stretch(it);
        if first > next {
            found.push((next, first - 1));
        }
        next = next.max(fits(last + 1));
    }
    if next <= end {
        found.push((next, end));
    }
    found
}

/// An address as far as lists know it: what it says, and the house number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) words: String,
}

impl Address {
    /// What somebody typed.
    pub(crate) fn read(text: &str) -> Self {
        let words: String =
            vocab::normalise(text).chars().filter(|it| !it.is_whitespace()).collect();
        Self { words }
    }

    /// What stands behind `name`, if the address has the name.
    fn behind(&self, name: &str) -> Option<&str> {
        self.words.find(name).map(|at| &self.words[at + name.len()..])
    }
}

/// The house number that a text begins with.
fn number(text: &str) -> Option<i64> {
    let end = text.find(|it: char| !it.is_ascii_digit()).unwrap_or(text.len());
    text[..end].parse().ok()
}

/// What a line says to an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Match {
    /// The address lies in it.
    Yes,
    /// It names the road, but no number or one of another line.
    Road,
    /// It has nothing to do with it.
    No,
}

/// Whether `it` has the address.
pub(crate) fn matches(it: &Area, address: &Address) -> Match {
    let Some(behind) = address.behind(&it.name) else { return Match::No };
    if it.numbers.is_none() && it.side == Side::Both {
        return Match::Yes;
    }
    let (first, last) = stretch(it);
    let inside = |house: i64| (first..=last).contains(&house) && it.side.has(house);
    if number(behind).is_some_and(inside) { Match::Yes } else { Match::Road }
}

/// The lines of an address: those that have it, or where none does those that name its road. Of two
/// names the longer says more: 望潮路 in 新望潮路 is no match beside 新望潮路.
pub(crate) fn find<'a>(all: &'a [Area], address: &Address) -> (Vec<&'a Area>, Vec<&'a Area>) {
    let near = |wanted| all.iter().filter(move |it| matches(it, address) == wanted);
    let longest = |some: Vec<&'a Area>| {
        let most = some.iter().map(|it| it.name.len()).max().unwrap_or(0);
        some.into_iter().filter(|it| it.name.len() == most).collect::<Vec<_>>()
    };
    let (yes, road) = (longest(near(Match::Yes).collect()), longest(near(Match::Road).collect()));
    if yes.is_empty() { (yes, road) } else { (yes, Vec::new()) }
}
