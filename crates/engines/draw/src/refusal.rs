//! Why evidence is not accepted, or a draw not made.

use crate::{defect::Defect, hash::Digest};

/// What is so. Every text says where, as far as there is a where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Not UTF-8.
    #[error("第 {line} 行不是 UTF-8 文字，文件已损坏或不是派位文件")]
    NotText {
        /// The line.
        line: usize,
    },
    /// The end is not there.
    #[error("文件不完整：到第 {line} 行就断了，末尾的摘要缺失或残缺，可能没有传完")]
    CutShort {
        /// The last line that there is.
        line: usize,
    },
    /// The digest at the end is not that of the content.
    #[error("文件被改动过，改动在{}：内容的摘要是 {found}，末尾写的是 {claimed}", lines(*.from, *.to))]
    Changed {
        /// SM3 of the content.
        found: Digest,
        /// What the file says.
        claimed: Digest,
        /// The first line that may have been changed.
        from: usize,
        /// The last.
        to: usize,
    },
    /// Not of the form.
    #[error("第 {line} 行不合格式：{what}")]
    Shape {
        /// The line.
        line: usize,
        /// What the reader met.
        what: String,
    },
    /// The same content written otherwise.
    #[error("第 {line} 行不是规定的写法（规范编码），文件被别的程序改写过")]
    NotCanonical {
        /// The line.
        line: usize,
    },
    /// No evidence at all.
    #[error("这不是派位文件：第 2 行没有写明格式")]
    NotEvidence,
    /// Another kind of file.
    #[error("这不是{wanted}，文件写明的格式是“{found}”")]
    OtherFormat {
        /// What was wanted.
        wanted: &'static str,
        /// What the file says.
        found: String,
    },
    /// Something is wrong with the declaration itself.
    #[error("公示文件不成立：{0}")]
    Defect(#[from] Defect),
    /// The units stand in another order, or one stands twice.
    #[error("名单第 {number} 号没有按编号排列，或与前面重复")]
    Unsorted {
        /// The unit's number.
        number: usize,
    },
    /// The root is not that of the units.
    #[error("名单与默克尔根不符：名单算出 {found}，公示写的是 {claimed}")]
    Root {
        /// From the units.
        found: Digest,
        /// What the declaration says.
        claimed: Digest,
    },
    /// The opened secret is another one.
    #[error("公开的秘密与公示时的承诺不符")]
    Secret,
    /// More or fewer values than sources.
    #[error("公示要求 {sources} 项公开取值，这里有 {values} 项")]
    Values {
        /// Asked for.
        sources: usize,
        /// Given.
        values: usize,
    },
    /// A value that its source cannot have given.
    #[error("第 {number} 项公开取值“{name}”不成立：{why}")]
    Value {
        /// From 1.
        number: usize,
        /// The source.
        name: String,
        /// Why.
        why: &'static str,
    },
    /// The seed is another one.
    #[error("种子不符：应为 {found}")]
    Seed {
        /// What it should be.
        found: Digest,
    },
    /// Start and step are others.
    #[error("起始号和步长与种子或现场取值不符")]
    Circle,
    /// The order is not the one of the tickets.
    #[error("排序第 {place} 位不对")]
    Order {
        /// From 1.
        place: usize,
    },
    /// Others should be admitted.
    #[error("录取名单第 {place} 个不对")]
    Admitted {
        /// From 1.
        place: usize,
    },
    /// Marked otherwise than declared.
    #[error("模拟派位的标记与公示不一致")]
    Rehearsal,
    /// The time of the draw cannot be.
    #[error("派位时间“{text}”不对：应写成 2026-07-20 09:30，且不早于公示时间")]
    Drawn {
        /// What it says.
        text: String,
    },
    /// A text that cannot stand in evidence.
    #[error("{what}不能用：应为 1 至 200 个字，首尾没有空格，没有看不见的字符")]
    Text {
        /// Which.
        what: &'static str,
    },
    /// The salted number of a receipt is not in its unit.
    #[error("凭证里的报名号和盐算不出名单上的编号")]
    NotInUnit,
    /// The path does not lead to the root.
    #[error("凭证的路径通不到公示的默克尔根")]
    Path,
    /// A receipt of another draw.
    #[error("凭证属于另一次派位")]
    OtherDraw,
    /// A sealed list that does not belong to its declaration.
    #[error("密封文件与公示文件不符，可能属于另一次派位")]
    OtherSeal,
    /// The attempt before is another one, or its values were not kept.
    #[error("上一次派位的摘要或公开取值与公示里写的不符")]
    OtherAttempt,
}

fn lines(from: usize, to: usize) -> String {
    if from == to { format!("第 {from} 行") } else { format!("第 {from} 至 {to} 行之间") }
}
