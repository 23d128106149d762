//! A guardian's children: their own record, unmasked, and who looked at it.

use platform::{
    privacy::{self, Seen},
    seal::Sealer,
};
use vocab::{SchoolYear, StudentId, mask_phone};
use web::{
    Html, Markup, Page, Path, Visit, html,
    ui::{self, Facts, Head, Person, Timeline, Tone},
};

use super::{
    student::history,
    students::{sex_label, standing_badge},
};
use crate::{
    Error,
    model::{Child, Guardian, Student},
    reveal,
    scope::{Reach, Scope},
    students,
};

/// How many looks a child's own page shows.
const SEEN: i64 = 10;

/// The children.
pub(super) async fn list(visit: Visit) -> Result<Html, Page> {
    let (account, day) = (visit.actor.account, visit.today());
    let read: Result<Vec<Child>, Error> =
        db::read!(visit.db(), "children", |tx| { students::children_of(tx, account, day).await });
    let children = read?;
    let year = SchoolYear::of(day).map(SchoolYear::label).unwrap_or_default();
    let body = html! {
        @if children.is_empty() {
            (ui::Card::new("孩子档案", html! { (ui::Empty::new("还没有绑定孩子").hint("请联系班主任，核对学籍中登记的监护人姓名和手机号。")) }))
        }
        @for it in &children { (person(&visit, it)) }
    };
    Ok(visit.page_under(
        "孩子档案",
        &Head::new("孩子档案")
            .above(year)
            .action(ui::Button::link("更换手机号", visit.link("/me/phone")).icon("phone")),
        &body,
    ))
}

fn person<'a>(visit: &Visit, it: &'a Child) -> Person<'a> {
    let line = &it.line;
    let place = format!(
        "{} · {}",
        line.school_name.as_deref().unwrap_or("未在校"),
        line.class_name().unwrap_or_default()
    );
    Person::new(line.name.as_str(), place)
        .link(visit.link(&format!("/children/{}", line.id)))
        .state(standing_badge(line.standing))
}

/// A child's record as its guardian sees it.
pub(super) async fn show(visit: Visit, Path(id): Path<StudentId>) -> Result<Html, Page> {
    let (account, day) = (visit.actor.account, visit.today());
    let place = visit.actor.scope();
    let read: Result<_, Error> = db::read!(visit.db(), "child", |tx| {
        let child = students::load_child(tx, account, id, day).await?;
        // The guardianship is what allows it; the place bounds nothing here.
        let student = students::load(tx, Scope { place, reach: Reach::County }, id).await?;
        let guardians = students::guardians_of(tx, id, day).await?;
        let known = students::history(tx, id).await?;
        let seen = privacy::latest_looks(tx, id, account, SEEN).await?;
        Ok((child, student, guardians, known, seen))
    });
    let (child, student, guardians, known, seen) = read?;
    let line = &child.line;
    let head = Head::new(line.name.as_str())
        .crumb("孩子档案", visit.link("/children"))
        .state(standing_badge(line.standing))
        .below(html! { (line.school_name.as_deref().unwrap_or("未在校")) " " (line.class_name().unwrap_or_default()) });
    let body = html! {
        (ui::Card::new("基本信息", facts(&visit, &student)))
        (ui::Card::new("监护人与接送人", ui::items(guardians.iter().map(|it| grown_up(&visit, it, child.guardian == it.id)))).flush()
            .action(ui::Button::link("邀请另一位监护人", visit.link(&format!("/children/{id}/guardians/new"))).icon("user-plus")))
        (ui::Card::new("在校经历", history(&known)))
        (ui::Card::new("谁查看过", looked(&visit, &seen)))
    };
    Ok(visit.page_under(&line.name, &head, &body))
}

fn facts(visit: &Visit, student: &Student) -> Markup {
    let sealer: &Sealer = visit.cell.service();
    let numbers = reveal::numbers(sealer, student);
    let line = &student.line;
    let shown = |it: Option<vocab::Personal<String>>| {
        it.map_or_else(|| "未登记".to_owned(), vocab::Personal::into_open)
    };
    let facts = Facts::new()
        .fact("性别", sex_label(line.sex))
        .fact("出生日期", line.born.map(|it| it.to_string()).unwrap_or_default())
        .fact("身份证件号", shown(numbers.id))
        .fact("学籍号", shown(numbers.roll));
    html! { (facts) }
}

/// One's own telephone number is shown whole, the others' masked.
fn grown_up<'a>(visit: &Visit, it: &'a Guardian, own: bool) -> ui::Item<'a> {
    let phone = reveal::phone(visit.cell.service(), it);
    let phone = phone.map(|it| if own { it.into_open() } else { mask_phone(it.open()) });
    let item = ui::Item::new(format!("{}　{}", it.relation.label(), it.name))
        .below(html! { (phone.as_deref().unwrap_or("未登记电话")) })
        .icon("user");
    if it.may_collect { item.aside(ui::badge(Tone::Info, "可接送")) } else { item }
}

fn looked(visit: &Visit, seen: &[Seen]) -> Markup {
    if seen.is_empty() {
        return html! { (ui::Empty::new("没有工作人员查看过孩子的档案")) };
    }
    let timeline = seen.iter().fold(Timeline::new(), |timeline, it| {
        let when = it.civil_at.strftime("%Y-%m-%d %H:%M").to_string();
        timeline.event(Tone::Info, when, format!("查看{}", it.words()), it.who())
    });
    html! {
        (timeline)
        p { a href=(visit.link("/looks")) { "查看全部" } }
    }
}
