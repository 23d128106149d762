//! The SQL over sealed columns, whichever module's they are. Decides nothing.

use db::{Error, Tx};

use super::SealedColumn;

/// Declares a sealed column: `sealed_column!(fields::STUDENT_ID, "student", "id_sealed")`, with
/// `unbound` after it where values are not bound to their row. Its table has a key `id`.
#[macro_export]
macro_rules! sealed_column {
    ($field:expr, $table:literal, $column:literal, unbound) => {
        $crate::sealed_column!(@ $field, $table, $column, false)
    };
    ($field:expr, $table:literal, $column:literal) => {
        $crate::sealed_column!(@ $field, $table, $column, true)
    };
    (@ $field:expr, $table:literal, $column:literal, $bound:literal) => {
        $crate::seal::SealedColumn {
            name: concat!($table, ".", $column),
            field: $field,
            is_bound: $bound,
            count: concat!(
                "SELECT COUNT(*) AS n FROM ", $table, " WHERE ", $column, " IS NOT NULL"
            ),
            page: concat!(
                "SELECT id, ", $column, " AS sealed FROM ", $table,
                " WHERE id > $1 AND ", $column, " IS NOT NULL ORDER BY id LIMIT $2"
            ),
            set: (
                "WITH v (id, sealed) AS (",
                concat!(
                    ") UPDATE ", $table, " SET ", $column, " = v.sealed FROM v WHERE ",
                    $table, ".id = v.id"
                ),
            ),
        }
    };
}

/// How many values a column holds.
pub(super) async fn count(tx: &mut Tx, column: &SealedColumn) -> Result<i64, Error> {
    Ok(tx.one(column.count, &[], |row| row.get("n")).await?.unwrap_or(0))
}

/// The values of a column above the row `after`, by row.
pub(super) async fn page(
    tx: &mut Tx,
    column: &SealedColumn,
    after: i64,
    limit: i64,
) -> Result<Vec<(i64, String)>, Error> {
    tx.all(column.page, &[&after, &limit], |row| Ok((row.get("id")?, row.get("sealed")?))).await
}

/// Writes values of a column, row by row.
pub(super) async fn set(
    tx: &mut Tx,
    column: &SealedColumn,
    values: &[(i64, String)],
) -> Result<u64, Error> {
    let (head, tail) = column.set;
    tx.bulk(head, tail, values.iter().map(|(id, text)| db::row![*id, text.as_str()])).await
}
