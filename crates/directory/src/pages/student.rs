//! A pupil's record. Its numbers are masked until they are opened for an approved task.

use platform::{
    privacy::{self, Looks, SealedClass},
    seal::Sealer,
};
use vocab::{Personal, StudentId, mask_id_number, mask_phone};
use web::{
    Form, Html, IntoResponse, Markup, Need, NoFields, Page, Path, Redirect, Response, Visit, html,
    ui::{self, Facts, Head, Timeline, Tone, badge},
};

use super::{
    scope, shown_name,
    students::{sex_label, standing_badge},
};
use crate::{
    Error,
    model::{Enrolment, Guardian, Standing, Student},
    reveal::{self, Numbers},
    rules,
    scope::{Reach, Scope},
    students,
};

/// What a record page is made of.
struct Record {
    scope: Scope,
    student: Student,
    guardians: Vec<Guardian>,
    history: Vec<Enrolment>,
}

/// What is open on this page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    Numbers,
    Phones,
}

async fn load(visit: &Visit, id: StudentId) -> Result<Record, Error> {
    let day = visit.today();
    db::read!(visit.db(), "student", |tx| {
        let scope = scope(tx, visit).await?;
        let student = students::load(tx, scope, id).await?;
        let guardians = students::guardians_of(tx, id, day).await?;
        let history = students::history(tx, id).await?;
        Ok(Record { scope, student, guardians, history })
    })
}

/// The record, masked.
pub(super) async fn show(visit: Visit, Path(id): Path<StudentId>) -> Result<Html, Page> {
    let record = load(&visit, id).await?;
    visit.cell.service::<Looks>().note(&visit, id, "学籍档案")?;
    Ok(page(&visit, &record, Open::Nothing))
}

/// The record with its numbers, for a task that was approved; else the way to ask for that.
pub(super) async fn unmask(
    visit: Visit,
    Path(id): Path<StudentId>,
    _: Form<NoFields>,
) -> Result<Response, Page> {
    let record = load(&visit, id).await?;
    match privacy::open_sealed(&visit, SealedClass::IdNumber, id, "证件号码和学籍号").await
    {
        Ok(_) => Ok(page(&visit, &record, Open::Numbers).into_response()),
        Err(privacy::Error::NotCleared(_)) => {
            let ask = visit.link(&format!("/clearances/new?about={id}"));
            Ok(Redirect::to(&ask).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// The record with the guardians' telephone numbers, once that is recorded.
pub(super) async fn contacts(
    visit: Visit,
    Path(id): Path<StudentId>,
    _: Form<NoFields>,
) -> Result<Html, Page> {
    let record = load(&visit, id).await?;
    reveal::contacts(&visit, record.scope, id).await?;
    visit.cell.service::<Looks>().note(&visit, id, "监护人联系电话")?;
    Ok(page(&visit, &record, Open::Phones))
}

fn page(visit: &Visit, record: &Record, open: Open) -> Html {
    let line = &record.student.line;
    let name = match open {
        Open::Nothing => shown_name(record.scope, &line.name),
        Open::Numbers | Open::Phones => line.name.clone(),
    };
    let mut head = Head::new(name.clone()).crumb("学生", visit.link("/students"));
    if let (Some(school), Some(words)) = (line.school, &line.school_name) {
        head = head.crumb(words.as_str(), visit.link(&format!("/students?school={school}")));
    }
    let place = line.class_name().or(line.grade.map(|it| it.label().to_owned()));
    let head = head.state(standing_badge(line.standing)).below(html! {
        (line.school_name.as_deref().unwrap_or("未在校")) " " (place.unwrap_or_default())
        @if line.seat > 0 { " · " (line.seat) " 号" }
    });
    let may_move = visit.meets(Need::May("student.move"))
        && matches!(line.standing, Standing::Enrolled | Standing::Suspended);
    let head = if may_move {
        let to = visit.link(&format!("/students/{}/move", line.id));
        head.action(ui::Button::link("学籍变动", to).icon("switch-horizontal"))
    } else {
        head
    };
    let head = if visit.meets(Need::May("contact.bar")) {
        let to = visit.link(&format!("/students/{}/contact", line.id));
        head.action(ui::Button::link("禁止接触", to).icon("shield-lock"))
    } else {
        head
    };
    let main = html! {
        @if open != Open::Nothing {
            (ui::Alert::new(Tone::Info, "本次查看已记录").detail("监护人可以看到谁在什么时候查看过什么。离开本页后将重新遮蔽。"))
        }
        (ui::Card::new("基本信息", facts(visit, record, open)))
        (guardians(visit, record, open))
        @if record.scope.reach <= Reach::School { (registry(&record.student)) }
    };
    let aside = ui::Card::new("学籍变动", history(&record.history));
    let body = ui::beside(main, aside);
    visit.page_under(&name, &head.action(ui::Button::print()), &body)
}

fn facts(visit: &Visit, record: &Record, open: Open) -> Markup {
    let line = &record.student.line;
    let sealer: &Sealer = visit.cell.service();
    let numbers = reveal::numbers(sealer, &record.student);
    let near = record.scope.reach <= Reach::School || open == Open::Numbers;
    let born = line.born.filter(|_| near).map(|it| it.to_string());
    let facts = Facts::new()
        .fact("性别", sex_label(line.sex))
        .fact("出生日期", born.unwrap_or_else(|| "已遮蔽".to_owned()))
        .fact("学籍号类别", line.roll_kind.map_or("—", vocab::RollKind::label));
    let facts = number_facts(facts, &numbers, open == Open::Numbers);
    let asks = open != Open::Numbers
        && visit.meets(Need::May("student.unmask"))
        && (numbers.id.is_some() || numbers.roll.is_some());
    html! {
        (facts)
        @if asks {
            (ui::post(&visit.link(&format!("/students/{}/unmask", line.id)), &visit.csrf(), &ui::Button::submit("查看完整号码").icon("eye")))
            p.hint { "凭已批准的申请查看；还没有申请时会先打开申请页。" }
        }
    }
}

fn number_facts<'a>(facts: Facts<'a>, numbers: &Numbers, open: bool) -> Facts<'a> {
    let shown = |number: &Option<Personal<String>>, mask: fn(&str) -> String| match number {
        Some(it) if open => it.open().clone(),
        Some(it) => mask(it.open()),
        None => "未登记".to_owned(),
    };
    facts.masked("身份证件号", &shown(&numbers.id, mask_id_number), None).masked(
        "学籍号",
        &shown(&numbers.roll, mask_roll),
        None,
    )
}

fn mask_roll(number: &str) -> String {
    let letter: String = number.chars().take(1).collect();
    let rest: String = number.chars().skip(1).collect();
    format!("{letter}{}", mask_id_number(&rest))
}

fn guardians(visit: &Visit, record: &Record, open: Open) -> Markup {
    let sealer: &Sealer = visit.cell.service();
    let near = record.scope.reach <= Reach::School;
    let asks = open != Open::Phones && visit.meets(Need::May("student.contact"));
    let list = html! {
        @if record.guardians.is_empty() {
            (ui::Empty::new("没有登记监护人").hint("请核对学籍表中的家庭成员，或由班主任补充。"))
        } @else {
            (ui::items(record.guardians.iter().map(|it| {
                let phone = reveal::phone(sealer, it);
                let phone = phone.map(|it| if open == Open::Phones { it.into_open() } else { mask_phone(it.open()) });
                guardian(it, near, phone.as_deref())
            })))
        }
    };
    let card = ui::Card::new("监护人与接送人", list).flush();
    if record.guardians.is_empty() || !asks {
        return html! { (card) };
    }
    let to = visit.link(&format!("/students/{}/contacts", record.student.line.id));
    let ask = ui::Button::submit("查看联系电话").icon("phone");
    html! { (card.action(ui::post(&to, &visit.csrf(), &ask))) }
}

fn guardian<'a>(it: &'a Guardian, near: bool, phone: Option<&str>) -> ui::Item<'a> {
    let name = if near { it.name.clone() } else { vocab::mask_name(&it.name) };
    let phone = phone.unwrap_or("未登记电话").to_owned();
    let item = ui::Item::new(format!("{}　{name}", it.relation.label()))
        .below(html! { (phone) })
        .icon("user");
    let item = if it.is_guardian { item.aside(badge(Tone::Good, "监护人")) } else { item };
    // Only those who hand the child over need to know.
    if it.no_contact && near {
        item.aside(badge(Tone::Bad, "禁止接触"))
    } else if it.may_collect {
        item.aside(badge(Tone::Info, "可接送"))
    } else {
        item
    }
}

/// The remaining columns of the roll that are filled in, under their titles.
fn registry(student: &Student) -> Markup {
    let values: std::collections::BTreeMap<String, String> =
        serde_json::from_str(&student.registry).unwrap_or_default();
    if values.is_empty() {
        return html! {};
    }
    let layout = sheet::roll::layout();
    let known = layout.columns.iter().filter_map(|it| Some((it, values.get(&it.key)?)));
    let facts = known.fold(Facts::new(), |facts, (column, value)| {
        facts.fact(column.title.clone(), value.as_str())
    });
    html! { (ui::Card::new("学籍其他信息", html! { (facts) })) }
}

/// Where the pupil was, the latest first.
pub(super) fn history(history: &[Enrolment]) -> Markup {
    let timeline = history.iter().fold(Timeline::new(), |timeline, it| {
        let tone = if it.until.is_none() { Tone::Good } else { Tone::Quiet };
        let class = it.class_number.map(|number| rules::class_name(it.grade, number));
        let place = class.unwrap_or_else(|| it.grade.label().to_owned());
        let state = if it.standing == Standing::Suspended { "（休学）" } else { "" };
        let until = it.until.map_or_else(|| "至今".to_owned(), |day| format!("至 {day}"));
        let why = rules::reason_label(&it.reason).to_owned();
        timeline.event(
            tone,
            format!("{} {until}", it.since),
            format!("{} {place}{state}", it.school_name),
            why,
        )
    });
    html! { (timeline) }
}
