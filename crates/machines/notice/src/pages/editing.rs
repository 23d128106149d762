//! The form on which a notice is published, and the one on which it is corrected.

use catalog::Loaded;
use form::Posted;
use web::{
    Form, Html, IntoResponse as _, Markup, Page, Path, Problem, Redirect, Response, StatusCode,
    Visit, html,
    ui::{self, Button, Field, Head},
};

use crate::{
    Error,
    actions::{self, Content},
    definition::{Kind, Mask},
    model::{Publication, PublicationId},
    rules, store,
};

/// The name that the form's id is signed under.
const FORM: &str = "publication";

pub(super) async fn form(visit: Visit, Path(name): Path<String>) -> Result<Html, Page> {
    let read: Result<_, Error> =
        db::read!(visit.db(), "form of a notice", |tx| { super::kind(tx, &visit, &name).await });
    let kind = read.map_err(Problem::from)?;
    Ok(new_page(&visit, &kind, None, None))
}

pub(super) async fn publish(
    visit: Visit,
    Path(name): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Page> {
    let posted = Posted(pairs);
    let read: Result<_, Error> =
        db::read!(visit.db(), "form of a notice", |tx| { super::kind(tx, &visit, &name).await });
    let kind = read.map_err(Problem::from)?;
    let id = visit.accept_form_id(FORM, posted.get("id"))?;
    let done = match content(&kind.what, &posted) {
        Ok(it) => actions::publish(&visit, &kind, (id, &it)).await,
        Err(why) => Err(why.into()),
    };
    match done {
        Ok(()) => {
            let to = visit.link(&format!("/publications/{name}/{id}?done=publish"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(Error::Refused(why)) => {
            let page = new_page(&visit, &kind, Some(&posted), Some(&why));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(Problem::from(error).into()),
    }
}

fn content(kind: &Kind, posted: &Posted) -> Result<Content, rules::Refusal> {
    Content::typed(kind, (posted.get("title"), posted.get("body"), posted.get("list")))
}

fn new_page(
    visit: &Visit,
    kind: &Loaded<Kind>,
    typed: Option<&Posted>,
    why: Option<&rules::Refusal>,
) -> Html {
    let list = visit.link(&format!("/publications/{}", kind.name));
    let head = Head::new("发布公示").crumb(kind.what.label.as_str(), list.clone());
    let id = match typed {
        Some(posted) => html! { input type="hidden" name="id" value=(posted.get("id")); },
        None => visit.form_id::<crate::model::kinds::PublicationId>(FORM),
    };
    let hidden = html! { (visit.csrf()) (id) };
    let form = ui::Form::new(visit.link(&format!("/publications/{}/new", kind.name)), &hidden);
    let form = match why {
        Some(why) => form.problem(why.to_string()),
        None => form,
    };
    let get = |name: &str| typed.map_or("", |it| it.get(name)).to_owned();
    let period = kind.what.period(visit.today());
    let form = form
        .part(fields(&kind.what, (get("title"), get("body"), get("list"))))
        .button(
            Button::submit("发布")
                .primary()
                .confirm("发布以后所有人都能看到，改动要写原因并留痕。确定发布？"),
        )
        .button(Button::link("取消", list));
    let body = html! {
        p { (kind.what.about) }
        p { "公示 " (period.value) "（" (period.source) "），从发布的次日起算。" }
        (form)
    };
    visit.page_under("发布公示", &head, &body)
}

/// The fields of both forms.
fn fields(kind: &Kind, (title, body, list): (String, String, String)) -> Markup {
    let columns: Vec<&str> = kind.columns.iter().map(|it| it.label.as_str()).collect();
    let masked = kind.columns.iter().filter(|it| it.mask != Mask::Open);
    let masked: Vec<&str> = masked.map(|it| it.label.as_str()).collect();
    let hint = if masked.is_empty() {
        format!("每行一条，各栏用逗号隔开：{}", columns.join("，"))
    } else {
        let columns = columns.join("，");
        format!(
            "每行一条，各栏用逗号隔开：{columns}。{}会自动脱敏，系统不保存原文",
            masked.join("、")
        )
    };
    html! {
        (Field::text("title", "标题").value(title).max_length(100).required())
        (Field::long("body", "正文").value(body).lines(5).sometimes())
        (Field::long("list", "名单").value(list).lines(10).sometimes().hint(hint))
    }
}

async fn found(
    visit: &Visit,
    (name, id): (&str, PublicationId),
) -> Result<(Publication, std::sync::Arc<Loaded<Kind>>, Vec<Vec<String>>), Error> {
    db::read!(visit.db(), "notice to correct", |tx| {
        let (notice, kind) = actions::mine(tx, visit, id).await?;
        if notice.entry != name {
            return Err(Error::Missing);
        }
        let rows = store::rows(tx, id).await?;
        Ok((notice, kind, rows))
    })
}

pub(super) async fn correction(
    visit: Visit,
    Path((name, id)): Path<(String, PublicationId)>,
) -> Result<Html, Page> {
    let (notice, kind, rows) = found(&visit, (&name, id)).await.map_err(Problem::from)?;
    let list = rows.iter().map(|it| rules::line(it)).collect::<Vec<_>>().join("\n");
    let typed = (notice.title.clone(), notice.body.clone(), list, String::new());
    Ok(correction_page(&visit, (&notice, &kind), typed, None))
}

fn correction_page(
    visit: &Visit,
    (notice, kind): (&Publication, &Loaded<Kind>),
    (title, body, list, reason): (String, String, String, String),
    why: Option<&rules::Refusal>,
) -> Html {
    let record = visit.link(&format!("/publications/{}/{}", notice.entry, notice.id));
    let head = Head::new("更正公示").crumb(notice.title.as_str(), record.clone());
    let hidden = html! {
        (visit.csrf())
        input type="hidden" name="version" value=(notice.version);
    };
    let form = ui::Form::new(format!("{record}/correct"), &hidden);
    let form = match why {
        Some(why) => form.problem(why.to_string()),
        None => form,
    };
    let form = form
        .part(fields(&kind.what, (title, body, list)))
        .part(
            Field::text("reason", "更正原因")
                .value(reason)
                .max_length(100)
                .required()
                .hint("会公布；更正前的内容保留，谁都可以查看"),
        )
        .button(Button::submit("更正").primary())
        .button(Button::link("取消", record));
    visit.page_under("更正公示", &head, &html! { (form) })
}

pub(super) async fn correct(
    visit: Visit,
    Path((name, id)): Path<(String, PublicationId)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Page> {
    let posted = Posted(pairs);
    let (notice, kind, _) = found(&visit, (&name, id)).await.map_err(Problem::from)?;
    let version = posted.get("version").parse().unwrap_or(0);
    let done = match content(&kind.what, &posted) {
        Ok(it) => actions::correct(&visit, (id, version), (&it, posted.get("reason"))).await,
        Err(why) => Err(why.into()),
    };
    match done {
        Ok(()) => {
            let to = visit.link(&format!("/publications/{name}/{id}?done=correct"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(Error::Refused(why)) => {
            let text = |name: &str| posted.get(name).to_owned();
            let typed = (text("title"), text("body"), text("list"), text("reason"));
            let page = correction_page(&visit, (&notice, &kind), typed, Some(&why));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(Problem::from(error).into()),
    }
}
