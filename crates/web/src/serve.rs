//! The way in: finds the cell and the person, hands the request to the routes, dresses the answer.
//!
//! Addresses begin with the cell; the routes see them without it. A handler that fails leaves a
//! [`Problem`] on its response, which becomes a whole page here, where the person is known.

use std::{convert::Infallible, net::SocketAddr, sync::Arc, time::Instant};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use maud::html;
use tower::ServiceExt as _;
use tower_http::catch_panic::CatchPanicLayer;

use crate::{
    Api, App, Problem, assets,
    metrics::Answered,
    ui::{DEMO, Item, items},
    visit::Call,
};

/// What a browser may load and run: our own files, nothing inline.
const POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; \
                      form-action 'self'; frame-ancestors 'none'";
/// The largest body of a request that is not an upload.
const BODY_BYTES_MAX: usize = 24 << 20;

/// The whole site as one router: `routes` inside each cell, and what stands beside the cells.
pub fn site(app: &App, routes: Router<App>) -> Router {
    let inside = routes
        .layer(axum::extract::DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(CatchPanicLayer::custom(panicked))
        .with_state(app.clone());
    let app = app.clone();
    let beside = Router::new()
        .route("/health", axum::routing::get(async || "ok"))
        .route("/ready", axum::routing::get(ready))
        .route("/assets/{file}", axum::routing::get(assets::serve))
        .route("/", axum::routing::get(front));
    beside.with_state(app.clone()).fallback(move |request: Request| {
        let (app, inside) = (app.clone(), inside.clone());
        async move { answer(app, inside, request).await }
    })
}

/// Answers, and counts what was answered by which route.
async fn answer(app: App, inside: Router, request: Request) -> Response {
    let (begun, method) = (Instant::now(), request.method().clone());
    let key = request.uri().path().split('/').nth(1).unwrap_or_default().to_owned();
    let counts = app.clone();
    let response = answer_inside(app, inside, request).await;
    // Addresses that lead to no cell are anybody's invention: they are not counted one by one.
    if let Some(cell) = counts.cells.get(&key) {
        let pattern = response.extensions().get::<Answered>().map_or("none", |it| it.0);
        let what = (&method, pattern, response.status().as_u16());
        counts.metrics.count(&cell.key, what, begun.elapsed());
    }
    response
}

async fn answer_inside(app: App, inside: Router, mut request: Request) -> Response {
    let path = request.uri().path();
    let mut segments = path.splitn(3, '/').skip(1);
    let (key, rest) = (segments.next().unwrap_or_default(), segments.next().unwrap_or_default());
    let Some(county) = app.cells.get(key).cloned() else {
        return dress(None, &Problem::not_found());
    };
    let query = request.uri().query().map(|it| format!("?{it}")).unwrap_or_default();
    let place: Arc<str> = format!("/{rest}{query}").into();
    let Ok(uri) = place.parse::<Uri>() else { return dress(None, &Problem::not_found()) };
    let token = cookie(request.headers(), &cookie_name(key)).map(str::to_owned);
    let actor = match &token {
        Some(token) => match app.authenticator.authenticate(&county, token).await {
            Ok(actor) => actor,
            Err(error) => return dress(None, &error.into()),
        },
        None => None,
    };
    let program = match bearer(request.headers()) {
        Some(key) if rest.starts_with(API) => match app.authenticator.program(&county, key).await {
            Ok(program) => program,
            Err(error) => return Api::from(error).into_response(),
        },
        _ => None,
    };
    let host = request.headers().get(header::HOST).and_then(|it| it.to_str().ok());
    let host: Arc<str> = host.unwrap_or("localhost").into();
    let from = came_from(request.headers(), &host, key);
    let large = cookie(request.headers(), "large") == Some("1");
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|it| it.0.ip());
    let origin = app.proxies.origin(peer, request.headers());
    let (remote, over_tls) = (origin.remote, origin.is_secure);
    let call =
        Call { app, cell: county, actor, program, place, from, host, large, remote, over_tls };
    *request.uri_mut() = uri;
    // The outer router's own match would hide the inner one's parameters.
    let (mut parts, body) = request.into_parts();
    let mut fresh = Request::new(Body::empty());
    std::mem::swap(fresh.headers_mut(), &mut parts.headers);
    *fresh.method_mut() = parts.method;
    *fresh.uri_mut() = parts.uri;
    fresh.extensions_mut().insert(call.clone());
    *fresh.body_mut() = body;
    let response = inside.oneshot(fresh).await.unwrap_or_else(|never: Infallible| match never {});
    finish(&call, response)
}

/// The page of the cell `key` at `host` that the reader comes from.
fn came_from(headers: &HeaderMap, host: &str, key: &str) -> Option<Arc<str>> {
    let from: Uri = headers.get(header::REFERER)?.to_str().ok()?.parse().ok()?;
    let inside = from.path().strip_prefix('/')?.strip_prefix(key)?.starts_with('/');
    let ours = inside && from.authority()?.as_str() == host;
    ours.then(|| from.path_and_query().map(|it| it.as_str().into())).flatten()
}

/// Where programs ask, inside a cell.
const API: &str = "api/v1/";

/// The key that a program brings.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, key) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| key.trim())
}

fn finish(call: &Call, mut response: Response) -> Response {
    if call.path().trim_start_matches('/').starts_with(API) {
        if !response.headers().contains_key(header::CONTENT_TYPE) {
            response = Api::from(Problem::not_found()).into_response();
        }
        guard(response.headers_mut());
        return response;
    }
    let answered = response.extensions().get::<Answered>().copied();
    let mut response = finish_page(call, response);
    if let Some(answered) = answered {
        response.extensions_mut().insert(answered);
    }
    response
}

fn finish_page(call: &Call, mut response: Response) -> Response {
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        return dress(Some(call), &problem);
    }
    let bare = response.status() == StatusCode::NOT_FOUND
        && !response.headers().contains_key(header::CONTENT_TYPE);
    if bare {
        return dress(Some(call), &Problem::not_found());
    }
    if response.status() == StatusCode::METHOD_NOT_ALLOWED {
        return dress(Some(call), &Problem::not_found());
    }
    guard(response.headers_mut());
    response
}

/// Headers that every page carries.
fn guard(headers: &mut HeaderMap) {
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

fn dress(call: Option<&Call>, problem: &Problem) -> Response {
    let body = html! {
        div.empty {
            p.empty-title { (problem.detail) }
            @if !problem.fields.is_empty() {
                ul { @for field in &problem.fields { li { (field.advice) } } }
            }
            p.empty-subtitle.text-secondary { "代码 " (problem.code) }
            @if let Some(call) = call {
                div.empty-action {
                    @if let Some(from) = &call.from { a.btn.btn-primary href=(from) { "返回上一页" } " " }
                    a.btn.btn-primary[call.from.is_none()] href=(call.link("/")) { "回到首页" }
                }
            }
        }
    };
    let title = match problem.status {
        StatusCode::NOT_FOUND => "没有找到",
        StatusCode::FORBIDDEN => "不能办理",
        StatusCode::UNPROCESSABLE_ENTITY => "请改正后再提交",
        status if status.is_server_error() => "暂时办不了",
        _ => "没有办成",
    };
    let page = match call {
        Some(call) => call.page(title, &body),
        None => crate::page::bare(title, &body),
    };
    let mut response = (problem.status, page).into_response();
    guard(response.headers_mut());
    response
}

fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    let broken = std::io::Error::other("a handler panicked");
    crate::Page::from(Problem::internal(&broken)).into_response()
}

/// The name of the cookie that carries a session of `cell`.
pub fn cookie_name(cell: &str) -> String {
    format!("xueyu_{cell}")
}

/// The value of cookie `name`.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|it| it.to_str().ok())
        .flat_map(|it| it.split(';'))
        .filter_map(|it| it.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

async fn ready(axum::extract::State(app): axum::extract::State<App>) -> Response {
    for cell in app.cells.values() {
        let answers: Result<Option<i64>, db::Error> = db::read!(cell.db, "ready", |tx| {
            tx.one("SELECT 1 AS one", &[], |row| row.get("one")).await
        });
        if answers.is_err() {
            let body = format!("cell {} does not answer", cell.key);
            return (StatusCode::SERVICE_UNAVAILABLE, body).into_response();
        }
    }
    "ready".into_response()
}

/// The one cell, or a choice of cells.
async fn front(axum::extract::State(app): axum::extract::State<App>) -> Response {
    if let (1, Some(key)) = (app.cells.len(), app.cells.keys().next()) {
        return Redirect::to(&format!("/{key}/")).into_response();
    }
    let all = app.cells.values().map(|cell| {
        let (day, link) = (cell.calendar.today(), format!("/{}/", cell.key));
        let about = html! { @if cell.demo { (DEMO) " · 演示日历 " (day) } };
        Item::new(cell.name.as_str()).below(about).icon("building").link(link)
    });
    let mut response = crate::page::bare("选择教育局", &items(all)).into_response();
    guard(response.headers_mut());
    response
}

/// A site of one path, which `handler` answers: for what does not belong to any cell.
pub fn answering<H, T>(path: &str, handler: H) -> Router
where
    H: axum::handler::Handler<T, ()>,
    T: 'static,
{
    Router::new().route(path, axum::routing::get(handler))
}

/// Serves `site` on `listener` until `stop` is done, then lets the requests under way finish.
///
/// # Errors
///
/// If the listener breaks.
pub async fn run(
    listener: tokio::net::TcpListener,
    site: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let service = site.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(stop).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_fails_leads_back_inside_the_cell_and_nowhere_else() {
        let from = |referer: &'static str| {
            let headers =
                HeaderMap::from_iter([(header::REFERER, HeaderValue::from_static(referer))]);
            came_from(&headers, "edu.example", "cixi").map(|it| it.to_string())
        };
        let list = "/cixi/students?grade=3";
        assert_eq!(from("https://edu.example/cixi/students?grade=3").as_deref(), Some(list));
        for elsewhere in [
            "https://edu.example/yuyao/students",
            "https://edu.example/cixi-2/students",
            "https://evil.example/cixi/students",
            "https://edu.example:8443/cixi/students",
            "javascript:alert(1)",
            "/cixi/students",
        ] {
            assert_eq!(from(elsewhere), None, "{elsewhere}");
        }
    }
}
