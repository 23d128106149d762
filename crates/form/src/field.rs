//! A field of a form: what is asked, of what kind, who may see the answer.

use vocab::Role;

use crate::expr::{Expr, Type};

/// A field.
#[derive(Debug)]
pub struct Field {
    /// Its word in documents and expressions.
    pub key: String,
    /// As people read it.
    pub label: String,
    /// What may be answered.
    pub kind: Kind,
    /// What to write, said before one errs.
    pub hint: Option<String>,
    /// What it is counted in.
    pub unit: Option<String>,
    /// Whether it must be answered wherever it is asked.
    pub required: bool,
    /// Whether it must be answered, where that depends on other answers.
    pub required_if: Option<Expr>,
    /// Whether it is asked at all, and the words that say when.
    pub visible: Option<(Expr, String)>,
    /// What its answer must fulfil.
    pub checks: Vec<Check>,
    /// Who may know.
    pub class: Class,
    /// The roles that see the answer; all who see the record where none is named.
    pub seen_by: Vec<Role>,
    /// Whether lists and figures look at it.
    pub listed: bool,
}

/// What may be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// One line of at most so many characters.
    Text(u32),
    /// Several lines of at most so many characters.
    Long(u32),
    /// A whole number between two.
    Integer(i64, i64),
    /// An amount, in fen.
    Money,
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// Yes or no.
    YesNo,
    /// A telephone number.
    Phone,
    /// One of several: key and words.
    Choice(Vec<(String, String)>),
    /// Any of several.
    Choices(Vec<(String, String)>),
}

impl Kind {
    /// What an expression sees.
    pub fn of(&self) -> Type {
        match self {
            Self::Text(_) | Self::Long(_) | Self::Time | Self::Phone | Self::Choice(_) => {
                Type::Text
            }
            Self::Integer(..) | Self::Money => Type::Int,
            Self::Date => Type::Date,
            Self::YesNo => Type::Bool,
            Self::Choices(_) => Type::List,
        }
    }

    /// What can be chosen, if it is a choice.
    pub fn options(&self) -> Option<&[(String, String)]> {
        match self {
            Self::Choice(it) | Self::Choices(it) => Some(it),
            _ => None,
        }
    }
}

/// What an answer must fulfil, and what is said where it does not.
#[derive(Debug)]
pub struct Check {
    /// What must hold.
    pub that: Expr,
    /// What to do about it.
    pub words: String,
}

/// Who may know an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Anyone, on the public page, too.
    Public,
    /// Whoever sees the record.
    Internal,
    /// Whoever is named; it says something of a person.
    Personal,
}

/// Who looks at answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Anyone at all.
    Anyone,
    /// The one who answered.
    Own,
    /// Somebody in a role, who sees the record.
    Role(Role),
}

impl Field {
    /// Whether `sight` may see the answer.
    pub fn is_seen_by(&self, sight: Sight) -> bool {
        match sight {
            Sight::Anyone => self.class == Class::Public && self.seen_by.is_empty(),
            Sight::Own => true,
            Sight::Role(role) => self.seen_by.is_empty() || self.seen_by.contains(&role),
        }
    }
}
