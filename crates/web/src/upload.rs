//! A file on its way in, with the fields beside it: only from our own pages, and no larger than
//! said.

use std::collections::HashMap;

use axum::{
    body::Bytes,
    extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Multipart, Request},
};

use crate::{App, Page, Problem, StatusCode, form::stale, visit::Call};

/// The largest file: a roll of a hundred thousand rows has some forty million bytes.
const FILE_BYTES_MAX: usize = 64 << 20;

/// A posted form with a file.
pub struct Upload {
    /// The name that the file had.
    pub name: String,
    /// What is in it; empty if none was chosen.
    pub bytes: Bytes,
    /// The other fields.
    pub fields: HashMap<String, String>,
}

impl FromRequest<App> for Upload {
    type Rejection = Page;

    async fn from_request(request: Request, app: &App) -> Result<Self, Page> {
        let (mut parts, body) = request.into_parts();
        let call = Call::from_request_parts(&mut parts, app).await?;
        let mut request = Request::from_parts(parts, body);
        DefaultBodyLimit::max(FILE_BYTES_MAX).apply(&mut request);
        let mut parts = Multipart::from_request(request, app).await.map_err(|_| broken())?;
        let mut upload = Self { name: String::new(), bytes: Bytes::new(), fields: HashMap::new() };
        while let Some(part) = parts.next_field().await.map_err(|_| broken())? {
            let field = part.name().unwrap_or_default().to_owned();
            if let Some(name) = part.file_name() {
                name.clone_into(&mut upload.name);
                upload.bytes = part.bytes().await.map_err(|_| broken())?;
            } else {
                upload.fields.insert(field, part.text().await.map_err(|_| broken())?);
            }
        }
        // The token comes first in our forms; a foreign page's file is read in vain and dropped.
        let good = upload.fields.get("csrf").is_some_and(|it| call.csrf_is_good(it));
        if good { Ok(upload) } else { Err(stale().into()) }
    }
}

fn broken() -> Problem {
    let detail =
        "文件没有传完，或者超过了 64 MB。请检查网络后重新上传；文件太大时请按学校分开导入。";
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "broken-upload", detail)
}
