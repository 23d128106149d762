//! What comes in: schools with seats, the categories in their order, children with the schools that
//! they may go to, and siblings who stay together.

use serde::{Deserialize, Serialize};

/// 学校标识码 as a number.
pub type Code = u64;

/// A school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct School {
    /// Its line in the list of schools.
    pub line: u32,
    /// 学校标识码.
    pub code: Code,
    /// Its name.
    pub name: String,
    /// Its seats, those of already admitted children among them.
    pub seats: u32,
}

/// How the children of a category come to their seats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// 就近统筹: all together walk as little as possible.
    Nearest,
    /// 按序安排: one after the other by points, then ticket; each as near as is still possible.
    Ranked,
}

impl Method {
    /// As people say it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Nearest => "就近统筹",
            Self::Ranked => "按序安排",
        }
    }
}

/// A category, as 有户有房; an earlier one goes before a later one in everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its name.
    pub name: String,
    /// How its children come to their seats.
    pub method: Method,
}

/// A school that a child may go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Near {
    /// The school.
    pub school: Code,
    /// How far it is.
    pub metres: i64,
}

/// A child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Child {
    /// Its line in the list of children.
    pub line: u32,
    /// 报名号.
    pub id: String,
    /// The name of its category.
    pub category: String,
    /// Points; more go first.
    pub points: i64,
    /// The number drawn by lot; among equal points the lower goes first.
    pub ticket: u64,
    /// The schools it may go to.
    pub near: Vec<Near>,
    /// Schools of these that are ruled out.
    #[serde(default)]
    pub excluded: Vec<Code>,
    /// The school that has admitted it already.
    #[serde(default)]
    pub fixed: Option<Code>,
}

/// Siblings who go to one school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// Its line in the list of bundles.
    pub line: u32,
    /// The children.
    pub children: Vec<String>,
}

/// All that comes in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Raw {
    /// The schools.
    pub schools: Vec<School>,
    /// The categories, the first before the others.
    pub categories: Vec<Category>,
    /// The children.
    pub children: Vec<Child>,
    /// Who stays together.
    pub bundles: Vec<Bundle>,
}
