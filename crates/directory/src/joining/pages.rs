//! The pages of those who come in, and of the class teacher.

use platform::{
    accounts,
    codes::{self, Proof},
    seal::Sealer,
};
use serde::Deserialize;
use vocab::{StudentId, mask_phone};
use web::{
    Call, Filters, Form, Html, IntoResponse, Need, Page, Path, Redirect, Response, Routes,
    StatusCode, Visit, ui::Head,
};

use super::{
    actions::{self, Error},
    ask::{self, Asked},
    decide,
    model::{Request, RequestId},
    own,
    rules::Refusal,
    store,
    views::{self, Part, Shown},
};
use crate::{fields, students};

/// Requests a page.
const LINES: i64 = 50;

pub(super) fn routes() -> Routes {
    let (confirm, child) = (Need::May("guardian.confirm"), Need::May("child.read"));
    Routes::new()
        .post("/join/family", Need::Open, family)
        .post("/join/family/check", Need::Open, check)
        .post("/join/family/ask", Need::Open, ask_teacher)
        .get("/guardian-requests", confirm, requests)
        .post("/guardian-requests/{request}", confirm, decide_one)
        .get("/children/{id}/guardians/new", child, invite_page)
        .post("/children/{id}/guardians/new", child, invite)
        .get("/me/phone", child, phone_page)
        .post("/me/phone", child, send_to_new)
        .post("/me/phone/new", child, prove_new)
        .post("/me/phone/old", child, prove_old)
        .post("/me/phone/ask", child, ask_for_phone)
}

#[derive(Debug, Deserialize)]
struct Ticket {
    ticket: String,
}

fn proof(call: &Call, ticket: &str) -> Result<Proof, Error> {
    Proof::accept(call, ticket).ok_or_else(|| Refusal::Stale.into())
}

async fn family(call: Call, Form(form): Form<Ticket>) -> Result<Html, Page> {
    let proof = proof(&call, &form.ticket)?;
    Ok(call.page("家长第一次使用", &views::family(&call, &proof, None)))
}

/// The page again, with what was wrong on it.
fn again(call: &Call, proof: &Proof, part: Part, why: &Refusal) -> Response {
    let body = views::family(call, proof, Some((part, &why.to_string())));
    (StatusCode::UNPROCESSABLE_ENTITY, call.page("家长第一次使用", &body)).into_response()
}

#[derive(Debug, Deserialize)]
struct Check {
    ticket: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    number: String,
}

async fn check(call: Call, Form(form): Form<Check>) -> Result<Response, Page> {
    let proof = proof(&call, &form.ticket)?;
    match actions::join(&call, &proof, &form.name, &form.number).await {
        Ok(account) => Ok(accounts::let_in(&call, account, "/children").await?),
        Err(Error::Refused(why)) => Ok(again(&call, &proof, Part::Check, &why)),
        Err(error) => Err(error.into()),
    }
}

#[derive(Debug, Deserialize)]
struct Ask {
    ticket: String,
    #[serde(default)]
    own: String,
    #[serde(default)]
    relation: String,
    #[serde(default)]
    child: String,
    #[serde(default)]
    whole: String,
}

async fn ask_teacher(call: Call, Form(form): Form<Ask>) -> Result<Response, Page> {
    let proof = proof(&call, &form.ticket)?;
    let asked = Asked {
        name: &form.own,
        relation: &form.relation,
        child: &form.child,
        number: &form.whole,
    };
    match ask::ask(&call, &proof, &asked).await {
        Ok(()) => Ok(call.page("已提交", &views::asked(&call)).into_response()),
        Err(Error::Refused(why)) => Ok(again(&call, &proof, Part::Ask, &why)),
        Err(error) => Err(error.into()),
    }
}

#[derive(Debug, Default, Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

async fn requests(visit: Visit, Filters(query): Filters<Done>) -> Result<Html, Page> {
    request_page(&visit, &query.done, None).await
}

async fn request_page(visit: &Visit, done: &str, why: Option<&str>) -> Result<Html, Page> {
    let (scope, day) = (visit.actor.scope(), visit.today());
    let read: Result<_, crate::Error> = db::read!(visit.db(), "guardian requests", |tx| {
        let found = store::waiting(tx, scope, LINES).await?;
        let ids: Vec<StudentId> = found.iter().map(|it| it.student).collect();
        let known = students::guardians_of_each(tx, &ids, day).await?;
        Ok((found, known))
    });
    let (found, known) = read?;
    let nobody = Vec::new();
    let shown: Vec<Shown> = found
        .iter()
        .map(|it| Shown {
            request: it,
            phone: phone(visit, it),
            known: known.get(&it.student).unwrap_or(&nobody),
        })
        .collect();
    Ok(visit.page("家长绑定确认", &views::requests(visit, &shown, done, why)))
}

fn phone(visit: &Visit, it: &Request) -> String {
    let sealer = visit.cell.service::<Sealer>();
    let open = sealer.open(fields::REQUEST_PHONE.at(it.id.bits()), &it.phone_sealed);
    open.map(|it| mask_phone(it.open())).unwrap_or_default()
}

async fn decide_one(
    visit: Visit,
    Path(id): Path<RequestId>,
    Form(form): Form<Vec<(String, String)>>,
) -> Result<Response, Page> {
    let field = |name: &str| {
        form.iter().find(|it| it.0 == name).map(|it| it.1.as_str()).unwrap_or_default()
    };
    let decided = async {
        let reason = field(&format!("reason-{id}"));
        let decision = decide::decision(field("decision"), reason)?;
        decide::decide(&visit, id, &decision).await
    };
    match decided.await {
        Ok(()) => {
            let done = if field("decision") == "confirm" { "confirmed" } else { "refused" };
            let to = visit.link(&format!("/guardian-requests?done={done}"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(Error::Refused(why)) => {
            let page = request_page(&visit, "", Some(&why.to_string())).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn own_child(visit: &Visit, id: StudentId) -> Result<String, Page> {
    let (account, day) = (visit.actor.account, visit.today());
    let read: Result<_, crate::Error> = db::read!(visit.db(), "own child", |tx| {
        students::load_child(tx, account, id, day).await
    });
    Ok(read?.line.name)
}

fn invite_form(visit: &Visit, id: StudentId, name: &str, why: Option<&str>) -> Html {
    let path = format!("/children/{id}/guardians/new");
    let head = Head::new("邀请另一位监护人")
        .crumb("孩子档案", visit.link("/children"))
        .crumb(name.to_owned(), visit.link(&format!("/children/{id}")));
    let body = views::invite(visit, &path, visit.cell.demo, why);
    visit.page_under("邀请另一位监护人", &head, &body)
}

async fn invite_page(visit: Visit, Path(id): Path<StudentId>) -> Result<Html, Page> {
    let name = own_child(&visit, id).await?;
    Ok(invite_form(&visit, id, &name, None))
}

#[derive(Debug, Deserialize)]
struct Invite {
    #[serde(default)]
    name: String,
    #[serde(default)]
    relation: String,
    #[serde(default)]
    phone: String,
}

async fn invite(
    visit: Visit,
    Path(id): Path<StudentId>,
    Form(form): Form<Invite>,
) -> Result<Response, Page> {
    let name = own_child(&visit, id).await?;
    let invited = async {
        let phone = codes::phone(&form.phone, visit.cell.demo).map_err(Refusal::Code)?;
        ask::invite(&visit, id, (&form.name, &form.relation), &phone).await
    };
    match invited.await {
        Ok(()) => Ok(visit.page("已提交", &views::sent(&visit)).into_response()),
        Err(Error::Refused(why)) => {
            let page = invite_form(&visit, id, &name, Some(&why.to_string()));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

const PHONE: &str = "更换手机号";

async fn phone_page(visit: Visit) -> Result<Html, Page> {
    let own = own::find(&visit).await?;
    Ok(visit.page(PHONE, &views::phone_form(&visit, &own, None)))
}

#[derive(Debug, Deserialize)]
struct Telephone {
    #[serde(default)]
    phone: String,
}

/// A page again with a refusal; any other error is a page of its own.
fn refused(error: Error, page: impl FnOnce(&str) -> Html) -> Result<Response, Page> {
    let why = match error {
        Error::Refused(why) => why.to_string(),
        Error::Code(codes::Error::Refused(why)) => why.to_string(),
        other => return Err(other.into()),
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&why)).into_response())
}

async fn send_to_new(visit: Visit, Form(form): Form<Telephone>) -> Result<Response, Page> {
    let own = own::find(&visit).await?;
    let sent = async {
        let phone = codes::phone(&form.phone, visit.cell.demo).map_err(Refusal::Code)?;
        if own.phone.as_ref() == Some(&phone) {
            return Err(Error::from(Refusal::SamePhone));
        }
        Ok(codes::send(&visit, phone.open()).await?)
    };
    match sent.await {
        Ok(sent) => Ok(visit.page(PHONE, &views::new_code(&visit, &sent, None)).into_response()),
        Err(error) => {
            refused(error, |why| visit.page(PHONE, &views::phone_form(&visit, &own, Some(why))))
        }
    }
}

#[derive(Debug, Deserialize)]
struct Answer {
    #[serde(default)]
    ticket: String,
    question: String,
    #[serde(default)]
    code: String,
}

async fn prove_new(visit: Visit, Form(form): Form<Answer>) -> Result<Response, Page> {
    let own = own::find(&visit).await?;
    let proof = match codes::prove(&visit, &form.question, &form.code).await {
        Ok(proof) => proof,
        Err(error) => {
            let sent = codes::Sent::again(&form.question);
            let page = |why: &str| visit.page(PHONE, &views::new_code(&visit, &sent, Some(why)));
            return refused(error.into(), page);
        }
    };
    let Some(old) = &own.phone else {
        return Ok(visit.page(PHONE, &views::no_old(&visit, &proof)).into_response());
    };
    match codes::send(&visit, old.open()).await {
        Ok(sent) => {
            let body = views::old_code(&visit, &proof, &sent, None);
            Ok(visit.page(PHONE, &body).into_response())
        }
        Err(error) => refused(error.into(), |_| visit.page(PHONE, &views::no_old(&visit, &proof))),
    }
}

async fn prove_old(visit: Visit, Form(form): Form<Answer>) -> Result<Response, Page> {
    let own = own::find(&visit).await?;
    let new = proof(&visit, &form.ticket)?;
    let set = async {
        let old = codes::prove(&visit, &form.question, &form.code).await?;
        own::set_phone(&visit, &own, &new, &old).await
    };
    match set.await {
        Ok(()) => Ok(Redirect::to(&visit.link("/me?done=phone")).into_response()),
        Err(error) => {
            let sent = codes::Sent::again(&form.question);
            refused(error, |why| {
                visit.page(PHONE, &views::old_code(&visit, &new, &sent, Some(why)))
            })
        }
    }
}

async fn ask_for_phone(visit: Visit, Form(form): Form<Ticket>) -> Result<Html, Page> {
    let own = own::find(&visit).await?;
    let new = proof(&visit, &form.ticket)?;
    ask::ask_for_phone(&visit, (own.guardian, &own.name), &new).await?;
    Ok(visit.page("已提交", &views::sent(&visit)))
}
