//! Why something is not done, in the words that whoever tried it reads.

use jiff::civil::Date;

/// Why something is not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is not for this person, or not now.
    #[error("这件事现在不能由您办理。它可能已经办到下一步，请刷新后查看")]
    NotYours,
    /// Somebody was first.
    #[error("您打开页面以后，这一份已经有人办过了。下面是最新情况，请核对后再办")]
    Overtaken,
    /// There is no reason.
    #[error("请写明原因，相关的人都会看到")]
    NoReason,
    /// The time to apply is over.
    #[error("本轮申报已于 {0} 截止，请等下一轮，或请主办科室另开一轮")]
    TooLate(Date),
    /// The places are used up.
    #[error("{what}名额是 {most} 个，已推荐 {taken} 个。请先撤回一个再推荐")]
    Quota {
        /// Whose.
        what: &'static str,
        /// How many there are.
        most: u32,
        /// How many are used.
        taken: i64,
    },
    /// Too few experts may judge it.
    #[error("能评这一份的专家只有 {found} 位，需要 {wanted} 位。{left_out}请增加专家后再抽")]
    FewExperts {
        /// How many there are.
        found: usize,
        /// How many there should be.
        wanted: usize,
        /// Who was left out and why, in words.
        left_out: String,
    },
    /// Items are not judged yet.
    #[error("还有 {0} 项没有评：{1}")]
    Missing(usize, String),
    /// A round is not ready for it.
    #[error("本轮还有 {0} 份没有审定，审定后再办")]
    Unsettled(i64),
    /// Equal totals at the last place.
    #[error(
        "第 {place} 名同分：{names}。名额只有 {most} 个，请主任委员勾选通过的并写明理由，系统不自动取舍"
    )]
    Tie {
        /// The last place.
        place: usize,
        /// How many places there are.
        most: u32,
        /// Who are equal.
        names: String,
    },
    /// The notice still runs.
    #[error("公示到 {0} 为止，结束后再确认结果")]
    NoticeRuns(Date),
    /// Appeals are open.
    #[error("还有 {0} 件申诉没有复核，复核后再确认结果")]
    Appeals(i64),
    /// A deadline in working days cannot be reckoned.
    #[error(transparent)]
    NoNotice(#[from] vocab::NoNotice),
    /// What was to be brought about elsewhere was not.
    #[error("{0}")]
    Effect(String),
}
