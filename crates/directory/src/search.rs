//! Finding people: by any part of a name, its pinyin or initials, or by a whole number.

use db::Tx;
use platform::seal::Sealer;
use vocab::{IdNumber, Phone, RollNumber, normalise, search_term};

use crate::{
    Error, fields,
    model::{StaffLine, StudentLine},
    scope::Scope,
    store,
};

/// What someone typed into the search box.
#[derive(Clone, PartialEq, Eq)]
pub enum Query {
    /// An ID number or a 学籍号: the indexes it can be found by.
    Number {
        /// As an ID number.
        id: String,
        /// As a 学籍号.
        roll: String,
    },
    /// A telephone number, by its index.
    Phone(String),
    /// A part of a name: the keys from one up to, but without, the other.
    Name(String, String),
    /// Nothing that can be searched for.
    Nothing,
}

impl Query {
    /// Reads what was typed. Numbers become indexes at once and go nowhere else.
    pub fn read(typed: &str, sealer: &Sealer) -> Self {
        let plain: String = normalise(typed).to_uppercase().split_whitespace().collect();
        if let Ok(number) = plain.parse::<IdNumber>() {
            return Self::number(Some(&number), plain.as_str(), sealer);
        }
        if let Ok(roll) = plain.parse::<RollNumber>() {
            return Self::number(roll.id_number().as_ref(), roll.open(), sealer);
        }
        if let Ok(phone) = plain.parse::<Phone>() {
            return Self::Phone(sealer.index(fields::GUARDIAN_PHONE, phone.open()));
        }
        match search_term(typed) {
            Some(term) => {
                let end = format!("{term}{}", char::MAX);
                Self::Name(term, end)
            }
            None => Self::Nothing,
        }
    }

    /// Whether it is a number of a person, which belongs into no address.
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Number { .. } | Self::Phone(_))
    }

    fn number(id: Option<&IdNumber>, roll: &str, sealer: &Sealer) -> Self {
        let id = id.map_or_else(String::new, |it| sealer.index(fields::STUDENT_ID, it.open()));
        Self::Number { id, roll: sealer.index(fields::STUDENT_ROLL, roll) }
    }
}

/// The first `limit` pupils of `scope` that `query` finds, each once.
pub async fn students(
    tx: &mut Tx,
    scope: Scope,
    query: &Query,
    limit: usize,
) -> Result<Vec<StudentLine>, Error> {
    let mut found = match query {
        Query::Number { id, roll } => store::students::find_by_number(tx, scope, id, roll).await?,
        Query::Phone(index) => store::students::find_by_phone(tx, scope, index).await?,
        // A name with a key twice is found twice: 晓晓.
        Query::Name(low, high) => {
            store::students::find_by_name(tx, scope, (low, high), limit * 2).await?
        }
        Query::Nothing => Vec::new(),
    };
    let mut seen = std::collections::HashSet::new();
    found.retain(|it| seen.insert(it.id));
    found.truncate(limit);
    Ok(found)
}

/// The first `limit` of the staff of `scope` whose name `query` finds, each once.
pub async fn staff(
    tx: &mut Tx,
    scope: Scope,
    query: &Query,
    limit: usize,
) -> Result<Vec<StaffLine>, Error> {
    let Query::Name(low, high) = query else { return Ok(Vec::new()) };
    let mut found = store::staff::find_by_name(tx, scope, (low, high), limit * 2).await?;
    let mut seen = std::collections::HashSet::new();
    found.retain(|it| seen.insert(it.id));
    found.truncate(limit);
    Ok(found)
}
