//! Stylesheet, scripts and icons: made by `web-assets/`, carried in the binary, kept by browsers
//! for good because their names change with their content.

use axum::{
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

/// The route that [`serve`] answers. No cell may be named `assets`.
pub const ROUTE: &str = "/assets/{file}";

struct Asset {
    name: &'static str,
    url: &'static str,
    plain: &'static [u8],
    brotli: &'static [u8],
    gzip: &'static [u8],
}

static ASSETS: &[Asset] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// Where the browser finds `name`, one of `app.css`, `app.js`, `charts.js`, `icons.svg`,
/// `mark.svg` and `prefetch.json`.
///
/// # Panics
///
/// If `web-assets/build.mjs` makes no such file.
pub fn url(name: &str) -> &'static str {
    let found = ASSETS.iter().find(|it| it.name == name);
    found.map(|it| it.url).expect("web-assets/build.mjs makes it")
}

/// Answers with a file, in the smallest form that the browser takes.
pub async fn serve(Path(file): Path<String>, headers: HeaderMap) -> Response {
    let found = ASSETS.iter().find(|it| it.url.strip_prefix("/assets/") == Some(&file));
    let Some(asset) = found else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|it| it.to_str().ok());
    let (encoding, bytes) = smallest(asset, accepted.unwrap_or_default());
    let mut response = bytes.into_response();
    let head = response.headers_mut();
    head.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind(asset.name)));
    head.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    head.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        head.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

fn smallest(asset: &Asset, accepted: &str) -> (Option<&'static str>, &'static [u8]) {
    let takes = |wanted: &str| {
        accepted.split(',').any(|offer| {
            let (name, weight) = offer.split_once(';').unwrap_or((offer, ""));
            name.trim() == wanted
                && !matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
        })
    };
    if takes("br") {
        (Some("br"), asset.brotli)
    } else if takes("gzip") {
        (Some("gzip"), asset.gzip)
    } else {
        (None, asset.plain)
    }
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        // The one JSON file holds the rules by which links are fetched before they are followed.
        Some("json") => "application/speculationrules+json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn ask(accepted: &'static str) -> Response {
        let file = url("app.css").trim_start_matches("/assets/").to_owned();
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted));
        serve(Path(file), headers).await
    }

    #[tokio::test]
    async fn a_file_comes_in_the_smallest_form_that_is_taken_and_is_kept_for_a_year() {
        for (accepted, encoding) in [
            ("gzip, deflate, br, zstd", Some("br")),
            ("gzip;q=0.8, br;q=0", Some("gzip")),
            ("identity", None),
        ] {
            let response = ask(accepted).await;
            let found = response.headers().get(header::CONTENT_ENCODING);
            assert_eq!(found.map(|it| it.to_str().unwrap()), encoding, "{accepted}");
            assert_eq!(response.headers()[header::CONTENT_TYPE], "text/css; charset=utf-8");
            let cache = response.headers()[header::CACHE_CONTROL].to_str().unwrap();
            assert!(cache.contains("immutable"));
        }
    }

    #[tokio::test]
    async fn what_is_not_there_is_not_found() {
        let response = serve(Path("app-0000000000.css".into()), HeaderMap::new()).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
    }
}
