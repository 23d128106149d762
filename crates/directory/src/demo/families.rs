//! Who belongs together: siblings found among the pupils, and the adults who care for them.

use jiff::{ToSpan, civil::Date};
use vocab::{FamilyId, Grade};

use super::{
    Make,
    chance::{Chance, shares},
    plan::{Plan, Sort},
    pupils::Seat,
    schools::{Class, School, Town},
    words::ROADS,
};

/// Siblings and their home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// Its id.
    pub id: FamilyId,
    /// Which of [`super::County::towns`] it lives in.
    pub town: usize,
    /// Street or village, and number.
    pub address: String,
    /// Which of [`super::County::students`] are its children, eldest first.
    pub children: Vec<usize>,
    /// Which of [`super::County::guardians`] care for them.
    pub guardians: std::ops::Range<usize>,
}

/// An invented address.
pub(super) fn address(chance: &mut Chance) -> String {
    let roads = ROADS.split_whitespace().count();
    let road = ROADS.split_whitespace().nth(chance.below(roads)).unwrap_or("青禾路");
    format!("{road}{}号", chance.between(1, 998))
}

/// No family has more children at school than this.
const CHILDREN_MAX: usize = 3;
/// Siblings who are no twins are born at least so many days apart, and at most so many.
const GAP_DAYS: std::ops::RangeInclusive<i32> = 480..=4200;
/// Of a thousand pairs of siblings, so many are twins.
const TWINS_PER_MILLE: usize = 40;
/// How often a partner is sought before a pupil is left alone.
const TRIES: usize = 60;

/// The children while families form: each begins as a family of one.
struct Forming<'a> {
    seats: &'a mut [Seat],
    classes: &'a [Class],
    schools: &'a [School],
    /// The first child found of each child's family.
    head: Vec<usize>,
    /// All children of the family, kept at its head.
    members: Vec<Vec<usize>>,
    home: Vec<usize>,
}

impl Forming<'_> {
    fn fits(&self, child: usize, born: Date, head: usize) -> bool {
        let members = &self.members[head];
        let apart = |&it: &usize| GAP_DAYS.contains(&days_apart(self.seats[it].born, born));
        members.len() < CHILDREN_MAX && self.head[child] != head && members.iter().all(apart)
    }

    fn join(&mut self, child: usize, head: usize) {
        self.head[child] = head;
        self.members[child].clear();
        self.members[head].push(child);
        self.home[child] = self.home[head];
    }

    fn is_alone(&self, child: usize) -> bool {
        self.head[child] == child && self.members[child].len() == 1
    }

    /// Makes `child` the twin of a neighbour in the same class.
    fn join_twin(&mut self, child: usize) -> bool {
        let class = &self.classes[self.seats[child].class];
        let other = if child + 1 < class.students.end { child + 1 } else { class.students.start };
        let free = other != child && self.is_alone(child) && self.is_alone(other);
        if free {
            self.seats[child].born = self.seats[other].born;
            self.join(child, other);
        }
        free
    }

    /// Finds `child` an elder or younger sibling among `pool`, near its own school at first.
    fn join_sibling(&mut self, child: usize, pool: &[usize], chance: &mut Chance) -> bool {
        if !self.is_alone(child) || pool.is_empty() {
            return false;
        }
        let school = &self.schools[self.classes[self.seats[child].class].school];
        let near = school.students.clone();
        let same_stage = school.is_day_compulsory();
        (0..TRIES).any(|attempt| {
            let other = if same_stage && attempt < TRIES / 2 && chance.happens(700) {
                near.start + chance.below(near.len())
            } else {
                *chance.pick(pool)
            };
            let head = self.head[other];
            let fits = self.fits(child, self.seats[child].born, head);
            if fits {
                self.join(child, head);
            }
            fits
        })
    }
}

fn days_apart(one: Date, other: Date) -> i32 {
    (one - other).get_days().abs()
}

/// The families of all `seats`: exactly [`Plan::day_families`] of day pupils, and then the others,
/// of whom many are the little or the big ones of those families.
pub(super) fn families(
    plan: &Plan,
    towns: &[Town],
    schools: &[School],
    classes: &[Class],
    seats: &mut [Seat],
    make: &Make,
) -> Vec<Family> {
    let home = homes(plan, towns, schools, classes, seats);
    let count = seats.len();
    let members = (0..count).map(|it| vec![it]).collect();
    let mut forming =
        Forming { seats, classes, schools, head: (0..count).collect(), members, home };
    let pools = link_day_pupils(plan, &mut forming);
    link_others(plan, &pools, &mut forming);
    finish(plan, forming, make)
}

/// Where each child lives: in the town of a school that takes in its own town, else anywhere.
fn homes(
    plan: &Plan,
    towns: &[Town],
    schools: &[School],
    classes: &[Class],
    seats: &[Seat],
) -> Vec<usize> {
    let weights: Vec<usize> = towns.iter().take(plan.towns).map(|it| it.weight).collect();
    let mut chance = Chance::of(plan.seed, "homes", 0);
    let home = |seat: &Seat| {
        let school = &schools[classes[seat.class].school];
        let is_local = school.is_day_compulsory() || school.sort == Sort::Kindergarten;
        if is_local { school.town } else { chance.weighted(&weights) }
    };
    seats.iter().map(home).collect()
}

/// Finds siblings among the day pupils until their families are as few as planned. Answers the day
/// pupils of each town.
fn link_day_pupils(plan: &Plan, forming: &mut Forming) -> Vec<Vec<usize>> {
    let mut pools = vec![Vec::new(); plan.towns];
    for school in forming.schools.iter().filter(|it| it.is_day_compulsory()) {
        pools[school.town].extend(school.students.clone());
    }
    let links = plan.day_pupils - plan.day_families;
    let weights: Vec<usize> = pools.iter().map(Vec::len).collect();
    for (town, mut left) in shares(links, &weights).into_iter().enumerate() {
        let mut chance = Chance::of(plan.seed, "siblings", town);
        let mut order = pools[town].clone();
        chance.shuffle(&mut order);
        for child in order {
            if left == 0 {
                break;
            }
            let linked = if chance.happens(TWINS_PER_MILLE) {
                forming.join_twin(child)
            } else {
                forming.join_sibling(child, &pools[town], &mut chance)
            };
            left -= usize::from(linked);
        }
        assert_eq!(left, 0, "a town has enough pupils to find its siblings among");
    }
    pools
}

/// Of a thousand children of a sort, so many have a sibling at a day school.
fn with_sibling_per_mille(sort: Sort) -> usize {
    match sort {
        Sort::Kindergarten => 350,
        Sort::Senior | Sort::Vocational => 150,
        _ => 50,
    }
}

fn link_others(plan: &Plan, pools: &[Vec<usize>], forming: &mut Forming) {
    for (number, school) in forming.schools.iter().enumerate() {
        if school.is_day_compulsory() {
            continue;
        }
        let mut chance = Chance::of(plan.seed, "other siblings", number);
        for child in school.students.clone() {
            if chance.happens(with_sibling_per_mille(school.sort)) {
                forming.join_sibling(child, &pools[forming.home[child]], &mut chance);
            }
        }
    }
}

/// The families as they came out, and each child told which is its own.
fn finish(plan: &Plan, forming: Forming, make: &Make) -> Vec<Family> {
    let Forming { seats, mut members, home, .. } = forming;
    let mut families = Vec::new();
    for head in 0..members.len() {
        let mut children = std::mem::take(&mut members[head]);
        if children.is_empty() {
            continue;
        }
        children.sort_by_key(|&it| (seats[it].born, it));
        for &child in &children {
            seats[child].family = families.len();
        }
        let address = address(&mut Chance::of(plan.seed, "address", families.len()));
        families.push(Family {
            id: make.id(),
            town: home[head],
            address,
            children,
            guardians: 0..0,
        });
    }
    families
}

/// A birthday that makes a child as old as its grade wants: six years by 31 August for the first.
/// A few entered a year late.
pub(super) fn birthday(first_day: Date, grade: Grade, chance: &mut Chance) -> Date {
    let school_years = match grade.number() {
        it if it < 0 => it + 1,
        it => it,
    };
    let age = school_years + 5 + i64::from(chance.happens(8));
    // The youngest of the grade is just so old on 31 August; the eldest a year less a day older.
    let youngest = first_day.saturating_sub(age.years()).saturating_sub(1.days());
    youngest.saturating_sub(chance.between(0, 364).days())
}
