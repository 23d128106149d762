//! Recomputing: anybody who has the record finds out whether it is what list, plan and seed give.

use std::path::PathBuf;

use admissions::classes::protocol::verdict;
use anyhow::Context as _;
use classing::{Register, Transcript};

use super::{REGISTER, TEACHERS, TRANSCRIPT, read_text, teachers};
use crate::tools::print;

/// 核验编班记录
#[derive(Debug, clap::Args)]
pub(crate) struct Verify {
    /// 编班记录.json,或它所在的文件夹(同时核验变动记录和班主任抽签)
    path: PathBuf,
}

pub(super) fn run(task: &Verify) -> anyhow::Result<()> {
    let file = if task.path.is_dir() { task.path.join(TRANSCRIPT) } else { task.path.clone() };
    let name = || file.display().to_string();
    let transcript = Transcript::read(&read_text(&file)?).with_context(name)?;
    transcript.verify().with_context(name)?;
    let (sealed, solution) = (transcript.sealed(), transcript.solution());
    print(&format!("核验通过：{}", sealed.plan.title));
    print(&format!(
        "{} 名学生，{} 个班，{}，种子“{}”，重新计算的结果与记录完全一致",
        sealed.pupils.len(),
        solution.classes.len(),
        sealed.plan.method.label(),
        solution.seed
    ));
    print(&verdict(solution));
    print(&format!("抽种子之前张贴的摘要应是 {}", transcript.posted()));
    print(&format!("编班记录的摘要应是 {}", transcript.digest()));
    let Some(folder) = file.parent() else { return Ok(()) };
    let register = folder.join(REGISTER);
    if register.exists() {
        let it = Register::read(&transcript, &read_text(&register)?)
            .with_context(|| register.display().to_string())?;
        print(&format!("变动记录 {} 条，逐条相连，最后的摘要 {}", it.acts().len(), it.head()));
        for (number, act) in (1..).zip(it.acts()).filter(|it| !it.1.breaks.is_empty()) {
            for breach in &act.breaks {
                print(&format!("第 {number} 条违反{breach}。理由：{}", act.note.despite));
            }
        }
        for breach in it.broken() {
            print(&format!("至今没有满足：{breach}"));
        }
    }
    let paired = folder.join(TEACHERS);
    if paired.exists() {
        let said = teachers::verify(&transcript, &read_text(&paired)?)
            .with_context(|| paired.display().to_string())?;
        print(&said);
    }
    Ok(())
}
