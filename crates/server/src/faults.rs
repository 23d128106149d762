//! What is wrong with a list, told by the command line.

use std::path::Path;

use anyhow::bail;

/// How many faults are printed.
const SHOWN: usize = 30;

/// Refuses a list with all its faults, or with the first of very many.
pub(crate) fn refuse(path: &Path, wrong: &[impl ToString]) -> anyhow::Result<()> {
    if wrong.is_empty() {
        return Ok(());
    }
    let mut lines: Vec<String> = wrong.iter().take(SHOWN).map(ToString::to_string).collect();
    if wrong.len() > SHOWN {
        lines.push(format!("……另有 {} 处", wrong.len() - SHOWN));
    }
    bail!("{} 有 {} 处须改正：\n{}", path.display(), wrong.len(), lines.join("\n"));
}
