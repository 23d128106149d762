//! The SQL of answers: the document, and the rows that follow from it.

use db::{Error, Tx, row};
use vocab::{Id, Kind as IdKind};

use crate::{Answers, Field, Value};

/// The answers of `owner`; none where nothing was asked.
pub async fn load<K: IdKind>(tx: &mut Tx, owner: Id<K>) -> Result<Answers, Error> {
    const SQL: &str =
        "SELECT document FROM answer_document WHERE owner_kind = $1 AND owner_id = $2";
    let kind = K::PREFIX.to_owned();
    let found = tx.one(SQL, &[&kind, &owner], |row| row.get::<String>("document")).await?;
    match found {
        Some(document) => {
            Answers::from_document(&document).ok_or_else(|| Error::corrupt("document"))
        }
        None => Ok(Answers::default()),
    }
}

/// Keeps the answers of `owner` whole, and the rows of what lists and figures look at.
pub async fn save<K: IdKind>(
    tx: &mut Tx,
    owner: Id<K>,
    entry: &str,
    (fields, answers): (&[Field], &Answers),
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO answer_document (owner_kind, owner_id, entry, document) VALUES ($1, $2, $3, $4)
        ON CONFLICT (owner_kind, owner_id) DO UPDATE SET document = excluded.document";
    let kind = K::PREFIX.to_owned();
    tx.run(SQL, &[&kind, &owner, &entry.to_owned(), &answers.to_document()]).await?;
    rebuild(tx, owner, entry, (fields, answers)).await
}

/// Writes the rows of `owner` anew from its answers.
pub async fn rebuild<K: IdKind>(
    tx: &mut Tx,
    owner: Id<K>,
    entry: &str,
    (fields, answers): (&[Field], &Answers),
) -> Result<(), Error> {
    const CLEAR: &str = "DELETE FROM answer WHERE owner_kind = $1 AND owner_id = $2";
    const ADD: &str = "
        INSERT INTO answer (owner_kind, owner_id, entry, field, number, int_value, text_value)";
    let (kind, entry) = (K::PREFIX.to_owned(), entry.to_owned());
    tx.run(CLEAR, &[&kind, &owner]).await?;
    let mut rows = Vec::new();
    for field in fields.iter().filter(|it| it.listed) {
        let Some(value) = answers.get(&field.key) else { continue };
        for (number, (int, text)) in (0_i64..).zip(columns(value)) {
            rows.push(row![kind, owner, entry, field.key, number, int, text]);
        }
    }
    tx.bulk(ADD, "", rows).await?;
    Ok(())
}

fn columns(value: &Value) -> Vec<(Option<i64>, Option<String>)> {
    match value {
        Value::Yes(it) => vec![(Some(i64::from(*it)), None)],
        Value::Int(it) => vec![(Some(*it), None)],
        Value::Text(it) => vec![(None, Some(it.clone()))],
        Value::List(all) => all.iter().map(|it| (None, Some(it.clone()))).collect(),
    }
}
