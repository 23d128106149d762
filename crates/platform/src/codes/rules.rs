//! How long a code lives, how often it may be asked for and mistyped.

use jiff::SignedDuration;
use vocab::Phone;

use crate::accounts::rules::Rate;

/// How long a code can be typed.
pub(super) const LIFE: SignedDuration = SignedDuration::from_mins(5);
/// How long what a right code proved can be used.
pub(super) const PROOF: SignedDuration = SignedDuration::from_mins(10);
/// How often one code may be typed.
pub(super) const TRIES_MAX: i64 = 5;
/// How often, with one right code, a child's numbers may be told.
pub(super) const CHECKS_MAX: i64 = 5;

const MINUTE: SignedDuration = SignedDuration::from_mins(1);
const HOUR: SignedDuration = SignedDuration::from_hours(1);
/// Codes to one telephone: one a minute.
pub(super) const BY_MINUTE: Rate = Rate { name: "code-minute", times: 1, span: MINUTE };
/// Codes to one telephone: ten a day, so that nobody is bothered through us.
pub(super) const BY_DAY: Rate =
    Rate { name: "code-day", times: 10, span: SignedDuration::from_hours(24) };
/// Codes asked for from one network: many families share the address of a mobile network.
pub(super) const BY_NETWORK: Rate = Rate { name: "code-network", times: 300, span: HOUR };
/// Codes that the cell sends in all: each costs money.
pub(super) const BY_CELL: Rate = Rate { name: "code-cell", times: 1_200, span: MINUTE };
/// Wrong codes for one telephone, over all of its codes.
pub(super) const WRONG: Rate = Rate { name: "code-wrong", times: 10, span: HOUR };

/// Why there is no code, or why it opens nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is no mobile number.
    #[error("{0}")]
    NotAPhone(#[from] vocab::NotAPhone),
    /// A demo takes invented numbers only.
    #[error("演示环境不发短信，只用 100 开头的虚构手机号。请换一个。")]
    RealPhone,
    /// An invented number in a real cell.
    #[error("这不是真实的手机号（100 开头的号码只用于演示）。请核对。")]
    InventedPhone,
    /// Asked for or mistyped too often.
    #[error(transparent)]
    Limit(#[from] crate::accounts::Refusal),
    /// Wrong, used, or too old: which one is not told.
    #[error("验证码不对、已用过或已过期。请核对短信里最新的 6 位数字；连续输错后请重新获取。")]
    WrongCode,
    /// What the code proved was used already or is too old.
    #[error("手机号验证已过期，请重新获取验证码。")]
    Stale,
    /// The gateway did not take it.
    #[error("短信暂时发不出去，请过几分钟再试；急用请联系学校。")]
    NotSent,
    /// This cell sends no codes.
    #[error("本系统没有开通短信验证码。请用账号和密码登录，或联系学校。")]
    NotOffered,
    /// The account has a role that a code alone must not open.
    #[error("管理员账号不能只凭短信验证码登录，请用账号和密码登录。")]
    Administrator,
    /// The account that was chosen is not one of this telephone's.
    #[error("请选择一个要登录的账号。")]
    NotChosen,
}

/// A number that this cell can send to.
pub(super) fn may_send_to(typed: &str, is_demo: bool) -> Result<Phone, Refusal> {
    let phone: Phone = typed.parse()?;
    match (phone.is_invented(), is_demo) {
        (true, true) | (false, false) => Ok(phone),
        (false, true) => Err(Refusal::RealPhone),
        (true, false) => Err(Refusal::InventedPhone),
    }
}

/// A code as it is written: six digits out of a random number.
pub(super) fn code(random: u64) -> String {
    format!("{:06}", random % 1_000_000)
}

/// What was typed, as a code is written: full-width digits and spaces are forgiven.
pub(super) fn typed(text: &str) -> String {
    vocab::normalise(text).chars().filter(|it| !it.is_whitespace()).collect()
}
