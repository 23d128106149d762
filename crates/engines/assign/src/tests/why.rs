//! Each reason is held against what comes out when the child is sent to the nearer school.

use super::{Size, WIDE, categories, child, lists, placed, places, school};
use crate::{Barrier, Explainer, Input, Method, Options, Raw, check, solve};

/// The same lists with one child who may go to one school alone.
fn sent(raw: &Raw, id: &str, school: u64) -> Raw {
    let mut raw = raw.clone();
    let child = raw.children.iter_mut().find(|it| it.id == id).unwrap();
    child.near.retain(|it| it.school == school);
    child.excluded.clear();
    raw
}

#[test]
fn what_a_nearer_seat_would_cost_others_is_exactly_what_it_costs_when_it_is_given() {
    let (mut farther, mut held, mut unseats) = (0, 0, 0);
    for seed in 0..120 {
        let raw = lists(seed, Size { bundles: false, ..WIDE });
        let (input, outcome) = placed(&raw);
        let before = outcome.proposal();
        let explainer = Explainer::new(&input, before).unwrap();
        for nth in 0..input.children() {
            let why = explainer.why(nth);
            let Some(unit) = input.people[nth].unit else { continue };
            let category = input.units[unit].category;
            for it in why.passed.iter().take(2) {
                let other = Input::new(sent(&raw, &why.child, it.school)).unwrap();
                let after = solve(&other, &Options::default());
                check(&other, after.proposal()).unwrap();
                let (old, new) = (&before.proofs[category], &after.proposal().proofs[category]);
                let place = places(&other, after.proposal());
                match &it.barrier {
                    Barrier::Farther { others, saved, chain } => {
                        assert!(others >= saved, "{seed}");
                        assert_eq!(
                            chain.iter().map(|it| it.metres).sum::<i64>(),
                            *others,
                            "{seed}"
                        );
                        assert_eq!(new.metres, old.metres + others - saved, "{seed}");
                        farther += 1;
                    }
                    Barrier::Held => {
                        assert_eq!(place[other.people[nth].unit.unwrap()], None, "{seed}");
                        held += 1;
                    }
                    Barrier::Unseats => {
                        assert!(new.unseated >= old.unseated.max(1), "{seed}");
                        unseats += 1;
                    }
                    Barrier::NoSeats | Barrier::Together => {}
                }
            }
        }
    }
    assert!(farther > 100 && held > 100 && unseats > 100, "{farther} {held} {unseats}");
}

#[test]
fn a_family_reads_why_it_is_not_the_nearer_school() {
    let mut raw = Raw {
        schools: vec![school(0, 1), school(1, 2), school(2, 2)],
        categories: categories(&[Method::Nearest, Method::Ranked]),
        children: vec![
            child(0, "有户有房", &[100, 900, 1_000]),
            child(1, "有户有房", &[200, 400, 2_000]),
            child(2, "有户无房", &[150, 300, 700]),
            child(3, "有户无房", &[150, 300, 800]),
        ],
        bundles: Vec::new(),
    };
    raw.schools[0].name = "青山小学".into();
    let (input, outcome) = placed(&raw);
    let explainer = Explainer::new(&input, outcome.proposal()).unwrap();
    assert_eq!(
        explainer.why(1).text(&input),
        "安排到第1小学，距家 400 米，另有 1 所学校更近，但不能安排。\n\
         青山小学距家 200 米，已满，排在最后的一个学位给了“有户有房”类、距家 100 米的孩子。\
         若安排您的孩子，您少走 200 米，但要有 1 名孩子依次改校，合计多走 800 米。"
    );
    assert_eq!(
        explainer.why(3).text(&input),
        "安排到第2小学，距家 800 米，另有 2 所学校更近，但不能安排。\n\
         青山小学距家 150 米，已满，排在最后的一个学位给了“有户有房”类、距家 100 米的孩子。\
         学位都由排在前面的孩子占用，按规则不能让他们让出。\n\
         第1小学距家 300 米，已满，排在最后的一个学位给了“有户无房”类、距家 300 米的孩子。\
         学位都由排在前面的孩子占用，按规则不能让他们让出。"
    );
}

#[test]
fn nothing_is_explained_of_a_proposal_that_breaks_a_rule() {
    let (input, outcome) = placed(&lists(1, WIDE));
    let mut proposal = outcome.proposal().clone();
    proposal.proofs[0].metres += 1;
    assert!(Explainer::new(&input, &proposal).is_err());
}
