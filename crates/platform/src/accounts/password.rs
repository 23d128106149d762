//! Passwords: Argon2id (RFC 9106) with 19 MiB and two passes, as OWASP's sheet advises.
//!
//! A hash takes 19 MiB and tens of milliseconds on purpose, so only as many are worked out at once
//! as there are cores: a rush of log-ins waits in line and takes neither the memory nor the threads.

use std::{
    io,
    sync::{Arc, LazyLock},
    time::Duration,
};

use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use tokio::sync::Semaphore;

/// How long a log-in waits in line before its person is asked to come back.
const LINE: Duration = Duration::from_secs(20);
/// First passwords: no character that is taken for another, 32 of them, so that 12 make 60 bits.
const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz234567890";
const FIRST_CHARS: usize = 12;

static CORES: LazyLock<Arc<Semaphore>> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    Arc::new(Semaphore::new(cores))
});

fn hasher() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

/// The stored form of `password`. Takes tens of milliseconds: for commands, not for requests.
///
/// # Errors
///
/// If the system gives no randomness for the salt.
pub fn hash(password: &str) -> Result<String, io::Error> {
    let mut salt = [0u8; 16];
    getrandom::fill(&mut salt).map_err(io::Error::other)?;
    hasher()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map(|it| it.to_string())
        .map_err(io::Error::other)
}

/// The stored form of `password`, worked out off the async threads.
pub(crate) async fn make(password: String) -> Result<String, io::Error> {
    in_line(move || hash(&password)).await?
}

/// Whether `password` is the one behind `stored`. Where there is none, as long is spent, so that
/// the time of the answer tells nothing about which accounts exist.
pub(super) async fn is_right(password: String, stored: Option<String>) -> Result<bool, io::Error> {
    in_line(move || {
        let Some(stored) = stored else {
            let _ = hasher().hash_password_with_salt(password.as_bytes(), &[0; 16]);
            return false;
        };
        hasher().verify_password(password.as_bytes(), stored.as_str()).is_ok()
    })
    .await
}

/// Does `work` once its turn has come. The error [`io::ErrorKind::WouldBlock`] says that it did
/// not come in time.
async fn in_line<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, io::Error> {
    let turn = tokio::time::timeout(LINE, CORES.clone().acquire_owned()).await;
    let turn = turn.map_err(|_| io::Error::from(io::ErrorKind::WouldBlock))?;
    let turn = turn.map_err(io::Error::other)?;
    // The turn goes with the work, which runs to its end even where nobody waits for it any more.
    let work = move || {
        let done = work();
        drop(turn);
        done
    };
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)
}

/// A first password: to be told to its person once, and changed by them at once.
///
/// # Errors
///
/// If the system gives no randomness.
pub fn first() -> Result<String, io::Error> {
    loop {
        let mut bytes = [0u8; FIRST_CHARS];
        getrandom::fill(&mut bytes).map_err(io::Error::other)?;
        let chars = bytes.iter().map(|it| char::from(ALPHABET[usize::from(it & 31)]));
        let password: String = chars.collect();
        // One in some hundred has no digit, and the rule that holds for everyone refuses it.
        if super::rules::may_set(&password, "").is_ok() {
            return Ok(password);
        }
    }
}
