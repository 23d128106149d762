//! The second factor: time-based codes (RFC 6238), by any authenticator application.

use jiff::Timestamp;
use totp_rs::{Builder, Secret};

/// A new secret, in the base-32 text that people may type where no camera is at hand.
pub(super) fn new_secret() -> Result<String, std::io::Error> {
    let mut bytes = [0u8; 20];
    getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
    Ok(Secret::new(Box::new(bytes)).to_base32())
}

/// The address that authenticator applications read from a QR code.
pub(super) fn address(secret: &str, cell: &str, login: &str) -> String {
    format!("otpauth://totp/xueyu-{cell}:{login}?secret={secret}&issuer=xueyu-{cell}")
}

/// The time step whose code `code` is, if it is good around `now` and newer than `last_step`.
pub(super) fn step_of(secret: &str, code: &str, now: Timestamp, last_step: i64) -> Option<i64> {
    let time = u64::try_from(now.as_second()).ok()?;
    let secret = Secret::try_from_base32(secret).ok()?;
    let step = Builder::new().with_secret(secret).build().ok()?.check(code.trim(), time)?;
    i64::try_from(step).ok().filter(|it| *it > last_step)
}

/// The code that an application which holds `secret` shows at `now`.
#[cfg(test)]
pub(super) fn code(secret: &str, now: Timestamp) -> Option<String> {
    let time = u64::try_from(now.as_second()).ok()?;
    let secret = Secret::try_from_base32(secret).ok()?;
    Some(Builder::new().with_secret(secret).build().ok()?.generate(time).to_string())
}
