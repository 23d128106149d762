//! What was answered, by the keys of the fields, and the document that keeps it.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use platform::effects;
use serde::{Deserialize, Serialize};
use vocab::Fen;

use crate::{Class, Field, Kind, Look, Rows, decimal, expr::Facts, words::Words};

/// An answer as the document holds it: days and times as ISO text, money in fen, numbers with
/// decimals in their smallest unit, what was looked up as its id, files and what is sealed as the
/// ids of where they lie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    Yes(bool),
    /// A number.
    Int(i64),
    /// Words, a day, a time, the key of a choice, an id.
    Text(String),
    /// Keys of choices, ids of files.
    List(Vec<String>),
    /// Rows, each by the keys of its columns. Never empty.
    Rows(Vec<BTreeMap<String, Value>>),
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

    /// The rows that were answered to `key`.
    pub fn rows(&self, key: &str) -> &[BTreeMap<String, Value>] {
        match self.0.get(key) {
            Some(Value::Rows(it)) => it,
            _ => &[],
        }
    }

    /// Takes over what `others` say.
    pub fn extend(&mut self, others: &Self) {
        self.0.extend(others.0.iter().map(|(key, value)| (key.clone(), value.clone())));
    }

    /// Sets what follows from other answers, and takes away what follows from them no longer.
    pub fn compute(&mut self, fields: &[Field]) {
        let computed = fields.iter().filter_map(|it| Some((it, it.computed.as_ref()?)));
        let mut computed: Vec<_> = computed.collect();
        computed.sort_by_key(|it| it.1.turn);
        for (field, it) in computed {
            // It cannot name today: what is kept must not change with the day on which it is read.
            let facts = self.facts(fields, Date::ZERO);
            let value = it.value.value(&facts).and_then(|it| fitting(it, &field.kind));
            match value {
                Some(it) => drop(self.0.insert(field.key.clone(), it)),
                None => drop(self.0.remove(&field.key)),
            }
        }
    }

    /// What expressions over `fields` look at on a day.
    pub fn facts(&self, fields: &[Field], today: Date) -> Facts {
        let mut facts = Facts::default();
        facts.date("today", today);
        for field in fields {
            fact(&mut facts, field, self.0.get(&field.key));
        }
        facts
    }
}

/// A computed answer as its field keeps it.
fn fitting(value: effects::Value, kind: &Kind) -> Option<Value> {
    Some(match (value, kind) {
        (effects::Value::Int(it), Kind::Decimal(kind)) => {
            Value::Int(decimal::rescaled(it, decimal::PLACES_MAX, kind.places)?)
        }
        (effects::Value::Int(it), _) => Value::Int(it),
        (effects::Value::Yes(it), _) => Value::Yes(it),
        (effects::Value::Text(it), _) => Value::Text(it),
        (effects::Value::Date(it), _) => Value::Text(it.to_string()),
        (effects::Value::List(it), _) => Value::List(it),
    })
}

fn fact(facts: &mut Facts, field: &Field, value: Option<&Value>) {
    let key = field.key.as_str();
    if field.class == Class::Sealed {
        return match value {
            Some(_) => facts.yes(key, true),
            None => facts.none(key),
        };
    }
    match (&field.kind, value) {
        (Kind::YesNo, Some(Value::Yes(it))) => facts.yes(key, *it),
        (Kind::Integer(..) | Kind::Money, Some(Value::Int(it))) => facts.int(key, *it),
        (Kind::Decimal(kind), Some(Value::Int(it))) => facts.decimal(key, *it, kind.places),
        (Kind::Date, Some(Value::Text(it))) => match it.parse() {
            Ok(day) => facts.date(key, day),
            Err(_) => facts.none(key),
        },
        (Kind::Integer(..) | Kind::Money | Kind::Date | Kind::YesNo | Kind::Decimal(_), _) => {
            facts.none(key);
        }
        (Kind::Rows(rows), Some(Value::Rows(it))) => {
            facts.rows(key, it.iter().map(|row| numbers(rows, row)).collect());
        }
        (Kind::Look(Look::Class | Look::School | Look::Place(_)), Some(Value::Text(it))) => {
            // Schools and classes are places of the same bits: so two of them compare.
            let rest = it.split_once('_').map_or("", |it| it.1);
            facts.text(key, &format!("plc_{rest}"));
        }
        (Kind::Choices(_) | Kind::Files(_), Some(Value::List(it))) => facts.list(key, it),
        (Kind::Choices(_) | Kind::Files(_) | Kind::Rows(_), _) => facts.list(key, &[]),
        (_, Some(Value::Text(it))) => facts.text(key, it),
        (_, _) => facts.text(key, ""),
    }
}

/// The numbers of a row, as expressions count them.
fn numbers(rows: &Rows, row: &BTreeMap<String, Value>) -> HashMap<String, i64> {
    let number = |column: &Field| match (row.get(&column.key)?, &column.kind) {
        (Value::Int(it), Kind::Decimal(kind)) => {
            Some((column.key.clone(), decimal::rescaled(*it, kind.places, decimal::PLACES_MAX)?))
        }
        (Value::Int(it), _) => Some((column.key.clone(), *it)),
        _ => None,
    };
    rows.columns.iter().filter_map(number).collect()
}

impl Field {
    /// An answer as people read it, where nothing has to be looked up.
    pub fn words(&self, value: &Value) -> String {
        self.words_with(value, &Words::default())
    }

    /// An answer as people read it: what was looked up by its name in `words`.
    pub fn words_with(&self, value: &Value, words: &Words) -> String {
        if self.class == Class::Sealed {
            return "已填写（加密保存）".to_owned();
        }
        let option = |key: &str| {
            let all = self.kind.options().unwrap_or_default();
            all.iter().find(|it| it.0 == key).map_or_else(|| key.to_owned(), |it| it.1.clone())
        };
        let bare = match (value, &self.kind) {
            (Value::Yes(true), _) => "是".to_owned(),
            (Value::Yes(false), _) => "否".to_owned(),
            (Value::Int(it), Kind::Money) => return format!("{} 元", Fen::new(*it).plain()),
            (Value::Int(it), Kind::Decimal(kind)) => decimal::written(*it, kind.places),
            (Value::Int(it), _) => it.to_string(),
            (Value::Text(it), Kind::Choice(_)) => option(it),
            (Value::Text(it), Kind::Look(_)) => words.name(it),
            (Value::Text(it), _) => it.clone(),
            (Value::List(all), Kind::Files(_)) => format!("{} 个文件", all.len()),
            (Value::List(all), _) => all.iter().map(|it| option(it)).collect::<Vec<_>>().join("、"),
            (Value::Rows(all), Kind::Rows(rows)) => rows.words(all, words),
            (Value::Rows(all), _) => format!("{} 行", all.len()),
        };
        match &self.unit {
            Some(unit) => format!("{bare} {unit}"),
            None => bare,
        }
    }
}

impl Rows {
    /// Rows in one text, for cells and lines: columns after each other, rows by semicolons.
    fn words(&self, all: &[BTreeMap<String, Value>], words: &Words) -> String {
        let row = |row: &BTreeMap<String, Value>| {
            let cell = |it: &Field| Some(it.words_with(row.get(&it.key)?, words));
            self.columns.iter().filter_map(cell).collect::<Vec<_>>().join(" ")
        };
        all.iter().map(row).collect::<Vec<_>>().join("；")
    }
}
