//! Partners, packages, and what a file says.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    number::{NoNumber, Number},
    targets::{Comparator, Goal, Rough, TargetId, TaskId},
};

vocab::ids! {
    /// A bureau above or below.
    PartnerId = "lpt";
    /// A package.
    PackageId = "pkg";
}

db::spoken! {
    /// Where the other bureau stands.
    pub(crate) Side {
        /// The city's, which hands down.
        Above = "above", "上级";
        /// A county's, which it is handed to.
        Below = "below", "下级";
    }
}

db::spoken! {
    /// Which way a package went.
    pub(crate) Way {
        /// Out of here.
        Sent = "sent", "下达";
        /// To here.
        Arrived = "arrived", "收到";
    }
}

db::spoken! {
    /// How far a package is.
    pub(crate) Stage {
        /// Nobody has answered.
        Open = "open", "待签收";
        /// Signed for.
        Signed = "signed", "已签收";
        /// Sent back.
        Returned = "returned", "已退回";
    }
}

/// Another bureau.
#[derive(Debug, Clone)]
pub(crate) struct Partner {
    pub(crate) id: PartnerId,
    pub(crate) side: Side,
    pub(crate) name: String,
    pub(crate) key_sealed: String,
    pub(crate) since: Date,
}

/// A package as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct Package {
    pub(crate) id: PackageId,
    pub(crate) number: String,
    pub(crate) way: Way,
    pub(crate) partner: PartnerId,
    pub(crate) partner_name: String,
    pub(crate) target: Option<TargetId>,
    /// What its file says, word for word.
    pub(crate) content: String,
    pub(crate) stage: Stage,
    pub(crate) made_on: Date,
    pub(crate) answer: Option<(Date, String)>,
    pub(crate) task: Option<TaskId>,
}

/// What a file says: a target that is handed down, or the answer to one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub(crate) enum Paper {
    /// 下达.
    Handing(Box<Handing>),
    /// 回执.
    Receipt(Receipt),
}

/// A target on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Handing {
    pub(crate) number: String,
    pub(crate) from: String,
    pub(crate) to: String,
    /// Days are written as people and ISO 8601 do: 2023-01-20.
    pub(crate) made_on: String,
    pub(crate) year: i16,
    pub(crate) work: String,
    pub(crate) content: String,
    pub(crate) name: String,
    pub(crate) comparator: String,
    /// Numerator and denominator of the number.
    pub(crate) low: (i64, i64),
    pub(crate) high: Option<(i64, i64)>,
    pub(crate) unit: String,
    pub(crate) rough: String,
    pub(crate) from_on: String,
    pub(crate) due_on: String,
    /// The sentence that it came of.
    pub(crate) source: String,
}

impl Handing {
    /// Its first day and its last; none where they are no days, or the wrong way round.
    pub(crate) fn time(&self) -> Option<(Date, Date)> {
        let (from, due) = (self.from_on.parse().ok()?, self.due_on.parse().ok()?);
        (from <= due).then_some((from, due))
    }

    /// The goal that it says; none where its words are unknown here.
    pub(crate) fn goal(&self) -> Option<Goal> {
        let number = |it: (i64, i64)| -> Result<Number, NoNumber> { Number::new(it.0, it.1) };
        let comparator = Comparator::from_key(&self.comparator)?;
        let high = self.high.map(number).transpose().ok()?;
        if comparator == Comparator::Within && high.is_none() {
            return None;
        }
        Some(Goal {
            comparator,
            low: number(self.low).ok()?,
            high,
            unit: self.unit.clone(),
            rough: Rough::from_key(&self.rough)?,
        })
    }
}

/// The answer to a handing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Receipt {
    pub(crate) number: String,
    pub(crate) from: String,
    pub(crate) signed: bool,
    pub(crate) on: String,
    pub(crate) reason: String,
}
