//! How the characters of names are read, where the first reading in a dictionary is not the one, or
//! not the only one, that people type.

use pinyin::ToPinyin;

/// Further readings of single characters: first of surnames, then of given names.
const FURTHER: [(char, &str); 59] = [
    ('卜', "bu"),
    ('仇', "qiu"),
    ('单', "shan"),
    ('曾', "zeng"),
    ('解', "xie"),
    ('区', "ou"),
    ('查', "zha"),
    ('朴', "piao"),
    ('盖', "ge"),
    ('缪', "miao"),
    ('翟', "zhai"),
    ('柏', "bo"),
    ('薄', "bo"),
    ('黑', "he"),
    ('乐', "yue"),
    ('召', "shao"),
    ('折', "she"),
    ('牟', "mu"),
    ('宓', "fu"),
    ('覃', "qin"),
    ('员', "yun"),
    ('都', "du"),
    ('句', "gou"),
    ('隗', "wei"),
    ('郇', "xun"),
    ('郗', "chi"),
    ('郄', "xi"),
    ('种', "chong"),
    ('秘', "bi"),
    ('阚', "kan"),
    ('洗', "xian"),
    ('繁', "po"),
    ('适', "kuo"),
    ('佴', "nai"),
    ('祭', "zhai"),
    ('乜', "nie"),
    ('么', "yao"),
    ('钭', "dou"),
    ('能', "nai"),
    ('谌', "shen"),
    ('藏', "zang"),
    ('盛', "cheng"),
    ('长', "chang"),
    ('重', "chong"),
    ('朝', "zhao"),
    ('行', "hang"),
    ('晟', "sheng"),
    ('茜', "xi"),
    ('颉', "xie"),
    ('隽', "jun"),
    ('炅', "gui"),
    ('参', "shen"),
    ('筠', "jun"),
    ('率', "shuai"),
    ('莘', "xin"),
    ('蔚', "yu"),
    ('伽', "jia"),
    ('焘', "tao"),
    ('珩', "heng"),
];

/// Surnames of two characters that are read otherwise than each alone.
const COMPOUND: [(&str, [&str; 2]); 5] = [
    ("尉迟", ["yu", "chi"]),
    ("万俟", ["mo", "qi"]),
    ("长孙", ["zhang", "sun"]),
    ("单于", ["chan", "yu"]),
    ("澹台", ["tan", "tai"]),
];

/// The readings of `it`, most usual first; none for what is no character of the dictionary.
pub(crate) fn of(it: char) -> impl Iterator<Item = &'static str> {
    let usual = it.to_pinyin().map(|reading| typed(reading.plain()));
    let further =
        FURTHER.iter().filter(move |(known, _)| *known == it).map(|(_, reading)| *reading);
    usual.into_iter().chain(further.filter(move |further| Some(*further) != usual))
}

/// The readings of the two characters of a compound surname that `name` begins with.
pub(crate) fn of_compound_surname(name: &str) -> Option<[&'static str; 2]> {
    COMPOUND.iter().find(|(surname, _)| name.starts_with(surname)).map(|(_, readings)| *readings)
}

/// As it is typed: no keyboard has ü, so v stands for it.
fn typed(reading: &'static str) -> &'static str {
    match reading {
        "lü" => "lv",
        "lüe" => "lve",
        "nü" => "nv",
        "nüe" => "nve",
        _ => reading,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_further_reading_is_new_and_plain() {
        for (it, further) in FURTHER {
            assert!(further.bytes().all(|byte| byte.is_ascii_lowercase()), "{it}");
            let all: Vec<_> = of(it).collect();
            assert_eq!(all.len(), 2, "{it} is read {all:?}");
        }
    }

    #[test]
    fn every_reading_of_the_dictionary_can_be_typed() {
        for it in ('\u{3400}'..'\u{32000}').flat_map(of) {
            assert!(it.bytes().all(|byte| byte.is_ascii_lowercase()), "{it}");
        }
    }
}
