//! Giving files out, to whom their owner lets have them.

use vocab::FileId;
use web::{IntoResponse, Need, Page, Path, Problem, Response, Routes, Visit, header};

use super::{
    actions,
    kind::FileKind,
    model::{FileOwners, FileRow},
    shelf::Files,
    store,
};
use crate::workbook;

pub(super) fn routes() -> Routes {
    Routes::new().get("/files/{id}", Need::SignedIn, show).get(
        "/files/{id}/preview",
        Need::SignedIn,
        preview,
    )
}

/// The file, if the thing that it belongs to lets this visitor have it. What one may not have
/// answers like what is not there.
async fn find(visit: &Visit, id: FileId) -> Result<FileRow, Page> {
    let found: Result<Option<FileRow>, db::Error> =
        db::read!(visit.db(), "find file", |tx| { store::find(tx, id).await });
    let file = found?.ok_or_else(Problem::not_found)?;
    let owners = visit.cell.service::<FileOwners>();
    let may = owners.may_read(visit, (&file.owner.0, file.owner.1)).await?;
    if may { Ok(file) } else { Err(Problem::not_found().into()) }
}

async fn show(visit: Visit, Path(id): Path<FileId>) -> Result<Response, Page> {
    let file = find(&visit, id).await?;
    let bytes = actions::read(visit.db(), visit.cell.service::<Files>(), &file).await?;
    Ok(answer(file.kind, &disposition(&file), bytes))
}

async fn preview(visit: Visit, Path(id): Path<FileId>) -> Result<Response, Page> {
    let file = find(&visit, id).await?;
    if !file.has_preview {
        return Err(Problem::not_found().into());
    }
    let bytes = actions::read_preview(visit.db(), visit.cell.service::<Files>(), &file).await?;
    Ok(answer(FileKind::Jpeg, "inline", bytes))
}

fn answer(kind: FileKind, disposition: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind.media_type()),
        (header::CONTENT_DISPOSITION, disposition),
        // Said here, too, though every answer says it: nothing that was handed in is run.
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    (headers, bytes).into_response()
}

/// Pictures are shown; anything else is saved and never opened here.
fn disposition(file: &FileRow) -> String {
    let how = if file.kind.is_picture() { "inline" } else { "attachment" };
    let plain = format!("file.{}", file.kind.ending());
    format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{}", workbook::escaped(&file.name))
}
