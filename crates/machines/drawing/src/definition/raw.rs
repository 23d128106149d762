//! A kind of drawing as its file writes it.

use catalog::{At, role_words};
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
    pub(super) declares: At<Vec<At<String>>>,
    #[serde(default)]
    #[schemars(schema_with = "role_words")]
    pub(super) witnesses: Vec<At<String>>,
    #[serde(default)]
    #[schemars(schema_with = "role_words")]
    pub(super) sees: Vec<At<String>>,
    pub(super) population: RawPopulation,
    pub(super) take: RawTake,
    #[serde(default)]
    pub(super) choose_towns: bool,
    #[serde(default)]
    pub(super) not_again: u32,
    pub(super) seed: At<RawSeed>,
    #[serde(default)]
    pub(super) drawers: Vec<String>,
    pub(super) hidden_days: Option<At<u32>>,
    pub(super) show: At<RawShow>,
    #[serde(default)]
    pub(super) effect: Vec<RawEffect>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPopulation {
    pub(super) of: At<RawOf>,
    #[serde(default)]
    pub(super) stages: Vec<At<String>>,
    #[serde(default)]
    #[schemars(schema_with = "role_words")]
    pub(super) roles: Vec<At<String>>,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RawOf {
    Schools,
    Classes,
    Staff,
    Students,
    List,
    Given,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTake {
    pub(super) kind: At<RawTakeKind>,
    pub(super) size: Option<At<u32>>,
    pub(super) most: Option<At<u32>>,
    #[serde(default)]
    pub(super) by_town: bool,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RawTakeKind {
    Sample,
    Order,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RawSeed {
    Beacon,
    Site,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RawShow {
    Names,
    Masked,
    Numbers,
}
