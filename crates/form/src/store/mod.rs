//! The SQL of answers: the document, and the rows that follow from it.

pub(crate) mod drafts;
pub(crate) mod known;
pub(crate) mod look;
pub(crate) mod papers;

use std::collections::BTreeMap;

use db::{Error, Tx, row};
use vocab::{Id, Kind as IdKind};

use crate::{Answers, Class, Field, Kind, Value};

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

/// The answers of many owners of one kind, by their bits.
pub async fn load_many<K: IdKind>(
    tx: &mut Tx,
    owners: &[Id<K>],
) -> Result<BTreeMap<i64, Answers>, Error> {
    const SQL: &str = "
        SELECT owner_id, document FROM answer_document WHERE owner_kind = $1 AND owner_id IN ($$)";
    let read = |row: &db::Row| {
        let document: String = row.get("document")?;
        let answers = Answers::from_document(&document);
        Ok((row.get("owner_id")?, answers.ok_or_else(|| Error::corrupt("document"))?))
    };
    let found = tx.all_in(SQL, &[&K::PREFIX.to_owned()], owners, read).await?;
    Ok(found.into_iter().collect())
}

/// Keeps the answers of `owner` whole, with what follows from them, and the rows of what lists and
/// figures look at.
pub async fn save<K: IdKind>(
    tx: &mut Tx,
    owner: Id<K>,
    entry: &str,
    (fields, answers): (&[Field], &Answers),
) -> Result<(), Error> {
    save_all(tx, entry, fields, &[(owner, answers)]).await
}

/// The same for many that were asked by one form.
pub async fn save_all<K: IdKind>(
    tx: &mut Tx,
    entry: &str,
    fields: &[Field],
    all: &[(Id<K>, &Answers)],
) -> Result<(), Error> {
    const ADD: &str = "INSERT INTO answer_document (owner_kind, owner_id, entry, document)";
    const AGAIN: &str = "
        ON CONFLICT (owner_kind, owner_id) DO UPDATE SET document = excluded.document";
    let (kind, word) = (K::PREFIX.to_owned(), entry.to_owned());
    let mut whole = Vec::with_capacity(all.len());
    for (owner, answers) in all {
        let mut answers = (*answers).clone();
        answers.compute(fields);
        whole.push((*owner, answers));
    }
    let rows = whole.iter().map(|(owner, answers)| row![kind, *owner, word, answers.to_document()]);
    tx.bulk(ADD, AGAIN, rows).await?;
    let whole: Vec<_> = whole.iter().map(|it| (it.0, &it.1)).collect();
    rebuild(tx, entry, fields, &whole).await
}

/// Writes the rows of what lists and figures look at anew from the answers.
pub async fn rebuild<K: IdKind>(
    tx: &mut Tx,
    entry: &str,
    fields: &[Field],
    all: &[(Id<K>, &Answers)],
) -> Result<(), Error> {
    const CLEAR: &str = "DELETE FROM answer WHERE owner_kind = $1 AND owner_id IN ($$)";
    const ADD: &str = "
        INSERT INTO answer (owner_kind, owner_id, entry, field, number, int_value, text_value)";
    let (kind, entry) = (K::PREFIX.to_owned(), entry.to_owned());
    let owners: Vec<Id<K>> = all.iter().map(|it| it.0).collect();
    tx.run_in(CLEAR, &[&kind], &owners).await?;
    let mut rows = Vec::new();
    for (owner, answers) in all {
        for field in fields {
            for (name, number, (int, text)) in listed(field, answers) {
                rows.push(row![kind, *owner, entry, name, number, int, text]);
            }
        }
    }
    tx.bulk(ADD, "", rows).await?;
    Ok(())
}

/// Keeps the answers of many owners that had none, whole and row by row: what is written once and
/// never changed, such as versions.
pub async fn add_all<K: IdKind>(
    tx: &mut Tx,
    entry: &str,
    fields: &[Field],
    all: &[(Id<K>, Answers)],
) -> Result<(), Error> {
    const WHOLE: &str = "INSERT INTO answer_document (owner_kind, owner_id, entry, document)";
    const ROWS: &str = "
        INSERT INTO answer (owner_kind, owner_id, entry, field, number, int_value, text_value)";
    let (kind, entry) = (K::PREFIX.to_owned(), entry.to_owned());
    let (mut whole, mut rows) = (Vec::with_capacity(all.len()), Vec::new());
    for (id, answers) in all {
        let mut answers = answers.clone();
        answers.compute(fields);
        whole.push(row![kind, *id, entry, answers.to_document()]);
        for field in fields {
            for (name, number, (int, text)) in listed(field, &answers) {
                rows.push(row![kind, *id, entry, name, number, int, text]);
            }
        }
    }
    tx.bulk(WHOLE, "", whole).await?;
    tx.bulk(ROWS, "", rows).await?;
    Ok(())
}

/// A row of an answer: number and words.
type Columns = (Option<i64>, Option<String>);

/// What lists and figures look at of a field, columns of rows as `items.cost` by the number of the
/// row. Files and what is sealed are never among it.
fn listed(field: &Field, answers: &Answers) -> Vec<(String, i64, Columns)> {
    let apart = field.class == Class::Sealed || matches!(field.kind, Kind::Files(_));
    let Some(value) = answers.get(&field.key).filter(|_| !apart) else { return Vec::new() };
    if let (Kind::Rows(rows), Value::Rows(all)) = (&field.kind, value) {
        let columns = rows.columns.iter().filter(|it| it.listed || field.listed);
        let cell = |column: &Field| -> Vec<_> {
            let name = format!("{}.{}", field.key, column.key);
            let cell = |(number, row): (i64, &BTreeMap<String, Value>)| {
                let value = row.get(&column.key)?;
                Some((name.clone(), number, columns_of(value).pop()?))
            };
            (0_i64..).zip(all).filter_map(cell).collect()
        };
        return columns.flat_map(cell).collect();
    }
    if !field.listed {
        return Vec::new();
    }
    let all = (0_i64..).zip(columns_of(value));
    all.map(|(number, it)| (field.key.clone(), number, it)).collect()
}

fn columns_of(value: &Value) -> Vec<Columns> {
    match value {
        Value::Yes(it) => vec![(Some(i64::from(*it)), None)],
        Value::Int(it) => vec![(Some(*it), None)],
        Value::Text(it) => vec![(None, Some(it.clone()))],
        Value::List(all) => all.iter().map(|it| (None, Some(it.clone()))).collect(),
        Value::Rows(_) => Vec::new(),
    }
}

/// Deletes the documents of some owners of one kind.
pub(crate) async fn delete_documents(
    tx: &mut Tx,
    kind: &str,
    owners: &[i64],
) -> Result<u64, Error> {
    const SQL: &str = "DELETE FROM answer_document WHERE owner_kind = $1 AND owner_id IN ($$)";
    tx.run_in(SQL, &[&kind.to_owned()], owners).await
}

/// Deletes what lists and figures look at of some owners of one kind.
pub(crate) async fn delete_rows(tx: &mut Tx, kind: &str, owners: &[i64]) -> Result<u64, Error> {
    const SQL: &str = "DELETE FROM answer WHERE owner_kind = $1 AND owner_id IN ($$)";
    tx.run_in(SQL, &[&kind.to_owned()], owners).await
}
