//! When the mark may be set and ended.

use jiff::civil::Date;

use crate::model::Guardian;

const WORDS_MIN: usize = 4;
const WORDS_MAX: usize = 120;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Without a document it is only someone's word.
    #[error(
        "请写明依据的文书名称和文号（4 到 120 个字），如：人身安全保护令（2021）浙0282民保令1号。"
    )]
    Document,
    /// It was issued in the future.
    #[error("文书日期不能晚于今天。")]
    Issued,
    /// Ending needs a reason as setting does.
    #[error("请写明解除的依据（4 到 120 个字），如：保护令期满、法院撤销。")]
    Reason,
    /// They do not belong to the child.
    #[error("这个人不在该生的家庭成员中，请刷新页面后重新选择。")]
    NotFamily,
    /// The mark stands already.
    #[error("这个人已经登记为禁止接触，不用重复登记。")]
    Barred,
    /// There is no mark.
    #[error("这个人没有登记禁止接触，不用解除。请刷新页面。")]
    NotBarred,
}

fn words(typed: &str, refusal: Refusal) -> Result<String, Refusal> {
    let text = vocab::normalise(typed);
    let fits = (WORDS_MIN..=WORDS_MAX).contains(&text.chars().count());
    if fits { Ok(text) } else { Err(refusal) }
}

/// The document that was typed.
pub(super) fn document(typed: &str) -> Result<String, Refusal> {
    words(typed, Refusal::Document)
}

/// The reason that was typed.
pub(super) fn reason(typed: &str) -> Result<String, Refusal> {
    words(typed, Refusal::Reason)
}

/// Whether `it`, who belongs to the child if there is one, may be kept away from it by a document of
/// `issued`.
pub(super) fn may_bar(
    it: Option<&Guardian>,
    issued: Date,
    today: Date,
) -> Result<&Guardian, Refusal> {
    let it = it.ok_or(Refusal::NotFamily)?;
    if it.no_contact {
        return Err(Refusal::Barred);
    }
    if issued > today { Err(Refusal::Issued) } else { Ok(it) }
}

/// Whether the mark on `it` may end.
pub(super) fn may_end(it: Option<&Guardian>) -> Result<&Guardian, Refusal> {
    it.filter(|it| it.no_contact).ok_or(Refusal::NotBarred)
}
