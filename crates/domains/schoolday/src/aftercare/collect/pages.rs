//! Who collects a child, on its family's phone.

use directory::model::Relation;
use jiff::civil::Date;
use maud::{Markup, html};
use serde::Deserialize;
use vocab::{GuardianId, Personal, Phone, StudentId, normalise_name};
use web::{
    Form, Page, Path, Redirect, Routes, Visit,
    ui::{self, Button, Card, Field, Item, Tone, badge, items},
};

use super::{
    actions::{self, Asked, OfChild, Wanted},
    model::{EarlyLeave, EarlyLeaveId},
};
use crate::aftercare::{FAMILY, error::Error, programme::rules::clock, terms};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .post("/family/aftercare/{student}/collectors", FAMILY, add)
        .post("/family/aftercare/{student}/collectors/{guardian}/end", FAMILY, end)
        .post("/family/aftercare/{student}/early", FAMILY, ask_early)
        .post("/family/aftercare/early/{id}/withdraw", FAMILY, withdraw_early)
}

const COLLECTOR: &str = "collector";
const EARLY: &str = "early-leave";

/// The list of those who collect, and the form that adds one.
pub(crate) fn collectors_card(visit: &Visit, student: StudentId, it: &OfChild) -> Markup {
    let hidden = html! {
        (visit.csrf())
        (visit.form_id::<vocab::names::kinds::GuardianId>(COLLECTOR))
    };
    let line = |(id, is_guardian, words): &(GuardianId, bool, String)| {
        let item = Item::new(words.clone()).icon("user-check");
        if *is_guardian {
            return item.aside(badge(Tone::Quiet, "监护人"));
        }
        let to = visit.link(&format!("/family/aftercare/{student}/collectors/{id}/end"));
        let sure = format!("移除后，{words}不能再从学校接走孩子。确定吗？");
        item.aside(ui::post(&to, &visit.csrf(), &Button::submit("移除").confirm(sure)))
    };
    // Those whom a phone's list offers first: grandparents.
    let relations = [
        Relation::FathersFather,
        Relation::FathersMother,
        Relation::MothersFather,
        Relation::MothersMother,
        Relation::Relative,
        Relation::Other,
    ];
    let action = visit.link(&format!("/family/aftercare/{student}/collectors"));
    html! {
        (Card::new("接送人", items(it.collectors.iter().map(line))).note("只有名单里的人可以接走孩子").flush())
        details.card.fold {
            summary { "添加接送人" }
            form.form method="post" action=(action) {
                (hidden)
                div.fields {
                    (Field::text("name", "姓名").required().max_length(30).hint("与身份证一致，校门核对时用。"))
                    (Field::select("relation", "与孩子的关系", relations.map(|it| (it.key(), it.label()))).required())
                    (Field::phone("phone", "手机号"))
                    (Field::checkbox("siblings", "其他孩子也由他(她)接", true))
                }
                div.actions { (Button::submit("添加")) }
            }
        }
    }
}

/// Days on which the child is fetched early, and the form that asks for one.
pub(crate) fn early_card(visit: &Visit, student: StudentId, it: &OfChild) -> Markup {
    let hidden = html! {
        (visit.csrf())
        (visit.form_id::<super::model::kinds::EarlyLeaveId>(EARLY))
    };
    let who = it.collectors.iter().map(|it| (it.0.to_string(), it.2.clone()));
    let action = visit.link(&format!("/family/aftercare/{student}/early"));
    let asked = |it: &EarlyLeave| {
        let to = visit.link(&format!("/family/aftercare/early/{}/withdraw", it.id));
        Item::new(format!("{} {}", day_words(it.day), clock(it.at)))
            .below(html! { "由" (it.with_whom) "接走" })
            .aside(ui::post(&to, &visit.csrf(), &Button::submit("取消")))
    };
    html! {
        @if !it.early.is_empty() {
            (Card::new("已约定提前接走", items(it.early.iter().map(asked))).flush())
        }
        details.card.fold {
            summary { "今天要提前接走" }
            form.form method="post" action=(action) {
                (hidden)
                div.fields {
                    (Field::date("day", "日期").value(visit.today().to_string()).required())
                    (Field::time("at", "时间").required())
                    (Field::select("guardian", "由谁接", who).required())
                }
                div.actions { (Button::submit("告诉老师")) }
            }
        }
    }
}

fn day_words(day: Date) -> String {
    day.strftime("%-m 月 %-d 日").to_string()
}

#[derive(Debug, Deserialize)]
struct Typed {
    id: String,
    name: Personal<String>,
    relation: String,
    #[serde(default)]
    phone: Personal<String>,
    #[serde(default)]
    siblings: Option<String>,
}

async fn add(
    visit: Visit,
    Path(student): Path<StudentId>,
    Form(form): Form<Typed>,
) -> Result<Redirect, Page> {
    let phone = form.phone.open().trim();
    let read = |text: &str| {
        text.parse::<Phone>()
            .map_err(|_| Error::Unfit("手机号不对：应为 11 位数字。不填也可以。".to_owned()))
    };
    let wanted = Wanted {
        id: visit.accept_form_id(COLLECTOR, &form.id)?,
        name: normalise_name(form.name.open()),
        relation: Relation::from_key(&form.relation)
            .ok_or_else(|| Error::Unfit("请选择与孩子的关系。".to_owned()))?,
        phone: if phone.is_empty() { None } else { Some(read(phone)?) },
        for_siblings: form.siblings.is_some(),
    };
    actions::add(&visit, student, &wanted).await?;
    Ok(back(&visit, student))
}

async fn end(
    visit: Visit,
    Path((student, guardian)): Path<(StudentId, GuardianId)>,
    _: Form<web::NoFields>,
) -> Result<Redirect, Page> {
    actions::end(&visit, student, guardian).await?;
    Ok(back(&visit, student))
}

#[derive(Debug, Deserialize)]
struct Early {
    id: String,
    day: String,
    at: String,
    guardian: GuardianId,
}

async fn ask_early(
    visit: Visit,
    Path(student): Path<StudentId>,
    Form(form): Form<Early>,
) -> Result<Redirect, Page> {
    let term = terms::current(&visit).await?;
    let asked = Asked {
        id: visit.accept_form_id(EARLY, &form.id)?,
        student,
        day: terms::typed_day(&form.day, "日期")?,
        at: terms::typed_time(&form.at, "时间")?,
        guardian: form.guardian,
    };
    actions::ask_early(&visit, term, asked).await?;
    Ok(back(&visit, student))
}

async fn withdraw_early(
    visit: Visit,
    Path(id): Path<EarlyLeaveId>,
    _: Form<web::NoFields>,
) -> Result<Redirect, Page> {
    let student = actions::withdraw_early(&visit, id).await?;
    Ok(back(&visit, student))
}

fn back(visit: &Visit, student: StudentId) -> Redirect {
    Redirect::to(&visit.link(&format!("/family/aftercare/{student}")))
}
