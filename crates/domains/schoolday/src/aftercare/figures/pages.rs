//! The cockpit, and the way down from it: county → town → school → classes.

use jiff::civil::Date;
use maud::{Markup, html};
use serde::Deserialize;
use vocab::{PlaceId, Term};
use web::{
    Filters, Html, Page, Path, Problem, Response, Routes, Visit,
    ui::{self, Button, Card, Chart, Figure, Head, Tone, beside, figures, say},
};

use super::{
    actions,
    model::{Figures, OfSchool, OfTown, Rate, by_town, sum},
    shapes, waiting,
};
use crate::aftercare::{
    MANAGE, READ,
    participation::{actions::standing_at, model::State},
    terms::{self, TermChoice},
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/aftercare", READ, cockpit)
        .get("/aftercare/places/{place}", READ, place)
        .get("/aftercare/places/{place}/export/{shape}", READ, export)
}

#[derive(Debug, Default, Deserialize)]
struct AsOf {
    /// The day as of which is counted; today where it is empty.
    #[serde(default)]
    day: String,
    #[serde(flatten)]
    term: TermChoice,
}

impl AsOf {
    fn day(&self, today: Date) -> Date {
        self.day.parse().unwrap_or(today)
    }
}

async fn cockpit(visit: Visit, Filters(as_of): Filters<AsOf>) -> Result<Html, Page> {
    let scope = visit.actor.scope();
    show(&visit, scope, &as_of).await
}

async fn place(
    visit: Visit,
    Path(place): Path<PlaceId>,
    Filters(as_of): Filters<AsOf>,
) -> Result<Html, Page> {
    show(&visit, place, &as_of).await
}

/// The figures as a workbook, in the shape that somebody above asks for.
async fn export(
    visit: Visit,
    Path((place, shape)): Path<(PlaceId, String)>,
    Filters(as_of): Filters<AsOf>,
) -> Result<Response, Page> {
    let shape = shapes::find(&shape).ok_or_else(Problem::not_found)?;
    let term = terms::chosen(&visit, &as_of.term).await?;
    let day = as_of.day(visit.today());
    let shown = actions::of_place(&visit, place, term, day).await?;
    shapes::send(&visit, shape, &shown, term, day)
}

async fn show(visit: &Visit, place: PlaceId, as_of: &AsOf) -> Result<Html, Page> {
    let term = terms::chosen(visit, &as_of.term).await?;
    let day = as_of.day(visit.today());
    let desk = actions::desk_of(visit, place, term, day).await?;
    let (shown, mut waiting) = (&desk.figures, desk.waiting.clone());
    if visit.meets(MANAGE) {
        waiting.applications = standing_at(visit, term, State::Checked).await?.len();
    }
    let is_school = shown.schools.iter().any(|it| it.school.place() == place);
    let total = sum(&shown.schools);
    let towns = by_town(&shown.schools);
    let title = format!("{}课后服务", shown.name);
    let head = Head::new(title.as_str())
        .above(format!("{} · 截至 {day}", term.label()))
        .action(shapes::menu(visit, place, term, day))
        .action(Button::print());
    let body = html! {
        (headline(visit, &total, term, is_school))
        @let waits = waiting::card(visit, &waiting, visit.today());
        @if shown.schools.len() > 1 {
            @let picture = picture(visit, &shown.schools, &towns, total.students, day);
            (beside(Card::new("学生参与率", html! { (picture) }), waits))
        } @else { (waits) }
        @match (towns.len(), shown.schools.len()) {
            (2.., _) => (Card::new("各镇(街道)学生参与率", towns_table(visit, &towns, day)).flush()),
            (_, 2..) => (Card::new("各校", schools_table(visit, &shown.schools, day)).flush()),
            _ => (Card::new("各班", classes_table(&shown.classes)).note("只列人数。").flush()),
        }
    };
    Ok(visit.page_under(&title, &head, &body))
}

/// The rates of a place. Of one school alone coverage says nothing, and evening study only where
/// there is a grade that has it.
fn headline(visit: &Visit, it: &Figures, term: Term, is_school: bool) -> Markup {
    let missing = it.schools.whole - it.schools.part;
    let coverage = Figure::rate("学校覆盖率", it.schools.part, it.schools.whole, "所")
        .link(visit.link(&format!("/aftercare/programmes?term={term}")));
    let coverage = if missing > 0 {
        coverage.state(Tone::Warn, format!("{missing} 所未备案"))
    } else {
        coverage.state(Tone::Good, "全覆盖")
    };
    let rate = |label: &'static str, it: Rate| Figure::rate(label, it.part, it.whole, "人");
    let evening =
        (!is_school || it.evening.whole > 0).then(|| rate("初三晚自习参与率", it.evening));
    let always = [rate("学生参与率", it.students), rate("教师参与率", it.teachers)];
    figures((!is_school).then_some(coverage).into_iter().chain(always).chain(evening))
}

/// Towns beside each other, or a town's schools.
fn picture<'a>(
    visit: &Visit,
    schools: &[OfSchool],
    towns: &[OfTown],
    whole: Rate,
    day: Date,
) -> Chart<'a> {
    let here = |place: PlaceId| visit.link(&format!("/aftercare/places/{place}?day={day}"));
    let all: Vec<(String, Rate, String)> = if towns.len() > 1 {
        let of = |it: &OfTown| (it.name.clone(), it.figures.students, here(it.town));
        towns.iter().map(of).collect()
    } else {
        let of = |it: &OfSchool| (it.name.clone(), it.figures.students, here(it.school.place()));
        schools.iter().map(of).collect()
    };
    let chart = Chart::columns("学生参与率", "名称", all.iter().map(|it| it.0.clone()))
        .series("学生参与率", all.iter().map(|it| ui::rate(it.1.part, it.1.whole)))
        .unit("%", 2)
        .max(100.0)
        .links(all.iter().map(|it| it.2.clone()));
    match ui::rate(whole.part, whole.whole) {
        Some(rate) => chart.mark("合计", rate),
        None => chart,
    }
}

fn towns_table(visit: &Visit, towns: &[OfTown], day: Date) -> Markup {
    table(
        "镇(街道)",
        towns.iter().map(|it| {
            (
                visit.link(&format!("/aftercare/places/{}?day={day}", it.town)),
                it.name.as_str(),
                it.figures,
            )
        }),
    )
}

fn schools_table(visit: &Visit, schools: &[OfSchool], day: Date) -> Markup {
    table(
        "学校",
        schools.iter().map(|it| {
            let href = visit.link(&format!("/aftercare/places/{}?day={day}", it.school.place()));
            (href, it.name.as_str(), it.figures)
        }),
    )
}

fn table<'a>(what: &str, rows: impl Iterator<Item = (String, &'a str, Figures)>) -> Markup {
    html! {
        div.table-box { table.rows {
            caption.visually-hidden { "按" (what) "的参与率" }
            thead { tr {
                th scope="col" { (what) }
                th scope="col" { "学生参与率" }
                th.num scope="col" { "参加 / 在校" }
                th.num scope="col" { "教师" }
                th.num scope="col" { "初三晚自习" }
            } }
            tbody { @for (href, name, it) in rows { tr {
                td { a.open href=(href) { (name) } }
                td data-label="学生参与率" { (percent(it.students)) (ui::meter(it.students.part, it.students.whole, None)) }
                td.num data-label="参加 / 在校" { (fraction(it.students)) }
                td.num data-label="教师" { (of_whole(it.teachers)) }
                td.num data-label="初三晚自习" { (of_whole(it.evening)) }
            } } }
        } }
    }
}

fn classes_table(classes: &[(String, Rate)]) -> Markup {
    html! {
        div.table-box { table.rows {
            caption.visually-hidden { "各班参加人数" }
            thead { tr { th scope="col" { "班级" } th.num scope="col" { "参与率" } th.num scope="col" { "参加 / 在校" } } }
            tbody { @for (name, it) in classes { tr {
                td { (name) }
                td.num data-label="参与率" { (percent(*it)) }
                td.num data-label="参加 / 在校" { (fraction(*it)) }
            } } }
        } }
    }
}

fn percent(it: Rate) -> String {
    say::percent(it.part, it.whole).map_or_else(|| "—".to_owned(), |it| it + " %")
}

/// A rate with what it is made of; a dash where there is nobody to count.
fn of_whole(it: Rate) -> Markup {
    html! {
        (percent(it))
        @if it.whole > 0 { br; small { (fraction(it)) } }
    }
}

fn fraction(it: Rate) -> String {
    format!("{} / {}", say::count(it.part), say::count(it.whole))
}
