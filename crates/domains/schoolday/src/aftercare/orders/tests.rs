//! Refunds to the fen.

use std::num::NonZeroU32;

use proptest::prelude::*;
use vocab::Fen;

use super::{
    model::State,
    rules::{Refusal, may_mark_paid, refund, refund_left, refund_of_day, session_price},
};

fn planned(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap()
}

#[test]
fn what_does_not_divide_lies_in_the_last_session() {
    let fee = Fen::new(10_000);
    assert_eq!(session_price(fee, 1, planned(3)), Fen::new(3_333));
    assert_eq!(session_price(fee, 3, planned(3)), Fen::new(3_334));
    for (used, back) in [(0, 10_000), (1, 6_667), (2, 3_334), (3, 0)] {
        assert_eq!(refund(fee, used, planned(3)), Ok(Fen::new(back)), "{used} used");
    }
    assert_eq!(refund(fee, 4, planned(3)), Err(Refusal::MoreThanPlanned { used: 4, planned: 3 }));
}

#[test]
fn a_payment_is_marked_once_and_only_whole() {
    let owed = Fen::yuan(480);
    assert_eq!(may_mark_paid(State::Due, owed, owed), Ok(()));
    assert_eq!(may_mark_paid(State::Paid, owed, owed), Err(Refusal::NotFrom(State::Paid)));
    let paid = Fen::yuan(48);
    assert_eq!(may_mark_paid(State::Due, paid, owed), Err(Refusal::OtherAmount { paid, owed }));
}

proptest! {
    #[test]
    fn sessions_add_up_to_the_fee_and_refund_is_what_is_left(
        fen in 0i64..10_000_000, sessions in 1u32..200, used in 0u32..200,
    ) {
        let (fee, sessions_planned) = (Fen::new(fen), planned(sessions));
        let used = used.min(sessions);
        let price = |number| session_price(fee, number, sessions_planned);
        prop_assert_eq!(Fen::sum((1..=sessions).map(price)), Some(fee));
        let left = Fen::sum((used + 1..=sessions).map(price)).unwrap();
        prop_assert_eq!(refund(fee, used, sessions_planned), Ok(left));
    }

    #[test]
    fn days_called_off_and_leaving_bring_back_what_leaving_alone_would(
        fen in 0i64..10_000_000, sessions in 1u32..60, used in 0u32..60, off in 0u32..60,
    ) {
        let (fee, planned) = (Fen::new(fen), planned(sessions));
        let used = used.min(sessions);
        let mut given = Fen::ZERO;
        for _ in 0..off {
            let back = refund_of_day(fee, used, planned, given).unwrap();
            prop_assert!(!back.is_negative());
            given = given.checked_add(back).unwrap();
        }
        let left = refund_left(fee, used, planned, given).unwrap();
        prop_assert_eq!(given.checked_add(left), refund(fee, used, planned).ok());
    }

    #[test]
    fn a_refund_is_never_negative_nor_more_than_the_fee_and_falls_with_each_session(
        fen in 0i64..10_000_000, sessions in 1u32..200,
    ) {
        let fee = Fen::new(fen);
        let back: Vec<Fen> =
            (0..=sessions).map(|used| refund(fee, used, planned(sessions)).unwrap()).collect();
        prop_assert_eq!((back[0], back[back.len() - 1]), (fee, Fen::ZERO));
        prop_assert!(back.windows(2).all(|pair| pair[0] >= pair[1]));
        prop_assert!(back.iter().all(|it| !it.is_negative()));
    }
}
