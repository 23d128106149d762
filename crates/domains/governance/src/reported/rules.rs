//! Which number comes of what was typed, who may review it, and which value is told of a day.

use jiff::civil::Date;
use vocab::{AccountId, Role};

use super::model::{Figure, Value, ValueState};
use crate::number::{NoNumber, Number};
pub(super) use crate::typed::{Wrong, wrong};

/// What was typed of a number: itself, or for a share its two counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Typed {
    /// The number.
    pub number: String,
    /// The numerator.
    pub part: String,
    /// The denominator.
    pub whole: String,
}

/// A number, with its two counts where they were told.
pub(super) type Counted = (Number, Option<(i64, i64)>);

/// The number of what was typed, with its two counts where they were told.
pub(super) fn number(figure: &Figure, typed: &Typed) -> Result<Counted, Wrong> {
    let hundred = Number::whole(100);
    let too_much = |field, told: String| {
        let advice = format!(
            "{told}，超过了 100%。请核对；这个数本来可以超过 100% 的（如完成率），请先在口径里注明"
        );
        Err(wrong(field, advice))
    };
    let has_parts = !typed.part.trim().is_empty() || !typed.whole.trim().is_empty();
    if figure.is_share && has_parts {
        let part = count(&typed.part).ok_or_else(|| wrong("part", COUNTS))?;
        let whole = count(&typed.whole).ok_or_else(|| wrong("whole", COUNTS))?;
        if whole == 0 {
            return Err(wrong("whole", NoNumber::NoDenominator.to_string()));
        }
        if part > whole && !figure.may_exceed {
            return too_much("part", format!("分子 {part} 大于分母 {whole}"));
        }
        let above = part.checked_mul(100).ok_or_else(|| wrong("part", COUNTS))?;
        let number = Number::new(above, whole).map_err(|it| wrong("part", it.to_string()))?;
        return Ok((number, Some((part, whole))));
    }
    let number = Number::read(&typed.number).map_err(|it| wrong("number", it.to_string()))?;
    if figure.unit == "%" && number > hundred && !figure.may_exceed {
        return too_much("number", format!("{number}%"));
    }
    Ok((number, None))
}

const COUNTS: &str = "分子和分母都要填，写成不小于 0 的整数";

fn count(text: &str) -> Option<i64> {
    let number = Number::read(text).ok()?;
    (number.below() == 1 && number.above() >= 0).then_some(number.above())
}

/// The value as people read it: `约 54.57%`, `第 3`.
pub(super) fn told(figure: &Figure, it: &Value) -> String {
    let number = if it.parts.is_some() { it.number.rounded(2) } else { it.number };
    let rough = match it.rough.label() {
        "" => String::new(),
        word => format!("{word} "),
    };
    if figure.unit == "第" {
        format!("第 {number}")
    } else {
        format!("{rough}{number}{}", figure.unit)
    }
}

/// Why somebody may not review a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum NoReview {
    /// Who files does not review.
    #[error("这个数是您自己报的，要由另一个人审核")]
    Own,
    /// It is another office's.
    #[error("这个数由别的科室负责，请责任科室、办公室或分管局长审核")]
    Elsewhere,
    /// It was decided.
    #[error("这个数已经审核过了，请刷新后再看")]
    Decided,
}

/// Whether `who`, in a role, may review a value: somebody else than who filed it, of the office that
/// answers for it, of the bureau's own office, or a leader.
pub(super) fn may_review(
    figure: &Figure,
    value: &Value,
    (who, role): (AccountId, Role),
) -> Result<(), NoReview> {
    if value.state != ValueState::Filed {
        return Err(NoReview::Decided);
    }
    if value.by == Some(who) {
        return Err(NoReview::Own);
    }
    let is_theirs = role == figure.office || matches!(role, Role::OfficeClerk | Role::BureauLeader);
    if is_theirs { Ok(()) } else { Err(NoReview::Elsewhere) }
}

/// The value of a figure that is told of a day: the last reviewed one whose time had begun by then;
/// where there is none, the last that waits for its review.
pub(super) fn on_day(values: &[Value], day: Date) -> Option<&Value> {
    let last = |state: ValueState| {
        let begun = values.iter().filter(|it| it.state == state && it.from_on <= day);
        begun.max_by_key(|it| (it.to_on, it.id))
    };
    last(ValueState::Good).or_else(|| last(ValueState::Filed))
}
