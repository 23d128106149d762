//! What a programme is: sessions by weekday in segments, and where it stands.

use jiff::civil::{Date, DateTime, Time, Weekday};
use vocab::{Fen, SchoolId, Term};

vocab::ids! {
    /// Names a [`Programme`].
    ProgrammeId = "prg";
    /// Names a step in a programme's history.
    StepId = "pst";
}

/// The five days on which after-school service is held.
pub const WEEKDAYS: [Weekday; 5] =
    [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];

/// What a family applies for, counted apart from one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// 基本托管: from the last lesson until 晚托 ends.
    Basic,
    /// 延时托管: for those who cannot be fetched by then.
    Late,
    /// 初三晚自习: a service of its own, for grade 9.
    Evening,
}

impl Service {
    /// Every service, in the order in which forms show them.
    pub const ALL: [Self; 3] = [Self::Basic, Self::Late, Self::Evening];

    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Late => "late",
            Self::Evening => "evening",
        }
    }

    /// The service that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Basic => "基本托管",
            Self::Late => "延时托管",
            Self::Evening => "初三晚自习",
        }
    }
}

/// What is done in a stretch of time. There is none for teaching: new lessons are not allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Segment {
    /// 作业辅导.
    Homework,
    /// 锻炼放松.
    Exercise,
    /// 素质拓展.
    Enrichment,
    /// 看护等候: of late care.
    Waiting,
    /// 自主学习: of evening study.
    Study,
}

impl Segment {
    /// Every segment, in the order in which forms show them.
    pub const ALL: [Self; 5] =
        [Self::Homework, Self::Exercise, Self::Enrichment, Self::Waiting, Self::Study];

    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Homework => "homework",
            Self::Exercise => "exercise",
            Self::Enrichment => "enrichment",
            Self::Waiting => "waiting",
            Self::Study => "study",
        }
    }

    /// The segment that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Homework => "作业辅导",
            Self::Exercise => "锻炼放松",
            Self::Enrichment => "素质拓展",
            Self::Waiting => "看护等候",
            Self::Study => "自主学习",
        }
    }
}

/// A stretch of time on one weekday of one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Whose timetable it belongs to.
    pub service: Service,
    /// The day.
    pub weekday: Weekday,
    /// What is done.
    pub segment: Segment,
    /// From when.
    pub starts: Time,
    /// Until when.
    pub ends: Time,
}

/// What a school plans for a term: what the rules are asked about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// The timetable, in any order.
    pub slots: Vec<Slot>,
    /// Whether the school declares that no new lessons are taught.
    pub declares_no_lessons: bool,
    /// Whether one of the school's grades is the ninth.
    pub has_grade_nine: bool,
    /// Why the school departs from what is so in principle; empty if it does not.
    pub reason: String,
}

impl Plan {
    /// The slots of one service on one weekday, by time.
    pub fn day(&self, service: Service, weekday: Weekday) -> Vec<&Slot> {
        let of_day = |it: &&Slot| it.service == service && it.weekday == weekday;
        let mut slots: Vec<_> = self.slots.iter().filter(of_day).collect();
        slots.sort_by_key(|it| (it.starts, it.ends));
        slots
    }

    /// Whether any slot belongs to `service`.
    pub fn offers(&self, service: Service) -> bool {
        self.slots.iter().any(|it| it.service == service)
    }

    /// When `service` ends on `weekday`, if it is held.
    pub fn ends(&self, service: Service, weekday: Weekday) -> Option<Time> {
        self.day(service, weekday).into_iter().map(|it| it.ends).max()
    }
}

/// Where a programme stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// 草稿: the school writes it.
    Draft,
    /// 待备案: filed, the bureau has it.
    Filed,
    /// 已退回: sent back with a reason.
    Returned,
    /// 已备案: recorded by the bureau.
    Recorded,
    /// 已开放: families apply.
    Opened,
}

impl State {
    /// Every state, in the order of a programme's life.
    pub const ALL: [Self; 5] =
        [Self::Draft, Self::Filed, Self::Returned, Self::Recorded, Self::Opened];

    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Filed => "filed",
            Self::Returned => "returned",
            Self::Recorded => "recorded",
            Self::Opened => "opened",
        }
    }

    /// The state that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Draft => "草稿",
            Self::Filed => "待备案",
            Self::Returned => "已退回",
            Self::Recorded => "已备案",
            Self::Opened => "已开放报名",
        }
    }
}

/// What moves a programme on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// 修改: writes the draft anew. Leaves no step in the history.
    Edit,
    /// 申报.
    File,
    /// 备案.
    Record,
    /// 退回.
    Return,
    /// 撤回.
    Withdraw,
    /// 开放报名.
    Open,
}

impl Step {
    /// The word that is stored in a programme's history.
    pub fn key(self) -> &'static str {
        match self {
            Self::Edit => "edit",
            Self::File => "file",
            Self::Record => "record",
            Self::Return => "return",
            Self::Withdraw => "withdraw",
            Self::Open => "open",
        }
    }

    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Edit => "修改",
            Self::File => "申报",
            Self::Record => "备案",
            Self::Return => "退回",
            Self::Withdraw => "撤回",
            Self::Open => "开放报名",
        }
    }

    /// The step that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Edit, Self::File, Self::Record, Self::Return, Self::Withdraw, Self::Open]
            .into_iter()
            .find(|it| it.key() == key)
    }
}

db::words!(Service, Segment, State, Step);

/// A school's programme for a term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programme {
    /// Its name.
    pub id: ProgrammeId,
    /// Whose it is.
    pub school: SchoolId,
    /// For which term.
    pub term: Term,
    /// Where it stands.
    pub state: State,
    /// Counts changes, so that two people cannot overwrite each other unawares.
    pub version: i64,
    /// What was written.
    pub text: Text,
    /// When it was filed, once it was.
    pub filed_at: Option<DateTime>,
    /// Until when the bureau answers.
    pub answer_due: Option<Date>,
    /// Why it was sent back, while it is.
    pub returned_for: Option<String>,
}

/// What a school writes beside the timetable.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// Whether the school declares that no new lessons are taught.
    pub declares_no_lessons: bool,
    /// Why the school departs from what is so in principle.
    pub reason: String,
    /// 告家长书: the letter that families read before they apply.
    pub letter: String,
    /// What basic care costs a child in the term.
    pub fee: Fen,
    /// By which decision it may cost that.
    pub fee_basis: String,
}

/// A step in a programme's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastStep {
    /// What was done.
    pub step: Step,
    /// When.
    pub at: DateTime,
    /// By whom, as colleagues call them; nobody for what came with the demo county.
    pub by: Option<String>,
    /// Why, where a reason was given.
    pub reason: String,
}

/// What the county settles for a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Until when schools file.
    pub file_due: Date,
    /// How many working days the bureau has to answer.
    pub answer_days: i64,
    /// When the county's working day ends.
    pub work_ends: Time,
}
