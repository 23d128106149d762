//! What a parameter may be, and what a key may have.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, ToSpan as _, civil::Date};

use super::declare::{Operation, Shape};
use crate::accounts::rules::Rate;

/// Where a page begins.
pub(super) const CURSOR: &str = "cursor";
/// How many items a page has.
pub(super) const LIMIT: &str = "limit";
/// How many it has where nobody says.
pub(super) const LIMIT_USUAL: usize = 50;
/// How many it has at most.
pub(super) const LIMIT_MAX: usize = 200;
/// How often one key may ask.
pub(super) const PER_KEY: Rate =
    Rate { name: "api", times: 600, span: SignedDuration::from_mins(1) };
/// How keys begin, so that a scanner of leaked secrets knows them.
pub(super) const PREFIX: &str = "xueyu_";
/// The longest value of a parameter.
const VALUE_CHARS_MAX: usize = 200;

/// Why a key is not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    #[error("请写明密钥的用途（1 到 60 个字），例如：市教育数据仓。")]
    Name,
    #[error("没有找到这个单位。全县（市、区）请留空；学校填 10 位学校标识码，镇（街道）填全称。")]
    Place,
    #[error("请至少选择一项可以读取的数据。")]
    NoPermission,
    #[error("有效期要在明天以后、三年以内。")]
    Until,
    #[error(
        "这张表单已经生成过一个密钥。密钥只显示一次：没有记下的，请停用那个密钥，再填写这张新的表单。"
    )]
    Made,
}

/// The parameters of a call as they were declared, or what is wrong with them.
pub(super) fn values(
    operation: &'static Operation,
    query: Vec<(String, String)>,
) -> Result<BTreeMap<&'static str, String>, String> {
    let mut values = BTreeMap::new();
    for (name, value) in query {
        let known = operation.parameters.iter().find(|it| it.name == name);
        let (name, shape) = match (known, name.as_str()) {
            (Some(it), _) => (it.name, it.shape),
            (None, CURSOR) if operation.pages => (CURSOR, Shape::Text),
            (None, LIMIT) if operation.pages => (LIMIT, Shape::Integer),
            (None, name) => return Err(format!("没有叫 {name} 的参数。")),
        };
        may_be(name, shape, &value)?;
        if values.insert(name, value).is_some() {
            return Err(format!("参数 {name} 给了不止一次。"));
        }
    }
    let missing =
        operation.parameters.iter().find(|it| it.required && !values.contains_key(it.name));
    match missing {
        Some(it) => Err(format!("缺少参数 {}（{}）。", it.name, it.about)),
        None => Ok(values),
    }
}

fn may_be(name: &str, shape: Shape, value: &str) -> Result<(), String> {
    let fits = match shape {
        Shape::Day => value.parse::<Date>().is_ok(),
        Shape::Integer if name == LIMIT => {
            value.parse().is_ok_and(|it: usize| (1..=LIMIT_MAX).contains(&it))
        }
        Shape::Integer => value.parse::<i64>().is_ok(),
        Shape::Choice(words) => words.contains(&value),
        _ => (1..=VALUE_CHARS_MAX).contains(&value.chars().count()),
    };
    if fits { Ok(()) } else { Err(format!("参数 {name} 的值不对。")) }
}

/// The name of a key as it is stored.
pub(super) fn name(typed: &str) -> Result<String, Refusal> {
    let name = vocab::normalise(typed);
    if (1..=60).contains(&name.chars().count()) { Ok(name) } else { Err(Refusal::Name) }
}

/// Until when a key is good; nothing for one without an end.
pub(super) fn until(typed: &str, today: Date) -> Result<Option<Date>, Refusal> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let until: Date = typed.trim().parse().map_err(|_| Refusal::Until)?;
    let last = today.saturating_add(3.years());
    if until > today && until <= last { Ok(Some(until)) } else { Err(Refusal::Until) }
}

/// Those of the chosen permissions that some operation needs.
pub(super) fn permissions(
    chosen: &[String],
    known: &BTreeSet<&'static str>,
) -> Result<BTreeSet<String>, Refusal> {
    let fits: BTreeSet<String> =
        chosen.iter().filter(|it| known.contains(it.as_str())).cloned().collect();
    if fits.is_empty() { Err(Refusal::NoPermission) } else { Ok(fits) }
}
