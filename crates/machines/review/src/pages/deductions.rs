//! Points taken off outside of a round: what runs now, and the form that takes off more.

use form::Wrong;
use serde::Deserialize;
use vocab::PlaceId;
use web::{
    Form, Html, IntoResponse as _, Page, Path, Redirect, Response, StatusCode, Visit, html,
    ui::{self, Button, Field, Head},
};

use crate::{
    actions::{self, Deducting, Error, REASON_MAX},
    definition::Review,
    model::DeductionId,
    rules::Refusal,
};

const FORM: &str = "review-deduction";

type Places = Vec<(PlaceId, String)>;
type Kind = std::sync::Arc<::catalog::Loaded<Review>>;

async fn hosted(visit: &Visit, name: &str) -> Result<(Kind, Places), Error> {
    db::read!(visit.db(), "form of a deduction", |tx| {
        let (kind, place) = super::kind(tx, visit, name).await?;
        let runs = kind.what.items.iter().any(|it| it.months.is_some());
        if !kind.what.hosts.contains(&visit.actor.role()) || !runs {
            return Err(Error::Missing);
        }
        let places = platform::access::places_in(tx, place, kind.what.subject).await?;
        Ok((kind, places))
    })
}

pub(super) async fn show(visit: Visit, Path(name): Path<String>) -> Result<Html, Page> {
    let (kind, places) = hosted(&visit, &name).await?;
    Ok(page(&visit, (&name, &kind.what), &places, (&Typed::default(), &[])))
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    id: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    item: String,
    #[serde(default)]
    points: String,
    #[serde(default)]
    reason: String,
}

pub(super) async fn add(
    visit: Visit,
    Path(name): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Page> {
    let (kind, places) = hosted(&visit, &name).await?;
    let id: DeductionId = visit.accept_form_id(FORM, &typed.id)?;
    let refused = |wrongs: &[Wrong]| {
        let page = page(&visit, (&name, &kind.what), &places, (&typed, wrongs));
        (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
    };
    let Ok(place) = typed.place.parse() else {
        let advice = format!("请选择{}", kind.what.subject.label());
        return Ok(refused(&[Wrong { field: "place".to_owned(), advice }]));
    };
    let (item, points, reason) = (&*typed.item, &*typed.points, &*typed.reason);
    let deducting = Deducting { id, place, item, points, reason };
    match actions::deduct(&visit, &kind, &deducting).await {
        Ok(()) => Ok(Redirect::to(&visit.link(&format!("/reviews/{name}"))).into_response()),
        Err(Error::Wrong(wrongs)) => Ok(refused(&wrongs)),
        Err(Error::Refused(why @ Refusal::NoReason)) => {
            let advice = why.to_string();
            Ok(refused(&[Wrong { field: "reason".to_owned(), advice }]))
        }
        Err(error) => Err(error.into()),
    }
}

fn page(
    visit: &Visit,
    (name, review): (&str, &Review),
    places: &Places,
    (typed, wrongs): (&Typed, &[Wrong]),
) -> Html {
    let base = visit.link(&format!("/reviews/{name}"));
    let head = Head::new("登记扣分").crumb(review.label.as_str(), base.clone());
    let id = if typed.id.is_empty() {
        visit.form_id::<crate::model::kinds::DeductionId>(FORM)
    } else {
        html! { input type="hidden" name="id" value=(typed.id); }
    };
    let hidden = html! { (visit.csrf()) (id) };
    let wrong =
        |field: &str| wrongs.iter().find(|it| it.field == field).map(|it| it.advice.as_str());
    let form = ui::Form::new(format!("{base}/deductions"), &hidden);
    let form = wrongs.iter().fold(form, |form, it| form.error(&*it.field, &*it.advice));
    let items: Vec<(&str, String)> = review
        .items
        .iter()
        .filter_map(|it| {
            let months = it.months?;
            Some((
                it.key.as_str(),
                format!("{}（最多扣 {} 分，{months} 个月后不再计）", it.label, it.most),
            ))
        })
        .collect();
    let form = form
        .part(html! {
            (Field::select("place", review.subject.label(), places.iter().map(|it| (it.0.to_string(), it.1.as_str())))
                .value(typed.place.as_str()).error(wrong("place")).required())
            (Field::select("item", "扣分项", items.iter().map(|it| (it.0, it.1.as_str())))
                .value(typed.item.as_str()).error(wrong("item")).required())
            (Field::text("points", "扣几分").value(typed.points.as_str()).error(wrong("points")).narrow().required())
            (Field::long("reason", "事实和依据").value(typed.reason.as_str()).error(wrong("reason")).lines(3)
                .max_length(u32::try_from(REASON_MAX).unwrap_or(u32::MAX)).required())
        })
        .button(Button::submit("登记扣分").danger())
        .button(Button::link("取消", base));
    let words = "平时发现的问题在这里扣分，下一次审定时从总分里减；过了期限不再计。";
    visit.page_under("登记扣分", &head, &html! { p { (words) } (form) })
}
