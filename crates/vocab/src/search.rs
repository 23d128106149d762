//! Finding people by any part of a name, its pinyin or its initials.
//!
//! A key table holds the [`search_keys`] of each name and is searched by prefix, so that a part in
//! the middle is found without scanning: each key is the rest of the name from some character on.
//! For 陈小明: 陈小明 小明 明, chenxiaoming xiaoming ming, cxm xm.

use crate::{
    normalise, readings,
    text::{is_chinese, is_dot, is_selector},
};

/// Characters of a name that are searched. What goes on longer is a slip of a sheet.
const LENGTH_MAX: usize = 32;
/// Ways to read the rest of a name that are kept: three characters of two readings each.
const WAYS_MAX: usize = 8;

/// The keys of `name`: lower case, each once, and none that another begins with, since a search by
/// prefix finds it there.
pub fn search_keys(name: &str) -> Vec<String> {
    let letters = letters(name);
    let text: String = letters.iter().map(|it| it.letter).collect();
    let surname = readings::of_compound_surname(&text).filter(|_| letters.len() > 2);
    let mut keys = Vec::with_capacity(12);
    // From the last character to the first: the ways to read from there on, in full and initials.
    let (mut full, mut initials) = (vec![String::new()], vec![String::new()]);
    let mut start = text.len();
    for (place, it) in letters.iter().enumerate().rev() {
        start -= it.letter.len_utf8();
        let mut own = [0; 4];
        let heads: Vec<&str> = match (it.part, surname) {
            (Part::Character, Some(both)) if place < 2 => vec![both[place]],
            (Part::Character, _) => readings::of(it.letter).collect(),
            (Part::WordStart | Part::InWord, _) => vec![it.letter.encode_utf8(&mut own)],
        };
        full = read_on(&heads, &full);
        if it.part == Part::InWord {
            continue;
        }
        let firsts: Vec<&str> = heads.iter().map(|head| first_of(head)).collect();
        initials = read_on(&firsts, &initials);
        keys.push(text[start..].to_owned());
        keys.extend(full.iter().chain(&initials).cloned());
    }
    if letters.iter().any(|it| it.part == Part::WordStart) {
        let typed: Vec<_> = keys.iter().map(|it| as_typed(it)).collect();
        keys.extend(typed);
    }
    without_prefixes(keys)
}

/// What to search for when someone typed `input`; none where nothing can be searched for.
pub fn search_term(input: &str) -> Option<String> {
    let term: String = letters(input).into_iter().map(|it| it.letter).collect();
    (!term.is_empty()).then(|| as_typed(&term))
}

/// Passports write lyu where keyboards write lv.
fn as_typed(text: &str) -> String {
    text.replace("lyu", "lv")
}

/// What a letter is to the name around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// A character, with readings.
    Character,
    /// The first letter of a word of letters.
    WordStart,
    /// A letter that nobody begins a search with.
    InWord,
}

struct Letter {
    letter: char,
    part: Part,
}

/// The letters that are searched: no dots, spaces and marks, lower case, v for ü.
fn letters(name: &str) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::with_capacity(8);
    let mut is_in_word = false;
    for it in normalise(name).chars().filter(|it| !is_selector(*it)) {
        let is_letter = is_chinese(it) || (it.is_alphanumeric() && !is_dot(it));
        let part = match is_in_word {
            _ if is_chinese(it) => Part::Character,
            true => Part::InWord,
            false => Part::WordStart,
        };
        // An apostrophe parts syllables (xi'an), not words.
        is_in_word = match it {
            '\'' | '’' => is_in_word,
            _ => is_letter && part != Part::Character,
        };
        if is_letter {
            // A few letters get a mark of their own in lower case: İ is i and a dot.
            let lower = it.to_lowercase().filter(|it| it.is_alphanumeric());
            let lower = lower.map(|it| if it == 'ü' { 'v' } else { it });
            letters.extend(lower.map(|letter| Letter { letter, part }));
        }
    }
    letters.truncate(LENGTH_MAX);
    letters
}

/// Each head before each tail, so that of too many ways the most usual tails keep all heads.
/// Without a head nothing can be read on from here.
fn read_on(heads: &[&str], tails: &[String]) -> Vec<String> {
    let mut ways = Vec::with_capacity(tails.len());
    for tail in tails {
        ways.extend(heads.iter().map(|head| [head, tail.as_str()].concat()));
    }
    ways.truncate(WAYS_MAX);
    if ways.is_empty() {
        ways.push(String::new());
    }
    ways
}

fn first_of(reading: &str) -> &str {
    let end = reading.chars().next().map_or(0, char::len_utf8);
    &reading[..end]
}

/// `keys` in order, without those that another one begins with.
fn without_prefixes(mut keys: Vec<String>) -> Vec<String> {
    keys.sort_unstable();
    let mut kept: Vec<String> = Vec::with_capacity(keys.len());
    for key in keys {
        // What begins with a key follows it at once.
        if kept.last().is_some_and(|it| key.starts_with(it.as_str())) {
            kept.pop();
        }
        kept.push(key);
    }
    kept.retain(|it| !it.is_empty());
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn is_found(name: &str, input: &str) -> bool {
        let Some(term) = search_term(input) else { return false };
        search_keys(name).iter().any(|key| key.starts_with(&term))
    }

    #[test]
    fn keys_are_what_the_name_its_pinyin_and_its_initials_end_with() {
        #[track_caller]
        fn check(name: &str, expected: &str) {
            assert_eq!(search_keys(name).join(" "), expected);
        }
        check("陈小明", "chenxiaoming cxm ming xiaoming xm 小明 明 陈小明");
        check("", "");
        check("·", "");
        check("Anna Smith", "annasmith as smith");
        check("陈Anna", "anna ca chenanna 陈anna");
    }

    #[test]
    fn people_are_found_by_any_part_however_it_is_typed() {
        #[track_caller]
        fn check(name: &str, inputs: &[&str]) {
            for input in inputs {
                assert!(is_found(name, input), "{name} by {input}: {:?}", search_keys(name));
            }
        }
        check(
            "陈小明",
            &["陈", "小明", "明", "chen", "CHENX", "xiaom", "ming", "cxm", "xm", " 陈 小", "ｃｘ"],
        );
        check("吕律", &["lvlv", "lü", "Lyu", "ll", "吕"]);
        check("李西安", &["xi'an", "lixian", "lxa"]);
        check(
            "阿依古丽·买买提",
            &["阿依古丽•买买提", "买买提", "maimaiti", "mmt", "aygl", "古丽买"],
        );
        check("𠮷\u{E0100}小明", &["𠮷", "𠮷小", "小明", "xm"]);
        check("陈𠮷明", &["chen", "ming", "陈𠮷"]);
        check("Lyudmila", &["ly", "lyud"]);
        check("O’Neil Anna", &["o'neil", "oneil", "anna", "oa"]);
        check("İpek", &["ipek", "İpek", "ip"]);
    }

    #[test]
    fn surnames_are_found_by_their_own_reading_and_by_the_usual_one() {
        #[track_caller]
        fn check(name: &str, inputs: &[&str]) {
            for input in inputs {
                assert!(is_found(name, input), "{name} by {input}: {:?}", search_keys(name));
            }
        }
        check("单小明", &["shanxiaoming", "sxm", "danx", "dxm"]);
        check("仇英", &["qiuy", "qy", "chou"]);
        check("曾国", &["zeng", "zg", "ceng"]);
        check("解明", &["xiem", "jiem"]);
        check("任明", &["ren"]);
        check("区明", &["oum", "om"]);
        check("查明", &["zham"]);
        check("朴明", &["piaom"]);
        check("盖明", &["gem"]);
        check("翟晟乐", &["zhaishengle", "zhaishengyue", "zsy"]);
        check("尉迟明", &["yuchiming", "ycm", "chi"]);
        check("万俟明", &["moqiming", "mqm"]);
    }

    #[test]
    fn a_compound_surname_is_not_seen_in_a_name_of_two() {
        assert!(is_found("单于", "shanyu") && is_found("单于小", "chanyuxiao"));
    }

    #[test]
    fn what_holds_nothing_to_search_for_is_no_term() {
        for input in ["", " ", "·", "%", "_'", "\u{200B}"] {
            assert_eq!(search_term(input), None, "{input}");
        }
    }

    proptest! {
        #[test]
        fn every_part_of_a_chinese_name_finds_it(
            name in "[陈单吕尉迟小明乐𠮷晟]{1,6}", from in 0usize..6, count in 1usize..6,
        ) {
            let part: String = name.chars().skip(from).take(count).collect();
            prop_assume!(!part.is_empty());
            prop_assert!(is_found(&name, &part));
            let readings: Vec<_> = part.chars().map(|it| readings::of(it).next()).collect();
            let is_read_alike = !readings.contains(&None) && !name.starts_with("尉迟");
            if is_read_alike {
                let pinyin: String = readings.iter().flatten().copied().collect();
                let initials: String = readings.iter().flatten().map(|it| first_of(it)).collect();
                prop_assert!(is_found(&name, &pinyin) && is_found(&name, &initials));
            }
        }

        #[test]
        fn keys_are_few_in_order_and_none_begins_with_another(name in "\\PC{0,40}|[单曾解乐晟长 a·]{0,40}") {
            let keys = search_keys(&name);
            prop_assert!(keys.len() <= LENGTH_MAX * (2 * WAYS_MAX + 1));
            prop_assert!(keys.is_sorted());
            for (at, key) in keys.iter().enumerate() {
                prop_assert!(!key.is_empty());
                prop_assert!(keys.iter().enumerate().all(|(other, it)| other == at || !it.starts_with(key)));
            }
        }

        #[test]
        fn a_term_is_a_term_of_itself(input in "\\PC{0,20}") {
            if let Some(term) = search_term(&input) {
                prop_assert_eq!(search_term(&term), Some(term.clone()));
            }
        }
    }
}
