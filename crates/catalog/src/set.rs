//! The entries of one machine: those in the binary, what a cell says instead, and what old cases
//! were begun under.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, PoisonError, RwLock},
};

use db::Tx;
use jiff::Timestamp;
use platform::{effects::Effects, measures::Measures};

use crate::{Fault, Source, store};

/// What a machine makes of a file.
pub trait Definition: Sized + Send + Sync + 'static {
    /// The machine's folder: `case`.
    const MACHINE: &'static str;

    /// Reads a file and checks everything that can be known before anybody uses it.
    fn read(source: &Source) -> Result<Self, Vec<Fault>>;

    /// What is wrong with the effects that it names, held against those that there are. Who declares
    /// them is known once all modules are.
    fn check_effects(&self, _source: &Source, _known: &Effects) -> Vec<Fault> {
        Vec::new()
    }

    /// What is wrong with the measures that it names, held against those that there are.
    fn check_measures(&self, _source: &Source, _known: &Measures) -> Vec<Fault> {
        Vec::new()
    }
}

/// An entry that was read and is sound.
#[derive(Debug)]
pub struct Loaded<D> {
    /// Its word in addresses and columns.
    pub name: String,
    /// Its domain.
    pub domain: String,
    /// The digest of its text.
    pub digest: String,
    /// Its text.
    pub source: Source,
    /// What the machine makes of it.
    pub what: D,
}

impl<D: Definition> Loaded<D> {
    /// Reads `source`.
    pub fn of(source: Source) -> Result<Self, Vec<Fault>> {
        let what = D::read(&source)?;
        let Some(path) = source.entry().filter(|it| it.machine == D::MACHINE) else {
            let advice = "路径要写成 <领域>/<机器>/<名称>.toml，只用小写字母和短横";
            return Err(vec![source.fault(&(0..0), "文件放错了位置", advice)]);
        };
        let (name, domain) = (path.name.to_owned(), path.domain.to_owned());
        Ok(Self { name, domain, digest: source.digest(), source, what })
    }
}

/// Why an entry was not had.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A text that is kept in the cell is not one that this version understands.
    #[error("a kept definition cannot be read: {0}")]
    Unreadable(String),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

/// The entries of a machine.
pub struct Set<D> {
    entries: BTreeMap<String, Arc<Loaded<D>>>,
    /// Texts of cells, read once: a text never changes under its digest.
    read: RwLock<HashMap<String, Arc<Loaded<D>>>>,
}

impl<D: Definition> Set<D> {
    /// The entries of the machine among `sources`, or everything that is wrong with them.
    pub fn of(sources: impl IntoIterator<Item = Source>) -> Result<Self, Vec<Fault>> {
        let (mut entries, mut faults) = (BTreeMap::<String, Arc<Loaded<D>>>::new(), Vec::new());
        for source in sources {
            if source.path.split('/').nth(1) != Some(D::MACHINE) {
                continue;
            }
            match Loaded::of(source) {
                Ok(it) => {
                    if let Some(other) = entries.get(&it.name) {
                        let cause = format!("{} 与 {} 同名", it.source.path, other.source.path);
                        faults.push(it.source.fault(&(0..0), cause, "请把其中一个文件改名"));
                        continue;
                    }
                    entries.insert(it.name.clone(), Arc::new(it));
                }
                Err(found) => faults.extend(found),
            }
        }
        if faults.is_empty() {
            Ok(Self { entries, read: RwLock::default() })
        } else {
            faults.sort();
            Err(faults)
        }
    }

    /// What is wrong with the effects that the entries name.
    pub fn check_effects(&self, known: &Effects) -> Vec<Fault> {
        let all = self.entries.values();
        all.flat_map(|it| it.what.check_effects(&it.source, known)).collect()
    }

    /// What came with the program, in the order of the names.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Loaded<D>>> {
        self.entries.values()
    }

    /// What came with the program under `name`.
    pub fn find(&self, name: &str) -> Option<&Arc<Loaded<D>>> {
        self.entries.get(name)
    }

    /// What holds in the cell under each name, in the order of the names.
    pub async fn all_in_force(&self, tx: &mut Tx) -> Result<Vec<Arc<Loaded<D>>>, Error> {
        let ours: HashMap<String, Source> =
            store::overridden(tx).await?.into_iter().map(|it| (it.0.path.clone(), it.0)).collect();
        let mut all = Vec::with_capacity(self.entries.len());
        for it in self.entries.values() {
            all.push(match ours.get(&it.source.path) {
                Some(source) => self.loaded(source.clone())?,
                None => it.clone(),
            });
        }
        Ok(all)
    }

    /// What holds in the cell under `name`: its own text, or that of the program.
    pub async fn in_force(&self, tx: &mut Tx, name: &str) -> Result<Option<Arc<Loaded<D>>>, Error> {
        let Some(ours) = self.entries.get(name) else { return Ok(None) };
        match store::override_of(tx, &ours.source.path).await? {
            Some(digest) => self.by_digest(tx, &digest).await,
            None => Ok(Some(ours.clone())),
        }
    }

    /// The entry whose text has this digest.
    pub async fn by_digest(
        &self,
        tx: &mut Tx,
        digest: &str,
    ) -> Result<Option<Arc<Loaded<D>>>, Error> {
        if let Some(it) = self.entries.values().find(|it| it.digest == digest) {
            return Ok(Some(it.clone()));
        }
        let known = self.read.read().unwrap_or_else(PoisonError::into_inner).get(digest).cloned();
        if known.is_some() {
            return Ok(known);
        }
        let Some(source) = store::find_definition(tx, digest).await? else { return Ok(None) };
        self.loaded(source).map(Some)
    }

    /// A text of the cell, read once.
    fn loaded(&self, source: Source) -> Result<Arc<Loaded<D>>, Error> {
        let digest = source.digest();
        let known = self.read.read().unwrap_or_else(PoisonError::into_inner).get(&digest).cloned();
        if let Some(it) = known {
            return Ok(it);
        }
        let loaded = Arc::new(Loaded::of(source).map_err(|faults| {
            Error::Unreadable(faults.first().map(ToString::to_string).unwrap_or_default())
        })?);
        let mut read = self.read.write().unwrap_or_else(PoisonError::into_inner);
        read.insert(digest, loaded.clone());
        Ok(loaded)
    }

    /// Keeps the text of `it` in the cell, if it is not there yet.
    pub async fn keep(tx: &mut Tx, it: &Loaded<D>, now: Timestamp) -> Result<(), db::Error> {
        store::keep_definition(tx, &it.digest, &it.source, now).await
    }
}

impl db::Retry for Error {
    fn database(&self) -> Option<&db::Error> {
        if let Self::Db(error) = self { Some(error) } else { None }
    }
}
