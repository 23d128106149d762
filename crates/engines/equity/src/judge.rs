//! Whether the county passes: each school by six of seven, the county by the coefficients of
//! difference.
//!
//! With xᵢ what a pupil of school i has, nᵢ its pupils, N = Σnᵢ and x̄ = Σnᵢxᵢ/N the coefficient is
//! CV = √(Σ (nᵢ/N)(xᵢ−x̄)²)/x̄, so that CV² + 1 = N·Σnᵢxᵢ² / (Σnᵢxᵢ)². Whether CV ≤ p/q is therefore a
//! comparison of sums of fractions. It is made in floating point where both sides are far enough
//! apart to trust it, and in whole numbers where they are not.

use crate::{
    exact::Whole,
    input::{Branch, Input},
    standard::{INDICATORS, Limited, Part, Stage, Standard},
};

/// Relative to either side; sums of five thousand positive terms are wrong by less than 1e-11.
const TRUSTED: f64 = 1e-9;

/// How a stage of a school stands in one indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Below what even the rest must reach.
    Below,
    /// Reached by the part that the rest must reach.
    Nearly,
    /// Reached.
    Reached,
}

/// A stage of a school, judged.
#[derive(Debug, Clone, PartialEq)]
pub struct BranchJudged {
    /// Which school, by its place.
    pub school: usize,
    /// What there is for each indicator, per hundred pupils or per pupil, to be shown.
    pub values: [f64; INDICATORS],
    /// How it stands in each.
    pub standing: [Standing; INDICATORS],
    /// Whether it passes.
    pub passes: bool,
}

/// An indicator over the county, judged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// x̄, per hundred pupils or per pupil, to be shown.
    pub mean: f64,
    /// The coefficient of difference, to be shown; what is decided is decided exactly.
    pub coefficient: f64,
    /// Whether it is within the limit that applies to each.
    pub within: bool,
}

/// A stage of the county, judged.
#[derive(Debug, Clone, PartialEq)]
pub struct StageJudged {
    /// Which.
    pub stage: Stage,
    /// Its schools.
    pub branches: Vec<BranchJudged>,
    /// Its indicators.
    pub spreads: [Spread; INDICATORS],
    /// The mean of the coefficients, to be shown.
    pub mean_coefficient: f64,
    /// Whether every school passes.
    pub schools_pass: bool,
    /// Whether the coefficients are within their limits.
    pub spreads_pass: bool,
}

/// The county, judged: the stages that it has.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// Primary, junior, as far as there are pupils.
    pub stages: Vec<StageJudged>,
    /// Whether the county passes.
    pub passes: bool,
}

/// Judges a county.
pub fn judge(input: &Input) -> Judgement {
    let stages = Stage::ALL.into_iter().filter(|it| !input.branches(*it).is_empty());
    let stages: Vec<StageJudged> = stages.map(|it| judge_stage(input, it)).collect();
    let passes = stages.iter().all(|it| it.schools_pass && it.spreads_pass);
    Judgement { stages, passes }
}

fn judge_stage(input: &Input, stage: Stage) -> StageJudged {
    let (standard, branches) = (&input.standard, input.branches(stage));
    let judged: Vec<BranchJudged> =
        branches.iter().map(|it| judge_branch(standard, stage, it)).collect();
    let limit = match standard.limited {
        Limited::Each => standard.limit[stage.at()],
        Limited::Mean { each } => each,
    };
    let spreads = std::array::from_fn(|at| {
        let (mean, coefficient) = shown(branches, at);
        let unit = &standard.indicators[at];
        let mean = mean * f64::from(unit.per) / f64::from(unit.scale);
        Spread { mean, coefficient, within: at_most(branches, at, limit) }
    });
    let count = f64::from(u8::try_from(INDICATORS).unwrap_or(7));
    let mean_coefficient = spreads.iter().map(|it: &Spread| it.coefficient).sum::<f64>() / count;
    let limit = standard.limit[stage.at()];
    // A mean of seven roots has no exact form worth having: it is compared as shown, and a
    // difference of a billionth is within.
    let mean_within = mean_coefficient <= f64::from(limit.above) / f64::from(limit.below) + TRUSTED;
    let each_within = spreads.iter().all(|it| it.within);
    let spreads_pass = each_within && (standard.limited == Limited::Each || mean_within);
    let schools_pass = judged.iter().all(|it| it.passes);
    StageJudged { stage, branches: judged, spreads, mean_coefficient, schools_pass, spreads_pass }
}

fn judge_branch(standard: &Standard, stage: Stage, branch: &Branch) -> BranchJudged {
    let standing = std::array::from_fn(|at| standing(standard, stage, branch, at));
    let reached = standing.iter().filter(|it| **it == Standing::Reached).count();
    let values = std::array::from_fn(|at| {
        let unit = &standard.indicators[at];
        ratio(branch.each(at)) * f64::from(unit.per) / f64::from(unit.scale)
    });
    let passes = reached >= standard.needed && !standing.contains(&Standing::Below);
    BranchJudged { school: branch.school, values, standing, passes }
}

/// How a branch stands in an indicator.
pub(crate) fn standing(
    standard: &Standard,
    stage: Stage,
    branch: &Branch,
    indicator: usize,
) -> Standing {
    let unit = &standard.indicators[indicator];
    let (above, below) = branch.each(indicator);
    let least = unit.least[stage.at()];
    let has = above * u128::from(unit.per) * u128::from(least.below);
    let needs = below * u128::from(unit.scale) * u128::from(least.above);
    let rest = standard.rest;
    match () {
        () if has >= needs => Standing::Reached,
        () if has * u128::from(rest.below) >= needs * u128::from(rest.above) => Standing::Nearly,
        () => Standing::Below,
    }
}

#[expect(clippy::cast_precision_loss, reason = "shown, or compared with room for it")]
pub(crate) fn ratio((above, below): (u128, u128)) -> f64 {
    above as f64 / below as f64
}

/// x̄ and the coefficient.
fn shown(branches: &[Branch], indicator: usize) -> (f64, f64) {
    let pupils: f64 = branches.iter().map(|it| f64::from(it.pupils)).sum();
    let values = || branches.iter().map(|it| (f64::from(it.pupils), ratio(it.each(indicator))));
    let mean = values().map(|(n, x)| n * x).sum::<f64>() / pupils;
    let spread = values().map(|(n, x)| n * (x - mean) * (x - mean)).sum::<f64>() / pupils;
    (mean, spread.sqrt() / mean)
}

/// Whether the coefficient is at most `limit`, exactly.
pub(crate) fn at_most(branches: &[Branch], indicator: usize, limit: Part) -> bool {
    let (p, q) = (f64::from(limit.above), f64::from(limit.below));
    let (mut pupils, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for it in branches {
        let (n, x) = (f64::from(it.pupils), ratio(it.each(indicator)));
        (pupils, sum, squares) = (pupils + n, sum + n * x, squares + n * x * x);
    }
    let (left, right) = (pupils * squares * q * q, (p * p + q * q) * sum * sum);
    if (left - right).abs() > TRUSTED * left.max(right) {
        return left < right;
    }
    at_most_exactly(branches, indicator, limit)
}

/// q²·N·Σnᵢxᵢ² ≤ (p²+q²)·(Σnᵢxᵢ)² with all fractions brought to one denominator.
pub(crate) fn at_most_exactly(branches: &[Branch], indicator: usize, limit: Part) -> bool {
    let whole = |it: u32| Whole::of(u128::from(it));
    let zero = Whole::of(0);
    // Σnx and Σnx² over the denominators so far, d and d².
    let (mut below, mut sum, mut squares) = (Whole::of(1), zero.clone(), zero);
    let mut pupils = 0_u128;
    for it in branches {
        let (u, v) = it.each(indicator);
        let (u, v, n) = (Whole::of(u), Whole::of(v), whole(it.pupils));
        let one = n.times(&u).times(&below);
        let square = one.times(&u).times(&below);
        sum = sum.times(&v).plus(&one);
        squares = squares.times(&v).times(&v).plus(&square);
        below = below.times(&v);
        pupils += u128::from(it.pupils);
    }
    let (p, q) = (whole(limit.above), whole(limit.below));
    let left = q.times(&q).times(&Whole::of(pupils)).times(&squares);
    let right = p.times(&p).plus(&q.times(&q)).times(&sum).times(&sum);
    left <= right
}
