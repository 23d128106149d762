//! A kind of notice as its file writes it.

use catalog::{Allowed, At, SpanRule, Unit, Units, role_words};
use form::RawEffect;
use schemars::JsonSchema;
use serde::Deserialize;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawKind {
    pub(super) system: String,
    pub(super) label: String,
    pub(super) about: String,
    pub(super) group: String,
    pub(super) icon: At<String>,
    pub(super) number: At<String>,
    #[schemars(schema_with = "role_words")]
    pub(super) publishes: At<Vec<At<String>>>,
    pub(super) contact: String,
    pub(super) column: At<Vec<RawColumn>>,
    pub(super) period: At<Vec<At<SpanRule<InWorkingDays>>>>,
    #[serde(default)]
    pub(super) objection: Vec<RawEffect>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawColumn {
    pub(super) label: At<String>,
    #[serde(default)]
    pub(super) mask: RawMask,
}

#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RawMask {
    #[default]
    Open,
    Name,
    Number,
    Phone,
}

/// A notice stands for working days, and for three months at most.
#[derive(Debug)]
pub(super) enum InWorkingDays {}

impl Units for InWorkingDays {
    const UNITS: Allowed = Allowed(&[Unit::WorkingDays], 60);
}
