//! What is wrong with what a school tells, what it is for the engine, and what a school lacks.

use equity::{Branch, INDICATORS, Indicator, Part, School, Stage, Standard};
use vocab::SchoolYear;

use super::model::{ITEMS, Item, Limit, Rule, Told};
pub(super) use crate::typed::{Wrong, wrong};

/// Nobody has more of anything.
const AMOUNT_MAX: i64 = 100_000_000_000;
/// So many times what is asked for is looked at twice.
const SUSPECT: u128 = 8;

/// The amount that was typed for an item, in its smallest unit.
pub(super) fn amount(item: Item, typed: &str) -> Result<i64, Wrong> {
    let places = item.places();
    let advice = match places {
        0 => format!("“{}”请填不小于 0 的整数，单位{}", item.label(), item.unit()),
        _ => format!(
            "“{}”请填不小于 0 的数，最多 {places} 位小数，单位{}",
            item.label(),
            item.unit()
        ),
    };
    let bad = || wrong(item.key(), advice.clone());
    let text: String = typed.trim().chars().filter(|it| !matches!(it, ',' | '，')).collect();
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |it: &str| it.chars().all(|it| it.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(rest) || rest.len() > usize::from(places) {
        return Err(bad());
    }
    let rest = format!("{rest:0<width$}", width = usize::from(places));
    let amount = format!("{whole}{rest}").parse().map_err(|_| bad())?;
    if amount > AMOUNT_MAX { Err(bad()) } else { Ok(amount) }
}

/// What is wrong with the amounts of a school taken together.
pub(super) fn look(pupils: [i64; 3], amounts: &[i64; ITEMS]) -> Result<(), Wrong> {
    let of = |it: Item| amounts[it as usize];
    if pupils[0] + pupils[1] == 0 {
        let advice = "小学和初中都没有学生，分母为 0，算不出生均。请先核对学籍";
        return Err(wrong("qualified", advice));
    }
    if let Some(item) = Item::ALL.into_iter().find(|it| !(0..=AMOUNT_MAX).contains(&of(*it))) {
        let advice = format!("“{}”请填不小于 0 的数", item.label());
        return Err(wrong(item.key(), advice));
    }
    if of(Item::Indoor) > of(Item::Teaching) {
        let advice = "室内体育用房是教学及辅助用房的一部分，不能比它大，请核对";
        return Err(wrong(Item::Indoor.key(), advice));
    }
    Ok(())
}

/// What looks like a slip of the unit: many times what is asked for.
pub(super) fn suspect(pupils: [i64; 3], amounts: &[i64; ITEMS]) -> Option<(Item, String)> {
    let standard = &Standard::OF_2017;
    let pupils: u128 = pupils.iter().map(|it| u128::from(it.unsigned_abs())).sum();
    let items = [
        Item::Qualified,
        Item::Backbone,
        Item::Sport,
        Item::Teaching,
        Item::Ground,
        Item::Equipment,
        Item::Rooms,
    ];
    has(amounts).into_iter().zip(&standard.indicators).zip(items).find_map(|it| {
        let ((has, indicator), item) = it;
        let least = indicator.least[1];
        let much = SUSPECT * pupils * u128::from(least.above) * u128::from(indicator.scale);
        let is_much = u128::from(has) * u128::from(least.below) * u128::from(indicator.per) > much;
        is_much.then(|| (item, format!("是标准的 {SUSPECT} 倍以上，请核对单位（{}）", item.unit())))
    })
}

/// What the engine counts of the amounts, in its order.
pub(super) fn has(amounts: &[i64; ITEMS]) -> [u64; INDICATORS] {
    let of = |it: Item| amounts[it as usize];
    [
        of(Item::Qualified),
        of(Item::Backbone),
        of(Item::Sport) + of(Item::Music) + of(Item::Art),
        of(Item::Teaching) - of(Item::Indoor),
        of(Item::Gym) + of(Item::Ground),
        of(Item::Equipment),
        of(Item::Rooms),
    ]
    .map(|it| u64::try_from(it).unwrap_or(0))
}

/// A school for the engine.
pub(super) fn school(name: &str, told: &Told) -> School {
    let pupils = told.pupils.map(|it| u32::try_from(it).unwrap_or(u32::MAX));
    School { name: name.to_owned(), pupils, has: has(&told.amounts) }
}

/// The rule that holds for a school year; the ministry's own reading before any was set.
pub(super) fn in_force(rules: &[Rule], year: SchoolYear) -> Limit {
    let begun = rules.iter().filter(|it| it.since.start() <= year.start());
    begun.max_by_key(|it| it.since.start()).map_or(Limit::Each, |it| it.limit)
}

/// The standard of a school year.
pub(super) fn standard(limit: Limit) -> Standard {
    Standard { limited: limit.limited(), ..Standard::OF_2017 }
}

/// How much a stage of a school lacks of an indicator to reach `part` of what it must: in whole units
/// of it, rounded up. What the school has is shared between its stages exactly.
pub(super) fn lacks(
    indicator: &Indicator,
    (stage, branch, at): (Stage, &Branch, usize),
    part: Part,
) -> u64 {
    let least = indicator.least[usize::from(stage == Stage::Junior)];
    let wide = |it: u32| u128::from(it);
    // needed = pupils × least × part ÷ per, has = amount × pupils × weight ÷ all, both in parts.
    let pupils = u128::from(branch.pupils);
    let needed = pupils * wide(least.above) * wide(part.above) * wide(indicator.scale);
    let needed_below = wide(least.below) * wide(part.below) * wide(indicator.per);
    let has = u128::from(branch.has[at]) * pupils * u128::from(branch.pupil);
    let has_below = u128::from(branch.of_all);
    let (needed, has) = (needed * has_below, has * needed_below);
    let below = needed_below * has_below * wide(indicator.scale);
    u64::try_from(needed.saturating_sub(has).div_ceil(below)).unwrap_or(u64::MAX)
}
