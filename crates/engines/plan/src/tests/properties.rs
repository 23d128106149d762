//! What holds of every text: broken lines do not matter, a value is the same however it is written,
//! and nothing that is typed brings the reader down.

use proptest::prelude::*;

use super::figures;
use crate::{Amount, Document, Raw, check, numeral, read};

const PARTS: [(&str, &str); 8] = [
    ("新建学校不少于12所，", "≥12所"),
    ("新增学位2.5万个，", "=25000个"),
    ("公办园占比不低于60%，", "≥60%"),
    ("近百家企业参加，", "近100家"),
    ("建设1-2个基地，", "区间1–2个"),
    ("惠及学生三千余人，", "超3000人"),
    ("三分之一的学校达标，", "=1/3"),
    ("班额控制在45人以内，", "≤45人"),
];

proptest! {
    #[test]
    fn broken_lines_do_not_matter(parts in prop::collection::vec(0..PARTS.len(), 1..8), breaks in prop::collection::vec(1..90_usize, 0..12)) {
        let whole: String = parts.iter().map(|it| PARTS[*it].0).collect();
        let wanted: Vec<&str> = parts.iter().map(|it| PARTS[*it].1).collect();
        let whole = format!("各校要落实，{whole}抓好落实。");
        // The first break comes after a comma: until then nobody can know that the line runs on.
        let broken: String = whole.chars().enumerate().flat_map(|(at, sign)| {
            let here = at > 6 && breaks.contains(&at);
            here.then_some('\n').into_iter().chain([sign])
        }).collect();
        prop_assert_eq!(figures(&broken), wanted);
    }

    #[test]
    fn a_numeral_read_is_the_number_written(value in 1..99_999_999_i64) {
        let text = chinese(value);
        let signs: Vec<char> = text.chars().collect();
        prop_assert_eq!(numeral::value(&signs), Amount::whole(value), "{}", text);
    }

    #[test]
    fn ten_thousands_are_the_same_number(value in 1..9_999_i64, tenth in 0..10_i64) {
        let many = value * 10_000 + tenth * 1000;
        let short = if tenth == 0 { format!("{value}万") } else { format!("{value}.{tenth}万") };
        prop_assert_eq!(figures(&format!("新增学位{short}个。")), figures(&format!("新增学位{many}个。")));
    }

    #[test]
    fn nothing_typed_brings_the_reader_down(text in "[0-9一二两十百千万亿零半第、，。；：“”《》（）%./+年月个所名约近超达到不低于以上A-Z\n -]{0,120}") {
        if let Ok(document) = Document::new(Raw::of_text(&text)) {
            let reading = read(&document);
            prop_assert_eq!(check(&document, &reading), Ok(()), "{}", text);
            prop_assert_eq!(&reading, &read(&document));
        }
    }
}

/// Written out by the schoolbook, four digits at a time.
fn chinese(value: i64) -> String {
    let group = |value: i64| {
        let (mut text, mut gap) = (String::new(), false);
        for (size, word) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
            let digit = value / size % 10;
            gap |= digit == 0 && !text.is_empty();
            if digit > 0 {
                if std::mem::take(&mut gap) {
                    text.push('零');
                }
                text.push(
                    "零一二三四五六七八九".chars().nth(usize::try_from(digit).unwrap()).unwrap(),
                );
                text.push_str(word);
            }
        }
        text
    };
    match (value / 10_000, value % 10_000) {
        (0, low) => group(low),
        (high, 0) => format!("{}万", group(high)),
        (high, low) => {
            format!("{}万{}{}", group(high), if low < 1000 { "零" } else { "" }, group(low))
        }
    }
}
