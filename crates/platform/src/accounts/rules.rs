//! When a log-in is refused, how long a session lives, and which passwords are good enough.

use jiff::{SignedDuration, Timestamp};
use vocab::Role;

use super::model::{Account, AccountState};

/// Wrong passwords before the lock.
pub(super) const FAILURES_MAX: i64 = 5;
/// How long the lock lasts.
pub(super) const LOCK: SignedDuration = SignedDuration::from_mins(15);
/// A session ends this long after it began, whatever happens in it.
pub(super) const SESSION: SignedDuration = SignedDuration::from_hours(12);
/// A session ends this long after its last request.
pub(crate) const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// How long an administrator's password is good: GB/T 22239-2019 8.1.4.1 a) wants it changed now
/// and then, and names no span.
const ADMINISTRATOR_PASSWORD: SignedDuration = SignedDuration::from_hours(90 * 24);
/// The shortest password that may be set.
const PASSWORD_CHARS_MIN: usize = 8;
/// The longest one: hashing takes its time by design, and nobody may buy more of it.
pub(super) const PASSWORD_CHARS_MAX: usize = 128;

/// How often something may be tried: `times` at once, and as many again in each `span`.
#[derive(Debug, Clone, Copy)]
pub struct Rate {
    /// Which count it is.
    pub name: &'static str,
    /// So often.
    pub times: i32,
    /// In so long.
    pub span: SignedDuration,
}

impl Rate {
    /// What one try uses up.
    pub(crate) fn pause(self) -> SignedDuration {
        self.span / self.times
    }
}

const MINUTE: SignedDuration = SignedDuration::from_mins(1);
/// Passwords and codes for one log-in.
pub(super) const BY_LOGIN: Rate = Rate { name: "login", times: 10, span: MINUTE };
/// Passwords and codes from one network. Right ones are taken back: a school's teachers come to
/// work at one hour and from one address.
pub(crate) const BY_NETWORK: Rate = Rate { name: "network", times: 60, span: MINUTE };

/// Why a log-in or a password is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The account, the password or the code is wrong: which one is not told.
    #[error("账号或密码不对。连续输错 5 次会锁定 15 分钟；忘记密码请找安全管理员重置。")]
    Wrong,
    /// The password that was asked for once more is wrong.
    #[error("现在的密码不对，没有改动。")]
    WrongPassword,
    /// Too many wrong passwords.
    #[error("输错次数太多，账号已锁定。请等约 {minutes} 分钟后再试，或请安全管理员解锁。")]
    Locked {
        /// Minutes left, rounded up.
        minutes: i64,
    },
    /// Too many tries in too short a time.
    #[error("尝试得太频繁。请等 {seconds} 秒后再试；刚才的内容没有提交。")]
    TooOften {
        /// Seconds to wait, rounded up.
        seconds: i64,
    },
    /// More people log in at this moment than can be served.
    #[error("现在登录的人太多，请稍等一分钟再试。")]
    Busy,
    /// No role runs today.
    #[error("这个账号目前没有任何身份（授权可能已到期或已移交）。请联系安全管理员。")]
    NoIdentity,
    /// The code of the second factor is wrong or used.
    #[error("动态验证码不对或已用过。请等手机上换出新的验证码后再输入。")]
    WrongCode,
    /// The new password is too weak.
    #[error("新密码要有 8 到 128 个字符，并且同时有字母和数字。")]
    WeakPassword,
    /// The new password is one that anybody would guess.
    #[error("新密码太容易被猜中（含有账号本身，或是常见密码）。请换一个。")]
    GuessablePassword,
    /// The new password was typed in two ways.
    #[error("两次输入的新密码不一样。请重新输入。")]
    UnlikePasswords,
    /// The new password is the old one.
    #[error("新密码和现在的密码一样。请换一个新的。")]
    SamePassword,
}

/// Whether `account` may try a password at `now`.
pub(super) fn may_try(account: &Account, now: Timestamp) -> Result<(), Refusal> {
    locked(account.locked_until, now)
}

/// Whether somebody may log in as `account` by password.
pub(super) fn is_open(account: &Account) -> bool {
    match account.state {
        AccountState::Active => true,
        AccountState::Pending | AccountState::Closed => false,
    }
}

fn locked(until: Option<Timestamp>, now: Timestamp) -> Result<(), Refusal> {
    until.filter(|it| *it > now).map_or(Ok(()), |until| {
        let seconds = until.duration_since(now).as_secs();
        Err(Refusal::Locked { minutes: (seconds + 59) / 60 })
    })
}

/// Until when one more wrong password locks, if it does.
pub(super) fn lock_after(failures: i64, now: Timestamp) -> Option<Timestamp> {
    (failures >= FAILURES_MAX).then(|| now + LOCK)
}

/// Wrong passwords for a log-in that does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Miss {
    pub(super) failures: i64,
    pub(super) locked_until: Option<Timestamp>,
}

/// Whether a password may be tried for a log-in that does not exist: told in the same words, after
/// as many tries, as for one that does.
pub(super) fn may_miss(it: Miss, now: Timestamp) -> Result<(), Refusal> {
    locked(it.locked_until, now)
}

/// One more of them.
pub(super) fn missed(it: Option<Miss>, now: Timestamp) -> Miss {
    let failures = it.map_or(0, |it| it.failures) + 1;
    match lock_after(failures, now) {
        Some(until) => Miss { failures: 0, locked_until: Some(until) },
        None => Miss { failures, locked_until: None },
    }
}

/// Uses up one try of `rate`, which is used up to `until`. Says up to when it is used up then.
///
/// (The generic cell rate algorithm: a try moves the mark on by its share of the span, and there is
/// room while the mark lies less than a span ahead.)
pub(super) fn take(
    rate: Rate,
    until: Option<Timestamp>,
    now: Timestamp,
) -> Result<Timestamp, Refusal> {
    let next = until.map_or(now, |it| it.max(now)) + rate.pause();
    let over = next.duration_since(now) - rate.span;
    if over.is_positive() {
        let seconds = over.as_secs() + i64::from(over.subsec_nanos() > 0);
        return Err(Refusal::TooOften { seconds });
    }
    Ok(next)
}

/// Whether a session has been left alone for too long.
pub(super) fn is_idle(seen: Timestamp, now: Timestamp) -> bool {
    now.duration_since(seen) > IDLE
}

/// Passwords that lists of leaked ones begin with and that the rule of letters and digits lets
/// through, each without the digits at its end.
const COMMON: [&str; 16] = [
    "abc", "abcd", "a", "aa", "aaa", "admin", "asd", "asdf", "iloveyou", "jiaoyu", "p@ssw", "pass",
    "password", "passw", "qwer", "qwerty",
];

/// Whether a password is good enough to be set by the account that logs in as `login`.
pub(crate) fn may_set(password: &str, login: &str) -> Result<(), Refusal> {
    let chars = password.chars().count();
    let letter = password.chars().any(char::is_alphabetic);
    let digit = password.chars().any(|it| it.is_ascii_digit());
    if !(PASSWORD_CHARS_MIN..=PASSWORD_CHARS_MAX).contains(&chars) || !letter || !digit {
        return Err(Refusal::WeakPassword);
    }
    let small = password.to_lowercase();
    let stem = small.trim_end_matches(|it: char| it.is_ascii_digit() || it == '!' || it == '@');
    let login = login.to_lowercase();
    if COMMON.contains(&stem) || (login.chars().count() > 2 && small.contains(&login)) {
        return Err(Refusal::GuessablePassword);
    }
    Ok(())
}

/// Until when a password that its own person sets is good, if it ends.
pub(super) fn password_until(
    roles: impl IntoIterator<Item = Role>,
    now: Timestamp,
) -> Option<Timestamp> {
    roles.into_iter().any(is_administrator).then(|| now + ADMINISTRATOR_PASSWORD)
}

/// Whether a role runs the system itself: three people share that (三员分立), and each of them uses
/// a second factor.
pub(crate) fn is_administrator(role: Role) -> bool {
    matches!(role, Role::SystemAdmin | Role::SecurityAdmin | Role::AuditAdmin)
}

/// Where someone changes a password that is no longer good.
pub(super) const PASSWORD_PAGE: &str = "/me/password";
/// Where someone sets up a second factor.
pub(super) const TOTP_PAGE: &str = "/me/totp";

/// The page that must be dealt with before any other.
pub(super) fn held_at(
    password_until: Option<Timestamp>,
    lacks_totp: bool,
    now: Timestamp,
) -> Option<&'static str> {
    if password_until.is_some_and(|it| it <= now) {
        return Some(PASSWORD_PAGE);
    }
    lacks_totp.then_some(TOTP_PAGE)
}

/// Whether `path` is the path of a page inside the cell, and not an address that leads elsewhere.
pub(super) fn is_inside(path: &str) -> bool {
    let plain = path.bytes().all(|it| it.is_ascii_graphic() && it != b'\\');
    plain && path.starts_with('/') && !path.starts_with("//") && !path.contains("/..")
}
