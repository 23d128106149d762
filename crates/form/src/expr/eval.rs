//! What an expression comes to over the answers that there are.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock},
};

use cel::{Context, Env, Value as Cel, objects::Key};
use jiff::civil::Date;
use platform::effects::Value;
use vocab::Holidays;

use super::{Expr, Type};
use crate::decimal;

static ENV: LazyLock<Arc<Env>> = LazyLock::new(|| Arc::new(Env::stdlib()));
static HOLIDAYS: LazyLock<Holidays> = LazyLock::new(Holidays::published);

/// What an expression looks at: each name with its value, or with none.
#[derive(Debug, Clone, Default)]
pub struct Facts(Vec<(String, Cel)>);

impl Facts {
    /// A name without an answer.
    pub fn none(&mut self, name: &str) {
        self.0.push((name.to_owned(), Cel::Null));
    }

    /// A yes or no.
    pub fn yes(&mut self, name: &str, it: bool) {
        self.0.push((name.to_owned(), Cel::Bool(it)));
    }

    /// A number.
    pub fn int(&mut self, name: &str, it: i64) {
        self.0.push((name.to_owned(), Cel::Int(it)));
    }

    /// A number with so many decimals.
    pub fn decimal(&mut self, name: &str, units: i64, places: u8) {
        match decimal::rescaled(units, places, decimal::PLACES_MAX) {
            Some(it) => self.int(name, it),
            None => self.none(name),
        }
    }

    /// Rows: the numbers of each by their columns.
    pub fn rows(&mut self, name: &str, rows: Vec<HashMap<String, i64>>) {
        let row = |it: HashMap<String, i64>| Cel::from(it);
        let rows: Vec<Cel> = rows.into_iter().map(row).collect();
        self.0.push((name.to_owned(), Cel::List(Arc::new(rows))));
    }

    /// Words; none are the empty text.
    pub fn text(&mut self, name: &str, it: &str) {
        self.0.push((name.to_owned(), Cel::String(Arc::new(it.to_owned()))));
    }

    /// A day.
    pub fn date(&mut self, name: &str, it: Date) {
        self.int(name, day_number(it));
    }

    /// Several words.
    pub fn list(&mut self, name: &str, it: &[String]) {
        let words = it.iter().map(|it| Cel::String(Arc::new(it.clone()))).collect();
        self.0.push((name.to_owned(), Cel::List(Arc::new(words))));
    }

    fn is_null(&self, name: &str) -> bool {
        self.0.iter().all(|it| it.0 != name || it.1 == Cel::Null)
    }
}

/// Days since the first of 1970: what a day is inside an expression.
fn day_number(day: Date) -> i64 {
    const FIRST: Date = jiff::civil::date(1970, 1, 1);
    i64::from((day - FIRST).get_days())
}

fn day_of(number: i64) -> Option<Date> {
    const FIRST: Date = jiff::civil::date(1970, 1, 1);
    let days = i32::try_from(number).ok().filter(|it| it.abs() < 1_000_000)?;
    Some(FIRST.saturating_add(jiff::Span::new().days(days)))
}

impl Expr {
    /// Whether it holds; none where it is undetermined.
    pub fn holds(&self, facts: &Facts) -> Option<bool> {
        // A division by zero, a number beyond all bounds: it says nothing.
        if let Some(Value::Yes(it)) = self.value(facts) { Some(it) } else { None }
    }

    /// What it comes to; none where it is undetermined, or comes to no words at all.
    pub fn value(&self, facts: &Facts) -> Option<Value> {
        if self.needs.iter().any(|it| facts.is_null(it)) {
            return None;
        }
        let mut context = Context::with_env(ENV.clone());
        for (name, value) in &facts.0 {
            context.add_variable_from_value(name.as_str(), value.clone());
        }
        declare(&mut context);
        match (self.program.execute(&context).ok()?, self.kind) {
            (Cel::Bool(it), _) => Some(Value::Yes(it)),
            (Cel::Int(it), Type::Date) => day_of(it).map(Value::Date),
            (Cel::Int(it), _) => Some(Value::Int(it)),
            (Cel::String(it), _) if it.is_empty() => None,
            (Cel::String(it), _) => Some(Value::Text(it.to_string())),
            (Cel::List(all), _) => {
                let word = |it: &Cel| match it {
                    Cel::String(it) => Some(it.to_string()),
                    _ => None,
                };
                Some(Value::List(all.iter().filter_map(word).collect()))
            }
            _ => None,
        }
    }
}

fn declare(context: &mut Context<'_, '_>) {
    let answered = |it: Cel| match it {
        Cel::Null => false,
        Cel::String(it) => !it.is_empty(),
        Cel::List(it) => !it.is_empty(),
        _ => true,
    };
    let date = |text: Arc<String>| text.parse().map_or(0, day_number);
    let working_days = |from: i64, to: i64| -> i64 {
        let days = day_of(from).zip(day_of(to));
        let counted = days.and_then(|(from, to)| HOLIDAYS.between(from, to).ok());
        counted.map_or(0, |it| i64::from(it.0))
    };
    let decimal = |it: Cel| -> i64 {
        let units = match it {
            Cel::Int(it) => decimal::rescaled(it, 0, decimal::PLACES_MAX),
            Cel::String(it) => decimal::read(&it, decimal::PLACES_MAX),
            _ => None,
        };
        units.unwrap_or(i64::MAX)
    };
    let sum = |rows: Arc<Vec<Cel>>, column: Arc<String>| -> i64 {
        let cell = |row: &Cel| match row {
            Cel::Map(it) => match it.get(&Key::String(column.clone())) {
                Some(Cel::Int(it)) => *it,
                _ => 0,
            },
            _ => 0,
        };
        rows.iter().map(cell).fold(0, i64::saturating_add)
    };
    // Names of ours: the library has none of them, so that none can be refused.
    let added = [
        context.add_function("answered", answered),
        context.add_function("date", date),
        context.add_function("decimal", decimal),
        context.add_function("sum", sum),
        context.add_function("working_days", working_days),
    ];
    debug_assert!(added.iter().all(Result::is_ok), "no function of the library has our names");
}
