//! What is wrong with the figures of a county.

/// The most schools.
pub const SCHOOLS_MAX: usize = 5_000;
/// The most pupils of one stage of a school.
pub const PUPILS_MAX: u32 = 100_000;
/// The most that a school may have of anything.
pub const AMOUNT_MAX: u64 = 1_000_000_000_000;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Defect {
    /// No school, or too many.
    #[error("学校有 {0} 所，应为 1 到 {SCHOOLS_MAX} 所")]
    Schools(usize),
    /// No pupils in primary or junior stage.
    #[error(
        "第 {line} 行 {name}：小学和初中都没有学生，无法计算生均。请核对在校生数，或去掉这所学校"
    )]
    NoPupils {
        /// The line.
        line: usize,
        /// The school.
        name: String,
    },
    /// More pupils than any school has.
    #[error("第 {line} 行 {name}：学生数 {pupils} 过大，请核对")]
    Pupils {
        /// The line.
        line: usize,
        /// The school.
        name: String,
        /// How many.
        pupils: u32,
    },
    /// More of something than any school has.
    #[error("第 {line} 行 {name}：第 {indicator} 项的数 {amount} 过大，请核对单位")]
    Amount {
        /// The line.
        line: usize,
        /// The school.
        name: String,
        /// Which indicator, from one.
        indicator: usize,
        /// How much.
        amount: u64,
    },
    /// Primary and senior pupils without junior ones between.
    #[error(
        "第 {line} 行 {name}：有小学生和高中生而没有初中生，没有这样的拆分办法。请核对在校生数"
    )]
    Split {
        /// The line.
        line: usize,
        /// The school.
        name: String,
    },
    /// Nobody in the county has any of it.
    #[error("{stage}没有一所学校有第 {indicator} 项，差异系数无法计算。请核对是否漏填")]
    Nothing {
        /// The stage.
        stage: &'static str,
        /// Which indicator, from one.
        indicator: usize,
    },
    /// The standard asks for more indicators than there are, or names a denominator of zero.
    #[error("标准的设置有误：分母为零，或要求达标的项数超过七项")]
    Standard,
}
