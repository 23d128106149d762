//! An indicator as its file writes it.

use std::collections::BTreeMap;

use catalog::{At, role_word, role_words};
use schemars::JsonSchema;
use serde::Deserialize;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawIndicator {
    pub(super) system: String,
    pub(super) label: String,
    pub(super) about: At<String>,
    pub(super) group: String,
    pub(super) icon: At<String>,
    #[schemars(schema_with = "role_word")]
    pub(super) office: At<String>,
    pub(super) unit: String,
    pub(super) precision: Option<At<u8>>,
    #[serde(default)]
    pub(super) rounding: RawRounding,
    pub(super) better: RawBetter,
    pub(super) period: At<RawPeriod>,
    pub(super) level: RawLevel,
    pub(super) source: String,
    pub(super) version: At<u32>,
    #[serde(default)]
    pub(super) explain: bool,
    pub(super) cockpit: Option<u32>,
    pub(super) schools: Option<RawSchools>,
    pub(super) numerator: Vec<RawSum>,
    #[serde(default)]
    pub(super) denominator: Vec<RawSum>,
    pub(super) coverage: Option<RawCoverage>,
    pub(super) check: Option<RawCheck>,
}

#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RawRounding {
    #[default]
    HalfUp,
    Down,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RawBetter {
    Higher,
    Lower,
    Neither,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RawPeriod {
    Day,
    Month,
    Term,
    SchoolYear,
    Year,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum RawLevel {
    School,
    Town,
    County,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawSchools {
    #[serde(default)]
    pub(super) stages: Vec<At<String>>,
    pub(super) boarding: Option<bool>,
    pub(super) public: Option<bool>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSum {
    pub(super) measure: At<String>,
    #[serde(default)]
    pub(super) only: BTreeMap<String, At<Vec<String>>>,
    pub(super) times: Option<At<i64>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCoverage {
    pub(super) label: String,
    pub(super) have: RawSum,
    pub(super) due: RawSum,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCheck {
    pub(super) kind: RawCheckKind,
    pub(super) label: String,
    #[schemars(schema_with = "role_words")]
    pub(super) keepers: Vec<At<String>>,
    pub(super) cure: At<String>,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RawCheckKind {
    Completeness,
    Timeliness,
    Consistency,
    Plausibility,
}
