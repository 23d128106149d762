//! When a log-in is refused, and how long a session lives.

use jiff::{SignedDuration, Timestamp};
use vocab::Role;

use super::model::{Account, AccountState};

/// Wrong passwords before the lock.
pub(super) const FAILURES_MAX: i64 = 5;
/// How long the lock lasts.
pub(super) const LOCK: SignedDuration = SignedDuration::from_mins(15);
/// A session ends this long after it began.
pub(super) const SESSION: SignedDuration = SignedDuration::from_hours(12);
/// The shortest password that may be set.
const PASSWORD_CHARS_MIN: usize = 8;

/// Why a log-in or a password is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The account, the password or the code is wrong: which one is not told.
    #[error("账号或密码不对。连续输错 5 次会锁定 15 分钟;忘记密码请找学校或单位的安全管理员重置。")]
    Wrong,
    /// Too many wrong passwords.
    #[error("输错次数太多,账号已锁定。请等约 {minutes} 分钟后再试,或请安全管理员解锁。")]
    Locked {
        /// Minutes left, rounded up.
        minutes: i64,
    },
    /// No role runs today.
    #[error("这个账号目前没有任何身份(授权可能已到期或已移交)。请联系安全管理员。")]
    NoIdentity,
    /// The code of the second factor is wrong or used.
    #[error("动态验证码不对或已用过。请等手机上换出新的验证码后再输入。")]
    WrongCode,
    /// The new password is too weak.
    #[error("新密码至少 8 个字符,并且要同时有字母和数字。")]
    WeakPassword,
}

/// Whether `account` may try a password at `now`.
pub(super) fn may_try(account: &Account, now: Timestamp) -> Result<(), Refusal> {
    if let Some(until) = account.locked_until.filter(|it| *it > now) {
        let seconds = until.duration_since(now).as_secs();
        return Err(Refusal::Locked { minutes: (seconds + 59) / 60 });
    }
    match account.state {
        AccountState::Active => Ok(()),
        AccountState::Pending | AccountState::Closed => Err(Refusal::Wrong),
    }
}

/// Until when one more wrong password locks, if it does.
pub(super) fn lock_after(failures: i64, now: Timestamp) -> Option<Timestamp> {
    (failures >= FAILURES_MAX).then(|| now + LOCK)
}

/// Whether a password is good enough to be set.
pub(super) fn may_set(password: &str) -> Result<(), Refusal> {
    let long = password.chars().count() >= PASSWORD_CHARS_MIN;
    let letter = password.chars().any(char::is_alphabetic);
    let digit = password.chars().any(|it| it.is_ascii_digit());
    if long && letter && digit { Ok(()) } else { Err(Refusal::WeakPassword) }
}

/// Whether a role must use a second factor.
pub(super) fn needs_totp(role: Role) -> bool {
    matches!(role, Role::SystemAdmin | Role::SecurityAdmin | Role::AuditAdmin)
}
