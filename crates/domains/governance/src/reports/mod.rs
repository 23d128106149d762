//! 公文: reports with live figures, and the way of a document: 起草 → 科室会签 → 办公室核稿 → 签发 →
//! 编号印发 → 公开 (党政机关公文处理工作条例 第 19 to 24 条; layout GB/T 9704—2012).
//!
//! A text asks for figures by name; each is told with its definition, coverage and how good it is, and
//! opens to its records. A draft's figures move; what is signed keeps every figure as the signer saw
//! it, and what is issued never changes: its SM3 can be checked by anyone who has the paper.
//!
//! | file | holds |
//! |---|---|
//! | `model.rs` | a document, its versions, what was done on the way, what is sent in |
//! | `rules.rs` | who may do what when; numbers; what must not be made public; how a figure is asked for |
//! | `figures.rs` | live figures told, wrong names refused |
//! | `chapters.rs`, `templates.rs` | where a paragraph goes; what a document of a kind begins with |
//! | `compose.rs` | the document of a draft, of what is signed, of what is issued |
//! | `store/` | the SQL |
//! | `actions.rs`, `sending.rs` | beginning, saving, moving; sending in, taking in: one act each |
//! | `waiting.rs` | what waits for whom |
//! | `pages/` | what people see, and the public page that checks a paper |
//! | `demo.rs` | the documents of the invented county |

mod actions;
mod chapters;
mod compose;
pub(crate) mod demo;
mod figures;
mod model;
mod pages;
mod rules;
mod sending;
mod store;
mod templates;
#[cfg(test)]
mod tests;
mod waiting;

use crate::offices::{BUREAU, DOERS, OFFICES};
use platform::audit::ActLabel;
use web::{MenuItem, Need, Permission, Problem};

pub(crate) use pages::routes;
pub(crate) use waiting::DESK;

const READ: Permission =
    Permission {
        key: "report.read", label: "查看公文、会签、核稿、签发", roles: &BUREAU
    };
const DRAFT: Permission =
    Permission { key: "report.draft", label: "起草公文", roles: &OFFICES };
const SEND_IN: Permission =
    Permission { key: "report.material", label: "报送素材和大事记", roles: &DOERS };
/// What may be done here, and by whom.
pub(crate) const PERMISSIONS: [Permission; 3] = [READ, DRAFT, SEND_IN];

/// The lines in the navigation.
pub(crate) const MENU: [MenuItem; 2] = [
    MenuItem {
        group: "公文",
        label: "公文",
        path: "/reports",
        icon: "file-description",
        need: Need::May(READ.key),
    },
    MenuItem {
        group: "公文",
        label: "素材和大事记",
        path: "/materials",
        icon: "clipboard-list",
        need: Need::May(SEND_IN.key),
    },
];

/// What the acts are called in the trail.
pub(crate) const ACTS: &[ActLabel] = &[
    ("report.begin", "起草公文"),
    ("report.save", "保存文稿"),
    ("report.move", "办理公文"),
    ("report.material", "报送素材"),
    ("report.take", "采用素材"),
    ("demo.load.reports", "载入演示的公文"),
];

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// Something that was typed cannot be used: the field, and what to write.
    #[error("{1}")]
    Wrong(&'static str, String),
    /// Somebody else saved or moved it meanwhile.
    #[error("别人刚刚保存或办理过这件公文，请看过现在的内容再办")]
    Overtaken,
    /// A figure moved between reading and signing.
    #[error("打开本页之后有数变动了，请看过现在的数再签发")]
    Moved,
    /// Figures without a value.
    #[error("这些数没有数据，不能送签或签发：{0}。请换一天、换一个数，或者删掉这句话")]
    Untold(String),
    /// It is not to be published as it stands.
    #[error("正文里有{0}，不能公开。请先退出公开，按规定处理后另行印发")]
    Secret(String),
    /// The way does not allow it.
    #[error(transparent)]
    Refused(#[from] rules::Refusal),
    /// There is no such thing, or not for whoever asks.
    #[error("not there")]
    Missing,
    /// A file could not be made.
    #[error(transparent)]
    Paper(#[from] paper::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Error {
    fn wrong(field: &'static str, words: String) -> Self {
        Self::Wrong(field, words)
    }
}

impl db::Retry for Error {
    fn database(&self) -> Option<&db::Error> {
        match self {
            Self::Db(error) => Some(error),
            _ => None,
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Missing => Self::not_found(),
            Error::Db(error) => error.into(),
            Error::Paper(error) => Self::internal(&error),
            other => Self::unfit(other.to_string()),
        }
    }
}
