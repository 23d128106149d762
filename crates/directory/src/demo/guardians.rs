//! The adults of the families: as old as the children want, named as their years named people.

use jiff::{ToSpan, civil::Date};
use vocab::{AccountId, GuardianId, IdNumber, Phone, Sex};

use super::{
    Make,
    chance::Chance,
    families::Family,
    people::{Names, Serials, id_number, phone},
    plan::Plan,
    pupils::Seat,
};
use crate::model::Relation;

/// A parent, or whoever stands in for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guardian {
    /// Its id.
    pub id: GuardianId,
    /// The account, waiting to be activated.
    pub account: AccountId,
    /// Which of [`super::County::families`].
    pub family: usize,
    /// The invented name.
    pub name: String,
    /// What he or she is to the children.
    pub relation: Relation,
    /// Sex.
    pub sex: Sex,
    /// Birthday.
    pub born: Date,
    /// Which ID number of that day.
    pub serial: u16,
    /// The telephone number, 100 first.
    pub phone: Phone,
    /// Whether a court or the police keep this person from the children.
    pub no_contact: bool,
}

impl Guardian {
    /// The ID number.
    pub fn id_number(&self) -> IdNumber {
        id_number(self.born, self.sex, self.serial)
    }
}

/// Who of the grown-ups a family has named to the school: of a thousand families, so many each.
/// One and a half a family, and a little more.
const HOUSEHOLDS: [(usize, &[Relation]); 6] = [
    (515, &[Relation::Father, Relation::Mother]),
    (15, &[Relation::Father, Relation::Mother, Relation::FathersMother]),
    (330, &[Relation::Mother]),
    (110, &[Relation::Father]),
    (18, &[Relation::FathersFather]),
    (12, &[Relation::MothersMother]),
];

/// The surnames of a family: the father's, which the children bear, and the mother's.
pub(super) fn surnames(plan: &Plan, families: usize) -> Vec<[&'static str; 2]> {
    let names = Names::new();
    let mut chance = Chance::of(plan.seed, "surnames", 0);
    (0..families).map(|_| [names.surname(&mut chance), names.surname(&mut chance)]).collect()
}

/// The guardians of all `families`, which are told whose they are.
pub(super) fn guardians(
    plan: &Plan,
    families: &mut [Family],
    surnames: &[[&'static str; 2]],
    seats: &[Seat],
    serials: &mut Serials,
    make: &Make,
) -> Vec<Guardian> {
    let names = Names::new();
    let weights = HOUSEHOLDS.map(|it| it.0);
    let mut guardians = Vec::with_capacity(families.len() * 8 / 5);
    for (number, family) in families.iter_mut().enumerate() {
        let mut chance = Chance::of(plan.seed, "guardians", number);
        let household = HOUSEHOLDS[chance.weighted(&weights)].1;
        let eldest = family.children.first().map_or(Date::ZERO, |&it| seats[it].born);
        let mother_born =
            before(eldest, chance.between(21, 27) + chance.between(0, 8), &mut chance);
        let first = guardians.len();
        for &relation in household {
            let sex = relation.sex().unwrap_or(Sex::Female);
            let wanted = birthday(relation, mother_born, &mut chance);
            let (born, serial) = number_for(wanted, sex, serials);
            let [father, mother] = surnames[number];
            let surname = match relation {
                Relation::Father | Relation::FathersFather => father,
                Relation::Mother => mother,
                _ => names.surname(&mut chance),
            };
            guardians.push(Guardian {
                id: make.id(),
                account: make.id(),
                family: number,
                name: names.full(surname, sex, born, &mut chance),
                relation,
                sex,
                born,
                serial,
                phone: phone(guardians.len()),
                no_contact: relation == Relation::Father && chance.happens(1),
            });
        }
        family.guardians = first..guardians.len();
    }
    guardians
}

/// A day about `years` before `day`.
fn before(day: Date, years: i64, chance: &mut Chance) -> Date {
    day.saturating_sub(years.years()).saturating_sub(chance.between(0, 364).days())
}

fn birthday(relation: Relation, mother_born: Date, chance: &mut Chance) -> Date {
    match relation {
        Relation::Mother => mother_born,
        Relation::Father => mother_born.saturating_sub(chance.between(-600, 2200).days()),
        _ => before(mother_born, chance.between(20, 29), chance),
    }
}

/// A serial for `wanted`, or for the next day that still has one.
pub(super) fn number_for(wanted: Date, sex: Sex, serials: &mut Serials) -> (Date, u16) {
    let mut born = wanted;
    loop {
        if let Some(serial) = serials.take(born, sex) {
            return (born, serial);
        }
        born = born.saturating_add(1.days());
    }
}
