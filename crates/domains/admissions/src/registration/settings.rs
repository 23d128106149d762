//! The categories that a new campaign begins with: of each entry, dated, with their source, as data beside
//! the program. An office changes them campaign by campaign, and town by town.

use jiff::civil::Date;
use serde::Deserialize;
use vocab::PlaceId;

use super::model::{Category, Entry, Method, Source};

const CATEGORIES: &str = include_str!("../../settings/categories.json");

/// The categories from a day on.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Dated {
    /// The first day, as ISO has it: such texts stand in the order of their days.
    since: String,
    /// What is entered by them: the words of [`Entry`].
    entries: Vec<String>,
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

/// What holds of an entry on `day`; nothing where it is before all of them, or the file is at fault,
/// which a test rules out.
pub(crate) fn in_force(entry: Entry, day: Date) -> Option<Dated> {
    let all: Vec<Dated> = serde_json::from_str(CATEGORIES).ok()?;
    let day = day.to_string();
    let is_of = |it: &Dated| it.since <= day && it.entries.iter().any(|it| it == entry.key());
    all.into_iter().filter(is_of).max_by(|one, other| one.since.cmp(&other.since))
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
            let dated = in_force(Entry::Primary, day).unwrap();
            let all = categories(&dated, place);
            assert_eq!(all.len(), dated.categories.len());
            assert!(all.iter().all(|it| !it.documents.is_empty() && !it.sources.is_empty()));
            assert!(all.last().unwrap().about.contains(words), "{day}");
        }
        assert!(in_force(Entry::Primary, date(1999, 1, 1)).is_none());
    }

    #[test]
    fn a_kindergarten_asks_everyone_for_health_check_and_vaccination() {
        let place = PlaceId::from_bits(1 << 40).unwrap();
        let dated = in_force(Entry::Kindergarten, date(2021, 5, 20)).unwrap();
        let all = categories(&dated, place);
        assert_eq!(all.len(), 4);
        for it in all {
            let asked = it.documents.join("；");
            assert!(asked.contains("体检") && asked.contains("预防接种证"), "{asked}");
            assert!(it.sources.contains(&Source::Health), "{}", it.label);
        }
    }
}
