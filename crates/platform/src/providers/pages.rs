//! The pages of log-ins elsewhere.

use serde::Deserialize;
use web::{
    Call, Filters, Form, HeaderMap, Html, IntoResponse, Need, NoFields, Page, Path, Problem,
    Redirect, Response, Routes, StatusCode, Visit, header, serve, ui::Head,
};

use super::{
    Brought, Provider, ProviderKind, Providers,
    actions::{self, Back, Error},
    identity, store, views,
};
use crate::accounts;

/// How long a browser keeps what binds the way back to it, in seconds.
const DOOR_SECONDS: u32 = 900;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/login/with/{provider}", Need::Open, begin)
        .get("/login/with/{provider}/back", Need::Open, back)
        .get("/me/logins", Need::SignedIn, logins)
        .post("/me/logins/{provider}/end", Need::SignedIn, end)
        .get("/me/logins/new", Need::SignedIn, confirm)
        .post("/me/logins/new", Need::SignedIn, link)
}

fn provider(call: &Call, kind: ProviderKind) -> Result<&Provider, Page> {
    let found = call.cell.find_service::<Providers>().and_then(|it| it.find(kind));
    found.ok_or_else(|| Problem::not_found().into())
}

fn door_name(call: &Call) -> String {
    format!("{}_door", serve::cookie_name(&call.cell.key))
}

fn door<'a>(call: &Call, headers: &'a HeaderMap) -> &'a str {
    serve::cookie(headers, &door_name(call)).unwrap_or_default()
}

#[derive(Debug, Default, Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
}

async fn begin(
    call: Call,
    Path(kind): Path<ProviderKind>,
    Filters(next): Filters<Next>,
) -> Result<Response, Page> {
    go_out(&call, provider(&call, kind)?, &next.next, false).await
}

/// Sends a browser out, with a cookie that binds the way back to it.
pub(super) async fn go_out(
    call: &Call,
    provider: &Provider,
    next: &str,
    wants_person: bool,
) -> Result<Response, Page> {
    let out = actions::begin(call, provider, next, wants_person).await?;
    let (name, cell) = (door_name(call), &call.cell.key);
    let secure = if call.is_secure() { "; Secure" } else { "" };
    let cookie = format!(
        "{name}={}; Path=/{cell}; HttpOnly; SameSite=Lax; Max-Age={DOOR_SECONDS}{secure}",
        out.door
    );
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&out.address)).into_response())
}

async fn back(
    call: Call,
    headers: HeaderMap,
    Path(kind): Path<ProviderKind>,
    Filters(brought): Filters<Brought>,
) -> Result<Response, Page> {
    let provider = provider(&call, kind)?;
    let (state, code) = provider.protocol.brought(&brought);
    let door = door(&call, &headers);
    match actions::come_back(&call, provider, (&state, code.as_deref()), door).await {
        Ok(Back::In(step, next)) => Ok(accounts::pages::go_on(&call, step, &next)),
        // Whoever is not logged in does that first, in whatever way, and comes out there.
        Ok(Back::New) => Ok(Redirect::to(&call.link("/me/logins/new")).into_response()),
        Ok(Back::Shown(person, next)) => Ok(identity::come_in(&call, kind, &person, &next)),
        Err(Error::Refused(why)) => {
            let page = call.page("没有登录", &views::refused(&call, &why));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Debug, Default, Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

async fn logins(visit: Visit, Filters(done): Filters<Done>) -> Result<Html, Page> {
    let account = visit.actor.account;
    let linked: Result<_, db::Error> =
        db::read!(visit.db(), "links", |tx| { store::logins_of(tx, account).await });
    let head = Head::new("第三方登录").crumb("我的账号", visit.link("/me"));
    Ok(visit.page_under("第三方登录", &head, &views::logins(&visit, &linked?, &done.done)))
}

async fn end(
    visit: Visit,
    Path(kind): Path<ProviderKind>,
    _: Form<NoFields>,
) -> Result<Redirect, Page> {
    actions::unlink(&visit, kind).await?;
    Ok(Redirect::to(&visit.link("/me/logins?done=ended")))
}

async fn confirm(visit: Visit, headers: HeaderMap) -> Result<Response, Page> {
    match actions::pending(&visit, door(&visit, &headers)).await? {
        Some(kind) => {
            let title = format!("绑定{}", kind.label());
            Ok(visit.page(&title, &views::confirm(&visit, kind)).into_response())
        }
        None => Ok(Redirect::to(&visit.link("/me/logins")).into_response()),
    }
}

async fn link(visit: Visit, headers: HeaderMap, _: Form<NoFields>) -> Result<Redirect, Page> {
    actions::link(&visit, door(&visit, &headers)).await?;
    Ok(Redirect::to(&visit.link("/me/logins?done=linked")))
}
