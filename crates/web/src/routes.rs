//! Routes that declare who may call them: a route without a need cannot be written.

use axum::{
    Router,
    extract::Request,
    handler::Handler,
    http::Method,
    middleware::{Next, from_fn},
    response::{IntoResponse, Redirect, Response},
    routing,
};

use crate::{Api, App, Page, Problem, StatusCode, header, metrics::Answered, visit::Call};

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// Anyone, without logging in.
    Open,
    /// Anyone who is logged in.
    SignedIn,
    /// Whoever's role holds the permission.
    May(&'static str),
    /// A program whose key holds the permission; no person.
    Key(&'static str),
}

/// A route as the permission matrix lists it.
#[derive(Debug, Clone)]
pub struct RouteInfo {
    /// GET or POST.
    pub method: Method,
    /// The path inside the cell.
    pub path: &'static str,
    /// Who may call it.
    pub need: Need,
}

impl RouteInfo {
    /// Whether `path` is one of this route: `/schools/sch_1` of `/schools/{id}`.
    pub(crate) fn fits(&self, path: &str) -> bool {
        let (ours, theirs) = (self.path.split('/'), path.split('/'));
        ours.clone().count() == theirs.clone().count()
            && ours.zip(theirs).all(|(our, their)| our == their || our.starts_with('{'))
    }
}

/// The routes of a module.
#[derive(Default)]
pub struct Routes {
    router: Router<App>,
    table: Vec<RouteInfo>,
}

impl Routes {
    /// No routes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers GET at `path`.
    #[must_use]
    pub fn get<H, T>(self, path: &'static str, need: Need, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::GET, path, need, routing::get(handler))
    }

    /// Answers POST at `path`.
    #[must_use]
    pub fn post<H, T>(self, path: &'static str, need: Need, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::POST, path, need, routing::post(handler))
    }

    /// These and those of `other`.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.table.extend(other.table);
        self
    }

    /// The router, and the table of what it answers.
    pub fn finish(self) -> (Router<App>, Vec<RouteInfo>) {
        (self.router, self.table)
    }

    fn add(
        mut self,
        method: Method,
        path: &'static str,
        need: Need,
        route: routing::MethodRouter<App>,
    ) -> Self {
        let guard = from_fn(move |request, next| async move {
            let mut response = check(need, request, next).await;
            response.extensions_mut().insert(Answered(path));
            response
        });
        self.router = self.router.route(path, route.layer(guard));
        self.table.push(RouteInfo { method, path, need });
        self
    }
}

async fn check(need: Need, request: Request, next: Next) -> Response {
    let Some(call) = request.extensions().get::<Call>() else {
        return Page::from(Problem::not_found()).into_response();
    };
    if let Some(page) = held(call, need) {
        return hold(call, request.method(), page);
    }
    if call.meets(need) {
        return next.run(request).await;
    }
    if let Need::Key(_) = need {
        return no_key(call);
    }
    if call.actor.is_some() {
        let detail = "您当前的身份没有办理这件事的权限。如果您还有别的身份，请在右上角切换后再试。";
        return Page::from(Problem::new(StatusCode::FORBIDDEN, "not-permitted", detail))
            .into_response();
    }
    if request.method() == Method::GET {
        let after = form_urlencoded::byte_serialize(call.path_and_query().as_bytes());
        let after: String = after.collect();
        return Redirect::to(&call.link(&format!("/login?next={after}"))).into_response();
    }
    let detail = "登录已经过期，刚才的内容没有保存。请重新登录后再提交。";
    Page::from(Problem::new(StatusCode::UNAUTHORIZED, "not-signed-in", detail)).into_response()
}

/// Where ending the session is posted to: open even to someone who is held.
const LOG_OUT: &str = "/logout";

/// The page that this person must deal with first, unless this is it.
fn held(call: &Call, need: Need) -> Option<&'static str> {
    let page = call.actor.as_ref()?.held_at?;
    let is_for_people = !matches!(need, Need::Open | Need::Key(_));
    (is_for_people && call.path() != page && call.path() != LOG_OUT).then_some(page)
}

fn hold(call: &Call, method: &Method, page: &str) -> Response {
    if method == Method::GET {
        return Redirect::to(&call.link(page)).into_response();
    }
    let detail = "请先完成账号的安全设置（修改首次密码、设置动态验证码），再办理其他事情。刚才的内容没有保存。";
    Page::from(Problem::new(StatusCode::FORBIDDEN, "account-not-ready", detail)).into_response()
}

/// What a program is told whose key does not open this.
fn no_key(call: &Call) -> Response {
    if call.program.is_some() {
        let detail = "这个密钥没有读取这项数据的权限。请系统管理员另建一个密钥。";
        return Api::from(Problem::new(StatusCode::FORBIDDEN, "key-not-permitted", detail))
            .into_response();
    }
    let detail =
        "没有接口密钥，或密钥无效、已到期、已停用。请在 Authorization 头里带上 Bearer 密钥。";
    let problem = Api::from(Problem::new(StatusCode::UNAUTHORIZED, "no-key", detail));
    ([(header::WWW_AUTHENTICATE, "Bearer")], problem).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_fits_the_route_that_answers_it() {
        let route = |path| RouteInfo { method: Method::GET, path, need: Need::SignedIn };
        for (ours, path, expected) in [
            ("/schools/{id}", "/schools/sch_1", true),
            ("/schools/{id}", "/schools/sch_1/edit", false),
            ("/schools/{id}/edit", "/schools/sch_1/edit", true),
            ("/schools", "/schools", true),
            ("/schools", "/students", false),
        ] {
            assert_eq!(route(ours).fits(path), expected, "{path} of {ours}");
        }
    }
}
