//! What is stored and spoken of.

use jiff::civil::Date;
use vocab::{SchoolId, SchoolYear, Stage};

use crate::catchment::model::CatchmentId;

vocab::ids! {
    /// A forecast.
    ForecastId = "fct";
    /// A change of catchments that is thought of.
    ChangeId = "chg";
}

db::spoken! {
    /// How crowded a school will be.
    pub(crate) Level {
        /// 学位充足.
        Green = "green", "学位充足";
        /// 黄色预警.
        Yellow = "yellow", "黄色预警";
        /// 橙色预警.
        Orange = "orange", "橙色预警";
        /// 红色预警.
        Red = "red", "红色预警";
    }
}

/// From when which ratio warns, in thousandths of the seats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Levels {
    pub(crate) since: Date,
    pub(crate) yellow: i64,
    pub(crate) orange: i64,
    pub(crate) red: i64,
    /// The document that says so.
    pub(crate) source: String,
}

impl Levels {
    /// As a page says it.
    pub(crate) fn words(&self) -> String {
        let percent = |it: i64| format!("{}.{}%", it / 10, it % 10);
        format!(
            "预计人数达到学位的 {} 为黄色，{} 为橙色，{} 为红色（{}，{} 起）",
            percent(self.yellow),
            percent(self.orange),
            percent(self.red),
            self.source,
            self.since
        )
    }
}

/// A forecast.
#[derive(Debug, Clone)]
pub(crate) struct Forecast {
    pub(crate) id: ForecastId,
    pub(crate) stage: Stage,
    /// The school year in which it was made: the first that it tells is the next.
    pub(crate) year: SchoolYear,
    pub(crate) catchment: CatchmentId,
    pub(crate) made_on: Date,
    /// The levels as they were when it was made, in words.
    pub(crate) levels: String,
    /// Children whose home no catchment has, and whose town has none.
    pub(crate) unplaced: i64,
    pub(crate) published_on: Option<Date>,
    pub(crate) version: i64,
}

impl Forecast {
    /// As people call it.
    pub(crate) fn title(&self) -> String {
        let first = self.year.start() + 1;
        format!("{first}—{}年{}学位预测", first + 5, self.stage.label())
    }
}

/// What is expected at a school in a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) school: SchoolId,
    pub(crate) school_name: String,
    pub(crate) town: String,
    pub(crate) year: i64,
    /// Children who are known now.
    pub(crate) known: i64,
    pub(crate) expected: i64,
    pub(crate) low: i64,
    pub(crate) high: i64,
    pub(crate) seats: i64,
    pub(crate) level: Level,
}

/// What was known of a school so many years ahead, and how many came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Past {
    pub(crate) school: SchoolId,
    pub(crate) year: i64,
    pub(crate) horizon: i64,
    pub(crate) known: i64,
    pub(crate) entered: i64,
}

/// What must be answered before a change is adopted, with what to write.
pub(crate) const QUESTIONS: [(&str, &str, &str); 6] = [
    ("people", "涉及人群", "哪些家庭受影响，有没有兄弟姐妹在原学校、随迁和困难家庭"),
    ("way", "上学路程和安全", "远了还是近了，过不过大路，要不要校车、护学岗"),
    ("seats", "接收学校的学位", "教室、教师、午餐够不够，什么时候到位"),
    ("voices", "听取意见", "问了哪些家长、村社区、学校，各有什么意见"),
    ("transition", "过渡安排", "已入学的是否留校，几年过渡，兄弟姐妹怎么办"),
    ("emergency", "应急预案", "可能发生什么，谁负责，怎么答复"),
];

db::spoken! {
    /// How far a change is.
    pub(crate) State {
        /// 研究中.
        Open = "open", "研究中";
        /// 已采纳.
        Adopted = "adopted", "已采纳";
        /// 已撤回.
        Withdrawn = "withdrawn", "已撤回";
    }
}

/// A change of catchments that is thought of.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) id: ChangeId,
    pub(crate) catchment: CatchmentId,
    pub(crate) title: String,
    pub(crate) reason: String,
    /// A school that is not there yet, and its seats in the entry grade.
    pub(crate) new_school: Option<(String, i64)>,
    pub(crate) state: State,
    /// The answers in the order of [`QUESTIONS`].
    pub(crate) answers: [String; 6],
    pub(crate) made_on: Date,
    pub(crate) assessed_on: Option<Date>,
    pub(crate) decided_on: Option<Date>,
    pub(crate) version: i64,
}

/// A line of the list that would move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Move {
    pub(crate) position: i64,
    pub(crate) from: SchoolId,
    /// To; none for the school that is not there yet.
    pub(crate) to: Option<SchoolId>,
    /// How far children walk, before and after.
    pub(crate) metres: (i64, i64),
}
