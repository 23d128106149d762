//! What a what-if says is what comes out when the changed lists are placed from nothing.

use super::{Lots, SMALL, WIDE, lists, placed};
use crate::{Change, Options, Unfit, check, solve, what_if};

#[test]
fn a_what_if_comes_out_as_if_everything_were_placed_afresh() {
    let (mut kept, mut moved) = (0, 0);
    for seed in 0..800 {
        let raw = lists(seed, if seed % 2 == 0 { SMALL } else { WIDE });
        let (input, outcome) = placed(&raw);
        let mut lots = Lots(seed);
        let count = usize::try_from(lots.below(2)).unwrap() + 1;
        let changes: Vec<Change> = (0..count)
            .map(|_| {
                let child = lots.below(input.children() as u64);
                let child = input.id(usize::try_from(child).unwrap()).to_owned();
                let nth = usize::try_from(lots.below(input.schools().len() as u64)).unwrap();
                let school = input.schools()[nth].code;
                match lots.below(3) {
                    0 => Change::Only { child, school },
                    1 => Change::Forbid { child, school },
                    _ => {
                        let seats =
                            input.schools()[nth].seats + u32::try_from(lots.below(4)).unwrap();
                        Change::Seats { school, seats: seats.saturating_sub(1) }
                    }
                }
            })
            .collect();
        let Ok(it) = what_if(&input, outcome.proposal(), &changes, &Options::default()) else {
            continue;
        };
        let found = it.outcome.proposal();
        assert_eq!(check(&it.input, found), Ok(()), "{seed}");
        let afresh = solve(&it.input, &Options::default());
        let (one, other) = (&found.proofs[0], &afresh.proposal().proofs[0]);
        if !super::has_bundle(&it.input, 0) {
            assert_eq!((one.metres, one.seated), (other.metres, other.seated), "{seed}");
        }
        kept += it.kept;
        moved += it.moved.len();
    }
    assert!(kept > 300 && moved > 300, "{kept} {moved}");
}

#[test]
fn nothing_changes_where_nothing_is_changed() {
    for seed in 0..200 {
        let (input, outcome) = placed(&lists(seed, WIDE));
        let it = what_if(&input, outcome.proposal(), &[], &Options::default()).unwrap();
        assert_eq!(it.outcome, outcome, "{seed}");
        assert_eq!(it.moved, []);
    }
}

#[test]
fn a_change_that_fits_nothing_is_refused_with_its_reason() {
    let (input, outcome) = placed(&lists(3, WIDE));
    let child = input.id(0).to_owned();
    let changes = [
        Change::Only { child: "nobody".into(), school: 100 },
        Change::Forbid { child, school: 7 },
        Change::Seats { school: 8, seats: 1 },
    ];
    let wrong = what_if(&input, outcome.proposal(), &changes, &Options::default()).unwrap_err();
    let expected = [Unfit::Child("nobody".into()), Unfit::School(7), Unfit::School(8)];
    assert_eq!(wrong, expected);
}
