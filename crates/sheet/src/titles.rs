//! Titles of columns as people write them: what counts as the same, and what as nearly the same.

/// The letters and digits of a title: width, case, spaces, stars and punctuation do not count.
pub(crate) fn essence(title: &str) -> String {
    let title = vocab::normalise(title);
    title.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The essence of what stands before the first bracket: 姓名(必填) is 姓名.
pub(crate) fn essence_before_bracket(title: &str) -> String {
    let head = title.split(['(', '\u{FF08}', '[', '【', '〔', '「']).next().unwrap_or_default();
    essence(head)
}

/// How many edits lie between two titles, where they are near enough to be taken for each other.
pub(crate) fn nearness(a: &str, b: &str) -> Option<usize> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.is_empty() || b.is_empty() {
        return None;
    }
    let edits = edits(&a, &b);
    let (short, long) = if a.len() < b.len() { (&a, &b) } else { (&b, &a) };
    let within = short.len() >= 2 && long.windows(short.len()).any(|it| it == &short[..]);
    (within || edits * 2 <= long.len()).then_some(edits)
}

/// The Levenshtein distance.
fn edits(a: &[char], b: &[char]) -> usize {
    let mut line: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = line[0];
        line[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = line[j + 1];
            line[j + 1] = replaced.min(diagonal + 1).min(line[j] + 1);
        }
    }
    line[b.len()]
}

/// The word of `words` that is nearest to `text`.
pub(crate) fn nearest<'a>(text: &str, words: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let text = essence(text);
    words
        .filter_map(|word| nearness(&text, &essence(word)).map(|edits| (edits, word)))
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_spaces_stars_and_brackets_do_not_change_a_title() {
        for title in ["\u{FF0A} 姓 名", "姓名", "姓\u{3000}名\u{FF1A}", "姓名\n"] {
            assert_eq!(essence(title), "姓名", "{title}");
        }
        assert_eq!(essence_before_bracket("姓名(与身份证一致)"), "姓名");
        assert_eq!(essence_before_bracket("姓名\u{FF08}必填\u{FF09}"), "姓名");
        assert_eq!(essence("国籍/地区"), essence("国籍 / 地区"));
        assert_eq!(essence("\u{FF29}\u{FF24}号"), essence("id号"));
    }

    #[test]
    fn a_title_with_a_slip_is_near_and_a_stranger_is_not() {
        let titles = ["身份证件号", "姓名", "健康状况"];
        let near = |text| nearest(text, titles.into_iter());
        assert_eq!(near("身份证号"), Some("身份证件号"));
        assert_eq!(near("健康状态"), Some("健康状况"));
        assert_eq!(near("学生姓名"), Some("姓名"));
        assert_eq!(near("备注"), None);
    }
}
