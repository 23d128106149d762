//! `xueyu catalog`: what is wrong with the files of a catalog, before a county runs by them, and what
//! they may say, for editors that complete and check while one writes.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use anyhow::Context as _;
use catalog::{EntryPath, Fault, Source};
use jiff::civil::DateTime;
use platform::{effects::Effects, measures::Measures};

use crate::{
    modules::{FACES, MODULES},
    tools::print,
};

/// Reads the files below `folder`, or those that came with the program, and lists what is wrong.
pub(crate) fn check(folder: Option<&Path>) -> anyhow::Result<()> {
    let sources = match folder {
        Some(folder) => read(folder)?,
        None => catalog::embedded(),
    };
    let count = sources.len();
    let faults = faults(&sources);
    for fault in &faults {
        print(&fault.to_string());
    }
    if faults.is_empty() {
        print(&format!("{count} 个事项文件，没有发现错误"));
        return Ok(());
    }
    anyhow::bail!("{count} 个事项文件，{} 处错误", faults.len())
}

/// Has this process run by the files below `folder`, if nothing is wrong with them. That is found out
/// by a process of its own: here nobody may have asked for the catalog before it is given.
pub(crate) fn give(folder: &Path) -> anyhow::Result<()> {
    let program = std::env::current_exe().context("this program cannot be found")?;
    let checked = Command::new(program).args(["catalog", "check"]).arg(folder).status()?;
    anyhow::ensure!(checked.success(), "{} 里的事项文件有错误，没有启动", folder.display());
    anyhow::ensure!(catalog::give(read(folder)?), "the catalog had been given already");
    Ok(())
}

/// Everything that is wrong with `sources`: each as its machine reads it, those that no machine
/// reads, and those of one machine that have the same name.
fn faults(sources: &[Source]) -> Vec<Fault> {
    let mut names = BTreeMap::<(&str, &str), &str>::new();
    let mut faults = Vec::new();
    let (effects, measures) = (Effects::of(MODULES.iter()), Measures::of(MODULES.iter()));
    for it in sources {
        let face = it.entry().and_then(|entry| {
            Some((entry, FACES.iter().find(|face| face.machine == entry.machine)?))
        });
        let Some((EntryPath { machine, name, .. }, face)) = face else {
            let machines = FACES.iter().map(|it| it.machine).collect::<Vec<_>>().join("、");
            let advice = format!(
                "路径写成 <领域>/<机器>/<名称>.toml，只用小写字母和短横，机器可以是 {machines}"
            );
            faults.push(it.fault(&(0..0), "没有机器读这个文件", advice));
            continue;
        };
        faults.extend(
            (face.tell)(it, DateTime::MIN, (&effects, &measures)).err().unwrap_or_default(),
        );
        if let Some(other) = names.insert((machine, name), &it.path) {
            let cause = format!("{} 与 {other} 同名", it.path);
            faults.push(it.fault(&(0..0), cause, "请把其中一个文件改名"));
        }
    }
    faults.sort();
    faults
}

/// The JSON Schema of each machine's files, by its name: for editors, kept in `catalog/schema`.
fn schemas() -> impl Iterator<Item = (String, String)> {
    FACES.iter().map(|it| {
        let text = serde_json::to_string_pretty((it.schema)().as_value()).unwrap_or_default();
        (format!("{}.json", it.machine), text + "\n")
    })
}

/// Writes the schemas into `folder`.
pub(crate) fn write_schemas(folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("建不了 {}", folder.display()))?;
    for (name, text) in schemas() {
        let path = folder.join(name);
        fs::write(&path, text).with_context(|| format!("写不了 {}", path.display()))?;
        print(&path.display().to_string());
    }
    Ok(())
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
    fn the_schemas_that_editors_read_are_those_of_the_machines() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog/schema");
        for (name, text) in schemas() {
            let kept = fs::read_to_string(folder.join(&name)).unwrap_or_default();
            assert!(
                kept == text,
                "{name} is old: cargo run -p server -- catalog schema catalog/schema"
            );
        }
    }

    #[test]
    fn what_came_with_the_program_is_sound_and_what_nobody_reads_is_told() {
        assert_eq!(faults(&catalog::embedded()), []);
        let strays = ["safety/cases/incident.toml", "incident.toml"].map(|it| Source::new(it, ""));
        assert_eq!(faults(&strays).len(), 2);
    }
}
