//! The marked copy goes back to whoever sent the list in.

use web::{Need, Page, Path, Problem, Response, Routes, Visit};

use super::actions;
use crate::workbook;

pub(super) fn routes() -> Routes {
    Routes::new().get("/sent-lists/{kind}/copy", Need::SignedIn, copy)
}

/// One's own and nobody else's.
async fn copy(visit: Visit, Path(kind): Path<String>) -> Result<Response, Page> {
    let found = actions::find_copy(&visit, &kind).await?;
    let (name, bytes) = found.ok_or_else(Problem::not_found)?;
    Ok(workbook::download(&format!("{name}-核对结果.xlsx"), workbook::XLSX, bytes))
}
