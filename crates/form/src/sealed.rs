//! Opening a sealed answer: for a task that was approved, and only once the look is stored.

use maud::html;
use platform::{
    privacy::{self, SealedClass},
    seal::Sealer,
};
use web::{
    Form, IntoResponse as _, Need, NoFields, Page, Path, Problem, Redirect, Response, Routes,
    Visit,
    ui::{Alert, Card, Facts, Head, Tone},
};

use crate::papers::{self, SealedId};

/// The pages.
pub(crate) fn routes() -> Routes {
    Routes::new().post("/answers/sealed/{id}", Need::SignedIn, open).post(
        "/drafts/{id}/discard",
        Need::SignedIn,
        discard,
    )
}

async fn open(visit: Visit, Path(id): Path<SealedId>, _: Form<NoFields>) -> Result<Response, Page> {
    let found: Result<_, db::Error> = db::read!(visit.db(), "sealed answer", |tx| {
        crate::store::papers::find_sealed(tx, id).await
    });
    let paper = found?.ok_or_else(Problem::not_found)?;
    let owner = (paper.owner.0.as_str(), paper.owner.1);
    if !papers::may_see(&visit, owner, (&paper.seen_by, None)).await? {
        return Err(Problem::not_found().into());
    }
    match privacy::open_sealed(&visit, SealedClass::Answer, id, "表单里加密保存的内容").await
    {
        Ok(_) => {}
        Err(privacy::Error::NotCleared(_)) => {
            let ask = visit.link(&format!("/clearances/new?about={id}"));
            return Ok(Redirect::to(&ask).into_response());
        }
        Err(error) => return Err(error.into()),
    }
    let sealer = visit.cell.service::<Sealer>();
    let plain = sealer.open(papers::SEALED.at(id.bits()), &paper.value_sealed);
    let plain = plain.map_err(|error| Problem::internal(&error))?;
    let facts = Facts::new().long("内容", plain.open().to_owned());
    let body = html! {
        (Alert::new(Tone::Info, "这次查看已经记录").detail("离开这一页后内容不再显示，请不要截图或另存。"))
        (Card::new("加密保存的内容", html! { (facts) }))
    };
    Ok(visit.page_under("加密保存的内容", &Head::new("加密保存的内容"), &body).into_response())
}

async fn discard(
    visit: Visit,
    Path(id): Path<papers::DraftId>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Page> {
    crate::drafts::discard(&visit, id).await?;
    // Back to the form that it was a draft of: only ever a path of this cell.
    let back = fields.iter().find(|it| it.0 == "back").map_or("/", |it| it.1.as_str());
    let back = if back.starts_with('/') && !back.starts_with("//") { back } else { "/" };
    Ok(Redirect::to(&visit.link(back)).into_response())
}
