//! A kind of return or questionnaire as its file writes it.

use catalog::{At, role_words};
use form::RawField;
use schemars::JsonSchema;
use serde::Deserialize;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFiling {
    pub(super) system: String,
    pub(super) label: String,
    pub(super) about: String,
    pub(super) group: String,
    pub(super) icon: At<String>,
    #[schemars(schema_with = "role_words")]
    pub(super) sees: At<Vec<At<String>>>,
    #[schemars(schema_with = "role_words")]
    pub(super) office: At<Vec<At<String>>>,
    #[serde(default)]
    #[schemars(schema_with = "role_words")]
    pub(super) escalate: Vec<At<String>>,
    pub(super) remind_minutes: Option<u32>,
    pub(super) period: RawPeriod,
    #[serde(default)]
    pub(super) window: Vec<At<RawWindow>>,
    pub(super) files: Option<RawFiles>,
    pub(super) answers: Option<RawAnswers>,
    pub(super) nothing: Option<RawNothing>,
    #[serde(default)]
    pub(super) prefill: Vec<RawPrefill>,
    pub(super) field: Vec<RawField>,
    #[serde(default)]
    pub(super) check: Vec<RawCheck>,
    #[serde(default)]
    pub(super) figure: Vec<RawFigure>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPeriod {
    pub(super) every: At<RawEvery>,
    #[serde(default)]
    pub(super) school_days: bool,
    pub(super) since: Option<At<String>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RawEvery {
    Day,
    Week,
    Month,
    Quarter,
    Term,
    Year,
    AdHoc,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawWindow {
    pub(super) since: Option<String>,
    pub(super) opens: Option<RawOpens>,
    pub(super) opens_at: Option<String>,
    pub(super) closes_at: Option<String>,
    pub(super) days: Option<u32>,
    pub(super) working_days: Option<u32>,
    pub(super) source: String,
}

impl catalog::Rule for RawWindow {
    fn since(&self) -> Option<&str> {
        self.since.as_deref()
    }

    fn source(&self) -> &str {
        &self.source
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RawOpens {
    First,
    Last,
    After,
}

/// From whom a return is due.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFiles {
    pub(super) of: At<RawOf>,
    #[serde(default)]
    pub(super) stages: Vec<At<String>>,
    #[schemars(schema_with = "role_words")]
    pub(super) by: At<Vec<At<String>>>,
    #[serde(default)]
    #[schemars(schema_with = "role_words")]
    pub(super) entered_by: Vec<At<String>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RawOf {
    Town,
    School,
    Class,
    Person,
}

/// Who may answer a questionnaire.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAnswers {
    #[schemars(schema_with = "role_words")]
    pub(super) by: At<Vec<At<String>>>,
    #[serde(default)]
    pub(super) stages: Vec<At<String>>,
    pub(super) anonymous: bool,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawNothing {
    pub(super) label: At<String>,
    pub(super) answers: Vec<(At<String>, String)>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPrefill {
    pub(super) field: At<String>,
    pub(super) from: RawKnown,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RawKnown {
    Previous,
    Pupils,
    Staff,
    Classes,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCheck {
    pub(super) that: At<String>,
    pub(super) words: String,
    pub(super) level: RawLevel,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RawLevel {
    Error,
    Warning,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFigure {
    pub(super) label: At<String>,
    pub(super) unit: Option<String>,
    pub(super) sum: Option<At<String>>,
    pub(super) rate: Option<(At<String>, At<String>)>,
    pub(super) share: Option<At<String>>,
    #[serde(default)]
    pub(super) of: Vec<At<String>>,
}
