//! Six of seven, eighty-five per cent of the rest, and schools of several stages.

use super::{input, judged, school};
use crate::{Limited, Part, Raw, Stage, Standard, Standing};

#[test]
fn six_of_seven_are_enough_if_the_seventh_is_nearly_reached() {
    let mut it = school("甲", [1000, 0, 0]);
    let passes =
        |it: &crate::School| judged(&input(vec![it.clone()])).stages[0].branches[0].clone();
    assert!(passes(&it).passes);
    it.has[0] = 36; // 3.6 of 4.2 per hundred: above 3.57
    let nearly = passes(&it);
    assert_eq!((nearly.standing[0], nearly.passes), (Standing::Nearly, true));
    it.has[0] = 35;
    assert_eq!((passes(&it).standing[0], passes(&it).passes), (Standing::Below, false));
    it.has[0] = 36;
    it.has[1] = 9; // a second one that is only nearly reached
    assert!(!passes(&it).passes);
}

#[test]
fn a_threshold_that_is_met_exactly_is_met() {
    let mut it = school("甲", [1000, 0, 0]);
    it.has[0] = 42;
    assert_eq!(judged(&input(vec![it])).stages[0].branches[0].standing[0], Standing::Reached);
}

#[test]
fn a_nine_year_school_is_split_one_to_one_point_one() {
    let mut it = school("九年一贯", [500, 500, 0]);
    it.has[5] = 2_100_000;
    let judgement = judged(&input(vec![it]));
    let value = |at: usize| judgement.stages[at].branches[0].values[5];
    assert!((value(0) - 2000.0).abs() < 1e-9, "1 000 000 for 500");
    assert!((value(1) - 2200.0).abs() < 1e-9, "1 100 000 for 500");
}

#[test]
fn complete_and_twelve_year_schools_leave_the_senior_stage_out() {
    let mut complete = school("完中", [0, 100, 100]);
    complete.has[5] = 220_000;
    let mut twelve = school("十二年", [100, 100, 100]);
    twelve.has[5] = 342_000;
    let judgement = judged(&input(vec![complete, twelve]));
    let junior = &judgement.stages[1];
    assert_eq!(junior.stage, Stage::Junior);
    assert!((junior.branches[0].values[5] - 1000.0).abs() < 1e-9);
    assert!((junior.branches[1].values[5] - 1100.0).abs() < 1e-9);
    assert!((judgement.stages[0].branches[0].values[5] - 1000.0).abs() < 1e-9);
}

#[test]
fn the_limit_applies_to_each_or_to_the_mean_as_set() {
    let (one, mut two) = (school("甲", [1000, 0, 0]), school("乙", [1000, 0, 0]));
    two.has[6] = one.has[6] * 4; // CV = 0.6 for this one, nothing for the others
    let schools = vec![one, two];
    let each = judged(&input(schools.clone()));
    assert!(!each.passes && each.stages[0].schools_pass);
    let limited = Limited::Mean { each: Part::new(65, 100) };
    let standard = Standard { limited, ..Standard::OF_2017 };
    let mean = judged(&crate::Input::new(Raw { standard, schools }).unwrap());
    assert!(mean.passes);
}
