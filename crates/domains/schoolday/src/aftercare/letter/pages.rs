//! The letter at the school's desk, on paper and on the family's phone.

use jiff::civil::DateTime;
use maud::{Markup, html};
use serde::Deserialize;
use vocab::{StudentId, Term};
use web::{
    Filters, Form, Html, Page, Path, Redirect, Routes, Visit,
    ui::{self, Alert, Button, Card, Empty, Head, Item, Paper, Tone, badge, items},
};

use super::{
    actions::{self, Shown},
    rules,
    store::Letter,
};
use crate::aftercare::{
    FAMILY, MANAGE,
    error::Error,
    programme::editor::own_school,
    terms::{self, TermChoice},
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/aftercare/school/letter", MANAGE, show)
        .post("/aftercare/school/letter", MANAGE, send)
        .get("/family/aftercare/{student}/letter", FAMILY, read)
}

fn moment(at: DateTime) -> String {
    at.strftime("%Y-%m-%d %H:%M").to_string()
}

fn paper(body: &str, number: &str) -> Markup {
    let text = html! { @for line in body.lines() { p { (line) } } };
    html! { (Paper::new("告家长书", text).inside().number(number)) }
}

#[derive(Debug, Default, Deserialize)]
struct Wanted {
    #[serde(flatten)]
    term: TermChoice,
    #[serde(default)]
    version: String,
}

async fn show(visit: Visit, Filters(wanted): Filters<Wanted>) -> Result<Html, Page> {
    let term = terms::chosen(&visit, &wanted.term).await?;
    let it = match actions::show(&visit, own_school(&visit), term).await {
        Err(Error::Missing) => return Ok(nothing_to_send(&visit, term)),
        done => done?,
    };
    let old = wanted.version.parse::<i64>().ok();
    let old = old.and_then(|old| it.sent.iter().find(|it| it.version == old));
    let head = Head::new("告家长书")
        .crumb("课后服务方案", visit.link(&format!("/aftercare/programmes/{}", it.programme.id)))
        .above(term.label())
        .action(Button::print());
    let main = match old {
        Some(old) => paper(&old.body, &format!("第 {} 版 · {}", old.version, moment(old.sent_at))),
        None => paper(&it.text, "按当前方案生成"),
    };
    let aside = html! {
        (state(&visit, &it))
        @if !it.sent.is_empty() { (versions(&visit, &it)) }
    };
    Ok(visit.page_under("告家长书", &head, &ui::beside(main, aside)))
}

/// The letter is made from the programme: first there must be one.
fn nothing_to_send(visit: &Visit, term: Term) -> Html {
    let to = visit.link(&format!("/aftercare/school/programme?term={term}"));
    let head =
        Head::new("告家长书").crumb("课后服务", visit.link("/aftercare")).above(term.label());
    let body = html! {
        (Empty::new("本学期还没有课后服务方案").hint("告家长书按方案生成，请先编写并申报方案。"))
        div.actions { (Button::link("编写方案", to).primary().icon("edit")) }
    };
    visit.page_under("告家长书", &head, &body)
}

fn state(visit: &Visit, it: &Shown) -> Markup {
    let last = it.sent.first();
    let may = rules::may_send(it.programme.state, &it.text, last.map(|it| it.body.as_str()));
    let hidden = html! {
        (visit.csrf())
        input type="hidden" name="term" value=(it.programme.term);
    };
    let button = Button::submit("发给全校家长").primary().icon("send");
    let button = button.confirm("发出后家长会收到消息，这一版会留存。确定吗？");
    html! {
        @match may {
            Ok(()) => {
                (Alert::new(Tone::Info, if last.is_some() { "方案有变化，还没有发给家长" } else { "还没有发给家长" })
                    .action(ui::post(&visit.link("/aftercare/school/letter"), &hidden, &button)))
            }
            Err(refusal) => (Alert::new(if last.is_some() { Tone::Good } else { Tone::Quiet },
                if last.is_some() { "家长看到的就是这一版".to_owned() } else { refusal.to_string() })),
        }
    }
}

fn versions(visit: &Visit, it: &Shown) -> Markup {
    let line = |(at, letter): (usize, &Letter)| {
        let href = format!(
            "/aftercare/school/letter?term={}&version={}",
            it.programme.term, letter.version
        );
        let item = Item::new(format!("第 {} 版", letter.version))
            .link(visit.link(&href))
            .below(html! { (moment(letter.sent_at)) " 发出" });
        if at == 0 { item.aside(badge(Tone::Good, "家长所见")) } else { item }
    };
    html! { (Card::new("发出过的版本", items(it.sent.iter().enumerate().map(line))).flush()) }
}

#[derive(Debug, Deserialize)]
struct Sent {
    term: String,
}

async fn send(visit: Visit, Form(form): Form<Sent>) -> Result<Redirect, Page> {
    let term = terms::chosen(&visit, &TermChoice { term: form.term }).await?;
    actions::send(&visit, own_school(&visit), term).await?;
    Ok(Redirect::to(&visit.link(&format!("/aftercare/school/letter?term={term}"))))
}

async fn read(visit: Visit, Path(student): Path<StudentId>) -> Result<Html, Page> {
    let term = terms::current(&visit).await?;
    let letter = actions::of_child(&visit, student, term).await?.ok_or(Error::Missing)?;
    let head = Head::new("课后服务告家长书")
        .crumb("我的孩子", visit.link(&format!("/family/aftercare/{student}")))
        .above(term.label())
        .action(Button::print());
    let number = format!("第 {} 版 · {}", letter.version, moment(letter.sent_at));
    Ok(visit.page_under("告家长书", &head, &paper(&letter.body, &number)))
}
