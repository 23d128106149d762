//! Sealing: list, plan and requests are looked through and settled before the seed is drawn.

use std::{
    fs,
    path::{Path, PathBuf},
};

use admissions::classes::list::Grade;
use anyhow::{Context as _, bail};
use classing::{Contradiction, Drawn, Hindrance, Input, Method, Plan, Raw, Weights, may_divide};

use super::{NAMES, NOTICE, SEALED, list, protocol, write, write_private};
use crate::{faults, tools::print};

/// How classes are made.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Way {
    /// 优化均衡
    Optimised,
    /// 分层随机
    Strata,
    /// S 型排列
    Snake,
}

impl Way {
    fn method(self) -> Method {
        match self {
            Self::Optimised => Method::Optimised,
            Self::Strata => Method::Strata,
            Self::Snake => Method::Snake,
        }
    }
}

/// 核对名单和方案并封存
#[derive(Debug, clap::Args)]
pub(crate) struct Seal {
    /// 名单:Excel 或 CSV,至少有报名号、姓名、性别三列
    list: PathBuf,
    /// 放结果的新文件夹
    folder: PathBuf,
    /// 只编派位录取的学生:xueyu draw run 写的 结果.xlsx
    #[arg(long)]
    winners: Option<PathBuf>,
    /// 年级:1 或 7
    #[arg(long, value_parser = clap::value_parser!(u8).range(1..=7))]
    grade: u8,
    /// 编几个班
    #[arg(long)]
    classes: usize,
    /// 记录的标题,如“示范小学 2026 级一年级”
    #[arg(long)]
    title: String,
    /// 编班方法
    #[arg(long, value_enum, default_value = "optimised")]
    method: Way,
    /// 女生人数的权重
    #[arg(long, default_value_t = 100)]
    weight_sex: u32,
    /// 特殊需要学生人数的权重
    #[arg(long, default_value_t = 100)]
    weight_special: u32,
    /// 各来源人数的权重
    #[arg(long, default_value_t = 20)]
    weight_origin: u32,
    /// 各科各等第人数的权重
    #[arg(long, default_value_t = 20)]
    weight_levels: u32,
    /// 最多搜索几轮:人数、申请很多而搜索太久的,可以写少些
    #[arg(long, default_value_t = 60)]
    rounds: u32,
    /// 种子由几个数组成,当众各抽一个
    #[arg(long, default_value_t = 6)]
    numbers: u32,
    /// 每个数从 0 抽到几
    #[arg(long, default_value_t = 99)]
    most: u32,
    /// 七年级参考六年级等第的依据:教育局方案的文号和条款
    #[arg(long)]
    clause: Option<String>,
    /// 参考等第的科目,可写多次
    #[arg(long)]
    subject: Vec<String>,
}

pub(super) fn run(task: &Seal) -> anyhow::Result<()> {
    let grade = grade(task)?;
    let winners = task.winners.as_deref().map(list::winners).transpose()?;
    let list = list::load(&task.list, &grade, winners.as_ref())?;
    let plan = Plan {
        title: task.title.clone(),
        classes: task.classes,
        method: task.method.method(),
        weights: Weights {
            sex: task.weight_sex,
            special: task.weight_special,
            origin: task.weight_origin,
            levels: task.weight_levels,
        },
        rounds: task.rounds,
        drawn: Drawn { numbers: task.numbers, most: task.most },
    };
    let names = list.names;
    let raw = Raw { plan, entry: list.entry, requests: list.requests };
    let input = match Input::new(raw) {
        Ok(input) => input,
        Err(defects) => return faults::refuse(&task.list, &defects),
    };
    match may_divide(&input) {
        Ok(()) => {}
        Err(Hindrance::Contradiction(it)) => return contradict(&task.list, &input, &it),
        Err(Hindrance::Undecided) => {
            bail!("没有找到满足全部申请的编班，也没能证明它不存在。请减少申请或增加班数后再试")
        }
    }
    make_folder(&task.folder)?;
    let sealed = input.sealed();
    write_private(&task.folder.join(SEALED), sealed.to_json())?;
    write_private(&task.folder.join(NAMES), serde_json::to_string_pretty(&names)?)?;
    write(&task.folder.join(NOTICE), protocol::notice(&input))?;
    print(&format!(
        "{} 名学生，编 {} 个班，{}，特殊申请 {} 条",
        sealed.pupils.len(),
        sealed.plan.classes,
        sealed.plan.method.label(),
        sealed.requests.len()
    ));
    print(&format!("名单和方案的摘要 {}", sealed.digest()));
    print(&format!(
        "请打印张贴 {}，再当众抽种子（{}），然后运行 xueyu classes run {} --seed 依次抽出的数",
        task.folder.join(NOTICE).display(),
        sealed.plan.drawn.label(),
        task.folder.display()
    ));
    Ok(())
}

fn grade(task: &Seal) -> anyhow::Result<Grade<'_>> {
    match (task.grade, &task.clause) {
        (1, None) if task.subject.is_empty() => Ok(Grade::One),
        (1, _) => bail!("一年级免试入学，编班不得参考成绩或等第，请去掉 --clause 和 --subject"),
        (7, None) if task.subject.is_empty() => Ok(Grade::Seven),
        (7, None) => bail!("参考六年级等第须有方案依据，请用 --clause 写明教育局方案的文号和条款"),
        (7, Some(_)) if task.subject.is_empty() => bail!("请用 --subject 写明参考哪些科目的等第"),
        (7, Some(clause)) => Ok(Grade::SevenByLevels { clause, subjects: &task.subject }),
        (other, _) => bail!("只有起始年级（1、7）编班，不是 {other} 年级"),
    }
}

/// Tells which requests contradict each other, and where they stand.
fn contradict(path: &Path, input: &Input, it: &Contradiction) -> anyhow::Result<()> {
    let (last, lines) = admissions::classes::contradiction(input, it);
    bail!("{} 中的申请互相矛盾，{last}：\n{}", path.display(), lines.join("\n"));
}

/// A folder for a new year group: one that has files is somebody's.
fn make_folder(folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("建不了文件夹 {}", folder.display()))?;
    if fs::read_dir(folder)?.next().is_some() {
        bail!("{} 里已有文件，每次编班用一个新文件夹", folder.display());
    }
    Ok(())
}
