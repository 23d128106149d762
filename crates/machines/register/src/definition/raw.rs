//! A register as its file writes it.

use std::collections::BTreeMap;

use catalog::{Allowed, At, SpanRule, Unit, Units};
use form::RawField;
use schemars::JsonSchema;
use serde::Deserialize;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRegister {
    pub(super) system: String,
    pub(super) label: String,
    pub(super) about: String,
    pub(super) group: String,
    pub(super) icon: At<String>,
    pub(super) one: String,
    pub(super) subject: RawSubject,
    pub(super) keeps: At<Vec<At<String>>>,
    #[serde(default)]
    pub(super) sees: Vec<At<String>>,
    pub(super) title: At<String>,
    #[serde(default)]
    pub(super) unique: Vec<At<String>>,
    #[serde(default)]
    pub(super) public: bool,
    pub(super) calendar: Option<At<String>>,
    pub(super) field: Vec<RawField>,
    pub(super) term: Option<RawTerm>,
    #[serde(default)]
    pub(super) relation: Vec<RawRelation>,
    #[serde(default)]
    pub(super) figure: Vec<RawFigure>,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RawSubject {
    County,
    Town,
    School,
    Class,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTerm {
    pub(super) rule: Vec<At<SpanRule<InMonths>>>,
    pub(super) remind_days: At<Vec<u16>>,
}

/// A record holds for months.
#[derive(Debug)]
pub(super) enum InMonths {}

impl Units for InMonths {
    const UNITS: Allowed = Allowed(&[Unit::Months], 600);
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRelation {
    pub(super) key: At<String>,
    pub(super) label: String,
    pub(super) back: String,
    pub(super) to: At<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFigure {
    pub(super) label: At<String>,
    pub(super) unit: String,
    pub(super) sum: Option<At<String>>,
    #[serde(default, rename = "where")]
    pub(super) only: BTreeMap<String, At<Vec<String>>>,
    #[serde(default)]
    pub(super) of_all: bool,
    pub(super) target: Option<i64>,
    pub(super) source: Option<String>,
}
