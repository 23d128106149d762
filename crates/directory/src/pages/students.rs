//! The list of pupils.

use db::Tx;
use serde::Deserialize;
use sheet::{Cell, Column as SheetColumn, Kind, Layout};
use vocab::{Grade, SchoolId, Sex};
use web::{
    Filters, Html, Page, Problem, Response, Visit, html,
    ui::{self, Column, Filter, Head, List, Row, Tone, badge},
};

use super::{LINES, scope, shown_name};
use crate::{
    Error,
    model::{School, Standing, StudentFilter, StudentKey, StudentLine},
    schools,
    scope::{Reach, Scope},
    search, students,
};

/// An export of one list; a county's whole roll is asked for school by school.
const EXPORT_MAX: usize = 20_000;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Query {
    #[serde(default)]
    q: String,
    town: Option<String>,
    school: Option<String>,
    grade: Option<String>,
    class: Option<String>,
    sex: Option<String>,
    standing: Option<String>,
    after: Option<String>,
}

impl Query {
    fn filter(&self) -> StudentFilter {
        let read = |text: &Option<String>| text.clone().filter(|it| !it.is_empty());
        let number = |text: &Option<String>| read(text).and_then(|it| it.parse::<i64>().ok());
        StudentFilter {
            school: read(&self.school).and_then(|it| it.parse().ok()),
            grade: number(&self.grade).and_then(|it| Grade::try_from(it).ok()),
            class_number: number(&self.class),
            sex: number(&self.sex).and_then(|it| Sex::try_from(it).ok()),
            standing: read(&self.standing).and_then(|it| Standing::from_key(&it)),
        }
    }
}

/// Sex as lists show it.
pub(super) fn sex_label(sex: Option<Sex>) -> &'static str {
    sex.map_or("—", Sex::label)
}

/// What the bureau chooses from: its towns, and of the chosen one the schools.
#[derive(Default)]
struct Choices {
    towns: Vec<(String, String)>,
    schools: Vec<(String, String)>,
}

/// Where to look, when `scope` is wider than a school: the town that was chosen, if any, and the
/// school, unless it lies in another town than that.
async fn chosen(
    tx: &mut Tx,
    scope: Scope,
    query: &Query,
    filter: &mut StudentFilter,
) -> Result<(Scope, Choices), Error> {
    let all = schools::all(tx, scope).await?;
    let town = query.town.as_deref().unwrap_or_default();
    let mut towns: Vec<(String, String)> =
        all.iter().map(|it| (it.town.to_string(), it.town_name.clone())).collect();
    towns.dedup();
    let town = all.iter().map(|it| it.town).find(|it| it.to_string() == town);
    let own = filter.school.and_then(|id| all.iter().find(|it| it.id == id));
    if town.is_some() && own.is_some_and(|it| Some(it.town) != town) {
        filter.school = None;
    }
    let near = match (scope.reach, town) {
        (Reach::County, Some(town)) => Scope { place: town.place(), reach: Reach::Town },
        _ => scope,
    };
    // A county has hundreds of schools: those of a town are enough to choose from.
    let shown = town.or(own.map(|it| it.town));
    let fits = |it: &&School| scope.reach == Reach::Town || Some(it.town) == shown;
    let schools = all.iter().filter(fits).map(|it| (it.id.to_string(), it.name.clone()));
    let schools = schools.collect();
    let towns = if scope.reach == Reach::County { towns } else { Vec::new() };
    Ok((near, Choices { towns, schools }))
}

struct Found {
    scope: Scope,
    choices: Choices,
    lines: Vec<StudentLine>,
    next: Option<StudentKey>,
    total: Option<i64>,
    /// What is to be counted, where the list says how many there are.
    count: Option<(Scope, StudentFilter)>,
    school: Option<(SchoolId, String)>,
    /// Whether a person's number was asked for, which is answered elsewhere.
    is_number: bool,
}

/// A page of the list, or what the search finds: then there is one page, of the best.
async fn find(visit: &Visit, query: &Query, limit: usize) -> Result<Found, Error> {
    let after = query.after.as_deref().and_then(|it| it.parse::<StudentKey>().ok());
    let typed = search::Query::read(&query.q, visit.cell.service());
    let found: Result<Found, Error> = db::read!(visit.db(), "students", |tx| {
        let mut filter = query.filter();
        let scope = scope(tx, visit).await?;
        let (near, choices) = if scope.reach > Reach::School {
            chosen(tx, scope, query, &mut filter).await?
        } else {
            (scope, Choices::default())
        };
        let school = match filter.school {
            Some(id) => Some((id, schools::load(tx, scope, id).await?.name)),
            None => None,
        };
        if !query.q.is_empty() {
            // Within one school the search looks no further than it.
            let near = match filter.school {
                Some(id) if scope.reach > Reach::School => {
                    Scope { place: id.place(), reach: Reach::School }
                }
                _ => near,
            };
            // A person's number belongs into no address: it is looked up from the box alone.
            let lines = if typed.is_number() {
                Vec::new()
            } else {
                search::students(tx, near, &typed, limit).await?
            };
            let is_number = typed.is_number();
            let count = None;
            return Ok(Found {
                scope,
                choices,
                lines,
                next: None,
                total: None,
                count,
                school,
                is_number,
            });
        }
        let (lines, next) = students::page(tx, near, &filter, after, limit).await?;
        let counted = filter.school.is_some() || scope.reach <= Reach::School;
        let count = counted.then_some((near, filter));
        Ok(Found { scope, choices, lines, next, total: None, count, school, is_number: false })
    });
    let mut found = found?;
    if let Some((near, filter)) = found.count.take() {
        found.total = Some(total(visit, near, &filter).await?);
    }
    Ok(found)
}

/// How many the list has in all. Counting costs more than the page that says it, so it is kept.
async fn total(visit: &Visit, scope: Scope, filter: &StudentFilter) -> Result<i64, Error> {
    let question = format!("students {scope:?} {filter:?}");
    let count = async {
        db::read!(visit.db(), "students counted", |tx| { students::count(tx, scope, filter).await })
    };
    visit.cell.kept(question, Box::pin(count)).await.map(|it| *it)
}

/// The list.
pub(super) async fn list(visit: Visit, Filters(query): Filters<Query>) -> Result<Html, Page> {
    let found = find(&visit, &query, LINES).await?;
    let here = visit.here();
    let wide = found.scope.reach > Reach::School;
    let mut filters = ui::Filters::new(&here).search("姓名、拼音、首字母");
    let Choices { towns, schools } = &found.choices;
    if !towns.is_empty() {
        filters = filters.filter(Filter::choice("town", "镇（街道）", towns.clone()));
    }
    if wide {
        let words = if schools.is_empty() { "先选镇（街道）" } else { "全部" };
        filters =
            filters.filter(Filter::choice("school", "学校", schools.clone()).otherwise(words));
    }
    let grades = Grade::all().map(|it| (it.number().to_string(), it.label()));
    filters = filters.filter(Filter::choice("grade", "年级", grades));
    if found.scope.reach != Reach::Class {
        let numbers = (1..=20).map(|it| (it.to_string(), format!("({it})班")));
        filters = filters.filter(Filter::choice("class", "班级", numbers));
    }
    let sexes = [Sex::Male, Sex::Female].map(|it| (it.code().to_string(), it.label()));
    let standings = Standing::ALL.map(|it| (it.key(), it.label()));
    let filters = filters
        .filter(Filter::choice("sex", "性别", sexes))
        .filter(Filter::choice("standing", "状态", standings));
    let mut list = List::new("学生", &here).filters(filters).column(Column::text("姓名"));
    if wide {
        list = list.column(Column::text("学校"));
    }
    list = list
        .column(Column::text("班级"))
        .column(Column::number("学号"))
        .column(Column::text("性别"))
        .column(Column::text("状态"))
        .rows(found.lines.iter().map(|it| row(&visit, found.scope, it, wide)))
        .next(found.next.map(|it| it.to_string()));
    if let Some(total) = found.total {
        list = list.total(total);
    }
    let mut head = Head::new("学生");
    if let Some((id, name)) = &found.school {
        head = head.crumb(name.as_str(), visit.link(&format!("/schools/{id}")));
    }
    if visit.meets(web::Need::May("student.export")) {
        let to = visit.link(&format!("/students/export?{}", here.without("after").query()));
        head = head.action(ui::Button::link("导出", to).icon("file-export"));
    }
    let head = head.action(ui::Button::print());
    let full = !query.q.is_empty() && found.lines.len() == LINES;
    let body = html! {
        @if found.is_number { (super::search::not_here()) }
        @if full { (ui::Alert::new(Tone::Info, "只显示最接近的 50 人").detail("请多输入几个字，或加上学校再查找。")) }
        (list)
    };
    Ok(visit.page_under("学生", &head, &body))
}

fn row(visit: &Visit, scope: Scope, it: &StudentLine, wide: bool) -> Row<'static> {
    let name = shown_name(scope, &it.name);
    let mut row = Row::new(it.id.to_string(), name.clone())
        .link(visit.link(&format!("/students/{}", it.id)))
        .cell(name);
    if wide {
        row = row.cell(it.school_name.clone().unwrap_or_default());
    }
    let grade = it.grade.map(|it| it.label().to_owned());
    let seat = if it.seat > 0 { it.seat.to_string() } else { String::new() };
    row.cell(it.class_name().or(grade).unwrap_or_default())
        .cell(seat)
        .cell(sex_label(it.sex))
        .cell(standing_badge(it.standing))
}

/// A standing as a badge; nothing where all is as usual.
pub(super) fn standing_badge(standing: Standing) -> web::Markup {
    match standing {
        Standing::Enrolled => html! { "在读" },
        Standing::Suspended => badge(Tone::Warn, "休学"),
        Standing::Left => badge(Tone::Quiet, "离校"),
        Standing::Graduated => badge(Tone::Quiet, "毕业"),
    }
}

/// The same list as a workbook, without any number of a document. Who took how many is recorded.
pub(super) async fn export(visit: Visit, Filters(query): Filters<Query>) -> Result<Response, Page> {
    let found = find(&visit, &query, EXPORT_MAX).await?;
    if found.next.is_some() {
        let detail = "一次最多导出 20,000 名学生。请先选择学校或年级，再导出。";
        return Err(Problem::unfit(detail).into());
    }
    let count = found.lines.len();
    let recorded: Result<(), db::Error> =
        platform::act!(visit, "directory.students.export", |act| {
            act.note("rows", count);
            Ok(())
        });
    recorded?;
    let layout = Layout::new(
        "学生名册",
        vec![
            SheetColumn::new("school", "学校", Kind::Text),
            SheetColumn::new("grade", "年级", Kind::Text),
            SheetColumn::new("class", "班级", Kind::Text),
            SheetColumn::new("seat", "班内学号", Kind::Integer),
            SheetColumn::new("name", "姓名", Kind::Text),
            SheetColumn::new("sex", "性别", Kind::Text),
            SheetColumn::new("born", "出生日期", Kind::Date),
            SheetColumn::new("standing", "状态", Kind::Text),
        ],
    );
    let lines: Vec<(String, String, &StudentLine)> = found
        .lines
        .iter()
        .map(|it| (shown_name(found.scope, &it.name), it.class_name().unwrap_or_default(), it))
        .collect();
    let open = found.scope.reach <= Reach::School;
    let rows = lines.iter().map(|(name, class, it)| {
        vec![
            Cell::Text(it.school_name.as_deref().unwrap_or_default()),
            Cell::Text(it.grade.map_or("", Grade::label)),
            Cell::Text(class),
            if it.seat > 0 { Cell::Integer(it.seat) } else { Cell::Empty },
            Cell::Text(name),
            Cell::Text(it.sex.map_or("", Sex::label)),
            it.born.filter(|_| open).map_or(Cell::Empty, Cell::Date),
            Cell::Text(it.standing.label()),
        ]
    });
    platform::workbook::send(&visit, &layout, rows)
}
