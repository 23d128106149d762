//! The pages of logging in and of one's own account.

use serde::Deserialize;
use vocab::{AccountId, GrantId};
use web::{
    Call, Filters, Form, Html, IntoResponse, Need, NoFields, Page, Problem, Redirect, Response,
    Routes, Visit, header, serve,
};

use super::{
    actions::{self, DemoLogin, Error, Step},
    rules::{self, PASSWORD_PAGE, Refusal, TOTP_PAGE},
    store::{self, OpenSession},
    views::{code_form, log_in_form, me_body, password_form, totp_form},
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/", Need::Open, front)
        .get("/login", Need::Open, log_in_page)
        .post("/login", Need::Open, log_in)
        .post("/login/code", Need::Open, code)
        .post("/logout", Need::SignedIn, log_out)
        .post("/logout/others", Need::SignedIn, log_out_others)
        .post("/identity", Need::SignedIn, switch)
        .get("/me", Need::SignedIn, me)
        .get(PASSWORD_PAGE, Need::SignedIn, password_page)
        .post(PASSWORD_PAGE, Need::SignedIn, change_password)
        .get(TOTP_PAGE, Need::SignedIn, totp_page)
        .post(TOTP_PAGE, Need::SignedIn, set_up_totp)
}

/// The front door: the start page of whoever is logged in, else the log-in.
async fn front(call: Call) -> Redirect {
    let path = match &call.actor {
        Some(actor) => actor.held_at.unwrap_or_else(|| call.app.home(actor.role())),
        None => "/login",
    };
    Redirect::to(&call.link(path))
}

#[derive(Debug, Default, Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
}

async fn log_in_page(call: Call, Filters(next): Filters<Next>) -> Result<Html, Page> {
    let demo = demo_logins(&call).await?;
    Ok(call.page("登录", &log_in_form(&call, &demo, "", &next.next, None)))
}

async fn demo_logins(call: &Call) -> Result<Vec<DemoLogin>, Page> {
    if !call.cell.demo {
        return Ok(Vec::new());
    }
    let found: Result<_, db::Error> =
        db::read!(call.db(), "demo log-ins", |tx| { actions::demo_logins(tx).await });
    Ok(found?)
}

#[derive(Debug, Deserialize)]
struct LogIn {
    login: String,
    password: String,
    #[serde(default)]
    next: String,
}

async fn log_in(call: Call, Form(form): Form<LogIn>) -> Result<Response, Page> {
    match actions::log_in(&call, &form.login, form.password).await {
        Ok(step) => Ok(go_on(&call, step, &form.next)),
        Err(Error::Refused(refusal)) => {
            let demo = demo_logins(&call).await?;
            let body = log_in_form(&call, &demo, &form.login, &form.next, Some(&refusal));
            Ok((refusal.status(), call.page("登录", &body)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Debug, Deserialize)]
struct Code {
    ticket: String,
    code: String,
    #[serde(default)]
    next: String,
}

async fn code(call: Call, Form(form): Form<Code>) -> Result<Response, Page> {
    match actions::confirm_code(&call, &form.ticket, &form.code).await {
        Ok(token) => Ok(enter(&call, &token, &form.next)),
        Err(Error::Refused(refusal)) => {
            let body = code_form(&call, &form.ticket, &form.next, Some(&refusal));
            Ok((refusal.status(), call.page("动态验证码", &body)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Lets somebody in who has shown who they are to a floor above, and leads on to `next`.
///
/// # Errors
///
/// If the account is not in use, is locked, or has no role.
pub async fn let_in(call: &Call, account: AccountId, next: &str) -> Result<Response, Error> {
    Ok(go_on(call, actions::enter_shown(call, account).await?, next))
}

/// Goes on after somebody has shown who they are: in, or to the second factor.
pub(crate) fn go_on(call: &Call, step: Step, next: &str) -> Response {
    match step {
        Step::In(token) => enter(call, &token, next),
        Step::Code(ticket) => {
            call.page("动态验证码", &code_form(call, &ticket, next, None)).into_response()
        }
    }
}

/// Sets the cookie and goes on to where the person wanted to be, if that is one of our pages.
pub(crate) fn enter(call: &Call, token: &str, next: &str) -> Response {
    let path = if rules::is_inside(next) { next } else { crate::consents::WELCOME };
    with_cookie(call, token, "", Redirect::to(&call.link(path)))
}

fn with_cookie(call: &Call, token: &str, more: &str, to: Redirect) -> Response {
    let (name, cell) = (serve::cookie_name(&call.cell.key), &call.cell.key);
    let secure = if call.is_secure() { "; Secure" } else { "" };
    let cookie = format!("{name}={token}; Path=/{cell}; HttpOnly; SameSite=Lax{secure}{more}");
    ([(header::SET_COOKIE, cookie)], to).into_response()
}

async fn log_out(visit: Visit, _: Form<NoFields>) -> Result<Response, Page> {
    actions::log_out(&visit).await?;
    Ok(with_cookie(&visit, "", "; Max-Age=0", Redirect::to(&visit.link("/login"))))
}

async fn log_out_others(visit: Visit, _: Form<NoFields>) -> Result<Redirect, Page> {
    actions::end_others(&visit).await?;
    Ok(Redirect::to(&visit.link("/me?done=others")))
}

#[derive(Debug, Deserialize)]
struct Switch {
    grant: GrantId,
}

async fn switch(visit: Visit, Form(form): Form<Switch>) -> Result<Redirect, Page> {
    actions::switch(&visit, form.grant).await?;
    Ok(Redirect::to(&visit.link("/")))
}

#[derive(Debug, Default, Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

async fn me(visit: Visit, Filters(done): Filters<Done>) -> Result<Html, Page> {
    let (id, now) = (visit.actor.account, visit.now());
    let sessions: Result<Vec<OpenSession>, db::Error> =
        db::read!(visit.db(), "own log-ins", |tx| {
            store::open_sessions(tx, id, now, now - rules::IDLE).await
        });
    Ok(visit.page("我的账号", &me_body(&visit, &sessions?, &done.done)))
}

async fn password_page(visit: Visit) -> Html {
    visit.page("修改密码", &password_form(&visit, None))
}

#[derive(Debug, Deserialize)]
struct Passwords {
    #[serde(default)]
    old: String,
    new: String,
    again: String,
}

async fn change_password(visit: Visit, Form(form): Form<Passwords>) -> Result<Response, Page> {
    let done = if form.new == form.again {
        actions::change_password(&visit, form.old, form.new).await
    } else {
        Err(Refusal::UnlikePasswords.into())
    };
    match done {
        Ok(()) => Ok(Redirect::to(&visit.link("/me?done=password")).into_response()),
        Err(Error::Refused(refusal)) => {
            let body = password_form(&visit, Some(&refusal));
            Ok((refusal.status(), visit.page("修改密码", &body)).into_response())
        }
        Err(error) => Err(Problem::from(error).into()),
    }
}

async fn totp_page(visit: Visit) -> Result<Html, Page> {
    let offer = actions::offer_totp(&visit)?;
    let address = actions::totp_address(&visit, &offer);
    Ok(visit.page("设置动态验证码", &totp_form(&visit, &offer, &address, None)))
}

#[derive(Debug, Deserialize)]
struct Totp {
    offer: String,
    code: String,
    #[serde(default)]
    old: String,
}

async fn set_up_totp(visit: Visit, Form(form): Form<Totp>) -> Result<Response, Page> {
    match actions::set_up_totp(&visit, &form.offer, &form.code, form.old).await {
        Ok(()) => Ok(Redirect::to(&visit.link("/me?done=totp")).into_response()),
        Err(Error::Refused(refusal)) => {
            let address = actions::totp_address(&visit, &form.offer);
            let body = totp_form(&visit, &form.offer, &address, Some(&refusal));
            Ok((refusal.status(), visit.page("设置动态验证码", &body)).into_response())
        }
        Err(error) => Err(Problem::from(error).into()),
    }
}
