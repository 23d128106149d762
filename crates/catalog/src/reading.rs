//! TOML into a machine's own type, with what the parser says turned into words with a way out.

use std::{borrow::Cow, ops::Range};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, de::DeserializeOwned};
use vocab::Role;

use crate::{Fault, Source, fault};

/// A value with where it stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(transparent)]
pub struct At<T>(toml::Spanned<T>);

impl<T> At<T> {
    /// The value.
    pub fn get_ref(&self) -> &T {
        self.0.get_ref()
    }

    /// Where it stands.
    pub fn span(&self) -> Range<usize> {
        self.0.span()
    }
}

/// Where a value stands is nothing that a file writes.
impl<T: JsonSchema> JsonSchema for At<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// The schema of a word that stands for a role, for `#[schemars(schema_with)]`.
pub fn role_word(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "enum": Role::ALL.map(Role::key) })
}

/// The schema of a list of words that stand for roles.
pub fn role_words(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "array", "items": role_word(generator) })
}

/// Reads `source` as a `T`. The first fault ends it: what follows could only be guessed at.
pub fn read<T: DeserializeOwned>(source: &Source) -> Result<T, Fault> {
    toml::from_str(&source.text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        told(source, &span, error.message())
    })
}

fn told(source: &Source, span: &Range<usize>, message: &str) -> Fault {
    let words = quoted(message);
    let known: Vec<&str> = words.iter().skip(1).copied().collect();
    let first = words.first().copied().unwrap_or_default();
    let says = |it: &str| message.starts_with(it);
    if says("unknown field") {
        return source.fault(span, format!("不认识的键 {first}"), fault::one_of(first, &known));
    }
    if says("unknown variant") {
        return source.fault(span, format!("不认识的值 {first}"), fault::one_of(first, &known));
    }
    if says("missing field") {
        return source.fault(span, format!("缺少 {first}"), format!("请补上 {first} = …"));
    }
    if says("duplicate") {
        return source.fault(span, "同一个键写了两次", "请去掉一个");
    }
    if says("invalid type") || says("invalid value") {
        let advice = "文字要加引号，数字、true 和 false 不加引号，多个值写在 [ ] 里";
        return source.fault(span, format!("值的类型不对（{message}）"), advice);
    }
    let advice = "请检查引号、括号和等号，每个 [[…]] 单独一行";
    source.fault(span, format!("不是正确的 TOML（{message}）"), advice)
}

/// The words between backticks.
fn quoted(message: &str) -> Vec<&str> {
    message.split('`').skip(1).step_by(2).collect()
}
