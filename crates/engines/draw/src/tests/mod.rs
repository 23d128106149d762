//! What the tests share: small lists, declarations and draws.

mod attempts;
mod bad_input;
mod chance;
mod fuzz;
mod kinds;
mod mutants;
mod spec;
mod tamper;

use crate::{
    Commitment, Declaration, Entry, Last, List, Opening, Randomness, Rule, Sealed, Source, Terms,
    Transcript, Value,
};

/// One group without a name of its own.
fn everyone() -> Vec<String> {
    vec!["全体".to_owned()]
}

fn admit(places: u64, last: Last) -> Rule {
    Rule::Admit { groups: everyone(), places, last }
}

/// People 1, 2, …; each bundle takes its size from the front.
fn people(count: usize, bundles: &[usize]) -> Vec<Entry> {
    let mut all: Vec<_> =
        (1..).take(count).map(|it| Entry::new(it + 1, &format!("{it:04}"))).collect();
    let mut rest = all.iter_mut();
    for (at, size) in bundles.iter().enumerate() {
        for it in rest.by_ref().take(*size) {
            it.bundle = Some(format!("B{at}"));
        }
    }
    all
}

fn randomness(seed: u8) -> Randomness {
    Randomness(std::array::from_fn(|at| seed.wrapping_add(u8::try_from(at).unwrap())))
}

fn sources() -> Vec<Source> {
    let site = |name: &str| Source::Site { name: name.to_owned(), least: 0, most: 9_999_999 };
    vec![site("第 1 位家长"), site("第 2 位家长")]
}

fn values(one: u64, other: u64) -> Vec<Value> {
    vec![Value::Text(one.to_string()), Value::Text(other.to_string())]
}

fn terms(rule: Rule, opening: &Opening) -> Terms {
    Terms {
        title: "实验小学 2027 年秋季一年级电脑派位".to_owned(),
        organiser: "慈溪市教育局".to_owned(),
        rehearsal: false,
        declared: "2027-07-20 09:30".to_owned(),
        program: "xueyu 0.1.0".to_owned(),
        rule,
        sources: sources(),
        commitment: Commitment {
            keeper: "慈溪市公证处".to_owned(), sm3: opening.commitment()
        },
        previous: None,
    }
}

/// A declaration over `entries`, and its secret.
#[track_caller]
fn declared(entries: Vec<Entry>, rule: Rule) -> (Declaration, Sealed) {
    let list = List::new(entries, &rule).unwrap();
    let sealed = Sealed::new(&list, &randomness(7));
    let terms = terms(rule, &sealed.opening());
    (Declaration::new(terms, list.salted(sealed.key())).unwrap(), sealed)
}

/// A whole draw.
#[track_caller]
fn drawn(entries: Vec<Entry>, rule: Rule) -> Transcript {
    let (declaration, sealed) = declared(entries, rule);
    draw_on(declaration, &sealed, values(427, 9_911))
}

#[track_caller]
fn draw_on(declaration: Declaration, sealed: &Sealed, values: Vec<Value>) -> Transcript {
    let drawn = "2027-07-20 10:00";
    Transcript::draw(declaration, values, sealed.opening(), drawn, "xueyu 0.1.0").unwrap()
}
