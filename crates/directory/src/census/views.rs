//! What the class teacher, the school and the bureau see.

use std::collections::BTreeMap;

use vocab::Term;
use web::{
    Markup, Visit, html,
    ui::{self, Column, Field, Filter, Head, List, Row, Tone, badge},
};

use super::{ClassLine, Line, Past, Said, SchoolLine, pages::Query};
use crate::{model::StudentLine, pages::LINES, rules::class_name, scope::Reach};

pub(super) fn head(visit: &Visit) -> Head<'static> {
    let export = format!("/census/export?{}", visit.here().without("after").query());
    Head::new("人籍一致")
        .below(html! { "每学期核对一次：学籍在班的学生，人也在班" })
        .action(ui::Button::link("导出", visit.link(&export)).icon("file-export"))
        .action(ui::Button::print())
}

pub(super) fn no_term() -> Markup {
    let empty = ui::Empty::new("还没有设置学期或班级")
        .hint("由教育局基教科在“校历”里设置学期后，各班即可核对。");
    html! { (ui::Card::new("人籍一致", html! { (empty) })) }
}

/// A class to confirm.
pub(super) fn class(
    visit: &Visit,
    csrf: &Markup,
    said: Option<&Said>,
    roster: &[StudentLine],
    lines: &[Line],
) -> Markup {
    let absent: Vec<String> =
        lines.iter().filter_map(|it| it.it.student).map(|it| it.to_string()).collect();
    let absent: Vec<&str> = absent.iter().map(String::as_str).collect();
    let options: Vec<(String, String)> =
        roster.iter().map(|it| (it.id.to_string(), it.name.clone())).collect();
    let word = lines.iter().find(|it| it.it.student.is_some()).map(|it| it.it.note.clone());
    let extras: Vec<&str> =
        lines.iter().filter(|it| it.it.student.is_none()).map(|it| it.it.name.as_str()).collect();
    let label = if said.is_some() { "重新确认" } else { "确认" };
    html! {
        @match said {
            Some(it) => (ui::Alert::new(Tone::Good, format!("本学期已于 {} 确认", it.day)).detail(format!("在籍 {} 人，不一致 {} 人。有变化时可以重新确认，这次的内容和处理结果会保留。", it.on_roll, lines.len()))),
            None => (ui::Alert::new(Tone::Warn, "本学期还没有确认").detail(format!("学籍在本班的学生共 {} 人，请逐个核对。", roster.len()))),
        }
        @if !lines.is_empty() { (differences(visit, None, lines)) }
        (ui::Form::new(visit.link("/census"), csrf)
            .section("核对本班", html! {
                (Field::checkboxes("absent", "学籍在本班，但人不在班的学生", options, &absent).hint("都在班的，一个也不用勾。"))
                (Field::text("word", "他们的去向").value(word.unwrap_or_default()).hint("如：随父母在外地就读。勾选了学生就要填写。").sometimes())
                (Field::long("extras", "人在本班，但没有学籍的学生").value(extras.join("\n")).hint("每行写一个姓名；没有就空着。").sometimes())
            })
            .button(ui::Button::submit(label).primary()))
    }
}

/// The differences; those that are open can be settled where there is a term to name.
fn differences(visit: &Visit, settle: Option<(&Markup, Term)>, lines: &[Line]) -> Markup {
    let items = lines.iter().map(|line| {
        let class = class_name(line.grade, line.class_number);
        let item = ui::Item::new(format!("{class} {}", line.it.name)).icon("user").below(html! {
            (line.it.kind.label())
            @if !line.it.note.is_empty() { " · " (line.it.note) }
            @if let Some((day, words)) = &line.settled { " · " (day) " " (words) }
        });
        let item = match line.it.student {
            Some(student) if settle.is_some() => {
                item.link(visit.link(&format!("/students/{student}")))
            }
            _ => item,
        };
        let tone = if line.settled.is_some() { Tone::Good } else { Tone::Warn };
        item.aside(badge(tone, if line.settled.is_some() { "已处理" } else { "待处理" }))
    });
    let open = lines.iter().filter(|it| it.settled.is_none());
    html! {
        (ui::Card::new("不一致的学生", ui::items(items)).flush())
        @if let Some((csrf, term)) = settle {
            @for line in open { (settling(visit, csrf, term, line)) }
        }
    }
}

fn settling(visit: &Visit, csrf: &Markup, term: Term, line: &Line) -> Markup {
    let title = format!("处理：{} {}", class_name(line.grade, line.class_number), line.it.name);
    html! {
        (ui::Form::new(visit.link("/census/settle"), csrf)
            .part(html! {
                input type="hidden" name="term" value=(term);
                input type="hidden" name="class" value=(line.class);
                input type="hidden" name="number" value=(line.number);
            })
            .section(&title, html! {
                (Field::text("words", "怎样处理的").hint("如：已办理转出、已补录学籍、家访后已返校").required())
            })
            .button(ui::Button::submit("已处理")))
    }
}

/// A school: its classes, and what is to be settled.
pub(super) fn school(
    visit: &Visit,
    csrf: &Markup,
    term: Term,
    classes: &[ClassLine],
    lines: &[Line],
) -> Markup {
    let checked = classes.iter().filter(|it| it.checked.is_some()).count();
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let open = lines.iter().filter(|it| it.settled.is_none()).count();
    let rows = classes.iter().map(|it| {
        let name = class_name(it.grade, it.number);
        let state = match it.checked {
            Some((day, _)) => badge(Tone::Good, &format!("{day} 已确认")),
            None => badge(Tone::Warn, "未确认"),
        };
        let on_roll = it.checked.map_or(it.pupils, |it| it.1);
        Row::new(it.class.to_string(), name.clone())
            .link(visit.link(&format!("/classes/{}", it.class)))
            .cell(name)
            .cell(on_roll)
            .cell(state)
            .cell(it.differences)
            .cell(it.open)
    });
    let here = visit.here();
    let list = List::new("班级", &here)
        .column(Column::text("班级"))
        .column(Column::number("在籍"))
        .column(Column::text("班主任确认"))
        .column(Column::number("不一致"))
        .column(Column::number("待处理"))
        .rows(rows);
    let settle = visit.meets(web::Need::May("census.settle")).then_some((csrf, term));
    html! {
        (ui::figures([
            ui::Figure::rate("已确认班级", count(checked), count(classes.len()), "个"),
            ui::Figure::count("不一致", count(lines.len()), "人"),
            ui::Figure::count("待处理", count(open), "人"),
        ]))
        @if !lines.is_empty() { (differences(visit, settle, lines)) }
        (list)
    }
}

/// What was said earlier in the term, before it was said anew.
pub(super) fn past(all: &[Past]) -> Markup {
    let items = all.iter().map(|it| {
        let class = class_name(it.grade, it.class_number);
        let title = format!("{class} {} 第{}次确认", it.day, it.round);
        let counts = format!("在籍 {} 人，不一致 {} 人", it.on_roll, it.differences.len());
        ui::Item::new(title).icon("history").below(html! {
            (counts)
            @for (difference, settled) in &it.differences {
                br;
                (difference.name) "：" (difference.kind.label())
                @if !difference.note.is_empty() { " · " (difference.note) }
                @match settled {
                    Some((day, words)) => { " · " (day) " " (words) }
                    None => { " · 当时待处理" }
                }
            }
        })
    });
    html! {
        @if !all.is_empty() { (ui::Card::new("本学期此前的确认", ui::items(items)).flush()) }
    }
}

/// The schools of a town or county: counts, no names.
pub(super) fn schools(
    visit: &Visit,
    reach: Reach,
    query: &Query,
    schools: &[SchoolLine],
) -> Markup {
    let sum = |of: fn(&SchoolLine) -> i64| schools.iter().map(of).sum::<i64>();
    let listed: Vec<&SchoolLine> = schools.iter().filter(|it| query.lets_through(it)).collect();
    let shown = listed.iter().skip(query.after.unwrap_or(0)).take(LINES);
    let last = query.after.unwrap_or(0) + shown.len();
    let rows = shown.map(|it| {
        Row::new(it.school.to_string(), it.name.as_str())
            .link(visit.link(&format!("/schools/{}", it.school)))
            .cell(it.name.as_str())
            .cell(it.town_name.as_str())
            .cell(format!("{}/{}", it.checked, it.classes))
            .cell(it.on_roll)
            .cell(it.absent)
            .cell(it.extra)
            .cell(it.open)
    });
    let here = visit.here();
    let mut filters = ui::Filters::new(&here).search("校名、拼音");
    if reach == Reach::County {
        let towns: BTreeMap<_, &str> =
            schools.iter().map(|it| (it.town, it.town_name.as_str())).collect();
        let towns = towns.into_iter().map(|(town, name)| (town.to_string(), name));
        filters = filters.filter(Filter::choice("town", "镇(街道)", towns));
    }
    let states = [("waiting", "未确认完"), ("open", "有待处理")];
    let list = List::new("学校", &here)
        .filters(filters.filter(Filter::choice("state", "进度", states)))
        .column(Column::text("学校"))
        .column(Column::text("镇(街道)"))
        .column(Column::number("已确认班级"))
        .column(Column::number("已核在籍"))
        .column(Column::number("有籍无人"))
        .column(Column::number("有人无籍"))
        .column(Column::number("待处理"))
        .rows(rows)
        .total(i64::try_from(listed.len()).unwrap_or(0))
        .next((last < listed.len()).then(|| last.to_string()));
    html! {
        (ui::figures([
            ui::Figure::rate("已确认班级", sum(|it| it.checked), sum(|it| it.classes), "个"),
            ui::Figure::count("已核对的在籍学生", sum(|it| it.on_roll), "人"),
            ui::Figure::count("有籍无人", sum(|it| it.absent), "人"),
            ui::Figure::count("有人无籍", sum(|it| it.extra), "人"),
            ui::Figure::count("待处理", sum(|it| it.open), "人"),
        ]))
        (list)
    }
}
