//! A file on its way in, with the fields beside it: only from our own pages, and no larger than
//! said.

use std::collections::HashMap;

use axum::{
    body::Bytes,
    extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Multipart, Request},
    http::header,
};

use crate::{
    App, Form, Page, Problem, StatusCode,
    form::{is_from_elsewhere, stale},
    visit::Call,
};

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

/// A file of a form that asks for several things.
#[derive(Debug, Clone)]
pub struct Sent {
    /// The field that it was chosen in.
    pub field: String,
    /// The name that it had.
    pub name: String,
    /// What is in it.
    pub bytes: Bytes,
}

/// A posted form as names and values in the order in which they came, with the files beside them:
/// multipart where the form has files, urlencoded where it has none.
#[derive(Debug, Clone, Default)]
pub struct Posts {
    /// The fields.
    pub pairs: Vec<(String, String)>,
    /// The files that were chosen; a file field that was left empty is none.
    pub files: Vec<Sent>,
}

impl FromRequest<App> for Posts {
    type Rejection = Page;

    async fn from_request(request: Request, app: &App) -> Result<Self, Page> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
        if !kind.is_some_and(|it| it.starts_with("multipart/form-data")) {
            let Form(pairs) = Form::<Vec<(String, String)>>::from_request(request, app).await?;
            return Ok(Self { pairs, files: Vec::new() });
        }
        let (mut parts, body) = request.into_parts();
        let call = Call::from_request_parts(&mut parts, app).await?;
        if is_from_elsewhere(&parts.headers) {
            return Err(stale().into());
        }
        let mut request = Request::from_parts(parts, body);
        DefaultBodyLimit::max(FILE_BYTES_MAX).apply(&mut request);
        let mut parts = Multipart::from_request(request, app).await.map_err(|_| too_much())?;
        let mut posts = Self::default();
        while let Some(part) = parts.next_field().await.map_err(|_| too_much())? {
            let field = part.name().unwrap_or_default().to_owned();
            let Some(name) = part.file_name().map(str::to_owned) else {
                posts.pairs.push((field, part.text().await.map_err(|_| too_much())?));
                continue;
            };
            let bytes = part.bytes().await.map_err(|_| too_much())?;
            if !name.is_empty() || !bytes.is_empty() {
                posts.files.push(Sent { field, name, bytes });
            }
        }
        let token = posts.pairs.iter().find(|(name, _)| name == "csrf");
        let good = token.is_some_and(|(_, value)| call.csrf_is_good(value));
        if good { Ok(posts) } else { Err(stale().into()) }
    }
}

fn too_much() -> Problem {
    let detail =
        "文件没有传完，或者一次传的文件合计超过了 64 MB。请返回上一页，分几次上传，或把照片调小。";
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "broken-upload", detail)
}

fn broken() -> Problem {
    let detail =
        "文件没有传完，或者超过了 64 MB。请检查网络后重新上传；文件太大时请按学校分开导入。";
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "broken-upload", detail)
}
