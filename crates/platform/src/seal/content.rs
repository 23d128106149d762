//! Contents of any size, each sealed with a key of its own. The key is a value like any other: it is
//! sealed in its row, so that changing the master key rewrites keys and not contents.

use aes_gcm::{AeadInOut as _, AesGcm, KeyInit as _, Nonce};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sm4::{Sm4, cipher::consts::U12};
use vocab::Personal;

use super::KeyError;

const KEY_BYTES: usize = 16;
const NONCE_BYTES: usize = 12;
const TAG_BYTES: usize = 16;
/// What a sealed content begins with, so that a later form can be told from this one.
const MARK: &[u8] = b"xyc1";

/// The key of one content. Prints nothing.
#[derive(Clone)]
pub struct ContentKey([u8; KEY_BYTES]);

/// A sealed content that does not open: it was changed, or belongs to another key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a sealed content was changed or belongs to another key")]
pub struct AlteredContent;

impl ContentKey {
    /// A new key.
    pub fn random() -> Result<Self, KeyError> {
        let mut bytes = [0; KEY_BYTES];
        getrandom::fill(&mut bytes).map_err(|_| KeyError::NoRandomness)?;
        Ok(Self(bytes))
    }

    /// The key as a text, to be sealed in turn.
    pub fn to_text(&self) -> Personal<String> {
        Personal::new(URL_SAFE_NO_PAD.encode(self.0))
    }

    /// The key that a text holds.
    pub fn from_text(text: &Personal<String>) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text.open()).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// `plain` under this key: a mark, a nonce, the ciphertext and the tag. `what` tells the parts
    /// of one content from each other, so that none opens in another's place.
    ///
    /// # Panics
    ///
    /// Where `plain` is longer than 64 GiB.
    pub fn seal(&self, what: &[u8], plain: &[u8]) -> Result<Vec<u8>, KeyError> {
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce).map_err(|_| KeyError::NoRandomness)?;
        let head = MARK.len() + NONCE_BYTES;
        let mut bytes = Vec::with_capacity(head + plain.len() + TAG_BYTES);
        bytes.extend_from_slice(MARK);
        bytes.extend_from_slice(&nonce);
        bytes.extend_from_slice(plain);
        let body = bytes[head..].as_mut();
        let tag = self
            .cipher()
            .encrypt_inout_detached(&Nonce::from(nonce), what, body.into())
            .expect("GCM refuses only what is longer than 64 GiB");
        bytes.extend_from_slice(&tag);
        Ok(bytes)
    }

    /// What was sealed as `bytes`.
    pub fn open(&self, what: &[u8], mut bytes: Vec<u8>) -> Result<Vec<u8>, AlteredContent> {
        let head = MARK.len() + NONCE_BYTES;
        if !bytes.starts_with(MARK) || bytes.len() < head + TAG_BYTES {
            return Err(AlteredContent);
        }
        let nonce = Nonce::<U12>::try_from(&bytes[MARK.len()..head]).map_err(|_| AlteredContent)?;
        let end = bytes.len() - TAG_BYTES;
        let tag = aes_gcm::Tag::try_from(&bytes[end..]).map_err(|_| AlteredContent)?;
        self.cipher()
            .decrypt_inout_detached(&nonce, what, (&mut bytes[head..end]).into(), &tag)
            .map_err(|_| AlteredContent)?;
        bytes.truncate(end);
        bytes.drain(..head);
        Ok(bytes)
    }

    fn cipher(&self) -> AesGcm<Sm4, U12> {
        AesGcm::new(&self.0.into())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_sealed_opens_with_its_key_and_part_alone(plain: Vec<u8>, at: prop::sample::Index) {
            let key = ContentKey::random().expect("randomness");
            let sealed = key.seal(b"whole", &plain).expect("short enough");
            prop_assert_eq!(key.open(b"whole", sealed.clone()), Ok(plain));
            prop_assert_eq!(key.open(b"preview", sealed.clone()), Err(AlteredContent));
            let other = ContentKey::random().expect("randomness");
            prop_assert_eq!(other.open(b"whole", sealed.clone()), Err(AlteredContent));
            let mut changed = sealed;
            let at = at.index(changed.len());
            changed[at] ^= 1;
            prop_assert_eq!(key.open(b"whole", changed), Err(AlteredContent));
        }

        #[test]
        fn a_key_outlives_its_text(_seed: u8) {
            let key = ContentKey::random().expect("randomness");
            let again = ContentKey::from_text(&key.to_text()).expect("a key");
            let sealed = key.seal(b"", b"x").expect("short enough");
            prop_assert_eq!(again.open(b"", sealed), Ok(b"x".to_vec()));
        }
    }
}
