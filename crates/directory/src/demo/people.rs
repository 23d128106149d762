//! Invented people: names of their years, numbers that belong to nobody.

use jiff::civil::Date;
use vocab::{IdNumber, Phone, Sex};

use super::{
    chance::Chance,
    words::{BOYS, DOTTED, GIRLS, MEN, SURNAMES, WOMEN},
};

/// The lists of [`super::words`], cut into their parts once.
#[derive(Debug)]
pub(super) struct Names {
    surnames: Vec<&'static str>,
    weights: Vec<usize>,
    dotted: Vec<&'static str>,
    young: [Vec<char>; 2],
    grown: [Vec<char>; 2],
}

/// Those who were born from this year on have names of the younger fashion.
const YOUNG_SINCE: i16 = 1995;

impl Names {
    pub(super) fn new() -> Self {
        let (surnames, weights) = SURNAMES
            .split_whitespace()
            .filter_map(|it| it.split_once(':'))
            .map(|(name, weight)| (name, weight.parse::<usize>().unwrap_or(1)))
            .unzip();
        let cut = |men: &str, women: &str| [men.chars().collect(), women.chars().collect()];
        Self {
            surnames,
            weights,
            dotted: DOTTED.split_whitespace().collect(),
            young: cut(BOYS, GIRLS),
            grown: cut(MEN, WOMEN),
        }
    }

    pub(super) fn surname(&self, chance: &mut Chance) -> &'static str {
        self.surnames[chance.weighted(&self.weights)]
    }

    /// A name of one of those languages that know no surname.
    pub(super) fn dotted(&self, chance: &mut Chance) -> String {
        let (first, second) = (chance.pick(&self.dotted), chance.pick(&self.dotted));
        format!("{first}·{second}")
    }

    pub(super) fn full(&self, surname: &str, sex: Sex, born: Date, chance: &mut Chance) -> String {
        let young = born.year() >= YOUNG_SINCE;
        let list =
            &(if young { &self.young } else { &self.grown })[usize::from(sex == Sex::Female)];
        let mut name = String::with_capacity(12);
        name.push_str(surname);
        name.push(common(list, chance));
        // A name of one character was commoner a generation ago.
        if !chance.happens(if young { 90 } else { 260 }) {
            name.push(common(list, chance));
        }
        name
    }
}

/// One of `list`, those in front more often: the place is the smaller of two draws.
fn common(list: &[char], chance: &mut Chance) -> char {
    list[chance.below(list.len()).min(chance.below(list.len()))]
}

/// Hands out the serials of ID numbers, so that no two people born on a day share one.
#[derive(Debug, Default)]
pub(super) struct Serials(std::collections::HashMap<(Date, Sex), u16>);

/// How many numbers a day has for each sex.
const SERIALS: u16 = 499;

impl Serials {
    /// The next serial for someone who was born on `born`; none when the day is full.
    pub(super) fn take(&mut self, born: Date, sex: Sex) -> Option<u16> {
        let taken = self.0.entry((born, sex)).or_default();
        if *taken == SERIALS {
            return None;
        }
        // All over the day's range, since 499 is a prime.
        let serial = (*taken * 7 + 131) % SERIALS;
        *taken += 1;
        Some(serial)
    }
}

/// The ID number of someone who was born on `born`, made of a serial of [`Serials`].
pub(super) fn id_number(born: Date, sex: Sex, serial: u16) -> IdNumber {
    IdNumber::invented(born, sex, serial).expect("serials are below 499 and the day is a day")
}

/// The `place`-th telephone number of the county: none is given twice.
pub(super) fn phone(place: usize) -> Phone {
    // 61 803 399 and ten to the eighth have no common factor: a walk through all eight digits.
    let number = (place * 61_803_399 + 27_182_818) % 100_000_000;
    let number = u32::try_from(number).ok().and_then(Phone::invented);
    number.expect("eight digits make an invented number")
}
