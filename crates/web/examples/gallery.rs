//! Shows a page of each kind at <http://127.0.0.1:8090>, under the policy that the server sets.

use std::io::Write as _;

use axum::{
    Router,
    extract::Path,
    http::{StatusCode, header},
    response::IntoResponse,
    routing::get,
};
use maud::html;
use web::{assets, ui};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

async fn index() -> impl IntoResponse {
    let all = ui::gallery::samples();
    ui::page(
        "样张",
        &html! { h1 { "样张" } ul { @for it in &all { li { a href={ "/" (it.name) } { (it.name) } } } } },
    )
}

async fn show(Path(name): Path<String>) -> impl IntoResponse {
    let found = ui::gallery::samples().into_iter().find(|it| it.name == name);
    let policy = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
    ];
    found.map_or(Err(StatusCode::NOT_FOUND), |it| Ok((policy, it.page.into_string())))
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let app = Router::new()
        .route("/", get(index))
        .route("/{name}", get(show))
        .route(assets::ROUTE, get(assets::serve));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8090").await?;
    writeln!(std::io::stdout(), "http://{}", listener.local_addr()?)?;
    axum::serve(listener, app).await
}
