//! Fields out of a catalog file, with everything that is wrong with them.

use catalog::{At, Fault, Source, role_words};
use schemars::JsonSchema;
use serde::Deserialize;
use vocab::Role;

use crate::{
    Check, Class, Field, Kind, Known, Origin, computed,
    expr::{Expr, Names, Slip, Type},
    kinds::{self, Word},
};

/// A field as a file writes it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key that a file says or leaves out")]
pub struct RawField {
    pub(crate) key: At<String>,
    label: String,
    #[serde(rename = "type")]
    pub(crate) kind: At<Word>,
    hint: Option<String>,
    unit: Option<String>,
    #[serde(default)]
    required: bool,
    pub(crate) required_if: Option<At<String>>,
    pub(crate) visible: Option<At<String>>,
    when: Option<String>,
    #[serde(default)]
    pub(crate) check: Vec<RawCheck>,
    pub(crate) class: Option<At<String>>,
    #[serde(default)]
    #[schemars(schema_with = "role_words")]
    seen_by: Vec<At<String>>,
    #[serde(default)]
    listed: bool,
    pub(crate) max: Option<i64>,
    pub(crate) min: Option<i64>,
    #[serde(default)]
    pub(crate) choices: Vec<(String, String)>,
    pub(crate) codes: Option<At<String>>,
    pub(crate) places: Option<u8>,
    #[serde(default)]
    pub(crate) of: Vec<At<String>>,
    #[serde(default)]
    pub(crate) accept: Vec<At<String>>,
    pub(crate) max_mb: Option<usize>,
    pub(crate) max_files: Option<usize>,
    #[serde(default)]
    pub(crate) capture: bool,
    #[serde(default)]
    pub(crate) place: bool,
    #[serde(default)]
    pub(crate) column: Vec<RawField>,
    pub(crate) computed: Option<At<String>>,
    pub(crate) from: Option<At<String>>,
    #[serde(default)]
    correctable: bool,
}

impl RawField {
    /// Its word, as written.
    pub fn key(&self) -> &str {
        self.key.get_ref()
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawCheck {
    that: At<String>,
    words: String,
}

impl RawField {
    /// Whether it says what whoever answers it must fulfil.
    pub(crate) fn is_demanded(&self) -> bool {
        self.required || self.required_if.is_some() || !self.check.is_empty() || self.from.is_some()
    }
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
    "decimal",
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
    "sum",
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
    let mut names = Names::default();
    names.add("today", Type::Date, None);
    let (mut fields, names) = fields_with(source, raw, names)?;
    computed::arrange(source, raw, &mut fields)?;
    Ok((fields, names))
}

/// The same on top of `names` that expressions may name already.
pub(crate) fn fields_with(
    source: &Source,
    raw: &[RawField],
    mut names: Names,
) -> Result<(Vec<Field>, Names), Vec<Fault>> {
    let mut faults = Vec::new();
    let mut kinds = Vec::with_capacity(raw.len());
    for (at, it) in raw.iter().enumerate() {
        faults.extend(key_fault(source, it, &raw[..at]));
        match kinds::kind(source, it) {
            Ok(kind) => {
                name(&mut names, it, &kind);
                kinds.push(kind);
            }
            Err(found) => faults.extend(found),
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

/// What expressions may say of a field.
fn name(names: &mut Names, it: &RawField, kind: &Kind) {
    let key = it.key.get_ref();
    let is_sealed = it.class.as_ref().is_some_and(|it| it.get_ref() == "sealed");
    match kind {
        _ if is_sealed => names.add(key, Type::Sealed, None),
        Kind::Rows(rows) => {
            let columns = rows.columns.iter().map(|it| (it.key.clone(), it.kind.of()));
            names.add_rows(key, columns.collect());
        }
        _ => {
            let options = kind.options();
            let options = options.map(|all| all.iter().map(|it| it.0.clone()).collect());
            names.add(key, kind.of(), options);
        }
    }
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
    let class = class(source, it, &kind, &mut faults);
    let known = known(source, it, &kind, &mut faults);
    let computed = computed::value(source, it, &kind, names).unwrap_or_else(|found| {
        faults.push(found);
        None
    });
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
        computed,
        known,
    })
}

/// An expression of a file that is to say yes or no.
pub fn expression(source: &Source, text: &At<String>, names: &Names) -> Result<Expr, Fault> {
    let read = Expr::read(text.get_ref(), names, Type::Bool);
    read.map_err(|Slip { cause, advice }| source.fault(&text.span(), cause, advice))
}

fn class(source: &Source, it: &RawField, kind: &Kind, faults: &mut Vec<Fault>) -> Class {
    const KNOWN: &[&str] = &["public", "internal", "personal", "sealed"];
    let Some(word) = &it.class else { return Class::Internal };
    let class = match word.get_ref().as_str() {
        "public" => Class::Public,
        "internal" => Class::Internal,
        "personal" => Class::Personal,
        "sealed" => Class::Sealed,
        typed => {
            faults.push(source.unknown(&word.span(), "字段分级", typed, KNOWN));
            Class::Internal
        }
    };
    if class == Class::Personal && it.seen_by.is_empty() {
        let advice = "请写 seen_by = [\"角色\", …]，只有这些角色和本人看得到";
        faults.push(source.fault(&word.span(), "个人信息没有写谁能看", advice));
    }
    let can_be_sealed = matches!(kind, Kind::Text(_) | Kind::Long(_) | Kind::Phone);
    let is_looked_at = it.listed || !it.check.is_empty() || it.from.is_some();
    if class == Class::Sealed && (!can_be_sealed || is_looked_at || it.computed.is_some()) {
        let advice = "加密的字段写成 text、long 或 phone，不写 listed、check、computed 和 from";
        faults.push(source.fault(&word.span(), "这个字段不能加密保存", advice));
    }
    class
}

/// What the platform knows of it.
fn known(source: &Source, it: &RawField, kind: &Kind, faults: &mut Vec<Fault>) -> Option<Known> {
    let Some(word) = &it.from else {
        if it.correctable {
            let advice = "请写 from = \"student.name\" 等来源，或去掉 correctable";
            faults.push(source.fault(&it.key.span(), "correctable 没有来源", advice));
        }
        return None;
    };
    let Some(from) = Origin::of(word.get_ref()) else {
        let all = Origin::ALL.map(|it| it.1);
        faults.push(source.unknown(&word.span(), "预填来源", word.get_ref(), &all));
        return None;
    };
    let fits = match from {
        Origin::StudentBorn => matches!(kind, Kind::Date),
        Origin::SchoolPupils => matches!(kind, Kind::Integer(..)),
        Origin::MyPhone => matches!(kind, Kind::Phone | Kind::Text(_)),
        _ => matches!(kind, Kind::Text(_)),
    };
    if !fits {
        let advice = "出生日期用 date，人数用 integer，电话用 phone，其他用 text";
        faults.push(source.fault(&word.span(), "来源和字段的类型不合", advice));
    }
    Some(Known { from, correctable: it.correctable })
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
