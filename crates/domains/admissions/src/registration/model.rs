//! What is stored and spoken of.

use jiff::civil::{Date, DateTime};
use vocab::{AccountId, PlaceId, SchoolId, Sex, StudentId};

use crate::kindergarten::{Fee, Nature};

vocab::ids! {
    /// A campaign of entry to school.
    CampaignId = "cpg";
    /// A child that is registered in one.
    RegistrationId = "rgs";
    /// A step on the way of a registration.
    StepId = "rgp";
}

db::spoken! {
    /// What is entered.
    pub Entry {
        /// The first year of kindergarten.
        Kindergarten = "kindergarten", "幼儿园小班";
        /// The first grade.
        Primary = "primary", "小学一年级";
        /// The seventh.
        Junior = "junior", "初中一年级";
    }
}

impl Entry {
    /// The school of the area, as its families call it.
    pub(crate) fn area(self) -> &'static str {
        match self {
            Self::Kindergarten => "服务区幼儿园",
            Self::Primary | Self::Junior => "学区学校",
        }
    }

    /// The schools that a family names, as it calls them.
    pub(crate) fn named(self) -> &'static str {
        match self {
            Self::Kindergarten => "幼儿园",
            Self::Primary | Self::Junior => "民办学校",
        }
    }

    /// The draw of a school that too many named.
    pub(crate) fn draw(self) -> &'static str {
        match self {
            Self::Kindergarten => "大片区摇号",
            Self::Primary | Self::Junior => "民办派位",
        }
    }

    /// What can be asked for.
    pub(crate) fn wishes(self) -> &'static [Wish] {
        match self {
            Self::Kindergarten => &[Wish::Nearby, Wish::Wide],
            Self::Primary | Self::Junior => &[Wish::Public, Wish::Private],
        }
    }
}

db::spoken! {
    /// What follows where a private school's draw is lost.
    pub Unlucky {
        /// The child is placed with the others of its category.
        AsUsual = "as-usual", "按原类别就近安排，与没有报民办的孩子一样";
        /// The child is placed after the others of its category.
        Last = "last", "排在同类别孩子的最后安排";
    }
}

db::spoken! {
    /// How far a campaign is, beside what the clock says.
    pub Stage {
        /// Families register, or did; nobody is placed.
        Registering = "registering", "报名审核";
        /// The office has confirmed who goes where.
        Placed = "placed", "已录取待公布";
        /// Everyone may know.
        Published = "published", "已公布";
    }
}

db::spoken! {
    /// What a family asks for first.
    pub Wish {
        /// A public school.
        Public = "public", "公办学校";
        /// A private one.
        Private = "private", "民办学校";
        /// The kindergarten of its area.
        Nearby = "nearby", "服务区就近";
        /// Another one, for whose places there is a draw.
        Wide = "wide", "大片区摇号";
    }
}

db::spoken! {
    /// How a registration came.
    pub Channel {
        /// By the family itself.
        Online = "online", "家长网上报名";
        /// A school entered it for a family.
        School = "school", "学校代为登记";
        /// From the city's registration system.
        Sheet = "sheet", "市级报名系统导入";
    }
}

db::spoken! {
    /// Where a registration is.
    pub State {
        /// A school entered it, and the family has not said that it is so.
        Unconfirmed = "unconfirmed", "待家长确认";
        /// The school checks.
        Sent = "sent", "待学校初核";
        /// The family is to complete it.
        Returned = "returned", "待家长补充";
        /// The town checks again.
        Checked = "checked", "待镇街道复核";
        /// The office decides.
        Reviewed = "reviewed", "待教育局核定";
        /// It qualifies.
        Granted = "granted", "审核通过";
        /// It does not, for a reason that a person wrote.
        Refused = "refused", "审核不通过";
        /// The family took it back.
        Withdrawn = "withdrawn", "已撤回";
    }
}

db::spoken! {
    /// Whose register was asked.
    pub Source {
        /// Households and residence permits.
        Police = "police", "公安";
        /// Property.
        Land = "land", "自然资源和规划";
        /// Social insurance.
        Labour = "labour", "人力社保";
        /// Births and vaccination.
        Health = "health", "卫生健康";
    }
}

db::spoken! {
    /// What a register answered.
    pub Answer {
        /// It is so.
        Yes = "yes", "相符";
        /// It is not so.
        No = "no", "不相符";
        /// It does not know, or did not answer.
        Unknown = "unknown", "没有查到";
    }
}

db::spoken! {
    /// How the children of a category come to their seats.
    pub Method {
        /// All together walk as little as possible.
        Nearest = "nearest", "就近统筹";
        /// One after the other by points.
        Ranked = "ranked", "按积分先后";
    }
}

/// A campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Campaign {
    /// Its id.
    pub id: CampaignId,
    /// As people call it.
    pub title: String,
    /// What is entered.
    pub entry: Entry,
    /// The year of entry.
    pub year: i64,
    /// Whether it counts for nothing.
    pub rehearsal: bool,
    /// The notice or law that it stands on.
    pub basis: String,
    /// Born from this day.
    pub born_from: Date,
    /// To this one, both included.
    pub born_to: Date,
    /// From when families register.
    pub opens_at: DateTime,
    /// Until when.
    pub closes_at: DateTime,
    /// When the children come.
    pub reports_on: Date,
    /// How many private schools a family may name; 0 where none.
    pub private_choices: i64,
    /// What follows an unlucky draw.
    pub unlucky: Unlucky,
    /// How many working days the school has.
    pub check_days: i64,
    /// The town.
    pub review_days: i64,
    /// The office.
    pub decide_days: i64,
    /// How far it is.
    pub state: Stage,
    /// Counts the changes.
    pub version: i64,
}

/// A school that takes part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seats {
    /// The school.
    pub school: SchoolId,
    /// Its name.
    pub name: String,
    /// 学校标识码, or nothing.
    pub code: Option<String>,
    /// Its town.
    pub town: PlaceId,
    /// The town's name.
    pub town_name: String,
    /// Whose it is.
    pub nature: Nature,
    /// What it charges, where it is a kindergarten and that is set.
    pub fee: Option<Fee>,
    /// How many it takes.
    pub seats: i64,
    /// Where it stands on the county's grid, in metres.
    pub at: Option<(i64, i64)>,
}

impl Seats {
    /// Whether children come to it from an area: all do but those that live by their own prices.
    pub fn has_area(&self) -> bool {
        self.nature != Nature::Private
    }
}

/// A category of a campaign at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// The town, or the county.
    pub place: PlaceId,
    /// Its word.
    pub key: String,
    /// Its rank.
    pub position: i64,
    /// As people call it.
    pub label: String,
    /// Who belongs to it.
    pub about: String,
    /// How its children are placed.
    pub method: Method,
    /// What is to be shown.
    pub documents: Vec<String>,
    /// Whose registers are asked.
    pub sources: Vec<Source>,
}

/// A registration as its row tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// Its id.
    pub id: RegistrationId,
    /// The campaign.
    pub campaign: CampaignId,
    /// 报名号.
    pub number: String,
    /// What joins it with its siblings: the first one's id.
    pub bundle: Option<RegistrationId>,
    /// The family's account.
    pub account: Option<AccountId>,
    /// The child, where it is known to a school.
    pub student: Option<StudentId>,
    /// The child's name.
    pub name: String,
    /// Sex.
    pub sex: Sex,
    /// Birthday.
    pub born: Date,
    /// The sealed ID number.
    pub id_sealed: String,
    /// What it is found by.
    pub id_index: String,
    /// Who registers.
    pub guardian: String,
    /// The sealed telephone number.
    pub phone_sealed: String,
    /// The school of the area.
    pub school: SchoolId,
    /// Its name.
    pub school_name: String,
    /// Where the family lives.
    pub address: String,
    /// The same on the county's grid, in metres.
    pub at: Option<(i64, i64)>,
    /// The category's word.
    pub category: String,
    /// Points, where the category is ranked.
    pub points: i64,
    /// Public or private.
    pub wish: Wish,
    /// How it came.
    pub channel: Channel,
    /// Where it is.
    pub state: State,
    /// Why it was sent back or refused.
    pub reason: Option<String>,
    /// When it was sent, or sent again.
    pub sent_at: DateTime,
    /// By when whoever has it is to act.
    pub due_at: DateTime,
    /// Counts the changes.
    pub version: i64,
}

/// A step on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    /// The registration.
    pub registration: RegistrationId,
    /// What was done.
    pub kind: StepKind,
    /// By whom; nobody where a machine did it.
    pub account: Option<AccountId>,
    /// The doer's name, if a person.
    pub doer: Option<String>,
    /// What was said.
    pub words: String,
    /// When.
    pub at: DateTime,
}

db::spoken! {
    /// What is done with a registration.
    pub(crate) StepKind {
        /// Registered.
        Send = "send", "提交报名";
        /// A family says that what the school entered is so.
        Confirm = "confirm", "家长确认";
        /// Changed.
        Change = "change", "修改报名";
        /// Taken back.
        Withdraw = "withdraw", "撤回报名";
        /// The school has checked.
        Check = "check", "学校初核通过";
        /// The town has.
        Review = "review", "镇街道复核通过";
        /// It qualifies.
        Grant = "grant", "核定符合条件";
        /// It does not.
        Refuse = "refuse", "核定不符合条件";
        /// Sent back.
        Return = "return", "退回补充";
        /// Registers were asked.
        Ask = "ask", "数据比对";
        /// Placed.
        Place = "place", "确认录取";
        /// The family gives the seat up.
        GiveUp = "give-up", "放弃录取";
        /// The child came.
        Report = "report", "报到";
        /// It did not.
        Absent = "absent", "没有报到";
        /// It has a seat that somebody gave up.
        Refill = "refill", "递补录取";
        /// It was its turn for one, which it did not want.
        Decline = "decline", "不要递补的学位";
    }
}

/// How many are where, in a campaign.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Counts(pub Vec<(State, i64)>);

impl Counts {
    /// Those in `state`.
    pub(crate) fn of(&self, state: State) -> i64 {
        self.0.iter().filter(|it| it.0 == state).map(|it| it.1).sum()
    }

    /// All that were not taken back.
    pub(crate) fn all(&self) -> i64 {
        self.0.iter().filter(|it| it.0 != State::Withdrawn).map(|it| it.1).sum()
    }
}
