//! How values are kept: only where they change, and never overwritten once a day of knowledge is
//! over. A row holds from its day until the next; what was held to be so before stays with the day
//! until which it was.

use std::collections::BTreeMap;

use jiff::{ToSpan as _, civil::Date};

use crate::value::Value;

/// What is to be done to the rows of one indicator at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The row of this day is known to be otherwise, or to be none.
    End(Date),
    /// From this day on it is this.
    Begin(Date, Value),
}

/// The rows that hold now, of one indicator at one place, by day.
pub type Rows = BTreeMap<Date, Value>;

/// What holds on `day`: nothing was counted where no row says so.
pub fn at(rows: &Rows, day: Date) -> Value {
    rows.range(..=day).next_back().map(|it| *it.1).unwrap_or_default()
}

/// What changes in `rows` once the days from `first` on, up to the last that was counted, are known
/// to be `now`: one value a day, without a gap.
pub fn changes(rows: &Rows, first: Date, now: &[Value]) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut before = match first.yesterday() {
        Ok(day) => at(rows, day),
        Err(_) => Value::default(),
    };
    for (days, value) in (0_i64..).zip(now) {
        let day = first.saturating_add(days.days());
        let (was, is) = (rows.get(&day), *value != before);
        match (was, is) {
            (Some(old), true) if old == value => {}
            (Some(_), true) => changes.extend([Change::End(day), Change::Begin(day, *value)]),
            (Some(_), false) => changes.push(Change::End(day)),
            (None, true) => changes.push(Change::Begin(day, *value)),
            (None, false) => {}
        }
        before = *value;
    }
    changes
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn value(part: i64) -> Value {
        Value { part, whole: 10, ..Value::default() }
    }

    fn apply(rows: &mut Rows, changes: &[Change]) {
        for it in changes {
            match it {
                Change::End(day) => {
                    rows.remove(day);
                }
                Change::Begin(day, value) => {
                    rows.insert(*day, *value);
                }
            }
        }
    }

    #[test]
    fn a_day_that_is_as_it_was_writes_nothing() {
        let rows = Rows::from([(date(2021, 12, 1), value(3))]);
        assert_eq!(changes(&rows, date(2021, 12, 20), &[value(3)]), []);
        let begins = [Change::Begin(date(2021, 12, 20), value(4))];
        assert_eq!(changes(&rows, date(2021, 12, 20), &[value(4)]), begins);
    }

    #[test]
    fn a_correction_of_one_day_leaves_the_next_as_it_was() {
        let day = date(2021, 12, 2);
        let rows = Rows::from([(date(2021, 12, 1), value(3))]);
        let changes = changes(&rows, day, &[value(5), value(3), value(3)]);
        let back = day.tomorrow().unwrap();
        assert_eq!(changes, [Change::Begin(day, value(5)), Change::Begin(back, value(3))]);
    }

    proptest! {
        #[test]
        fn whatever_was_known_before_every_day_is_as_counted_and_no_row_repeats_another(
            old in proptest::collection::vec(0_i64..4, 1..12),
            new in proptest::collection::vec(0_i64..4, 1..12),
            from in 0_i64..12,
        ) {
            let start = date(2021, 12, 1);
            let old: Vec<Value> = old.into_iter().map(value).collect();
            let mut rows = Rows::new();
            let found = changes(&rows, start, &old);
            apply(&mut rows, &found);
            let first = start.saturating_add(from.days());
            let new: Vec<Value> = new.into_iter().map(value).collect();
            let kept = rows.clone();
            let found = changes(&rows, first, &new);
            apply(&mut rows, &found);
            for (days, value) in (0_i64..).zip(&new) {
                prop_assert_eq!(at(&rows, first.saturating_add(days.days())), *value);
            }
            for days in 0..from {
                let day = start.saturating_add(days.days());
                prop_assert_eq!(at(&rows, day), at(&kept, day));
            }
        }
    }
}
