//! Readers under fire: files changed at random, with digests made anew so that what comes behind them
//! is reached. Nothing panics, and what is accepted reads back the same.
//!
//! `FUZZ=1000000 cargo test -p classing fuzz` does more.

use serde_json::Value;

use super::{
    transcript::{bound, note, refit},
    year::seed,
};
use crate::{Input, Register, Transcript, lots::Lots};

/// What stands in place of something now and then.
fn odd(lots: &mut Lots) -> Value {
    let numbers = [0i64, 1, -1, 2, 3, 99, 20_001, i64::MAX, i64::MIN, 4_294_967_295];
    match lots.below(6) {
        0 => Value::Null,
        1 => Value::Bool(lots.below(2) == 0),
        2 => ["", " ", "A", "20260001", "snake", "grade7", "5 0 0 0 0 0", "\u{0}"][lots.below(8)]
            .into(),
        3 => Value::Array(Vec::new()),
        _ => numbers[lots.below(numbers.len())].into(),
    }
}

/// Changes something somewhere in `it`.
fn change(it: &mut Value, lots: &mut Lots) {
    match it {
        Value::Array(items) if !items.is_empty() && lots.below(8) > 0 => {
            let at = lots.below(items.len());
            match lots.below(6) {
                0 => drop(items.remove(at)),
                1 => items.push(items[at].clone()),
                2 => items.swap(at, 0),
                _ => change(&mut items[at], lots),
            }
        }
        Value::Object(members) if !members.is_empty() && lots.below(12) > 0 => {
            let at = lots.below(members.len());
            let key = members.keys().nth(at).cloned().unwrap_or_default();
            if lots.below(12) == 0 {
                members.remove(&key);
            } else if let Some(it) = members.get_mut(&key) {
                change(it, lots);
            }
        }
        other => *other = odd(lots),
    }
}

fn count() -> u64 {
    std::env::var("FUZZ").ok().and_then(|it| it.parse().ok()).unwrap_or(4_000)
}

#[test]
fn whatever_a_transcript_says_is_answered() {
    let text = bound().to_json();
    let whole: Value = serde_json::from_str(&text).unwrap();
    let mut read = 0;
    for turn in 0..count() {
        let mut lots = Lots::new(&[1; 32], "fuzz", turn);
        let mut value = whole.clone();
        for _ in 0..=lots.below(2) {
            change(&mut value["transcript"], &mut lots);
        }
        let Some(text) = refit(&value) else { continue };
        let Ok(it) = Transcript::read(&text) else { continue };
        read += 1;
        assert_eq!(it.to_json(), text);
        let _ = Register::new(&it).broken();
        if it.sealed().plan.rounds <= 6 {
            let _ = it.verify();
        }
        let sealed = it.sealed().to_json();
        if let Ok(input) = Input::read_sealed(&sealed) {
            assert_eq!(input.sealed().to_json(), sealed);
            if input.sealed().plan.rounds <= 6 && lots.below(20) == 0 {
                let _ = crate::solve(&input, &seed(1));
            }
        }
    }
    assert!(read > 0, "the digests are made anew in vain");
}

#[test]
fn whatever_a_register_says_is_answered() {
    let it = bound();
    let mut register = Register::new(&it);
    let alike = ["20260003".to_owned()];
    register.arrive("新", vocab::Sex::Male, &alike, note()).unwrap();
    register.leave("20260004", note()).unwrap();
    let text = register.to_json();
    let whole: Value = serde_json::from_str(&text).unwrap();
    for turn in 0..4 * count() {
        let mut lots = Lots::new(&[2; 32], "fuzz", turn);
        let mut value = whole.clone();
        change(&mut value, &mut lots);
        if let Ok(found) = Register::read(&it, &value.to_string()) {
            assert_eq!(found.to_json(), text);
        }
        let mut bytes = text.clone().into_bytes();
        let at = lots.below(bytes.len());
        bytes[at] = u8::try_from(lots.below(128)).unwrap();
        if let Ok(changed) = String::from_utf8(bytes) {
            assert!(changed == text || Register::read(&it, &changed).is_err(), "byte {at}");
        }
    }
}
