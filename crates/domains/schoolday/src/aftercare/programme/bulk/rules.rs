//! What can be done with which programmes of a choice.

use serde::{Deserialize, Serialize};
use vocab::SchoolId;

use crate::aftercare::programme::model::State;

/// What is done with many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Deed {
    /// 催办: those that have not filed are asked to.
    Remind,
    /// 备案.
    Record,
    /// 退回.
    Return,
}

impl Deed {
    /// As its button says it.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Remind => "催办",
            Self::Record => "备案",
            Self::Return => "退回",
        }
    }

    /// What the deed is for, in the words of the list.
    fn meant_for(self) -> &'static str {
        match self {
            Self::Remind => "未申报、草稿或已退回的学校",
            Self::Record | Self::Return => "待备案的方案",
        }
    }

    /// Whether it can be done where a programme stands at `state`; none, where there is none.
    pub(super) fn fits(self, state: Option<State>) -> bool {
        match self {
            Self::Remind => matches!(state, None | Some(State::Draft | State::Returned)),
            Self::Record | Self::Return => state == Some(State::Filed),
        }
    }
}

/// A chosen school and where its programme stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chosen {
    pub(super) school: SchoolId,
    pub(super) name: String,
    pub(super) state: Option<State>,
}

/// Why a choice cannot be acted on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    #[error("还没有选择学校。请先在列表左侧勾选，再点“{}”。", .0.label())]
    Nothing(Deed),
    #[error("“{}”只能用于{}。以下学校不是：{}。请去掉勾选后再试。", .deed.label(), .deed.meant_for(), .names.join("、"))]
    Unfit { deed: Deed, names: Vec<String> },
    #[error("退回必须写明理由，学校要据此修改。")]
    Silent,
}

/// The schools of a choice, if `deed` fits all of them.
pub(super) fn may_do(
    deed: Deed,
    chosen: &[Chosen],
    reason: &str,
) -> Result<Vec<SchoolId>, Refusal> {
    if chosen.is_empty() {
        return Err(Refusal::Nothing(deed));
    }
    let unfit = chosen.iter().filter(|it| !deed.fits(it.state));
    let names: Vec<String> = unfit.map(|it| it.name.clone()).collect();
    if !names.is_empty() {
        return Err(Refusal::Unfit { deed, names });
    }
    if deed == Deed::Return && reason.trim().is_empty() {
        return Err(Refusal::Silent);
    }
    Ok(chosen.iter().map(|it| it.school).collect())
}

/// What the clerk reads of it while it can be taken back: 「催办 2 所学校(浒山小学、宗汉小学)」.
pub(super) fn title(deed: Deed, chosen: &[Chosen]) -> String {
    const NAMED: usize = 3;
    let names: Vec<&str> = chosen.iter().take(NAMED).map(|it| it.name.as_str()).collect();
    let more = if chosen.len() > NAMED { "等" } else { "" };
    format!("{} {} 所学校({}{more})", deed.label(), chosen.len(), names.join("、"))
}
