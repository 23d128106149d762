//! Texts, answers, and what is due.

use jiff::{Timestamp, civil::Date};

use crate::privacy::Ward;

vocab::ids! {
    /// A version of a text.
    TextId = "txt";
    /// An answer to one.
    ConsentId = "cst";
}

/// The age from which a person answers for their own data (个人信息保护法 art. 31).
pub(super) const OWN_AGE: i16 = 14;

/// What a text is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TextKind {
    /// What is done with everyone's data: to be read.
    Privacy,
    /// What is done with the data of children under fourteen: to be agreed to.
    Children,
    /// Photographs of a child: to be agreed to.
    Photos,
}

impl TextKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Privacy, Self::Children, Self::Photos];

    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Privacy => "privacy",
            Self::Children => "children",
            Self::Photos => "photos",
        }
    }

    /// The kind that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Privacy => "个人信息处理规则",
            Self::Children => "儿童个人信息保护规则",
            Self::Photos => "照片使用同意书",
        }
    }

    /// Whom it is put to, and what is asked.
    pub fn asks(self) -> &'static str {
        match self {
            Self::Privacy => "每个使用者阅读",
            Self::Children => "监护人为未满十四周岁的孩子逐个选择",
            Self::Photos => "监护人为孩子逐个选择",
        }
    }

    /// Whether it is answered for each child, and not for oneself.
    pub fn is_per_child(self) -> bool {
        self != Self::Privacy
    }

    /// The age from which a child is not asked for any more, where there is one.
    pub fn age_below(self) -> Option<i16> {
        (self == Self::Children).then_some(OWN_AGE)
    }

    /// What a bureau may begin with.
    pub fn template(self) -> &'static str {
        match self {
            Self::Privacy => include_str!("texts/privacy.txt"),
            Self::Children => include_str!("texts/children.txt"),
            Self::Photos => include_str!("texts/photos.txt"),
        }
    }
}

/// What someone said to a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Has read it.
    Read,
    /// Agrees.
    Agreed,
    /// Does not agree, or no longer.
    Refused,
}

impl Answer {
    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Agreed => "agreed",
            Self::Refused => "refused",
        }
    }

    /// The answer that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Read, Self::Agreed, Self::Refused].into_iter().find(|it| it.key() == key)
    }

    /// As people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Read => "已阅读",
            Self::Agreed => "同意",
            Self::Refused => "不同意",
        }
    }
}

db::words!(TextKind, Answer);

/// A version of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) id: TextId,
    pub(super) kind: TextKind,
    pub(super) version: i64,
    pub(super) title: String,
    pub(super) body: String,
    /// What is new in it.
    pub(super) changes: String,
    /// The first day on which it is in force.
    pub(super) since: Date,
}

impl Text {
    /// 个人信息处理规则(第 2 版).
    pub(super) fn name(&self) -> String {
        format!("{}(第 {} 版)", self.title, self.version)
    }
}

/// A text on its way in.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its name.
    pub id: TextId,
    /// What it is about.
    pub kind: TextKind,
    /// Its title.
    pub title: String,
    /// Its words: a paragraph a line, headings after `## `, points after `- `.
    pub body: String,
    /// What is new in it.
    pub changes: String,
    /// The first day on which it is in force.
    pub since: Date,
}

/// An answer for a child, as many are added at once.
#[derive(Debug, Clone, Copy)]
pub struct Given {
    /// Who answered.
    pub account: vocab::AccountId,
    /// For whom: the prefix of the identifier, and its bits.
    pub subject: (&'static str, i64),
    /// What.
    pub answer: Answer,
    /// When.
    pub on: Date,
}

/// An answer that stands, or stood.
#[derive(Debug, Clone)]
pub(super) struct Consent {
    pub(super) text: TextId,
    /// The bits of the child, where it is for one.
    pub(super) subject: Option<i64>,
    pub(super) answer: Answer,
    pub(super) on: Date,
    pub(super) at: Timestamp,
    pub(super) ended_on: Option<Date>,
    /// Who answered.
    pub(super) name: String,
}

/// A text with the children that it is still to be answered for; none where it is for oneself.
#[derive(Debug, Clone)]
pub(super) struct Due {
    pub(super) text: Text,
    pub(super) wards: Vec<Ward>,
}

/// How one place, or one role, has answered a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The school, class or role.
    pub name: String,
    /// How many there are to answer.
    pub all: i64,
    /// How many have read it or agree.
    pub agreed: i64,
    /// How many do not agree.
    pub refused: i64,
}
