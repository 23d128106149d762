//! What a bureau gets wrong: each is told with its line and its reason, and nothing panics.

use proptest::prelude::*;
use vocab::{IdNumber, Sex};

use super::{admit, declared, draw_on, everyone, people, sources, terms, values};
use crate::{
    Declaration, Defect, Entry, Evidence, Fault, Last, List, Opening, Refusal, Rule, Source,
    Transcript, Value,
};

#[track_caller]
fn check(entries: Vec<Entry>, rule: &Rule, expected: &[&str]) {
    let found = List::new(entries, rule).unwrap_err();
    let told: Vec<_> = found.iter().map(ToString::to_string).collect();
    assert_eq!(told, expected);
}

fn bundled(line: u32, number: &str, bundle: &str, size: Option<u32>) -> Entry {
    let bundle = Some(bundle.to_owned());
    Entry { bundle, bundle_size: size, ..Entry::new(line, number) }
}

#[test]
fn a_number_that_stands_twice_is_told_with_both_lines() {
    let entries = vec![Entry::new(2, "A1"), Entry::new(3, "A2"), Entry::new(9, "A1")];
    let told = "第 9 行：报名号“A1”与第 2 行重复。请删去一行或改正号码";
    check(entries, &admit(1, Last::Skip), &[told]);
}

#[test]
fn a_number_that_looks_like_another_is_told_with_both_lines() {
    let entries = vec![Entry::new(2, "Ab1"), Entry::new(3, "AB1"), Entry::new(9, "ＡＢ1")];
    let told = |line, number: &str, other: &str, before| {
        format!(
            "第 {line} 行：报名号“{number}”与第 {before} 行的“{other}”只差大小写或全角半角，会被当作两个人。请改正，确是两人的请另编号码"
        )
    };
    let told = [told(3, "AB1", "Ab1", 2), told(9, "ＡＢ1", "Ab1", 2)];
    check(entries, &admit(1, Last::Skip), &[&told[0], &told[1]]);
}

#[test]
fn a_bundle_that_lacks_somebody_is_told() {
    let rule = admit(9, Last::Skip);
    let alone = "第 2 行：捆绑号“双1”只有这一人。请补上同胞的一行，或清空捆绑号";
    check(vec![bundled(2, "A1", "双1", None), Entry::new(3, "A2")], &rule, &[alone]);
    let entries = vec![bundled(2, "A1", "三1", Some(3)), bundled(3, "A2", "三1", Some(3))];
    check(entries, &rule, &["第 2 行：捆绑号“三1”写明 3 人，名单里有 2 人"]);
    let mut entries = people(25, &[21]);
    entries.truncate(21);
    check(entries, &admit(50, Last::Skip), &["第 2 行：捆绑号“B0”有 21 人，最多 20 人"]);
}

#[test]
fn a_bundle_over_two_groups_is_told() {
    let groups = vec!["一类".to_owned(), "二类".to_owned()];
    let rule = Rule::Admit { groups, places: 9, last: Last::Skip };
    let of = |line, number, group: &str| Entry {
        group: group.to_owned(),
        ..bundled(line, number, "双1", None)
    };
    let told = "第 3 行：捆绑号“双1”的人分在“一类”和“二类”两组，捆绑的人必须同组";
    check(vec![of(2, "A1", "一类"), of(3, "A2", "二类")], &rule, &[told]);
    let told = "第 3 行：组别“三类”不在派位规则里。规则的组别：一类、二类";
    let entries = vec![
        Entry { group: "一类".to_owned(), ..Entry::new(2, "A1") },
        Entry { group: "三类".to_owned(), ..Entry::new(3, "A2") },
    ];
    check(entries, &rule, &[told]);
}

#[test]
fn fewer_places_than_a_bundle_needs_are_told() {
    let told = "第 2 行：捆绑的 3 人只有 2 个名额可进，永远不能整组录取";
    for last in [Last::Extend, Last::Skip, Last::Standby] {
        check(people(9, &[3]), &admit(2, last), &[told]);
    }
}

#[test]
fn numbers_that_cannot_be_published_are_told() {
    let invented = IdNumber::invented(jiff::civil::date(2020, 9, 1), Sex::Female, 7).unwrap();
    let id = invented.open();
    let told = List::new(vec![Entry::new(7, id)], &admit(1, Last::Skip)).unwrap_err();
    assert!(matches!(told[0], Defect { line: Some(7), fault: Fault::IdNumber { .. } }));
    assert!(!told[0].to_string().contains(id), "the number itself is not repeated");
    let unseen =
        ["A\u{200b}1", "A\n1", "A\u{ad}1", "A\u{fe0f}", "\u{3164}", "A1\u{e0041}", "A\u{a0}1"];
    for wrong in ["", " A1", "A1\u{3000}", &"长".repeat(201)].into_iter().chain(unseen) {
        let told = List::new(vec![Entry::new(7, wrong)], &admit(1, Last::Skip)).unwrap_err();
        assert!(
            matches!(told[0], Defect { line: Some(7), fault: Fault::Text { .. } }),
            "{wrong:?}"
        );
    }
    check(Vec::new(), &admit(1, Last::Skip), &["名单是空的"]);
}

#[test]
fn all_faults_come_at_once_and_by_line() {
    let entries = vec![bundled(5, "A1", "双1", None), Entry::new(2, "A2"), Entry::new(4, "A2")];
    let told = List::new(entries, &admit(0, Last::Skip)).unwrap_err();
    let lines: Vec<_> = told.iter().map(|it| it.line).collect();
    assert_eq!(lines, [None, Some(4), Some(5)]);
}

#[test]
fn pairing_comes_out_even_and_without_bundles() {
    let targets = vec!["一班".to_owned(), "二班".to_owned()];
    let rule = Rule::Pair { groups: everyone(), targets };
    check(people(3, &[]), &rule, &["3 人不能与 2 个对象一一配对，数目必须相等"]);
    check(people(3, &[2]), &rule, &["第 2 行：配对派位不能捆绑"]);
}

/// What is told of terms that are as usual but for what `change` does to them.
fn told_of(change: impl FnOnce(&mut crate::Terms)) -> Vec<Fault> {
    let list = List::new(people(9, &[]), &admit(3, Last::Skip)).unwrap();
    let sealed = crate::Sealed::new(&list, &super::randomness(1));
    let mut terms = terms(admit(3, Last::Skip), &sealed.opening());
    change(&mut terms);
    let made = Declaration::new(terms, list.salted(sealed.key()));
    made.err().unwrap_or_default().into_iter().map(|it| it.fault).collect()
}

#[test]
fn values_so_few_that_the_organiser_could_try_them_all_are_refused() {
    let one = vec![sources().remove(0)];
    let few = told_of(|it| it.sources = one.clone());
    assert_eq!(few, [Fault::FewOutcomes { outcomes: 10_000_000 }]);
    let rehearsal = told_of(|it| {
        it.sources = one;
        it.rehearsal = true;
    });
    assert_eq!(rehearsal, []);
    assert_eq!(told_of(|it| it.sources.clear())[0], Fault::Sources { count: 0 });
}

#[test]
fn start_and_step_by_hand_are_enough_as_long_as_every_seat_is_as_good() {
    let told = |bundles: &[usize], more: &[Source]| {
        let rule = Rule::Circular {
            groups: super::everyone(),
            places: 3,
            last: Last::Skip,
            step_most: 5,
            drawn: true,
        };
        let list = List::new(people(9, bundles), &rule).unwrap();
        let sealed = crate::Sealed::new(&list, &super::randomness(1));
        let units = list.salted(sealed.key());
        let mut terms = terms(rule, &sealed.opening());
        let site = |most| Source::Site { name: "数".into(), least: 1, most };
        terms.sources = vec![site(units.len() as u64), site(5)];
        terms.sources.extend_from_slice(more);
        let made = Declaration::new(terms, units);
        made.err().unwrap_or_default().into_iter().map(|it| it.fault).collect::<Vec<_>>()
    };
    assert_eq!(told(&[], &[]), []);
    assert_eq!(told(&[2], &[]), [Fault::FewOutcomes { outcomes: 40 }]);
    assert_eq!(told(&[2], &sources()), []);
}

#[test]
fn a_round_that_is_out_already_is_refused() {
    let of = |round| Source::Drand { chain: crate::Chain::Quicknet, round };
    // Round 1 was due at 2023-08-23 15:09:27 UTC; 2027-07-20 09:30 in Beijing is long after.
    let due = |round| crate::Chain::Quicknet.due(round);
    assert_eq!(due(1), 1_692_803_367);
    assert_eq!(
        told_of(|it| it.sources = vec![of(657_413)]),
        [Fault::RoundIsOut { round: 657_413 }]
    );
    assert_eq!(told_of(|it| it.sources = vec![of(1_000_000_000)]), []);
}

#[test]
fn terms_that_nobody_can_read_are_refused() {
    for wrong in ["2027-7-20 09:30", "2027-02-30 09:30", "2027-07-20T09:30", "", "今天"] {
        let told = told_of(|it| it.declared = wrong.to_owned());
        assert!(matches!(told[0], Fault::Time { .. }), "{wrong}");
    }
    assert!(matches!(told_of(|it| it.title.clear())[0], Fault::Text { what: "标题", .. }));
    let lone =
        told_of(|it| it.sources[0] = Source::Site { name: "家长".into(), least: 5, most: 4 });
    assert!(matches!(lone[0], Fault::Source { .. }));
}

#[test]
fn a_draw_takes_the_promised_secret_and_the_declared_values_only() {
    let (declaration, sealed) = declared(people(9, &[]), admit(3, Last::Skip));
    let draw = |values, opening| {
        Transcript::draw(declaration.clone(), values, opening, "2027-07-20 10:00", "xueyu")
    };
    let other = Opening { secret: [0; 32], ..sealed.opening() };
    assert_eq!(draw(values(1, 2), other).unwrap_err(), Refusal::Secret);
    let one = vec![Value::Text("1".to_owned())];
    let told = draw(one, sealed.opening()).unwrap_err();
    assert_eq!(told, Refusal::Values { sources: 2, values: 1 });
    for wrong in ["01", "-1", "10000000", "1.0", "", "一"] {
        let values = vec![Value::Text(wrong.to_owned()), Value::Text("2".to_owned())];
        let told = draw(values, sealed.opening()).unwrap_err();
        assert!(matches!(told, Refusal::Value { number: 1, .. }), "{wrong}: {told}");
    }
    let early = Transcript::draw(
        declaration.clone(),
        values(1, 2),
        sealed.opening(),
        "2027-07-20 09:29",
        "xueyu",
    );
    assert!(matches!(early.unwrap_err(), Refusal::Drawn { .. }));
}

#[test]
fn a_sealed_list_opens_its_own_declaration_only() {
    let (declaration, sealed) = declared(people(9, &[]), admit(3, Last::Skip));
    let (other, _) = declared(people(8, &[]), admit(3, Last::Skip));
    let file = sealed.file(&declaration);
    assert_eq!(crate::Sealed::read(file.as_bytes(), &other), Err(Refusal::OtherSeal));
}

#[test]
fn a_further_attempt_names_the_one_before_and_keeps_its_values() {
    let (declaration, sealed) = declared(people(9, &[]), admit(3, Last::Skip));
    let first = Evidence::Transcript(Box::new(draw_on(declaration, &sealed, values(42, 7))));
    let list = List::new(people(10, &[]), &admit(3, Last::Skip)).unwrap();
    let mut terms = terms(admit(3, Last::Skip), &sealed.opening());
    terms.previous = first.as_previous("名单漏了一人");
    let second = Declaration::new(terms.clone(), list.salted(sealed.key())).unwrap();
    assert_eq!(second.follows(&first), Ok(()));
    assert_eq!(second.terms().previous.as_ref().unwrap().values, values(42, 7));
    terms.previous.as_mut().unwrap().values = values(42, 8);
    let forged = Declaration::new(terms, list.salted(sealed.key())).unwrap();
    assert_eq!(forged.follows(&first), Err(Refusal::OtherAttempt));
    // What went before goes into the seed: the same values and secret give another result.
    let again = draw_on(second, &sealed, values(42, 7));
    let Evidence::Transcript(first) = first else { unreachable!("made above") };
    assert_ne!(again.outcome().seed, first.outcome().seed);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_bytes_are_answered_and_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(Evidence::read(&bytes).is_err());
    }

    #[test]
    fn a_file_with_pieces_moved_about_is_answered(cuts in proptest::collection::vec((0usize..3_000, 0usize..80, 0usize..3_000), 1..4)) {
        let file = super::drawn(people(12, &[2]), admit(5, Last::Skip)).file();
        let mut bytes = file.clone().into_bytes();
        for (from, length, to) in cuts {
            let from = from % bytes.len();
            let piece: Vec<_> = bytes[from..].iter().take(length).copied().collect();
            let to = to % bytes.len();
            bytes.splice(to..to, piece);
        }
        prop_assert!(bytes == file.as_bytes() || Evidence::read(&bytes).is_err());
    }

    #[test]
    fn any_list_is_answered(
        rows in proptest::collection::vec((any::<u32>(), ".{0,6}", ".{0,3}", proptest::option::of(".{0,2}"), proptest::option::of(any::<u32>())), 0..20),
        places in any::<u64>(),
    ) {
        let entries = rows.into_iter().map(|(line, number, group, bundle, bundle_size)| Entry { line, number, group, bundle, bundle_size });
        let _ = List::new(entries.collect(), &admit(places, Last::Extend));
    }
}
