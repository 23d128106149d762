//! Fields out of a catalog file, with everything that is wrong with them.

use catalog::{At, Fault, Source};
use serde::Deserialize;
use vocab::Role;

use crate::{
    Check, Class, Field, Kind,
    expr::{Expr, Names, Slip, Type},
};

/// A field as a file writes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawField {
    key: At<String>,
    label: String,
    #[serde(rename = "type")]
    kind: At<Word>,
    hint: Option<String>,
    unit: Option<String>,
    #[serde(default)]
    required: bool,
    required_if: Option<At<String>>,
    visible: Option<At<String>>,
    when: Option<String>,
    #[serde(default)]
    check: Vec<RawCheck>,
    class: Option<At<String>>,
    #[serde(default)]
    seen_by: Vec<At<String>>,
    #[serde(default)]
    listed: bool,
    max: Option<i64>,
    min: Option<i64>,
    #[serde(default)]
    choices: Vec<(String, String)>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCheck {
    that: At<String>,
    words: String,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Word {
    Text,
    Long,
    Integer,
    Money,
    Date,
    Time,
    YesNo,
    Phone,
    Choice,
    Choices,
}

/// What CEL keeps for itself, and what our expressions name.
const RESERVED: &[&str] = &[
    "answered",
    "as",
    "bool",
    "break",
    "const",
    "continue",
    "date",
    "else",
    "false",
    "for",
    "function",
    "if",
    "import",
    "in",
    "int",
    "let",
    "list",
    "loop",
    "map",
    "namespace",
    "null",
    "package",
    "return",
    "size",
    "string",
    "today",
    "true",
    "type",
    "var",
    "void",
    "while",
    "working_days",
];

/// The fields that `raw` comes to, and what expressions of this form may name.
pub fn fields(source: &Source, raw: &[RawField]) -> Result<(Vec<Field>, Names), Vec<Fault>> {
    let (mut names, mut faults) = (Names::default(), Vec::new());
    names.add("today", Type::Date, None);
    let mut kinds = Vec::with_capacity(raw.len());
    for (at, it) in raw.iter().enumerate() {
        faults.extend(key_fault(source, it, &raw[..at]));
        match kind(source, it) {
            Ok(kind) => {
                let options = kind.options();
                let options = options.map(|all| all.iter().map(|it| it.0.clone()).collect());
                names.add(it.key.get_ref(), kind.of(), options);
                kinds.push(kind);
            }
            Err(fault) => faults.push(fault),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut fields = Vec::with_capacity(raw.len());
    for (it, kind) in raw.iter().zip(kinds) {
        match field(source, it, kind, &names) {
            Ok(it) => fields.push(it),
            Err(found) => faults.extend(found),
        }
    }
    if faults.is_empty() { Ok((fields, names)) } else { Err(faults) }
}

fn key_fault(source: &Source, it: &RawField, before: &[RawField]) -> Option<Fault> {
    let (key, span) = (it.key.get_ref(), it.key.span());
    let begins = key.starts_with(|it: char| it.is_ascii_lowercase());
    let fits = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_';
    if !begins || !key.chars().all(fits) || key.len() > 40 {
        let advice = "key 用小写字母、数字和下划线，以字母开头，最多 40 个字符";
        return Some(source.fault(&span, format!("字段的 key 写成了 {key}"), advice));
    }
    if RESERVED.contains(&key.as_str()) || key.starts_with("this_") {
        return Some(source.fault(&span, format!("{key} 是表达式里的保留词"), "请换一个 key"));
    }
    let twice = before.iter().any(|other| other.key.get_ref() == key);
    twice.then(|| source.fault(&span, format!("字段 {key} 定义了两次"), "请去掉一个或改名"))
}

fn kind(source: &Source, it: &RawField) -> Result<Kind, Fault> {
    let word = *it.kind.get_ref();
    let wrong = |cause: &str, advice: &str| source.fault(&it.kind.span(), cause, advice);
    let is_choice = matches!(word, Word::Choice | Word::Choices);
    if is_choice == it.choices.is_empty() {
        return Err(if is_choice {
            wrong("选择题没有选项", "请写 choices = [[\"key\", \"文字\"], …]")
        } else {
            wrong("这个类型没有选项", "请去掉 choices，或把 type 改成 choice")
        });
    }
    let longest = |usual: i64| {
        let max = it.max.unwrap_or(usual);
        let fits = (1..=4000).contains(&max).then_some(max).and_then(|it| u32::try_from(it).ok());
        fits.ok_or_else(|| wrong("max 不合适", "文字的 max 是字数，1 到 4000"))
    };
    Ok(match word {
        Word::Text => Kind::Text(longest(100)?),
        Word::Long => Kind::Long(longest(1000)?),
        Word::Integer => {
            let (min, max) = (it.min.unwrap_or(0), it.max.unwrap_or(1_000_000_000));
            if min > max {
                return Err(wrong("min 比 max 大", "请对调"));
            }
            Kind::Integer(min, max)
        }
        Word::Money => Kind::Money,
        Word::Date => Kind::Date,
        Word::Time => Kind::Time,
        Word::YesNo => Kind::YesNo,
        Word::Phone => Kind::Phone,
        Word::Choice => Kind::Choice(it.choices.clone()),
        Word::Choices => Kind::Choices(it.choices.clone()),
    })
}

fn field(source: &Source, it: &RawField, kind: Kind, names: &Names) -> Result<Field, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut read = |text: &At<String>| match expression(source, text, names) {
        Ok(it) => Some(it),
        Err(fault) => {
            faults.push(fault);
            None
        }
    };
    let required_if = it.required_if.as_ref().and_then(&mut read);
    let visible = it.visible.as_ref().and_then(&mut read);
    let checks = it
        .check
        .iter()
        .filter_map(|check| Some(Check { that: read(&check.that)?, words: check.words.clone() }));
    let checks = checks.collect();
    if it.visible.is_some() != it.when.is_some() {
        let advice = "写了 visible 就要写 when = \"选了其他时填写\"，没有脚本的页面靠它说明";
        faults.push(source.fault(&it.key.span(), "visible 和 when 要一起写", advice));
    }
    let visible = visible.zip(it.when.clone());
    let seen_by = roles(source, &it.seen_by, &mut faults);
    let class = class(source, it, &mut faults);
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Field {
        key: it.key.get_ref().clone(),
        label: it.label.clone(),
        kind,
        hint: it.hint.clone(),
        unit: it.unit.clone(),
        required: it.required,
        required_if,
        visible,
        checks,
        class,
        seen_by,
        listed: it.listed,
    })
}

/// An expression of a file that is to say yes or no.
pub fn expression(source: &Source, text: &At<String>, names: &Names) -> Result<Expr, Fault> {
    let read = Expr::read(text.get_ref(), names, Type::Bool);
    read.map_err(|Slip { cause, advice }| source.fault(&text.span(), cause, advice))
}

fn class(source: &Source, it: &RawField, faults: &mut Vec<Fault>) -> Class {
    const KNOWN: &[&str] = &["public", "internal", "personal"];
    let Some(word) = &it.class else { return Class::Internal };
    let class = match word.get_ref().as_str() {
        "public" => Class::Public,
        "internal" => Class::Internal,
        "personal" => Class::Personal,
        typed => {
            faults.push(source.unknown(&word.span(), "字段分级", typed, KNOWN));
            Class::Internal
        }
    };
    if class == Class::Personal && it.seen_by.is_empty() {
        let advice = "请写 seen_by = [\"角色\", …]，只有这些角色和本人看得到";
        faults.push(source.fault(&word.span(), "个人信息没有写谁能看", advice));
    }
    class
}

/// The roles that a file names; those that there are not become faults.
pub fn roles(source: &Source, named: &[At<String>], faults: &mut Vec<Fault>) -> Vec<Role> {
    let mut roles = Vec::with_capacity(named.len());
    for it in named {
        match Role::from_key(it.get_ref()) {
            Some(role) => roles.push(role),
            None => faults.push(source.unknown(
                &it.span(),
                "角色",
                it.get_ref(),
                &Role::ALL.map(Role::key),
            )),
        }
    }
    roles
}
