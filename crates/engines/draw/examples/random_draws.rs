//! Writes evidence of random draws for `verifier/agree.mjs`, a JSON object a line: a file, and
//! whether this crate accepts it. Each draw gives its transcript, one with a byte changed, one with a
//! digit changed and all digests made anew, and at times a receipt, a declaration, or a record of
//! breaking off with the same changes.
//!
//! `random_draws COUNT` counts draws; `random_draws small` writes a small file of each kind whole;
//! `random_draws attempts COUNT` writes files of several attempts, an array a line, and whether they
//! stand to each other as they should.

#[path = "random_draws/attempts.rs"]
mod attempts;
#[path = "random_draws/chance.rs"]
mod chance;
#[path = "random_draws/forged.rs"]
mod forged;

use std::io::Write as _;

use chance::Chance;
use draw::{
    Commitment, Declaration, Entry, Evidence, Last, List, Previous, Randomness, Receipts, Rule,
    Sealed, Source, Terms, Transcript, Value, Void,
};

fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("small") => small(),
        Some("attempts") => {
            for seed in 0..count(2) {
                attempts::random(&mut Chance::of(seed));
            }
        }
        _ => {
            for seed in 0..count(1) {
                random(&mut Chance::of(seed));
            }
        }
    }
}

/// The number on the command line.
fn count(at: usize) -> u64 {
    std::env::args().nth(at).and_then(|it| it.parse().ok()).unwrap_or(100)
}

/// One line: the file, and whether it is accepted here.
fn tell(file: &[u8]) {
    let accepted = Evidence::read(file).is_ok();
    // As bytes where a change made it something else than text.
    let text = std::str::from_utf8(file).ok();
    let bytes = text.is_none().then_some(file);
    say(&serde_json::json!({ "text": text, "bytes": bytes, "accepted": accepted }));
}

/// Writes a line in one piece: a value that writes itself does so word by word.
fn say(line: &serde_json::Value) {
    let line = format!("{line}\n");
    std::io::stdout().write_all(line.as_bytes()).expect("whoever reads is still there");
}

/// A file, and what changes make of it.
fn tell_with_changes(chance: &mut Chance, file: &str) {
    assert!(Evidence::read(file.as_bytes()).is_ok(), "a file of ours is refused: {file}");
    tell(file.as_bytes());
    tell(&forged::byte_changed(chance, file));
    tell(forged::digit_changed(chance, file).as_bytes());
}

/// A small file of each kind for changes of every byte.
fn small() {
    let chance = &mut Chance::of(0);
    let entries = vec![Entry::new(1, "甲1"), Entry::new(2, "乙2"), Entry::new(3, "丙3")];
    let rule = Rule::Admit { groups: vec!["全体".into()], places: 2, last: Last::Skip };
    let (declaration, sealed) = declared(chance, entries, rule, None);
    let receipts = Receipts::new(&declaration);
    tell(declaration.file().as_bytes());
    if let Some(it) = receipts.receipt(sealed.key(), "甲1") {
        tell(it.file().as_bytes());
    }
    tell(broken_off(chance, &declaration).file().as_bytes());
    tell(drawn(chance, declaration, &sealed).file().as_bytes());
}

/// One random draw, and now and then what belongs to it.
fn random(chance: &mut Chance) {
    let rule = rule(chance);
    let entries = entries(chance, &rule);
    let before = chance.one_in(4).then(|| earlier(chance).as_previous("名单漏了一人")).flatten();
    let (declaration, sealed) = declared(chance, entries, rule, before);
    if chance.one_in(3) {
        let number = &sealed.numbers()[chance.below(sealed.numbers().len())];
        let receipt = Receipts::new(&declaration).receipt(sealed.key(), number);
        tell_with_changes(chance, &receipt.expect("everyone is on the list").file());
    }
    if chance.one_in(6) {
        tell_with_changes(chance, &declaration.file());
    }
    if chance.one_in(6) {
        let void = broken_off(chance, &declaration);
        tell_with_changes(chance, &void.file());
    }
    let transcript = drawn(chance, declaration, &sealed);
    tell_with_changes(chance, &transcript.file());
}

fn rule(chance: &mut Chance) -> Rule {
    let last = [Last::Extend, Last::Skip, Last::Standby][chance.below(3)];
    let mut groups: Vec<String> = (0..=chance.below(3)).map(|it| format!("第{it}类")).collect();
    let places = 3 + chance.below(20) as u64;
    let kind = chance.below(5);
    if kind >= 3 {
        groups.truncate(1);
    }
    match kind {
        0 => Rule::Rank { groups },
        1 => Rule::Admit { groups, places, last },
        2 => {
            let places = groups.iter().map(|_| 3 + chance.below(9) as u64).collect();
            Rule::Sample { groups, places, last }
        }
        3 => {
            let (step_most, drawn) = (1 + chance.below(60) as u64, chance.one_in(2));
            Rule::Circular { groups, places, last, step_most, drawn }
        }
        _ => {
            let targets = (0..=chance.below(30)).map(|it| format!("一({it})班")).collect();
            Rule::Pair { groups, targets }
        }
    }
}

fn entries(chance: &mut Chance, rule: &Rule) -> Vec<Entry> {
    let count =
        if let Rule::Pair { targets, .. } = rule { targets.len() } else { 1 + chance.below(40) };
    let groups = rule.groups().to_vec();
    let mut all = Vec::new();
    let mut bundles = 0;
    while all.len() < count {
        let group = &groups[chance.below(groups.len())];
        let room = (count - all.len()).min(3);
        let bundled = room > 1 && !matches!(rule, Rule::Pair { .. }) && chance.one_in(5);
        let size = if bundled { 2 + chance.below(room - 1) } else { 1 };
        bundles += 1;
        for _ in 0..size {
            let at = u32::try_from(all.len()).expect("a few");
            let mut it = Entry::new(at, &format!("报{:05}", all.len() * 7));
            it.group.clone_from(group);
            it.bundle = bundled.then(|| bundles.to_string());
            all.push(it);
        }
    }
    all
}

fn sources(chance: &mut Chance, rule: &Rule, units: usize) -> Vec<Source> {
    let site = |name: &str, least, most| Source::Site { name: name.to_owned(), least, most };
    let mut all = Vec::new();
    if let Rule::Circular { drawn: true, step_most, .. } = rule {
        all.push(site("起始号", 1, units as u64));
        all.push(site("步长", 1, *step_most));
    }
    for it in 0..2 + chance.below(3) {
        all.push(site(&format!("家长“{it}”\\/"), 0, 999_999));
    }
    if chance.one_in(3) {
        all.push(Source::Lottery { name: "排列五 第 27200 期".to_owned(), outcomes: 100_000 });
    }
    if chance.one_in(3) {
        let chain = [draw::Chain::Quicknet, draw::Chain::Default][chance.below(2)];
        all.push(Source::Drand { chain, round: 1_000_000_000 });
    }
    all
}

fn values(chance: &mut Chance, sources: &[Source]) -> Vec<Value> {
    let one = |it: &Source| match it {
        Source::Site { least, most, .. } => {
            let width = usize::try_from(most - least + 1).expect("small");
            Value::Text((least + chance.below(width) as u64).to_string())
        }
        Source::Lottery { .. } => Value::Text(format!("0{} 7", chance.below(10))),
        Source::Drand { chain, .. } => chance.beacon(*chain),
    };
    sources.iter().map(one).collect()
}

fn declared(
    chance: &mut Chance,
    entries: Vec<Entry>,
    rule: Rule,
    before: Option<Previous>,
) -> (Declaration, Sealed) {
    let list = List::new(entries, &rule).expect("the list was made to fit");
    let random = Randomness(std::array::from_fn(|_| chance.byte()));
    let sealed = Sealed::new(&list, &random);
    let units = list.salted(sealed.key());
    let terms = Terms {
        title: "实验小学“一年级”派位".to_owned(),
        organiser: "慈溪市教育局".to_owned(),
        rehearsal: chance.one_in(3),
        declared: "2027-07-20 09:30".to_owned(),
        program: "xueyu 0.1.0".to_owned(),
        sources: sources(chance, &rule, units.len()),
        rule,
        commitment: Commitment {
            keeper: "公证处".to_owned(), sm3: sealed.opening().commitment()
        },
        previous: before,
    };
    (Declaration::new(terms, units).expect("the terms fit"), sealed)
}

fn drawn(chance: &mut Chance, declaration: Declaration, sealed: &Sealed) -> Transcript {
    let values = values(chance, &declaration.terms().sources);
    let at = "2027-07-20 10:00";
    Transcript::draw(declaration, values, sealed.opening(), at, "xueyu 0.1.0")
        .expect("it can be drawn")
}

fn broken_off(chance: &mut Chance, declaration: &Declaration) -> Void {
    let mut values = values(chance, &declaration.terms().sources);
    values.truncate(chance.below(values.len() + 1));
    let declaration = declaration.clone();
    Void::new(declaration, values, "2027-07-20 09:40", "xueyu 0.1.0", "现场停电")
        .expect("it can end")
}

/// A short attempt that went before.
fn earlier(chance: &mut Chance) -> Evidence {
    let rule = Rule::Rank { groups: vec!["全体".to_owned()] };
    let (declaration, sealed) = declared(chance, vec![Entry::new(1, "报1")], rule, None);
    match chance.below(3) {
        0 => Evidence::Declaration(Box::new(declaration)),
        1 => Evidence::Void(Box::new(broken_off(chance, &declaration))),
        _ => Evidence::Transcript(Box::new(drawn(chance, declaration, &sealed))),
    }
}
