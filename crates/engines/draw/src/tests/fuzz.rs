//! Readers under fire: evidence changed at random, mostly with all digests made anew so that what
//! comes behind them is reached. Nothing panics, and what is accepted reads back the same.
//!
//! `FUZZ=3000000 cargo test -p draw fuzz` does more.

use super::{admit, declared, draw_on, everyone, people, values};
use crate::{Digest, Evidence, Last, Receipts, Rule, Sealed, Void};

/// What stands in place of something now and then.
const ODD: [&str; 26] = [
    "null",
    "true",
    "0",
    "-1",
    "1",
    "1.0",
    "1e400",
    "-0",
    "00",
    "9007199254740991",
    "9007199254740993",
    "18446744073709551615",
    "18446744073709551616",
    "4294967295",
    "4294967296",
    "\"\"",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "[]",
    "{}",
    "[[[[]]]]",
    "\"kind\":\"rank\",",
    "\u{feff}",
    "\r\n",
    "\"0 0\"",
    "\"2999-12-31 23:59\"",
];

/// Chance that repeats (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((it ^ (it >> 31)) % most.max(1) as u64).unwrap()
    }
}

/// One change somewhere: to a byte, to a piece, or to a whole token.
fn change(dice: &mut Dice, bytes: &mut Vec<u8>) {
    let at = dice.below(bytes.len());
    let is_word = |it: &u8| it.is_ascii_alphanumeric() || *it == b'"' || *it == b'-';
    match dice.below(6) {
        0 => bytes[at] = u8::try_from(dice.below(256)).unwrap(),
        1 => drop(bytes.drain(at..(at + 1 + dice.below(70)).min(bytes.len()))),
        2 => {
            let piece = bytes[at..(at + 1 + dice.below(70)).min(bytes.len())].to_vec();
            let to = dice.below(bytes.len());
            bytes.splice(to..to, piece);
        }
        3 => {
            let odd = ODD[dice.below(ODD.len())].as_bytes().to_vec();
            bytes.splice(at..at, odd);
        }
        _ => {
            let begin = bytes[..at].iter().rposition(|it| !is_word(it)).map_or(0, |it| it + 1);
            let end =
                bytes[at..].iter().position(|it| !is_word(it)).map_or(bytes.len(), |it| at + it);
            let odd = ODD[dice.below(ODD.len())].as_bytes().to_vec();
            bytes.splice(begin..end.max(begin), odd);
        }
    }
}

/// Makes the digest anew that ends at the last `"\n}` before `end`.
fn reseal(bytes: &mut [u8], from: usize, end: usize) {
    let tail = b"\"\n}";
    let Some(at) = bytes[from..end].windows(3).rposition(|it| it == tail).map(|it| it + from)
    else {
        return;
    };
    if let Some(digits) = at.checked_sub(64).filter(|it| *it > from) {
        let digest = Digest::of(&bytes[from..digits]).to_string();
        bytes[digits..at].copy_from_slice(digest.as_bytes());
    }
}

fn files() -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    let circular = |drawn| Rule::Circular {
        groups: everyone(),
        places: 4,
        last: Last::Standby,
        step_most: 7,
        drawn,
    };
    let sample = Rule::Sample { groups: everyone(), places: vec![4], last: Last::Extend };
    let pair = Rule::Pair { groups: everyone(), targets: vec!["一班".into(), "二班".into()] };
    for (rule, bundles, count) in [
        (admit(4, Last::Skip), &[2, 3][..], 9),
        (circular(false), &[2][..], 7),
        (sample, &[2][..], 6),
        (pair, &[][..], 2),
        (Rule::Rank { groups: everyone() }, &[][..], 5),
    ] {
        let (declaration, sealed) = declared(people(count, bundles), rule);
        let receipts = Receipts::new(&declaration);
        all.push(declaration.file().into_bytes());
        all.push(receipts.receipt(sealed.key(), "0001").unwrap().file().into_bytes());
        all.push(sealed.file(&declaration).into_bytes());
        let void =
            Void::new(declaration.clone(), values(1, 2), "2027-07-20 10:00", "xueyu", "停电");
        all.push(void.unwrap().file().into_bytes());
        all.push(draw_on(declaration, &sealed, values(1, 2)).file().into_bytes());
    }
    all
}

#[test]
fn whatever_is_read_is_answered() {
    let count = std::env::var("FUZZ").ok().and_then(|it| it.parse().ok()).unwrap_or(20_000);
    let dice =
        &mut Dice(std::env::var("FUZZ_SEED").ok().and_then(|it| it.parse().ok()).unwrap_or(1));
    let files = files();
    let (declaration, _) = declared(people(9, &[2, 3]), admit(4, Last::Skip));
    let mut accepted = 0;
    for _ in 0..count {
        let mut bytes = files[dice.below(files.len())].clone();
        for _ in 0..=dice.below(3) {
            change(dice, &mut bytes);
            if bytes.is_empty() {
                bytes.push(b'{');
            }
        }
        if dice.below(4) > 0 {
            let inner = b"\"declaration\":{";
            if let Some(at) = bytes.windows(inner.len()).position(|it| it == inner) {
                let from = at + inner.len() - 1;
                let end = bytes[from..].windows(4).position(|it| it == b"\n},\n");
                let end = end.map_or(bytes.len(), |it| from + it + 2);
                reseal(&mut bytes, from, end);
            }
            let end = bytes.len();
            reseal(&mut bytes, 0, end);
        }
        let _ = Sealed::read(&bytes, &declaration);
        if let Ok(found) = Evidence::read(&bytes) {
            accepted += 1;
            let again = match &found {
                Evidence::Declaration(it) => it.file(),
                Evidence::Transcript(it) => it.file(),
                Evidence::Void(it) => it.file(),
                Evidence::Receipt(it) => it.file(),
            };
            assert_eq!(again.as_bytes(), bytes);
        }
    }
    // Changes of a title, say, are a declaration as good as any.
    assert!(accepted > 0, "the digests are made anew in vain");
}
