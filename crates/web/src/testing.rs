//! Calls a router as a browser or a program would.

use axum::{
    Router,
    body::Body,
    http::{Request, Response, StatusCode, header},
};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

/// What came back.
#[derive(Debug)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// The content type.
    pub kind: String,
    /// The body, as text.
    pub body: String,
}

/// Gets `path`.
///
/// # Panics
///
/// If `path` is no path.
pub async fn get(router: &Router, path: &str) -> Reply {
    send(router, Request::get(path).body(Body::empty()).expect("a request")).await
}

/// Posts `form` to `path`.
///
/// # Panics
///
/// If `path` is no path.
pub async fn post(router: &Router, path: &str, form: &str) -> Reply {
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form.to_owned()))
        .expect("a request");
    send(router, request).await
}

async fn send(router: &Router, request: Request<Body>) -> Reply {
    let reply: Response<Body> = router.clone().oneshot(request).await.expect("infallible");
    let status = reply.status();
    let kind = reply.headers().get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
    let kind = kind.unwrap_or_default().to_owned();
    let bytes = reply.into_body().collect().await.expect("a body").to_bytes();
    Reply { status, kind, body: String::from_utf8_lossy(&bytes).into_owned() }
}
