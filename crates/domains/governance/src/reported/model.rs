//! A figure that people report, and what was reported of it.

use jiff::civil::Date;
use vocab::{AccountId, PlaceId, Role};

use crate::{number::Number, targets::Rough};

vocab::ids! {
    /// A figure that people report.
    FigureId = "rfg";
    /// What was reported of one.
    ValueId = "rpv";
}

db::spoken! {
    /// How a figure comes in.
    pub Kind {
        /// Somebody answers for it and files it each time.
        Filed = "filed", "填报数";
        /// Somebody typed it from a document.
        Typed = "typed", "手工数";
    }
}

db::spoken! {
    /// How far a value is.
    pub ValueState {
        /// Nobody else has looked at it.
        Filed = "filed", "待审核";
        /// Somebody else did.
        Good = "good", "已审核";
        /// Sent back.
        Refused = "refused", "已退回";
        /// A correction took its place.
        Replaced = "replaced", "已更正";
    }
}

/// A figure: what it is, and who answers for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Its name in links.
    pub id: FigureId,
    /// As people call it.
    pub name: String,
    /// What it counts, and what not.
    pub definition: String,
    /// `%`, 个百分点, 位, 万人次.
    pub unit: String,
    /// How it comes in.
    pub kind: Kind,
    /// Whether it is a share with numerator and denominator.
    pub is_share: bool,
    /// Whether it may be more than a hundred per cent (完成率).
    pub may_exceed: bool,
    /// The office that answers for it.
    pub office: Role,
    /// Of which place.
    pub place: PlaceId,
}

/// What was reported for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// Its name: its proofs belong to it.
    pub id: ValueId,
    /// The figure.
    pub figure: FigureId,
    /// The time: from this day.
    pub from_on: Date,
    /// To this one.
    pub to_on: Date,
    /// The number.
    pub number: Number,
    /// Numerator and denominator, of a share.
    pub parts: Option<(i64, i64)>,
    /// The word beside it, as it was written.
    pub rough: Rough,
    /// Where it is from.
    pub source: String,
    /// The value that it corrects, and why.
    pub corrects: Option<(ValueId, String)>,
    /// When it was filed.
    pub filed_on: Date,
    /// By whom; none where the demo did.
    pub by: Option<AccountId>,
    /// The same, by name.
    pub by_name: String,
    /// How far it is.
    pub state: ValueState,
    /// The account of who reviewed it.
    pub reviewer: Option<AccountId>,
    /// Who reviewed it, when, and in what words.
    pub review: Option<(String, Date, String)>,
}
