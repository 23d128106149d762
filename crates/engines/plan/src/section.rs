//! What a part of a document is: a promise or a report, of which year, and by whom.

use crate::{document::Paragraph, flow::starts_heading};

/// Whether a figure is to be reached or was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tense {
    /// In a plan, or after 力争 and its like.
    Promised,
    /// In a summary.
    Reported,
}

impl Tense {
    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Promised => "目标",
            Self::Reported => "实绩",
        }
    }
}

/// Where a paragraph stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Setting {
    /// Counts the parts: body, annex, summary.
    pub(crate) part: u16,
    pub(crate) tense: Tense,
    pub(crate) year: Option<u16>,
    /// The place of who wrote it.
    pub(crate) place: Option<String>,
    /// The last heading.
    pub(crate) heading: String,
}

impl Default for Setting {
    fn default() -> Self {
        let heading = String::new();
        Self { part: 0, tense: Tense::Promised, year: None, place: None, heading }
    }
}

const PROMISES: &[&str] = &[
    "要点",
    "计划",
    "工作任务",
    "重点任务",
    "目标任务",
    "任务清单",
    "打算",
    "工作安排",
    "目标",
    "方案",
];
const REPORTS: &[&str] = &["总结", "汇报", "完成情况", "情况报告", "报告"];

impl Setting {
    /// Takes in a paragraph; says whether it was a title or a heading, in which nothing is counted.
    pub(crate) fn heard(&mut self, paragraph: &Paragraph) -> bool {
        let (signs, text) = (paragraph.signs(), paragraph.text());
        if signs.len() > 40 || text.contains(['。', ',', ';']) {
            return false;
        }
        let ends = |words: &[&str]| words.iter().any(|it| text.ends_with(it));
        let tense = match (ends(PROMISES), ends(REPORTS)) {
            (true, _) => Some(Tense::Promised),
            (_, true) => Some(Tense::Reported),
            _ => None,
        };
        if let Some(tense) = tense {
            // The heading of the list that an annex names is no new part.
            self.part += u16::from(self.tense != tense || text.contains('年'));
            self.tense = tense;
            self.year = year(&signs).or(self.year);
            self.place = place(&text).or(self.place.take());
        }
        let is_heading = starts_heading(&signs);
        if is_heading {
            self.heading.clone_from(&text);
        }
        tense.is_some() || is_heading
    }
}

/// The first year that is named.
pub(crate) fn year(signs: &[char]) -> Option<u16> {
    let years = signs.windows(5).filter(|it| it[4] == '年');
    let mut years = years.filter_map(|it| it[..4].iter().collect::<String>().parse().ok());
    years.find(|it| (1990..2100).contains(it))
}

/// 宁波市 of 宁波市教育局….
fn place(text: &str) -> Option<String> {
    let (before, _) = text.split_once("教育")?;
    let name = before.rsplit(|it: char| !crate::document::is_chinese(it)).next()?;
    let count = name.chars().count();
    ((2..=8).contains(&count) && name.ends_with(['省', '市', '县', '区'])).then(|| name.to_owned())
}
