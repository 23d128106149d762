//! Who is whose guardian, and what may be confirmed.

use vocab::normalise_name;

use super::model::RequestState;
use crate::model::Guardian;

/// How much of a child's number is asked for.
const LAST: usize = 6;
/// How many guardians a child may have here: parents, step-parents, and who stands in for them.
const GUARDIANS_MAX: usize = 6;

/// Why nobody was bound.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    /// The name or the child's number is not what the roll says.
    #[error(
        "姓名、孩子证件号后六位和学籍登记的不一致，没有开通。请核对后再试；还是不对的话，请用下面的“请班主任确认”。"
    )]
    Unlike,
    /// Told wrong too often under one code.
    #[error("核对的次数太多。请重新获取验证码，或用“请班主任确认”。")]
    TooOften,
    /// The telephone was confirmed too long ago, or was used.
    #[error("手机号验证已过期，请重新获取验证码。")]
    Stale,
    /// No name.
    #[error("请填写您的姓名（1 到 40 个字）。")]
    Name,
    /// No such relation.
    #[error("请选择您和孩子的关系。")]
    Relation,
    /// The child's number is none.
    #[error("请填写孩子完整的身份证件号码或学籍号，并核对每一位。")]
    Number,
    /// It is no telephone, or the code is wrong.
    #[error(transparent)]
    Code(#[from] platform::codes::Refusal),
    /// Somebody who must not come near the child.
    #[error("学籍里注明此人不得接触该生，不能绑定。请按学校的保护规定处理，并告知校长。")]
    NoContact,
    /// Decided already.
    #[error("这条申请已经处理过，没有改动。")]
    Decided,
    /// A refusal says why.
    #[error("退回要写明理由，申请人会看到。")]
    NoReason,
    /// The child has as many as it can.
    #[error("该生已有 6 位监护人和接送人，请先请学籍管理员核对学籍里的监护人信息。")]
    Full,
    /// It is the telephone already.
    #[error("新手机号和现在的一样，没有改动。")]
    SamePhone,
}

/// A name as it is stored, if it is one.
pub(super) fn name(typed: &str) -> Result<String, Refusal> {
    let name = normalise_name(typed);
    if (1..=40).contains(&name.chars().count()) { Ok(name) } else { Err(Refusal::Name) }
}

/// Whether what was typed is the end of one of the child's numbers.
pub(super) fn ends_with<'a>(numbers: impl IntoIterator<Item = &'a str>, typed: &str) -> bool {
    let typed = vocab::normalise(typed).to_uppercase();
    typed.chars().count() == LAST
        && numbers.into_iter().any(|it| it.len() > LAST && it.to_uppercase().ends_with(&typed))
}

/// Whether two names are the same person's as people write them.
pub(super) fn is_named(name: &str, typed: &str) -> bool {
    normalise_name(name) == normalise_name(typed)
}

/// Whether a request in `state` may be decided.
pub(super) fn may_decide(state: RequestState) -> Result<(), Refusal> {
    match state {
        RequestState::Waiting => Ok(()),
        RequestState::Confirmed | RequestState::Refused => Err(Refusal::Decided),
    }
}

/// Whether somebody called `name` may be bound to a child to whom `known` belong.
pub(super) fn may_bind(name: &str, known: &[Guardian]) -> Result<(), Refusal> {
    if known.iter().any(|it| it.no_contact && is_named(&it.name, name)) {
        return Err(Refusal::NoContact);
    }
    let is_new = known.iter().all(|it| !is_named(&it.name, name));
    if is_new && known.len() >= GUARDIANS_MAX { Err(Refusal::Full) } else { Ok(()) }
}

/// The reason of a refusal, if there is one.
pub(super) fn reason(typed: &str) -> Result<String, Refusal> {
    let reason: String = vocab::normalise(typed).chars().take(200).collect();
    if reason.is_empty() { Err(Refusal::NoReason) } else { Ok(reason) }
}
