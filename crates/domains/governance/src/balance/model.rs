//! What a school has, as told.

use equity::{Limited, Part};
use jiff::civil::Date;
use vocab::{AccountId, SchoolId, SchoolYear};

use crate::reported::ValueState;

vocab::ids! {
    /// What a school has, as told once.
    ToldId = "blt";
}

db::spoken! {
    /// What is told of a school.
    pub Item {
        /// By the indicator's own rule: 专科 and up in primary school, 本科 and up in junior.
        Qualified = "qualified", "高于规定学历教师";
        /// 骨干.
        Backbone = "backbone", "县级以上骨干教师";
        /// 体育.
        Sport = "sport", "体育专任教师";
        /// 音乐.
        Music = "music", "音乐专任教师";
        /// 美术.
        Art = "art", "美术、艺术专任教师";
        /// Rooms for teaching.
        Teaching = "teaching", "教学及辅助用房面积";
        /// Of them for sport indoors.
        Indoor = "indoor", "其中室内体育用房面积";
        /// 体育馆.
        Gym = "gym", "体育馆面积";
        /// 体育场.
        Ground = "ground", "校内体育场面积";
        /// 账面原值.
        Equipment = "equipment", "教学仪器设备值";
        /// 网络多媒体教室.
        Rooms = "rooms", "网络多媒体教室";
    }
}

/// So many items are told.
pub(super) const ITEMS: usize = Item::ALL.len();

impl Item {
    /// The unit.
    pub(super) fn unit(self) -> &'static str {
        match self {
            Self::Qualified | Self::Backbone | Self::Sport | Self::Music | Self::Art => "人",
            Self::Teaching | Self::Indoor | Self::Gym | Self::Ground => "平方米",
            Self::Equipment => "元",
            Self::Rooms => "间",
        }
    }

    /// How many decimals are kept.
    pub(super) fn places(self) -> u8 {
        if self.unit() == "平方米" { 2 } else { 0 }
    }
}

db::spoken! {
    /// To what the limit of the coefficients applies.
    pub Limit {
        /// Each of the seven.
        Each = "each", "七项各自不超过限值";
        /// Their mean, and each only to a wider limit.
        Mean = "mean", "七项平均不超过限值，单项不超过 0.65";
    }
}

impl Limit {
    /// For the engine.
    pub(super) fn limited(self) -> Limited {
        match self {
            Self::Each => Limited::Each,
            Self::Mean => Limited::Mean { each: Part::new(65, 100) },
        }
    }
}

/// To what the limit applies from a school year on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rule {
    /// From this school year on.
    pub since: SchoolYear,
    /// To what.
    pub limit: Limit,
    /// Who says so.
    pub source: String,
}

/// What a school has in a school year, as told once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    /// Its name in links.
    pub id: ToldId,
    /// The school.
    pub school: SchoolId,
    /// The year.
    pub year: SchoolYear,
    /// Pupils of the primary, junior and senior stage.
    pub pupils: [i64; 3],
    /// What it has, in the order of [`Item::ALL`].
    pub amounts: [i64; ITEMS],
    /// Where it is from.
    pub source: String,
    /// When it was told.
    pub filed_on: Date,
    /// By whom; nobody where the demo did.
    pub by: Option<AccountId>,
    /// The same, by name.
    pub by_name: String,
    /// How far it is.
    pub state: ValueState,
    /// The account of who reviewed it.
    pub reviewer: Option<AccountId>,
    /// Who reviewed it, when, and in what words.
    pub review: Option<(String, Date, String)>,
}

impl Told {
    /// Pupils and amounts that nobody has kept yet.
    pub(super) fn bare(
        id: ToldId,
        (school, year): (SchoolId, SchoolYear),
        (pupils, amounts): ([i64; 3], [i64; ITEMS]),
    ) -> Self {
        Self {
            id,
            school,
            year,
            pupils,
            amounts,
            source: String::new(),
            filed_on: year.first_day(),
            by: None,
            by_name: String::new(),
            state: ValueState::Good,
            reviewer: None,
            review: None,
        }
    }

    /// How much it has of `item`.
    pub(super) fn of(&self, item: Item) -> i64 {
        self.amounts[item as usize]
    }
}
