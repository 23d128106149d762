//! Files of several attempts: what an organiser would rather not have side by side.

use super::{admit, draw_on, people, randomness, terms, values};
use crate::{
    Declaration, Evidence, Last, List, Previous, Relation, Sealed, Void, evidence::Evidence::*,
    relations,
};

/// A declaration with salts of its own.
fn declared(seed: u8, previous: Option<Previous>) -> (Declaration, Sealed) {
    let rule = admit(3, Last::Skip);
    let list = List::new(people(9, &[]), &rule).unwrap();
    let sealed = Sealed::new(&list, &randomness(seed));
    let mut terms = terms(rule, &sealed.opening());
    terms.previous = previous;
    (Declaration::new(terms, list.salted(sealed.key())).unwrap(), sealed)
}

fn transcript(made: &(Declaration, Sealed), one: u64) -> Evidence {
    Transcript(Box::new(draw_on(made.0.clone(), &made.1, values(one, 1))))
}

fn void(made: &(Declaration, Sealed)) -> Evidence {
    let values = values(5, 6)[..1].to_vec();
    let void = Void::new(made.0.clone(), values, "2027-07-20 09:59", "xueyu 0.1.0", "停电");
    Void(Box::new(void.unwrap()))
}

fn posted(made: &(Declaration, Sealed)) -> Evidence {
    Declaration(Box::new(made.0.clone()))
}

#[track_caller]
fn check(files: &[&Evidence], wrong: &[Relation]) {
    let files: Vec<_> = files.iter().copied().cloned().collect();
    let found = relations(&files).into_iter().filter(Relation::is_wrong);
    assert_eq!(found.collect::<Vec<_>>(), wrong);
}

#[test]
fn one_declaration_has_one_result() {
    let first = declared(1, None);
    let (one, other, void) = (transcript(&first, 1), transcript(&first, 2), void(&first));
    check(&[&posted(&first), &one, &one], &[]);
    let declaration = first.0.digest();
    check(&[&one, &other], &[Relation::Results { declaration, count: 2 }]);
    check(&[&one, &void], &[Relation::Results { declaration, count: 2 }]);
}

#[test]
fn a_secret_that_was_opened_is_not_promised_again() {
    let first = declared(1, None);
    let list = List::new(people(8, &[]), &admit(3, Last::Skip)).unwrap();
    let mut terms = terms(admit(3, Last::Skip), &first.1.opening());
    terms.rehearsal = true;
    let rehearsal = crate::Declaration::new(terms, list.salted(first.1.key())).unwrap();
    let again = posted(&(rehearsal, first.1.clone()));
    check(&[&transcript(&first, 1), &again], &[Relation::SameSecret { count: 2 }]);
}

#[test]
fn who_says_that_nothing_was_drawn_is_shown_what_was() {
    let first = declared(1, None);
    let drawn = transcript(&first, 1);
    let honest = declared(2, drawn.as_previous("名单漏了一人"));
    check(&[&transcript(&honest, 3), &posted(&first), &drawn], &[]);
    let hiding = declared(2, posted(&first).as_previous("名单漏了一人"));
    check(&[&transcript(&hiding, 3), &posted(&first)], &[]);
    check(&[&transcript(&hiding, 3), &posted(&first), &drawn], &[Relation::Altered]);
}

#[test]
fn a_family_finds_the_digest_that_it_kept_in_the_next_attempt() {
    let first = declared(1, None);
    let second = declared(2, transcript(&first, 1).as_previous("名单漏了一人"));
    assert_eq!(second.0.terms().previous.as_ref().unwrap().declaration, first.0.digest());
    let found = relations(&[posted(&second), posted(&first)]);
    assert_eq!(found, [Relation::WithoutResult { reason: "名单漏了一人".to_owned() }]);
}

#[test]
fn an_attempt_is_followed_by_one_and_not_by_a_choice() {
    let first = declared(1, None);
    let before = void(&first).as_previous("停电");
    let (one, other) = (declared(2, before.clone()), declared(3, before));
    let declaration = first.0.digest();
    let forked = Relation::Forked { declaration, count: 2 };
    check(&[&transcript(&one, 1), &void(&first), &transcript(&other, 1)], &[forked]);
}

#[test]
fn draws_that_do_not_name_each_other_are_told_and_rehearsals_are_not() {
    let (first, second) = (declared(1, None), declared(2, None));
    let third = declared(3, transcript(&second, 1).as_previous("再来"));
    let unlinked = Relation::Unlinked { count: 2 };
    check(&[&posted(&first), &transcript(&second, 1)], std::slice::from_ref(&unlinked));
    // The one between is missing: that, too, has to be seen.
    check(&[&posted(&second), &posted(&third)], &[]);
    let fourth = declared(4, transcript(&third, 1).as_previous("再来"));
    check(&[&posted(&second), &posted(&fourth)], &[unlinked]);
    check(&[&posted(&second), &transcript(&third, 1), &posted(&fourth)], &[]);
    let list = List::new(people(9, &[]), &admit(3, Last::Skip)).unwrap();
    let sealed = Sealed::new(&list, &randomness(9));
    let mut terms = terms(admit(3, Last::Skip), &sealed.opening());
    terms.rehearsal = true;
    let rehearsal = crate::Declaration::new(terms, list.salted(sealed.key())).unwrap();
    check(&[&posted(&first), &posted(&(rehearsal, sealed))], &[]);
}
