//! Numbers with fixed decimals: whole counts of the smallest unit, never a floating point.

use vocab::normalise;

/// How many decimals expressions count in; a field has at most as many.
pub(crate) const PLACES_MAX: u8 = 6;

/// `text` in units of `10^-places`; none where it is no number or has more decimals.
pub(crate) fn read(text: &str, places: u8) -> Option<i64> {
    let text = normalise(text).replace([',', '，'], "");
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.as_str()),
    };
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let decimals = decimals.trim_end_matches('0');
    let digits = |it: &str| it.bytes().all(|byte| byte.is_ascii_digit());
    let fits = !whole.is_empty() && digits(whole) && digits(decimals);
    if !fits || decimals.len() > usize::from(places) {
        return None;
    }
    let places = usize::from(places);
    let units: i64 = format!("{whole}{decimals:0<places$}").parse().ok()?;
    Some(sign * units)
}

/// So many units of `10^-places`, written out: `-0.50`.
pub(crate) fn written(units: i64, places: u8) -> String {
    let sign = if units < 0 { "-" } else { "" };
    let places = usize::from(places);
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = places + 1);
    let (whole, decimals) = digits.split_at(digits.len() - places);
    if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{decimals}") }
}

/// Units of `10^-from` as units of `10^-to`, rounded half away from zero; none where too large.
pub(crate) fn rescaled(units: i64, from: u8, to: u8) -> Option<i64> {
    if to >= from {
        return units.checked_mul(10_i64.checked_pow(u32::from(to - from))?);
    }
    let step = 10_i64.checked_pow(u32::from(from - to))?;
    let half = step / 2 * units.signum();
    Some(units.checked_add(half)? / step)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_decimal_is_read_exactly_or_not_at_all() {
        let cases = [("36.5", 1, Some(365)), ("36.55", 1, None), ("-0.5", 2, Some(-50))];
        let more = [
            ("１，２３４．５", 2, Some(123_450)),
            ("1e3", 2, None),
            (".5", 1, None),
            ("", 1, None),
        ];
        for (text, places, units) in cases.into_iter().chain(more) {
            assert_eq!(read(text, places), units, "{text}");
        }
        assert_eq!(rescaled(12_345, 3, 2), Some(1_235));
        assert_eq!(rescaled(-12_345, 3, 2), Some(-1_235));
        assert_eq!(rescaled(i64::MAX, 0, 6), None);
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(units in -1_000_000_000_000_i64..1_000_000_000_000, places in 0_u8..=6) {
            prop_assert_eq!(read(&written(units, places), places), Some(units));
            prop_assert_eq!(rescaled(units, places, 6).and_then(|it| rescaled(it, 6, places)), Some(units));
        }
    }
}
