//! The calendar of a demo cell: an administrator moves it on by a day or a week.
//!
//! Where the calendar stands is kept in the cell, so that a county that was put away for a month
//! goes on from the day on which it was left. Sessions, codes and TLS keep real time.

use std::sync::Arc;

use db::Tx;
use jiff::civil::DateTime;
use serde::Deserialize;
use vocab::{Calendar as _, Clock, DemoCalendar, Role};
use web::{Form, Html, MenuItem, Need, Page, Permission, Problem, Redirect, Routes, Visit, html};

use crate::settings;

/// The calendar of a demo cell, as a service of the cell.
#[derive(Clone)]
pub struct DemoTime(pub Arc<DemoCalendar>);

const KEY: &str = "demo-time";

/// Where the calendar stood when it was last kept.
pub async fn find(tx: &mut Tx) -> Result<Option<DateTime>, db::Error> {
    let text = settings::find(tx, KEY).await?;
    text.map(|it| it.parse().map_err(|_| db::Error::corrupt("value"))).transpose()
}

/// Keeps where the calendar stands.
pub async fn keep(tx: &mut Tx, at: DateTime) -> Result<(), db::Error> {
    settings::set(tx, KEY, &at.to_string()).await
}

/// A calendar that goes on from `civil` at this moment.
pub fn going_on(clock: Arc<dyn Clock>, civil: DateTime) -> DemoTime {
    let now = clock.now();
    DemoTime(Arc::new(DemoCalendar::starting(clock, now, civil)))
}

pub(crate) const MOVE: Permission =
    Permission { key: "demo.time", label: "拨动演示日历", roles: &[Role::SystemAdmin] };

pub(crate) const PAGE: MenuItem = MenuItem {
    group: "系统",
    label: "演示日历",
    path: "/demo/time",
    icon: "calendar",
    need: Need::May("demo.time"),
};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/demo/time", Need::May("demo.time"), show).post(
        "/demo/time",
        Need::May("demo.time"),
        shift,
    )
}

async fn show(visit: Visit) -> Result<Html, Page> {
    if !visit.cell.demo {
        return Err(Problem::not_found().into());
    }
    let now = visit.civil_now();
    let body = html! {
        div.card { div.card-body {
            p { "演示日历现在是 " strong { (now.strftime("%Y-%m-%d %H:%M")) } "。向前拨动后，截止时间、到期和提醒都按新的日期计算；登录和验证码仍按真实时间。日历不能往回拨。" }
            form.btn-list method="post" action=(visit.link("/demo/time")) {
                (visit.csrf())
                button.btn.btn-primary type="submit" name="days" value="1" { "向前一天" }
                button.btn type="submit" name="days" value="7" { "向前一周" }
            }
        } }
    };
    Ok(visit.page("演示日历", &body))
}

#[derive(Debug, Deserialize)]
struct Shift {
    days: u16,
}

async fn shift(visit: Visit, Form(form): Form<Shift>) -> Result<Redirect, Page> {
    if !visit.cell.demo {
        return Err(Problem::not_found().into());
    }
    if form.days != 1 && form.days != 7 {
        return Err(Problem::unfit("只能向前拨一天或一周。").into());
    }
    let calendar = &visit.cell.service::<DemoTime>().0;
    let done: Result<(), db::Error> = crate::act!(visit, "demo.time", |act| {
        act.note("days", form.days);
        let then = calendar.now().saturating_add(jiff::Span::new().days(i64::from(form.days)));
        keep(act.tx(), then).await
    });
    done?;
    calendar.shift(form.days);
    Ok(Redirect::to(&visit.link("/demo/time")))
}
