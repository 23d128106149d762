//! Numbers as Excel shows them, and exact whole numbers out of them: nothing is rounded silently.

/// The number as Excel shows it in full: at most 15 digits that count, zeros behind them.
pub(crate) fn number_text(number: f64) -> String {
    if !number.is_finite() {
        return number.to_string();
    }
    let scientific = format!("{number:.14e}");
    let (mantissa, exponent) = scientific.split_once('e').expect("the format has an exponent");
    let exponent: i32 = exponent.parse().expect("the exponent is a number");
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", mantissa),
    };
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() {
        return "0".to_owned();
    }
    let whole = exponent + 1;
    let Ok(places) = usize::try_from(whole) else {
        let zeros = "0".repeat(usize::try_from(-whole).expect("negative"));
        return format!("{sign}0.{zeros}{digits}");
    };
    match digits.len().checked_sub(places) {
        None | Some(0) => format!("{sign}{digits:0<places$}"),
        Some(_) if places == 0 => format!("{sign}0.{digits}"),
        Some(_) => format!("{sign}{}.{}", &digits[..places], &digits[places..]),
    }
}

/// Whether a number has more digits than Excel keeps, so that the last ones are lost.
pub(crate) fn has_lost_digits(number: f64) -> bool {
    number.abs() >= 1e15
}

/// The text of a number, `1,234.50` with full-width digits or not, as whole units of
/// `10^-places`. `None` where it is no number, or has more decimals.
pub(crate) fn scaled(text: &str, places: u8) -> Option<i64> {
    let text = vocab::normalise(text);
    // Both signs of the yuan: the half-width one is the yen's.
    let text = text.trim_start_matches(['\u{A5}', '\u{FFE5}']);
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let whole = without_separators(whole)?;
    let decimals = decimals.trim_end_matches('0');
    let is_digits = |it: &str| it.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_digits(&whole) || !is_digits(decimals) {
        return None;
    }
    if decimals.len() > usize::from(places) {
        return None;
    }
    let places = usize::from(places);
    let units: i64 = format!("{whole}{decimals:0<places$}").parse().ok()?;
    Some(sign * units)
}

/// `1,234,567` without its commas; `None` where they do not part thousands.
fn without_separators(whole: &str) -> Option<String> {
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let mut joined = first.to_owned();
    for group in groups {
        if group.len() != 3 || first.is_empty() || first.len() > 3 {
            return None;
        }
        joined.push_str(group);
    }
    Some(joined)
}

/// Whole units of `10^-places` as text: 1250 with 2 places is `12.50`.
pub(crate) fn unscaled(units: i64, places: u8) -> String {
    let places = usize::from(places);
    let sign = if units < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = places + 1);
    let (whole, decimals) = digits.split_at(digits.len() - places);
    if decimals.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{decimals}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_show_as_in_excel() {
        for (number, expected) in [
            (0.0, "0"),
            (-0.0, "0"),
            (13_812_345_678.0, "13812345678"),
            (0.1 + 0.2, "0.3"),
            (-12.5, "-12.5"),
            (0.0025, "0.0025"),
            (3.302_822_010_030_512e17, "330282201003051000"),
            (999_999_999_999_999.0, "999999999999999"),
            (123_456.789, "123456.789"),
            (1e-20, "0.00000000000000000001"),
        ] {
            assert_eq!(number_text(number), expected);
        }
    }

    #[test]
    fn decimals_are_exact_or_refused() {
        for (text, places, expected) in [
            ("12.5", 2, Some(1250)),
            ("1,234.50", 2, Some(123_450)),
            ("\u{FFE5}12.00", 2, Some(1200)),
            ("\u{FF11}\u{FF12}\u{FF0E}5", 2, Some(1250)),
            ("-0.05", 2, Some(-5)),
            ("12.345", 2, None),
            ("12.340", 2, Some(1234)),
            ("12", 0, Some(12)),
            ("12.0", 0, Some(12)),
            ("1,23", 0, None),
            (",123", 0, None),
            ("12人", 0, None),
            ("", 0, None),
            (".", 2, None),
            ("9223372036854775808", 0, None),
        ] {
            assert_eq!(scaled(text, places), expected, "{text}");
        }
        for (units, places, expected) in [(1250, 2, "12.50"), (-5, 2, "-0.05"), (7, 0, "7")] {
            assert_eq!(unscaled(units, places), expected);
            assert_eq!(scaled(expected, places), Some(units));
        }
    }
}
