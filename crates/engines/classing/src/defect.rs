//! What is wrong with a list, a request or a plan, in the words of whoever has to put it right.

use crate::problem::limits;

/// The most subjects that have levels.
pub(crate) const SUBJECTS_MAX: usize = 12;
/// The most different origins.
pub(crate) const ORIGINS_MAX: usize = 150;
/// The most requests.
pub(crate) const REQUESTS_MAX: usize = 500;
/// The most pupils of one request.
pub(crate) const CROWD_MAX: usize = 50;
/// The most rounds.
pub(crate) const ROUNDS_MAX: u32 = 100_000;
/// The most numbers that make a seed, and the fewest seeds: as many as `docs/draw-spec.md` asks of
/// a draw, and for the same reason.
pub(crate) const NUMBERS_MAX: u32 = 99;
pub(crate) const SEEDS_MIN: u128 = 1_000_000_000_000;
/// The longest text in a cell.
pub(crate) const TEXT_MAX: usize = 200;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Defect {
    /// The list is empty or too long.
    #[error("名单有 {0} 名学生，应为 1 到 {max} 名", max = limits::PUPILS)]
    Count(usize),
    /// So many classes cannot be made of so many pupils.
    #[error("{pupils} 名学生不能编成 {classes} 个班，班数应为 1 到 {}", pupils.min(&limits::CLASSES))]
    Classes {
        /// Pupils.
        pupils: usize,
        /// Classes.
        classes: usize,
    },
    /// A weight is beyond what is weighed.
    #[error("权重 {0} 过大，最大为 {max}", max = limits::WEIGHT)]
    Weight(u32),
    /// Too many rounds, or none.
    #[error("轮数 {0} 不在 1 到 {max} 之间", max = ROUNDS_MAX)]
    Rounds(u32),
    /// So few seeds that all could be tried before the plan is settled.
    #[error(
        "种子只有 {outcomes} 种可能，可以事先逐一试算再定方案；至少要 1000000000000 种（例如 6 个数，每个 0 至 99）"
    )]
    FewSeeds {
        /// How many.
        outcomes: u128,
    },
    /// A text that must be there is not, or is too long.
    #[error("{line}{what}应填写，且不超过 {max} 个字", line = at(*line), max = TEXT_MAX)]
    Text {
        /// Where; 0 for the plan.
        line: u32,
        /// What.
        what: &'static str,
    },
    /// Two pupils have the same number.
    #[error("第 {line} 行：报名号 {id} 与第 {first} 行重复，请核对是否同一名学生")]
    Twice {
        /// The later line.
        line: u32,
        /// The earlier line.
        first: u32,
        /// The number.
        id: String,
    },
    /// Two numbers differ in nothing that people look at.
    #[error(
        "第 {line} 行：报名号 {id} 与第 {first} 行的 {other} 只差大小写或全角半角，请核对是否同一名学生，确是两人的请另编号码"
    )]
    Alike {
        /// The later line.
        line: u32,
        /// The earlier line.
        first: u32,
        /// The number.
        id: String,
        /// The earlier number.
        other: String,
    },
    /// More pupils have one name than there are classes.
    #[error("“{name}”有 {} 人同名（第 {} 行），只有 {classes} 个班，无法做到同名不同班，请增加班数，或与家长商定后在名单中加注区分", lines.len(), list(lines))]
    Namesakes {
        /// The name.
        name: String,
        /// Their lines.
        lines: Vec<u32>,
        /// Classes.
        classes: usize,
    },
    /// There are too many different origins to give each class its share.
    #[error("来源有 {0} 种，最多 {max} 种，请归并", max = ORIGINS_MAX)]
    Origins(usize),
    /// Too many requests.
    #[error("特殊申请有 {0} 条，最多 {max} 条", max = REQUESTS_MAX)]
    Requests(usize),
    /// A request names somebody who is not in the list.
    #[error("第 {line} 行的申请：名单中没有报名号 {id}，请核对号码")]
    Unknown {
        /// The request's line.
        line: u32,
        /// The number.
        id: String,
    },
    /// A request for fewer than two pupils, or for a crowd.
    #[error("第 {line} 行的申请：应涉及 2 到 {max} 名不同的学生，请核对是否漏报了双胞胎中的一人", max = CROWD_MAX)]
    Alone {
        /// The request's line.
        line: u32,
    },
    /// Levels without a clause that allows them.
    #[error("七年级参考六年级等第须有方案依据：请写明教育局方案的文号和条款")]
    NoClause,
    /// No subject, or too many.
    #[error("等第科目有 {0} 门，应为 1 到 {max} 门", max = SUBJECTS_MAX)]
    Subjects(usize),
    /// A pupil without exactly one level for each subject.
    #[error("第 {line} 行：等第应有 {expected} 门，现有 {found} 门")]
    Levels {
        /// The line.
        line: u32,
        /// Subjects.
        expected: usize,
        /// Levels.
        found: usize,
    },
}

fn at(line: u32) -> String {
    if line == 0 { "方案：".to_owned() } else { format!("第 {line} 行：") }
}

fn list(lines: &[u32]) -> String {
    lines.iter().map(ToString::to_string).collect::<Vec<_>>().join("、")
}
