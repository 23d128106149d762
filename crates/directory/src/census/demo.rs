//! The first term of the invented county: nearly all schools have held their classes against the
//! roll, a few pupils were found elsewhere, and not everything is settled yet.

use jiff::{
    ToSpan as _,
    civil::{Date, date},
};
use platform::System;
use vocab::AccountId;

use super::{Difference, Kind, Said, store};
use crate::demo::{Chance, Class, County, School};

/// Of a thousand schools so many have not begun.
const IDLE_PER_MILLE: usize = 20;
/// Of a thousand schools so many have left classes out,
const PARTLY_PER_MILLE: usize = 60;
/// and of a thousand of their classes so many are done.
const DONE_PER_MILLE: usize = 600;
/// Of a thousand classes so many have a pupil who is not there,
const ABSENT_PER_MILLE: usize = 35;
/// of a thousand of whom so many are settled.
const SETTLED_PER_MILLE: usize = 700;

/// Where they are, as class teachers write it, and how it was settled.
const ABSENT: [(&str, &str); 4] = [
    ("随父母在外地就读", "已由流入地学校办理转学"),
    ("因病在家休养", "已补办休学手续"),
    ("回原籍就读，学籍还没有转走", "已催办转学"),
    ("开学后一直没有到校", "已联系到家长，已返校"),
];

/// A class that was held against the roll, with whoever was not there: who, and how it was settled.
type Checked = (Said, Option<(Difference, Option<(Date, String)>)>);

/// Writes it into the cell.
pub async fn load(system: &System, county: &County) -> Result<(), db::Error> {
    // The class teacher of the log-in page has it still to do.
    let faces: Vec<AccountId> = county.faces().into_iter().map(|it| it.account).collect();
    let all: Vec<Checked> = (0..)
        .zip(&county.schools)
        .flat_map(|(at, school)| checked(county, (at, school), &faces))
        .collect();
    platform::act!(system, "demo.load.census", |act| {
        let now = act.origin().now;
        let tx = act.tx();
        store::add_all(tx, all.iter().map(|it| &it.0), now).await?;
        let lines = all.iter().filter_map(|(said, found)| {
            let (difference, settled) = found.as_ref()?;
            Some((said, 1, difference, settled.clone()))
        });
        store::add_lines(tx, lines).await
    })
}

/// The classes of a school that were.
fn checked(county: &County, (at, school): (usize, &School), faces: &[AccountId]) -> Vec<Checked> {
    let mut chance = Chance::of(county.plan.seed, "census", at);
    // Kindergartens keep no national roll.
    if !school.is_counted() || chance.happens(IDLE_PER_MILLE) {
        return Vec::new();
    }
    let part = if chance.happens(PARTLY_PER_MILLE) { DONE_PER_MILLE } else { 1000 };
    let first = date(county.year.first_day().year(), 9, 6);
    let day = first.saturating_add(chance.between(0, 24).days());
    let mut all = Vec::new();
    for class in &county.classes[school.classes.clone()] {
        let open = faces.contains(&county.staff[class.head].account);
        if open || !chance.happens(part) {
            continue;
        }
        let said = Said {
            term: county.year.first_term(),
            class: class.id,
            on_roll: i64::try_from(class.students.len()).unwrap_or(0),
            day,
        };
        let found =
            chance.happens(ABSENT_PER_MILLE).then(|| absent(county, class, day, &mut chance));
        all.push((said, found));
    }
    all
}

/// A pupil of the class who is somewhere else.
fn absent(
    county: &County,
    class: &Class,
    day: Date,
    chance: &mut Chance,
) -> (Difference, Option<(Date, String)>) {
    let pupil = class.students.start + chance.below(class.students.len());
    let (note, how) = *chance.pick(&ABSENT);
    let difference = Difference {
        kind: Kind::Absent,
        student: Some(county.students[pupil].id),
        name: String::new(),
        note: note.to_owned(),
    };
    let settled = chance.happens(SETTLED_PER_MILLE);
    let later = day.saturating_add(chance.between(3, 30).days());
    (difference, settled.then(|| (later, how.to_owned())))
}
