//! Schools, what kinds there are, and their classes.

use vocab::{ClassId, Grade, SchoolId, SchoolYear, StaffId, Stage, TownId};

use super::Ownership;

/// The kind of a school by what it teaches (办学类型 of the ministry's base codes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SchoolForm {
    /// 幼儿园.
    Kindergarten,
    /// 小学.
    Primary,
    /// 小学教学点.
    TeachingPoint,
    /// 初级中学.
    Junior,
    /// 九年一贯制学校.
    NineYear,
    /// 完全中学.
    Complete,
    /// 高级中学.
    Senior,
    /// 十二年一贯制学校.
    TwelveYear,
    /// 中等职业学校.
    Vocational,
    /// 特殊教育学校.
    Special,
}

const FORMS: [(SchoolForm, &str, &str, &[Stage]); 10] = [
    (SchoolForm::Kindergarten, "111", "幼儿园", &[Stage::Kindergarten]),
    (SchoolForm::Primary, "211", "小学", &[Stage::Primary]),
    (SchoolForm::TeachingPoint, "218", "小学教学点", &[Stage::Primary]),
    (SchoolForm::Junior, "311", "初级中学", &[Stage::Junior]),
    (SchoolForm::NineYear, "312", "九年一贯制学校", &[Stage::Primary, Stage::Junior]),
    (SchoolForm::Complete, "341", "完全中学", &[Stage::Junior, Stage::Senior]),
    (SchoolForm::Senior, "342", "高级中学", &[Stage::Senior]),
    (
        SchoolForm::TwelveYear,
        "345",
        "十二年一贯制学校",
        &[Stage::Primary, Stage::Junior, Stage::Senior],
    ),
    (SchoolForm::Vocational, "365", "中等职业学校", &[Stage::Vocational]),
    (SchoolForm::Special, "514", "特殊教育学校", &[Stage::Special]),
];

impl SchoolForm {
    /// Every one, in the order in which lists show them.
    pub fn all() -> impl Iterator<Item = Self> {
        FORMS.into_iter().map(|it| it.0)
    }

    fn row(self) -> &'static (Self, &'static str, &'static str, &'static [Stage]) {
        FORMS.iter().find(|it| it.0 == self).unwrap_or(&FORMS[1])
    }

    /// The code that is stored.
    pub fn key(self) -> &'static str {
        self.row().1
    }

    /// The one of code `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        FORMS.iter().find(|it| it.1 == key).map(|it| it.0)
    }

    /// As people say it.
    pub fn label(self) -> &'static str {
        self.row().2
    }

    /// What it teaches, youngest children first.
    pub fn stages(self) -> &'static [Stage] {
        self.row().3
    }

    /// Whether the statistic of schools counts it: kindergartens are counted apart.
    pub fn is_counted(self) -> bool {
        self != Self::Kindergarten
    }

    /// Whether it teaches a compulsory stage.
    pub fn is_compulsory(self) -> bool {
        self.stages().iter().any(|it| it.is_compulsory())
    }
}

db::words!(SchoolForm);

/// A school with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct School {
    /// The id, which is its place's.
    pub id: SchoolId,
    /// The name.
    pub name: String,
    /// 学校标识码.
    pub code: Option<String>,
    /// The town.
    pub town: TownId,
    /// The town's name.
    pub town_name: String,
    /// What it teaches.
    pub form: SchoolForm,
    /// Who runs it.
    pub ownership: Ownership,
    /// Whether its pupils sleep there.
    pub boarding: bool,
    /// Street and number.
    pub address: String,
}

impl School {
    /// Whether the figures of after-school service count it: compulsory, and nobody boards.
    pub fn is_day_compulsory(&self) -> bool {
        self.form.is_compulsory() && !self.boarding
    }
}

/// A class of a school year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// The id, which is its place's.
    pub id: ClassId,
    /// The school.
    pub school: SchoolId,
    /// The school's name.
    pub school_name: String,
    /// The school year.
    pub year: SchoolYear,
    /// The stage.
    pub stage: Stage,
    /// The grade.
    pub grade: Grade,
    /// The number within the grade.
    pub number: i64,
    /// The class teacher.
    pub head: Option<StaffId>,
    /// The class teacher's name.
    pub head_name: Option<String>,
    /// How many pupils it has now.
    pub pupils: i64,
}

impl Class {
    /// The class as people call it.
    pub fn name(&self) -> String {
        crate::rules::class_name(self.grade, self.number)
    }
}
