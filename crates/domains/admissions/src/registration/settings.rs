//! The categories that a new campaign begins with: dated, with their source, as data beside the
//! program. An office changes them campaign by campaign, and town by town.

use jiff::civil::Date;
use serde::Deserialize;
use vocab::PlaceId;

use super::model::{Category, Method, Source};

const CATEGORIES: &str = include_str!("../../settings/categories.json");

/// The categories from a day on.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Dated {
    /// The first day, as ISO has it: such texts stand in the order of their days.
    since: String,
    categories: Vec<Raw>,
}

#[derive(Debug, Clone, Deserialize)]
struct Raw {
    key: String,
    label: String,
    about: String,
    method: String,
    documents: Vec<String>,
    sources: Vec<String>,
}

/// What holds on `day`; nothing where it is before all of them, or the file is at fault, which a
/// test rules out.
pub(crate) fn in_force(day: Date) -> Option<Dated> {
    let all: Vec<Dated> = serde_json::from_str(CATEGORIES).ok()?;
    let day = day.to_string();
    all.into_iter().filter(|it| it.since <= day).max_by(|one, other| one.since.cmp(&other.since))
}

/// The categories of `dated`, at `place`.
pub(crate) fn categories(dated: &Dated, place: PlaceId) -> Vec<Category> {
    let one = |(raw, position): (&Raw, i64)| {
        Some(Category {
            place,
            key: raw.key.clone(),
            position,
            label: raw.label.clone(),
            about: raw.about.clone(),
            method: Method::from_key(&raw.method)?,
            documents: raw.documents.clone(),
            sources: raw.sources.iter().filter_map(|it| Source::from_key(it)).collect(),
        })
    };
    dated.categories.iter().zip(1..).filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn categories_are_those_of_their_day_and_none_is_lost() {
        let place = PlaceId::from_bits(1 << 40).unwrap();
        for (day, words) in [(date(2021, 5, 1), "积分"), (date(2022, 5, 1), "全市任何一地")]
        {
            let dated = in_force(day).unwrap();
            let all = categories(&dated, place);
            assert_eq!(all.len(), dated.categories.len());
            assert!(all.iter().all(|it| !it.documents.is_empty() && !it.sources.is_empty()));
            assert!(all.last().unwrap().about.contains(words), "{day}");
        }
        assert!(in_force(date(1999, 1, 1)).is_none());
    }
}
