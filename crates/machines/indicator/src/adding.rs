//! What was counted, added up into the values of an indicator: pure arithmetic over counts.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;
use platform::measures::{Counted, Measures};
use vocab::PlaceId;

use crate::{
    definition::{Indicator, Sum},
    tree::Tree,
    value::Value,
};

/// Which run of which reading: its number among all, and the first day that it counts.
pub type Run = (usize, Date);

/// What was counted, by measure and first day.
#[derive(Debug, Default)]
pub struct Counts(HashMap<(&'static str, Date), Vec<Counted>>);

impl Counts {
    /// Takes in what a run yielded.
    pub fn take(&mut self, first: Date, counted: Vec<Counted>) {
        for it in counted {
            self.0.entry((it.measure, first)).or_default().push(it);
        }
    }

    /// Every place where something was counted.
    pub fn places(&self) -> impl Iterator<Item = PlaceId> {
        let all: BTreeSet<PlaceId> = self.0.values().flatten().map(|it| it.place).collect();
        all.into_iter()
    }

    fn of(&self, measure: &str, first: Date) -> &[Counted] {
        let found = self.0.iter().find(|((key, day), _)| *key == measure && *day == first);
        found.map_or(&[], |it| it.1.as_slice())
    }
}

/// The first day that `sum` counts from, as one of `indicator` on `day`.
fn first(
    (indicator, sum): (&Indicator, &Sum),
    known: &Measures,
    (day, term): (Date, Option<Date>),
) -> Option<(usize, Date)> {
    let at = known.readings().position(|it| it.measures.iter().any(|m| m.key == sum.measure))?;
    let spans = known.find(&sum.measure).is_some_and(|it| it.1.spans);
    Some((at, if spans { indicator.period.first(day, term) } else { day }))
}

/// The runs that `indicators` need for `day`.
pub fn runs<'a>(
    indicators: impl IntoIterator<Item = &'a Indicator>,
    known: &Measures,
    when: (Date, Option<Date>),
) -> BTreeSet<Run> {
    let sums = indicators.into_iter().flat_map(|it| it.sums().map(move |sum| (it, sum)));
    sums.filter_map(|it| first(it, known, when)).collect()
}

/// The values of `indicator` on `day` at every place where anything was counted.
pub fn values(
    indicator: &Indicator,
    known: &Measures,
    (counts, tree): (&Counts, &Tree),
    when: (Date, Option<Date>),
) -> BTreeMap<PlaceId, Value> {
    let mut values = BTreeMap::<PlaceId, Value>::new();
    let mut add = |sum: &Sum, put: fn(&mut Value, i64)| {
        let Some((_, first)) = first((indicator, sum), known, when) else { return };
        let Some((_, measure)) = known.find(&sum.measure) else { return };
        let only: Vec<(usize, &[String])> = sum
            .only
            .iter()
            .filter_map(|(dim, words)| {
                let at = measure.dims.iter().position(|it| it.key == dim)?;
                Some((at, words.as_slice()))
            })
            .collect();
        for it in counts.of(&sum.measure, first) {
            let fits = only
                .iter()
                .all(|(at, words)| it.words.get(*at).is_some_and(|word| words.contains(word)));
            if !fits {
                continue;
            }
            let adds = tree.adds(it.place, indicator.schools.as_ref());
            for place in adds.iter().flat_map(|it| it.places()) {
                put(values.entry(place).or_default(), it.count * sum.times);
            }
        }
    };
    for it in &indicator.numerator {
        add(it, |value, n| value.part += n);
    }
    for it in &indicator.denominator {
        add(it, |value, n| value.whole += n);
    }
    if let Some(it) = &indicator.coverage {
        add(&it.have, |value, n| value.have += n);
        add(&it.due, |value, n| value.due += n);
    }
    values
}
