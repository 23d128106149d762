//! What a column can hold: whole numbers, text, and what is written as one of them.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
};
use vocab::{Id, Kind, Role, RollKind};

use crate::{Error, Row};

/// A value on its way into a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A whole number.
    Int(Option<i64>),
    /// Text.
    Text(Option<String>),
}

/// A type that a column can hold.
///
/// For a type of your own that is stored as a word, see [`words!`](crate::words).
pub trait Column: Sized {
    /// How nothing is stored where a value of this type is missing: it says whether the column
    /// is a number or text, which PostgreSQL wants to know even of a NULL.
    const NULL: Value;
    /// The value as it is stored.
    fn store(&self) -> Value;
    /// The value of column `name` in `row`.
    fn load(row: &Row, name: &str) -> Result<Self, Error>;
}

/// A [`Column`] seen as what a statement takes.
pub trait Stored: Sync {
    /// The value as it is stored.
    fn stored(&self) -> Value;
}

impl<T: Column + Sync> Stored for T {
    fn stored(&self) -> Value {
        self.store()
    }
}

impl Stored for &str {
    fn stored(&self) -> Value {
        Value::Text(Some((*self).to_owned()))
    }
}

impl Stored for Option<&str> {
    fn stored(&self) -> Value {
        Value::Text(self.map(str::to_owned))
    }
}

fn corrupt(name: &str) -> Error {
    Error::Corrupt { column: name.to_owned() }
}

impl Column for i64 {
    const NULL: Value = Value::Int(None);
    fn store(&self) -> Value {
        Value::Int(Some(*self))
    }
    fn load(row: &Row, name: &str) -> Result<Self, Error> {
        row.int(name)
    }
}

impl Column for String {
    const NULL: Value = Value::Text(None);
    fn store(&self) -> Value {
        Value::Text(Some(self.clone()))
    }
    fn load(row: &Row, name: &str) -> Result<Self, Error> {
        row.text(name)
    }
}

/// 0 or 1.
impl Column for bool {
    const NULL: Value = Value::Int(None);
    fn store(&self) -> Value {
        Value::Int(Some(i64::from(*self)))
    }
    fn load(row: &Row, name: &str) -> Result<Self, Error> {
        match row.int(name)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(corrupt(name)),
        }
    }
}

/// Microseconds since 1970.
impl Column for Timestamp {
    const NULL: Value = Value::Int(None);
    fn store(&self) -> Value {
        Value::Int(Some(self.as_microsecond()))
    }
    fn load(row: &Row, name: &str) -> Result<Self, Error> {
        Self::from_microsecond(row.int(name)?).map_err(|_| corrupt(name))
    }
}

impl<K: Kind> Column for Id<K> {
    const NULL: Value = Value::Int(None);
    fn store(&self) -> Value {
        Value::Int(Some(self.bits()))
    }
    fn load(row: &Row, name: &str) -> Result<Self, Error> {
        Self::from_bits(row.int(name)?).ok_or_else(|| corrupt(name))
    }
}

impl<T: Column> Column for Option<T> {
    const NULL: Value = T::NULL;
    fn store(&self) -> Value {
        self.as_ref().map_or(T::NULL, T::store)
    }
    fn load(row: &Row, name: &str) -> Result<Self, Error> {
        if row.is_null(name)? { Ok(None) } else { T::load(row, name).map(Some) }
    }
}

macro_rules! numbers {
    ($($number:ty)+) => { $(
        impl Column for $number {
            const NULL: Value = Value::Int(None);
            fn store(&self) -> Value {
                Value::Int(Some(i64::from(*self)))
            }
            fn load(row: &Row, name: &str) -> Result<Self, Error> {
                Self::try_from(row.int(name)?).map_err(|_| corrupt(name))
            }
        }
    )+ };
}
numbers! { u8 i8 u16 i16 u32 i32 }

/// A count. One that no column can hold does not occur: nothing in memory is that long.
impl Column for usize {
    const NULL: Value = Value::Int(None);
    fn store(&self) -> Value {
        Value::Int(Some(i64::try_from(*self).unwrap_or(i64::MAX)))
    }
    fn load(row: &Row, name: &str) -> Result<Self, Error> {
        Self::try_from(row.int(name)?).map_err(|_| corrupt(name))
    }
}

macro_rules! iso {
    ($($civil:ty: $written:literal)+) => { $(
        #[doc = concat!("ISO text that sorts as time runs: `", $written, "`.")]
        impl Column for $civil {
            const NULL: Value = Value::Text(None);
            fn store(&self) -> Value {
                Value::Text(Some(self.strftime($written).to_string()))
            }
            fn load(row: &Row, name: &str) -> Result<Self, Error> {
                row.text(name)?.parse().map_err(|_| corrupt(name))
            }
        }
    )+ };
}
iso! { Date: "%Y-%m-%d" Time: "%H:%M:%S" DateTime: "%Y-%m-%dT%H:%M:%S" }

/// Makes types that have `key(self) -> &'static str` and `from_key(&str) -> Option<Self>` into
/// columns that hold that key: `db::words!(Standing, Reason);`.
#[macro_export]
macro_rules! words {
    ($($word:ty),+ $(,)?) => { $(
        impl $crate::Column for $word {
            const NULL: $crate::Value = $crate::Value::Text(None);
            fn store(&self) -> $crate::Value {
                $crate::Value::Text(Some(self.key().to_owned()))
            }
            fn load(row: &$crate::Row, name: &str) -> Result<Self, $crate::Error> {
                let key: String = row.get(name)?;
                Self::from_key(&key)
                    .ok_or_else(|| $crate::Error::Corrupt { column: name.to_owned() })
            }
        }
    )+ };
}
words!(Role, RollKind);

/// Makes a small set of words: an enum with what is stored of each and what people read, as a column.
///
/// ```
/// db::spoken! {
///     /// How far it is.
///     pub State {
///         /// Under way.
///         Running = "running", "进行中";
///         /// Done.
///         Ended = "ended", "已办结";
///     }
/// }
/// assert_eq!(State::from_key("ended"), Some(State::Ended));
/// assert_eq!(State::Running.label(), "进行中");
/// ```
#[macro_export]
macro_rules! spoken {
    ($(#[$doc:meta])* $vis:vis $name:ident { $($(#[$arm:meta])* $case:ident = $key:literal, $label:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name { $($(#[$arm])* $case,)+ }

        impl $name {
            /// All of them.
            $vis const ALL: [Self; [$($key),+].len()] = [$(Self::$case,)+];

            /// The word that is stored.
            $vis fn key(self) -> &'static str {
                match self { $(Self::$case => $key,)+ }
            }

            /// As people read it.
            $vis fn label(self) -> &'static str {
                match self { $(Self::$case => $label,)+ }
            }

            /// What is stored under `key`.
            $vis fn from_key(key: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|it| it.key() == key)
            }
        }
        $crate::words!($name);
    };
}
