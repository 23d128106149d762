//! How many records are wrong: decisions over numbers.

use std::collections::BTreeMap;

use crate::{
    definition::{Better, CheckKind, Indicator},
    value::Value,
};

/// How many of the records that a check looks at are wrong. More that is right than there is at all
/// is nothing wrong here: the indicator itself says that it cannot be.
pub fn wrong(indicator: &Indicator, it: Value) -> i64 {
    match indicator.better {
        Better::Lower => it.part,
        Better::Higher | Better::Neither => it.whole - it.part,
    }
    .max(0)
}

/// What several checks come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many checks found something to look at.
    pub checks: i64,
    /// How many of them found nothing wrong.
    pub clean: i64,
    /// How many records are wrong.
    pub wrong: i64,
}

impl Tally {
    /// Adds a check.
    pub fn add(&mut self, indicator: &Indicator, value: Value) {
        if value.whole > 0 {
            let wrong = wrong(indicator, value);
            self.checks += 1;
            self.clean += i64::from(wrong == 0);
            self.wrong += wrong;
        }
    }
}

/// The checks of each kind added up; every kind is there.
pub fn by_kind<'a>(
    all: impl IntoIterator<Item = (&'a Indicator, Value)>,
) -> BTreeMap<CheckKind, Tally> {
    let mut found: BTreeMap<CheckKind, Tally> =
        CheckKind::ALL.into_iter().map(|it| (it, Tally::default())).collect();
    for (indicator, value) in all {
        if let Some(check) = &indicator.check {
            found.entry(check.kind).or_default().add(indicator, value);
        }
    }
    found
}
