//! Calls a site as a browser or a program would.

use std::{
    collections::BTreeMap,
    net::{IpAddr, SocketAddr},
};

use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
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
    /// Where a redirect leads.
    pub location: Option<String>,
    /// The session cookie that was set, as `name=value`.
    pub cookie: Option<String>,
    /// Every cookie that was set, as `name=value`.
    pub cookies: Vec<String>,
    /// The same, whole.
    pub set_cookies: Vec<String>,
    /// The body, as text.
    pub body: String,
}

impl Reply {
    /// The value of the first `name="…" value="…"` pair in the page for field `name`.
    pub fn field(&self, name: &str) -> Option<String> {
        field_in(&self.body, name)
    }

    /// The value of the first field called `name` in the form that is sent to `action`.
    fn field_of(&self, action: &str, name: &str) -> Option<String> {
        let from = self.body.find(&format!("action=\"{action}\""))?;
        let form = &self.body[from..];
        field_in(&form[..form.find("</form>")?], name)
    }
}

fn field_in(body: &str, name: &str) -> Option<String> {
    let from = body.find(&format!("name=\"{name}\""))?;
    let rest = &body[from..];
    let rest = &rest[..rest.find('>')?];
    let value = rest.split_once("value=\"")?.1;
    Some(value.split_once('"')?.0.to_owned())
}

/// A browser with its cookies.
#[derive(Debug, Clone)]
pub struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
    address: Option<SocketAddr>,
    headers: Vec<(&'static str, &'static str)>,
}

impl Browser {
    /// Opens `router` without a cookie.
    pub fn new(router: &Router) -> Self {
        Self {
            router: router.clone(),
            cookies: BTreeMap::new(),
            address: None,
            headers: Vec::new(),
        }
    }

    /// Opens `router` with a cookie, `name=value`.
    pub fn with_cookie(router: &Router, cookie: &str) -> Self {
        let (name, value) = cookie.split_once('=').unwrap_or((cookie, ""));
        let cookies = BTreeMap::from([(name.to_owned(), value.to_owned())]);
        Self { cookies, ..Self::new(router) }
    }

    /// The same browser at a network address.
    #[must_use]
    pub fn at(mut self, address: IpAddr) -> Self {
        self.address = Some(SocketAddr::new(address, 40_000));
        self
    }

    /// The same browser, which says `value` with each request.
    #[must_use]
    pub fn saying(mut self, header: &'static str, value: &'static str) -> Self {
        self.headers.push((header, value));
        self
    }

    /// Gets `path`.
    ///
    /// # Panics
    ///
    /// If `path` is no path.
    pub async fn get(&mut self, path: &str) -> Reply {
        self.send(Request::get(path).body(Body::empty()).expect("a request")).await
    }

    /// Posts `fields` to `path`, escaped here.
    ///
    /// # Panics
    ///
    /// If `path` is no path.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form))
            .expect("a request");
        self.send(request).await
    }

    /// Posts `file` under the name `name` to `path`, as the file field of a form does.
    ///
    /// # Panics
    ///
    /// If `path` is no path.
    pub async fn upload(&mut self, path: &str, csrf: &str, name: &str, file: &[u8]) -> Reply {
        self.upload_with(path, &[("csrf", csrf)], name, file).await
    }

    /// The same with further fields before it. An empty name is a file field that was left alone.
    ///
    /// # Panics
    ///
    /// If `path` is no path.
    pub async fn upload_with(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        name: &str,
        file: &[u8],
    ) -> Reply {
        self.post_files(path, fields, &[("file", name, file)]).await
    }

    /// Posts `fields` and then `files` (field, name, content) to `path`, as a form with files does.
    ///
    /// # Panics
    ///
    /// If `path` is no path.
    pub async fn post_files(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Reply {
        let part = |(key, value): &(&str, &str)| {
            format!("--x\r\nContent-Disposition: form-data; name=\"{key}\"\r\n\r\n{value}\r\n")
        };
        let mut body = fields.iter().map(part).collect::<String>().into_bytes();
        for (field, name, file) in files {
            let head = format!(
                "--x\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(file);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--x--\r\n");
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body(Body::from(body))
            .expect("a request");
        self.send(request).await
    }

    /// Opens the page at `page`, takes its token and its form's id, and posts `fields` to `path`
    /// with them, as a person would.
    pub async fn submit(&mut self, page: &str, path: &str, fields: &[(&str, &str)]) -> Reply {
        let open = self.get(page).await;
        let csrf = open.field("csrf").unwrap_or_default();
        let id = open.field_of(path, "id").or_else(|| open.field("id"));
        let mut all = vec![("csrf", csrf.as_str())];
        if let Some(id) = &id {
            all.push(("id", id));
        }
        all.extend_from_slice(fields);
        self.post(path, &all).await
    }

    /// Sends `request` with the cookies, and keeps those that come back.
    ///
    /// # Panics
    ///
    /// If the body breaks off.
    pub async fn send(&mut self, mut request: Request<Body>) -> Reply {
        if !self.cookies.is_empty() {
            let all: Vec<String> =
                self.cookies.iter().map(|it| format!("{}={}", it.0, it.1)).collect();
            let value = all.join("; ").parse().expect("a cookie is a header value");
            request.headers_mut().insert(header::COOKIE, value);
        }
        for (name, value) in &self.headers {
            request.headers_mut().insert(*name, header::HeaderValue::from_static(value));
        }
        if let Some(address) = self.address {
            request.extensions_mut().insert(ConnectInfo(address));
        }
        let response = self.router.clone().oneshot(request).await.expect("infallible");
        let reply = reply(response).await;
        for cookie in &reply.cookies {
            if let Some((name, value)) = cookie.split_once('=') {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        reply
    }
}

async fn reply(reply: Response<Body>) -> Reply {
    let text = |name| reply.headers().get(name).and_then(|it| it.to_str().ok()).map(str::to_owned);
    let (kind, location) = (text(header::CONTENT_TYPE), text(header::LOCATION));
    let set = reply.headers().get_all(header::SET_COOKIE).iter().filter_map(|it| it.to_str().ok());
    let set_cookies: Vec<String> = set.map(str::to_owned).collect();
    let pair = |it: &String| it.split(';').next().map(str::to_owned);
    let cookies: Vec<String> = set_cookies.iter().filter_map(pair).collect();
    // What binds a log-in elsewhere to its browser opens nothing by itself.
    let cookie = cookies.iter().find(|it| !it.contains("_door=")).cloned();
    let status = reply.status();
    let bytes = reply.into_body().collect().await.expect("a body").to_bytes();
    Reply {
        status,
        kind: kind.unwrap_or_default(),
        location,
        cookie,
        cookies,
        set_cookies,
        body: String::from_utf8_lossy(&bytes).into_owned(),
    }
}
