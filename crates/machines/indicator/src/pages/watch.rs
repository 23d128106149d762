//! Watching a value: one is told when it has moved by as much as one asked for.

use db::Tx;
use serde::Deserialize;
use vocab::{AccountId, PlaceId};
use web::{
    Form, Markup, Page, Path, Redirect, Visit, html,
    ui::{self, Button, Card, Field},
};

use super::{Error, Ground, ground, kind};
use crate::{
    asking::{self, AsKnown},
    definition::{Indicator, Level},
    store::{days, watches},
    value::Value,
};

/// The step of whoever watches a value, if they do.
pub(super) async fn find(
    tx: &mut Tx,
    account: AccountId,
    (indicator, place): (i64, PlaceId),
) -> Result<Option<i64>, db::Error> {
    let all = watches::of_account(tx, account).await?;
    let found = all.into_iter().find(|it| it.indicator == indicator && it.place == place);
    Ok(found.map(|it| it.step))
}

/// Whether an indicator has values of its own where somebody looks at it.
pub(super) fn is_kept(indicator: &Indicator, ground: &Ground) -> bool {
    indicator.level >= ground.level() || ground.level() == Level::County
}

/// The form at the end of an indicator's page.
pub(super) fn card(
    visit: &Visit,
    (name, indicator): (&str, &Indicator),
    ground: &Ground,
    step: Option<i64>,
) -> Markup {
    let path = |what: &str| visit.link(&format!("/indicators/{name}/{what}"));
    let csrf = visit.csrf();
    let hidden = html! { (csrf) input type="hidden" name="place" value=(ground.place); };
    if let Some(step) = step {
        let words = format!(
            "“{}”每变动 {} 以上，您会收到站内通知。",
            ground.name,
            indicator.shape.said(step)
        );
        let body = html! {
            p { (words) }
            form method="post" action=(path("unwatch")) { (hidden) (Button::submit("不再关注")) }
        };
        return html! { (Card::new("已关注这个数", body)) };
    }
    let unit =
        if indicator.shape.scale == 100 { "个百分点" } else { indicator.shape.unit.as_str() };
    let field =
        Field::decimal("step", "变动多少就通知我").unit(unit).value("1").required().narrow();
    let form = ui::Form::new(path("watch"), &hidden)
        .part(field)
        .button(Button::submit("关注这个数").icon("bell"));
    html! { (form) }
}

#[derive(Debug, Deserialize)]
pub(super) struct Typed {
    place: String,
    #[serde(default)]
    step: String,
}

pub(super) async fn set(
    visit: Visit,
    Path(name): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Redirect, Page> {
    let account = visit.actor.account;
    let today = visit.today();
    let done: Result<PlaceId, Error> = platform::act!(visit, "indicator.watch", |act| {
        let kind = kind(act.tx(), &name).await?;
        let ground = ground(act.tx(), &visit, &typed.place).await?;
        if !is_kept(&kind.what, &ground) {
            return Err(Error::Missing);
        }
        let step = step(&kind.what, &typed.step)
            .ok_or_else(|| Error::Refused("变动多少要写成大于零的数，例如 1 或 0.5".to_owned()))?;
        let number = days::number(act.tx(), &name).await?.ok_or(Error::Missing)?;
        let at = AsKnown::now(today);
        let held = asking::value(act.tx(), (&name, ground.place), at).await?;
        let told = held.map_or(Value::default(), |it| it.value);
        let watch = watches::Watch { account, indicator: number, place: ground.place, step, told };
        watches::set(act.tx(), &watch, today).await?;
        act.note("indicator", &name);
        act.note("place", ground.place);
        Ok(ground.place)
    });
    let place = done?;
    Ok(Redirect::to(&visit.link(&format!("/indicators/{name}?place={place}"))))
}

/// What was typed, in units of the last place that is shown.
fn step(indicator: &Indicator, typed: &str) -> Option<i64> {
    let precision = indicator.shape.precision as usize;
    let (whole, rest) = typed.trim().split_once('.').unwrap_or((typed.trim(), ""));
    let is_number = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(rest) || rest.len() > precision {
        return None;
    }
    let units: i64 = format!("{whole}{rest:0<precision$}").parse().ok()?;
    (units > 0).then_some(units)
}

pub(super) async fn end(
    visit: Visit,
    Path(name): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Redirect, Page> {
    let account = visit.actor.account;
    let done: Result<PlaceId, Error> = platform::act!(visit, "indicator.unwatch", |act| {
        let place: PlaceId = typed.place.parse().map_err(|_| Error::Missing)?;
        let number = days::number(act.tx(), &name).await?.ok_or(Error::Missing)?;
        watches::end(act.tx(), account, (number, place)).await?;
        act.note("indicator", &name);
        Ok(place)
    });
    let place = done?;
    Ok(Redirect::to(&visit.link(&format!("/indicators/{name}?place={place}"))))
}
