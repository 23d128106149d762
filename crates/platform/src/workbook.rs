//! Lists on their way out as workbooks, named after what they hold and the day.

use std::io::{Cursor, Error};

use sheet::{Cell, Export, Layout, Template};
use web::{IntoResponse as _, Page, Problem, Response, Visit, header};

/// The workbook of `rows`, to be saved under the layout's name and the date.
pub fn send<'a>(
    visit: &Visit,
    layout: &Layout,
    rows: impl Iterator<Item = Vec<Cell<'a>>>,
) -> Result<Response, Page> {
    let write = || -> Result<Vec<u8>, Error> {
        let mut export = Export::xlsx(Cursor::new(Vec::new()), layout, visit.cell.demo)?;
        for row in rows {
            export.row(&row)?;
        }
        Ok(export.finish()?.into_inner())
    };
    let bytes = write().map_err(|error| Page::from(Problem::internal(&error)))?;
    Ok(download(&format!("{}{}.xlsx", layout.name, visit.today()), XLSX, bytes))
}

/// As [`send`], where every cell is a text.
pub fn send_texts<R: AsRef<[String]>>(
    visit: &Visit,
    layout: &Layout,
    rows: &[R],
) -> Result<Response, Page> {
    let rows = rows.iter().map(|row| row.as_ref().iter().map(|it| Cell::Text(it)).collect());
    send(visit, layout, rows)
}

/// An empty list to be filled in, to be saved under `name`; in a demo marked as one.
pub fn send_template(visit: &Visit, template: Template<'_>, name: &str) -> Result<Response, Page> {
    let template = if visit.cell.demo { template.demo() } else { template };
    let bytes = template.build().map_err(|error| Page::from(Problem::internal(&error)))?;
    Ok(download(name, XLSX, bytes))
}

/// The content type of a workbook.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `bytes` as a file called `name`.
pub fn download(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename*=UTF-8''{}", escaped(name));
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, bytes).into_response()
}

/// RFC 8187: everything but letters, digits and a few signs by its bytes.
pub(crate) fn escaped(name: &str) -> String {
    use std::fmt::Write as _;
    name.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_') {
            text.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(text, "%{byte:02X}");
        }
        text
    })
}
