//! Answers back into what somebody would type: for forms that are filled in without anybody typing.

use vocab::Fen;

use crate::{Field, Kind, Value, decimal};

/// What a page would post as the answer `value` to `field`. Files and what is sealed lie apart and
/// are not typed.
pub fn retyped(field: &Field, value: &Value) -> Vec<(String, String)> {
    if field.is_kept_apart() { Vec::new() } else { named(field, &field.key, value) }
}

fn named(field: &Field, name: &str, value: &Value) -> Vec<(String, String)> {
    let one = |text: String| vec![(name.to_owned(), text)];
    match (value, &field.kind) {
        (Value::Yes(it), _) => one(if *it { "yes" } else { "no" }.to_owned()),
        (Value::Int(it), Kind::Money) => one(Fen::new(*it).plain()),
        (Value::Int(it), Kind::Decimal(kind)) => one(decimal::written(*it, kind.places)),
        (Value::Int(it), _) => one(it.to_string()),
        (Value::Text(it), _) => one(it.clone()),
        (Value::List(all), _) => all.iter().map(|it| (name.to_owned(), it.clone())).collect(),
        (Value::Rows(all), Kind::Rows(rows)) => {
            let cell = |(at, column): (usize, &Field)| {
                let value = all[at].get(&column.key)?;
                Some(named(column, &format!("{name}.{at}.{}", column.key), value))
            };
            let cells = (0..all.len()).flat_map(|at| rows.columns.iter().map(move |it| (at, it)));
            cells.filter_map(cell).flatten().collect()
        }
        (Value::Rows(_), _) => Vec::new(),
    }
}
