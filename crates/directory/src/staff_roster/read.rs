//! What a row of a roster says, and what is wrong with it by itself.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sheet::{CellFault, Column, Finding, Kind, Layout, Row, Severity};
use vocab::{Phone, Role, SchoolId, Sex};

use crate::{
    model::{Duty, School},
    roll::{Named, read_class},
};

/// The posts that a roster can give, as it names them. Class teachers follow from the class.
pub(super) const DUTIES: [Duty; 7] = [
    Duty::Role(Role::Principal),
    Duty::Role(Role::AftercareManager),
    Duty::Role(Role::RollManager),
    Duty::Role(Role::SchoolFinance),
    Duty::Role(Role::SafetyOfficer),
    Duty::Role(Role::Teacher),
    Duty::Support,
];

/// The columns.
pub fn layout() -> Layout {
    let sexes = [Sex::Male, Sex::Female].map(|it| it.label().to_owned());
    let duties = DUTIES.map(Duty::label).join("、");
    Layout::new(
        "教职工名册",
        vec![
            Column::new("code", "学校标识码", Kind::Code { digits: 10 })
                .note("与“单位”填一项即可；本校导入时都可以不填"),
            Column::new("place", "单位", Kind::Text).also(&["学校", "学校名称", "所在学校"]),
            Column::new("name", "姓名", Kind::Text).also(&["教师姓名"]).required(),
            Column::new("sex", "性别", Kind::Choice(sexes.to_vec())),
            Column::new("subject", "任教学科", Kind::Text).also(&["学科", "任教科目"]),
            Column::new("duty", "职务", Kind::Text)
                .also(&["岗位"])
                .required()
                .note(&format!("{duties}；几项之间用顿号隔开")),
            Column::new("class", "任班主任的班级", Kind::Text)
                .also(&["班主任班级"])
                .note("如 三年级(2)班；表中有这一列时，没有填的就不再是班主任"),
            Column::new("phone", "手机号", Kind::Phone)
                .also(&["联系电话", "手机", "手机号码"])
                .note("用来认人和登录，请尽量填写"),
        ],
    )
}

/// A person as a row has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    /// The row as Excel numbers it.
    pub(super) line: u32,
    pub(super) school: SchoolId,
    pub(super) name: String,
    pub(super) sex: Option<Sex>,
    pub(super) subject: Option<String>,
    pub(super) phone: Option<Phone>,
    pub(super) duties: BTreeSet<Duty>,
    /// The class that they are the teacher of.
    pub(super) class: Option<Named>,
}

/// The schools that a sheet may speak of.
pub(super) struct Schools<'a> {
    all: &'a [School],
    by_code: HashMap<&'a str, &'a School>,
    /// Demonstrations take invented telephone numbers and no others.
    demo: bool,
}

impl<'a> Schools<'a> {
    pub(super) fn new(all: &'a [School], demo: bool) -> Self {
        let by_code = all.iter().filter_map(|it| Some((it.code.as_deref()?, it))).collect();
        Self { all, by_code, demo }
    }

    fn of(&self, row: &Row) -> Result<&'a School, Finding> {
        let fault = |key, what: &str, advice: &str| fault(row, key, CellFault::new(what, advice));
        if let Some(code) = text(row, "code") {
            let found = self.by_code.get(code.as_str()).copied();
            return found.ok_or_else(|| {
                fault("code", "您管理的范围内没有这所学校", "请核对学校标识码，或先导入学校名录")
            });
        }
        match (text(row, "place"), self.all) {
            (None, [only]) => Ok(only),
            (None, _) => Err(fault("place", "没有写学校", "请填写学校标识码或单位名称")),
            (Some(name), all) => {
                let mut named = all.iter().filter(|it| it.name == name);
                match (named.next(), named.next()) {
                    (Some(one), None) => Ok(one),
                    (None, _) => Err(fault(
                        "place",
                        "您管理的范围内没有这所学校",
                        "请写学校全称，或填写学校标识码",
                    )),
                    _ => Err(fault("place", "有几所学校叫这个名称", "请填写学校标识码")),
                }
            }
        }
    }
}

fn text(row: &Row, key: &str) -> Option<String> {
    row.text(key).ok().flatten().map(|it| it.trim().to_owned()).filter(|it| !it.is_empty())
}

pub(super) fn fault(row: &Row, key: &str, fault: CellFault) -> Finding {
    row.finding(key, Severity::Error, fault)
}

/// What `row` says.
pub(super) fn read(row: &Row, schools: &Schools<'_>) -> Result<Said, Finding> {
    let school = schools.of(row)?.id;
    let phone = text(row, "phone").map(|it| it.parse::<Phone>()).transpose();
    let phone =
        phone.map_err(|it| fault(row, "phone", CellFault::new(it.to_string(), "请核对后重填")))?;
    if phone.as_ref().is_some_and(|it| it.is_invented() != schools.demo) {
        let what = "演示用的虚构号码不能用在正式系统，正式的也不能用在演示系统";
        return Err(fault(row, "phone", CellFault::new(what, "请核对手机号")));
    }
    let class = text(row, "class").map(|it| {
        read_class(&it).filter(|it| it.grade.is_some()).ok_or_else(|| {
            fault(row, "class", CellFault::new("看不出是哪个班", "请写成 三年级(2)班 的样子"))
        })
    });
    let sex = text(row, "sex");
    Ok(Said {
        line: row.number,
        school,
        name: text(row, "name").unwrap_or_default(),
        sex: [Sex::Male, Sex::Female].into_iter().find(|it| Some(it.label()) == sex.as_deref()),
        subject: text(row, "subject"),
        phone,
        duties: duties(row)?,
        class: class.transpose()?,
    })
}

fn duties(row: &Row) -> Result<BTreeSet<Duty>, Finding> {
    let words = text(row, "duty").unwrap_or_default();
    let words = words.split(['、', ',', '，', ';', '；', '/']).map(str::trim);
    let mut duties = BTreeSet::new();
    for word in words.filter(|it| !it.is_empty()) {
        // The class says it better, and a class teacher teaches.
        let word = if word == Role::ClassTeacher.label() { Role::Teacher.label() } else { word };
        let found = DUTIES.into_iter().find(|it| it.label() == word || said_as(*it, word));
        duties.insert(found.ok_or_else(|| {
            let known = DUTIES.map(Duty::label).join("、");
            let what = format!("没有“{word}”这个职务");
            fault(row, "duty", CellFault::new(what, format!("可以填写：{known}")))
        })?);
    }
    Ok(duties)
}

/// Other words that schools have for a duty.
fn said_as(duty: Duty, word: &str) -> bool {
    match duty {
        Duty::Role(Role::Teacher) => matches!(word, "教师" | "专任教师" | "老师"),
        Duty::Role(Role::SchoolFinance) => matches!(word, "财务" | "会计" | "报账员"),
        Duty::Role(Role::SafetyOfficer) => matches!(word, "安全员" | "安全管理员"),
        Duty::Support => matches!(word, "后勤人员" | "工勤" | "保安" | "食堂"),
        Duty::Role(_) => false,
    }
}

/// The rows without those that name a person again, each of which is told.
pub(super) fn once(said: Vec<Said>, rows: &HashMap<u32, Row>) -> (Vec<Said>, Vec<Finding>) {
    let mut phones: BTreeMap<String, u32> = BTreeMap::new();
    let mut names: BTreeMap<(SchoolId, String), u32> = BTreeMap::new();
    let (mut kept, mut findings) = (Vec::new(), Vec::new());
    for it in said {
        // With a telephone number that alone says who it is.
        let first = match &it.phone {
            Some(phone) => phones.insert(phone.open().to_owned(), it.line),
            None => names.insert((it.school, it.name.clone()), it.line),
        };
        match first {
            None => kept.push(it),
            Some(first) => {
                let key = if it.phone.is_some() { "phone" } else { "name" };
                let what = format!("与第 {first} 行是同一个人");
                let advice = "同一人请只留一行，职务写在一起；不同的人请核对手机号";
                findings.push(fault(&rows[&it.line], key, CellFault::new(what, advice)));
            }
        }
    }
    (kept, findings)
}
