//! A review as its file writes it.

use catalog::{Allowed, At, Rule, SpanRule, Unit, Units};
use form::{RawEffect, RawField};
use schemars::JsonSchema;
use serde::Deserialize;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawReview {
    pub(super) system: String,
    pub(super) label: String,
    pub(super) called: String,
    pub(super) about: String,
    pub(super) group: String,
    pub(super) icon: At<String>,
    pub(super) subject: At<RawSubject>,
    pub(super) hosts: At<Vec<At<String>>>,
    pub(super) applies: At<Vec<At<String>>>,
    #[serde(default)]
    pub(super) sees: Vec<At<String>>,
    pub(super) chair: At<String>,
    pub(super) title: At<String>,
    #[serde(default)]
    pub(super) self_assessed: bool,
    #[serde(default)]
    pub(super) published: bool,
    #[serde(default)]
    pub(super) signed_by: Option<At<String>>,
    pub(super) asks: Vec<At<String>>,
    #[serde(default)]
    pub(super) settle_asks: Vec<At<String>>,
    pub(super) field: Vec<RawField>,
    pub(super) panel: At<RawPanel>,
    pub(super) item: Vec<RawItem>,
    pub(super) level: Vec<RawLevel>,
    #[serde(default)]
    pub(super) quota: Vec<RawQuota>,
    pub(super) window: RawWindow,
    pub(super) term: Option<At<RawTerm>>,
    #[serde(default)]
    pub(super) effect: Vec<RawEffectOn>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RawSubject {
    County,
    Town,
    School,
    Class,
    Student,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPanel {
    pub(super) size: usize,
    pub(super) roles: Vec<At<String>>,
    #[serde(default)]
    pub(super) visits: u32,
    pub(super) spread: At<String>,
    #[serde(default)]
    pub(super) drop_ends: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RawItemKind {
    #[default]
    Points,
    Deduct,
    Veto,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawItem {
    pub(super) key: At<String>,
    pub(super) group: String,
    pub(super) label: String,
    #[serde(default)]
    pub(super) kind: RawItemKind,
    pub(super) points: Option<At<String>>,
    #[serde(default)]
    pub(super) evidence: String,
    pub(super) months: Option<u16>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLevel {
    pub(super) key: At<String>,
    pub(super) label: String,
    pub(super) from: At<String>,
    #[serde(default)]
    pub(super) fails: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RawStage {
    School,
    County,
    City,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawQuota {
    pub(super) at: At<RawStage>,
    pub(super) by: Option<At<String>>,
    pub(super) rule: Vec<At<RawMost>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawMost {
    pub(super) since: Option<String>,
    pub(super) most: u32,
    pub(super) source: String,
}

impl Rule for RawMost {
    fn since(&self) -> Option<&str> {
        self.since.as_deref()
    }

    fn source(&self) -> &str {
        &self.source
    }
}

/// The windows of a round are in days of the calendar or in working days.
#[derive(Debug)]
pub(super) enum InDays {}

impl Units for InDays {
    const UNITS: Allowed = Allowed(&[Unit::Days, Unit::WorkingDays], 366);
}

/// A title holds for months.
#[derive(Debug)]
pub(super) enum InMonths {}

impl Units for InMonths {
    const UNITS: Allowed = Allowed(&[Unit::Months], 600);
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawWindow {
    pub(super) apply: Vec<At<SpanRule<InDays>>>,
    pub(super) score: Vec<At<SpanRule<InDays>>>,
    #[serde(default)]
    pub(super) notice: Vec<At<SpanRule<InDays>>>,
    #[serde(default)]
    pub(super) appeal: Vec<At<SpanRule<InDays>>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTerm {
    pub(super) rule: Vec<At<SpanRule<InMonths>>>,
    pub(super) remind_days: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RawMoment {
    Settled,
    Published,
    Final,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawEffectOn {
    pub(super) on: RawMoment,
    pub(super) label: String,
    #[serde(rename = "do")]
    pub(super) what: RawEffect,
}
