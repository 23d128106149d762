//! Columns that hold what `vocab` knows: money, terms, grades, stages, and personal values.

use vocab::{Fen, Grade, Personal, SchoolYear, Sex, Stage, Term};

use crate::{Column, Error, Row, Value};

fn corrupt(name: &str) -> Error {
    Error::Corrupt { column: name.to_owned() }
}

/// Whole fen.
impl Column for Fen {
    const NULL: Value = Value::Int(None);
    fn store(&self) -> Value {
        Value::Int(Some(self.get()))
    }
    fn load(row: &Row, name: &str) -> Result<Self, Error> {
        Ok(Self::new(row.get(name)?))
    }
}

/// The number that orders grades by age.
impl Column for Grade {
    const NULL: Value = Value::Int(None);
    fn store(&self) -> Value {
        Value::Int(Some(self.number()))
    }
    fn load(row: &Row, name: &str) -> Result<Self, Error> {
        Self::try_from(row.get::<i64>(name)?).map_err(|_| corrupt(name))
    }
}

/// The code of GB/T 2261.1.
impl Column for Sex {
    const NULL: Value = Value::Int(None);
    fn store(&self) -> Value {
        Value::Int(Some(self.code()))
    }
    fn load(row: &Row, name: &str) -> Result<Self, Error> {
        Self::try_from(row.get::<i64>(name)?).map_err(|_| corrupt(name))
    }
}

/// The year that it begins in.
impl Column for SchoolYear {
    const NULL: Value = Value::Int(None);
    fn store(&self) -> Value {
        Value::Int(Some(self.start()))
    }
    fn load(row: &Row, name: &str) -> Result<Self, Error> {
        Self::try_from(row.get::<i64>(name)?).map_err(|_| corrupt(name))
    }
}

macro_rules! texts {
    ($($type:ty)+) => { $(
        /// The text that it reads back from.
        impl Column for $type {
            const NULL: Value = Value::Text(None);
            fn store(&self) -> Value {
                Value::Text(Some(self.to_string()))
            }
            fn load(row: &Row, name: &str) -> Result<Self, Error> {
                row.get::<String>(name)?.parse().map_err(|_| corrupt(name))
            }
        }
    )+ };
}
texts! { Term Stage }

/// As what it wraps: personal values that must not lie open are sealed before they come here.
impl<T: Column> Column for Personal<T> {
    const NULL: Value = T::NULL;
    fn store(&self) -> Value {
        self.open().store()
    }
    fn load(row: &Row, name: &str) -> Result<Self, Error> {
        T::load(row, name).map(Self::new)
    }
}
