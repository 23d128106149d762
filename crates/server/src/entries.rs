//! `xueyu catalog check`: what is wrong with the files of a catalog, before a county runs by them.

use std::{fs, path::Path};

use anyhow::Context as _;
use case::definition::Case;
use catalog::{Definition, Fault, Set, Source};
use platform::effects::Effects;

use crate::{modules::MODULES, tools::print};

/// Reads the files below `folder`, or those that came with the program, and lists what is wrong.
pub(crate) fn check(folder: Option<&Path>) -> anyhow::Result<()> {
    let sources = match folder {
        Some(folder) => read(folder)?,
        None => catalog::embedded(),
    };
    let count = sources.len();
    let faults = faults(sources);
    for fault in &faults {
        print(&fault.to_string());
    }
    if faults.is_empty() {
        print(&format!("{count} 个事项文件，没有发现错误"));
        return Ok(());
    }
    anyhow::bail!("{count} 个事项文件，{} 处错误", faults.len())
}

/// Everything that is wrong with `sources`: those of machines, and those that no machine reads.
fn faults(sources: Vec<Source>) -> Vec<Fault> {
    let is_known = |it: &Source| it.entry().is_some_and(|it| it.machine == Case::MACHINE);
    let (known, lost): (Vec<_>, Vec<_>) = sources.into_iter().partition(is_known);
    let nobody = |it: &Source| {
        let advice = "路径写成 <领域>/<机器>/<名称>.toml，只用小写字母和短横，机器可以是 case";
        it.fault(&(0..0), "没有机器读这个文件", advice)
    };
    let mut faults: Vec<Fault> = lost.iter().map(nobody).collect();
    let effects = Effects::of(MODULES.iter());
    faults.extend(faults_of::<Case>(known, &effects));
    faults.sort();
    faults
}

/// Everything that is wrong with the entries of a machine, the effects that they name included.
fn faults_of<D: Definition>(sources: Vec<Source>, effects: &Effects) -> Vec<Fault> {
    match Set::<D>::of(sources) {
        Ok(set) => set.check_effects(effects),
        Err(faults) => faults,
    }
}

fn read(folder: &Path) -> anyhow::Result<Vec<Source>> {
    let mut sources = Vec::new();
    walk(folder, folder, &mut sources)?;
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(sources)
}

fn walk(root: &Path, folder: &Path, sources: &mut Vec<Source>) -> anyhow::Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("读不到 {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            walk(root, &path, sources)?;
        } else if path.extension().is_some_and(|it| it == "toml") {
            let text = fs::read_to_string(&path)
                .with_context(|| format!("{} 不是 UTF-8 文本", path.display()))?;
            let name = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
            sources.push(Source::new(&name, &text));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_with_the_program_is_sound_and_what_nobody_reads_is_told() {
        assert_eq!(faults(catalog::embedded()), []);
        let strays = ["safety/cases/incident.toml", "incident.toml"].map(|it| Source::new(it, ""));
        assert_eq!(faults(strays.to_vec()).len(), 2);
    }
}
