//! Forms on their way in: read as a type, and only from our own pages.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, header, request::Parts},
};
use serde::de::DeserializeOwned;

use crate::{App, Page, Problem, StatusCode, visit::Call};

/// A posted form, read as a `T`. Repeated fields become a `Vec`.
///
/// It is refused unless it carries the session's token and the browser does not say that a page of
/// another site sent it: before anyone is logged in the token alone is one that everybody can read.
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
        if is_from_elsewhere(&parts.headers) {
            return Err(stale().into());
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

/// Whether the browser says that another site's page sent this. Over TLS browsers say it outright;
/// without TLS they name the page's origin, which is then held against the host that was asked.
pub(crate) fn is_from_elsewhere(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|it| it.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text("origin") else { return false };
    let host = origin.split_once("://").map(|(_, host)| host);
    text("host").is_some_and(|asked| host != Some(asked))
}

pub(crate) fn stale() -> Problem {
    let detail = "这个页面打开太久或登录已变化，为了安全没有保存。请返回上一页刷新后重新提交。";
    Problem::new(StatusCode::FORBIDDEN, "stale-form", detail)
}

fn unreadable(what: &str) -> Problem {
    let detail = format!("{what}内容没有保存，请返回上一页检查后重新提交。");
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "unreadable-form", detail)
}

/// A text as it stands in the query of an address.
pub fn escaped(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_from_another_sites_page_is_told_from_ours() {
        #[track_caller]
        fn check(headers: &[(&'static str, &'static str)], elsewhere: bool) {
            let headers = headers.iter().map(|(name, value)| {
                (header::HeaderName::from_static(name), header::HeaderValue::from_static(value))
            });
            assert_eq!(is_from_elsewhere(&headers.collect()), elsewhere);
        }
        check(&[], false);
        check(&[("sec-fetch-site", "same-origin"), ("origin", "https://evil.example")], false);
        check(&[("sec-fetch-site", "none")], false);
        check(&[("sec-fetch-site", "cross-site")], true);
        check(&[("sec-fetch-site", "same-site")], true);
        check(&[("host", "jy.example.cn:8080"), ("origin", "http://jy.example.cn:8080")], false);
        check(&[("host", "jy.example.cn"), ("origin", "http://evil.example")], true);
        check(&[("host", "jy.example.cn"), ("origin", "null")], true);
    }
}
