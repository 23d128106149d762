//! Lists on their way out as workbooks, named after what they hold and the day.

use std::io::{Cursor, Error, Write};

use sheet::{Cell, Export, Layout};
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

/// The content type of a workbook.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `bytes` as a file called `name`.
pub fn download(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
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
    let disposition = format!("attachment; filename*=UTF-8''{escaped}");
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, bytes).into_response()
}
