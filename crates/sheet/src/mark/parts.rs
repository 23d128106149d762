//! The lists of parts, with the sheet of problems added.

use quick_xml::{Reader, events::Event};

use super::PROBLEMS;
use crate::{
    package::{Package, Zip, for_each_element, names, read_text},
    refusal::Refusal,
    sheet_xml::escaped,
    skeleton::OFFICE,
};

/// The parts that change because a sheet is added.
pub(crate) struct Added {
    /// The new part's name.
    pub(crate) path: String,
    changed: Vec<(String, String)>,
}

const TYPES: &str = "[Content_Types].xml";
const SHEET_TYPE: &str =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";

impl Added {
    pub(crate) fn new(zip: &mut Zip<'_>, package: &Package) -> Result<Self, Refusal> {
        let taken = names(zip);
        let free = |it: &String| !taken.iter().any(|name| name.eq_ignore_ascii_case(it));
        let path = (1..=u32::MAX).map(|it| format!("xl/worksheets/problems{it}.xml")).find(free);
        let path = path.expect("a workbook does not hold four billion parts");
        let name = sheet_name(package);
        let types = read_text(zip, TYPES)?;
        let workbook = read_text(zip, &package.workbook)?;
        let relations = read_text(zip, &package.workbook_relations)?;
        let number = highest_sheet_id(zip, package)? + 1;
        let id = format!("rIdProblems{number}");
        // A strict workbook names other namespaces than a transitional one.
        let strict = workbook.contains("http://purl.oclc.org/ooxml/spreadsheetml/main");
        let office =
            if strict { "http://purl.oclc.org/ooxml/officeDocument/relationships" } else { OFFICE };

        let types = before_end(&types, "Types", |p| {
            format!(r#"<{p}Override PartName="/{path}" ContentType="{SHEET_TYPE}"/>"#)
        })?;
        let workbook = before_end(&workbook, "sheets", |p| {
            let name = escaped(&name);
            format!(
                r#"<{p}sheet name="{name}" sheetId="{number}" xmlns:r="{office}" r:id="{id}"/>"#
            )
        })?;
        let relations = before_end(&relations, "Relationships", |p| {
            format!(r#"<{p}Relationship Id="{id}" Type="{office}/worksheet" Target="/{path}"/>"#)
        })?;
        let changed = vec![
            (TYPES.to_owned(), types),
            (package.workbook.clone(), workbook),
            (package.workbook_relations.clone(), relations),
        ];
        Ok(Self { path, changed })
    }

    /// The new text of a part that changes.
    pub(crate) fn changed(&self, name: &str) -> Option<&str> {
        self.changed.iter().find(|(part, _)| super::is(name, part)).map(|(_, text)| text.as_str())
    }
}

/// A name for the new sheet that no other has.
fn sheet_name(package: &Package) -> String {
    let taken = |name: &str| package.sheets.iter().any(|it| it.name == name);
    if !taken(PROBLEMS) {
        return PROBLEMS.to_owned();
    }
    let name = (2..=u32::MAX).map(|it| format!("{PROBLEMS}{it}")).find(|it| !taken(it));
    name.expect("a workbook does not hold four billion sheets")
}

fn highest_sheet_id(zip: &mut Zip<'_>, package: &Package) -> Result<u32, Refusal> {
    let mut highest = 0;
    for_each_element(zip, &package.workbook, |name, element| {
        if name == "sheet" {
            let id = crate::package::attribute(element, "sheetId")?;
            highest = highest.max(id.and_then(|it| it.parse().ok()).unwrap_or_default());
        }
        Ok(())
    })?;
    Ok(highest)
}

/// The text with something written before the end of the element `name`.
fn before_end(text: &str, name: &str, write: impl Fn(&str) -> String) -> Result<String, Refusal> {
    let mut xml = Reader::from_str(text);
    loop {
        let from = usize::try_from(xml.buffer_position()).unwrap_or(usize::MAX);
        match xml.read_event().map_err(Refusal::damaged)? {
            Event::End(element) if element.local_name().as_ref() == name => {
                let whole = element.name();
                let prefix = whole.as_ref().rfind(':').map_or("", |at| &whole.as_ref()[..=at]);
                return Ok([&text[..from], &write(prefix), &text[from..]].concat());
            }
            Event::Eof => return Err(Refusal::damaged(format!("缺少 {name}"))),
            _ => {}
        }
    }
}
