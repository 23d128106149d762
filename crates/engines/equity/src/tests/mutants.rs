//! Judgements that were spoiled on purpose: the check must find each.

use super::{input, only, school};
use crate::{
    Gift, Judgement, Mended, Question, Stage, Standing, Violation, check, check_mended, judge,
};

fn spoiled(spoil: impl FnOnce(&mut Judgement)) -> Violation {
    let county = input(vec![school("甲", [1000, 0, 0]), school("乙", [400, 500, 0])]);
    let mut judgement = judge(&county);
    check(&county, &judgement).unwrap();
    spoil(&mut judgement);
    check(&county, &judgement).unwrap_err()
}

#[test]
fn every_spoiled_judgement_is_found() {
    assert_eq!(spoiled(|it| it.stages.truncate(1)), Violation::Stages);
    assert_eq!(spoiled(|it| it.stages[0].branches.truncate(1)), Violation::Schools(Stage::Primary));
    let found = spoiled(|it| it.stages[0].branches[0].standing[3] = Standing::Nearly);
    assert_eq!(found, Violation::Standing { school: 0, indicator: 3 });
    let found = spoiled(|it| it.stages[1].branches[0].passes = false);
    assert!(matches!(found, Violation::School(1)));
    assert_eq!(spoiled(|it| it.stages[0].spreads[2].within ^= true), Violation::Limit(2));
    assert_eq!(spoiled(|it| it.stages[0].spreads[2].coefficient += 0.001), Violation::Shown(2));
    assert_eq!(spoiled(|it| it.stages[0].spreads_pass ^= true), Violation::County);
    assert_eq!(spoiled(|it| it.stages[0].schools_pass ^= true), Violation::County);
    assert_eq!(spoiled(|it| it.passes ^= true), Violation::County);
}

#[test]
fn gifts_that_do_not_mend_are_found() {
    let county = input(only(6, &[(100, 3), (100, 90)]));
    let question = Question { stage: Stage::Primary, indicator: 6, step: 1, budget: 1000 };
    let few = vec![Gift { school: 0, for_itself: 0, for_county: 1 }];
    let told = Mended::Least { gifts: few, steps: 1 };
    assert_eq!(check_mended(&county, &question, &told), Err(Violation::Gifts));
    let Mended::Least { gifts, steps } = crate::mend(&county, &question) else { panic!() };
    let told = Mended::Least { gifts, steps: steps - 1 };
    assert_eq!(check_mended(&county, &question, &told), Err(Violation::Gifts));
}
