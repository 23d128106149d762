//! Every kind of draw, by example.

use super::{admit, declared, draw_on, drawn, everyone, people, values};
use crate::{Declaration, Entry, Last, Receipt, Receipts, Rule, Sealed, Transcript, pair, rank};

#[test]
fn a_transcript_is_read_back_as_it_was_written() {
    let transcript = drawn(people(30, &[2, 3]), admit(12, Last::Skip));
    let again = Transcript::read(transcript.file().as_bytes()).unwrap();
    assert_eq!(again, transcript);
    let declaration = transcript.declaration();
    assert_eq!(&Declaration::read(declaration.file().as_bytes()).unwrap(), declaration);
}

#[test]
fn everyone_has_a_receipt_that_leads_to_the_posted_root() {
    let (declaration, sealed) = declared(people(23, &[2, 3]), admit(9, Last::Skip));
    let receipts = Receipts::new(&declaration);
    for number in sealed.numbers() {
        let receipt = receipts.receipt(sealed.key(), number).unwrap();
        let again = Receipt::read(receipt.file().as_bytes()).unwrap();
        assert_eq!(again.belongs_to(&declaration), Ok(()));
        assert_eq!(&again.entry, number);
    }
    assert_eq!(receipts.receipt(sealed.key(), "9999"), None);
}

#[test]
fn the_sealed_list_goes_by_stick_and_comes_back() {
    let (declaration, sealed) = declared(people(23, &[2, 3]), admit(9, Last::Skip));
    let again = Sealed::read(sealed.file(&declaration).as_bytes(), &declaration).unwrap();
    let there = draw_on(declaration.clone(), &again, values(1, 2));
    assert_eq!(there, draw_on(declaration, &sealed, values(1, 2)));
}

#[test]
fn the_earlier_group_goes_first_however_the_tickets_fall() {
    let groups = vec!["一类".to_owned(), "二类".to_owned()];
    let entries: Vec<_> = (1..=40)
        .map(|it| {
            let group = groups[usize::from(it > 10)].clone();
            Entry { group, ..Entry::new(it, &it.to_string()) }
        })
        .collect();
    let rule = Rule::Admit { groups, places: 15, last: Last::Skip };
    let transcript = drawn(entries, rule);
    let units = transcript.declaration().units();
    let of_group = |group| {
        transcript.outcome().admitted.iter().filter(|it| units.unit(**it).group == group).count()
    };
    assert_eq!((of_group(0), of_group(1)), (10, 5));
}

#[test]
fn each_stratum_gives_its_own_number() {
    let groups: Vec<String> = ["东片", "西片", "北片"].map(str::to_owned).into();
    let entries: Vec<_> = (0..60)
        .map(|it| {
            let group = groups[it as usize % 3].clone();
            Entry { group, ..Entry::new(it, &it.to_string()) }
        })
        .collect();
    let rule = Rule::Sample { groups, places: vec![3, 20, 7], last: Last::Skip };
    let transcript = drawn(entries, rule);
    let units = transcript.declaration().units();
    let mut count = [0; 3];
    for it in &transcript.outcome().admitted {
        count[units.unit(*it).group] += 1;
    }
    assert_eq!(count, [3, 20, 7]);
}

#[test]
fn the_circular_method_counts_by_the_numbers_of_the_list() {
    let rule = |drawn| Rule::Circular {
        groups: everyone(),
        places: 15,
        last: Last::Skip,
        step_most: 20,
        drawn,
    };
    let transcript = drawn(people(20, &[]), rule(false));
    let (start, step) = transcript.outcome().circle.unwrap();
    assert!((1..=20).contains(&start) && (1..=20).contains(&step));
    assert_eq!(transcript.outcome().order[0] as u64 + 1, start);
    assert_eq!(transcript.outcome().admitted, transcript.outcome().order[..15]);
}

#[test]
fn pairing_gives_each_unit_a_target_of_its_own() {
    let targets: Vec<String> = (1..=12).map(|it| format!("一({it})班")).collect();
    let transcript = drawn(people(12, &[]), Rule::Pair { groups: everyone(), targets });
    let (units, outcome) = (transcript.declaration().units(), transcript.outcome());
    let targets = pair(&outcome.seed, units.ids(), 12).unwrap();
    for (target, unit) in outcome.order.iter().enumerate() {
        assert_eq!(targets[*unit], target);
    }
    assert!(outcome.admitted.is_empty());
    assert!(pair(&outcome.seed, units.ids(), 11).is_err());
}

#[test]
fn the_order_of_a_draw_is_the_order_of_its_tickets() {
    let transcript = drawn(people(50, &[2]), Rule::Rank { groups: everyone() });
    let (units, outcome) = (transcript.declaration().units(), transcript.outcome());
    assert_eq!(outcome.order, rank(&outcome.seed, units.ids()));
}
