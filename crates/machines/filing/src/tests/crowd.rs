//! Envelopes are opened and results shown in crowds only, whatever comes.

use proptest::prelude::*;
use vocab::PlaceId;

use crate::crowd::{CROWD, Waiting, batches, hidden};

fn place(number: i64) -> PlaceId {
    PlaceId::from_bits(number).unwrap()
}

/// Envelopes of some schools, each in one of four towns of one county.
fn waiting(schools: &[u8]) -> Vec<Waiting> {
    let one = |(id, school): (i64, &u8)| {
        let school = i64::from(*school % 12);
        Waiting { id, way: vec![place(100 + school), place(10 + school % 4), place(1)] }
    };
    (0..).zip(schools).map(one).collect()
}

#[test]
fn nine_of_a_school_wait_and_the_tenth_opens_all() {
    assert!(batches(waiting(&[3; 9]), false).is_empty());
    let found = batches(waiting(&[3; 10]), false);
    assert_eq!((found.len(), found[0].envelopes.len(), found[0].place), (1, 10, place(103)));
}

#[test]
fn what_is_left_at_the_end_is_counted_where_it_is_a_crowd() {
    // Six of each of two schools in one town, and three of a school in another.
    let schools = [[0; 6].as_slice(), &[4; 6], &[1; 3]].concat();
    let found = batches(waiting(&schools), true);
    let told: Vec<_> = found.iter().map(|it| (it.place, it.envelopes.len())).collect();
    assert_eq!(told, [(place(10), 12), (place(1), 3)]);
}

#[test]
fn a_small_count_is_not_told_by_those_beside_it() {
    assert_eq!(hidden(&[40, 3, 25]), [false, true, true], "25 + 3 hide each other");
    assert_eq!(hidden(&[40, 5, 6]), [false, true, true]);
    assert_eq!(hidden(&[40, 0, 12]), [false, false, false], "nobody is hidden by nothing");
    assert_eq!(hidden(&[4]), [true]);
}

proptest! {
    #[test]
    fn each_envelope_is_opened_at_most_once_and_never_alone(
        schools in prop::collection::vec(any::<u8>(), 0..200),
        has_ended in any::<bool>(),
    ) {
        let found = batches(waiting(&schools), has_ended);
        let mut all: Vec<i64> = found.iter().flat_map(|it| it.envelopes.clone()).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        prop_assert_eq!(all.len(), count);
        if has_ended {
            prop_assert_eq!(count, schools.len(), "at the end none is left");
        }
        for it in &found {
            prop_assert!(it.envelopes.len() >= CROWD || it.place == place(1));
        }
    }

    #[test]
    fn what_is_hidden_is_a_crowd_together_or_everything(
        counts in prop::collection::vec(0..60_i64, 0..20),
    ) {
        let found = hidden(&counts);
        let crowd = i64::try_from(CROWD).unwrap();
        let sum = |is: bool| -> i64 {
            counts.iter().zip(&found).filter(|it| *it.1 == is).map(|it| it.0).sum()
        };
        for (count, hidden) in counts.iter().zip(&found) {
            prop_assert!(*hidden || *count == 0 || *count >= crowd);
        }
        prop_assert!(sum(true) == 0 || sum(true) >= crowd || sum(false) == 0);
    }
}
