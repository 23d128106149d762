//! A review as its file writes it.

use catalog::At;
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
    pub(super) rule: Vec<At<RawNumber>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawNumber {
    pub(super) since: Option<String>,
    pub(super) most: Option<u32>,
    pub(super) days: Option<u32>,
    pub(super) working_days: Option<u32>,
    pub(super) months: Option<u32>,
    pub(super) source: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawWindow {
    pub(super) apply: Vec<At<RawNumber>>,
    pub(super) score: Vec<At<RawNumber>>,
    #[serde(default)]
    pub(super) notice: Vec<At<RawNumber>>,
    #[serde(default)]
    pub(super) appeal: Vec<At<RawNumber>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTerm {
    pub(super) rule: Vec<At<RawNumber>>,
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
