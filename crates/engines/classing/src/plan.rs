//! What is declared before anything is divided, and what comes in: the plan, the list, the requests.

use serde::{Deserialize, Serialize};
use vocab::Sex;

/// How a year group is divided; declared beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// S 型: girls, then boys, best first (or by lot, where there are no levels), dealt to and fro.
    Snake,
    /// 分层随机: within each stratum by lot, dealt round and round.
    Strata,
    /// 优化: searched.
    Optimised,
}

impl Method {
    /// As people say it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Snake => "S 型排列",
            Self::Strata => "分层随机",
            Self::Optimised => "优化均衡",
        }
    }
}

/// What one pupil between the fullest and the emptiest class costs, for each quality.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// Girls.
    pub sex: u32,
    /// Pupils with special needs.
    pub special: u32,
    /// Pupils of each origin.
    pub origin: u32,
    /// Pupils of each level of each subject.
    pub levels: u32,
}

impl Default for Weights {
    fn default() -> Self {
        Self { sex: 100, special: 100, origin: 20, levels: 20 }
    }
}

/// Which numbers are drawn in public for the seed; declared beforehand, so that nobody chooses
/// afterwards how many of them count or how they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drawn {
    /// How many numbers.
    pub numbers: u32,
    /// Each from 0 to so much.
    pub most: u32,
}

impl Default for Drawn {
    fn default() -> Self {
        Self { numbers: 6, most: 99 }
    }
}

impl Drawn {
    /// How many seeds there may be; beyond what counts where it is very many.
    pub fn outcomes(self) -> u128 {
        (0..self.numbers.min(99))
            .fold(1, |all: u128, _| all.saturating_mul(u128::from(self.most) + 1))
    }

    /// As people say it.
    pub fn label(self) -> String {
        format!("{} 个数，每个 0 至 {}", self.numbers, self.most)
    }
}

/// The plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Which school and year, as the protocol is headed.
    pub title: String,
    /// How many classes.
    pub classes: usize,
    /// How.
    pub method: Method,
    /// What counts how much.
    pub weights: Weights,
    /// The most rounds that the search does; it ends earlier where nothing better is possible, and
    /// for no other reason.
    pub rounds: u32,
    /// The numbers that make the seed.
    pub drawn: Drawn,
}

/// A pupil as the list has it. There is no field for any result here, and so none for grade 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pupil {
    /// 报名号: unique in the list.
    pub id: String,
    /// The full name: nobody else in the class has the same.
    pub name: String,
    /// The sex.
    pub sex: Sex,
    /// Where from, in the plan's own words (a kindergarten, a school, a kind of residence); empty
    /// where that is not balanced.
    pub origin: String,
    /// Whether the pupil has special needs.
    pub special: bool,
    /// The line in the list, for whoever has to correct it.
    pub line: u32,
}

/// A level of a subject at the end of grade 6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Level {
    /// 优秀.
    A,
    /// 良好.
    B,
    /// 合格.
    C,
    /// 待提高.
    D,
}

impl Level {
    /// All, best first.
    pub const ALL: [Self; 4] = [Self::A, Self::B, Self::C, Self::D];

    /// As people say it.
    pub fn label(self) -> &'static str {
        match self {
            Self::A => "优秀",
            Self::B => "良好",
            Self::C => "合格",
            Self::D => "待提高",
        }
    }

    /// Reads what sheets hold: 优秀 or A, and the words that are used for the same.
    pub fn read(text: &str) -> Option<Self> {
        match vocab::normalise(text).to_uppercase().as_str() {
            "优秀" | "优" | "A" => Some(Self::A),
            "良好" | "良" | "B" => Some(Self::B),
            "合格" | "及格" | "中" | "C" => Some(Self::C),
            "待提高" | "待合格" | "不合格" | "D" => Some(Self::D),
            _ => None,
        }
    }
}

/// Who comes in. Children enter grade 1 without a test (义务教育法, 第十二条: 免试入学), so that there is
/// nothing about results in this variant; grade 7 has levels only by a clause of the bureau's plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// Grade 1.
    Grade1(Vec<Pupil>),
    /// Grade 7, without levels.
    Grade7(Vec<Pupil>),
    /// Grade 7 with the levels of grade 6.
    Grade7ByLevels {
        /// The clause of the bureau's plan that allows it.
        clause: String,
        /// The subjects, in the order of each pupil's levels.
        subjects: Vec<String>,
        /// Each pupil with a level for each subject.
        pupils: Vec<(Pupil, Vec<Level>)>,
    },
}

/// What a request asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wish {
    /// 同班.
    Together,
    /// 分班.
    Apart,
}

impl Wish {
    /// As people say it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Together => "同班",
            Self::Apart => "分班",
        }
    }
}

/// A special request, as for twins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What is asked.
    pub wish: Wish,
    /// For whom, by 报名号.
    pub pupils: Vec<String>,
    /// Why.
    pub reason: String,
    /// The line in the list of requests.
    pub line: u32,
}

/// All that a division starts from, as it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raw {
    /// The plan.
    pub plan: Plan,
    /// The pupils.
    pub entry: Entry,
    /// The requests.
    pub requests: Vec<Request>,
}
