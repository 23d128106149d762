//! A copy of the person's own workbook that tells, cell by cell, what is wrong with it.
//!
//! An xlsx is patched: the sheet's XML gets red and yellow cells and a column of reasons, a sheet
//! of problems with links is added, and every other part is copied as it is, byte for byte. What
//! an earlier answer marked is unmarked, so that a person can go on in the same file. CSV and xls
//! are answered as a new xlsx.

mod cells;
mod fresh;
mod parts;
mod plan;
mod problems;
mod styles;

use std::io::{Seek, Write};

use zip::ZipWriter;

use self::{cells::Patch, plan::Plan, problems::Links, styles::Styles};
use crate::{
    export::options,
    finding::Finding,
    package::{Package, Zip, open, read_text},
    refusal::Refusal,
};

/// The name of the sheet of problems.
pub(crate) const PROBLEMS: &str = "问题清单";

/// What is marked where.
pub(crate) struct Task<'t> {
    /// The name of the sheet that was read.
    pub(crate) sheet: &'t str,
    /// The part that it lies in.
    pub(crate) path: &'t str,
    pub(crate) header_row: u32,
    /// Where the reasons go, from 0.
    pub(crate) reasons: u16,
    /// Whether an earlier answer put them there.
    pub(crate) again: bool,
    pub(crate) findings: &'t [Finding],
    /// The part of the sheet of problems that an earlier answer added.
    pub(crate) problems: Option<String>,
}

/// Patches an xlsx.
pub(crate) fn patch<W: Write + Seek>(
    zip: &mut Zip<'_>,
    package: &Package,
    task: &Task<'_>,
    to: W,
) -> Result<W, Refusal> {
    let plan = Plan::new(task.findings, task.header_row, task.reasons);
    let styles_text = package.styles.as_ref().map(|it| read_text(zip, it)).transpose()?;
    let mut styles = Styles::read(styles_text.as_deref().unwrap_or_default())?;
    let added = task.problems.is_none().then(|| parts::Added::new(zip, package)).transpose()?;
    let mut out = ZipWriter::new(to);

    let mut namespace = String::new();
    for index in 0..zip.len() {
        let name = name_of(zip, index)?;
        if is(&name, task.path) {
            out.start_file(name, options()).map_err(Refusal::not_written)?;
            let part = open(zip, task.path)?;
            let patched = Patch::new(part, &mut out, &plan, &mut styles, task.again).run()?;
            namespace = patched.namespace;
        } else if let Some(text) = added.as_ref().and_then(|it| it.changed(&name)) {
            put(&mut out, &name, text)?;
        } else if package.styles.as_deref().is_some_and(|it| is(&name, it))
            || task.problems.as_deref().is_some_and(|it| is(&name, it))
        {
            // Written below, when the sheet has told what they hold.
        } else {
            let part = zip.by_index_raw(index).map_err(Refusal::damaged)?;
            out.raw_copy_file(part).map_err(Refusal::not_written)?;
        }
    }
    if let Some(path) = &package.styles {
        put(&mut out, path, &styles.finish())?;
    }
    let path = added.as_ref().map(|it| it.path.clone()).or_else(|| task.problems.clone());
    let path = path.expect("a sheet of problems is there or is added");
    out.start_file(path, options()).map_err(Refusal::not_written)?;
    let links = Links { sheet: task.sheet, styles: [0, 0, 0] };
    let out = problems::write(out, &namespace, task.findings, &links);
    out.and_then(|it| Ok(it.finish()?)).map_err(Refusal::not_written)
}

fn name_of(zip: &mut Zip<'_>, index: usize) -> Result<String, Refusal> {
    let part = zip.by_index_raw(index).map_err(Refusal::damaged)?;
    Ok(part.name().map_err(Refusal::damaged)?.into_owned())
}

/// Whether a name in the ZIP is that of a part; some programs write them carelessly.
fn is(name: &str, part: &str) -> bool {
    name == part || name.replace('\\', "/").trim_start_matches('/').eq_ignore_ascii_case(part)
}

fn put<W: Write + Seek>(out: &mut ZipWriter<W>, name: &str, text: &str) -> Result<(), Refusal> {
    out.start_file(name, options()).map_err(Refusal::not_written)?;
    out.write_all(text.as_bytes()).map_err(Refusal::not_written)
}

pub(crate) use self::{fresh::write as write_fresh, problems::is_ours};
