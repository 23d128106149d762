//! Seals, opens and indexes the fields of one cell.

use std::{
    collections::HashMap,
    fmt,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use aes_gcm::{AeadInOut as _, AesGcm, KeyInit as _, Nonce};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac as _};
use sm3::Sm3;
use sm4::{
    Sm4,
    cipher::{Array, BlockCipherEncrypt as _, consts::U12},
};
use vocab::Personal;

use super::{Field, KeyError, KeyProvider, Secret};

type Sm4Gcm = AesGcm<Sm4, U12>;

const NONCE_BYTES: usize = 12;
const TAG_BYTES: usize = 16;
/// A blind index keeps 128 of 256 bits: enough never to meet by chance, half the room.
const INDEX_BYTES: usize = 16;

/// Why a stored value does not open. Says nothing of what is in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It has not the form of a sealed value.
    #[error("字段 {field} 的内容不是加密数据")]
    NotSealed {
        /// The field.
        field: &'static str,
    },
    /// Its key is not at hand.
    #[error("字段 {field} 需要的密钥 {key} 不在密钥文件中，请恢复密钥文件备份")]
    NoKey {
        /// The field.
        field: &'static str,
        /// The key's name.
        key: String,
    },
    /// It was changed, or belongs to another field, row or cell.
    #[error("字段 {field} 的加密数据已被改动，或不属于此处")]
    Altered {
        /// The field.
        field: &'static str,
    },
}

/// Seals and opens the fields of one cell. Cheap to clone.
#[derive(Clone)]
pub struct Sealer(Arc<Inner>);

struct Inner {
    cell: String,
    provider: Arc<dyn KeyProvider>,
    nonces: Nonces,
    ring: RwLock<Ring>,
}

/// The cell's own secrets, and per field what was derived from them so far.
struct Ring {
    current: Arc<str>,
    current_secret: Secret,
    index_secret: Secret,
    sealing: Fields<(Arc<str>, Sm4Gcm)>,
    opening: HashMap<Arc<str>, Fields<Sm4Gcm>>,
    indexing: Fields<Hmac<Sm3>>,
}

type Fields<T> = HashMap<&'static str, Arc<T>>;

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealer({})", self.0.cell)
    }
}

impl Sealer {
    /// The sealer of the cell called `cell`, which may never be renamed: keys derive from it.
    pub fn new(cell: &str, provider: Arc<dyn KeyProvider>) -> Result<Self, KeyError> {
        let ring = Ring::load(cell, provider.as_ref())?;
        let (nonces, ring) = (Nonces::random()?, RwLock::new(ring));
        Ok(Self(Arc::new(Inner { cell: cell.to_owned(), provider, nonces, ring })))
    }

    /// `plain` as it is stored: `k1.` and the base64url of nonce, ciphertext and tag.
    ///
    /// # Panics
    ///
    /// Where `plain` is longer than 64 GiB.
    pub fn seal(&self, field: Field, plain: &str) -> String {
        let keys = self.sealing(field.name);
        let (id, cipher) = &*keys;
        let mut bytes = Vec::with_capacity(NONCE_BYTES + plain.len() + TAG_BYTES);
        let nonce = self.0.nonces.next();
        bytes.extend_from_slice(&nonce);
        bytes.extend_from_slice(plain.as_bytes());
        let tag = cipher
            .encrypt_inout_detached(
                &Nonce::from(nonce),
                &self.bound_to(field),
                bytes[NONCE_BYTES..].as_mut().into(),
            )
            .expect("GCM refuses only what is longer than 64 GiB");
        bytes.extend_from_slice(&tag);
        let mut text = String::with_capacity(id.len() + 1 + bytes.len().div_ceil(3) * 4);
        text.push_str(id);
        text.push('.');
        URL_SAFE_NO_PAD.encode_string(&bytes, &mut text);
        text
    }

    /// What was sealed as `text`.
    pub fn open(&self, field: Field, text: &str) -> Result<Personal<String>, Unreadable> {
        let not_sealed = || Unreadable::NotSealed { field: field.name };
        let (id, body) = text.split_once('.').ok_or_else(not_sealed)?;
        let mut bytes = URL_SAFE_NO_PAD.decode(body).map_err(|_| not_sealed())?;
        if bytes.len() < NONCE_BYTES + TAG_BYTES {
            return Err(not_sealed());
        }
        let cipher = self
            .opening(field.name, id)
            .ok_or_else(|| Unreadable::NoKey { field: field.name, key: id.to_owned() })?;
        let altered = || Unreadable::Altered { field: field.name };
        let (nonce, rest) = bytes.split_at_mut(NONCE_BYTES);
        let (plain, tag) = rest.split_at_mut(rest.len() - TAG_BYTES);
        let nonce = Nonce::<U12>::try_from(&*nonce).map_err(|_| altered())?;
        let tag = aes_gcm::Tag::try_from(&*tag).map_err(|_| altered())?;
        cipher
            .decrypt_inout_detached(&nonce, &self.bound_to(field), (&mut *plain).into(), &tag)
            .map_err(|_| altered())?;
        let plain = std::str::from_utf8(plain).map_err(|_| altered())?;
        Ok(Personal::new(plain.to_owned()))
    }

    /// What `normalised` is found by: equal for equal values, and telling nothing else. The caller
    /// has brought the value to one form first (upper case, no spaces), or it is not found again.
    pub fn index(&self, field: Field, normalised: &str) -> String {
        let mut mac = Hmac::clone(&self.indexing(field.name));
        mac.update(normalised.as_bytes());
        URL_SAFE_NO_PAD.encode(&mac.finalize().into_bytes()[..INDEX_BYTES])
    }

    /// Whether `text` was sealed with another key than the current one.
    pub fn needs_rotation(&self, text: &str) -> bool {
        let ring = self.0.ring.read().unwrap_or_else(PoisonError::into_inner);
        text.split_once('.').is_none_or(|(id, _)| *id != *ring.current)
    }

    /// `text` sealed with the current key, or `None` where it is already.
    pub fn reseal(&self, field: Field, text: &str) -> Result<Option<String>, Unreadable> {
        if !self.needs_rotation(text) {
            return Ok(None);
        }
        let plain = self.open(field, text)?;
        Ok(Some(self.seal(field, plain.open())))
    }

    /// The key that new values are sealed with.
    pub fn current_key(&self) -> String {
        self.0.ring.read().unwrap_or_else(PoisonError::into_inner).current.to_string()
    }

    /// Takes up keys that were added since: new values are sealed with the one now current.
    pub fn refresh(&self) -> Result<(), KeyError> {
        self.0.provider.refresh()?;
        let fresh = Ring::load(&self.0.cell, self.0.provider.as_ref())?;
        *self.0.ring.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }

    /// Cell, field and row, each with its length before it, so that no two spell the same.
    fn bound_to(&self, field: Field) -> Vec<u8> {
        let row = field.row.map(i64::to_be_bytes);
        let row = row.as_ref().map_or(&[][..], |it| it);
        let parts = [self.0.cell.as_bytes(), field.name.as_bytes(), row];
        let mut bound = Vec::with_capacity(parts.iter().map(|it| 8 + it.len()).sum());
        for part in parts {
            bound.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bound.extend_from_slice(part);
        }
        bound
    }

    fn sealing(&self, field: &'static str) -> Arc<(Arc<str>, Sm4Gcm)> {
        if let Some(keys) = self.read(|ring| ring.sealing.get(field).cloned()) {
            return keys;
        }
        let mut ring = self.0.ring.write().unwrap_or_else(PoisonError::into_inner);
        let keys = Arc::new((Arc::clone(&ring.current), cipher(&ring.current_secret, field)));
        ring.sealing.insert(field, Arc::clone(&keys));
        keys
    }

    fn opening(&self, field: &'static str, id: &str) -> Option<Arc<Sm4Gcm>> {
        let known = |ring: &Ring| ring.opening.get(id).and_then(|it| it.get(field)).cloned();
        if let Some(cipher) = self.read(known) {
            return Some(cipher);
        }
        let cipher = Arc::new(cipher(&self.cell_secret(id)?, field));
        let mut ring = self.0.ring.write().unwrap_or_else(PoisonError::into_inner);
        ring.opening.entry(id.into()).or_default().insert(field, Arc::clone(&cipher));
        Some(cipher)
    }

    /// The cell's secret under the key `id`; looks for new keys once where it is not known.
    fn cell_secret(&self, id: &str) -> Option<Secret> {
        let label = cell_label(&self.0.cell);
        let derive = || self.0.provider.derive(id, &label).ok().flatten();
        derive().or_else(|| {
            self.refresh().ok()?;
            derive()
        })
    }

    fn indexing(&self, field: &'static str) -> Arc<Hmac<Sm3>> {
        if let Some(mac) = self.read(|ring| ring.indexing.get(field).cloned()) {
            return mac;
        }
        let mut ring = self.0.ring.write().unwrap_or_else(PoisonError::into_inner);
        let mac = Arc::new(ring.index_secret.derive(&format!("index/{field}")).mac());
        ring.indexing.insert(field, Arc::clone(&mac));
        mac
    }

    fn read<T>(&self, read: impl FnOnce(&Ring) -> T) -> T {
        read(&self.0.ring.read().unwrap_or_else(PoisonError::into_inner))
    }
}

fn cell_label(cell: &str) -> String {
    format!("xueyu/seal/1/{cell}")
}

impl Ring {
    fn load(cell: &str, provider: &dyn KeyProvider) -> Result<Self, KeyError> {
        let (label, current, indexing) =
            (cell_label(cell), provider.current(), provider.indexing());
        let key =
            |id: &str| provider.derive(id, &label)?.ok_or_else(|| KeyError::Missing(id.to_owned()));
        let (current_secret, index_secret) = (key(&current)?, key(&indexing)?);
        Ok(Self {
            current: current.into(),
            current_secret,
            index_secret,
            sealing: HashMap::new(),
            opening: HashMap::new(),
            indexing: HashMap::new(),
        })
    }
}

/// The cipher of `field`, under the cell's secret.
fn cipher(cell: &Secret, field: &str) -> Sm4Gcm {
    let secret = cell.derive(&format!("field/{field}"));
    let mut key = [0; 16];
    key.copy_from_slice(&secret.0[..16]);
    Sm4Gcm::new(&key.into())
}

/// Nonces that no two values share but by a chance of 2⁻⁹⁶: SM4 over a counter, under a key that
/// lives only as long as the process. Drawn so and not from the system each time, since sealing is
/// then quick and cannot fail.
struct Nonces {
    cipher: Sm4,
    counter: AtomicU64,
}

impl Nonces {
    fn random() -> Result<Self, KeyError> {
        let mut key = [0; 16];
        getrandom::fill(&mut key).map_err(|_| KeyError::NoRandomness)?;
        Ok(Self { cipher: Sm4::new(&key.into()), counter: AtomicU64::new(0) })
    }

    fn next(&self) -> [u8; NONCE_BYTES] {
        let mut block = Array::from([0; 16]);
        block[..8].copy_from_slice(&self.counter.fetch_add(1, Relaxed).to_be_bytes());
        self.cipher.encrypt_block(&mut block);
        let mut nonce = [0; NONCE_BYTES];
        nonce.copy_from_slice(&block[..NONCE_BYTES]);
        nonce
    }
}
