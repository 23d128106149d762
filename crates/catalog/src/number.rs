//! The numbers by which people find things: a case, a drawing, a notice.

use jiff::civil::DateTime;
use vocab::{Id, Kind};

/// Crockford's, without the letters that are taken for digits.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// How many of them a number ends in: with five thousand of a kind on one day two of them have the
/// same number once in three thousand such days, and nobody finds another's by trying.
const LENGTH: usize = 7;

/// The number of a thing: letters of its kind, the day, and digits that follow from its id and
/// cannot be told from another's.
pub fn number<K: Kind>(letters: &str, id: Id<K>, now: DateTime) -> String {
    let digest = platform::act::digest(&["number", &id.to_string()]);
    let bits = u64::from_str_radix(digest.get(..16).unwrap_or_default(), 16).unwrap_or_default();
    let digit = |at: usize| char::from(DIGITS[usize::try_from(bits >> (5 * at)).unwrap_or(0) % 32]);
    let tail: String = (0..LENGTH).map(digit).collect();
    format!("{letters}{}-{tail}", now.strftime("%y%m%d"))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use jiff::civil::date;
    use vocab::AccountId;

    use super::*;

    #[test]
    fn numbers_are_told_apart_and_every_digit_is_as_frequent_as_another() {
        let now = date(2021, 12, 20).at(8, 0, 0, 0);
        let ids = (0..32_000).map(AccountId::from_bits);
        let numbers: BTreeSet<String> =
            ids.map(|it| number("XF", it.expect("an id"), now)).collect();
        assert_eq!(numbers.len(), 32_000);
        for place in 0..LENGTH {
            let mut counted = BTreeMap::<u8, usize>::new();
            for it in &numbers {
                *counted.entry(it.as_bytes()["XF211220-".len() + place]).or_default() += 1;
            }
            assert_eq!(counted.len(), 32);
            // A thousand each, and five times what chance alone moves that by.
            assert!(counted.values().all(|it| (840..1160).contains(it)), "{counted:?}");
        }
    }
}
