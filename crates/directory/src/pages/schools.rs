//! The list of schools, and a school's record.

use std::collections::HashMap;

use serde::Deserialize;
use sheet::Cell;
use vocab::{SchoolId, Stage, search_term};
use web::{
    Filters, Html, Markup, Page, Path, Response, Visit, html,
    ui::{self, Column, Filter, Head, List, Row, Tone, badge, say},
};

use super::{LINES, is_meant, scope};
use crate::{
    Error,
    model::{Class, Duty, Ownership, School},
    rules, school_list,
    schools::{self, Size},
    scope::Reach,
    staff,
};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Query {
    #[serde(default)]
    q: String,
    #[serde(default)]
    town: String,
    #[serde(default)]
    stage: String,
    #[serde(default)]
    ownership: String,
    #[serde(default)]
    boarding: String,
    /// How many of the list come before this page.
    after: Option<usize>,
}

impl Query {
    fn lets_through(&self, school: &School, term: Option<&str>) -> bool {
        let stage = self.stage.parse::<Stage>().ok();
        (self.town.is_empty() || school.town.to_string() == self.town)
            && stage.is_none_or(|it| school.form.stages().contains(&it))
            && (self.ownership.is_empty() || school.ownership.key() == self.ownership)
            && (self.boarding != "1" || school.boarding)
            && (is_meant(&self.q, &school.name) || school.code.as_deref() == term)
    }
}

struct Found {
    schools: Vec<School>,
    sizes: HashMap<SchoolId, Size>,
    total: usize,
    towns: Vec<(String, String)>,
    reach: Reach,
}

async fn find(visit: &Visit, query: &Query, limit: usize) -> Result<Found, Error> {
    let term = search_term(&query.q);
    let skip = query.after.unwrap_or(0);
    db::read!(visit.db(), "schools", |tx| {
        let scope = scope(tx, visit).await?;
        let all = schools::all(tx, scope).await?;
        let mut towns: Vec<(String, String)> =
            all.iter().map(|it| (it.town.to_string(), it.town_name.clone())).collect();
        towns.dedup();
        let fits = all.into_iter().filter(|it| query.lets_through(it, term.as_deref()));
        let fits: Vec<School> = fits.collect();
        let total = fits.len();
        let schools: Vec<School> = fits.into_iter().skip(skip).take(limit).collect();
        let ids: Vec<SchoolId> = schools.iter().map(|it| it.id).collect();
        let sizes = schools::sizes(tx, &ids).await?;
        Ok(Found { schools, sizes, total, towns, reach: scope.reach })
    })
}

/// The list.
pub(super) async fn list(visit: Visit, Filters(query): Filters<Query>) -> Result<Html, Page> {
    let found = find(&visit, &query, LINES).await?;
    let here = visit.here();
    let shown = query.after.unwrap_or(0) + found.schools.len();
    let next = (shown < found.total).then(|| shown.to_string());
    let rows = found.schools.iter().map(|it| row(&visit, it, &found.sizes));
    let mut filters = ui::Filters::new(&here).search("校名、拼音、标识码");
    if found.reach == Reach::County {
        filters = filters.filter(Filter::choice("town", "镇(街道)", found.towns.clone()));
    }
    let stages = Stage::ALL.map(|it| (it.code(), it.label()));
    let ownerships = [Ownership::Public, Ownership::Private].map(|it| (it.key(), it.label()));
    let filters = filters
        .filter(Filter::choice("stage", "学段", stages))
        .filter(Filter::choice("ownership", "举办者", ownerships))
        .filter(Filter::flag("boarding", "寄宿制"));
    let list = List::new("学校", &here)
        .filters(filters)
        .column(Column::text("学校"))
        .column(Column::text("镇(街道)"))
        .column(Column::text("类别"))
        .column(Column::text("举办者"))
        .column(Column::number("学生"))
        .column(Column::number("教职工"))
        .column(Column::text("学校标识码"))
        .rows(rows)
        .total(i64::try_from(found.total).unwrap_or(0))
        .next(next);
    let export = visit.link(&format!("/schools/export?{}", here.without("after").query()));
    let head = Head::new("学校")
        .action(ui::Button::link("导出", export).icon("file-export"))
        .action(ui::Button::print());
    Ok(visit.page_under("学校", &head, &html! { (list) }))
}

fn row<'a>(visit: &Visit, it: &'a School, sizes: &HashMap<SchoolId, Size>) -> Row<'a> {
    let size = sizes.get(&it.id).copied().unwrap_or_default();
    Row::new(it.id.to_string(), it.name.as_str())
        .link(visit.link(&format!("/schools/{}", it.id)))
        .cell(it.name.as_str())
        .cell(it.town_name.as_str())
        .cell(html! { (it.form.label()) @if it.boarding { " · 寄宿" } })
        .cell(it.ownership.label())
        .cell(say::count(size.pupils))
        .cell(say::count(size.staff))
        .cell(it.code.as_deref().unwrap_or_default())
}

/// The same list as a workbook.
pub(super) async fn export(visit: Visit, Filters(query): Filters<Query>) -> Result<Response, Page> {
    let found = find(&visit, &query, usize::MAX).await?;
    let layout = school_list::layout();
    let rows = found.schools.iter().map(|it| {
        let size = found.sizes.get(&it.id).copied().unwrap_or_default();
        vec![
            Cell::Text(it.code.as_deref().unwrap_or_default()),
            Cell::Text(&it.name),
            Cell::Text(&it.town_name),
            Cell::Text(it.form.label()),
            Cell::Text(it.ownership.label()),
            Cell::YesNo(it.boarding),
            Cell::Integer(size.pupils),
            Cell::Integer(size.staff),
            Cell::Text(&it.address),
        ]
    });
    platform::workbook::send(&visit, &layout, rows)
}

/// A school's record: what it is, its classes, who is responsible.
pub(super) async fn show(visit: Visit, Path(id): Path<SchoolId>) -> Result<Html, Page> {
    let day = visit.today();
    let read: Result<_, Error> = db::read!(visit.db(), "school", |tx| {
        let scope = scope(tx, &visit).await?;
        let school = schools::load(tx, scope, id).await?;
        let year = schools::current_year(tx).await?;
        let classes = match year {
            Some(year) => schools::classes(tx, id, year).await?,
            None => Vec::new(),
        };
        let size = schools::sizes(tx, &[id]).await?.remove(&id).unwrap_or_default();
        let officers = staff::officers(tx, id.place(), day).await?;
        Ok((school, year, classes, size, officers))
    });
    let (school, year, classes, size, officers) = read?;
    let head = Head::new(school.name.as_str())
        .crumb("学校", visit.link("/schools"))
        .state(badge(Tone::Quiet, school.form.label()))
        .below(html! { (school.town_name) " · " (school.ownership.label()) @if school.boarding { " · 寄宿制" } })
        .action(ui::Button::print());
    let classes_now = i64::try_from(classes.len()).unwrap_or(0);
    let figures = ui::figures([
        ui::Figure::count("在校学生", size.pupils, "人")
            .link(visit.link(&format!("/students?school={id}"))),
        ui::Figure::count("班级", classes_now, "个"),
        ui::Figure::count("教职工", size.staff, "人")
            .link(visit.link(&format!("/staff?school={id}"))),
    ]);
    let facts = ui::Facts::new()
        .fact("学校标识码", school.code.as_deref().unwrap_or_default())
        .fact("办学类型", school.form.label())
        .fact("举办者", school.ownership.label())
        .long("地址", school.address.as_str());
    let facts = officers
        .iter()
        .fold(facts, |facts, (duty, name)| facts.fact(Duty::label(*duty), name.as_str()));
    let title = year.map_or_else(|| "班级".to_owned(), |it| format!("{}班级", it.label()));
    let body = html! {
        (figures)
        (ui::Card::new("基本情况", html! { (facts) }))
        (ui::Card::new(title, class_table(&visit, &classes)).flush())
    };
    Ok(visit.page_under(&school.name, &head, &body))
}

fn class_table(visit: &Visit, classes: &[Class]) -> Markup {
    let opens = visit.meets(super::READ_STUDENTS);
    html! {
        @if classes.is_empty() { (ui::Empty::new("还没有班级").hint("导入学籍后，班级会自动建立。")) }
        @else {
            div.table-box { table.rows {
                caption.visually-hidden { "班级列表" }
                thead { tr { th scope="col" { "班级" } th.num scope="col" { "人数" } th.num scope="col" { "班额标准" } th scope="col" { "班主任" } } }
                tbody { @for it in classes {
                    @let max = rules::class_size_max(it.stage, it.grade);
                    tr {
                        td { @if opens { a.open href=(visit.link(&format!("/classes/{}", it.id))) { (it.name()) } } @else { (it.name()) } }
                        td.num data-label="人数" { (it.pupils) @if it.pupils > max { " " (badge(Tone::Warn, "超班额")) } }
                        td.num data-label="班额标准" { "≤ " (max) }
                        td data-label="班主任" { (it.head_name.as_deref().unwrap_or("—")) }
                    }
                } }
            } }
        }
    }
}
