//! What keeps a draw from being declared: the line of the list, and the reason.

use std::fmt;

/// One thing that must be put right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Defect {
    /// The line of the organiser's list; nothing where the terms are meant.
    pub line: Option<u32>,
    /// What is wrong.
    pub fault: Fault,
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "第 {line} 行：{}", self.fault),
            None => write!(f, "{}", self.fault),
        }
    }
}

/// What can be wrong with a list or with terms.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Nobody is on the list.
    #[error("名单是空的")]
    Empty,
    /// More than the format holds.
    #[error("名单超过 {most} 人，请分开派位")]
    TooMany {
        /// The most.
        most: usize,
    },
    /// A number stands twice.
    #[error("报名号“{number}”与第 {before} 行重复。请删去一行或改正号码")]
    Twice {
        /// The number.
        number: String,
        /// The line where it stands first.
        before: u32,
    },
    /// A number that differs from another in nothing that people look at.
    #[error(
        "报名号“{number}”与第 {before} 行的“{other}”只差大小写或全角半角，会被当作两个人。请改正，确是两人的请另编号码"
    )]
    Alike {
        /// The number.
        number: String,
        /// The other.
        other: String,
        /// The line of the other.
        before: u32,
    },
    /// A number that cannot be published.
    #[error("报名号“{number}”是身份证件号码，不能用来派位。请改用报名系统的编号")]
    IdNumber {
        /// The number, all but its ends hidden.
        number: String,
    },
    /// A text that is empty, too long, or has characters that are not seen.
    #[error("{what}“{text}”不能用：应为 1 至 200 个字，首尾没有空格，没有看不见的字符")]
    Text {
        /// What the text is.
        what: &'static str,
        /// The text.
        text: String,
    },
    /// A group that the rule does not name.
    #[error("组别“{group}”不在派位规则里。规则的组别：{known}")]
    UnknownGroup {
        /// The group.
        group: String,
        /// Those of the rule.
        known: String,
    },
    /// A bundle of one.
    #[error("捆绑号“{bundle}”只有这一人。请补上同胞的一行，或清空捆绑号")]
    Alone {
        /// The bundle.
        bundle: String,
    },
    /// A bundle that lacks somebody.
    #[error("捆绑号“{bundle}”写明 {said} 人，名单里有 {found} 人")]
    Missing {
        /// The bundle.
        bundle: String,
        /// How many the list says.
        said: u32,
        /// How many there are.
        found: usize,
    },
    /// A bundle too large to be one.
    #[error("捆绑号“{bundle}”有 {found} 人，最多 {most} 人")]
    LargeBundle {
        /// The bundle.
        bundle: String,
        /// How many there are.
        found: usize,
        /// The most.
        most: usize,
    },
    /// A bundle over two groups.
    #[error("捆绑号“{bundle}”的人分在“{one}”和“{other}”两组，捆绑的人必须同组")]
    Apart {
        /// The bundle.
        bundle: String,
        /// The first one's group.
        one: String,
        /// Another's.
        other: String,
    },
    /// Fewer places than a bundle needs.
    #[error("捆绑的 {size} 人只有 {places} 个名额可进，永远不能整组录取")]
    NoRoom {
        /// The bundle's size.
        size: usize,
        /// The places.
        places: u64,
    },
    /// A bundle where each gets something of their own.
    #[error("配对派位不能捆绑")]
    BundleInPair,
    /// Pairing needs as many on both sides.
    #[error("{units} 人不能与 {targets} 个对象一一配对，数目必须相等")]
    Unequal {
        /// Units.
        units: usize,
        /// Targets.
        targets: usize,
    },
    /// No group, or too many.
    #[error("组别有 {count} 个，应为 1 至 99 个")]
    Groups {
        /// How many.
        count: usize,
    },
    /// Groups where there can be only one.
    #[error("循环派位和配对派位只能有一个组")]
    OneGroup,
    /// A name that stands twice.
    #[error("名称“{name}”出现两次")]
    SameName {
        /// The name.
        name: String,
    },
    /// As many places as groups.
    #[error("分组抽取有 {groups} 个组、{places} 个名额数，每组要有一个名额数")]
    PlacesOfGroups {
        /// How many numbers of places.
        places: usize,
        /// How many groups.
        groups: usize,
    },
    /// No places, or too many to be meant.
    #[error("名额 {places} 不能用：应为 1 至 9007199254740991")]
    Places {
        /// The places.
        places: u64,
    },
    /// A step of nothing.
    #[error("最大步长应为 1 至 9007199254740991")]
    Step,
    /// No value from outside is asked for, or too many are.
    #[error("公开取值有 {count} 项，应为 1 至 99 项")]
    Sources {
        /// How many.
        count: usize,
    },
    /// A source that cannot give a value.
    #[error("公开取值“{name}”不能用：{why}")]
    Source {
        /// Its name.
        name: String,
        /// Why.
        why: &'static str,
    },
    /// So few possible values that all outcomes can be tried beforehand.
    #[error(
        "公开取值合起来只有 {outcomes} 种可能，主办方可以事先逐一试算。正式派位至少要 1000000000000 种（例如 6 位家长各抽 0 至 99）"
    )]
    FewOutcomes {
        /// How many.
        outcomes: u128,
    },
    /// The circular method takes its start and step from the first two numbers.
    #[error(
        "现场抽取起始号和步长时，前两项取值应依次为 1 至 {units} 的起始号和 1 至 {step} 的步长"
    )]
    StartAndStep {
        /// Units.
        units: usize,
        /// The largest step.
        step: u64,
    },
    /// Not a time.
    #[error("时间“{text}”应写成 2026-07-20 09:30（北京时间）")]
    Time {
        /// What it says.
        text: String,
    },
    /// A round that is known already.
    #[error("信标第 {round} 轮在声明之前已经公布，请选声明之后的轮次")]
    RoundIsOut {
        /// The round.
        round: u64,
    },
}

impl Fault {
    /// The fault of a line.
    pub(crate) fn at(self, line: u32) -> Defect {
        Defect { line: Some(line), fault: self }
    }

    /// The fault of the terms.
    pub(crate) fn in_terms(self) -> Defect {
        Defect { line: None, fault: self }
    }
}
