//! The list of a division as a sheet: one row a child, with marks for who should be together or apart.

use std::collections::{BTreeMap, BTreeSet};

use classing::{Entry, Level, Pupil, Request, Wish};
use sheet::{Book, CellFault, Column, Finding, Kind, Layout, Refusal, Row, Severity};
use vocab::Sex;

/// What the titles of columns about results have in them.
const RESULTS: [&str; 8] = ["成绩", "分数", "等第", "考", "测试", "测评", "得分", "名次"];
/// What separates several marks in one cell.
const SEPARATORS: [char; 7] = ['、', '，', ',', ';', '；', '/', ' '];

/// Which grade it is, and what allows levels.
#[derive(Debug, Clone, Copy)]
pub enum Grade<'a> {
    /// Grade 1.
    One,
    /// Grade 7.
    Seven,
    /// Grade 7 with the levels of grade 6.
    SevenByLevels {
        /// What allows it.
        clause: &'a str,
        /// The subjects.
        subjects: &'a [String],
    },
}

impl Grade<'_> {
    /// The subjects that have levels.
    pub fn subjects(&self) -> &[String] {
        if let Self::SevenByLevels { subjects, .. } = self { subjects } else { &[] }
    }

    /// The lines of a list as the engine takes them.
    pub fn entry(&self, lines: Vec<Line>) -> Entry {
        let bare = |lines: Vec<Line>| lines.into_iter().map(|it| it.pupil).collect();
        match self {
            Self::One => Entry::Grade1(bare(lines)),
            Self::Seven => Entry::Grade7(bare(lines)),
            Self::SevenByLevels { clause, subjects } => Entry::Grade7ByLevels {
                clause: (*clause).to_owned(),
                subjects: subjects.to_vec(),
                pupils: lines.into_iter().map(|it| (it.pupil, it.levels)).collect(),
            },
        }
    }
}

/// A child of a list, with a level for each subject.
#[derive(Debug, Clone)]
pub struct Line {
    /// The child.
    pub pupil: Pupil,
    /// The levels.
    pub levels: Vec<Level>,
}

/// What a list says.
#[derive(Debug)]
pub struct Read {
    /// The children that can be used.
    pub lines: Vec<Line>,
    /// What is asked.
    pub requests: Vec<Request>,
    /// What is wrong, by cell.
    pub findings: Vec<Finding>,
    /// What is wrong with columns as a whole.
    pub wrong: Vec<String>,
}

/// The columns.
pub fn layout(subjects: &[String]) -> Layout {
    let text = |key, title| Column::new(key, title, Kind::Text);
    let mut columns = vec![
        text("id", "报名号").required().also(&["报名编号", "报名序号", "编号", "学生编号"]),
        text("name", "姓名").required().also(&["学生姓名", "学生"]),
        Column::new("sex", "性别", Kind::Choice(vec!["男".to_owned(), "女".to_owned()])).required(),
        text("origin", "来源")
            .also(&["毕业幼儿园", "毕业学校", "毕业小学", "户籍类别", "生源"])
            .note("要在各班均衡的来源，如毕业幼儿园；不均衡来源就留空"),
        Column::new("special", "特殊需要", Kind::YesNo).note("需要特殊教育支持的填“是”"),
        text("together", "同班组")
            .note("要求同班的学生填同一个记号，如双胞胎都填 A；参加几组用顿号隔开"),
        text("apart", "分班组").note("要求不同班的学生填同一个记号"),
        text("reason", "申请事由")
            .note("同班组、分班组的理由，同组填一人即可；会随公示张贴，不要写姓名、病情等隐私"),
    ];
    for (at, subject) in subjects.iter().enumerate() {
        let key = format!("level{at}");
        let title = format!("{subject}等第");
        let column = Column::new(&key, &title, Kind::Text).required().also(&[subject.as_str()]);
        columns.push(column.note("优秀、良好、合格、待提高"));
    }
    Layout::new("编班名单", columns)
}

/// Reads a list; what cannot be used is told.
pub fn read(book: &mut Book, grade: &Grade<'_>) -> Result<Read, Refusal> {
    let (rows, mut findings) = book.table(&layout(grade.subjects()))?.collect()?;
    let faulty: BTreeSet<u32> =
        findings.iter().filter(|it| it.severity == Severity::Error).map(|it| it.row).collect();
    let mut lines = Vec::with_capacity(rows.len());
    for row in &rows {
        match line(row, grade.subjects().len()) {
            Ok(it) => lines.push(it),
            // The sheet's own complaints name the cell; this is for what they leave open.
            Err((key, fault)) if !faulty.contains(&row.number) => {
                findings.push(row.finding(&key, Severity::Error, fault));
            }
            Err(_) => {}
        }
    }
    findings.extend(named(&rows));
    findings.sort_by_key(|it| it.row);
    Ok(Read { lines, requests: requests(&rows), findings, wrong: results(&rows, grade) })
}

/// Reasons that say a name: what is asked is posted with its reason.
fn named(rows: &[Row]) -> Vec<Finding> {
    let names: BTreeSet<String> = rows
        .iter()
        .map(|it| vocab::normalise_name(&text(it, "name")))
        .filter(|it| it.chars().count() > 1)
        .collect();
    let told = rows.iter().filter_map(|row| {
        let reason = vocab::normalise_name(&text(row, "reason"));
        let name = names.iter().find(|it| reason.contains(*it))?;
        let what = format!("申请事由里有学生姓名“{}”", vocab::mask_name(name));
        let fault = CellFault::new(what, "事由会随公示张贴，请改写");
        Some(row.finding("reason", Severity::Error, fault))
    });
    told.collect()
}

/// Columns about results that this grade must not have: the first row that fills each is told.
fn results(rows: &[Row], grade: &Grade<'_>) -> Vec<String> {
    let why = match grade {
        Grade::One => "一年级免试入学，编班不得使用任何成绩或测试结果，请删去这一列",
        Grade::Seven => "参考六年级等第须有教育局方案的条款，没有就请删去这一列",
        Grade::SevenByLevels { .. } => "方案只允许参考所列科目的等第，请删去这一列",
    };
    let mut told: BTreeMap<String, String> = BTreeMap::new();
    for row in rows {
        for (title, _) in row.others() {
            if RESULTS.iter().any(|it| title.contains(it)) && !told.contains_key(title) {
                let text = format!("第 {} 行“{title}”列：{why}", row.number);
                told.insert(title.to_owned(), text);
            }
        }
    }
    told.into_values().collect()
}

fn text(row: &Row, key: &str) -> String {
    row.text(key).ok().flatten().unwrap_or_default()
}

fn line(row: &Row, subjects: usize) -> Result<Line, (String, CellFault)> {
    let no_sex = || ("sex".to_owned(), CellFault::new("性别没有填", "请填“男”或“女”"));
    let sex: Sex = text(row, "sex").parse().map_err(|_| no_sex())?;
    let pupil = Pupil {
        id: text(row, "id"),
        name: text(row, "name"),
        sex,
        origin: text(row, "origin"),
        special: row.yes_no("special").ok().flatten().unwrap_or(false),
        line: row.number,
    };
    let mut levels = Vec::with_capacity(subjects);
    for key in (0..subjects).map(|at| format!("level{at}")) {
        let found = text(row, &key);
        let advice = "请填优秀、良好、合格或待提高";
        let level = Level::read(&found)
            .ok_or_else(|| (key, CellFault::new(format!("等第“{found}”无法识别"), advice)))?;
        levels.push(level);
    }
    Ok(Line { pupil, levels })
}

/// Those who bear the same mark ask the same.
fn requests(rows: &[Row]) -> Vec<Request> {
    let mut marked: BTreeMap<(Wish, String), Request> = BTreeMap::new();
    for row in rows {
        for (wish, key) in [(Wish::Together, "together"), (Wish::Apart, "apart")] {
            let cell = vocab::normalise(&text(row, key));
            for mark in cell.split(SEPARATORS).filter(|it| !it.is_empty()) {
                let empty =
                    Request { wish, pupils: Vec::new(), reason: String::new(), line: row.number };
                let request = marked.entry((wish, mark.to_owned())).or_insert(empty);
                request.pupils.push(text(row, "id"));
                if request.reason.is_empty() {
                    request.reason = text(row, "reason");
                }
            }
        }
    }
    marked.into_values().collect()
}
