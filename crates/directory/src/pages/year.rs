//! The page from which the school year is turned: first what it would do, then doing it.

use std::collections::BTreeMap;

use platform::workbook;
use serde::Deserialize;
use sheet::{Cell, Column as SheetColumn, Kind, Layout};
use vocab::{Grade, JobId};
use web::{
    Filters, Form, Html, Markup, NoFields, Page, Redirect, Response, Visit, html,
    ui::{self, Column, Filter, Head, List, Row, Tone, say},
};

use super::{LINES, is_meant};
use crate::{
    Error, rules, store,
    year::{self, Fate, Task, Years},
};

/// Which schools are listed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Query {
    #[serde(default)]
    q: String,
    #[serde(default)]
    town: String,
    /// `1` for those alone where someone finishes.
    #[serde(default)]
    out: String,
    /// How many of the list come before this page.
    after: Option<usize>,
}

impl Query {
    fn lets_through(&self, it: &OfSchool<'_>) -> bool {
        let first = it.first;
        (self.town.is_empty() || first.town.to_string() == self.town)
            && (self.out != "1" || it.out > 0)
            && is_meant(&self.q, &first.school_name)
    }
}

/// What the next turn would do.
struct Foreseen {
    years: Years,
    fates: Vec<Fate>,
    suspended: i64,
}

async fn foresee(visit: &Visit) -> Result<Option<Foreseen>, Error> {
    db::read!(visit.db(), "school year", |tx| {
        let Some(years) = year::next(tx).await? else { return Ok(None) };
        let fates = year::foresee(tx, years).await?;
        let suspended = store::year::count_suspended(tx).await?;
        Ok(Some(Foreseen { years, fates, suspended }))
    })
}

/// What turning would do, and from when on it can be done.
pub(super) async fn show(visit: Visit, Filters(query): Filters<Query>) -> Result<Html, Page> {
    let Some(Foreseen { years, fates, suspended }) = foresee(&visit).await? else {
        let empty = ui::Empty::new("还没有班级").hint("先导入学校名录和学籍表，班级会自动建立。");
        return Ok(
            visit.page("学年升级", &html! { (ui::Card::new("学年升级", html! { (empty) })) })
        );
    };
    let csrf = visit.csrf();
    let button = ui::Button::submit(format!("升级到{}", years.new.label()))
        .primary()
        .confirm("全市所有班级将一起升级，毕业年级的学生将标记为毕业，不能撤销。请先核对下面的数字，确定吗？");
    let verdict = rules::may_turn(years.old, visit.today());
    let body = html! {
        @match verdict {
            Ok(_) => (ui::post(&visit.link("/year"), &csrf, &button)),
            Err(refusal) => (ui::Alert::new(Tone::Info, "现在还不能升级，下面是按今天的班级预计的结果").detail(refusal.to_string())),
        }
        (figures(&fates, suspended))
        (ui::Card::new("怎样升级", rules_of_it(years)))
        (by_grade(&visit, &fates))
        (by_school(&visit, &query, &fates))
    };
    let here = visit.here();
    let export = visit.link(&format!("/year/export?{}", here.without("after").query()));
    let head = Head::new("学年升级")
        .below(html! { (years.old.label()) " → " (years.new.label()) "，自 " (years.new.first_day()) " 起" })
        .action(ui::Button::link("导出", export).icon("file-export"))
        .action(ui::Button::print());
    Ok(visit.page_under("学年升级", &head, &body))
}

fn rules_of_it(years: Years) -> Markup {
    html! {
        ul {
            li { "每个班升入下一年级，班号、座号和班主任不变；九年一贯制学校的六年级升入七年级。" }
            li { "幼儿园大班、六年级、九年级和高三（中职三年级）毕业：学生标记为毕业，原班级和名册保留，可按日期查询。九年级升学以中考录取为准，不直升。" }
            li { "起始年级按 " (years.old.label()) " 的班数新建空班，等待新生分班或学籍导入。" }
            li { "休学的学生不升级，复学时再安排班级。" }
            li { "逐校办理，中途中断会自动接着做；已经升级的学校不会再升一次。" }
        }
    }
}

fn sum<'a>(fates: impl Iterator<Item = &'a Fate>) -> (i64, i64) {
    fates.fold((0, 0), |(classes, pupils), it| (classes + 1, pupils + it.pupils))
}

fn figures(fates: &[Fate], suspended: i64) -> Markup {
    let (up, promoted) = sum(fates.iter().filter(|it| it.next.is_some()));
    let (_, graduated) = sum(fates.iter().filter(|it| it.next.is_none()));
    let (entered, _) = sum(fates.iter().filter(|it| it.is_entered));
    ui::figures([
        ui::Figure::count("升级的班级", up, "个"),
        ui::Figure::count("随班升级的学生", promoted, "人"),
        ui::Figure::count("毕业的学生", graduated, "人"),
        ui::Figure::count("新建的起始年级空班", entered, "个"),
        ui::Figure::count("休学，不升级", suspended, "人"),
    ])
}

fn by_grade(visit: &Visit, fates: &[Fate]) -> Markup {
    let mut grades = BTreeMap::<(Grade, Option<Grade>), (i64, i64)>::new();
    for it in fates {
        let sum = grades.entry((it.grade, it.next)).or_default();
        *sum = (sum.0 + 1, sum.1 + it.pupils);
    }
    let rows = grades.iter().map(|((from, to), (classes, pupils))| {
        let to = to.map_or("毕业", Grade::label);
        Row::new(format!("{from}-{to}"), from.label())
            .cell(from.label())
            .cell(to)
            .cell(say::count(*classes))
            .cell(say::count(*pupils))
    });
    let here = visit.here();
    let list = List::new("年级", &here)
        .column(Column::text("现在"))
        .column(Column::text("升级后"))
        .column(Column::number("班级"))
        .column(Column::number("学生"))
        .rows(rows);
    html! { h2.mt-4.mb-2 { "按年级" } (list) }
}

/// What becomes of a school: how many classes and pupils move up, finish, and how many empty classes
/// are made.
struct OfSchool<'a> {
    first: &'a Fate,
    up: i64,
    promoted: i64,
    out: i64,
    graduated: i64,
    entered: i64,
}

fn of_schools<'a>(fates: &'a [Fate], query: &Query) -> Vec<OfSchool<'a>> {
    let schools = fates.chunk_by(|a, b| a.school == b.school).map(|school| {
        let (up, promoted) = sum(school.iter().filter(|it| it.next.is_some()));
        let (out, graduated) = sum(school.iter().filter(|it| it.next.is_none()));
        let (entered, _) = sum(school.iter().filter(|it| it.is_entered));
        OfSchool { first: &school[0], up, promoted, out, graduated, entered }
    });
    schools.filter(|it| query.lets_through(it)).collect()
}

fn by_school(visit: &Visit, query: &Query, fates: &[Fate]) -> Markup {
    let schools = of_schools(fates, query);
    let shown = schools.iter().skip(query.after.unwrap_or(0)).take(LINES);
    let last = query.after.unwrap_or(0) + shown.len();
    let rows = shown.map(|it| {
        Row::new(it.first.school.to_string(), it.first.school_name.as_str())
            .link(visit.link(&format!("/schools/{}", it.first.school)))
            .cell(it.first.school_name.as_str())
            .cell(it.first.town_name.as_str())
            .cell(say::count(it.up))
            .cell(say::count(it.promoted))
            .cell(say::count(it.out))
            .cell(say::count(it.graduated))
            .cell(say::count(it.entered))
    });
    let towns: BTreeMap<_, &str> =
        fates.iter().map(|it| (it.town, it.town_name.as_str())).collect();
    let towns = towns.into_iter().map(|(town, name)| (town.to_string(), name));
    let here = visit.here();
    let filters = ui::Filters::new(&here)
        .search("校名、拼音")
        .filter(Filter::choice("town", "镇(街道)", towns))
        .filter(Filter::flag("out", "有毕业班级"));
    let list = List::new("学校", &here)
        .filters(filters)
        .column(Column::text("学校"))
        .column(Column::text("镇(街道)"))
        .column(Column::number("升级班级"))
        .column(Column::number("升级学生"))
        .column(Column::number("毕业班级"))
        .column(Column::number("毕业学生"))
        .column(Column::number("新建空班"))
        .rows(rows)
        .total(i64::try_from(schools.len()).unwrap_or(0))
        .next((last < schools.len()).then(|| last.to_string()));
    html! { h2.mt-4.mb-2 { "按学校" } (list) }
}

/// The same list as a workbook.
pub(super) async fn export(visit: Visit, Filters(query): Filters<Query>) -> Result<Response, Page> {
    let Foreseen { years, fates, .. } = foresee(&visit).await?.ok_or(Error::Missing)?;
    let count = |key, title| SheetColumn::new(key, title, Kind::Integer);
    let layout = Layout::new(
        &format!("升级到{}", years.new.label()),
        vec![
            SheetColumn::new("school", "学校", Kind::Text),
            SheetColumn::new("town", "镇(街道)", Kind::Text),
            count("up", "升级班级"),
            count("promoted", "升级学生"),
            count("out", "毕业班级"),
            count("graduated", "毕业学生"),
            count("entered", "新建空班"),
        ],
    );
    let rows = of_schools(&fates, &query).into_iter().map(|it| {
        let counts = [it.up, it.promoted, it.out, it.graduated, it.entered];
        let texts = [Cell::Text(&it.first.school_name), Cell::Text(&it.first.town_name)];
        texts.into_iter().chain(counts.map(Cell::Integer)).collect()
    });
    workbook::send(&visit, &layout, rows)
}

/// Has the year turned.
pub(super) async fn turn(visit: Visit, _: Form<NoFields>) -> Result<Redirect, Page> {
    let today = visit.today();
    let begun: Result<JobId, Error> = platform::act!(visit, "directory.year.begin", |act| {
        let years = year::next(act.tx()).await?.ok_or(Error::Missing)?;
        rules::may_turn(years.old, today)?;
        act.note("year", years.new);
        let title = format!("升级到{}", years.new.label());
        let task = serde_json::to_string(&Task { year: years.new.to_string() });
        let task = task.expect("a school year makes JSON");
        Ok(platform::jobs::add(act, &year::TURN, &title, &task).await?)
    });
    Ok(Redirect::to(&visit.link(&format!("/jobs/{}", begun?))))
}
