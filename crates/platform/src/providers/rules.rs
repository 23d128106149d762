//! What an ID token must say, and how long a log-in may be on its way.

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

/// How long somebody may take at the provider.
pub(super) const LIFE: SignedDuration = SignedDuration::from_mins(10);
/// How far clocks may lie apart, in seconds.
const SKEW_SECONDS: i64 = 60;

/// Why nobody came in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    /// The state is unknown, used, too old or another browser's: which one is not told.
    #[error(
        "这次登录已失效（超过 10 分钟、已用过，或不是在这个浏览器里开始的）。请重新点登录按钮。"
    )]
    Stale,
    /// The provider did not show who it is.
    #[error(
        "{0}没有确认您的身份，没有登录。请重试；一直不行的话，请用账号和密码或手机验证码登录。"
    )]
    NotShown(&'static str),
    /// The account has a role that must not be opened this way.
    #[error("管理员账号不能用第三方登录，请用账号和密码登录。")]
    Administrator,
    /// Linked with somebody else's account.
    #[error(
        "这个{0}账号已经绑定了别的账号，没有改动。要换绑的话，请先用原来的账号登录并解除绑定。"
    )]
    Taken(&'static str),
}

/// The audience: one or several.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    fn is_for(&self, client: &str) -> bool {
        match self {
            Self::One(it) => it == client,
            Self::Several(all) => all.iter().any(|it| it == client),
        }
    }

    fn is_shared(&self) -> bool {
        matches!(self, Self::Several(all) if all.len() > 1)
    }
}

/// What an ID token claims (OpenID Connect Core 1.0, 2). A claim of the wrong type makes the whole
/// token unreadable.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Claims {
    pub(super) iss: String,
    pub(super) sub: String,
    pub(super) aud: Audience,
    #[serde(default)]
    pub(super) azp: Option<String>,
    pub(super) exp: i64,
    pub(super) iat: i64,
    #[serde(default)]
    pub(super) nonce: Option<String>,
    #[serde(default)]
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) id_number: Option<String>,
}

/// Whether claims whose signature is good are meant for us, now and for this log-in (OpenID Connect
/// Core 1.0, 3.1.3.7). Gives what is wrong.
pub(super) fn may_trust(
    it: &Claims,
    (issuer, client): (&str, &str),
    nonce: &str,
    now: Timestamp,
) -> Result<(), &'static str> {
    let now = now.as_second();
    if it.iss != issuer {
        return Err("another issuer");
    }
    if !it.aud.is_for(client) {
        return Err("another audience");
    }
    let party = it.azp.as_deref();
    if party.is_some_and(|it| it != client) || (it.aud.is_shared() && party.is_none()) {
        return Err("another party");
    }
    if it.exp <= now.saturating_sub(SKEW_SECONDS) {
        return Err("expired");
    }
    if it.iat > now.saturating_add(SKEW_SECONDS) {
        return Err("from the future");
    }
    if it.nonce.as_deref() != Some(nonce) {
        return Err("another log-in's nonce");
    }
    if it.sub.is_empty() || it.sub.len() > 255 {
        return Err("no subject");
    }
    Ok(())
}
