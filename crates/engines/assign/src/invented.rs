//! An invented county to place: towns with schools, families that crowd where schools are liked, and
//! as plain numbers for a peer. For the example and the benchmark, which measure on the same.

use std::fmt::Write as _;

use crate::{Bundle, Category, Child, Method, Near, Raw, School};

/// Chance from a seed (splitmix64).
struct Lots(u64);

impl Lots {
    fn below(&mut self, bound: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        i64::try_from((z ^ (z >> 31)) % bound.unsigned_abs().max(1)).unwrap_or(0)
    }
}

/// So many `children` and `schools`, each child with every school to go to and 5 % more seats than
/// children; with `bundles` every hundredth has a twin.
#[must_use]
pub fn county(children: i64, schools: i64, bundles: bool) -> Raw {
    let mut lots = Lots(2026);
    let towns: Vec<(i64, i64)> =
        (0..=schools / 6).map(|_| (lots.below(40_000), lots.below(30_000))).collect();
    let near_a_town = |lots: &mut Lots| {
        let count = i64::try_from(towns.len()).unwrap_or(1);
        // The first towns are the large ones.
        let nth = lots.below(count).min(lots.below(count));
        let (x, y) = towns[usize::try_from(nth).unwrap_or(0)];
        let mut off = || lots.below(3_000) + lots.below(3_000) - 3_000;
        (x + off(), y + off())
    };
    let at: Vec<(i64, i64)> = (0..schools).map(|_| near_a_town(&mut lots)).collect();
    let seats = children * 105 / 100;
    let mut list = Vec::new();
    for nth in 0..schools {
        let share = seats / schools + i64::from(nth < seats % schools);
        let seats = u32::try_from(share).unwrap_or(0);
        let code = 3_133_000_000 + nth.unsigned_abs();
        let line = u32::try_from(nth + 1).unwrap_or(0);
        list.push(School { line, code, name: format!("第{}小学", nth + 1), seats });
    }
    let names = ["有户有房", "有户无房", "有房无户", "随迁子女"];
    let categories = names.iter().map(|it| Category {
        name: (*it).to_owned(),
        method: if *it == "随迁子女" { Method::Ranked } else { Method::Nearest },
    });
    let mut all = Vec::new();
    for nth in 0..children {
        let (x, y) = near_a_town(&mut lots);
        let category = match lots.below(100) {
            0..55 => 0,
            55..70 => 1,
            70..80 => 2,
            _ => 3,
        };
        let near = at.iter().zip(&list).map(|((sx, sy), school)| {
            let (dx, dy) = ((sx - x).abs(), (sy - y).abs());
            Near { school: school.code, metres: dx + dy }
        });
        all.push(Child {
            line: u32::try_from(nth + 1).unwrap_or(0),
            id: format!("2021{nth:06}"),
            category: names[category].to_owned(),
            points: if category == 3 { lots.below(120) } else { 0 },
            ticket: nth.unsigned_abs(),
            near: near.collect(),
            excluded: Vec::new(),
            fixed: None,
        });
    }
    let mut twins = Vec::new();
    for at in (0..all.len() - 1).step_by(100).filter(|_| bundles) {
        let (first, second) = all.split_at_mut(at + 1);
        let (one, other) = (&first[at], &mut second[0]);
        (other.category, other.near) = (one.category.clone(), one.near.clone());
        let line = u32::try_from(at).unwrap_or(0);
        twins.push(Bundle { line, children: vec![one.id.clone(), other.id.clone()] });
    }
    Raw { schools: list, categories: categories.collect(), children: all, bundles: twins }
}

/// Schools, children; seats; then for each child the metres to every school.
///
/// # Errors
///
/// None: writing to a string does not fail.
pub fn numbers(raw: &Raw) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    writeln!(text, "{} {}", raw.schools.len(), raw.children.len())?;
    for school in &raw.schools {
        write!(text, "{} ", school.seats)?;
    }
    text.push('\n');
    for child in &raw.children {
        for near in &child.near {
            write!(text, "{} ", near.metres)?;
        }
        text.push('\n');
    }
    Ok(text)
}
