//! What was answered, by the keys of the fields, and the document that keeps it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use vocab::Fen;

use crate::{Field, Kind, expr::Facts};

/// An answer as the document holds it: days and times as ISO text, money in fen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    Yes(bool),
    /// A number.
    Int(i64),
    /// Words, a day, a time, the key of a choice.
    Text(String),
    /// Keys of choices.
    List(Vec<String>),
}

/// Answers by the keys of their fields. What was not answered is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(pub BTreeMap<String, Value>);

impl Answers {
    /// The answers that `document` keeps; none where it is none of ours.
    pub fn from_document(document: &str) -> Option<Self> {
        serde_json::from_str(document).ok()
    }

    /// As they are kept.
    pub fn to_document(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_else(|_| "{}".to_owned())
    }

    /// The answer to `key`.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    /// The answer to `key` in words, where it is words.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.0.get(key) {
            Some(Value::Text(it)) => Some(it),
            _ => None,
        }
    }

    /// Takes over what `others` say.
    pub fn extend(&mut self, others: &Self) {
        self.0.extend(others.0.iter().map(|(key, value)| (key.clone(), value.clone())));
    }

    /// What expressions over `fields` look at on a day.
    pub fn facts(&self, fields: &[Field], today: Date) -> Facts {
        let mut facts = Facts::default();
        facts.date("today", today);
        for field in fields {
            let key = field.key.as_str();
            match (&field.kind, self.0.get(key)) {
                (Kind::YesNo, Some(Value::Yes(it))) => facts.yes(key, *it),
                (Kind::Integer(..) | Kind::Money, Some(Value::Int(it))) => facts.int(key, *it),
                (Kind::Date, Some(Value::Text(it))) => match it.parse() {
                    Ok(day) => facts.date(key, day),
                    Err(_) => facts.none(key),
                },
                (Kind::YesNo | Kind::Integer(..) | Kind::Money | Kind::Date, _) => facts.none(key),
                (Kind::Choices(_), Some(Value::List(it))) => facts.list(key, it),
                (Kind::Choices(_), _) => facts.list(key, &[]),
                (_, Some(Value::Text(it))) => facts.text(key, it),
                (_, _) => facts.text(key, ""),
            }
        }
        facts
    }
}

impl Field {
    /// An answer as people read it.
    pub fn words(&self, value: &Value) -> String {
        let option = |key: &str| {
            let all = self.kind.options().unwrap_or_default();
            all.iter().find(|it| it.0 == key).map_or_else(|| key.to_owned(), |it| it.1.clone())
        };
        let bare = match (value, &self.kind) {
            (Value::Yes(true), _) => "是".to_owned(),
            (Value::Yes(false), _) => "否".to_owned(),
            (Value::Int(it), Kind::Money) => return format!("{} 元", Fen::new(*it).plain()),
            (Value::Int(it), _) => it.to_string(),
            (Value::Text(it), Kind::Choice(_)) => option(it),
            (Value::Text(it), _) => it.clone(),
            (Value::List(all), _) => all.iter().map(|it| option(it)).collect::<Vec<_>>().join("、"),
        };
        match &self.unit {
            Some(unit) => format!("{bare} {unit}"),
            None => bare,
        }
    }
}
