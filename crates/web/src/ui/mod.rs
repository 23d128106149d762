//! The pieces that pages are put together from.
//!
//! A page is a [`Shell`] around a body; a body is a [`Head`] and then pieces from below, put
//! together with `maud::html!`. Every piece is made with `new` (or the constructor named here),
//! takes the rest by chaining, and stands in `html!` as `(piece)`. Texts may be `&str` or `String`.
//! Nothing here knows of visits, databases or rights; addresses come in whole.
//!
//! | piece | use |
//! |---|---|
//! | [`Shell`] | `Shell { title, menu, .. }.desk(&body)`, `.phone(&body)`, `.public(&body)` |
//! | [`Head`] | `Head::new("驾驶舱").above("慈溪市教育局").crumb("首页", href).state(badge).action(button)` |
//! | [`Figure`], [`figures()`] | `figures([Figure::rate("参与率", 98_746, 119_000, "人").target("目标 ≥ 80%", Some(80)).link(href)])` |
//! | [`stats`], [`meter`] | `stats([("应到", 42), ("实到", 40)])`; `meter(24, 30, None)`, a bar |
//! | [`Ranked`] | `Ranked::new("参与率", "镇街", "参加 / 应服务", "参与率").row("浒山街道", 10, 12, Some(href.into())).sorted()` |
//! | [`Chart`] | `Chart::lines("参与率", "月份", ["9 月", "10 月"]).series("全市", [80.1, 82.98]).unit("%", 2).max(100.0)` |
//! | [`Card`], [`pair`], [`beside`] | `Card::new("年度目标", body).action(link)`; `beside(main, aside)` |
//! | [`List`] | `List::new("学生", &here).filters(..).column(Column::text("姓名").sort("name")).rows(..).bulk(..).next(key)` |
//! | [`Filters`], [`Filter`] | `Filters::new(&here).search("姓名、拼音").filter(Filter::choice("town", "镇街", options))` |
//! | [`Address`] | `Address::new(path, query)`, `.with("sort", "-rate").href()` |
//! | [`Item`], [`items()`] | `Card::new("待办", items([Item::new("复核方案").link(href).aside(due(2))])).flush()` |
//! | [`Facts`], [`Tabs`], [`Timeline`] | `Facts::new().fact("学校", "…").masked("证件号", "3302**", reveal)`; `Timeline::new().event(tone, when, what, who)` |
//! | [`Decide`] | `Decide::new(action, &csrf).reason(Field::long("reason", "意见")).choice("record", Button::submit("备案").primary())` |
//! | [`checks`] | `checks([(Tone::Good, "每天不少于 2 小时".into())])` |
//! | [`Confirm`], [`Receipt`] | a page's question before an act; what one gets after it |
//! | [`Progress`] | `Progress::new("导入学籍", 1_200, 60_000).again(href)`, replaced each second while it runs |
//! | [`band`], [`Person`], [`Tile`], [`tiles`] | the phone's home: `Person::new("陈思远", "三年级 2 班").tile(Tile::new("books", "课程", href))` |
//! | [`Paper`] | a public page: `Paper::new("抽签结果公示", body).number("…").signed(who, when)` |
//! | [`Versions`] | `Versions::new("周晓 09:14 保存").field("名额", "30", "36")`, when an update was overtaken |
//! | [`Segments`] | `Segments::new("row-1", "陈思远", "present").option("present", "到", Tone::Good)`, for roll calls |
//! | [`Form`], [`Field`] | `Form::new(action, &csrf).section("基本信息", html! { (Field::text("name", "名称").required()) })` |
//! | [`Button`], [`post`] | `Button::link("新建", href).primary()`, `Button::submit("退回").danger().confirm("…")` |
//! | [`badge()`], [`due`] | `badge(Tone::Good, "已备案")`, `due(2)` |
//! | [`Alert`], [`Empty`] | `Alert::new(Tone::Good, "已催办 2 所学校").action(undo)` |
//! | [`icon()`] | `icon("school")`, a name from `web-assets/icons.txt` |
//! | [`qr()`], [`say`] | `qr(address)`; `say::count(98_746)`, `say::percent(1, 3)` |
//!
//! Two rules keep pages small and strict: no `style` attributes and no scripts in pages (the
//! content security policy refuses both), and class names are written whole, since the stylesheet
//! keeps only the classes that some source names.

mod address;
mod alert;
mod badge;
mod button;
mod card;
mod chart;
pub mod check;
mod control;
mod decide;
mod field;
mod figure;
mod filter;
mod form;
pub mod gallery;
mod head;
mod icon;
mod items;
mod list;
mod paper;
mod phone;
mod progress;
mod qr;
mod ranked;
mod receipt;
mod record;
pub mod say;
mod segments;
mod shell;
mod versions;

use std::borrow::Cow;

use maud::{Markup, html};

use crate::Html;

pub use address::Address;
pub use alert::{Alert, Empty};
pub use badge::{Tone, badge, badge_with, due};
pub use button::{Button, post};
pub use card::{Card, beside, pair};
pub use chart::{Chart, rate};
pub use decide::{Confirm, Decide, checks};
pub use field::Field;
pub use figure::{Figure, figures, meter, stats};
pub use filter::{Filter, Filters};
pub use form::Form;
pub use head::Head;
pub use icon::icon;
pub use items::{Item, items};
pub use list::{Bulk, Column, List, Row};
pub use paper::Paper;
pub use phone::{Person, Tile, band, tiles};
pub use progress::Progress;
pub use qr::qr;
pub use ranked::Ranked;
pub use receipt::Receipt;
pub use record::{Facts, Tabs, Timeline};
pub use segments::Segments;
pub use shell::{ActsAs, DEMO, Doors, MenuGroup, MenuItem, Shell, User};
pub use versions::Versions;

/// Words on a page, borrowed where that will do.
pub type Text<'a> = Cow<'a, str>;

/// A whole page that knows neither county nor reader: for what goes wrong before either is known.
pub fn page(title: &str, body: &Markup) -> Html {
    let shell = Shell { title: title.into(), home: "/".into(), ..Shell::default() };
    axum::response::Html(shell.public(&html! { section.card.plain { (body) } }).into_string())
}
