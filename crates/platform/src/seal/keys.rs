//! Where keys come from: a provider outside the database, and the one that is a file.

use std::{
    collections::BTreeMap,
    fmt, fs,
    io::{self, Write as _},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    sync::{PoisonError, RwLock},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sm3::Sm3;

/// 256 secret bits. Prints nothing.
#[derive(Clone)]
pub struct Secret(pub(super) [u8; 32]);

impl Secret {
    /// The secret with these bytes, as a provider of its own makes it.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, for a use outside this module: signing forms.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn random() -> Result<Self, KeyError> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|_| KeyError::NoRandomness)?;
        Ok(Self(bytes))
    }

    /// A further secret for `label`: HKDF's expansion (RFC 5869) with HMAC-SM3, one block of it.
    #[must_use]
    pub fn derive(&self, label: &str) -> Self {
        let mut mac = self.mac();
        mac.update(label.as_bytes());
        mac.update(&[1]);
        Self(mac.finalize().into_bytes().into())
    }

    pub(super) fn mac(&self) -> Hmac<Sm3> {
        Hmac::new(&hmac::digest::Key::<Hmac<Sm3>>::from(padded(&self.0)))
    }
}

/// HMAC pads a key to its block with zeros: done here, so that no length can be refused.
fn padded(key: &[u8; 32]) -> [u8; 64] {
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    block
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹secret›")
    }
}

/// Holds the master keys. They stay with it: it only gives what is derived from them, so that a
/// hardware module can stand here.
pub trait KeyProvider: Send + Sync + fmt::Debug {
    /// The key that new values are sealed with.
    fn current(&self) -> String;
    /// The key that blind indexes are made with.
    fn indexing(&self) -> String;
    /// A secret for `label` under the key `id`, or `None` where there is no such key.
    fn derive(&self, id: &str, label: &str) -> Result<Option<Secret>, KeyError>;
    /// Looks again for keys that were added since.
    fn refresh(&self) -> Result<(), KeyError>;
}

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file is there already, and is not overwritten: what it seals would be lost.
    #[error("密钥文件 {0} 已存在，不会覆盖(覆盖后已加密的数据将无法打开)")]
    Exists(PathBuf),
    /// The file cannot be read or written.
    #[error("无法读写密钥文件 {path}：请检查路径和权限")]
    Io {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Others may read the file.
    #[error("密钥文件 {0} 的权限过宽：只能由运行本系统的用户读取，请执行 chmod 600")]
    Exposed(PathBuf),
    /// The file does not say what it should.
    #[error("密钥文件 {path} 内容有误：{what}")]
    Malformed {
        /// Which file.
        path: PathBuf,
        /// What is wrong, without what is secret.
        what: String,
    },
    /// The key that is asked for is not there.
    #[error("缺少密钥 {0}：请恢复含有它的密钥文件备份")]
    Missing(String),
    /// The operating system gives no randomness.
    #[error("操作系统未能提供随机数")]
    NoRandomness,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ring {
    current: String,
    index: String,
    keys: BTreeMap<String, String>,
}

/// Keys in a TOML file that only its owner may read. It is backed up apart from the database.
#[derive(Debug)]
pub struct KeyFile {
    path: PathBuf,
    ring: RwLock<Loaded>,
}

#[derive(Debug)]
struct Loaded {
    current: String,
    index: String,
    secrets: BTreeMap<String, Secret>,
}

impl KeyFile {
    /// Makes a new file with one new key. Never touches one that is there.
    pub fn create(path: &Path) -> Result<Self, KeyError> {
        if path.exists() {
            return Err(KeyError::Exists(path.to_owned()));
        }
        let id = "k1".to_owned();
        let keys = BTreeMap::from([(id.clone(), URL_SAFE_NO_PAD.encode(Secret::random()?.0))]);
        save(path, &Ring { current: id.clone(), index: id, keys })?;
        Self::open(path)
    }

    /// Opens a file that is there.
    pub fn open(path: &Path) -> Result<Self, KeyError> {
        let ring = RwLock::new(load(path)?);
        Ok(Self { path: path.to_owned(), ring })
    }

    /// Adds a new key to the file, makes it the current one, and says its name. Values sealed so
    /// far keep their key until they are sealed anew; no key is ever taken out here.
    pub fn add_key(&self) -> Result<String, KeyError> {
        let text = read(&self.path)?;
        let mut ring = parse(&self.path, &text)?;
        let highest = ring.keys.keys().filter_map(|id| id.strip_prefix('k')?.parse::<u32>().ok());
        let id = format!("k{}", highest.max().unwrap_or(0) + 1);
        ring.keys.insert(id.clone(), URL_SAFE_NO_PAD.encode(Secret::random()?.0));
        ring.current.clone_from(&id);
        save(&self.path, &ring)?;
        self.refresh()?;
        Ok(id)
    }

    fn with<T>(&self, read: impl FnOnce(&Loaded) -> T) -> T {
        read(&self.ring.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl KeyProvider for KeyFile {
    fn current(&self) -> String {
        self.with(|ring| ring.current.clone())
    }

    fn indexing(&self) -> String {
        self.with(|ring| ring.index.clone())
    }

    fn derive(&self, id: &str, label: &str) -> Result<Option<Secret>, KeyError> {
        Ok(self.with(|ring| ring.secrets.get(id).map(|it| it.derive(label))))
    }

    fn refresh(&self) -> Result<(), KeyError> {
        let fresh = load(&self.path)?;
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }
}

fn read(path: &Path) -> Result<String, KeyError> {
    let io = |source| KeyError::Io { path: path.to_owned(), source };
    let mode = fs::metadata(path).map_err(io)?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(KeyError::Exposed(path.to_owned()));
    }
    fs::read_to_string(path).map_err(io)
}

fn parse(path: &Path, text: &str) -> Result<Ring, KeyError> {
    // Only the reason goes on, never the line that toml would quote: it may hold a key.
    let malformed = |what: String| KeyError::Malformed { path: path.to_owned(), what };
    let ring: Ring = toml::from_str(text).map_err(|it| malformed(it.message().to_owned()))?;
    for id in [&ring.current, &ring.index] {
        if !ring.keys.contains_key(id) {
            return Err(malformed(format!("没有名为 {id} 的密钥")));
        }
    }
    // The name is written before each sealed value, up to a full stop.
    match ring
        .keys
        .keys()
        .find(|id| id.is_empty() || !id.bytes().all(|b| b.is_ascii_alphanumeric()))
    {
        Some(id) => Err(malformed(format!("密钥名 {id} 只能由字母和数字组成"))),
        None => Ok(ring),
    }
}

fn load(path: &Path) -> Result<Loaded, KeyError> {
    let ring = parse(path, &read(path)?)?;
    let secrets = ring.keys.into_iter().map(|(id, text)| {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok();
        match bytes.and_then(|it| <[u8; 32]>::try_from(it).ok()) {
            Some(bytes) => Ok((id, Secret(bytes))),
            None => Err(KeyError::Malformed {
                path: path.to_owned(),
                what: format!("密钥 {id} 应为 32 字节的 base64url"),
            }),
        }
    });
    let secrets = secrets.collect::<Result<_, _>>()?;
    Ok(Loaded { current: ring.current, index: ring.index, secrets })
}

/// Writes beside the file and renames, so that a crash leaves the old ring or the new one whole.
fn save(path: &Path, ring: &Ring) -> Result<(), KeyError> {
    let io = |source| KeyError::Io { path: path.to_owned(), source };
    let text = toml::to_string(ring).map_err(|_| KeyError::Malformed {
        path: path.to_owned(),
        what: "无法写成 TOML".to_owned(),
    })?;
    let draft = path.with_extension("new");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let mut file = options.open(&draft).map_err(io)?;
    let head = "# 学域:加密字段的密钥。丢失则加密数据无法打开;请与数据库分开备份。\n";
    file.write_all(head.as_bytes()).map_err(io)?;
    file.write_all(text.as_bytes()).map_err(io)?;
    file.sync_all().map_err(io)?;
    fs::rename(&draft, path).map_err(io)?;
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::File::open(folder).and_then(|it| it.sync_all()).map_err(io)
}
