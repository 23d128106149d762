//! Whether a judgement is right, worked out from the reported schools alone.
//!
//! Written apart from the judge: it splits the schools itself, takes the coefficient by its
//! definition, Σ nᵢ(N·Xᵢ − M)² against N·M², and never by the sum of squares, and decides always in
//! whole numbers.

use crate::{
    exact::Whole,
    input::{Input, School},
    judge::{Judgement, Standing},
    mend::{Gift, Mended, Question},
    standard::{INDICATORS, Limited, Part, Stage, Standard},
};

/// What is not right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// The stages are not those that have pupils.
    #[error("the stages are not those that have pupils")]
    Stages,
    /// The schools of a stage are others.
    #[error("the schools of {0:?} are others")]
    Schools(Stage),
    /// A school stands otherwise in an indicator.
    #[error("school {school} stands otherwise in indicator {indicator}")]
    Standing {
        /// Which school.
        school: usize,
        /// Which indicator.
        indicator: usize,
    },
    /// A school passes, or does not.
    #[error("school {0} passes where it does not, or does not where it does")]
    School(usize),
    /// A coefficient is within its limit, or is not.
    #[error("the coefficient of indicator {0} is on the other side of its limit")]
    Limit(usize),
    /// A coefficient that is shown is another.
    #[error("the coefficient of indicator {0} is shown as another")]
    Shown(usize),
    /// The county passes, or does not.
    #[error("the county passes where it does not, or does not where it does")]
    County,
    /// What was to mend does not.
    #[error("what is given does not make the stage pass, or its sum is another")]
    Gifts,
}

/// A school's own stage: pupils, and what there is as a fraction of what the school has.
type Share = (usize, u128, u128, u128);

fn shares(standard: &Standard, schools: &[School], stage: Stage) -> Vec<Share> {
    let of = |(at, it): (usize, &School)| {
        let [primary, junior, senior] = it.pupils.map(u128::from);
        let weights = match (primary > 0, junior > 0, senior > 0) {
            (true, true, true) => standard.twelve_year,
            (true, true, false) => standard.nine_year,
            (false, true, true) => standard.complete,
            _ => [1, 1, 1],
        }
        .map(u128::from);
        let all = primary * weights[0] + junior * weights[1] + senior * weights[2];
        let (pupils, weight) = match stage {
            Stage::Primary => (primary, weights[0]),
            Stage::Junior => (junior, weights[1]),
        };
        (pupils > 0).then_some((at, pupils, pupils * weight, all))
    };
    schools.iter().enumerate().filter_map(of).collect()
}

/// Checks a judgement.
pub fn check(input: &Input, judgement: &Judgement) -> Result<(), Violation> {
    let (standard, schools) = (&input.standard, input.schools.as_slice());
    let stages = [Stage::Primary, Stage::Junior];
    let wanted = stages.into_iter().filter(|it| !shares(standard, schools, *it).is_empty());
    let told = judgement.stages.iter().map(|it| it.stage);
    wanted.eq(told).then_some(()).ok_or(Violation::Stages)?;
    let mut all = true;
    for judged in &judgement.stages {
        let shares = shares(standard, schools, judged.stage);
        let same = shares.iter().map(|it| it.0).eq(judged.branches.iter().map(|it| it.school));
        same.then_some(()).ok_or(Violation::Schools(judged.stage))?;
        let mut schools_pass = true;
        for (share, branch) in shares.iter().zip(&judged.branches) {
            let passes = school(standard, schools, judged.stage, share, branch.standing)?;
            (passes == branch.passes).then_some(()).ok_or(Violation::School(share.0))?;
            schools_pass &= passes;
        }
        let mut within = true;
        let mut sum = 0.0;
        for (at, spread) in judged.spreads.iter().enumerate() {
            let limit = match standard.limited {
                Limited::Each => standard.limit[judged.stage as usize],
                Limited::Mean { each } => each,
            };
            let here = is_within(schools, &shares, &[], at, limit);
            (here == spread.within).then_some(()).ok_or(Violation::Limit(at))?;
            let bounds = [-1e-6, 1e-6].map(|it| fraction(spread.coefficient + it));
            let shown = is_within(schools, &shares, &[], at, bounds[1])
                && (spread.coefficient < 1e-6 || !is_within(schools, &shares, &[], at, bounds[0]));
            shown.then_some(()).ok_or(Violation::Shown(at))?;
            within &= here;
            sum += spread.coefficient;
        }
        let limit = standard.limit[judged.stage as usize];
        let mean = sum / 7.0 <= f64::from(limit.above) / f64::from(limit.below) + 1e-9;
        let spreads_pass = within && (standard.limited == Limited::Each || mean);
        let told = (judged.schools_pass, judged.spreads_pass);
        (told == (schools_pass, spreads_pass)).then_some(()).ok_or(Violation::County)?;
        all &= schools_pass && spreads_pass;
    }
    (all == judgement.passes).then_some(()).ok_or(Violation::County)
}

fn fraction(value: f64) -> Part {
    // Seven places are what is shown at most.
    let above = (value * 1e7).round().clamp(0.0, 4e9);
    let mut whole = 0_u32;
    for bit in (0..32).rev() {
        let more = whole | 1 << bit;
        whole = if f64::from(more) <= above { more } else { whole };
    }
    Part::new(whole, 10_000_000)
}

fn school(
    standard: &Standard,
    schools: &[School],
    stage: Stage,
    share: &Share,
    told: [Standing; INDICATORS],
) -> Result<bool, Violation> {
    let (at, pupils, above, below) = *share;
    let mut reached = 0;
    let mut below_rest = false;
    for (indicator, told) in told.into_iter().enumerate() {
        let unit = &standard.indicators[indicator];
        let least = unit.least[stage as usize];
        // has·above/below ≥ least·pupils·scale/per, as whole numbers.
        let has =
            [u128::from(schools[at].has[indicator]), above, unit.per.into(), least.below.into()];
        let needs = [below, pupils, u128::from(unit.scale), u128::from(least.above)];
        let product =
            |it: [u128; 4]| it.into_iter().fold(Whole::of(1), |all, it| all.times(&Whole::of(it)));
        let (has, needs) = (product(has), product(needs));
        let part = |it: u32, of: &Whole| of.times(&Whole::of(it.into()));
        let standing = if has >= needs {
            Standing::Reached
        } else if part(standard.rest.below, &has) >= part(standard.rest.above, &needs) {
            Standing::Nearly
        } else {
            Standing::Below
        };
        let fits = told == standing;
        fits.then_some(()).ok_or(Violation::Standing { school: at, indicator })?;
        reached += usize::from(standing == Standing::Reached);
        below_rest |= standing == Standing::Below;
    }
    Ok(reached >= standard.needed && !below_rest)
}

/// q²·Σ nᵢ(N·Xᵢ − M)² ≤ p²·N·M², where xᵢ = Xᵢ/D and M = Σ nᵢXᵢ.
fn is_within(
    schools: &[School],
    shares: &[Share],
    given: &[u64],
    indicator: usize,
    limit: Part,
) -> bool {
    // What a pupil has, times D: D is the product of all denominators, without this one's.
    let each: Vec<Whole> = (0..shares.len())
        .map(|at| {
            let (school, _, above, of_all) = shares[at];
            let more = given.get(school).map_or(0, |it| u128::from(*it) * of_all);
            let others = shares.iter().enumerate().filter(|it| it.0 != at);
            let rest = others.fold(Whole::of(1), |all, (_, it)| all.times(&Whole::of(it.1 * it.3)));
            rest.times(&Whole::of(u128::from(schools[school].has[indicator]) * above + more))
        })
        .collect();
    let pupils = Whole::of(shares.iter().map(|it| it.1).sum());
    let sum = shares
        .iter()
        .zip(&each)
        .fold(Whole::of(0), |all, (it, x)| all.plus(&Whole::of(it.1).times(x)));
    let spread = shares.iter().zip(&each).fold(Whole::of(0), |all, (it, x)| {
        let apart = pupils.times(x).apart(&sum);
        all.plus(&Whole::of(it.1).times(&apart).times(&apart))
    });
    let square = |it: u32| Whole::of(u128::from(it) * u128::from(it));
    square(limit.below).times(&spread) <= square(limit.above).times(&pupils).times(&sum).times(&sum)
}

/// Checks that what is given makes the stage pass in this indicator: its coefficient, and that no
/// school stays below what the rest must reach. That nothing less would do is shown in `mend.rs`.
pub fn check_mended(input: &Input, question: &Question, answer: &Mended) -> Result<(), Violation> {
    let Mended::Least { gifts, steps } = answer else { return Ok(()) };
    let mut given = vec![0_u64; input.schools.len()];
    for Gift { school, for_itself, for_county } in gifts {
        let it = given.get_mut(*school).ok_or(Violation::Gifts)?;
        *it += (for_itself + for_county) * question.step;
    }
    let sum: u64 = gifts.iter().map(|it| it.for_itself + it.for_county).sum();
    let (standard, indicator) = (&input.standard, question.indicator);
    let shares = shares(standard, &input.schools, question.stage);
    let limit = standard.limit[question.stage as usize];
    let within = is_within(&input.schools, &shares, &given, indicator, limit);
    let unit = &standard.indicators[indicator];
    let least = unit.least[question.stage as usize];
    let reached = shares.iter().all(|(at, pupils, above, of_all)| {
        let has =
            u128::from(input.schools[*at].has[indicator]) * above + u128::from(given[*at]) * of_all;
        let has =
            has * u128::from(unit.per) * u128::from(least.below) * u128::from(standard.rest.below);
        let needs = pupils * of_all * u128::from(unit.scale) * u128::from(least.above);
        has >= needs * u128::from(standard.rest.above)
    });
    (within && reached && sum == *steps).then_some(()).ok_or(Violation::Gifts)
}
