//! TOML into a machine's own type, with what the parser says turned into words with a way out.

use std::ops::Range;

use serde::de::DeserializeOwned;

use crate::{Fault, Source, fault};

/// A value with where it stands.
pub type At<T> = toml::Spanned<T>;

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
