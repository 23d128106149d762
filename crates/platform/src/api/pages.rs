//! The pages of keys, and the document.

use serde::Deserialize;
use web::{
    Call, Filters, Form, Html, IntoResponse, Json, KeyId, Need, NoFields, Page, Path, Redirect,
    Response, Routes, StatusCode, Visit,
    ui::{Button, Head},
};

use super::{
    Operations,
    actions::{self, Error, Wanted},
    document, store, views,
};

const NEW: &str = "api-key.new";

pub(super) fn routes() -> Routes {
    let manage = Need::May("api-key.manage");
    Routes::new()
        .get("/api", Need::Open, manual)
        .get("/api/openapi.json", Need::Open, openapi)
        .get("/api-keys", manage, list)
        .get("/api-keys/new", manage, new)
        .post("/api-keys/new", manage, make)
        .post("/api-keys/{key}/revoke", manage, revoke)
}

async fn manual(call: Call) -> Html {
    let operations = call.cell.service::<Operations>();
    let head = Head::new("接口文档");
    call.page_under("接口文档", &head, &views::manual(&call, operations))
}

async fn openapi(call: Call) -> Json<serde_json::Value> {
    let operations = call.cell.service::<Operations>();
    Json(document(operations, &call.cell.key, &call.cell.name))
}

#[derive(Debug, Default, Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

async fn list(visit: Visit, Filters(done): Filters<Done>) -> Result<Html, Page> {
    let since = visit.today().saturating_sub(jiff::Span::new().days(30));
    let found: Result<_, db::Error> =
        db::read!(visit.db(), "api keys", |tx| { store::list_keys(tx, since).await });
    let head = Head::new("接口密钥")
        .action(Button::link("接口文档", visit.link("/api")).icon("file-description"))
        .action(Button::link("新建密钥", visit.link("/api-keys/new")).icon("plus").primary());
    Ok(visit.page_under("接口密钥", &head, &views::keys(&visit, &found?, &done.done)))
}

async fn new(visit: Visit) -> Html {
    let id = visit.form_id::<web::KeyKind>(NEW);
    form(&visit, None, &id)
}

fn form(visit: &Visit, typed: Option<(&Wanted<'_>, &str)>, id: &web::Markup) -> Html {
    let operations = visit.cell.service::<Operations>();
    let head = Head::new("新建密钥").crumb("接口密钥", visit.link("/api-keys"));
    visit.page_under("新建密钥", &head, &views::form(visit, operations, typed, id))
}

#[derive(Debug, Deserialize)]
struct New {
    id: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    permission: Vec<String>,
    #[serde(default)]
    until: String,
}

async fn make(visit: Visit, Form(it): Form<New>) -> Result<Response, Page> {
    let id: KeyId = visit.accept_form_id(NEW, &it.id)?;
    let wanted = Wanted {
        id,
        name: &it.name,
        place: &it.place,
        permissions: &it.permission,
        until: &it.until,
    };
    match actions::make(&visit, &wanted).await {
        Ok(key) => {
            let head = Head::new("密钥已生成").crumb("接口密钥", visit.link("/api-keys"));
            let page = visit.page_under("密钥已生成", &head, &views::shown(&visit, &key));
            Ok(page.into_response())
        }
        Err(Error::Refused(why)) => {
            let id = visit.form_id::<web::KeyKind>(NEW);
            let page = form(&visit, Some((&wanted, &why.to_string())), &id);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn revoke(visit: Visit, Path(id): Path<KeyId>, _: Form<NoFields>) -> Result<Redirect, Page> {
    actions::revoke(&visit, id).await?;
    Ok(Redirect::to(&visit.link("/api-keys?done=revoked")))
}
