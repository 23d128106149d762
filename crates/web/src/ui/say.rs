//! Figures as people write them here: 98,746 and 82.98.

/// A count with its thousands apart: 98,746.
pub fn count(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if n < 0 {
        text.push('-');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `part` of `whole` in per cent with two places, rounded half up; `None` of nothing.
pub fn percent(part: i64, whole: i64) -> Option<String> {
    let hundredths = hundredths(part, whole)?;
    Some(format!("{}.{:02}", hundredths / 100, hundredths % 100))
}

/// `part` of `whole` in hundredths of a per cent, rounded half up; `None` of nothing.
pub fn hundredths(part: i64, whole: i64) -> Option<i64> {
    if whole <= 0 || part < 0 {
        return None;
    }
    let exact = (i128::from(part) * 20_000 + i128::from(whole)) / (2 * i128::from(whole));
    i64::try_from(exact).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_their_thousands_apart() {
        for (n, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (-98_746, "-98,746"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(count(n), text);
        }
    }

    #[test]
    fn a_rate_is_rounded_half_up_and_nothing_has_none() {
        assert_eq!(percent(98_746, 119_000).as_deref(), Some("82.98"));
        assert_eq!(percent(1, 3).as_deref(), Some("33.33"));
        assert_eq!(percent(1, 20_000).as_deref(), Some("0.01"));
        assert_eq!(percent(5, 5).as_deref(), Some("100.00"));
        assert_eq!(percent(0, 0), None);
    }
}
