//! A file's text, what its path says of it, and where in it something stands.

use std::{ops::Range, sync::Arc};

use crate::fault::{self, Fault};

/// A file of the catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its path below `catalog/`: `safety/case/incident.toml`.
    pub path: String,
    /// What it says.
    pub text: Arc<str>,
}

/// What a path says: `<domain>/<machine>/<name>.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryPath<'a> {
    /// The domain.
    pub domain: &'a str,
    /// The machine that runs it.
    pub machine: &'a str,
    /// The entry's own word, unique within its machine: it stands in addresses.
    pub name: &'a str,
}

impl Source {
    /// The file at `path` that says `text`.
    pub fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.into() }
    }

    /// What the path says; none where it is no path of the catalog.
    pub fn entry(&self) -> Option<EntryPath<'_>> {
        let mut parts = self.path.strip_suffix(".toml")?.split('/');
        let (domain, machine, name) = (parts.next()?, parts.next()?, parts.next()?);
        let is_word =
            |it: &str| !it.is_empty() && it.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        let whole = parts.next().is_none() && [domain, machine, name].into_iter().all(is_word);
        whole.then_some(EntryPath { domain, machine, name })
    }

    /// The SM3 digest of path and text: what a case keeps of the rules it runs under.
    pub fn digest(&self) -> String {
        platform::act::digest(&[&self.path, &self.text])
    }

    /// The line on which the byte `at` stands, from 1.
    pub fn line(&self, at: usize) -> usize {
        let before = self.text.as_bytes().iter().take(at);
        before.filter(|it| **it == b'\n').count() + 1
    }

    /// A fault at `span`.
    pub fn fault(
        &self,
        span: &Range<usize>,
        cause: impl Into<String>,
        advice: impl Into<String>,
    ) -> Fault {
        Fault {
            file: self.path.clone(),
            line: self.line(span.start),
            cause: cause.into(),
            advice: advice.into(),
        }
    }

    /// A fault at `span` where one of `known` had to stand and `typed` does: 步骤, say.
    pub fn unknown(&self, span: &Range<usize>, what: &str, typed: &str, known: &[&str]) -> Fault {
        self.fault(span, format!("没有叫 {typed} 的{what}"), fault::one_of(typed, known))
    }
}
