//! The signatures of ID tokens: RS256 and ES256 (RFC 7515, 7518), nothing else.
//!
//! Which key and algorithm hold is decided by the provider's key set and never by the token alone:
//! an unsigned token, or one under a secret of ours, has no key here.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::{Deserialize, de::DeserializeOwned};

/// The length of a token that is looked at.
const TOKEN_BYTES_MAX: usize = 16 << 10;

/// A provider's public keys (RFC 7517).
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Keys {
    keys: Vec<Key>,
}

#[derive(Debug, Clone, Deserialize)]
struct Key {
    kty: String,
    #[serde(default)]
    kid: Option<String>,
    #[serde(default)]
    alg: Option<String>,
    #[serde(default, rename = "use")]
    purpose: Option<String>,
    #[serde(default)]
    crv: Option<String>,
    #[serde(default)]
    n: String,
    #[serde(default)]
    e: String,
    #[serde(default)]
    x: String,
    #[serde(default)]
    y: String,
}

#[derive(Debug, Deserialize)]
struct Header {
    alg: String,
    #[serde(default)]
    kid: Option<String>,
    #[serde(default)]
    crit: Option<serde_json::Value>,
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// What `token` says, if one of `keys` has signed it.
pub(super) fn open<T: DeserializeOwned>(token: &str, keys: &Keys) -> Option<T> {
    if token.len() > TOKEN_BYTES_MAX {
        return None;
    }
    let (signed, signature) = token.rsplit_once('.')?;
    let (head, body) = signed.split_once('.')?;
    let header: Header = serde_json::from_slice(&bytes(head)?).ok()?;
    if header.crit.is_some() {
        return None;
    }
    let signature = bytes(signature)?;
    let fits = |it: &&Key| it.fits(&header);
    let is_signed =
        keys.keys.iter().filter(fits).any(|it| it.has_signed(signed.as_bytes(), &signature));
    if !is_signed {
        return None;
    }
    serde_json::from_slice(&bytes(body)?).ok()
}

impl Key {
    /// Whether the key is of the kind that the token's algorithm wants, and is not another one.
    fn fits(&self, header: &Header) -> bool {
        let kind = match header.alg.as_str() {
            "RS256" => self.kty == "RSA",
            "ES256" => self.kty == "EC" && self.crv.as_deref() == Some("P-256"),
            _ => false,
        };
        let named = header.kid.is_none() || self.kid.is_none() || header.kid == self.kid;
        let agreed = self.alg.as_ref().is_none_or(|it| *it == header.alg);
        kind && named && agreed && self.purpose.as_deref().is_none_or(|it| it == "sig")
    }

    fn has_signed(&self, text: &[u8], signature: &[u8]) -> bool {
        if self.kty == "RSA" {
            let (Some(n), Some(e)) = (bytes(&self.n), bytes(&self.e)) else { return false };
            let key = RsaPublicKeyComponents { n: &n, e: &e };
            return key.verify(&RSA_PKCS1_2048_8192_SHA256, text, signature).is_ok();
        }
        let (Some(x), Some(y)) = (bytes(&self.x), bytes(&self.y)) else { return false };
        let point = [&[4], x.as_slice(), y.as_slice()].concat();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(text, signature).is_ok()
    }
}
