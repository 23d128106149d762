//! One search over the people of one's scope: from the box that stands on every page.
//!
//! The box is posted. A name goes on to an address that can be kept and gone back to; a person's
//! number is looked up at once and stands in no address, where history and logs would keep it.

use serde::Deserialize;
use web::{
    Filters, Form, Html, IntoResponse as _, Page, Redirect, Response, Visit, html,
    ui::{self, Head, Item, Tone},
};

use super::{READ_STAFF, scope, shown_name};
use crate::{Error, search};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Query {
    #[serde(default)]
    q: String,
}

const FOUND_MAX: usize = 20;

/// What is found by a name.
pub(super) async fn show(visit: Visit, Filters(query): Filters<Query>) -> Result<Html, Page> {
    let typed = search::Query::read(&query.q, visit.cell.service());
    if typed.is_number() {
        return Ok(visit.page_under("查找", &Head::new("查找"), &html! { (not_here()) }));
    }
    found(&visit, &typed, query.q.is_empty()).await
}

/// What was typed into the box.
pub(super) async fn ask(visit: Visit, Form(query): Form<Query>) -> Result<Response, Page> {
    let typed = search::Query::read(&query.q, visit.cell.service());
    if typed.is_number() {
        return Ok(found(&visit, &typed, false).await?.into_response());
    }
    let here = visit.here().with("q", query.q.trim());
    Ok(Redirect::to(&here.href()).into_response())
}

/// What is said where a number was put into an address.
pub(super) fn not_here() -> ui::Alert<'static> {
    ui::Alert::new(Tone::Info, "证件号码、学籍号和电话请在页面上方的查找框里输入")
        .detail("网址会留在浏览记录里，所以这里只按姓名查找。")
}

async fn found(visit: &Visit, typed: &search::Query, is_empty: bool) -> Result<Html, Page> {
    let with_staff = visit.meets(READ_STAFF);
    let read: Result<_, Error> = db::read!(visit.db(), "search", |tx| {
        let scope = scope(tx, visit).await?;
        let pupils = search::students(tx, scope, typed, FOUND_MAX).await?;
        let staff =
            if with_staff { search::staff(tx, scope, typed, FOUND_MAX).await? } else { Vec::new() };
        Ok((scope, pupils, staff))
    });
    let (scope, pupils, staff) = read?;
    let pupil_items = pupils.iter().map(|it| {
        Item::new(shown_name(scope, &it.name))
            .link(visit.link(&format!("/students/{}", it.id)))
            .below(html! { (it.school_name.as_deref().unwrap_or("未在校")) " " (it.class_name().unwrap_or_default()) })
            .icon("user")
    });
    let staff_items = staff.iter().map(|it| {
        Item::new(it.name.as_str())
            .link(visit.link(&format!("/staff/{}", it.id)))
            .below(
                html! { (it.place_name) @if let Some(subject) = &it.subject { " · " (subject) } },
            )
            .icon("id-badge-2")
    });
    let body = html! {
        @if is_empty {
            (ui::Card::new("查找", html! { (ui::Empty::new("输入要找的人").hint("请在页面上方的查找框里输入：姓名的任何一部分、拼音或首字母；证件号码、学籍号、监护人电话要输入完整。")) }))
        } @else if pupils.is_empty() && staff.is_empty() {
            (ui::Card::new("查找", html! { (ui::Empty::new("没有找到").hint("换个说法再试。不在您管辖范围内的人不会显示。")) }))
        }
        @if !pupils.is_empty() { (ui::Card::new("学生", ui::items(pupil_items)).flush()) }
        @if !staff.is_empty() { (ui::Card::new("教职工", ui::items(staff_items)).flush()) }
    };
    Ok(visit.page_under("查找", &Head::new("查找"), &body))
}
