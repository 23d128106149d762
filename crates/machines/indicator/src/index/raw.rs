//! An index as its file writes it.

use catalog::{At, Rule, role_word};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::definition::{RawLevel, RawSchools};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawIndex {
    pub(super) system: String,
    pub(super) label: String,
    pub(super) about: At<String>,
    pub(super) icon: At<String>,
    #[schemars(schema_with = "role_word")]
    pub(super) office: At<String>,
    pub(super) level: At<RawLevel>,
    pub(super) schools: Option<RawSchools>,
    pub(super) source: String,
    pub(super) version: At<u32>,
    pub(super) least_complete: Option<At<i64>>,
    pub(super) least_weight: Option<At<i64>>,
    pub(super) grade: Vec<At<RawGrade>>,
    pub(super) group: Vec<RawGroup>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGrade {
    pub(super) label: String,
    pub(super) from: At<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGroup {
    pub(super) label: At<String>,
    #[serde(default)]
    pub(super) item: Vec<RawItem>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawItem {
    pub(super) indicator: At<String>,
    pub(super) weight: At<i64>,
    pub(super) scale: Vec<At<RawScale>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawScale {
    pub(super) since: Option<String>,
    pub(super) floor: Option<String>,
    pub(super) goal: Option<String>,
    #[serde(default)]
    pub(super) steps: Vec<RawStep>,
    pub(super) source: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawStep {
    pub(super) at: String,
    pub(super) points: String,
}

impl Rule for RawScale {
    fn since(&self) -> Option<&str> {
        self.since.as_deref()
    }

    fn source(&self) -> &str {
        &self.source
    }
}
