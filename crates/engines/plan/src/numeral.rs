//! Chinese numerals: 两, 三十五, 一千二百, 三万, 二〇二三; and from where to where one is written.

use crate::amount::Amount;

/// Whether a sign may be part of a numeral.
pub(crate) fn is_numeral(sign: char) -> bool {
    digit(sign).is_some() || unit(sign).is_some() || myriad(sign).is_some()
}

pub(crate) fn digit(sign: char) -> Option<i64> {
    let at = "零一二三四五六七八九".chars().position(|it| it == sign);
    let other = match sign {
        '〇' => Some(0),
        '两' => Some(2),
        _ => None,
    };
    at.and_then(|it| i64::try_from(it).ok()).or(other)
}

fn unit(sign: char) -> Option<i64> {
    match sign {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1000),
        _ => None,
    }
}

/// 万 or 亿, which also follow digits.
pub(crate) fn myriad(sign: char) -> Option<i64> {
    match sign {
        '万' => Some(10_000),
        '亿' => Some(100_000_000),
        _ => None,
    }
}

/// The value of a numeral that is written as the schoolbook has it. Nothing where it is no number
/// (一二, 亿十), too large, or short speech that a stranger would read as another number (一百二 for
/// 120).
pub(crate) fn value(signs: &[char]) -> Option<Amount> {
    let (mut total, mut section, mut pending) = (0_i64, 0_i64, None::<i64>);
    for sign in signs {
        if let Some(it) = digit(*sign) {
            pending = Some(it);
        } else if let Some(it) = unit(*sign) {
            section = section.checked_add(pending.take().unwrap_or(1).checked_mul(it)?)?;
        } else {
            let it = myriad(*sign)?;
            let sum = section.checked_add(pending.take().unwrap_or(0))?;
            let sum = if sum == 0 { 1 } else { sum };
            total = total.checked_add(sum.checked_mul(it)?)?;
            section = 0;
        }
    }
    let value = total.checked_add(section)?.checked_add(pending.unwrap_or(0))?;
    let plain: String = signs.iter().map(|it| if *it == '两' { '二' } else { *it }).collect();
    let bare = matches!(plain.as_str(), "百" | "千" | "万" | "亿" | "零");
    let as_taught = written(value);
    let shortened = as_taught.strip_prefix('一').filter(|it| it.starts_with('十'));
    let is_taught = bare || plain == as_taught || shortened == Some(&plain);
    Amount::whole(value).filter(|_| is_taught)
}

/// As it is taught: groups of four digits, a 零 for each gap.
fn written(value: i64) -> String {
    let mut text = String::new();
    for (size, word) in [(100_000_000, "亿"), (10_000, "万"), (1, "")] {
        let group = value / size % if size == 100_000_000 { i64::MAX } else { 10_000 };
        if group > 0 {
            let gap = !text.is_empty() && group < 1000;
            text.push_str(if gap { "零" } else { "" });
            text.push_str(&four(group));
            text.push_str(word);
        }
    }
    text
}

fn four(group: i64) -> String {
    const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let (mut text, mut rest) = (String::new(), group);
    for (size, word) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = usize::try_from(rest / size).unwrap_or(0);
        rest %= size;
        if digit > 0 {
            text.push(DIGITS.get(digit).copied().unwrap_or('零'));
            text.push_str(word);
        } else if !text.is_empty() && rest > 0 && !text.ends_with('零') {
            text.push('零');
        }
    }
    text
}
