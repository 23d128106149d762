//! The effects that a catalog file names: each with what it is given, field keys or expressions, and
//! whether it is wanted at all. Every machine writes them the same way:
//!
//! ```toml
//! [[step.action.effect]]
//! name = "case.open"
//! with = { kind = "'rectification'", place = "this_place", problem = "brief" }
//! only_if = "level == 'serious'"
//! ```

use std::{collections::BTreeMap, ops::Range};

use catalog::{At, Fault, Source};
use platform::effects::{Effect, Effects, Given, InputKind, Inputs};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    expr::{Expr, Facts, Names, Slip, Type},
    expression,
};

/// An effect as a file names it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawEffect {
    name: At<String>,
    #[serde(default)]
    with: BTreeMap<String, At<String>>,
    only_if: Option<At<String>>,
}

/// An effect that is to be brought about, with what it is given.
#[derive(Debug)]
pub struct Bring {
    /// The effect's word.
    pub name: String,
    span: Range<usize>,
    with: Vec<(String, Expr, Range<usize>)>,
    only_if: Option<Expr>,
}

impl Bring {
    /// Reads `raw`, whose expressions may name `names`.
    pub fn read(source: &Source, raw: &RawEffect, names: &Names) -> Result<Self, Vec<Fault>> {
        let (mut with, mut faults) = (Vec::new(), Vec::new());
        for (input, text) in &raw.with {
            match Expr::read_any(text.get_ref(), names) {
                Ok(it) => with.push((input.clone(), it, text.span())),
                Err(Slip { cause, advice }) => {
                    faults.push(source.fault(&text.span(), cause, advice));
                }
            }
        }
        let only_if = match &raw.only_if {
            None => None,
            Some(text) => expression(source, text, names).map_err(|it| faults.push(it)).ok(),
        };
        let (name, span) = (raw.name.get_ref().clone(), raw.name.span());
        if faults.is_empty() { Ok(Self { name, span, with, only_if }) } else { Err(faults) }
    }

    /// Everything that is wrong with it, held against the effects that there are.
    pub fn check(&self, source: &Source, known: &Effects) -> Vec<Fault> {
        let Some(effect) = known.find(&self.name) else {
            let names: Vec<&str> = known.all().map(|it| it.name).collect();
            return vec![source.unknown(&self.span, "联动", &self.name, &names)];
        };
        let mut faults = self.missing(source, effect);
        let names: Vec<&str> = effect.inputs.iter().map(|it| it.name).collect();
        let mut given = Vec::new();
        for (name, expr, span) in &self.with {
            let Some(kind) = kind(expr.kind()) else {
                let cause = format!("{}不能交给联动", expr.kind().label());
                faults.push(source.fault(
                    span,
                    cause,
                    "请换成文字、整数、日期、是否、多选、地点或学生",
                ));
                continue;
            };
            match effect.inputs.iter().find(|it| it.name == name) {
                Some(it) if it.kind != kind => {
                    let cause = format!(
                        "{} 的 {name}（{}）要的是{}，{} 得到{}",
                        self.name,
                        it.label,
                        of(it.kind).label(),
                        expr.text(),
                        expr.kind().label()
                    );
                    faults.push(source.fault(
                        span,
                        cause,
                        "请换一个字段；固定的文字写成 \"'文字'\"",
                    ));
                }
                None if !effect.takes_more => {
                    faults.push(source.unknown(span, "输入项", name, &names));
                }
                _ => {}
            }
            let literal = expr.literal().map(str::to_owned);
            given.push(Given { name: name.clone(), kind, literal });
        }
        if faults.is_empty()
            && let Err(unfit) = (effect.check)(&given)
        {
            let at = self.with.iter().find(|it| Some(&it.0) == unfit.input.as_ref());
            let span = at.map_or(&self.span, |it| &it.2);
            faults.push(source.fault(span, unfit.cause, unfit.advice));
        }
        faults
    }

    fn missing(&self, source: &Source, effect: &Effect) -> Vec<Fault> {
        let lacks = effect.inputs.iter().filter(|it| {
            let given = self.with.iter().any(|(name, ..)| name == it.name);
            it.required && !given
        });
        let told = lacks.map(|it| {
            let cause = format!("{} 没有写 {}（{}）", self.name, it.name, it.label);
            let advice = format!("请在 with 里写 {} = \"字段的 key 或表达式\"", it.name);
            source.fault(&self.span, cause, advice)
        });
        told.collect()
    }

    /// What it is given as things stand; none where it is not wanted.
    pub fn inputs(&self, facts: &Facts) -> Option<Inputs> {
        if self.only_if.as_ref().is_some_and(|it| it.holds(facts) != Some(true)) {
            return None;
        }
        let given = self.with.iter();
        let given = given.filter_map(|(name, expr, _)| Some((name.clone(), expr.value(facts)?)));
        Some(Inputs(given.collect()))
    }
}

fn kind(it: Type) -> Option<InputKind> {
    Some(match it {
        Type::Bool => InputKind::YesNo,
        Type::Int => InputKind::Integer,
        Type::Text => InputKind::Text,
        Type::Date => InputKind::Date,
        Type::List => InputKind::List,
        Type::Place => InputKind::Place,
        Type::Student => InputKind::Student,
        Type::Decimal | Type::Id | Type::Rows | Type::Files | Type::Sealed => return None,
    })
}

fn of(it: InputKind) -> Type {
    match it {
        InputKind::YesNo => Type::Bool,
        InputKind::Integer => Type::Int,
        InputKind::Text => Type::Text,
        InputKind::Date => Type::Date,
        InputKind::List => Type::List,
        InputKind::Place => Type::Place,
        InputKind::Student => Type::Student,
    }
}
