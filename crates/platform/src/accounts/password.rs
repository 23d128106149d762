//! Passwords: Argon2id (RFC 9106) with 19 MiB and two passes, as OWASP's sheet advises.

use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};

fn hasher() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

/// The stored form of `password`. Takes tens of milliseconds: call it off the async threads.
///
/// # Errors
///
/// If the system gives no randomness for the salt.
pub fn hash(password: &str) -> Result<String, std::io::Error> {
    let mut salt = [0u8; 16];
    getrandom::fill(&mut salt).map_err(std::io::Error::other)?;
    hasher()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map(|it| it.to_string())
        .map_err(std::io::Error::other)
}

/// Whether `password` is the one behind `stored`. Where there is none, as long is spent, so that
/// the time of the answer tells nothing about which accounts exist.
pub(super) fn is_right(password: &str, stored: Option<&str>) -> bool {
    let Some(stored) = stored else {
        let _ = hasher().hash_password_with_salt(password.as_bytes(), &[0; 16]);
        return false;
    };
    hasher().verify_password(password.as_bytes(), stored).is_ok()
}
