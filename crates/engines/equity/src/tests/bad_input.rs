//! All that is wrong is said at once.

use super::school;
use crate::{Defect, INDICATORS, Input, Part, Raw, School, Standard};

fn defects(standard: &Standard, schools: Vec<School>) -> Vec<Defect> {
    Input::new(Raw { standard: *standard, schools }).unwrap_err()
}

#[test]
fn every_defect_is_told_with_its_line() {
    assert_eq!(defects(&Standard::OF_2017, Vec::new()), [Defect::Schools(0)]);
    let empty = school("甲", [0, 0, 300]);
    let odd = school("乙", [100, 0, 100]);
    let mut rich = school("丙", [100, 0, 0]);
    rich.has[5] = u64::MAX;
    let told = defects(&Standard::OF_2017, vec![empty, odd, rich]);
    let texts: Vec<String> = told.iter().map(ToString::to_string).collect();
    assert_eq!(texts.len(), 3);
    assert!(texts[0].starts_with("第 1 行 甲") && texts[1].starts_with("第 2 行 乙"));
    assert!(texts[2].contains("请核对单位"));
}

#[test]
fn what_nobody_has_makes_no_coefficient() {
    let mut it = school("甲", [100, 0, 0]);
    it.has[INDICATORS - 1] = 0;
    let told = defects(&Standard::OF_2017, vec![it]);
    assert_eq!(told, [Defect::Nothing { stage: "小学", indicator: 7 }]);
}

#[test]
fn a_standard_with_a_denominator_of_zero_is_refused() {
    let standard = Standard { rest: Part::new(85, 0), ..Standard::OF_2017 };
    assert_eq!(defects(&standard, vec![school("甲", [100, 0, 0])]), [Defect::Standard]);
}
