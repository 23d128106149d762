//! Points and results: decisions over numbers.

use jiff::civil::Date;

use super::{Exact, Index, Item, Scale};
use crate::{definition::Indicator, rules, value::Value};

/// All points, in hundredths.
const FULL: i64 = 10_000;

/// `up / down`, rounded half up; `down` is above zero.
fn rounded(up: i128, down: i128) -> i64 {
    i64::try_from((2 * up + down).div_euclid(2 * down)).unwrap_or(i64::MAX)
}

/// Hundredths of a point as people read them: 78.58.
pub fn said(hundredths: i64) -> String {
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    if rest == 0 { whole.to_string() } else { format!("{whole}.{rest:02}") }
}

/// What a share is worth by a scale, in hundredths of a point: `units` times `part / whole` is what
/// people read.
pub fn points(scale: &Scale, (part, whole): (i64, i64), units: i64) -> i64 {
    let (whole, one) = (i128::from(whole.max(1)), i128::from(Exact::ONE));
    // The value in ten-thousandths, times `whole`.
    let value = i128::from(part) * i128::from(units) * one;
    let at = |it: Exact| i128::from(it.parts()) * whole;
    match scale {
        Scale::Linear { floor, goal } => {
            let way = at(*goal) - at(*floor);
            let gone = value - at(*floor);
            let (gone, way) = if way < 0 { (-gone, -way) } else { (gone, way) };
            if way == 0 {
                return 0;
            }
            rounded(gone.clamp(0, way) * i128::from(FULL), way)
        }
        Scale::Steps { rising, steps } => {
            let reached = |it: &&(Exact, i64)| {
                if *rising { value >= at(it.0) } else { value <= at(it.0) }
            };
            steps.iter().find(reached).map_or(0, |it| it.1)
        }
    }
}

/// Whether and how an item counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// So many hundredths of a point, from whole data.
    Whole(i64),
    /// So many, and some have not told.
    Partly(i64),
    /// Nothing was counted there.
    Nothing,
    /// Too many have not told.
    Incomplete,
    /// The value is about so few that its points would tell of somebody.
    Few,
    /// More than all there is: some record is wrong.
    TooMuch,
}

impl Counted {
    /// The points, where it counts.
    pub fn points(self) -> Option<i64> {
        match self {
            Self::Whole(it) | Self::Partly(it) => Some(it),
            _ => None,
        }
    }

    /// What is said of it: why it does not count, or what is to be known of it.
    pub fn note(self) -> Option<&'static str> {
        match self {
            Self::Whole(_) => None,
            Self::Partly(_) => Some("数据不全，已计入"),
            Self::Nothing => Some("没有可统计的，权重不计入"),
            Self::Incomplete => Some("数据不全，权重不计入"),
            Self::Few => Some("人数少，不显示，权重不计入"),
            Self::TooMuch => Some("超过 100 %，请核对，权重不计入"),
        }
    }
}

/// What an item comes to on a day. `few` is whether its value must not be told.
pub fn counted(
    (index, item): (&Index, &Item),
    indicator: &Indicator,
    value: Option<Value>,
    (day, personal): (Date, bool),
) -> Counted {
    let Some(it) = value.filter(|it| it.whole > 0) else { return Counted::Nothing };
    if indicator.shape.is_too_much(it) {
        return Counted::TooMuch;
    }
    if personal && rules::is_few(it) {
        return Counted::Few;
    }
    let complete =
        i128::from(it.have) * 100 >= i128::from(it.due) * i128::from(index.least_complete);
    if !complete {
        return Counted::Incomplete;
    }
    let Some(scale) = catalog::in_force(&item.scale, day) else { return Counted::Nothing };
    let points = points(&scale.value, (it.part, it.whole), indicator.shape.scale);
    if it.is_incomplete() { Counted::Partly(points) } else { Counted::Whole(points) }
}

/// A weighted mean and how much weight is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mean {
    /// In hundredths of a point; none where nothing counts.
    pub points: Option<i64>,
    /// The weight of what counts.
    pub weight: i64,
    /// The weight of everything.
    pub of: i64,
}

/// The mean of `items`, each with its weight.
pub fn mean(items: impl Iterator<Item = (i64, Counted)>) -> Mean {
    let (mut sum, mut weight, mut of) = (0_i128, 0, 0);
    for (its, counted) in items {
        of += its;
        if let Some(points) = counted.points() {
            sum += i128::from(its) * i128::from(points);
            weight += its;
        }
    }
    let points = (weight > 0).then(|| rounded(sum, i128::from(weight)));
    Mean { points, weight, of }
}

/// What an index comes to at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// All of it.
    pub total: Mean,
    /// Each group.
    pub groups: Vec<Mean>,
    /// Each item, group by group.
    pub items: Vec<Vec<Counted>>,
    /// The name of the result; none where too little counts.
    pub grade: Option<String>,
    /// Whether something is missing.
    pub is_incomplete: bool,
}

/// What `index` comes to, `of` telling what each item does.
pub fn judge(index: &Index, of: impl Fn(&Item) -> Counted) -> Judged {
    let items: Vec<Vec<Counted>> =
        index.groups.iter().map(|it| it.items.iter().map(&of).collect()).collect();
    let weighed = |at: usize| {
        let weights = index.groups[at].items.iter().map(|it| it.weight);
        weights.zip(items[at].iter().copied())
    };
    let groups = (0..items.len()).map(|at| mean(weighed(at))).collect();
    // Of the items and not of the groups, so that nothing is rounded twice.
    let total = mean((0..items.len()).flat_map(weighed));
    let grade = total.points.filter(|_| total.weight >= index.least_weight);
    let grade = grade.and_then(|points| index.grades.iter().find(|it| points >= it.from));
    let is_incomplete = items.iter().flatten().any(|it| !matches!(it, Counted::Whole(_)));
    Judged { total, groups, grade: grade.map(|it| it.label.clone()), items, is_incomplete }
}
