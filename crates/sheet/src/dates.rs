//! Days and months as Excel and people write them.

use jiff::civil::Date;

/// The last serial that is taken for a day: 2199-12-31 in the 1900 system.
const LAST_SERIAL: f64 = 109_574.0;

/// The day of an Excel serial; the time of day is dropped.
///
/// The 1900 system counts a 29 February 1900 that never was: serial 60 names no day, and what
/// comes before it is one day off the plain count.
pub(crate) fn from_serial(serial: f64, is_1904: bool) -> Option<Date> {
    if !(1.0..=LAST_SERIAL).contains(&serial) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "between 1 and 109,574")]
    let days = serial.floor() as i64;
    let (epoch, days) = match (is_1904, days) {
        (true, days) => (Date::constant(1904, 1, 1), days),
        (false, 60) => return None,
        (false, days) if days < 60 => (Date::constant(1899, 12, 31), days),
        (false, days) => (Date::constant(1899, 12, 30), days),
    };
    epoch.checked_add(jiff::Span::new().days(days)).ok()
}

/// The serial of a day in the 1900 system, for days that people write (from 1900-03-01).
pub(crate) fn to_serial(day: Date) -> Option<f64> {
    let days = (day - Date::constant(1899, 12, 30)).get_days();
    (days > 60).then(|| f64::from(days))
}

/// The day that a text writes: `2010-03-05`, `2010/3/5`, `2010.3.5`, `20100305`, `2010年3月5日`,
/// with or without a time of day behind it.
pub(crate) fn from_text(text: &str) -> Option<Date> {
    let text = vocab::normalise(text);
    let text = without_time(&text);
    let parts = numbers(text, &['年', '月'], &['日', '号'])?;
    match parts[..] {
        [packed] if text.len() == 8 => day(packed / 10_000, packed / 100 % 100, packed % 100),
        [year, month, in_month] => day(year, month, in_month),
        _ => None,
    }
}

/// The month that a text writes: `201609`, `2016-09`, `2016年9月`, or a whole day of it.
pub(crate) fn month_from_text(text: &str) -> Option<Date> {
    if let Some(day) = from_text(text) {
        return Some(day.first_of_month());
    }
    let text = vocab::normalise(text);
    let parts = numbers(&text, &['年'], &['月'])?;
    match parts[..] {
        [packed] if text.len() == 6 => day(packed / 100, packed % 100, 1),
        [year, month] => day(year, month, 1),
        _ => None,
    }
}

/// A day of a century that people in a school roll live in.
fn day(year: u32, month: u32, in_month: u32) -> Option<Date> {
    if !(1900..2200).contains(&year) {
        return None;
    }
    let year = i16::try_from(year).ok()?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(in_month).ok()?).ok()
}

/// What stands before a time of day such as ` 00:00:00` or `T00:00:00`.
fn without_time(text: &str) -> &str {
    let Some(split) = text.find([' ', 'T']) else { return text };
    let rest = text[split + 1..].trim();
    let is_time =
        rest.contains(':') && rest.chars().all(|it| it.is_ascii_digit() || ":.Z".contains(it));
    if is_time { &text[..split] } else { text }
}

/// The numbers of a text, parted by one kind of sign or by the words of a Chinese date.
fn numbers(text: &str, words: &[char], last: &[char]) -> Option<Vec<u32>> {
    let text = text.strip_suffix(last).unwrap_or(text);
    let is_sign = |it: char| matches!(it, '-' | '/' | '.' | '\\') || words.contains(&it);
    let mut parts = Vec::with_capacity(3);
    for part in text.split(is_sign) {
        let part = part.trim();
        if part.is_empty() || part.len() > 8 || !part.bytes().all(|it| it.is_ascii_digit()) {
            return None;
        }
        parts.push(part.parse().ok()?);
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_a_day_is_read() {
        let day = Date::constant(2010, 3, 5);
        for text in [
            "2010-03-05",
            "2010/3/5",
            "2010.3.5",
            "20100305",
            "2010年3月5日",
            "2010年03月05号",
            "\u{FF12}\u{FF10}\u{FF11}\u{FF10}\u{FF0D}\u{FF10}\u{FF13}\u{FF0D}\u{FF10}\u{FF15}",
            "\u{FF12}\u{FF10}\u{FF11}\u{FF10}年\u{FF13}月5日",
            " 2010-3-5 ",
            "2010-03-05 00:00:00",
            "2010-03-05T00:00:00",
            "2010 年 3 月 5 日",
            "2010\\3\\5",
        ] {
            assert_eq!(from_text(text), Some(day), "{text}");
        }
    }

    #[test]
    fn what_is_no_day_or_not_surely_one_is_not_guessed() {
        for text in [
            "2010-02-30",
            "2010-13-01",
            "10/3/5",
            "05/03/2010",
            "2010-3",
            "201003",
            "昨天",
            "",
            "2010-03-05-1",
            "0310-03-05",
            "20100230",
            "2010--05",
            "+2010-3-5",
            "4294967296-1-1",
        ] {
            assert_eq!(from_text(text), None, "{text}");
        }
    }

    #[test]
    fn serials_of_both_systems_give_the_same_day() {
        let day = Date::constant(2010, 3, 5);
        assert_eq!(from_serial(40242.0, false), Some(day));
        assert_eq!(from_serial(40242.75, false), Some(day));
        assert_eq!(from_serial(38780.0, true), Some(day));
        assert_eq!(to_serial(day), Some(40242.0));
        assert_eq!(from_serial(1.0, false), Some(Date::constant(1900, 1, 1)));
        assert_eq!(from_serial(59.0, false), Some(Date::constant(1900, 2, 28)));
        assert_eq!(from_serial(60.0, false), None, "29 February 1900 never was");
        assert_eq!(from_serial(61.0, false), Some(Date::constant(1900, 3, 1)));
        for wrong in [0.5, -3.0, 1e9, f64::NAN, f64::INFINITY] {
            assert_eq!(from_serial(wrong, false), None);
        }
    }

    #[test]
    fn months_are_read() {
        for text in
            ["201609", "2016-09", "2016/9", "2016年9月", "2016.09", "2016-09-01", "20160901"]
        {
            assert_eq!(month_from_text(text), Some(Date::constant(2016, 9, 1)), "{text}");
        }
        for text in ["2016", "201613", "16-09", "九月"] {
            assert_eq!(month_from_text(text), None, "{text}");
        }
    }
}
