//! Statements whose length follows their values: bulk inserts and `IN` lists.
//!
//! Both come in few fixed sizes, so that few prepared statements serve.

use std::{fmt::Write as _, sync::Arc};

use sqlx::SqlStr;

use crate::{Stored, Value};

/// Rows a bulk statement; what is left over goes by powers of two. Measured: 25 take a tenth more
/// time a row, 256 as well.
const ROWS: [usize; 7] = [64, 32, 16, 8, 4, 2, 1];
/// The longest `IN` list; a longer one is asked in parts.
const LIST_MAX: usize = 256;

/// How a statement names its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Places {
    /// `$1, $2, …`
    Numbered,
    /// `?, ?, …`: SQLite looks a numbered one up by walking over all those before it, which takes
    /// an eighth of the time of a bulk insert.
    InOrder,
}

/// The statements that insert `values`, `width` a row.
pub(crate) fn inserts(
    head: &'static str,
    tail: &'static str,
    width: usize,
    places: Places,
    values: Vec<Value>,
) -> impl Iterator<Item = (Arc<str>, Vec<Value>)> + Send {
    let mut texts: [Option<Arc<str>>; ROWS.len()] = [const { None }; ROWS.len()];
    let mut left = values.len() / width.max(1);
    let mut values = values.into_iter();
    std::iter::from_fn(move || {
        let size = ROWS.iter().position(|rows| *rows <= left)?;
        let rows = ROWS[size];
        left -= rows;
        let text = || insert(head, tail, width, places, rows);
        let text = texts[size].get_or_insert_with(text).clone();
        Some((text, values.by_ref().take(rows * width).collect()))
    })
}

/// `head VALUES ($1, $2), ($3, $4), … tail`.
pub(crate) fn insert(
    head: &str,
    tail: &str,
    width: usize,
    places: Places,
    rows: usize,
) -> Arc<str> {
    let mut sql = String::with_capacity(head.len() + tail.len() + 16 + 6 * width * rows);
    sql.push_str(head);
    sql.push_str(" VALUES ");
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        match places {
            Places::Numbered => number(&mut sql, row * width + 1, width),
            Places::InOrder => {
                sql.push('?');
                sql.extend(std::iter::repeat_n(", ?", width - 1));
            }
        }
        sql.push(')');
    }
    sql.push(' ');
    sql.push_str(tail);
    sql.into()
}

/// The statements that `sql` is, with `ids` written for its `$$`: each list padded to a power of
/// two by repeating its last.
pub(crate) fn listed<'a, T: Stored>(
    sql: &'a str,
    values: &'a [&'a dyn Stored],
    ids: &'a [T],
) -> impl Iterator<Item = (Arc<str>, Vec<Value>)> + Send + 'a {
    ids.chunks(LIST_MAX).map(move |ids| {
        let length = ids.len().next_power_of_two();
        let mut all: Vec<Value> = values.iter().map(|it| it.stored()).collect();
        all.extend(ids.iter().map(Stored::stored));
        if let Some(filler) = all.last().cloned() {
            all.extend(std::iter::repeat_n(filler, length - ids.len()));
        }
        (with_list(sql, values.len(), length), all)
    })
}

/// `sql` with `length` places for its `$$`, after the first `values`.
pub(crate) fn with_list(sql: &str, values: usize, length: usize) -> Arc<str> {
    let mut places = String::with_capacity(6 * length);
    number(&mut places, values + 1, length);
    sql.replace("$$", &places).into()
}

/// `$first, $first+1, …`.
fn number(sql: &mut String, first: usize, count: usize) {
    for number in first..first + count {
        if number > first {
            sql.push_str(", ");
        }
        // Writing to a string does not fail.
        let _ = write!(sql, "${number}");
    }
}

/// How many values `sql` takes: the highest of its `$1`, `$2`, ….
pub(crate) fn places(sql: &str) -> usize {
    let mut highest = 0;
    for rest in sql.split('$').skip(1) {
        let digits = rest.bytes().take_while(u8::is_ascii_digit);
        let place = digits.fold(0, |place, digit| place * 10 + usize::from(digit - b'0'));
        highest = highest.max(place);
    }
    highest
}

/// Several statements as one text, with the values of all: those of each are numbered on from the
/// ones before.
pub(crate) fn together(all: Vec<(SqlStr, Vec<Value>)>) -> (Arc<str>, Vec<Value>) {
    let (mut text, mut values) = (String::with_capacity(1024), Vec::new());
    for (sql, own) in all {
        if !text.is_empty() {
            text.push_str(";\n");
        }
        let mut pieces = sql.as_str().split('$');
        text.push_str(pieces.next().unwrap_or_default());
        for piece in pieces {
            let digits = piece.bytes().take_while(u8::is_ascii_digit).count();
            let (place, rest) = piece.split_at(digits);
            let place: usize = place.parse().unwrap_or_default();
            let _ = write!(text, "${}{rest}", place + values.len());
        }
        values.extend(own);
    }
    (text.into(), values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_that_go_together_keep_their_own_values() {
        let int = |it| Value::Int(Some(it));
        let sql = |text| SqlStr::from_static(text);
        let (text, values) = together(vec![
            (sql("INSERT INTO a VALUES ($1, $2)"), vec![int(1), int(2)]),
            (sql("UPDATE b SET x = $2 WHERE y = $1 AND z = $2"), vec![int(3), int(4)]),
            (sql("DELETE FROM c WHERE id = $1"), vec![int(5)]),
        ]);
        let expected = "INSERT INTO a VALUES ($1, $2);\n\
                        UPDATE b SET x = $4 WHERE y = $3 AND z = $4;\n\
                        DELETE FROM c WHERE id = $5";
        assert_eq!(text.as_ref(), expected);
        assert_eq!(values, [1, 2, 3, 4, 5].map(int));
    }

    #[test]
    fn the_highest_place_says_how_many_values_a_statement_takes() {
        for (sql, takes) in [("SELECT 1", 0), ("a = $1 AND b = $12 OR c = $2", 12), ("$", 0)] {
            assert_eq!(places(sql), takes);
        }
    }

    #[test]
    fn a_bulk_insert_goes_by_few_sizes_and_an_insert_without_rows_not_at_all() {
        let sizes = |rows: usize| -> Vec<usize> {
            let values = vec![Value::Int(Some(1)); 3 * rows];
            let all = inserts("INSERT INTO a (x, y, z)", "", 3, Places::Numbered, values);
            all.map(|(sql, values)| {
                assert_eq!(places(&sql), values.len());
                values.len() / 3
            })
            .collect()
        };
        assert_eq!(sizes(0), []);
        assert_eq!(sizes(64), [64]);
        assert_eq!(sizes(203), [64, 64, 64, 8, 2, 1]);
        let text = insert("INSERT INTO a (x, y)", "ON CONFLICT DO NOTHING", 2, Places::InOrder, 2);
        let expected = "INSERT INTO a (x, y) VALUES (?, ?), (?, ?) ON CONFLICT DO NOTHING";
        assert_eq!(text.as_ref(), expected);
    }
}
