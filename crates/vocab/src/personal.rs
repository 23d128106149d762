//! Personal data: values that no log can show by accident, and masks for what others may see.
//!
//! A mask shows the least that lets people who know the person recognise them.

use std::fmt;

use crate::text::is_selector;

/// A name, number or address of a person. Prints as `‹personal›` and is never serialised, so that
/// no log line, error or panic tells it; whoever shows it to someone who may see it opens it.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Personal<T>(T);

impl<T> Personal<T> {
    /// Wraps `value`.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, for someone who may see it.
    pub const fn open(&self) -> &T {
        &self.0
    }

    /// The value itself, for someone who may have it.
    pub fn into_open(self) -> T {
        self.0
    }

    /// Something made from the value, as personal as it.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Personal<U> {
        Personal(make(self.0))
    }
}

impl<T> fmt::Debug for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹personal›")
    }
}

impl<T> fmt::Display for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹personal›")
    }
}

impl<T> From<T> for Personal<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<'de, T: serde::Deserialize<'de>> serde::Deserialize<'de> for Personal<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self)
    }
}

/// The first character, and a star for one more or two for any more: 陈＊, 陈＊＊, 阿＊＊.
///
/// The length of a long name would give it away, so it is not shown.
pub fn mask_name(name: &str) -> String {
    let name = crate::normalise(name);
    let mut rest = name.chars().peekable();
    let Some(first) = rest.next() else { return String::new() };
    let selectors: String = std::iter::from_fn(|| rest.next_if(|it| is_selector(*it))).collect();
    match rest.filter(|it| !is_selector(*it)).count() {
        0 => "＊".to_owned(),
        // A description of a character that has no code (⿰王文): its parts are no characters.
        _ if matches!(first, '\u{2FF0}'..='\u{2FFF}') => "＊＊".to_owned(),
        1 => format!("{first}{selectors}＊"),
        _ => format!("{first}{selectors}＊＊"),
    }
}

/// The first four and the last two of an ID number: province and city, and what tells two children
/// of a class apart; no birthday. Of shorter documents the first and the last two.
pub fn mask_id_number(number: &str) -> String {
    match crate::normalise(number).chars().count() {
        15.. => mask(number, 4, 2),
        _ => mask(number, 1, 2),
    }
}

/// The first three and the last four of a mobile number, as people are used to; of shorter numbers
/// the last two.
pub fn mask_phone(number: &str) -> String {
    match crate::normalise(number).chars().count() {
        11.. => mask(number, 3, 4),
        _ => mask(number, 0, 2),
    }
}

/// Stars for all but the ends, and for the whole where they would leave fewer than three hidden.
fn mask(text: &str, first: usize, last: usize) -> String {
    let text = crate::normalise(text);
    let count = text.chars().count();
    let (first, last) = if count >= first + last + 3 { (first, last) } else { (0, 0) };
    let shown = |at: usize| at < first || at >= count - last;
    text.chars().enumerate().map(|(at, it)| if shown(at) { it } else { '*' }).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn personal_values_print_nothing_and_open_on_request() {
        let name = Personal::new("陈小明".to_owned());
        assert_eq!(
            format!("{name} {name:?} {:?}", Some(&name)),
            "‹personal› ‹personal› Some(‹personal›)"
        );
        assert_eq!(name.open(), "陈小明");
        assert_eq!(name.map(|it| it.len()).into_open(), 9);
    }

    #[test]
    fn names_show_their_first_character() {
        #[track_caller]
        fn check(name: &str, expected: &str) {
            assert_eq!(mask_name(name), expected);
        }
        check("陈小明", "陈＊＊");
        check("陈明", "陈＊");
        check("欧阳小明", "欧＊＊");
        check("阿依古丽·买买提", "阿＊＊");
        check("𠮷野明", "𠮷＊＊");
        check("𠮷\u{E0100}明", "𠮷\u{E0100}＊");
        check("丽丽丽", "丽＊＊");
        check("⿰王文小明", "＊＊");
        check("Anna Smith", "A＊＊");
        check("陈", "＊");
        check(" ", "");
    }

    #[test]
    fn numbers_show_their_ends() {
        #[track_caller]
        fn check(actual: impl Into<String>, expected: &str) {
            assert_eq!(actual.into(), expected);
        }
        check(mask_id_number("33029920140315123X"), "3302************3X");
        check(mask_id_number("330299140315123"), "3302*********23");
        check(mask_id_number("H12345678"), "H******78");
        check(mask_id_number("1234"), "****");
        check(mask_phone("10012345678"), "100****5678");
        check(mask_phone("63012345"), "******45");
        check(mask_phone("110"), "***");
        check(mask_phone(""), "");
    }

    proptest! {
        #[test]
        fn a_masked_name_shows_no_more_than_one_character(name in "[陈小明欧阳𠮷·a-z]{0,12}") {
            let masked = mask_name(&name);
            prop_assert!(masked.chars().filter(|it| *it != '＊').count() <= 1);
            prop_assert!(masked.chars().count() <= 3);
        }

        #[test]
        fn a_masked_number_hides_its_middle(number in "[0-9X]{0,24}") {
            let count = number.chars().count();
            for masked in [mask_id_number(&number), mask_phone(&number)] {
                prop_assert_eq!(masked.chars().count(), count);
                let hidden = masked.chars().filter(|it| *it == '*').count();
                prop_assert!(hidden >= count.min(3));
            }
        }
    }
}
