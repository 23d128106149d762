//! What no division can undercut, feature by feature.
//!
//! For one feature, let `N` be the total of its amounts and `k` the number of classes. Every
//! division gives the classes loads `x₁ … x_k` with `Σ x = N`, and what it costs is at least
//! weight · (max x − min x). The bound for the feature is the smallest range over *all* vectors
//! that satisfy conditions which every division satisfies; so no division can have a smaller one:
//!
//! 1. If all amounts are multiples of `g`, so are all loads.
//! 2. Places: a class of `s` places holds of a kind at most `s`, and, since only `n − N` pupils are
//!    not of the kind, at least `s − (n − N)`.
//! 3. Glued pupils: a unit with amount `v` lies in some class, whose load is then at least `v` when
//!    no amount is negative. Which class is not known, so any is tried.
//!
//! For bounds `low_c ≤ x_c ≤ high_c` a range of `r` is possible just when for some `m` the intervals
//! `[max(low_c, m), min(high_c, m + r)]` are none of them empty and their ends' sums enclose `N`
//! (integers between the ends' sums are all reached, moving one class at a time). The cost of a
//! division being the sum over features, the sum of the bounds is a bound.

use crate::problem::Problem;

/// The least range of each feature.
pub fn ranges(problem: &Problem) -> Vec<i64> {
    (0..problem.features()).map(|it| range(problem, it)).collect()
}

/// What no division can undercut: Σ weight · least range.
pub fn bound(problem: &Problem) -> i64 {
    ranges(problem).iter().zip(&problem.weights).map(|(range, weight)| range * weight).sum()
}

fn range(problem: &Problem, feature: usize) -> i64 {
    let amounts: Vec<i64> = problem
        .units
        .iter()
        .flat_map(|it| &it.amounts)
        .filter(|it| it.0 == feature)
        .map(|it| it.1)
        .collect();
    let total: i64 = amounts.iter().sum();
    let step = amounts.iter().fold(0, |g, it| gcd(g, it.abs()));
    if step == 0 {
        return 0;
    }
    let classes = i64::try_from(problem.sizes.len()).expect("few classes");
    if feature >= problem.first_sum() {
        // Sums: their amounts may be negative, so that only the first condition holds.
        return step * i64::from(total / step % classes != 0);
    }
    let pupils: usize = problem.sizes.iter().sum();
    let others = i64::try_from(pupils).expect("few pupils") - total;
    let places: Vec<i64> =
        problem.sizes.iter().map(|it| i64::try_from(*it).expect("few places")).collect();
    let up = |it: i64| (it + step - 1).div_euclid(step);
    let lows: Vec<i64> = places.iter().map(|it| up((it - others).max(0))).collect();
    let highs: Vec<i64> = places.iter().map(|it| it.div_euclid(step)).collect();
    let largest = amounts.iter().max().map_or(0, |it| it / step);
    // Classes of equal size are alike, so the largest unit is tried in one class of each size.
    let tries = places.iter().enumerate().filter(|(at, it)| places[..*at].iter().all(|b| b != *it));
    let least = tries.filter_map(|(class, _)| {
        let mut lows = lows.clone();
        lows[class] = lows[class].max(largest);
        least_range(&lows, &highs, total / step)
    });
    step * least.min().unwrap_or(0)
}

/// The least range of whole numbers within their bounds that add up to `total`, if there are any.
fn least_range(lows: &[i64], highs: &[i64], total: i64) -> Option<i64> {
    let most = highs.iter().max().copied()?;
    (0..=most).find(|range| {
        (0..=most).any(|from| {
            let ends = lows.iter().zip(highs);
            let ends = ends.map(|(low, high)| ((*low).max(from), (*high).min(from + range)));
            let sums = ends.fold((0, 0, true), |it, (low, high)| {
                (it.0 + low, it.1 + high, it.2 && low <= high)
            });
            sums.2 && (sums.0..=sums.1).contains(&total)
        })
    })
}

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}
