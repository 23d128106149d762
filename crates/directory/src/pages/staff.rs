//! The list of staff, and a person's record.

use std::collections::HashMap;

use serde::Deserialize;
use sheet::{Cell, Column as SheetColumn, Kind, Layout};
use vocab::{Role, SchoolId, StaffId, mask_phone};
use web::{
    Filters, Html, Page, Path, Problem, Response, Visit, html,
    ui::{self, Column, Facts, Filter, Head, List, Row},
};

use super::{LINES, scope, students::sex_label};
use crate::{
    Error, fields,
    model::{Duty, Post, StaffLine},
    schools,
    scope::{Reach, Scope},
    search, staff,
};

const EXPORT_MAX: usize = 20_000;

/// The duties that the list can be narrowed to.
const DUTIES: [Duty; 8] = [
    Duty::Role(Role::Principal),
    Duty::Role(Role::AftercareManager),
    Duty::Role(Role::RollManager),
    Duty::Role(Role::SchoolFinance),
    Duty::Role(Role::SafetyOfficer),
    Duty::Role(Role::ClassTeacher),
    Duty::Role(Role::Teacher),
    Duty::Support,
];

#[derive(Debug, Default, Deserialize)]
pub(super) struct Query {
    #[serde(default)]
    q: String,
    school: Option<String>,
    #[serde(default)]
    duty: String,
    after: Option<String>,
}

struct Found {
    lines: Vec<StaffLine>,
    posts: HashMap<StaffId, Vec<Post>>,
    next: Option<String>,
    school: Option<(SchoolId, String)>,
    reach: Reach,
}

async fn find(visit: &Visit, query: &Query, limit: usize) -> Result<Found, Error> {
    let day = visit.today();
    let wanted = query.school.as_deref().and_then(|it| it.parse::<SchoolId>().ok());
    let after = query.after.as_deref().and_then(|it| it.split_once('.'));
    let after = after.and_then(|(place, id)| Some((place.parse().ok()?, id.parse().ok()?)));
    let typed = search::Query::read(&query.q, visit.cell.service());
    db::read!(visit.db(), "staff", |tx| {
        let mut near = scope(tx, visit).await?;
        let reach = near.reach;
        let school = match wanted {
            Some(id) => Some((id, schools::load(tx, near, id).await?.name)),
            None => None,
        };
        if let (Some(id), true) = (wanted, near.reach > Reach::School) {
            near = Scope { place: id.place(), reach: Reach::School };
        }
        let (lines, next) = if query.q.is_empty() {
            staff::page(tx, near, Duty::from_key(&query.duty), after, limit).await?
        } else {
            (search::staff(tx, near, &typed, limit).await?, None)
        };
        let ids: Vec<StaffId> = lines.iter().map(|it| it.id).collect();
        let posts = staff::posts(tx, &ids, day).await?;
        let next = next.map(|(place, id)| format!("{place}.{id}"));
        Ok(Found { lines, posts, next, school, reach })
    })
}

fn duties(posts: Option<&Vec<Post>>) -> String {
    let mut words: Vec<&str> = posts.into_iter().flatten().map(|it| it.duty.label()).collect();
    words.dedup();
    words.join("、")
}

/// The list.
pub(super) async fn list(visit: Visit, Filters(query): Filters<Query>) -> Result<Html, Page> {
    let found = find(&visit, &query, LINES).await?;
    let here = visit.here();
    let mut filters = ui::Filters::new(&here).search("姓名、拼音、首字母");
    if let Some((id, name)) = &found.school {
        filters =
            filters.filter(Filter::choice("school", "学校", [(id.to_string(), name.clone())]));
    }
    let filters =
        filters.filter(Filter::choice("duty", "职务", DUTIES.map(|it| (it.key(), it.label()))));
    let rows = found.lines.iter().map(|it| {
        Row::new(it.id.to_string(), it.name.as_str())
            .link(visit.link(&format!("/staff/{}", it.id)))
            .cell(it.name.as_str())
            .cell(it.place_name.as_str())
            .cell(duties(found.posts.get(&it.id)))
            .cell(it.subject.as_deref().unwrap_or("—"))
            .cell(sex_label(it.sex))
    });
    let list = List::new("教职工", &here)
        .filters(filters)
        .column(Column::text("姓名"))
        .column(Column::text("单位"))
        .column(Column::text("职务"))
        .column(Column::text("任教学科"))
        .column(Column::text("性别"))
        .rows(rows)
        .next(found.next);
    let mut head = Head::new("教职工");
    if let Some((id, name)) = &found.school {
        head = head.crumb(name.as_str(), visit.link(&format!("/schools/{id}")));
    }
    let export = visit.link(&format!("/staff/export?{}", here.without("after").query()));
    let mut head = head
        .action(ui::Button::link("导出", export).icon("file-export"))
        .action(ui::Button::print());
    if visit.meets(crate::staff_roster::KEEP) {
        let import = visit.link("/staff/import");
        head = head.action(ui::Button::link("导入名册", import).icon("file-import"));
    }
    Ok(visit.page_under("教职工", &head, &html! { (list) }))
}

/// The same list as a workbook, without telephone numbers.
pub(super) async fn export(visit: Visit, Filters(query): Filters<Query>) -> Result<Response, Page> {
    let found = find(&visit, &query, EXPORT_MAX).await?;
    if found.next.is_some() {
        let detail = "一次最多导出 20,000 人。请先选择学校或职务，再导出。";
        return Err(Problem::unfit(detail).into());
    }
    debug_assert!(found.reach >= Reach::Class, "a scope is at least a class");
    let layout = Layout::new(
        "教职工名册",
        vec![
            SheetColumn::new("place", "单位", Kind::Text),
            SheetColumn::new("name", "姓名", Kind::Text),
            SheetColumn::new("sex", "性别", Kind::Text),
            SheetColumn::new("subject", "任教学科", Kind::Text),
            SheetColumn::new("duty", "职务", Kind::Text),
        ],
    );
    let lines: Vec<(String, &StaffLine)> =
        found.lines.iter().map(|it| (duties(found.posts.get(&it.id)), it)).collect();
    let rows = lines.iter().map(|(duties, it)| {
        vec![
            Cell::Text(&it.place_name),
            Cell::Text(&it.name),
            Cell::Text(it.sex.map_or("", vocab::Sex::label)),
            Cell::Text(it.subject.as_deref().unwrap_or_default()),
            Cell::Text(duties),
        ]
    });
    platform::workbook::send(&visit, &layout, rows)
}

/// A person's record.
pub(super) async fn show(visit: Visit, Path(id): Path<StaffId>) -> Result<Html, Page> {
    let day = visit.today();
    let read: Result<_, Error> = db::read!(visit.db(), "staff record", |tx| {
        let scope = scope(tx, &visit).await?;
        let person = staff::load(tx, scope, id).await?;
        let posts = staff::posts(tx, &[id], day).await?.remove(&id).unwrap_or_default();
        Ok((person, posts))
    });
    let (person, posts) = read?;
    let line = &person.line;
    let sealer: &platform::seal::Sealer = visit.cell.service();
    let phone = person.phone_sealed.as_ref();
    let phone = phone.and_then(|it| sealer.open(fields::STAFF_PHONE.at(id.bits()), it).ok());
    let phone = phone.map_or_else(|| "未登记".to_owned(), |it| mask_phone(it.open()));
    let mut head = Head::new(line.name.as_str())
        .crumb("教职工", visit.link("/staff"))
        .below(html! { (line.place_name) });
    let is_principal = posts.iter().any(|it| it.duty == Duty::Role(Role::Principal));
    let may_end = !is_principal || visit.actor.role() != Role::Principal;
    if may_end && visit.meets(crate::staff_roster::KEEP) {
        let leave = ui::Button::submit("办理离职").danger().confirm(
            "离职后，职务和相应权限从今天起结束，不再出现在名录中；带的托管班和课程请另行安排。确定吗？",
        );
        head = head.action(ui::post(
            &visit.link(&format!("/staff/{id}/leave")),
            &visit.csrf(),
            &leave,
        ));
    }
    let facts = Facts::new()
        .fact("性别", sex_label(line.sex))
        .fact("任教学科", line.subject.as_deref().unwrap_or("—"))
        .masked("联系电话", &phone, None);
    let held = posts.iter().map(|it| {
        ui::Item::new(it.duty.label())
            .below(html! { (it.place_name) " · 自 " (it.since) @if let Some(until) = it.until { " 至 " (until) } })
            .icon("id-badge-2")
    });
    let body = html! {
        (ui::Card::new("基本信息", html! { (facts) }))
        (ui::Card::new("职务", ui::items(held)).flush())
    };
    Ok(visit.page_under(&line.name, &head, &body))
}
