//! Looks, clearances, and whose guardian one is.

use jiff::{Timestamp, civil};
use vocab::{AccountId, GrantId, Personal, PlaceId, Role};
use web::{Later, Visit};

use crate::consents::{Part, TextId};

vocab::ids! {
    /// A look at a record.
    LookId = "lok";
    /// An approved access to sealed data.
    ClearanceId = "clr";
}

/// A class of sealed data. Further ones come with the modules that keep them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SealedClass {
    /// ID numbers, and 学籍号, which contain them.
    IdNumber,
    /// What a form asked and keeps sealed: an account for an aid, a diagnosis.
    Answer,
}

impl SealedClass {
    /// Every class.
    pub const ALL: [Self; 2] = [Self::IdNumber, Self::Answer];

    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::IdNumber => "id-number",
            Self::Answer => "answer",
        }
    }

    /// The class that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::IdNumber => "身份证件号码、学籍号",
            Self::Answer => "表单里加密保存的内容",
        }
    }
}

/// How far a clearance is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ClearanceState {
    Asked,
    Approved,
    Refused,
    Ended,
}

impl ClearanceState {
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Approved => "approved",
            Self::Refused => "refused",
            Self::Ended => "ended",
        }
    }

    pub(super) fn from_key(key: &str) -> Option<Self> {
        [Self::Asked, Self::Approved, Self::Refused, Self::Ended]
            .into_iter()
            .find(|it| it.key() == key)
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Asked => "待审批",
            Self::Approved => "已批准",
            Self::Refused => "未批准",
            Self::Ended => "已收回",
        }
    }
}

db::words!(SealedClass, ClearanceState);

/// Access to sealed data for one task.
#[derive(Debug, Clone)]
pub(super) struct Clearance {
    pub id: ClearanceId,
    pub account: AccountId,
    pub grant: GrantId,
    pub place: PlaceId,
    pub class: SealedClass,
    /// One person: the prefix of their identifier, and its bits. Or everyone at the place.
    pub subject: Option<(String, i64)>,
    pub purpose: String,
    /// The legal ground for not showing the looks to the guardian.
    pub silent_basis: Option<String>,
    /// The last day.
    pub until: civil::Date,
    pub asked_at: Timestamp,
    pub asked_on: civil::Date,
    pub state: ClearanceState,
    pub reason: Option<String>,
}

/// A clearance as lists show it, with the names that go with it.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    pub clearance: Clearance,
    pub asker: String,
    pub role: Role,
    pub place_name: String,
    pub decider: Option<String>,
}

/// A look on its way into the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Look {
    pub at: Timestamp,
    pub civil_at: civil::DateTime,
    pub account: AccountId,
    pub grant: GrantId,
    pub subject_kind: &'static str,
    pub subject: i64,
    pub what: &'static str,
    pub times: i64,
    pub clearance: Option<ClearanceId>,
    pub is_silent: bool,
}

/// A look as the guardian reads it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Its name.
    pub id: LookId,
    /// When, by the cell's clock.
    pub civil_at: civil::DateTime,
    /// At whom: the bits of the identifier.
    pub subject: i64,
    /// Who looked.
    pub name: String,
    /// As what.
    pub role: Role,
    /// Where that role is held.
    pub place_name: String,
    /// At what: 学籍档案.
    pub what: String,
    /// How often within a moment.
    pub times: i64,
    /// For which task, where it was sealed.
    pub purpose: Option<String>,
}

impl Seen {
    /// Who looked: 白沙小学 班主任 · 王老师.
    pub fn who(&self) -> String {
        format!("{} {} · {}", self.place_name, self.role.label(), self.name)
    }

    /// At what, how often and what for: 学籍档案(3 次).
    pub fn words(&self) -> String {
        let times = if self.times > 1 { format!("({} 次)", self.times) } else { String::new() };
        let purpose = self.purpose.as_ref().map(|it| format!("，用途：{it}")).unwrap_or_default();
        format!("{}{times}{purpose}", self.what)
    }
}

/// Someone whom a guardian answers for.
#[derive(Debug, Clone)]
pub struct Ward {
    /// The prefix of their identifier.
    pub kind: &'static str,
    /// Its bits.
    pub bits: i64,
    /// Their name, for the guardian to read.
    pub name: Personal<String>,
    /// Their birthday, where it is known.
    pub born: Option<civil::Date>,
    /// Where they are: a school or class, or the last one.
    pub place: Option<PlaceId>,
}

/// Knows whose guardian someone is. Given by the floor that knows families.
pub trait Wards: Send + Sync {
    /// Whom the visitor answers for today.
    fn of<'a>(&'a self, visit: &'a Visit) -> Later<'a, Result<Vec<Ward>, db::Error>>;

    /// The records of the visitor themselves: as a guardian, as someone who works somewhere.
    fn own<'a>(&'a self, _: &'a Visit) -> Later<'a, Result<Vec<Ward>, db::Error>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    /// How the guardians in the visitor's scope have answered a text, part by part: of those who
    /// were born after `born_after`, where the text is about them alone.
    fn answered<'a>(
        &'a self,
        _: &'a Visit,
        _: TextId,
        _: Option<civil::Date>,
    ) -> Later<'a, Result<Vec<Part>, db::Error>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    /// Of the visitor's own class, the pupils for whom nobody has answered a text; nothing where the
    /// visitor's place is wider: names stop at the class teacher.
    fn unanswered<'a>(
        &'a self,
        _: &'a Visit,
        _: Asking,
    ) -> Later<'a, Result<Option<Vec<Unanswered>>, db::Error>> {
        Box::pin(async { Ok(None) })
    }

    /// Whom a reminder of the visitor goes to, with how many are open with each: the families of
    /// one's class, the head teachers of one's school, else the schools.
    fn to_remind<'a>(
        &'a self,
        _: &'a Visit,
        _: Asking,
    ) -> Later<'a, Result<Vec<(AccountId, i64)>, db::Error>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    /// The accounts in use of guardians whose children a text is about, in order, after one.
    fn concerned<'a>(
        &'a self,
        _: &'a db::Db,
        _: (Option<civil::Date>, civil::Date),
        _: (i64, i64),
    ) -> Later<'a, Result<Vec<AccountId>, db::Error>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}

/// A text as it is put to families.
#[derive(Debug, Clone, Copy)]
pub struct Asking {
    /// The text.
    pub text: TextId,
    /// Whether it is answered for each child; else a family has answered when one of it has read it.
    pub is_per_child: bool,
    /// Where it is about younger children alone: those born after this day.
    pub born_after: Option<civil::Date>,
}

/// A pupil for whom nobody has answered.
#[derive(Debug, Clone)]
pub struct Unanswered {
    /// The pupil's name, for the class teacher.
    pub name: Personal<String>,
    /// The seat in the class.
    pub seat: i64,
    /// Whether a guardian can log in: else the family is asked otherwise.
    pub can_log_in: bool,
}
