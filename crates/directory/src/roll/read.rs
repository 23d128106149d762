//! What one row says, and what is wrong with it by itself.

use std::sync::LazyLock;

use jiff::civil::Date;
use sheet::{CellFault, Column, Finding, Kind, Layout, Row, Severity, roll};
use vocab::{Grade, IdNumber, Phone, RollNumber, SchoolId, SchoolYear, Sex, normalise_name};

use super::{
    document::{OTHER_NUMBER, Registry, is_kept},
    place::{Hints, Schools, grade_of, read_class},
};
use crate::model::{Relation, School};

/// The national export's 69 columns, and four that other exports of the same system have beside
/// them.
static LAYOUT: LazyLock<Layout> = LazyLock::new(|| {
    roll::layout()
        .with(Column::new("xxbsm", "学校标识码", Kind::Code { digits: 10 }).also(&["学校代码"]))
        .with(Column::new("xxmc", "学校名称", Kind::Text).also(&["学校"]))
        .with(Column::new("nj", "年级", Kind::Text).also(&["年级名称"]))
        .with(Column::new("xjh", "学籍号", Kind::Text).also(&["全国学籍号"]))
});

/// The columns of a roll.
pub(crate) fn layout() -> &'static Layout {
    &LAYOUT
}

/// The cells without which nothing can be done with a row.
const ESSENTIAL: [&str; 8] = ["xm", "xb", "csrq", "sfzjh", "bh", "xxbsm", "nj", "xjh"];

/// A pupil as a row tells of him or her.
#[derive(Clone)]
pub(crate) struct Pupil {
    pub(crate) name: String,
    pub(crate) sex: Option<Sex>,
    pub(crate) born: Option<Date>,
    pub(crate) id_kind: String,
    pub(crate) id: Option<IdNumber>,
    pub(crate) roll: Option<RollNumber>,
    pub(crate) school: SchoolId,
    pub(crate) grade: Grade,
    pub(crate) class_number: i64,
    pub(crate) seat: Option<i64>,
    pub(crate) registry: Registry,
    pub(crate) family: Vec<Member>,
}

/// A member of the family as a row tells of it.
#[derive(Clone)]
pub(crate) struct Member {
    /// Which of the row's members: the first or the second.
    pub(crate) which: u8,
    pub(crate) name: String,
    pub(crate) relation: Relation,
    pub(crate) phone: Option<Phone>,
    pub(crate) id: Option<IdNumber>,
    pub(crate) is_guardian: bool,
}

/// A row with what was found in it.
pub(crate) struct Found {
    pub(crate) row: Row,
    /// What it says, unless it cannot be used.
    pub(crate) pupil: Option<Pupil>,
    pub(crate) findings: Vec<Finding>,
}

/// What rows are read against.
pub(crate) struct Against {
    pub(crate) schools: Schools,
    pub(crate) year: SchoolYear,
    /// The documents' columns that the file has.
    pub(crate) columns: Vec<String>,
    /// Whether the cell is a demonstration: it takes invented numbers and no others.
    pub(crate) demo: bool,
}

/// Reads a row.
pub(crate) fn read(row: Row, against: &Against) -> Found {
    let unreadable = ESSENTIAL.iter().any(|key| row.get(key).is_err());
    let mut reading = Reading { findings: row.check(), row: &row, against, stopped: unreadable };
    let pupil = reading.pupil();
    let Reading { findings, stopped, .. } = reading;
    Found { pupil: pupil.filter(|_| !stopped), findings, row }
}

struct Reading<'a> {
    row: &'a Row,
    against: &'a Against,
    findings: Vec<Finding>,
    /// Whether something is wrong without which the row cannot be used.
    stopped: bool,
}

impl Reading<'_> {
    fn say(&mut self, key: &str, severity: Severity, what: impl Into<String>, advice: &str) {
        self.stopped |= severity == Severity::Error;
        let fault = CellFault::new(what, advice);
        self.findings.push(self.row.finding(key, severity, fault));
    }

    /// The cell's text; nothing where it is empty or, as was said already, unreadable.
    fn text(&self, key: &str) -> Option<String> {
        self.row.text(key).ok().flatten()
    }

    fn pupil(&mut self) -> Option<Pupil> {
        let name = normalise_name(&self.text("xm")?);
        let id_kind = self.id_kind();
        let (id, roll) = (self.id_number(&id_kind), self.roll_number());
        if id.is_none() && roll.is_none() {
            let nothing = self.text("sfzjh").is_none() && self.text("xjh").is_none();
            if nothing || id_kind != "1" {
                let advice = "请填写身份证件号；没有身份证件的，请填写学籍号";
                self.say(
                    "sfzjh",
                    Severity::Error,
                    "没有身份证件号，也没有学籍号，无法识别该生",
                    advice,
                );
            }
            return None;
        }
        let (sex, born) = (self.sex(id.as_ref()), self.born(id.as_ref()));
        let (school, grade, class_number) = self.class(born)?;
        let registry = self.registry(&id_kind);
        let seat =
            self.text("bnxh").and_then(|it| it.parse().ok()).filter(|it| (1..1000).contains(it));
        let family = [1, 2].into_iter().filter_map(|which| self.member(which)).collect();
        Some(Pupil {
            name,
            sex,
            born,
            id_kind,
            id,
            roll,
            school,
            grade,
            class_number,
            seat,
            registry,
            family,
        })
    }

    /// The code of the document: exports write 居民身份证, 1, or 1-居民身份证.
    fn id_kind(&self) -> String {
        let Some(text) = self.text("sfzjlx") else { return "1".to_owned() };
        if text.contains("居民身份证") || text == "身份证" {
            return "1".to_owned();
        }
        let code = text.split('-').next().unwrap_or_default();
        let known = [("护照", "A"), ("户口", "B"), ("香港", "6"), ("澳门", "7"), ("台湾", "8")];
        let word = known.iter().find(|it| text.contains(it.0)).map(|it| it.1);
        match code.len() {
            1 => code.to_owned(),
            _ => word.unwrap_or("Z").to_owned(),
        }
    }

    fn id_number(&mut self, kind: &str) -> Option<IdNumber> {
        let text = self.text("sfzjh").filter(|_| kind == "1")?;
        let number = match text.parse::<IdNumber>() {
            Ok(number) => number,
            Err(fault) => {
                self.say("sfzjh", Severity::Error, fault.to_string(), "改正后重新导入");
                return None;
            }
        };
        if number.is_invented() != self.against.demo {
            let what = if self.against.demo {
                "演示系统只接受虚构的号码（330299开头）"
            } else {
                "号码的行政区划代码330299不存在，是演示用的虚构号码"
            };
            self.say("sfzjh", Severity::Error, what, "请按证件核对");
            return None;
        }
        if number.may_be_cut() {
            let advice = "请核对原件；Excel 会把18位号码的末三位变成000";
            self.say("sfzjh", Severity::Warning, "末三位是000，可能被表格截断", advice);
        }
        Some(number)
    }

    fn roll_number(&mut self) -> Option<RollNumber> {
        let text = self.text("xjh")?;
        match text.parse::<RollNumber>() {
            Ok(number) => Some(number),
            Err(fault) => {
                self.say("xjh", Severity::Error, fault.to_string(), "改正后重新导入");
                None
            }
        }
    }

    fn sex(&mut self, id: Option<&IdNumber>) -> Option<Sex> {
        let stated = self.text("xb").and_then(|it| it.parse::<Sex>().ok());
        let by_number = id.map(IdNumber::sex);
        if let (Some(stated), Some(by_number)) = (stated, by_number)
            && stated != by_number
        {
            let what = format!("与身份证件号第17位表示的性别（{}）不符", by_number.label());
            self.say("xb", Severity::Error, what, "请按证件核对性别和号码");
        }
        stated.or(by_number)
    }

    fn born(&mut self, id: Option<&IdNumber>) -> Option<Date> {
        let stated = self.row.date("csrq").ok().flatten();
        let by_number = id.map(IdNumber::birthday);
        if let (Some(stated), Some(by_number)) = (stated, by_number)
            && stated != by_number
        {
            let what = format!("与身份证件号中的出生日期（{by_number}）不符");
            self.say("csrq", Severity::Error, what, "请按证件核对出生日期和号码");
        }
        stated.or(by_number)
    }

    fn class(&mut self, born: Option<Date>) -> Option<(SchoolId, Grade, i64)> {
        let against = self.against;
        let code = self.text("xxbsm");
        let Some(school) = against.schools.find(code.as_deref()) else {
            let (what, advice) = match code {
                Some(_) => ("没有这个标识码的学校，或者它不在您的管辖范围内", "请核对学校标识码"),
                None => ("没有写明学校", "文件里有多所学校时，每行都要填学校标识码"),
            };
            self.say("xxbsm", Severity::Error, what, advice);
            return None;
        };
        let text = self.text("bh")?;
        let Some(class) = read_class(&text) else {
            let advice = "请写成 三年级(2)班、0302、201902 或班级序号 2";
            self.say("bh", Severity::Error, "看不出是哪个班", advice);
            return None;
        };
        let grade = self.grade_of(school, class, born)?;
        Some((school.id, grade, class.number))
    }

    fn grade_of(
        &mut self,
        school: &School,
        class: super::place::Named,
        born: Option<Date>,
    ) -> Option<Grade> {
        let entered = self.row.month("rxny").ok().flatten().map(|it| i64::from(it.year()));
        let six_in = born.map(|it| i64::from(it.year()) + 6 + i64::from(it.month() >= 9));
        let written = self.text("nj");
        let hints = Hints { grade: written.and_then(|it| it.parse().ok()), entered, six_in };
        let grade = grade_of(school, self.against.year, class, hints);
        if grade.is_none() {
            let what = format!("看不出是{}的哪个年级", school.name);
            let advice = "请在班级里写上年级（如三年级(2)班），或填写年级、入学年月";
            self.say("bh", Severity::Error, what, advice);
        }
        grade
    }

    /// Everything that has no column of its own. A document that is no citizen's card is kept here.
    fn registry(&self, id_kind: &str) -> Registry {
        let mut registry = Registry::default();
        for key in &self.against.columns {
            registry.set(key, self.text(key));
        }
        if id_kind != "1" {
            registry.set(OTHER_NUMBER, self.text(OTHER_NUMBER));
        }
        registry
    }

    fn member(&mut self, which: u8) -> Option<Member> {
        let key = |rest: &str| format!("cy{which}{rest}");
        let name = normalise_name(&self.text(&key("xm"))?);
        let relation = self.text(&key("gx")).unwrap_or_default();
        let code = relation.split('-').next().unwrap_or_default();
        let known = Relation::from_label(&relation).or_else(|| Relation::from_key(code));
        let phone = self.text(&key("lx")).and_then(|it| it.parse().ok());
        let id = self.member_id(&key("sfzh"));
        let is_guardian = self.row.yes_no(&key("sfjhr")).ok().flatten();
        let relation = known.unwrap_or(Relation::Other);
        let parent = matches!(relation, Relation::Father | Relation::Mother);
        let is_guardian = is_guardian.unwrap_or(parent);
        Some(Member { which, name, relation, phone, id, is_guardian })
    }

    /// A wrong number of a parent is told, and the rest of the row used.
    fn member_id(&mut self, key: &str) -> Option<IdNumber> {
        let text = self.text(key)?;
        match text.parse::<IdNumber>() {
            Ok(number) if number.is_invented() == self.against.demo => Some(number),
            Ok(_) => {
                self.say(
                    key,
                    Severity::Warning,
                    "号码的行政区划代码不符，没有采用",
                    "请按证件核对",
                );
                None
            }
            Err(fault) => {
                self.say(key, Severity::Warning, format!("{fault}，没有采用"), "请按证件核对");
                None
            }
        }
    }
}

/// The document columns that a file has, of all in the layout.
pub(crate) fn kept_columns(absent: &[&str]) -> Vec<String> {
    const EXTRA: [&str; 4] = ["xxbsm", "xxmc", "nj", "xjh"];
    let columns = LAYOUT.columns.iter().filter(|it| {
        let key = it.key.as_str();
        is_kept(key) && !EXTRA.contains(&key) && !absent.contains(&it.title.as_str())
    });
    columns.map(|it| it.key.clone()).collect()
}
