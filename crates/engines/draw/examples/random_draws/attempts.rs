//! Files of several attempts at one draw, as an honest organiser would make them and as another would.

use draw::{Declaration, Evidence, Previous, Relation, Rule, Transcript, relations};

use crate::{
    Entry, broken_off,
    chance::{Chance, hex},
    declared, drawn,
};

/// A handful of files in any order, and whether this crate finds that something is wrong.
pub(crate) fn random(chance: &mut Chance) {
    let mut all: Vec<Evidence> = Vec::new();
    for _ in 0..=chance.below(3) {
        let before = previous(chance, &all);
        let entries = (1..4).map(|it| Entry::new(it, &format!("报{it}"))).collect();
        let rule = Rule::Rank { groups: vec!["全体".to_owned()] };
        let (declaration, sealed) = declared(chance, entries, rule, before);
        if let Some(reused) = chance.one_in(9).then(|| all.first()?.declaration()).flatten() {
            // The same promise under another title.
            let mut terms = declaration.terms().clone();
            terms.commitment = reused.terms().commitment.clone();
            let again = Declaration::new(terms, declaration.units().clone()).expect("it stands");
            all.push(Evidence::Declaration(Box::new(again)));
            continue;
        }
        if chance.one_in(2) {
            all.push(Evidence::Declaration(Box::new(declaration.clone())));
        }
        if chance.one_in(3) {
            all.push(Evidence::Void(Box::new(broken_off(chance, &declaration))));
        }
        if chance.one_in(2) {
            all.push(transcript(drawn(chance, declaration.clone(), &sealed)));
        }
        if chance.one_in(9) {
            all.push(transcript(drawn(chance, declaration, &sealed)));
        }
    }
    if chance.one_in(2) {
        all.reverse();
    }
    if all.len() > 1 && chance.one_in(4) {
        all.swap_remove(chance.below(all.len()));
    }
    let wrong = relations(&all).iter().any(Relation::is_wrong);
    let files: Vec<_> = all.iter().map(file).collect();
    super::say(&serde_json::json!({ "files": files, "wrong": wrong }));
}

fn transcript(it: Transcript) -> Evidence {
    Evidence::Transcript(Box::new(it))
}

/// Mostly what an earlier file leads to, at times with something in it that is not so.
fn previous(chance: &mut Chance, all: &[Evidence]) -> Option<Previous> {
    let earlier = all.get(chance.below(all.len().max(1)))?;
    let mut it = earlier.as_previous("名单漏了一人")?;
    match chance.below(12) {
        0 => return None,
        1 => drop(it.values.pop()),
        2 => it.sm3 = it.declaration,
        3 => it.declaration = hex(chance).parse().expect("64 digits"),
        4 => it.sm3 = hex(chance).parse().expect("64 digits"),
        _ => {}
    }
    Some(it)
}

fn file(it: &Evidence) -> String {
    match it {
        Evidence::Declaration(it) => it.file(),
        Evidence::Transcript(it) => it.file(),
        Evidence::Void(it) => it.file(),
        Evidence::Receipt(it) => it.file(),
    }
}
