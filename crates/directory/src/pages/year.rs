//! The page from which the school year is turned: first what it would do, then doing it.

use std::collections::BTreeMap;

use vocab::{Grade, JobId};
use web::{
    Form, Html, Markup, NoFields, Page, Redirect, Visit, html,
    ui::{self, Column, Head, List, Row, Tone},
};

use crate::{
    Error, rules, store,
    year::{self, Fate, Task, Years},
};

/// What turning would do, and from when on it can be done.
pub(super) async fn show(visit: Visit) -> Result<Html, Page> {
    let read: Result<_, Error> = db::read!(visit.db(), "school year", |tx| {
        let Some(years) = year::next(tx).await? else { return Ok(None) };
        let fates = year::foresee(tx, years).await?;
        Ok(Some((years, fates, store::year::count_suspended(tx).await?)))
    });
    let Some((years, fates, suspended)) = read? else {
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
        (by_school(&visit, &fates))
    };
    let head = Head::new("学年升级")
        .below(html! { (years.old.label()) " → " (years.new.label()) "，自 " (years.new.first_day()) " 起" })
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
            .cell(*classes)
            .cell(*pupils)
    });
    let here = visit.here();
    let list = List::new("年级", &here)
        .column(Column::text("现在"))
        .column(Column::text("升级后"))
        .column(Column::number("班级"))
        .column(Column::number("学生"))
        .rows(rows);
    html! { h2 { "按年级" } (list) }
}

fn by_school(visit: &Visit, fates: &[Fate]) -> Markup {
    let schools = fates.chunk_by(|a, b| a.school == b.school);
    let rows = schools.map(|school| {
        let first = &school[0];
        let (up, promoted) = sum(school.iter().filter(|it| it.next.is_some()));
        let (out, graduated) = sum(school.iter().filter(|it| it.next.is_none()));
        let (entered, _) = sum(school.iter().filter(|it| it.is_entered));
        Row::new(first.school.to_string(), first.school_name.as_str())
            .link(visit.link(&format!("/schools/{}", first.school)))
            .cell(first.school_name.as_str())
            .cell(up)
            .cell(promoted)
            .cell(out)
            .cell(graduated)
            .cell(entered)
    });
    let here = visit.here();
    let list = List::new("学校", &here)
        .column(Column::text("学校"))
        .column(Column::number("升级班级"))
        .column(Column::number("升级学生"))
        .column(Column::number("毕业班级"))
        .column(Column::number("毕业学生"))
        .column(Column::number("新建空班"))
        .rows(rows);
    html! { h2 { "按学校" } (list) }
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
