//! What a form carries so that it cannot be forged: HMAC-SM3 (GB/T 32905) over who and what.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac as _};
use sm3::Sm3;

/// Signs short texts with the process's own key.
#[derive(Clone)]
pub struct Mac(Hmac<Sm3>);

impl Mac {
    /// Signs with `key`, which stays the same over restarts so that open forms stay good.
    pub fn new(key: &[u8; 32]) -> Self {
        Self(Hmac::new_from_slice(key).unwrap_or_else(|_| unreachable!("HMAC takes any length")))
    }

    /// The signature of `parts`, 128 bits. Lengths go in, so that no two lists sign alike.
    pub fn sign(&self, parts: &[&str]) -> String {
        URL_SAFE_NO_PAD.encode(&self.over(parts).finalize().into_bytes()[..16])
    }

    /// Whether `signature` is that of `parts`, in constant time.
    pub fn is_good(&self, parts: &[&str], signature: &str) -> bool {
        let Ok(bytes) = URL_SAFE_NO_PAD.decode(signature) else { return false };
        bytes.len() == 16 && self.over(parts).verify_truncated_left(&bytes).is_ok()
    }

    fn over(&self, parts: &[&str]) -> Hmac<Sm3> {
        let mut mac = self.0.clone();
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac
    }
}
