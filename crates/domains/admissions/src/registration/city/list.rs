//! The city's list as a sheet: a child a line.

use std::collections::BTreeMap;

use sheet::{Book, CellFault, Column, Finding, Kind, Layout, Refusal, Row, Severity};
use vocab::{IdNumber, Phone, SchoolId};

use crate::registration::{
    actions::Named,
    model::{Entry, Wish},
    rules,
    terms::Terms,
};

/// The columns.
pub(super) fn layout() -> Layout {
    let text = |key, title| Column::new(key, title, Kind::Text);
    let wishes = Entry::Primary.wishes().iter().map(|it| it.label().to_owned()).collect();
    Layout::new(
        "市级报名名单",
        vec![
            text("external", "市级报名号").also(&["报名编号", "报名序号"]).required(),
            text("name", "孩子姓名").also(&["姓名", "学生姓名"]).required(),
            Column::new("id_number", "孩子身份证号", Kind::IdNumber)
                .also(&["身份证号", "身份证件号"])
                .required(),
            text("guardian", "监护人姓名").also(&["监护人", "家长姓名"]).required(),
            Column::new("phone", "联系电话", Kind::Phone).also(&["手机号码"]).required(),
            text("school", "学区学校").required().note("这个批次里的公办学校，写全称"),
            text("address", "现住址").also(&["家庭住址"]).required(),
            text("category", "类别").required().note("本批次的类别名称，如“有户有房”"),
            Column::new("wish", "报哪一种", Kind::Choice(wishes)).note("不填就是公办学校"),
            text("choice", "民办志愿").note("报民办的写学校全称"),
            text("twin", "双胞胎的市级报名号").note("双胞胎、多胞胎一起安排的，写另一个孩子的号"),
        ],
    )
}

/// A child as the city has it.
pub(super) struct Line {
    pub(super) external: String,
    pub(super) child: Named,
    pub(super) guardian: String,
    pub(super) phone: Phone,
    pub(super) school: SchoolId,
    pub(super) address: String,
    pub(super) category: String,
    pub(super) wish: Wish,
    pub(super) choices: Vec<SchoolId>,
    pub(super) twin: Option<String>,
    /// Where it stands, for what is found out later.
    pub(super) row: Row,
}

impl Line {
    /// All that it says, in one text.
    pub(super) fn content(&self) -> String {
        let choices: Vec<String> = self.choices.iter().map(ToString::to_string).collect();
        let twin = self.twin.as_deref().unwrap_or_default();
        [
            self.child.name.as_str(),
            self.child.number.open(),
            &self.guardian,
            self.phone.open(),
            &self.school.to_string(),
            &self.address,
            &self.category,
            self.wish.key(),
            &choices.join(" "),
            twin,
        ]
        .join("\u{1f}")
    }
}

/// Reads a list against a campaign: the lines that can be used, and what is wrong with the others.
pub(super) fn read(
    bytes: &[u8],
    terms: &Terms,
    is_demo: bool,
) -> Result<(Vec<Line>, Vec<Finding>), Refusal> {
    let mut book = Book::open(bytes)?;
    let (rows, mut findings) = book.table(&layout())?.usable()?;
    let known = Known::of(terms, is_demo);
    let mut lines: Vec<Line> = Vec::new();
    let (mut externals, mut numbers) = (BTreeMap::new(), BTreeMap::new());
    for row in rows {
        let at = row.number;
        let read = known.line(&row).and_then(|it| {
            once("external", externals.get(&it.external))?;
            once("id_number", numbers.get(it.child.number.open()))?;
            Ok(it)
        });
        match read {
            Ok(it) => {
                externals.insert(it.external.clone(), at);
                numbers.insert(it.child.number.open().to_owned(), at);
                lines.push(it);
            }
            Err((key, fault)) => findings.push(row.finding(key, Severity::Error, fault)),
        }
    }
    let twins: BTreeMap<String, Option<String>> =
        lines.iter().map(|it| (it.external.clone(), it.twin.clone())).collect();
    lines.retain(|it| {
        let Some(twin) = &it.twin else { return true };
        if twins.get(twin).is_some_and(|back| back.as_ref() == Some(&it.external)) {
            return true;
        }
        let what = format!("市级报名号是“{twin}”的那一行没有写回这个号，或者有错，或者不在表里");
        let fault = CellFault::new(what, "双胞胎要在同一张表里，各写对方的号");
        findings.push(it.row.finding("twin", Severity::Error, fault));
        false
    });
    findings.sort_by_key(|it| it.row);
    Ok((lines, findings))
}

/// What a line may name.
struct Known<'a> {
    terms: &'a Terms,
    publics: BTreeMap<&'a str, SchoolId>,
    privates: BTreeMap<&'a str, SchoolId>,
    is_demo: bool,
}

/// What is wrong with a line: in which column, and the cure.
type Wrong = (&'static str, CellFault);

/// Whether nobody said the same on another line.
fn once(key: &'static str, other: Option<&u32>) -> Result<(), Wrong> {
    other.map_or(Ok(()), |other| {
        let what = format!("与第 {other} 行重复");
        Err((key, CellFault::new(what, "同一个孩子只留一行")))
    })
}

impl<'a> Known<'a> {
    fn of(terms: &'a Terms, is_demo: bool) -> Self {
        let of = |has_area: bool| {
            let all = terms.schools.iter().filter(move |it| it.has_area() == has_area);
            all.map(|it| (it.name.as_str(), it.school)).collect()
        };
        Self { terms, publics: of(true), privates: of(false), is_demo }
    }

    fn line(&self, row: &Row) -> Result<Line, Wrong> {
        let text = |key: &str| vocab::normalise(&row.text(key).ok().flatten().unwrap_or_default());
        let number = self.number(&text("id_number")).map_err(|it| ("id_number", it))?;
        let name = vocab::normalise_name(&text("name"));
        rules::may_enter(&self.terms.campaign, &name, number.birthday()).map_err(|why| {
            ("id_number", CellFault::new(why.to_string(), "年龄不符的不能报这个批次"))
        })?;
        let school = self.publics.get(text("school").as_str()).copied().ok_or_else(|| {
            let what = format!("这个批次没有公办学校“{}”", text("school"));
            ("school", CellFault::new(what, "请写招生批次里的学校全称"))
        })?;
        let label = text("category");
        let category = self.terms.categories_at(school).into_iter().find(|it| it.label == label);
        let category = category.ok_or_else(|| {
            let what = format!("{}没有“{label}”这个类别", text("school"));
            ("category", CellFault::new(what, "请写招生批次里的类别名称"))
        })?;
        let wish = Wish::ALL.into_iter().find(|it| it.label() == text("wish"));
        let wish = wish.unwrap_or(Wish::Public);
        let asked = (school, wish);
        let choices = self.choices(asked, &text("choice")).map_err(|it| ("choice", it))?;
        let phone = platform::codes::phone(&text("phone"), self.is_demo);
        let phone = phone
            .map_err(|why| ("phone", CellFault::new(why.to_string(), "请填监护人的手机号")))?;
        Ok(Line {
            external: text("external"),
            child: Named { student: None, name, number },
            guardian: vocab::normalise_name(&text("guardian")),
            phone,
            school,
            address: text("address"),
            category: category.key,
            wish,
            choices,
            twin: Some(text("twin")).filter(|it| !it.is_empty()),
            row: row.clone(),
        })
    }

    fn number(&self, text: &str) -> Result<IdNumber, CellFault> {
        let number: Result<IdNumber, _> = text.parse();
        let number = number.map_err(|why| {
            CellFault::new(why.to_string(), "请对照户口簿改正；超过 15 位的号码要设成文本再填")
        })?;
        if number.is_invented() && !self.is_demo {
            return Err(CellFault::new("不是真实的身份证号", "请对照户口簿改正"));
        }
        Ok(number)
    }

    fn choices(&self, asked: (SchoolId, Wish), name: &str) -> Result<Vec<SchoolId>, CellFault> {
        let named = if name.is_empty() {
            Vec::new()
        } else {
            let school = self.privates.get(name).copied().ok_or_else(|| {
                let what = format!("这个批次没有民办学校“{name}”");
                CellFault::new(what, "请写招生批次里的学校全称")
            })?;
            vec![school]
        };
        let it = &self.terms.campaign;
        rules::choices(it, asked, &named, &self.terms.schools)
            .map_err(|why| CellFault::new(why.to_string(), "报公办的不填，报民办的填一所"))
    }
}
