//! Answers that follow from others: what they come to, and the order in which they are worked out.

use catalog::{Fault, Source};

use crate::{
    Computed, Field, Kind, RawField,
    expr::{Expr, Names, Slip},
};

/// What `it` follows from, if it does.
pub(crate) fn value(
    source: &Source,
    it: &RawField,
    kind: &Kind,
    names: &Names,
) -> Result<Option<Computed>, Fault> {
    let Some(text) = &it.computed else { return Ok(None) };
    let fits = matches!(
        kind,
        Kind::Integer(..)
            | Kind::Decimal(_)
            | Kind::Money
            | Kind::Text(_)
            | Kind::Date
            | Kind::YesNo
    );
    if !fits {
        let advice = "computed 用在 integer、decimal、money、text、date、yes-no 上";
        return Err(source.fault(&it.kind.span(), "这个类型不能计算得出", advice));
    }
    if it.is_demanded() {
        let advice = "计算得出的字段不用人填，请去掉 required、required_if、check 和 from";
        return Err(source.fault(&it.key.span(), "计算得出的字段写了要人填的条件", advice));
    }
    let read = Expr::read(text.get_ref(), names, kind.of());
    let value = read.map_err(|Slip { cause, advice }| source.fault(&text.span(), cause, advice))?;
    if value.uses().contains("today") {
        let advice = "保存下来的值不能随日子变，请改用表单里的日期字段";
        return Err(source.fault(&text.span(), "计算里用了 today", advice));
    }
    Ok(Some(Computed { value, turn: 0 }))
}

/// Puts the computed answers of `fields` in the order in which they can be worked out.
pub(crate) fn arrange(
    source: &Source,
    raw: &[RawField],
    fields: &mut [Field],
) -> Result<(), Vec<Fault>> {
    let all = fields.iter().filter(|it| it.computed.is_some());
    let mut waiting: Vec<String> = all.map(|it| it.key.clone()).collect();
    let mut turn = 0;
    while !waiting.is_empty() {
        let before = waiting.len();
        for field in fields.iter_mut() {
            let Some(computed) = &mut field.computed else { continue };
            let ready = waiting.contains(&field.key)
                && !computed.value.uses().iter().any(|it| waiting.contains(it));
            if ready {
                computed.turn = turn;
                turn += 1;
                waiting.retain(|it| *it != field.key);
            }
        }
        if waiting.len() == before {
            let told = waiting.join("、");
            let at = raw.iter().find(|it| *it.key.get_ref() == waiting[0]);
            let span = at.and_then(|it| it.computed.as_ref()).map_or(0..0, catalog::At::span);
            let advice = "请让其中一个改由人填写，或换一个算法";
            return Err(vec![source.fault(&span, format!("{told} 互相依赖，算不出来"), advice)]);
        }
    }
    Ok(())
}
