//! Dismissal at the gate, on a phone and on paper: the table, who comes when, who may collect whom.

use std::collections::BTreeMap;

use maud::{Markup, html};
use serde::Deserialize;
use vocab::{ClassId, Personal, StudentId};
use web::{
    Filters, Form, Html, Page, Path, Redirect, Routes, Visit,
    ui::{Button, Card, Empty, Head, Item, Tone, badge, items, stats},
};

use super::{
    actions::{self, Collector, Gates, Leaver},
    editor,
    model::Batch,
};
use crate::aftercare::{
    FAMILY, GATE, MANAGE, days::model::Exception, programme::rules::clock, terms,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/aftercare/gate", GATE, gate)
        .get("/aftercare/gate/{class}", GATE, class)
        .get("/aftercare/school/dismissal", MANAGE, editor::edit)
        .post("/aftercare/school/dismissal", MANAGE, editor::save)
        .post("/aftercare/school/dismissal/publish", MANAGE, editor::publish)
        .post("/family/aftercare/{student}/pick-up", FAMILY, declare)
}

/// A table as people read it: by gate, then by time.
pub(super) fn table_of(table: &[Batch]) -> Markup {
    let mut lines: Vec<&Batch> = table.iter().collect();
    lines.sort_by_key(|it| (it.gate.as_str(), it.at, it.grade));
    html! {
        div.table-box { table.rows {
            caption.visually-hidden { "放学安排" }
            thead { tr { th scope="col" { "校门" } th scope="col" { "时间" } th scope="col" { "年级" } th.num scope="col" { "占用(分钟)" } } }
            tbody { @for it in lines { tr {
                td { (it.gate) }
                td data-label="时间" { (clock(it.at)) }
                td data-label="年级" { (it.grade.label()) }
                td.num data-label="占用(分钟)" { (it.minutes) }
            } } }
        } }
    }
}

#[derive(Debug, Default, Deserialize)]
struct Wanted {
    #[serde(default)]
    gate: String,
}

async fn gate(visit: Visit, Filters(wanted): Filters<Wanted>) -> Result<Html, Page> {
    let day = visit.today();
    let gates = actions::gates(&visit, day).await?;
    let words =
        format!("{} {}", day.strftime("%-m 月 %-d 日"), vocab::weekday_label(day.weekday()));
    let head = Head::new("放学安排").above(format!("{} · {words}", gates.school));
    let head = if visit.meets(MANAGE) {
        head.action(Button::link("编排", visit.link("/aftercare/school/dismissal")).icon("edit"))
    } else {
        head
    };
    let body = html! {
        (head.action(Button::print()))
        @if gates.table.is_empty() {
            (Empty::new("学校还没有公布放学安排").hint("由课后服务管理员编排并公布。"))
        } @else {
            (summary(&gates))
            (chips(&visit, &gates, &wanted.gate))
            @for batch in in_turn(&gates, &wanted.gate) { (batch_card(&visit, &gates, batch)) }
            (others(&gates))
            (Card::new("全校放学安排", table_of(&gates.table)).flush())
        }
    };
    Ok(visit.phone_page("放学安排", &body))
}

fn summary(gates: &Gates) -> Markup {
    let count = |fits: fn(&Leaver) -> bool| gates.children.iter().filter(|it| fits(it)).count();
    stats([
        ("在册", gates.children.len().to_string()),
        ("应到校门", count(Leaver::comes).to_string()),
        ("未到或请假", count(Leaver::is_away).to_string()),
        ("提前离开", count(|it| it.child.exception == Some(Exception::LeftEarly)).to_string()),
    ])
}

fn chips(visit: &Visit, gates: &Gates, chosen: &str) -> Markup {
    let mut names: Vec<&str> = gates.table.iter().map(|it| it.gate.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let here = |name: &str| (name == chosen).then_some("page");
    html! {
        nav.chips aria-label="校门" {
            a.chip href=(visit.link("/aftercare/gate")) aria-current=[here("")] { "全部校门" }
            @for name in names {
                a.chip href=(web::ui::Address::new(&visit.link("/aftercare/gate"), "").with("gate", name).href()) aria-current=[here(name)] { (name) }
            }
        }
    }
}

fn in_turn<'a>(gates: &'a Gates, gate: &str) -> Vec<&'a Batch> {
    let mut all: Vec<&Batch> =
        gates.table.iter().filter(|it| gate.is_empty() || it.gate == gate).collect();
    all.sort_by_key(|it| (it.at, it.grade));
    all
}

/// A grade at its gate: its classes, how many of each come, and who comes at another time.
fn batch_card(visit: &Visit, gates: &Gates, batch: &Batch) -> Markup {
    let mut classes: BTreeMap<(ClassId, &str), Vec<&Leaver>> = BTreeMap::new();
    for it in gates.children.iter().filter(|it| it.child.grade == batch.grade) {
        classes.entry((it.child.class, &it.child.class_name)).or_default().push(it);
    }
    let line = |((class, name), all): ((ClassId, &str), Vec<&Leaver>)| {
        let coming: Vec<&&Leaver> = all.iter().filter(|it| it.comes()).collect();
        let now = coming.iter().filter(|it| is_on_time(it, batch)).count();
        let later = coming.len() - now;
        let called = all.first().is_some_and(|it| it.child.is_called);
        let words = html! {
            (now) " 人随班离校"
            @if later > 0 { "," (later) " 人稍后(等兄弟姐妹或家长约定)" }
        };
        Item::new(name.to_owned())
            .link(visit.link(&format!("/aftercare/gate/{class}")))
            .below(words)
            .aside(if called {
                badge(Tone::Good, "已点名")
            } else {
                badge(Tone::Quiet, "未点名")
            })
    };
    let title = format!("{} {} · {}", clock(batch.at), batch.gate, batch.grade.label());
    let note = format!("至 {}", clock(batch.ends()));
    html! {
        (Card::new(title, html! {
            @if classes.is_empty() { (Empty::new("今天没有学生参加")) }
            @else { (items(classes.into_iter().map(line))) }
        }).note(note).flush())
    }
}

fn is_on_time(it: &Leaver, batch: &Batch) -> bool {
    it.leaving.as_ref().is_some_and(|leaving| leaving.at == batch.at && leaving.gate == batch.gate)
}

/// Those who do not leave with their grade, in the order in which they do.
fn others(gates: &Gates) -> Markup {
    let own = |it: &&Leaver| gates.table.iter().find(|of| of.grade == it.child.grade);
    let mut later: Vec<&Leaver> = gates
        .children
        .iter()
        .filter(|it| it.comes() && own(it).is_some_and(|batch| !is_on_time(it, batch)))
        .collect();
    later.sort_by_key(|it| {
        let leaving = it.leaving.as_ref().map(|it| (it.at, it.gate.as_str()));
        (leaving, it.child.class_name.as_str())
    });
    if later.is_empty() {
        return html! {};
    }
    let gate = |it: &Leaver| it.leaving.as_ref().map(|it| (it.at, it.gate.clone()));
    let line = |all: &[&Leaver]| {
        let when = all.first().and_then(|it| it.leaving.as_ref());
        let when = when.map_or_else(String::new, |it| format!("{} {}", clock(it.at), it.gate));
        let names: Vec<String> = all
            .iter()
            .map(|it| format!("{} {}", it.child.class_name, it.child.name.open()))
            .collect();
        Item::new(when).below(html! { (names.join("、")) }).aside(html! { (all.len()) " 人" })
    };
    let turns = later.chunk_by(|a, b| gate(a) == gate(b));
    html! { (Card::new(format!("不随班离校的 {} 人", later.len()), items(turns.map(line))).flush()) }
}

async fn class(visit: Visit, Path(id): Path<ClassId>) -> Result<Html, Page> {
    let (gates, collectors) = actions::class_at_gate(&visit, id, visit.today()).await?;
    let name = gates.children.first().map_or("", |it| it.child.class_name.as_str());
    let head = Head::new(name)
        .crumb("放学安排", visit.link("/aftercare/gate"))
        .above(gates.school.as_str())
        .below(html! { "接走前请核对：来接的人在孩子的接送人名单里。" })
        .action(Button::print());
    let body = html! {
        (head)
        (Card::new("今天离校", items(gates.children.iter().map(|it| child_line(it, &collectors)))).flush())
    };
    Ok(visit.phone_page("接送核对", &body))
}

fn child_line<'a>(it: &'a Leaver, collectors: &[Collector]) -> Item<'a> {
    let own = collectors.iter().filter(|of| of.0 == it.child.id);
    let names: Vec<String> = own.map(|of| collector_words(&of.1, of.2)).collect();
    let item = Item::new(it.child.name.open().as_str()).below(html! {
        @if names.is_empty() { "没有登记接送人，请联系班主任" } @else { "可接送：" (names.join("、")) }
        @if let (None, Some((at, with))) = (it.child.exception, &it.child.early) {
            br; strong { "家长约定 " (clock(*at)) " 由" (with) "提前接走" }
        }
    });
    match (it.child.exception, &it.leaving) {
        (Some(exception), _) => item.aside(badge(Tone::Quiet, exception.label())),
        (None, Some(leaving)) => item.aside(html! {
            (clock(leaving.at)) " " (leaving.gate)
            @if leaving.with_sibling { " " (badge(Tone::Info, "等兄弟姐妹")) }
        }),
        (None, None) => item,
    }
}

/// 外婆 罗小兰.
pub(crate) fn collector_words(
    name: &Personal<String>,
    relation: directory::model::Relation,
) -> String {
    format!("{} {}", relation.label(), name.open())
}

#[derive(Debug, Deserialize)]
struct Declared {
    #[serde(default)]
    from: String,
}

async fn declare(
    visit: Visit,
    Path(student): Path<StudentId>,
    Form(form): Form<Declared>,
) -> Result<Redirect, Page> {
    let term = terms::current(&visit).await?;
    let from = match form.from.trim() {
        "" => None,
        text => Some(terms::typed_time(text, "接孩子的时间")?),
    };
    actions::declare(&visit, student, term, from).await?;
    Ok(Redirect::to(&visit.link(&format!("/family/aftercare/{student}"))))
}
