//! Lists of after-school service on their way out as workbooks.

use std::io::{Cursor, Error, Write as _};

use sheet::{Cell, Export, Layout};
use web::{IntoResponse as _, Page, Problem, Response, Visit, header};

/// The content type of a workbook.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The workbook of `rows`, to be saved as `name`.
pub(crate) fn workbook<'a>(
    visit: &Visit,
    name: &str,
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
    Ok(download(&format!("{name}.xlsx"), bytes))
}

/// A workbook as a file called `name`.
pub(crate) fn download(name: &str, bytes: Vec<u8>) -> Response {
    let mut escaped = Vec::with_capacity(name.len() * 3);
    for byte in name.bytes() {
        // Writing to a vector does not fail.
        let _ = if byte.is_ascii_alphanumeric() || b".-".contains(&byte) {
            escaped.write_all(&[byte])
        } else {
            write!(escaped, "%{byte:02X}")
        };
    }
    let escaped = String::from_utf8_lossy(&escaped);
    let headers = [
        (header::CONTENT_TYPE, XLSX.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{escaped}")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, bytes).into_response()
}
