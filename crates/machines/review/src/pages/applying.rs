//! The form of an application, and the points that the applicant gives itself.

use std::sync::Arc;

use catalog::Loaded;
use form::{Answers, Posted, Wrong};
use vocab::{PlaceId, StudentId};
use web::{
    Form, Html, IntoResponse as _, Page, Path, Redirect, Response, StatusCode, Visit, html,
    ui::{self, Button, Field, Head},
};

use crate::{
    actions::{self, Applying, Error, evidence_field, points_field},
    definition::{ItemKind, Review},
    model::{ApplicationId, Round, RoundId, Score},
    store,
};

const FORM: &str = "review-application";
/// The field that names what is judged; no field of a file has a dash.
const ABOUT: &str = "about-what";

/// Something that can be put in: where it lies, the pupil, as people call it.
type About = (PlaceId, Option<StudentId>, String);

struct Open {
    kind: Arc<Loaded<Review>>,
    round: Round,
    about: Vec<About>,
}

async fn opened(visit: &Visit, (name, id): (&str, RoundId)) -> Result<Open, Error> {
    db::read!(visit.db(), "form of an application", |tx| {
        let (kind, round, place) = super::round(tx, visit, (name, id)).await?;
        let review = &kind.what;
        if !review.applies.contains(&visit.actor.role()) {
            return Err(Error::Missing);
        }
        let about = if review.of_student {
            let pupils = store::children_to_choose(tx, place).await?;
            pupils.into_iter().map(|it| (place, Some(it.0), it.1)).collect()
        } else {
            let places = platform::access::places_in(tx, place, review.subject).await?;
            places.into_iter().map(|it| (it.0, None, it.1)).collect()
        };
        Ok(Open { kind, round, about })
    })
}

fn key(it: &About) -> String {
    it.1.map_or_else(|| it.0.to_string(), |it| it.to_string())
}

pub(super) async fn form(
    visit: Visit,
    Path((name, id)): Path<(String, RoundId)>,
) -> Result<Html, Page> {
    let open = opened(&visit, (&name, id)).await?;
    Ok(page(&visit, (&name, &open), (None, &[]), None))
}

pub(super) async fn apply(
    visit: Visit,
    Path((name, round)): Path<(String, RoundId)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Page> {
    let posted = Posted(pairs);
    let open = opened(&visit, (&name, round)).await?;
    let id: ApplicationId = visit.accept_form_id(FORM, posted.get("id"))?;
    let refused = |wrongs: &[Wrong], problem: Option<&str>| {
        let page = page(&visit, (&name, &open), (Some(&posted), wrongs), problem);
        (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
    };
    let Some(about) = open.about.iter().find(|it| key(it) == posted.get(ABOUT)) else {
        let advice = format!("请选择{}", label(&open.kind.what));
        return Ok(refused(&[Wrong { field: ABOUT.to_owned(), advice }], None));
    };
    let applying = Applying { id, round, place: about.0, student: about.1, posted: &posted };
    match actions::apply(&visit, &open.kind, &applying).await {
        Ok(()) => {
            let then = if open.kind.what.self_assessed { "/claims" } else { "?done=submit" };
            let to = visit.link(&format!("/reviews/{name}/{id}{then}"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(Error::Wrong(wrongs)) => Ok(refused(&wrongs, None)),
        Err(Error::Refused(why)) => Ok(refused(&[], Some(&why.to_string()))),
        Err(error) => Err(error.into()),
    }
}

fn label(review: &Review) -> &'static str {
    if review.of_student { "学生" } else { review.subject.label() }
}

fn page(
    visit: &Visit,
    (name, open): (&str, &Open),
    (typed, wrongs): (Option<&Posted>, &[Wrong]),
    problem: Option<&str>,
) -> Html {
    let review = &open.kind.what;
    let base = visit.link(&format!("/reviews/{name}/rounds/{}", open.round.id));
    let verb = if review.of_student { "推荐" } else { "申报" };
    let title = format!("{verb}{}", review.label);
    let head = Head::new(title.as_str())
        .crumb(open.round.title.as_str(), base.clone())
        .below(html! { "申报截止 " (open.round.apply_until) });
    let id = match typed {
        Some(posted) => html! { input type="hidden" name="id" value=(posted.get("id")); },
        None => visit.form_id::<crate::model::kinds::ApplicationId>(FORM),
    };
    let hidden = html! { (visit.csrf()) (id) };
    let form = ui::Form::new(format!("{base}/apply"), &hidden);
    let form = wrongs.iter().fold(form, |form, it| form.error(&*it.field, &*it.advice));
    let form = match problem {
        Some(words) => form.problem(words),
        None => form,
    };
    let about = match open.about.as_slice() {
        [it] => html! {
            (Field::text("about-shown", label(review)).value(it.2.as_str()).read_only())
            input type="hidden" name=(ABOUT) value=(key(it));
        },
        all => {
            let options = all.iter().map(|it| (key(it), it.2.as_str()));
            let wrong = wrongs.iter().find(|it| it.field == ABOUT).map(|it| it.advice.as_str());
            let value = typed.map_or("", |it| it.get(ABOUT));
            html! { (Field::select(ABOUT, label(review), options).value(value).error(wrong).required()) }
        }
    };
    let none = Answers::default();
    let next = if review.self_assessed { "下一步：自评" } else { "提交" };
    let form = form
        .part(html! {
            (about)
            (form::asked(&review.fields, &review.asks, typed, (&none, wrongs)))
        })
        .button(Button::submit(next).primary())
        .button(Button::link("取消", base));
    visit.page_under(&title, &head, &html! { p { (review.about) } (form) })
}

type At = Path<(String, ApplicationId)>;

async fn drafted(
    visit: &Visit,
    at: (&str, ApplicationId),
) -> Result<(super::Seen, Vec<Score>), Error> {
    db::read!(visit.db(), "claims", |tx| {
        let seen = super::seen(tx, visit, at).await?;
        let claims = store::claims(tx, at.1).await?;
        if seen.near { Ok((seen, claims)) } else { Err(Error::Missing) }
    })
}

pub(super) async fn claims(visit: Visit, Path((name, id)): At) -> Result<Html, Page> {
    let (seen, claims) = drafted(&visit, (&name, id)).await?;
    Ok(claims_page(&visit, (&name, &seen), &claims, (None, &[])))
}

pub(super) async fn save(
    visit: Visit,
    Path((name, id)): At,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Page> {
    let posted = Posted(pairs);
    let (seen, claims) = drafted(&visit, (&name, id)).await?;
    match actions::save_claims(&visit, &seen.kind, (id, &posted)).await {
        Ok(()) => {
            let to = visit.link(&format!("/reviews/{name}/{id}?done=claims"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(Error::Wrong(wrongs)) => {
            let page = claims_page(&visit, (&name, &seen), &claims, (Some(&posted), &wrongs));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn claims_page(
    visit: &Visit,
    (name, seen): (&str, &super::Seen),
    claims: &[Score],
    (typed, wrongs): (Option<&Posted>, &[Wrong]),
) -> Html {
    let review = &seen.kind.what;
    let base = visit.link(&format!("/reviews/{name}/{}", seen.it.id));
    let head = Head::new("自评").crumb(seen.it.title.as_str(), base.clone());
    let csrf = visit.csrf();
    let mut form = ui::Form::new(format!("{base}/claims"), &csrf);
    for it in wrongs {
        form = form.error(&*it.field, &*it.advice);
    }
    for it in review.items.iter().filter(|it| it.kind != ItemKind::Veto) {
        let (points, evidence) = (points_field(&it.key), evidence_field(&it.key));
        let known = claims.iter().find(|claim| claim.item == it.key);
        let said = |field: &str, known: Option<String>| match typed {
            Some(posted) => posted.get(field).to_owned(),
            None => known.unwrap_or_default(),
        };
        let wrong = wrongs.iter().find(|wrong| wrong.field == points);
        let value = said(&points, known.map(|it| it.points.to_string()));
        let shown = said(&evidence, known.map(|it| it.note.clone()));
        let title = format!("{}：{}", it.group, it.label);
        form = form.section(
            &title,
            html! {
                (Field::text(points, "自评分").value(value).narrow()
                    .unit(format!("/ {} 分", it.most)).error(wrong.map(|it| it.advice.as_str())))
                (Field::long(evidence, "做法和佐证").value(shown).lines(2).max_length(500)
                    .hint(it.evidence.as_str()))
            },
        );
    }
    let form = form.button(Button::submit("保存自评").primary()).button(Button::link("返回", base));
    let body = html! { p { "可以分几次填，随时保存；全部填好后在参评页提交。" } (form) };
    visit.page_under("自评", &head, &body)
}
