//! What an act after the division would break: requests that were granted, and names alike apart.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::{Deserialize, Serialize};

use crate::{
    input::{Asked, Sealed},
    plan::Wish,
};

/// A request, or two of the same name, no longer satisfied.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Breach {
    /// Those who should be in one class are in several.
    Together {
        /// The request's pupils.
        pupils: Vec<String>,
        /// Why it was asked.
        reason: String,
    },
    /// Those who should be apart share a class.
    Apart {
        /// The request's pupils.
        pupils: Vec<String>,
        /// Why it was asked.
        reason: String,
    },
    /// Pupils of the same full name share a class.
    Namesakes {
        /// Those in the class.
        pupils: Vec<String>,
    },
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Together { pupils, reason } => {
                write!(f, "同班申请（{reason}）：{} 应在同一个班", pupils.join("、"))
            }
            Self::Apart { pupils, reason } => {
                write!(f, "分班申请（{reason}）：{} 不应同班", pupils.join("、"))
            }
            Self::Namesakes { pupils } => write!(f, "同名不同班：{} 同名", pupils.join("、")),
        }
    }
}

/// What binds each pupil.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bonds {
    requests: Vec<Asked>,
    of_pupil: BTreeMap<String, Vec<usize>>,
    namesakes: BTreeMap<String, BTreeSet<String>>,
}

impl Bonds {
    pub(crate) fn of(sealed: &Sealed) -> Self {
        let mut it = Self { requests: sealed.requests.clone(), ..Self::default() };
        for (at, request) in sealed.requests.iter().enumerate() {
            for pupil in &request.pupils {
                it.of_pupil.entry(pupil.clone()).or_default().push(at);
            }
        }
        let mut named: BTreeMap<u32, Vec<&String>> = BTreeMap::new();
        for member in sealed.pupils.iter().filter(|it| it.namesakes > 0) {
            named.entry(member.namesakes).or_default().push(&member.id);
        }
        for ids in named.values() {
            for (nth, one) in ids.iter().enumerate() {
                it.are_alike(one, ids[..nth].iter().map(|it| it.as_str()));
            }
        }
        it
    }

    /// `pupil` has the same full name as `others`.
    pub(crate) fn are_alike<'a>(&mut self, pupil: &str, others: impl Iterator<Item = &'a str>) {
        for other in others {
            self.namesakes.entry(pupil.to_owned()).or_default().insert(other.to_owned());
            self.namesakes.entry(other.to_owned()).or_default().insert(pupil.to_owned());
        }
    }

    /// Those of the same full name.
    pub(crate) fn alike(&self, pupil: &str) -> impl Iterator<Item = &String> {
        self.namesakes.get(pupil).into_iter().flatten()
    }

    /// What is broken if `pupil` is in the class `to` and everybody else where `class_of` says; who
    /// has left is asked nothing any more.
    pub(crate) fn broken_by(
        &self,
        pupil: &str,
        to: usize,
        class_of: impl Fn(&str) -> Option<usize>,
    ) -> Vec<Breach> {
        let mut found = Vec::new();
        for at in self.of_pupil.get(pupil).into_iter().flatten() {
            let Asked { wish, pupils, reason } = &self.requests[*at];
            let mut others = pupils.iter().filter(|it| *it != pupil).filter_map(|it| class_of(it));
            let (pupils, reason) = (pupils.clone(), reason.clone());
            match wish {
                Wish::Together if others.any(|it| it != to) => {
                    found.push(Breach::Together { pupils, reason });
                }
                Wish::Apart if others.any(|it| it == to) => {
                    found.push(Breach::Apart { pupils, reason });
                }
                Wish::Together | Wish::Apart => {}
            }
        }
        let there = self.alike(pupil).filter(|it| class_of(it) == Some(to)).cloned();
        let mut pupils: Vec<String> = there.collect();
        if !pupils.is_empty() {
            pupils.push(pupil.to_owned());
            pupils.sort();
            found.push(Breach::Namesakes { pupils });
        }
        found
    }
}
