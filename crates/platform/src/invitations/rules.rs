//! How long an invitation is good, and what its code looks like.

use jiff::SignedDuration;

/// How long an invitation can be used.
pub(super) const LIFE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How many are made at a time: as many as fit on a few sheets.
pub(super) const BATCH_MAX: usize = 200;
/// What codes are written with: no character that is taken for another.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Characters of a code: 5 bits each, 80 in all.
pub(super) const CODE_CHARS: usize = 16;

/// Why there is no invitation, or why it opens nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    #[error("邀请码不对、已经用过或已过期（7 天内有效）。请核对，或请学校重新生成。")]
    Wrong,
    #[error("请至少选择一个人，一次最多 200 个。")]
    NothingChosen,
    #[error(
        "所选的人里，有的账号已经激活，或有您管理范围以外的身份，没有生成邀请。请刷新后重新选择。"
    )]
    OutOfReach,
    #[error("两次输入的密码不一样。请重新输入。")]
    UnlikePasswords,
    #[error(
        "这个账号名不能用（2 到 40 个字母、数字、点、横线或下划线，不能是身份证号），或已有人使用。请换一个。"
    )]
    Login,
    #[error(transparent)]
    Password(#[from] crate::accounts::Refusal),
}

/// A code out of random bytes.
pub(super) fn code(random: [u8; CODE_CHARS]) -> String {
    random.iter().map(|it| char::from(ALPHABET[usize::from(it & 31)])).collect()
}

/// A code as people read it out: in fours.
pub(super) fn written(code: &str) -> String {
    let chars: Vec<char> = code.chars().collect();
    let fours: Vec<String> = chars.chunks(4).map(|it| it.iter().collect()).collect();
    fours.join("-")
}

/// A code as it was typed: hyphens, spaces and small letters are forgiven.
pub(super) fn read(typed: &str) -> String {
    let plain = vocab::normalise(typed).to_uppercase();
    plain.chars().filter(char::is_ascii_alphanumeric).take(CODE_CHARS + 1).collect()
}
