//! Text as it comes from keyboards, sheets and other systems, made fit to be compared.

/// The same text with half-width letters, digits and signs, without invisible characters, and
/// without space at its ends.
///
/// Chinese punctuation that has a half-width form (，．（） and the like) becomes it; `·` stays.
pub fn normalise(text: &str) -> String {
    let plain: String = text.chars().filter(|it| !is_invisible(*it)).map(narrow).collect();
    match plain.trim() {
        it if it.len() == plain.len() => plain,
        it => it.to_owned(),
    }
}

/// A person's name as it is stored: as [`normalise`], with the one right dot between the parts of
/// a name and no space inside a Chinese one (sheets pad two characters to the width of three).
pub fn normalise_name(text: &str) -> String {
    let plain = normalise(text);
    let all: Vec<char> = plain.chars().collect();
    let mut name = String::with_capacity(plain.len());
    for (at, it) in all.iter().copied().enumerate() {
        let before = name.chars().rev().find(|it| !is_selector(*it));
        let after = all[at + 1..].iter().copied().find(|it| !is_space_or_dot(*it));
        let among_chinese =
            before.is_some_and(|it| it == '·' || is_chinese(it)) && after.is_some_and(is_chinese);
        match it {
            _ if is_dot(it) || (it == '.' && among_chinese) => {
                if before != Some('·') {
                    name.push('·');
                }
            }
            _ if it.is_whitespace() => {
                let next_is_dot = all[at + 1..].iter().find(|it| !it.is_whitespace());
                let beside_dot = before == Some('·') || next_is_dot.is_some_and(|it| is_dot(*it));
                if !among_chinese && !beside_dot && before != Some(' ') {
                    name.push(' ');
                }
            }
            _ => name.push(it),
        }
    }
    name
}

/// A character of Chinese writing, the rare ones of the later planes and of private use included.
pub(crate) fn is_chinese(it: char) -> bool {
    matches!(it,
        '\u{2E80}'..='\u{2FDF}' | '〇' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{E000}'..='\u{F8FF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Selects one form of the character before it, and takes no room of its own.
pub(crate) fn is_selector(it: char) -> bool {
    matches!(it, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// The dots that keyboards and old systems put between the parts of a name.
pub(crate) fn is_dot(it: char) -> bool {
    matches!(it, '·' | '•' | '‧' | '∙' | '⋅' | '・' | '･' | '●' | '\u{A78F}' | '\u{16EB}')
}

fn is_space_or_dot(it: char) -> bool {
    it.is_whitespace() || is_dot(it) || it == '.'
}

fn narrow(it: char) -> char {
    match it {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(it) - 0xFEE0).unwrap_or(it),
        _ if it.is_whitespace() => ' ',
        _ => it,
    }
}

/// Characters without width that come along when text is copied. Variation selectors stay: they
/// tell one form of a rare character from another.
fn is_invisible(it: char) -> bool {
    (it.is_control() && !it.is_whitespace())
        || matches!(it,
            '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_becomes_half_width_visible_and_trimmed() {
        #[track_caller]
        fn check(text: &str, expected: &str) {
            assert_eq!(normalise(text), expected);
        }
        check("３３０２９９ＡｂＸ", "330299AbX");
        check("\u{FEFF}\u{200B} 13800\u{2060}138000\u{3000}\u{A0}", "13800138000");
        check("一（1）班", "一(1)班");
        check("a\tb\r\nc", "a b  c");
        check("阿依古丽·买买提", "阿依古丽·买买提");
        check("", "");
    }

    #[test]
    fn a_name_has_one_kind_of_dot_and_no_padding() {
        #[track_caller]
        fn check(text: &str, expected: &str) {
            assert_eq!(normalise_name(text), expected);
        }
        check("陈　明", "陈明");
        check(" 陈 小 明 ", "陈小明");
        check("阿依古丽•买买提", "阿依古丽·买买提");
        check("阿依古丽．买买提", "阿依古丽·买买提");
        check("阿依古丽 · 买买提", "阿依古丽·买买提");
        check("阿依古丽・・买买提", "阿依古丽·买买提");
        check("Anna  J. Smith", "Anna J. Smith");
        check("Anna・Smith", "Anna·Smith");
        check("𠮷\u{E0100} 明", "𠮷\u{E0100}明");
        check("Li 明", "Li 明");
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(text in "\\PC{0,20}|[ 陈明·•．.a\u{3000}\u{200B}]{0,12}") {
            let (once, name) = (normalise(&text), normalise_name(&text));
            prop_assert_eq!(normalise(&once), once.clone());
            prop_assert_eq!(normalise_name(&name), name.clone());
        }
    }
}
