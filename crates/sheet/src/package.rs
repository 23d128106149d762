//! The parts of an xlsx package: which sheets there are, and under which names they lie.

use std::io::{BufReader, Cursor, Read};

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};
use zip::{ZipArchive, read::ZipFile};

use crate::refusal::Refusal;

/// A ZIP in memory.
pub(crate) type Zip<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// A sheet of the workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SheetPart {
    pub(crate) name: String,
    /// The part's name in the package.
    pub(crate) path: String,
    pub(crate) hidden: bool,
}

/// Where the parts lie that are read or changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Package {
    pub(crate) workbook: String,
    pub(crate) workbook_relations: String,
    pub(crate) styles: Option<String>,
    pub(crate) sheets: Vec<SheetPart>,
}

impl Package {
    /// Reads the workbook's own list of sheets.
    pub(crate) fn read(zip: &mut Zip<'_>) -> Result<Self, Refusal> {
        let root = relations(zip, "_rels/.rels", "")?;
        let workbook = root
            .into_iter()
            .find(|it| it.kind.ends_with("/officeDocument"))
            .map_or_else(|| "xl/workbook.xml".to_owned(), |it| it.target);
        let (folder, file) = workbook.rsplit_once('/').unwrap_or(("", &workbook));
        let workbook_relations = format!("{folder}/_rels/{file}.rels");
        let workbook_relations = workbook_relations.trim_start_matches('/').to_owned();
        let related = relations(zip, &workbook_relations, folder)?;
        let styles = related.iter().find(|it| it.kind.ends_with("/styles"));
        let styles = styles.map(|it| it.target.clone());
        let mut sheets = Vec::new();
        for_each_element(zip, &workbook, |name, element| {
            if name != "sheet" {
                return Ok(());
            }
            let id = attribute_by_local_name(element, "id")?.unwrap_or_default();
            let relation = related.iter().find(|it| it.id == id);
            let Some(relation) = relation.filter(|it| it.kind.ends_with("/worksheet")) else {
                return Ok(());
            };
            let state = attribute(element, "state")?;
            sheets.push(SheetPart {
                name: attribute(element, "name")?.unwrap_or_default(),
                path: relation.target.clone(),
                hidden: state.is_some_and(|it| it != "visible"),
            });
            Ok(())
        })?;
        Ok(Self { workbook, workbook_relations, styles, sheets })
    }
}

/// A relation of one part to another.
pub(crate) struct Relation {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) target: String,
}

/// The relations that `path` lists, with targets as names in the package.
fn relations(zip: &mut Zip<'_>, path: &str, folder: &str) -> Result<Vec<Relation>, Refusal> {
    let mut relations = Vec::new();
    for_each_element(zip, path, |name, element| {
        if name == "Relationship" {
            let target = attribute(element, "Target")?.unwrap_or_default();
            relations.push(Relation {
                id: attribute(element, "Id")?.unwrap_or_default(),
                kind: attribute(element, "Type")?.unwrap_or_default(),
                target: resolve(folder, &target),
            });
        }
        Ok(())
    })?;
    Ok(relations)
}

/// A target, relative to `folder` or absolute, as a name in the package.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut names: Vec<&str> = if target.starts_with('/') {
        Vec::new()
    } else {
        folder.split('/').filter(|it| !it.is_empty()).collect()
    };
    for name in target.split('/') {
        match name {
            "" | "." => {}
            ".." => drop(names.pop()),
            name => names.push(name),
        }
    }
    names.join("/")
}

/// Calls `visit` with the local name and the start of each element of the part `path`.
pub(crate) fn for_each_element(
    zip: &mut Zip<'_>,
    path: &str,
    mut visit: impl FnMut(&str, &BytesStart<'_>) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let mut xml = Reader::from_reader(BufReader::with_capacity(1 << 16, open(zip, path)?));
    // What is looked for lies in starts alone, and a sheet has millions of ends.
    xml.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(Refusal::damaged)? {
            Event::Start(element) | Event::Empty(element) => {
                visit(element.local_name().as_ref(), &element)?;
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// Opens a part; some programs write names with a slash in front, a backslash or another case.
pub(crate) fn open<'z, 'a>(
    zip: &'z mut Zip<'a>,
    path: &str,
) -> Result<ZipFile<'z, Cursor<&'a [u8]>>, Refusal> {
    let plain = |it: &str| it.replace('\\', "/").trim_start_matches('/').to_lowercase();
    let index = zip.index_for_name(path).or_else(|| {
        let wanted = plain(path);
        let name = names(zip).into_iter().find(|it| plain(it) == wanted)?;
        zip.index_for_name(&name)
    });
    let index = index.ok_or_else(|| Refusal::damaged(format!("缺少 {path}")))?;
    zip.by_index(index).map_err(Refusal::damaged)
}

/// The names of all parts.
pub(crate) fn names(zip: &Zip<'_>) -> Vec<String> {
    zip.file_names().filter_map(|it| it.ok().map(std::borrow::Cow::into_owned)).collect()
}

/// A whole part as text.
pub(crate) fn read_text(zip: &mut Zip<'_>, path: &str) -> Result<String, Refusal> {
    let mut text = String::new();
    open(zip, path)?.read_to_string(&mut text).map_err(Refusal::damaged)?;
    Ok(text)
}

/// The value of the attribute `name`.
pub(crate) fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, Refusal> {
    let found = element.try_get_attribute(name).map_err(Refusal::damaged)?;
    let Some(found) = found else { return Ok(None) };
    let value = found.normalized_value(XmlVersion::Implicit1_0).map_err(Refusal::damaged)?;
    Ok(Some(value.into_owned()))
}

/// The value of the attribute whose name, without its prefix, is `name`: `r:id`.
fn attribute_by_local_name(
    element: &BytesStart<'_>,
    name: &str,
) -> Result<Option<String>, Refusal> {
    for found in element.attributes().with_checks(false) {
        let found = found.map_err(Refusal::damaged)?;
        if found.key.local_name().as_ref() == name {
            return Ok(Some(found.value.into_owned()));
        }
    }
    Ok(None)
}
