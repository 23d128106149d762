//! What of values is told, and how good they are: decisions over numbers.

use std::collections::BTreeSet;

use vocab::PlaceId;

use crate::{
    definition::{Better, Indicator},
    tree::Named,
    value::Value,
};

/// Fewer people than this are not told where it would say something of them.
pub const FEW: i64 = 10;

/// Whether so few are counted that the number would tell of somebody. Nobody tells of nobody.
pub fn is_few(it: Value) -> bool {
    (1..FEW).contains(&it.part) || (1..FEW).contains(&(it.whole - it.part))
}

/// Which of the values in a table are left out: those of few people, and, where that is one alone,
/// the next smallest too, since the sum stands above the table.
pub fn left_out(values: &[Value]) -> Vec<bool> {
    hide(values, |few| few != 1)
}

/// Which places are left out where all that lies below `top` is told, in its tables from the top
/// down. Each table is made safe by itself, and what is left out of one does not come back as the sum
/// of the next: one of its own parts goes too.
pub fn left_out_of_all(
    top: PlaceId,
    tables: &[(PlaceId, Named)],
    value: impl Fn(PlaceId) -> Value,
) -> BTreeSet<PlaceId> {
    let mut out: BTreeSet<PlaceId> = is_few(value(top)).then_some(top).into_iter().collect();
    for (sum, parts) in tables {
        let values: Vec<Value> = parts.iter().map(|it| value(it.0)).collect();
        let hidden =
            if out.contains(sum) { hide(&values, |few| few > 0) } else { left_out(&values) };
        out.extend(parts.iter().zip(hidden).filter(|it| it.1).map(|it| it.0.0));
    }
    out
}

/// Those of few people; where that many are not enough, the next smallest too.
fn hide(values: &[Value], enough: impl Fn(usize) -> bool) -> Vec<bool> {
    let mut out: Vec<bool> = values.iter().map(|it| is_few(*it)).collect();
    if !enough(out.iter().filter(|it| **it).count()) {
        let others = values.iter().enumerate().filter(|(at, it)| !out[*at] && it.part > 0);
        if let Some((at, _)) = others.min_by_key(|(_, it)| it.part) {
            out[at] = true;
        }
    }
    out
}

/// How far one can rely on a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quality {
    /// Everyone has told, and it was counted for the day.
    Good,
    /// Nine in ten have told, or it was counted for the day before.
    Fair,
    /// Less, or older.
    Poor,
}

impl Quality {
    /// As people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Good => "好",
            Self::Fair => "一般",
            Self::Poor => "差",
        }
    }
}

/// How good a value is that was counted so many days before the day that is asked about; never
/// counted is none.
pub fn quality(it: Value, days_old: Option<i64>) -> Quality {
    const SHARE: i64 = 9;
    let complete = match (it.have, it.due) {
        (have, due) if have >= due => Quality::Good,
        (have, due) if have * 10 >= due * SHARE => Quality::Fair,
        _ => Quality::Poor,
    };
    let timely = match days_old {
        Some(..=0) => Quality::Good,
        Some(1) => Quality::Fair,
        _ => Quality::Poor,
    };
    complete.max(timely)
}

/// Whether a value moved to the better; none where it did not move or neither way is good.
pub fn is_better(indicator: &Indicator, (before, after): (Value, Value)) -> Option<bool> {
    let shape = &indicator.shape;
    let moved = shape.units(after)?.cmp(&shape.units(before)?);
    match (moved, indicator.better) {
        (std::cmp::Ordering::Equal, _) | (_, Better::Neither) => None,
        (it, Better::Higher) => Some(it.is_gt()),
        (it, Better::Lower) => Some(it.is_lt()),
    }
}
