//! The worked example of `docs/draw-spec.md`: the values there are those that come out here.

use super::{admit, randomness, sources, terms, values};
use crate::{Declaration, Entry, Last, List, Receipts, Sealed, Transcript, ticket};

const SPEC: &str = include_str!("../../../../../docs/draw-spec.md");

/// The example's draw, and everything in it that the page names.
fn example() -> Vec<(String, String)> {
    let entries: Vec<_> = (1..=4)
        .map(|it| {
            let bundle = (it == 2 || it == 3).then(|| "双胞胎".to_owned());
            Entry { bundle, ..Entry::new(it, &format!("A00{it}")) }
        })
        .collect();
    let rule = admit(3, Last::Skip);
    let list = List::new(entries, &rule).unwrap();
    let sealed = Sealed::new(&list, &randomness(0));
    let terms = terms(rule, &sealed.opening());
    assert_eq!(terms.sources, sources());
    let declaration = Declaration::new(terms, list.salted(sealed.key())).unwrap();
    let receipt = Receipts::new(&declaration).receipt(sealed.key(), "A002").unwrap();
    let (digest, root) = (declaration.digest(), declaration.root());
    let opening = sealed.opening();
    let transcript = Transcript::draw(
        declaration,
        values(427, 9_911),
        opening,
        "2027-07-20 10:00",
        "xueyu 0.1.0",
    );
    let transcript = transcript.unwrap();
    let (units, outcome) = (transcript.declaration().units(), transcript.outcome());
    let mut all = vec![("salt of `A001`".to_owned(), crate::hash::hex(&sealed.key().salt("A001")))];
    for it in ["A001", "A002", "A003", "A004"] {
        all.push((format!("entry of `{it}`"), sealed.key().entry(it).to_string()));
    }
    for (number, it) in (1..).zip(units.iter()) {
        all.push((format!("id of unit {number}"), it.id.to_string()));
        all.push((
            format!("leaf of unit {number}"),
            crate::units::leaf(it.group, it.entries).to_string(),
        ));
    }
    all.push(("root".to_owned(), root.to_string()));
    all.push(("commitment".to_owned(), opening.commitment().to_string()));
    all.push(("digest of the declaration".to_owned(), digest.to_string()));
    all.push(("seed".to_owned(), outcome.seed.to_string()));
    for (number, it) in (1..).zip(units.iter()) {
        all.push((format!("ticket of unit {number}"), ticket(&outcome.seed, &it.id).to_string()));
    }
    let numbers = |all: &[usize]| format!("{:?}", all.iter().map(|it| it + 1).collect::<Vec<_>>());
    all.push(("order".to_owned(), numbers(&outcome.order)));
    all.push(("admitted".to_owned(), numbers(&outcome.admitted)));
    all.push((
        "path of `A002`".to_owned(),
        receipt.path.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
    ));
    all.push(("digest of the transcript".to_owned(), transcript.digest().to_string()));
    all
}

#[test]
fn the_worked_example_of_the_specification_comes_out() {
    let told: Vec<_> =
        example().into_iter().map(|(name, value)| format!("| {name} | `{value}` |")).collect();
    let should = told.join("\n");
    assert!(SPEC.contains(&should), "the page should say:\n{should}\n");
}
