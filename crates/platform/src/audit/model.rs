//! Records as the chain sees them, and what a check of it finds.

use std::fmt;

use jiff::{SignedDuration, Timestamp, civil};
use vocab::{AccountId, ActId};

use crate::act::digest;

/// A record as it is stored. All texts, since the digest is over what is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub id: ActId,
    pub at: i64,
    pub civil_at: String,
    pub account: Option<i64>,
    pub grant: Option<i64>,
    pub kind: String,
    pub subject_kind: Option<String>,
    pub subject: Option<i64>,
    pub notes: String,
    pub digest: String,
    pub block: Option<i64>,
}

impl Line {
    /// The digest that what is stored should have: `act::Record::digest` computes the same.
    pub(super) fn recomputed(&self) -> String {
        let number = |it: Option<i64>| it.map(|it| it.to_string()).unwrap_or_default();
        digest(&[
            &self.id.bits().to_string(),
            &self.at.to_string(),
            &self.civil_at,
            &number(self.account),
            &number(self.grant),
            &self.kind,
            self.subject_kind.as_deref().unwrap_or_default(),
            &number(self.subject),
            &self.notes,
        ])
    }
}

/// A personal value beside a record.
#[derive(Debug, Clone)]
pub(super) struct PersonalLine {
    pub act: ActId,
    pub key: String,
    pub salt: String,
    pub value: String,
    pub notes: String,
}

/// A block of the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Counted from 1, without gaps.
    pub number: i64,
    /// The head of the block before it; zeros before the first.
    pub previous: String,
    /// The digest over this block and everything before it.
    pub head: String,
    /// How many records it holds.
    pub records: i64,
    /// When it was made.
    pub made_at: Timestamp,
}

/// The end of the chain at some moment: what is printed, posted and kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The block's number.
    pub number: i64,
    /// Its digest.
    pub head: String,
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.number, self.head)
    }
}

/// A text that is no [`Head`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("链头应写成“区块号:64 位十六进制”，如 128:66c7…")]
pub struct NotAHead;

impl std::str::FromStr for Head {
    type Err = NotAHead;

    fn from_str(text: &str) -> Result<Self, NotAHead> {
        // On paper the digest is printed in groups.
        let text: String = text.chars().filter(|it| !it.is_whitespace()).collect();
        let (number, head) = text.split_once([':', '：']).ok_or(NotAHead)?;
        let number = number.parse().ok().filter(|it| *it > 0).ok_or(NotAHead)?;
        let head = head.to_ascii_lowercase();
        let whole = head.len() == 64 && head.bytes().all(|it| it.is_ascii_hexdigit());
        if whole { Ok(Self { number, head }) } else { Err(NotAHead) }
    }
}

/// Something that is not as it was sealed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// Blocks are gone.
    #[error("区块 {first} 到 {last} 缺失")]
    BlocksMissing {
        /// The first that is gone.
        first: i64,
        /// The last.
        last: i64,
    },
    /// A block does not follow the one before it.
    #[error("区块 {number} 与前一个区块接不上")]
    Unchained {
        /// The block.
        number: i64,
    },
    /// A block's head is not what its records come to: one was exchanged, or the block was.
    #[error("区块 {number} 的摘要与其中的记录不符")]
    HeadWrong {
        /// The block.
        number: i64,
    },
    /// Records of a block are gone, or were put in.
    #[error("区块 {number} 应有 {expected} 条记录，实有 {found} 条")]
    RecordsMissing {
        /// The block.
        number: i64,
        /// How many it held when it was made.
        expected: i64,
        /// How many there are.
        found: i64,
    },
    /// A record says something else than when it was written.
    #[error("记录 {act} 的内容被改动")]
    Altered {
        /// The record.
        act: ActId,
    },
    /// A personal value beside a record is another one. One that was erased is no finding.
    #[error("记录 {act} 的个人信息“{key}”被改动")]
    PersonalAltered {
        /// The record.
        act: ActId,
        /// Which value.
        key: String,
    },
    /// A head that someone kept is not in the chain: its end was cut off or written anew.
    #[error("留存的链头 {number} 不在现有的链上")]
    HeadUnknown {
        /// The block that it names.
        number: i64,
    },
}

/// What a check of the chain found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// How many blocks were followed.
    pub blocks: i64,
    /// How many records they hold.
    pub records: i64,
    /// The chain's end, unless it is empty.
    pub head: Option<Head>,
    /// What is not as it was sealed.
    pub findings: Vec<Finding>,
    /// How many records are in no block yet.
    pub unsealed: i64,
    /// When the oldest of them was written.
    pub oldest_unsealed: Option<Timestamp>,
}

impl Report {
    /// Whether everything is as it was sealed.
    pub fn is_whole(&self) -> bool {
        self.findings.is_empty()
    }

    /// How long the oldest record has waited for a block: more than a few seconds, and the sealer
    /// does not run, or records were taken out of their block.
    pub fn oldest_age(&self, now: Timestamp) -> Option<SignedDuration> {
        self.oldest_unsealed.map(|it| now.duration_since(it))
    }
}

/// A record as the auditor reads it.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub id: ActId,
    pub at: Timestamp,
    pub civil_at: civil::DateTime,
    pub kind: String,
    pub subject: Option<(String, i64)>,
    pub notes: String,
    pub digest: String,
    pub block: Option<i64>,
    pub login: Option<String>,
    pub name: Option<String>,
}

/// Which records the auditor wants. Days are texts, since they bound texts.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    /// From this day on; empty for all.
    pub from: String,
    /// Before this day.
    pub until: String,
    pub kind: Option<String>,
    /// Below this moment and this id.
    pub below: Option<(String, i64)>,
    pub account: Option<AccountId>,
    pub subject: Option<(String, i64)>,
    pub limit: i64,
}
