//! Forms on their way in: read as a type, and only from our own pages.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::{header, request::Parts},
};
use serde::de::DeserializeOwned;

use crate::{App, Page, Problem, StatusCode, visit::Call};

/// A posted form, read as a `T`. Repeated fields become a `Vec`.
///
/// It is refused unless it carries the session's token: a page of another site cannot post.
#[derive(Debug, Clone)]
pub struct Form<T>(pub T);

/// A form of nothing but its button.
#[derive(Debug, Clone, Copy, serde::Deserialize)]
pub struct NoFields {}

impl<T: DeserializeOwned> FromRequest<App> for Form<T> {
    type Rejection = Page;

    async fn from_request(request: Request, app: &App) -> Result<Self, Page> {
        let (mut parts, body) = request.into_parts();
        let call = Call::from_request_parts(&mut parts, app).await?;
        let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
        if !kind.is_some_and(|it| it.starts_with("application/x-www-form-urlencoded")) {
            return Err(unreadable("表单的格式不对。").into());
        }
        let request = Request::from_parts(parts, body);
        let bytes = Bytes::from_request(request, app)
            .await
            .map_err(|_| unreadable("表单太大或没有传完。"))?;
        let token = form_urlencoded::parse(&bytes).find(|(name, _)| name == "csrf");
        if !token.is_some_and(|(_, value)| call.csrf_is_good(&value)) {
            return Err(stale().into());
        }
        serde_html_form::from_bytes(&bytes)
            .map(Self)
            .map_err(|error| unreadable(&format!("有一项没有填对({error})。")).into())
    }
}

pub(crate) fn stale() -> Problem {
    let detail = "这个页面打开太久或登录已变化,为了安全没有保存。请返回上一页刷新后重新提交。";
    Problem::new(StatusCode::FORBIDDEN, "stale-form", detail)
}

fn unreadable(what: &str) -> Problem {
    let detail = format!("{what}内容没有保存,请返回上一页检查后重新提交。");
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "unreadable-form", detail)
}

/// The query of an address, read as a `T`: filters, sort, page. What does not fit is an error
/// page and never a guess.
#[derive(Debug, Clone)]
pub struct Filters<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Filters<T> {
    type Rejection = Page;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Page> {
        let query = parts.uri.query().unwrap_or_default().to_owned();
        let Ok(value) = serde_html_form::from_str(&query) else {
            let detail = "网址里的筛选条件看不懂。请从页面上重新选择条件。";
            return Err(Problem::new(StatusCode::BAD_REQUEST, "bad-query", detail).into());
        };
        Ok(Self(value))
    }
}
