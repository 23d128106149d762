//! A kind of case as its file writes it.

use catalog::{At, role_words};
use form::RawField;
use schemars::JsonSchema;
use serde::Deserialize;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCase {
    pub(super) system: String,
    pub(super) label: String,
    pub(super) about: String,
    pub(super) group: String,
    pub(super) icon: At<String>,
    pub(super) number: At<String>,
    pub(super) subject: At<RawSubject>,
    #[schemars(schema_with = "role_words")]
    pub(super) opens: At<Vec<At<String>>>,
    #[schemars(schema_with = "role_words")]
    pub(super) sees: Vec<At<String>>,
    #[serde(default)]
    #[schemars(schema_with = "role_words")]
    pub(super) opener_seen_by: Vec<At<String>>,
    pub(super) title: At<String>,
    pub(super) asks: Vec<At<String>>,
    pub(super) first: At<String>,
    pub(super) field: Vec<RawField>,
    #[serde(default)]
    pub(super) clock: Vec<RawClock>,
    pub(super) step: Vec<RawStep>,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
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
pub(super) struct RawClock {
    pub(super) key: At<String>,
    pub(super) label: String,
    pub(super) starts: Vec<At<String>>,
    pub(super) stops: Vec<At<String>>,
    pub(super) remind_hours: Option<u32>,
    #[serde(default)]
    #[schemars(schema_with = "role_words")]
    pub(super) escalate: Vec<At<String>>,
    pub(super) rule: Vec<At<RawLimit>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLimit {
    pub(super) since: Option<String>,
    pub(super) hours: Option<u32>,
    pub(super) days: Option<u32>,
    pub(super) working_days: Option<u32>,
    pub(super) source: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawStep {
    pub(super) key: At<String>,
    pub(super) label: String,
    #[serde(default)]
    pub(super) who: Vec<At<String>>,
    pub(super) end: Option<RawOutcome>,
    #[serde(default)]
    pub(super) action: Vec<RawAction>,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RawOutcome {
    Done,
    Refused,
    Withdrawn,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAction {
    pub(super) key: At<String>,
    pub(super) label: String,
    pub(super) kind: RawAct,
    pub(super) who: Option<Vec<At<String>>>,
    pub(super) to: Option<At<String>>,
    #[serde(default)]
    pub(super) asks: Vec<At<String>>,
    pub(super) only_if: Option<At<String>>,
    pub(super) within_days: Option<u32>,
    pub(super) clock: Option<At<String>>,
    #[serde(default)]
    pub(super) by: Vec<At<RawLimit>>,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RawAct {
    Pass,
    Return,
    Refuse,
    Withdraw,
    Pause,
    Resume,
    Appeal,
    Reopen,
    Extend,
}
