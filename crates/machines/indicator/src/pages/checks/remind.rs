//! Asking schools to mend what a check finds: once a day, each told its own number.

use std::collections::BTreeSet;

use serde::Deserialize;
use vocab::PlaceId;
use web::{
    Form, Markup, Need, Page, Path, Redirect, Visit, html,
    ui::{self, Button, Card},
};

use super::one::Shown;
use crate::{
    checks::rules::wrong,
    definition::Level,
    module::REMIND,
    pages::{Error, ground, kind},
    store::{days, reminders},
};

#[derive(Debug, Deserialize)]
pub(in crate::pages) struct Asked {
    place: String,
}

pub(in crate::pages) async fn send(
    visit: Visit,
    Path(name): Path<String>,
    Form(asked): Form<Asked>,
) -> Result<Redirect, Page> {
    let today = visit.today();
    let done: Result<PlaceId, Error> = platform::act!(visit, "indicator.check.remind", |act| {
        let kind = kind(act.tx(), &name).await?;
        let check = kind.what.check.clone().ok_or(Error::Missing)?;
        let ground = ground(act.tx(), &visit, &asked.place).await?;
        if !ground.opens() || ground.level() == Level::School {
            return Err(Error::Missing);
        }
        let number = days::number(act.tx(), &name).await?.ok_or(Error::Missing)?;
        let at = (number, ground.place, today);
        let mut keepers = reminders::keepers(act.tx(), at, &check.keepers).await?;
        keepers.retain(|it| wrong(&kind.what, it.value) > 0);
        let schools: BTreeSet<PlaceId> = keepers.iter().map(|it| it.school).collect();
        let count = i64::try_from(schools.len()).unwrap_or(i64::MAX);
        if count == 0 {
            return Err(Error::Refused("没有要提醒的学校".to_owned()));
        }
        if !reminders::add(act.tx(), at, (visit.actor.account, count)).await? {
            return Err(Error::Refused("今天已经提醒过这些学校，请明天再提醒".to_owned()));
        }
        for it in &keepers {
            let title = format!("请核对：{} {}", check.label, wrong(&kind.what, it.value));
            act.tell(it.account, title, format!("/data-quality/{name}?place={}", it.school));
        }
        act.note("check", &name);
        act.note("schools", count);
        Ok(ground.place)
    });
    let place = done?;
    Ok(Redirect::to(&visit.link(&format!("/data-quality/{name}?place={place}"))))
}

/// The form at the end of a check's page, for those who may ask.
pub(super) fn card(visit: &Visit, shown: &Shown) -> Markup {
    if shown.schools.is_empty() || !visit.meets(Need::May(REMIND)) {
        return html! {};
    }
    let keepers: Vec<&str> = shown.check.keepers.iter().map(|it| it.label()).collect();
    let words = format!(
        "有要改的记录的学校，{}各收到一条站内通知，写明本校有多少、怎么改。",
        keepers.join("、")
    );
    let last = shown.reminded;
    let today = last.is_some_and(|it| it.0 == visit.today());
    let csrf = visit.csrf();
    let hidden = html! { (csrf) input type="hidden" name="place" value=(shown.ground.place); };
    let path = visit.link(&format!("/data-quality/{}/remind", shown.kind.name));
    let body = html! {
        p { (words) }
        @if let Some((day, schools)) = last { p { "上一次：" (day) "，" (ui::say::count(schools)) " 所学校。" } }
        @if !today {
            form method="post" action=(path) { (hidden) (Button::submit("提醒这些学校").icon("bell")) }
        }
    };
    html! { (Card::new("提醒学校", body)) }
}
