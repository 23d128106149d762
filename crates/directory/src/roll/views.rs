//! What people see of a roll that was sent in: its figures, what is to be decided, its rows.

use vocab::mask_name;
use web::{
    Markup, Visit, html,
    ui::{self, Address, Bulk, Column, Field, Head, List, Row, Tabs, Tone, badge},
};

use super::{
    Confirm, Import, ImportState, RollImportId, Summary, Verdict,
    pages::{LINES, Query, Shown},
};
use crate::{pages::shown_name, scope::Reach};

pub(super) fn tone(state: ImportState) -> Tone {
    match state {
        ImportState::Waiting | ImportState::Applying => Tone::Info,
        ImportState::Checked => Tone::Warn,
        ImportState::Refused => Tone::Bad,
        ImportState::Closed => Tone::Quiet,
    }
}

pub(super) fn head<'a>(visit: &Visit, import: &'a Import, csrf: &Markup) -> Head<'a> {
    let head = Head::new("学籍核对")
        .crumb("学籍导入", visit.link("/roll"))
        .state(badge(tone(import.state), import.state.label()))
        .below(html! { (import.file_name) @if import.state != ImportState::Refused { " · 自 " (import.made_on) " 起生效" } });
    if import.state != ImportState::Checked {
        return head;
    }
    let id = import.id;
    let end = ui::Button::submit("结束本次导入")
        .confirm("结束后，上传的文件会删除；还没有确认的内容不会更新。确定结束吗？");
    let head = if import.faults > 0 { head.action(answer_of(visit, id)) } else { head };
    head.action(ui::post(&visit.link(&format!("/roll/{id}/close")), csrf, &end))
}

/// The person's own workbook, with what is to be put right in it.
fn answer_of<'a>(visit: &Visit, id: RollImportId) -> ui::Button<'a> {
    let href = visit.link(&format!("/roll/{id}/answer"));
    ui::Button::link("下载批注后的原表", href).icon("download")
}

pub(super) fn waiting(title: &str, detail: &str) -> Markup {
    html! { (ui::Alert::new(Tone::Info, title.to_owned()).detail(detail.to_owned())) }
}

pub(super) fn figures(summary: &Summary) -> Markup {
    ui::figures([
        ui::Figure::count("表中学生", summary.rows, "人"),
        ui::Figure::count("与系统一致", summary.same, "人"),
        ui::Figure::count("新增", summary.new, "人"),
        ui::Figure::count("班级变动", summary.moved, "人"),
        ui::Figure::count("信息不同", summary.changed, "人"),
        ui::Figure::count("有误，不能使用", summary.faulty, "行"),
        ui::Figure::count("不在表中，可能已离校", summary.absent, "人"),
    ])
}

pub(super) fn decide(visit: &Visit, import: &Import, summary: &Summary, csrf: &Markup) -> Markup {
    let waits = [summary.new, summary.moved, summary.changed];
    let options: Vec<(&str, String)> = Confirm::ROWS
        .iter()
        .zip(waits)
        .filter(|(_, count)| *count > 0)
        .map(|(it, count)| (it.key(), format!("{}（{count} 人）", it.label())))
        .collect();
    if options.is_empty() {
        return html! { (ui::Alert::new(Tone::Good, "表中能用的内容都已与系统一致").detail("不在表中的学生不会自动离校，请在下面核实后确认。")) };
    }
    html! {
        (ui::Form::new(visit.link(&format!("/roll/{}/apply", import.id)), csrf)
            .section("确认更新", html! {
                (Field::checkboxes("kind", "更新哪些", options, &[]).sometimes().hint("至少勾选一项。可以先看下面的明细，再确认。有误的行不会更新。"))
            })
            .button(ui::Button::submit("确认更新所选").primary().confirm("确认后将按学籍表更新系统中的学生信息，确定吗？")))
    }
}

pub(super) fn rows(visit: &Visit, shown: &Shown, query: &Query, csrf: &Markup) -> Markup {
    let here = visit.here();
    let summary = &shown.summary;
    let sorts = [
        ("new", "新增", summary.new),
        ("moves", "班级变动", summary.moved),
        ("changes", "信息不同", summary.changed),
        ("fault", "有误", summary.faulty),
        ("absent", "不在表中", summary.absent),
    ];
    let open = sort_of(query, summary);
    let tabs = sorts.iter().fold(Tabs::new(), |tabs, (key, label, count)| {
        let href = here.without("after").with("sort", key).href();
        tabs.tab(*label, href, open == *key).count(*count)
    });
    html! {
        (tabs)
        @if open == "absent" { (absent_list(visit, shown, &here, csrf)) }
        @else {
            @if open == "fault" && summary.faulty > 0 { (mending(visit, &shown.import)) }
            (row_list(visit, shown, &here))
        }
    }
}

/// What to do about rows that cannot be used.
fn mending(visit: &Visit, import: &Import) -> Markup {
    let alert = ui::Alert::new(Tone::Warn, "这些行没有采用，其他行可以照常更新").detail(
        "请下载批注后的原表：有问题的单元格标了颜色，最后一列写着原因和改法。改好后把同一个文件再上传一次，已经更新过的行不会重复。",
    );
    html! {
        @if import.state == ImportState::Checked {
            (alert.action(answer_of(visit, import.id)))
        } @else { (alert) }
    }
}

/// Which rows are shown: those asked for, else the first sort of which there are any.
pub(super) fn sort_of<'a>(query: &'a Query, summary: &Summary) -> &'a str {
    let Summary { new, moved, changed, faulty, absent, .. } = *summary;
    let sorts = [
        ("new", new),
        ("moves", moved),
        ("changes", changed),
        ("fault", faulty),
        ("absent", absent),
    ];
    match query.sort.as_str() {
        "" => sorts.into_iter().find(|it| it.1 > 0).map_or("new", |it| it.0),
        asked => asked,
    }
}

fn row_list(visit: &Visit, shown: &Shown, here: &Address) -> Markup {
    let near = shown.scope.reach <= Reach::School;
    let more = shown.rows.len() > LINES;
    let page = &shown.rows[..shown.rows.len().min(LINES)];
    let rows = page.iter().map(|it| {
        let name = if near { it.name.clone() } else { mask_name(&it.name) };
        let row = Row::new(it.line.to_string(), name.clone())
            .cell(if name.is_empty() { "—".to_owned() } else { name })
            .cell(it.line)
            .cell(it.school_name.as_deref().unwrap_or("—"))
            .cell(it.note.as_str());
        match it.student.filter(|_| it.verdict == Verdict::Known) {
            Some(student) => row.link(visit.link(&format!("/students/{student}"))),
            None => row,
        }
    });
    let list = List::new("学生", here)
        .column(Column::text("姓名"))
        .column(Column::number("表中行号"))
        .column(Column::text("学校"))
        .column(Column::text("情况"))
        .rows(rows)
        .next(more.then(|| page.last().map(|it| it.line.to_string())).flatten());
    html! { (list) }
}

fn absent_list(visit: &Visit, shown: &Shown, here: &Address, csrf: &Markup) -> Markup {
    let more = shown.absent.len() > LINES;
    let page = &shown.absent[..shown.absent.len().min(LINES)];
    let rows = page.iter().map(|it| {
        let name = shown_name(shown.scope, &it.name);
        Row::new(it.id.to_string(), name.clone())
            .link(visit.link(&format!("/students/{}", it.id)))
            .cell(name)
            .cell(it.school_name.clone().unwrap_or_default())
            .cell(it.class_name().unwrap_or_default())
    });
    let left = ui::Button::submit("确认已离校")
        .to(visit.link(&format!("/roll/{}/left", shown.import.id)))
        .confirm("所选学生将标记为离校，课后服务等安排随之取消。确定吗？");
    let mut list = List::new("学生", here)
        .column(Column::text("姓名"))
        .column(Column::text("学校"))
        .column(Column::text("班级"))
        .rows(rows)
        .next(more.then(|| page.last().map(|it| it.id.bits().to_string())).flatten());
    if shown.import.state == ImportState::Checked {
        list = list.bulk(Bulk::new(csrf).button(left));
    }
    let count = shown.summary.absent;
    let all = (shown.import.state == ImportState::Checked && count > 0).then(|| {
        let button = ui::Button::submit(format!("{count} 人全部确认已离校"))
            .value("kind", Confirm::Left.key())
            .confirm(
                "这些学生将全部标记为离校，课后服务等安排随之取消。请确认已逐个核实，确定吗？",
            );
        ui::post(&visit.link(&format!("/roll/{}/apply", shown.import.id)), csrf, &button)
    });
    html! {
        (ui::Alert::new(Tone::Warn, "不在表中不等于已离校").detail("可能是导出不全、学籍尚未转入，也可能是人籍分离。请核实后勾选确认；全部核实过的，可以一次确认。"))
        (list)
        @if let Some(all) = all { (all) }
    }
}
