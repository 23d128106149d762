//! Who may set what, from when on. Everything here is a function of what it is given.

use jiff::civil::Date;
use vocab::Fen;

use super::model::{Kindergarten, Nature, Tariff};

/// The most that a month may cost: what is typed beyond it is a slip.
const MOST: Fen = Fen::yuan(50_000);
/// How long a basis may be.
const BASIS_MAX: usize = 120;

/// Why nothing was set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    /// A public one is public, a private one is not.
    #[error("这所幼儿园在名录里是{0}的，性质要与名录一致；办园体制变了的请先改名录")]
    Nature(&'static str),
    /// Only the bureau says what is inclusive.
    #[error("普惠性由教育局认定，幼儿园只能设定收费。请联系教育局基教科")]
    NotYours,
    /// A kindergarten sets what is to come.
    #[error("幼儿园只能设定今天以后的收费；以前的有误，请联系教育局基教科更正")]
    Past,
    /// What it costs.
    #[error("每月收费请填 0 到 50000 元")]
    Fee,
    /// On what grounds.
    #[error("请写明收费依据，例如发改、教育部门的文号，或者园务会决定和公示日期，120 个字以内")]
    Basis,
}

/// Who sets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// The bureau.
    Office,
    /// The kindergarten itself.
    Itself,
}

/// Whether `by` may set `new` of a kindergarten, which `it` is on the day from which that holds.
pub(crate) fn may_set(
    (by, today): (By, Date),
    it: &Kindergarten,
    new: &Tariff,
) -> Result<(), Refusal> {
    let basis = new.fee.basis.chars().count();
    if (new.nature == Nature::Public) == it.is_private {
        Err(Refusal::Nature(if it.is_private { "民办" } else { "公办" }))
    } else if by == By::Itself && new.nature != it.nature() {
        Err(Refusal::NotYours)
    } else if by == By::Itself && new.fee.since < today {
        Err(Refusal::Past)
    } else if new.fee.monthly.is_negative() || new.fee.monthly > MOST {
        Err(Refusal::Fee)
    } else if basis == 0 || basis > BASIS_MAX {
        Err(Refusal::Basis)
    } else {
        Ok(())
    }
}
