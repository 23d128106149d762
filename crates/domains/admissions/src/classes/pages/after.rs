//! The forms after the lock: a move, an arrival, a departure.

use serde::Deserialize;
use web::{
    Form, Markup, Page, Path, Redirect, Visit, html,
    ui::{Button, Card, Field},
};

use super::{doing::back, record::form};
use crate::classes::{
    actions::Error,
    after::{self, Why},
    model::{ClassingId, Division},
};

/// The three forms.
pub(super) fn forms(visit: &Visit, it: &Division) -> Markup {
    let csrf = visit.csrf();
    let code = || Field::text("code", "报名号").required().narrow().hint("分班名单上的号码");
    let reason = || {
        Field::text("reason", "理由").required().max_length(200).hint("会公开，不要写姓名、病情")
    };
    let despite = || {
        Field::text("despite", "仍要这样做的理由")
            .sometimes()
            .max_length(200)
            .hint("只有变动会违反同班、分班申请或使同名同班时才填")
    };
    html! {
        (Card::new("公示以后的变动", html! {
            (form(visit, it, "move", &csrf)
                .section("调班", html! {
                    (code())
                    (Field::number("to", "调到几班").between("1", it.classes.to_string()).required().narrow())
                    (reason()) (despite())
                })
                .button(Button::submit("登记调班")))
            (form(visit, it, "arrive", &csrf)
                .section("转入", html! {
                    (Field::text("name", "姓名").required().max_length(40).hint("用来查有没有同名，不公开全名"))
                    (Field::radio("sex", "性别", [("1", "男"), ("2", "女")]).required())
                    (reason()) (despite())
                })
                .button(Button::submit("按规则进人数最少的班")))
            (form(visit, it, "leave", &csrf)
                .section("转出", html! { (code()) (reason()) })
                .button(Button::submit("登记转出")))
        }))
    }
}

/// What the forms bring.
#[derive(Debug, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    version: i64,
    #[serde(default)]
    code: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    sex: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    despite: String,
}

impl Typed {
    fn why(&self) -> Why {
        Why { reason: self.reason.clone(), despite: self.despite.clone() }
    }
}

pub(super) async fn shift(
    visit: Visit,
    Path(id): Path<ClassingId>,
    Form(it): Form<Typed>,
) -> Result<Redirect, Page> {
    let to = it.to.trim().parse().map_err(|_| Error::Refused("请写调到几班".to_owned()))?;
    after::shift(&visit, (id, it.version), (it.code.trim(), to), &it.why()).await?;
    Ok(back(&visit, id))
}

pub(super) async fn arrive(
    visit: Visit,
    Path(id): Path<ClassingId>,
    Form(it): Form<Typed>,
) -> Result<Redirect, Page> {
    let sex = it.sex.parse::<i64>().ok().and_then(|it| vocab::Sex::try_from(it).ok());
    let sex = sex.ok_or_else(|| Error::Refused("请选性别".to_owned()))?;
    after::arrive(&visit, (id, it.version), (&it.name, sex), &it.why()).await?;
    Ok(back(&visit, id))
}

pub(super) async fn leave(
    visit: Visit,
    Path(id): Path<ClassingId>,
    Form(it): Form<Typed>,
) -> Result<Redirect, Page> {
    after::leave(&visit, (id, it.version), it.code.trim(), &it.why()).await?;
    Ok(back(&visit, id))
}
