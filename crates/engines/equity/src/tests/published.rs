//! The worked example that circulates with the official method: books in five schools, published
//! as 0.52; recomputed 0.515257, and 0.488771 if pupils are not counted.

use super::{input, judged, only};
use crate::{Part, judge};

const SCHOOLS: [(u32, u64); 5] = [(45, 279), (37, 137), (89, 935), (76, 160), (55, 402)];

#[test]
fn the_published_example_comes_out() {
    let judgement = judged(&input(only(6, &SCHOOLS)));
    let spread = judgement.stages[0].spreads[6];
    assert!((spread.coefficient - 0.515_257).abs() < 5e-7, "{}", spread.coefficient);
    assert_eq!(format!("{:.2}", spread.coefficient), "0.52");
    assert!((spread.mean / 100.0 - 6.334_437).abs() < 5e-7);
    assert!(!spread.within, "0.5153 is above 0.50");
}

#[test]
fn a_limit_that_is_met_exactly_is_met() {
    // Two schools of one pupil with 1 and 3: CV = 1/2 exactly.
    let county = input(only(6, &[(1, 1), (1, 3)]));
    assert!(judge(&county).stages[0].spreads[6].within);
    let branches = county.branches(crate::Stage::Primary);
    assert!(crate::judge::at_most(branches, 6, Part::new(1, 2)));
    assert!(!crate::judge::at_most(branches, 6, Part::new(4_999, 10_000)));
}

#[test]
fn one_teacher_more_or_less_at_the_limit_is_told_where_floating_point_sees_none() {
    let far = 300_000_000_000_u64;
    let equal = input(only(6, &[(1, far), (1, 3 * far)]));
    let above = input(only(6, &[(1, far), (1, 3 * far + 1)]));
    assert!(judge(&equal).stages[0].spreads[6].within);
    assert!(!judge(&above).stages[0].spreads[6].within);
    judged(&above);
}
