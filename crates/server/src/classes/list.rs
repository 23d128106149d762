//! The school's list, from a workbook or CSV, and the template for it.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use classing::{Entry, Level, Pupil, Request, Wish};
use sheet::{Book, CellFault, Column, Kind, Layout, Row, Severity};
use vocab::Sex;

use super::{read, write};
use crate::{faults, tools::print};

/// What the titles of columns about results have in them.
const RESULTS: [&str; 8] = ["成绩", "分数", "等第", "考", "测试", "测评", "得分", "名次"];
/// What separates several marks in one cell.
const SEPARATORS: [char; 7] = ['、', '，', ',', ';', '；', '/', ' '];

/// 生成空白名单模板
#[derive(Debug, clap::Args)]
pub(crate) struct Template {
    /// 写到哪里,如 名单模板.xlsx
    to: PathBuf,
    /// 七年级按方案参考的等第科目,可写多次。一年级没有这一项
    #[arg(long)]
    subject: Vec<String>,
}

/// Who comes in, with everybody's name, and what is asked for them.
pub(super) struct List {
    pub(super) entry: Entry,
    pub(super) names: BTreeMap<String, String>,
    pub(super) requests: Vec<Request>,
}

/// Which grade it is, and what allows levels.
pub(super) enum Grade<'a> {
    One,
    Seven,
    SevenByLevels { clause: &'a str, subjects: &'a [String] },
}

impl Grade<'_> {
    fn subjects(&self) -> &[String] {
        if let Self::SevenByLevels { subjects, .. } = self { subjects } else { &[] }
    }
}

fn layout(subjects: &[String]) -> Layout {
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

pub(super) fn write_template(task: &Template) -> anyhow::Result<()> {
    let layout = layout(&task.subject);
    let levels: Vec<&str> = Level::ALL.iter().map(|it| it.label()).collect();
    let keys: Vec<String> = (0..task.subject.len()).map(|it| format!("level{it}")).collect();
    let template = keys.iter().fold(sheet::Template::new(&layout), |it, key| it.list(key, &levels));
    write(&task.to, template.build()?)?;
    print(&format!("已写好 {}", task.to.display()));
    Ok(())
}

/// The list in `path`; what is wrong is told line by line.
pub(super) fn load(
    path: &Path,
    grade: &Grade<'_>,
    winners: Option<&BTreeSet<String>>,
) -> anyhow::Result<List> {
    let bytes = read(path)?;
    let name = || path.display().to_string();
    let mut book = Book::open(&bytes).with_context(name)?;
    let layout = layout(grade.subjects());
    let mut table = book.table(&layout).with_context(name)?;
    let (mut rows, findings) = table.collect().with_context(name)?;
    let mut requests = requests(&rows).with_context(name)?;
    if let Some(winners) = winners {
        requests = among(requests, winners);
        rows.retain(|it| it.text("id").ok().flatten().is_some_and(|id| winners.contains(&id)));
        let listed: BTreeSet<String> =
            rows.iter().filter_map(|it| it.text("id").ok().flatten()).collect();
        let missing: Vec<String> = winners
            .difference(&listed)
            .map(|id| format!("派位录取的报名号 {id} 不在名单中，请补上或核对号码"))
            .collect();
        faults::refuse(path, &missing)?;
    }
    let mut wrong: Vec<String> = findings
        .iter()
        .filter(|it| it.severity == Severity::Error)
        .map(ToString::to_string)
        .collect();
    wrong.extend(results(&rows, grade));
    let mut pupils = Vec::with_capacity(rows.len());
    for row in &rows {
        match pupil(row, grade.subjects().len()) {
            Ok(it) => pupils.push(it),
            // The sheet's own complaints name the cell; this is for what they leave open.
            Err(fault) if wrong.is_empty() || fault.what.contains("等第") => {
                wrong.push(format!("第 {} 行：{}。{}", row.number, fault.what, fault.advice));
            }
            Err(_) => {}
        }
    }
    wrong.extend(named(&rows));
    faults::refuse(path, &wrong)?;
    let names = pupils.iter().map(|it| (it.0.id.clone(), it.0.name.clone())).collect();
    let bare = |pupils: Vec<(Pupil, Vec<Level>)>| pupils.into_iter().map(|it| it.0).collect();
    let entry = match grade {
        Grade::One => Entry::Grade1(bare(pupils)),
        Grade::Seven => Entry::Grade7(bare(pupils)),
        Grade::SevenByLevels { clause, subjects } => Entry::Grade7ByLevels {
            clause: (*clause).to_owned(),
            subjects: subjects.to_vec(),
            pupils,
        },
    };
    Ok(List { entry, names, requests })
}

/// The numbers of those who were drawn: a sheet that `xueyu draw run` wrote, or any with 报名号 and
/// 结果.
pub(super) fn winners(path: &Path) -> anyhow::Result<BTreeSet<String>> {
    let bytes = read(path)?;
    let name = || path.display().to_string();
    let mut book = Book::open(&bytes).with_context(name)?;
    let column = |key, title| Column::new(key, title, Kind::Text).required();
    let layout = Layout::new("派位结果", vec![column("id", "报名号"), column("result", "结果")]);
    let mut table = book.table(&layout).with_context(name)?;
    let (rows, _) = table.collect().with_context(name)?;
    let mut winners = BTreeSet::new();
    for row in &rows {
        let result = row.text("result").map_err(|it| fault(&it))?.unwrap_or_default();
        if result.starts_with("模拟") {
            bail!("{} 是模拟派位的结果，不能用来编班", path.display());
        }
        if result == "录取" {
            winners.extend(row.text("id").map_err(|it| fault(&it))?);
        }
    }
    if winners.is_empty() {
        bail!("{} 的“结果”列里没有“录取”", path.display());
    }
    Ok(winners)
}

/// Reasons that say a name: what is asked is posted with its reason.
fn named(rows: &[Row]) -> Vec<String> {
    let text = |row: &Row, key| row.text(key).ok().flatten().unwrap_or_default();
    let names: BTreeSet<String> = rows
        .iter()
        .map(|it| vocab::normalise_name(&text(it, "name")))
        .filter(|it| it.chars().count() > 1)
        .collect();
    let told = rows.iter().filter_map(|row| {
        let reason = vocab::normalise_name(&text(row, "reason"));
        let name = names.iter().find(|it| reason.contains(*it))?;
        let hidden = vocab::mask_name(name);
        Some(format!(
            "第 {} 行：申请事由里有学生姓名“{hidden}”。事由会随公示张贴，请改写",
            row.number
        ))
    });
    told.collect()
}

/// Columns about results that this grade must not have: the first row that fills each is told.
fn results(rows: &[Row], grade: &Grade<'_>) -> Vec<String> {
    let why = match grade {
        Grade::One => "一年级免试入学，编班不得使用任何成绩或测试结果，请删去这一列",
        Grade::Seven => {
            "七年级参考等第须有教育局方案依据，请删去这一列，或用 --clause 写明条款并用 --subject 写明科目"
        }
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

fn pupil(row: &Row, subjects: usize) -> Result<(Pupil, Vec<Level>), CellFault> {
    let text = |key: &str| Ok::<_, CellFault>(row.text(key)?.unwrap_or_default());
    let sex: Sex =
        text("sex")?.parse().map_err(|_| CellFault::new("性别没有填", "请填“男”或“女”"))?;
    let pupil = Pupil {
        id: text("id")?,
        name: text("name")?,
        sex,
        origin: text("origin")?,
        special: row.yes_no("special")?.unwrap_or(false),
        line: row.number,
    };
    let mut levels = Vec::with_capacity(subjects);
    for at in 0..subjects {
        let found = text(&format!("level{at}"))?;
        let level = Level::read(&found).ok_or_else(|| {
            CellFault::new(format!("等第“{found}”无法识别"), "请填优秀、良好、合格或待提高")
        })?;
        levels.push(level);
    }
    Ok((pupil, levels))
}

/// Those who bear the same mark ask the same.
fn requests(rows: &[Row]) -> anyhow::Result<Vec<Request>> {
    let mut marked: BTreeMap<(Wish, String), Request> = BTreeMap::new();
    for row in rows {
        for (wish, key) in [(Wish::Together, "together"), (Wish::Apart, "apart")] {
            let cell = row.text(key).map_err(|it| fault(&it))?.unwrap_or_default();
            let cell = vocab::normalise(&cell);
            for mark in cell.split(SEPARATORS).filter(|it| !it.is_empty()) {
                let empty =
                    Request { wish, pupils: Vec::new(), reason: String::new(), line: row.number };
                let request = marked.entry((wish, mark.to_owned())).or_insert(empty);
                request.pupils.push(row.text("id").map_err(|it| fault(&it))?.unwrap_or_default());
                if request.reason.is_empty() {
                    request.reason =
                        row.text("reason").map_err(|it| fault(&it))?.unwrap_or_default();
                }
            }
        }
    }
    Ok(marked.into_values().collect())
}

/// What is still asked where only some were drawn: who was asked for together with others and is the
/// only one left has nothing to be granted.
fn among(requests: Vec<Request>, winners: &BTreeSet<String>) -> Vec<Request> {
    let (mut left, mut moot) = (Vec::new(), Vec::new());
    for mut it in requests {
        let asked = it.pupils.len();
        it.pupils.retain(|id| winners.contains(id));
        if it.pupils.len() > 1 || (asked < 2 && !it.pupils.is_empty()) {
            left.push(it);
        } else if let Some(id) = it.pupils.first() {
            moot.push(format!(
                "第 {} 行起的{}申请只录取了 {id} 一人，不再适用",
                it.line,
                it.wish.label()
            ));
        }
    }
    for it in moot {
        print(&it);
    }
    left
}

fn fault(it: &CellFault) -> anyhow::Error {
    anyhow::anyhow!("{}。{}", it.what, it.advice)
}
