//! A kind of case as its file writes it.

use std::collections::BTreeMap;

use catalog::{Allowed, At, SpanRule, Unit, Units, role_words};
use form::{RawEffect, RawField};
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
    #[serde(default)]
    pub(super) stages: Vec<At<String>>,
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
    pub(super) outer: Option<RawOuter>,
    pub(super) from: Option<RawFrom>,
    pub(super) public: Option<RawPublic>,
    pub(super) field: Vec<RawField>,
    #[serde(default)]
    pub(super) clock: Vec<RawClock>,
    #[serde(default)]
    pub(super) task: Vec<RawTask>,
    #[serde(default)]
    pub(super) party: Vec<RawParty>,
    #[serde(default)]
    pub(super) quota: Vec<RawQuota>,
    pub(super) step: Vec<RawStep>,
}

/// Out of which closed cases it is begun.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFrom {
    pub(super) kind: String,
    pub(super) into: At<String>,
    pub(super) label: String,
}

/// What anyone may send in without an account.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPublic {
    pub(super) group: String,
    pub(super) label: String,
    pub(super) words: String,
    pub(super) asks: At<Vec<At<String>>>,
    pub(super) first: At<String>,
    pub(super) title: String,
    #[serde(default)]
    pub(super) given: BTreeMap<String, At<String>>,
}

/// Which fields say whence a case came from outside.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawOuter {
    pub(super) source: At<String>,
    pub(super) number: At<String>,
    pub(super) due: Option<At<String>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTask {
    pub(super) key: At<String>,
    pub(super) label: String,
    #[schemars(schema_with = "role_words")]
    pub(super) who: Vec<At<String>>,
    pub(super) asks: Vec<At<String>>,
    pub(super) remind_hours: Option<u32>,
    pub(super) rule: Vec<At<SpanRule<InAnything>>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawParty {
    #[schemars(schema_with = "role_words")]
    pub(super) who: At<Vec<At<String>>>,
    #[serde(rename = "if")]
    pub(super) when: At<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawQuota {
    pub(super) max: At<i64>,
    pub(super) per: RawPeriod,
    pub(super) only: Option<RawOnly>,
    pub(super) words: String,
    pub(super) source: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawOnly {
    pub(super) field: At<String>,
    pub(super) is: At<String>,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RawPeriod {
    Month,
    Term,
    SchoolYear,
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

impl RawSubject {
    pub(super) fn is_school(self) -> bool {
        matches!(self, Self::School)
    }
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
    #[serde(default)]
    pub(super) rule: Vec<At<SpanRule<InAnything>>>,
    pub(super) until: Option<At<String>>,
}

/// A deadline of a case may be in hours, days, working days or months.
#[derive(Debug)]
pub(super) enum InAnything {}

impl Units for InAnything {
    const UNITS: Allowed =
        Allowed(&[Unit::Hours, Unit::Days, Unit::WorkingDays, Unit::Months], 9999);
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawStep {
    pub(super) key: At<String>,
    pub(super) label: String,
    #[serde(default)]
    pub(super) who: Vec<At<String>>,
    pub(super) end: Option<RawOutcome>,
    pub(super) look_back: Option<RawLookBack>,
    #[serde(default)]
    pub(super) action: Vec<RawAction>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLookBack {
    #[schemars(schema_with = "role_words")]
    pub(super) who: At<Vec<At<String>>>,
    pub(super) rule: Vec<At<SpanRule<InAnything>>>,
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
    pub(super) by: Vec<At<SpanRule<InAnything>>>,
    #[serde(default)]
    pub(super) effect: Vec<RawEffect>,
    pub(super) task: Option<At<String>>,
    #[serde(default)]
    pub(super) moves: bool,
    pub(super) auto: Option<At<String>>,
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
    Join,
    Transfer,
    Check,
}
