//! Cells read as what their columns hold: what was typed, what Excel made of it, and what is lost.

use std::fmt;

use jiff::civil::Date;
use vocab::{IdNumber, NotAnIdNumber};

use crate::{
    dates,
    finding::CellFault,
    layout::Kind,
    numbers::{has_lost_digits, number_text, scaled, unscaled},
    row::Value,
    titles::{essence, nearest},
};

/// A cell's content in the shape of its column's kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// Text, a code, a number of a document or telephone, a choice.
    Text(String),
    /// A number in whole units of `10^-places`; money is in fen.
    Units {
        /// The units.
        units: i64,
        /// Decimals.
        places: u8,
    },
    /// A day.
    Date(Date),
    /// A month, by its first day.
    Month(Date),
    /// 是 or 否.
    YesNo(bool),
}

impl fmt::Display for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Units { units, places } => f.write_str(&unscaled(*units, *places)),
            Self::Date(day) => write!(f, "{day}"),
            Self::Month(day) => write!(f, "{}", day.strftime("%Y-%m")),
            Self::YesNo(yes) => f.write_str(if *yes { "是" } else { "否" }),
        }
    }
}

/// What a cell was read as, and what someone should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) value: Option<Typed>,
    pub(crate) note: Option<CellFault>,
}

impl Reading {
    pub(crate) const EMPTY: Self = Self { value: None, note: None };
}

impl From<Typed> for Reading {
    fn from(value: Typed) -> Self {
        Self { value: Some(value), note: None }
    }
}

type Outcome = Result<Reading, CellFault>;

/// Reads a value as `kind`.
pub(crate) fn read(value: &Value<'_>, kind: &Kind, is_1904: bool) -> Outcome {
    match value {
        Value::Empty => return Ok(Reading::EMPTY),
        Value::Fault(error) => {
            return Err(CellFault::new(format!("是错误值 {error}"), "请修正公式或改填数值"));
        }
        Value::Text(text) if clean(text).is_empty() => return Ok(Reading::EMPTY),
        _ => {}
    }
    match kind {
        Kind::Text => text(value, is_1904),
        Kind::Code { digits } => code(value, usize::from(*digits)),
        Kind::IdNumber => id_number(value),
        Kind::Phone => phone(value),
        Kind::Integer => units(value, 0),
        Kind::Decimal { places } => units(value, *places),
        Kind::Money => units(value, 2),
        Kind::Date => date(value, is_1904),
        Kind::Month => month(value, is_1904),
        Kind::YesNo => yes_no(value),
        Kind::Choice(words) => choice(value, words),
    }
}

/// The value as text, whatever it is.
pub(crate) fn display(value: &Value<'_>, is_1904: bool) -> String {
    match value {
        Value::Empty => String::new(),
        Value::Text(text) | Value::Fault(text) => clean(text),
        Value::Number(number) => number_text(*number),
        Value::Serial(serial) => match dates::from_serial(*serial, is_1904) {
            Some(day) => day.to_string(),
            None => number_text(*serial),
        },
        Value::Bool(yes) => if *yes { "TRUE" } else { "FALSE" }.to_owned(),
    }
}

/// Text without what nobody typed: outer spaces, marks of no width, control characters.
pub(crate) fn clean(text: &str) -> String {
    let invisible = |it: char| {
        matches!(it, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}')
            || (it.is_control() && it != '\n' && it != '\t')
    };
    let text = text.trim();
    if text.contains(invisible) {
        text.chars().filter(|it| !invisible(*it)).collect::<String>().trim().to_owned()
    } else {
        text.to_owned()
    }
}

/// Digits, letters and signs as typed, half-width and without any space.
fn compact(value: &Value<'_>) -> String {
    let mut text = vocab::normalise(&display(value, false));
    text.retain(|it| !it.is_whitespace());
    text
}

fn text(value: &Value<'_>, is_1904: bool) -> Outcome {
    let note = match value {
        Value::Number(number) if has_lost_digits(*number) => return Err(lost_digits(*number)),
        Value::Serial(_) => Some(CellFault::new(
            format!("被 Excel 存成了日期，读作 {}", display(value, is_1904)),
            "如果本意不是日期，请把单元格设为“文本”格式后重填",
        )),
        Value::Text(text) if text.contains('\u{FFFD}') => {
            return Err(CellFault::new("含有乱码字符", "请重新填写"));
        }
        Value::Text(text) => doubtful_characters(text),
        _ => None,
    };
    Ok(Reading { value: Some(Typed::Text(display(value, is_1904))), note })
}

/// Characters that often stand for a rare one that got lost on the way.
fn doubtful_characters(text: &str) -> Option<CellFault> {
    if text.contains(|it| matches!(it, '\u{E000}'..='\u{F8FF}')) {
        return Some(CellFault::new(
            "含有自造字，在别的电脑上显示不出来",
            "请改用国家标准字库里的字",
        ));
    }
    let is_han = |it: char| matches!(it, '\u{3400}'..='\u{9FFF}');
    (text.contains('?') && text.contains(is_han))
        .then(|| CellFault::new("含有“?”，可能是生僻字在转存时丢失", "请核对并补上原字"))
}

fn lost_digits(number: f64) -> CellFault {
    let shown = number_text(number);
    let kept: String = shown.chars().take(15).collect();
    let lost = "?".repeat(shown.chars().count().saturating_sub(15));
    let fault = CellFault::new(
        format!("被 Excel 存成了数字，只保留前 15 位，后面的数字已丢失（现为 {shown}）"),
        "请把整列设为“文本”格式，再重新填写完整号码",
    );
    fault.suggest(format!("{kept}{lost}"))
}

/// Refuses what Excel has spoilt where digits stand for themselves.
fn check_number(value: &Value<'_>) -> Result<(), CellFault> {
    match value {
        Value::Number(number) | Value::Serial(number) if has_lost_digits(*number) => {
            Err(lost_digits(*number))
        }
        Value::Serial(_) => {
            Err(CellFault::new("被 Excel 存成了日期，这里应填号码", "请把整列设为“文本”格式后重填"))
        }
        _ => Ok(()),
    }
}

fn id_number(value: &Value<'_>) -> Outcome {
    check_number(value)?;
    let text = compact(value).trim_start_matches(['\'', '`']).to_uppercase();
    if is_scientific(&text) || text.parse::<IdNumber>() == Err(NotAnIdNumber::LostDigits) {
        return Err(CellFault::new(
            format!("号码曾被 Excel 当作数字，后面的数字已丢失（现为 {text}）"),
            "请从原始材料重新填写完整号码，并把整列设为“文本”格式",
        ));
    }
    if !text.chars().all(|it| it.is_ascii_alphanumeric() || "()-/".contains(it)) {
        return Err(CellFault::new("号码里有不该出现的字符", "只填数字和字母，末位可以是 X"));
    }
    Ok(Typed::Text(text).into())
}

/// `3.30282E+17`: what Excel makes of a long number on its way into CSV.
fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once("E+") else { return false };
    let digits =
        |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit() || it == b'.');
    digits(mantissa) && digits(exponent)
}

fn code(value: &Value<'_>, digits: usize) -> Outcome {
    check_number(value)?;
    let text = compact(value).trim_start_matches('\'').to_owned();
    if text.is_empty() || !text.bytes().all(|it| it.is_ascii_digit()) {
        let should = if digits == 0 { "数字".to_owned() } else { format!("{digits} 位数字") };
        return Err(CellFault::new(format!("“{text}”不是{should}"), format!("请填{should}")));
    }
    if digits == 0 || text.len() == digits {
        return Ok(Typed::Text(text).into());
    }
    if text.len() < digits && matches!(value, Value::Number(_)) {
        let fault = CellFault::new(
            format!("应为 {digits} 位，前面的 0 被 Excel 去掉了（现为 {text}）"),
            "请把整列设为“文本”格式后重填",
        );
        return Err(fault.suggest(format!("{text:0>digits$}")));
    }
    let what = format!("应为 {digits} 位数字，现为 {} 位", text.len());
    Err(CellFault::new(what, "请核对后重填"))
}

fn phone(value: &Value<'_>) -> Outcome {
    check_number(value)?;
    let text = compact(value).trim_start_matches('\'').to_owned();
    let is_phone = text.chars().any(|it| it.is_ascii_digit())
        && !is_scientific(&text)
        && text.chars().all(|it| it.is_ascii_digit() || "+-()/,;、转".contains(it));
    if is_phone {
        return Ok(Typed::Text(text).into());
    }
    Err(CellFault::new(format!("“{text}”不是电话号码"), "只填数字，如手机号或区号-号码"))
}

fn units(value: &Value<'_>, places: u8) -> Outcome {
    let text = match value {
        Value::Number(_) | Value::Text(_) => display(value, false),
        Value::Serial(serial) => {
            return Err(CellFault::new("被存成了日期，这里应填数字", "请把单元格设为“常规”后重填")
                .suggest(number_text(*serial)));
        }
        _ => return Err(CellFault::new("这里应填数字", "请改填数字")),
    };
    if let Some(units) = scaled(&text, places) {
        return Ok(Typed::Units { units, places }.into());
    }
    if places < 9 && scaled(&text, 9).is_some() {
        let most =
            if places == 0 { "整数".to_owned() } else { format!("最多 {places} 位小数") };
        return Err(CellFault::new(format!("“{text}”应为{most}"), "请核对后重填"));
    }
    let fault = CellFault::new(format!("“{text}”不是数字"), "这里只填数字，不写单位和文字");
    let digits: String =
        vocab::normalise(&text).chars().filter(|it| it.is_ascii_digit() || *it == '.').collect();
    match scaled(&digits, places) {
        Some(units) => Err(fault.suggest(unscaled(units, places))),
        None => Err(fault),
    }
}

const WRITE_DAYS: &str = "请写成 2010-03-05 这样的日期";

fn date(value: &Value<'_>, is_1904: bool) -> Outcome {
    match value {
        Value::Serial(serial) => match dates::from_serial(*serial, is_1904) {
            Some(day) => Ok(Typed::Date(day).into()),
            None => Err(CellFault::new("这个日期不存在", WRITE_DAYS)),
        },
        Value::Number(number) => unformatted_date(*number, is_1904),
        _ => {
            let text = display(value, is_1904);
            match dates::from_text(&text) {
                Some(day) => Ok(Typed::Date(day).into()),
                None => {
                    Err(CellFault::new(format!("“{text}”不是日期，或这一天不存在"), WRITE_DAYS))
                }
            }
        }
    }
}

/// A number in a column of days: `20100305`, or a serial whose format got lost.
fn unformatted_date(number: f64, is_1904: bool) -> Outcome {
    let text = number_text(number);
    if let Some(day) = dates::from_text(&text) {
        return Ok(Typed::Date(day).into());
    }
    match dates::from_serial(number, is_1904) {
        Some(day) if number.fract() == 0.0 => {
            let note = CellFault::new(
                format!("是没有日期格式的数字 {text}，按 Excel 日期读作 {day}"),
                "请核对；建议改为日期格式",
            );
            Ok(Reading { value: Some(Typed::Date(day)), note: Some(note) })
        }
        _ => Err(CellFault::new(format!("“{text}”不是日期"), WRITE_DAYS)),
    }
}

fn month(value: &Value<'_>, is_1904: bool) -> Outcome {
    let should = "请写成 2016-09 这样的年月";
    let text = match value {
        Value::Serial(serial) => {
            return match dates::from_serial(*serial, is_1904) {
                Some(day) => Ok(Typed::Month(day.first_of_month()).into()),
                None => Err(CellFault::new("这个日期不存在", should)),
            };
        }
        // 2016.10 typed as a number is kept as 2016.1: January or October, nobody can tell.
        Value::Number(number) if number.fract() != 0.0 && number_text(*number).ends_with(".1") => {
            let shown = number_text(*number);
            return Err(CellFault::new(format!("“{shown}”分不清是 1 月还是 10 月"), should));
        }
        _ => display(value, is_1904),
    };
    match dates::month_from_text(&text) {
        Some(day) => Ok(Typed::Month(day).into()),
        None => Err(CellFault::new(format!("“{text}”不是年月"), should)),
    }
}

fn yes_no(value: &Value<'_>) -> Outcome {
    let text = match value {
        Value::Bool(yes) => return Ok(Typed::YesNo(*yes).into()),
        _ => compact(value),
    };
    match text.to_lowercase().as_str() {
        "是" | "y" | "yes" | "1" | "true" | "√" | "✓" | "✔" | "1-是" => {
            Ok(Typed::YesNo(true).into())
        }
        "否" | "n" | "no" | "0" | "false" | "×" | "✗" | "0-否" => {
            Ok(Typed::YesNo(false).into())
        }
        _ => Err(CellFault::new(format!("“{text}”既不是“是”也不是“否”"), "请填“是”或“否”")),
    }
}

fn choice(value: &Value<'_>, words: &[String]) -> Outcome {
    let text = display(value, false);
    let (wanted, bare) = (essence(&text), essence(without_code(&text)));
    let found = words.iter().find(|word| essence(word) == wanted);
    let found = found.or_else(|| words.iter().find(|word| essence(word) == bare));
    if let Some(word) = found {
        return Ok(Typed::Text(word.clone()).into());
    }
    let fault = CellFault::new(
        format!("“{text}”不在可选的内容里"),
        if words.len() <= 12 {
            format!("请填：{}", words.join("、"))
        } else {
            "请从模板的下拉列表中选择".to_owned()
        },
    );
    Err(match nearest(&text, words.iter().map(String::as_str)) {
        Some(word) => fault.suggest(word),
        None => fault,
    })
}

/// `1-男` or `01 汉族` without the code before the word.
fn without_code(text: &str) -> &str {
    let rest = text.trim_start_matches(|it: char| it.is_ascii_digit());
    if rest.len() == text.len() {
        text
    } else {
        rest.trim_start_matches(['-', ' ', '.', '_', '、'])
    }
}
