//! Pay, case by case.

use vocab::{Fen, Id, StaffId};

use super::{
    model::State,
    rules::{self, Refusal, Step},
};

fn teacher(bits: i64) -> StaffId {
    Id::from_bits(bits).unwrap()
}

#[test]
fn a_teacher_is_paid_for_the_sessions_that_have_a_roll_call() {
    let rate = Fen::yuan(60);
    let lines = rules::lines(&[(teacher(1), 20, rate), (teacher(2), 0, rate)]).unwrap();
    assert_eq!(lines.len(), 1, "no session, no line");
    assert_eq!(lines[0].amount, Fen::yuan(1200));
    assert_eq!(rules::total(&lines), Ok(Fen::yuan(1200)));
    assert_eq!(rules::lines(&[(teacher(2), 0, rate)]), Err(Refusal::Nothing));
    let absurd = [(teacher(1), u32::MAX, Fen::new(i64::MAX))];
    assert_eq!(rules::lines(&absurd), Err(Refusal::TooMuch));
}

#[test]
fn a_sheet_goes_from_school_to_bureau_and_back_only_with_a_reason() {
    use State::{Confirmed, Made, Returned, Reviewed};
    let allowed = [
        (Made, Step::Confirm, Confirmed),
        (Returned, Step::Confirm, Confirmed),
        (Confirmed, Step::Review, Reviewed),
        (Confirmed, Step::Return, Returned),
    ];
    for from in State::ALL {
        for step in [Step::Confirm, Step::Review, Step::Return] {
            let expected = allowed.iter().find(|it| (it.0, it.1) == (from, step)).map(|it| it.2);
            assert_eq!(rules::next(from, step, "9 月 3 日课时重复").ok(), expected);
        }
    }
    assert_eq!(rules::next(Confirmed, Step::Return, " "), Err(Refusal::SilentReturn));
}
