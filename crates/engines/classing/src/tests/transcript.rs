//! The file: recomputed, and refused after any change, also where the digests were made to fit.

use serde_json::Value;

use super::year::{by_levels, input, raw, request, seed};
use crate::{
    Breach, Change, Method, NotGenuine, Note, Outcome, Refused, Register, Transcript, Wish, digest,
    solve,
};

fn transcript(method: Method) -> Transcript {
    let input = input(34, 3, method);
    match solve(&input, &seed(5)) {
        Outcome::Solved(it) => Transcript::new(&input, *it),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_transcript_is_read_back_and_recomputed() {
    for method in [Method::Snake, Method::Strata, Method::Optimised] {
        let it = transcript(method);
        let again = Transcript::read(&it.to_json()).unwrap();
        assert_eq!(again, it);
        assert_eq!(again.verify(), Ok(()));
    }
    let input = by_levels(30, 2, Method::Optimised);
    let Outcome::Solved(it) = solve(&input, &seed(5)) else { panic!() };
    let it = Transcript::new(&input, *it);
    assert_eq!(Transcript::read(&it.to_json()).unwrap().verify(), Ok(()));
    assert!(!it.to_json().contains("学生"), "no names");
}

/// A published division must come out the same for ever.
#[test]
fn a_published_division_stays_as_it_was() {
    let it = transcript(Method::Optimised);
    assert_eq!(it.posted(), "4b9c18513c4c20d658904cf92d13142527454518f167ce242d5d123984090b77");
    assert_eq!(it.digest(), "ac6fe84564e80af78d814b89dc0fe1730908e6000f3d7ba26bc8c411e363927c");
}

#[test]
fn any_byte_that_is_changed_added_or_cut_off_is_noticed() {
    let text = transcript(Method::Strata).to_json();
    for at in 0..text.len() {
        for changed in [b'0', b'1', b'a', b' ', b'"'] {
            let mut bytes = text.clone().into_bytes();
            if bytes[at] != changed {
                bytes[at] = changed;
                if let Ok(text) = String::from_utf8(bytes) {
                    assert!(Transcript::read(&text).is_err(), "byte {at}");
                }
            }
        }
        if text.is_char_boundary(at) {
            assert!(Transcript::read(&text[..at]).is_err());
        }
    }
    assert!(Transcript::read(&format!("{text}\n")).is_err());
}

/// Changes the content and makes every digest fit, as a forger would.
fn forged(change: impl FnOnce(&mut Value)) -> Result<(), NotGenuine> {
    let text = transcript(Method::Optimised).to_json();
    let mut value: Value = serde_json::from_str(&text).unwrap();
    change(&mut value["transcript"]);
    // Through our own types, so that the fields keep their order.
    Transcript::read(&refit(&value).expect("still of its shape"))?.verify()
}

pub(super) fn refit(value: &Value) -> Option<String> {
    #[derive(serde::Serialize)]
    struct Plain<'a> {
        transcript: &'a crate::transcript::Body,
        digest: String,
    }
    let mut body: crate::transcript::Body =
        serde_json::from_value(value["transcript"].clone()).ok()?;
    body.posted = body.sealed.digest();
    let digest = crate::transcript::digest_of(&body);
    Some(digest::canonical(&Plain { transcript: &body, digest }))
}

#[test]
fn a_forger_who_makes_the_digests_fit_is_found_by_recomputing() {
    assert_eq!(forged(|_| ()), Ok(()));
    assert_eq!(
        forged(|it| {
            let one = it["solution"]["classes"][0][0].take();
            it["solution"]["classes"][0][0] = it["solution"]["classes"][1][0].take();
            it["solution"]["classes"][1][0] = one;
        }),
        Err(NotGenuine::Result)
    );
    for (field, value) in [("cost", 1), ("bound", 0), ("rounds", 9)] {
        let changed = forged(|it| it["solution"][field] = value.into());
        assert_eq!(changed, Err(NotGenuine::Result), "{field}");
    }
    let another = forged(|it| it["solution"]["seed"] = "6 0 0 0 0 0".into());
    assert_eq!(another, Err(NotGenuine::Result));
    // The same numbers written otherwise, and more of them.
    let otherwise = forged(|it| it["solution"]["seed"] = "5 0 0 0 00 0".into());
    assert_eq!(otherwise, Err(NotGenuine::Result));
    let more = forged(|it| it["solution"]["seed"] = "5 0 0 0 0 0 0".into());
    assert!(matches!(more, Err(NotGenuine::Seed(_))));
    // A division after fewer rounds than were declared is one of many to choose from.
    assert_eq!(forged(|it| it["solution"]["end"] = "dealt".into()), Err(NotGenuine::Result));
    assert_eq!(
        forged(|it| it["sealed"]["pupils"].as_array_mut().unwrap().swap(0, 1)),
        Err(NotGenuine::Irregular)
    );
    // Levels for grade 1.
    assert_eq!(
        forged(|it| it["sealed"]["pupils"][0]["levels"] = serde_json::json!(["A"])),
        Err(NotGenuine::Irregular)
    );
    assert!(matches!(
        forged(|it| it["sealed"]["plan"]["classes"] = 0.into()),
        Err(NotGenuine::Defects(_))
    ));
}

pub(super) fn note() -> Note {
    let text = |it: &str| it.to_owned();
    Note {
        on: text("2026-09-14"),
        by: text("教务处 王老师"),
        reason: text("双胞胎家长改为同班"),
        despite: String::new(),
    }
}

#[test]
fn who_comes_goes_to_the_smallest_class_and_every_act_is_in_the_chain() {
    let it = transcript(Method::Optimised);
    let mut register = Register::new(&it);
    // 34 in three classes: 12, 11, 11.
    let first = it.solution().classes[1][0].clone();
    register.leave(&first, note()).unwrap();
    register.arrive("转1", vocab::Sex::Male, &[], note()).unwrap();
    assert_eq!(register.class_of("转1"), Some(2), "the only class of ten");
    register.arrive("转2", vocab::Sex::Female, &[], note()).unwrap();
    let two = register.class_of("转2").unwrap();
    assert!(two != 1, "the class of twelve");
    let moved = it.solution().classes[0][3].clone();
    register.shift(&moved, 3, note()).unwrap();
    let read = Register::read(&it, &register.to_json()).unwrap();
    assert_eq!((read.head(), read.sizes()), (register.head(), register.sizes()));
    assert_eq!(read.acts().len(), 4);

    let json = register.to_json();
    for (from, to) in [("双胞胎", "其他"), ("转1", "转3"), ("\"to\": 3", "\"to\": 2")] {
        assert!(json.contains(from));
        assert!(Register::read(&it, &json.replacen(from, to, 1)).is_err(), "{from}");
    }
    assert!(Register::read(&transcript(Method::Snake), &json).is_err(), "another division");
}

#[test]
fn of_equal_classes_the_one_with_fewer_of_the_same_sex_takes_the_newcomer() {
    let mut raw = super::year::raw(6, 2, Method::Optimised);
    raw.requests = vec![request(Wish::Together, &[0, 1], 2)];
    let input = crate::Input::new(raw).unwrap();
    let Outcome::Solved(it) = solve(&input, &seed(1)) else { panic!() };
    let it = Transcript::new(&input, *it);
    // Pupils 0, 1 and 5 are girls, and 0 and 1 are together, so that one class has two.
    let mut register = Register::new(&it);
    let with_two = register.class_of("20260000").unwrap();
    register.arrive("新", vocab::Sex::Female, &[], note()).unwrap();
    assert_ne!(register.class_of("新"), Some(with_two));
}

#[test]
fn an_act_without_a_reason_or_for_nobody_is_refused() {
    let it = transcript(Method::Snake);
    let mut register = Register::new(&it);
    let known = it.solution().classes[0][0].clone();
    let empty = Note { reason: " ".to_owned(), ..note() };
    assert_eq!(register.shift(&known, 2, empty), Err(Refused::Note));
    assert_eq!(register.shift(&known, 1, note()), Err(Refused::Class(1)));
    assert_eq!(register.shift(&known, 9, note()), Err(Refused::Class(9)));
    assert_eq!(register.leave("无", note()), Err(Refused::Unknown("无".to_owned())));
    assert_eq!(register.arrive(&known, vocab::Sex::Male, &[], note()), Err(Refused::Known(known)));
    assert!(register.acts().is_empty());
}

/// 36 in three classes; two who stay together, two who stay apart, two of the same name.
pub(super) fn bound() -> Transcript {
    let mut raw = raw(36, 3, Method::Optimised);
    let mut list = super::year::pupils(36);
    list[20].name = list[30].name.clone();
    raw.entry = crate::Entry::Grade1(list);
    let input = crate::Input::new(raw).unwrap();
    let Outcome::Solved(it) = solve(&input, &seed(1)) else { panic!() };
    Transcript::new(&input, *it)
}

fn despite() -> Note {
    Note { despite: "家长书面同意".to_owned(), ..note() }
}

#[test]
fn a_move_that_breaks_a_request_needs_a_reason_for_that_and_names_it() {
    let it = bound();
    let mut register = Register::new(&it);
    let (one, other) = ("20260001", "20260006");
    let home = register.class_of(one).unwrap();
    let away = home % 3 + 1;
    let pupils = vec![one.to_owned(), other.to_owned()];
    let breach = Breach::Together { pupils, reason: "双胞胎".to_owned() };
    let told = register.shift(one, away, note()).unwrap_err();
    assert_eq!(told, Refused::Breaks(vec![breach.clone()]));
    assert!(told.to_string().contains("同班申请（双胞胎）：20260001、20260006"), "{told}");
    assert!(register.acts().is_empty());
    let act = register.shift(one, away, despite()).unwrap();
    assert_eq!(act.breaks, std::slice::from_ref(&breach));
    assert_eq!(register.broken().into_iter().collect::<Vec<_>>(), [breach]);
    // The other one follows: all is well again, and nothing is left to be explained.
    assert_eq!(register.shift(other, away, despite()).unwrap_err(), Refused::BreaksNothing);
    assert_eq!(register.shift(other, away, note()).unwrap().breaks, []);
    assert!(register.broken().is_empty());
    let again = Register::read(&it, &register.to_json()).unwrap();
    assert_eq!(again.head(), register.head());
    let whole = register.to_json();
    for (from, to) in
        [("家长书面同意", "家长口头同意"), ("together", "apart"), ("双胞胎", "双生子")]
    {
        assert!(whole.contains(from), "{from}");
        assert!(Register::read(&it, &whole.replacen(from, to, 1)).is_err(), "{from}");
    }
}

#[test]
fn those_who_avoid_each_other_and_those_of_the_same_name_do_not_meet_unnoticed() {
    let it = bound();
    let mut register = Register::new(&it);
    let to = register.class_of("20260009").unwrap();
    let told = register.shift("20260002", to, note()).unwrap_err();
    let pupils = vec!["20260002".to_owned(), "20260009".to_owned()];
    assert_eq!(told, Refused::Breaks(vec![Breach::Apart { pupils, reason: "双胞胎".to_owned() }]));
    let to = register.class_of("20260030").unwrap();
    let told = register.shift("20260020", to, note()).unwrap_err();
    let pupils = vec!["20260020".to_owned(), "20260030".to_owned()];
    assert_eq!(told, Refused::Breaks(vec![Breach::Namesakes { pupils }]));
    // Who has left is in nobody's way.
    register.leave("20260030", note()).unwrap();
    register.shift("20260020", to, note()).unwrap();
}

#[test]
fn a_newcomer_does_not_come_to_a_namesake_as_long_as_another_class_is_as_small() {
    let it = bound();
    let mut register = Register::new(&it);
    let alike: Vec<String> = vec!["20260003".to_owned()];
    for newcomer in ["新1", "新2"] {
        let act = register.arrive(newcomer, vocab::Sex::Female, &alike, note()).unwrap();
        let Change::Arrive { to, .. } = act.change else { panic!() };
        assert_ne!(Some(to), register.class_of("20260003"), "two classes of twelve are left");
    }
    // Now the class of the namesake is the smallest, and the rule of size goes first.
    let told = register.arrive("新3", vocab::Sex::Female, &alike, note()).unwrap_err();
    assert!(matches!(told, Refused::Breaks(_)), "{told}");
    let act = register.arrive("新3", vocab::Sex::Female, &alike, despite()).unwrap();
    let pupils = vec!["20260003".to_owned(), "新3".to_owned()];
    assert_eq!(act.breaks, [Breach::Namesakes { pupils }]);
    let nobody = vec!["不在".to_owned()];
    let told = register.arrive("新4", vocab::Sex::Male, &nobody, note()).unwrap_err();
    assert_eq!(told, Refused::Unknown("不在".to_owned()));
    assert_eq!(Register::read(&it, &register.to_json()).unwrap().sizes(), register.sizes());
}
