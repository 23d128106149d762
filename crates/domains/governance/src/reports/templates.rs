//! Templates: what a document of a kind says at the start, which offices must agree, whether it is
//! public. Files beside this one, in our own words.

use std::sync::LazyLock;

use serde::Deserialize;
use vocab::Role;

use super::model::Openness;

/// A template.
#[derive(Debug, Clone)]
pub(crate) struct Template {
    /// Its word.
    pub(crate) name: String,
    /// As people call it: 年度总结.
    pub(crate) label: String,
    /// The title, with {年}, {月} and {县}.
    pub(crate) title: String,
    pub(crate) recipients: String,
    pub(crate) openness: Openness,
    /// The offices that must agree.
    pub(crate) agree: Vec<Role>,
    pub(crate) body: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    label: String,
    title: String,
    #[serde(default)]
    recipients: String,
    openness: String,
    agree: Vec<String>,
    body: String,
}

const FILES: [(&str, &str); 5] = [
    ("summary", include_str!("templates/summary.toml")),
    ("plan", include_str!("templates/plan.toml")),
    ("monthly", include_str!("templates/monthly.toml")),
    ("school", include_str!("templates/school.toml")),
    ("reply", include_str!("templates/reply.toml")),
];

/// A file read; what is wrong with it.
pub(super) fn read(name: &str, text: &str) -> Result<Template, String> {
    let raw: Raw = toml::from_str(text).map_err(|it| format!("{name}: {it}"))?;
    let role = |key: &String| Role::from_key(key).ok_or_else(|| format!("{name}: no role {key}"));
    let openness = Openness::from_key(&raw.openness);
    Ok(Template {
        name: name.to_owned(),
        label: raw.label,
        title: raw.title,
        recipients: raw.recipients,
        openness: openness.ok_or_else(|| format!("{name}: no openness {}", raw.openness))?,
        agree: raw.agree.iter().map(role).collect::<Result<_, _>>()?,
        body: raw.body,
    })
}

static ALL: LazyLock<Vec<Template>> = LazyLock::new(|| {
    // A file at fault is told by the tests; at work it is left out.
    FILES.iter().filter_map(|(name, text)| read(name, text).ok()).collect()
});

/// All of them.
pub(crate) fn all() -> &'static [Template] {
    &ALL
}

/// The one with this word.
pub(crate) fn find(name: &str) -> Option<&'static Template> {
    ALL.iter().find(|it| it.name == name)
}

impl Template {
    /// The title on a day.
    pub(crate) fn title_on(&self, county: &str, day: jiff::civil::Date) -> String {
        let title = self.title.replace("{年}", &day.year().to_string());
        title.replace("{月}", &day.month().to_string()).replace("{县}", county)
    }
}

#[cfg(test)]
mod tests {
    use super::{FILES, read};
    use crate::reports::{figures, rules};

    #[test]
    fn every_template_is_sound_and_names_figures_that_there_are() {
        let names = figures::names();
        for (name, text) in FILES {
            let it = read(name, text).unwrap_or_else(|it| panic!("{it}"));
            let (asked, slips) = paper::text::asked(&it.body);
            assert!(slips.is_empty(), "{name}: {slips:?}");
            for asked in asked {
                let wanted =
                    rules::wanted(&asked.words).unwrap_or_else(|it| panic!("{name}: {it}"));
                let is_known = names.iter().any(|it| it.1 == wanted.name);
                assert!(is_known, "{name}, line {}: {}", asked.line, wanted.name);
            }
        }
    }
}
