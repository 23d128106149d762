//! The browser's files.

use axum::{extract::Path, http::StatusCode};

pub(crate) async fn serve(Path(_file): Path<String>) -> StatusCode {
    StatusCode::NOT_FOUND
}
