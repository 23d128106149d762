//! The school's form for a course.

use jiff::civil::{Time, Weekday};
use maud::{Markup, html};
use offering::{Meeting, RoundId};
use serde::Deserialize;
use vocab::{Fen, Grade, Stage, Term, weekday_label};
use web::{
    Filters, Form, Html, IntoResponse, Page, Path, Redirect, Response, StatusCode, Visit,
    ui::{self, Button, Field, Head},
};

use super::{
    actions::{self, Choices},
    model::{CatalogueId, Course, CourseId, State},
    store::Entry,
};
use crate::aftercare::{
    error::Error,
    programme::{editor::own_school, model::WEEKDAYS, rules::clock},
    terms,
};

/// The name under which the form's id is signed.
const FORM: &str = "course";

/// The form as it was typed.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    id: String,
    /// Which course is changed; empty for a new one.
    #[serde(default)]
    course: String,
    #[serde(default)]
    version: i64,
    #[serde(default)]
    term: String,
    #[serde(default)]
    round: String,
    #[serde(default)]
    catalogue: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    about: String,
    #[serde(default)]
    teacher: String,
    #[serde(default)]
    outside: String,
    #[serde(default)]
    room: String,
    #[serde(default)]
    day: Vec<String>,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    grade_min: String,
    #[serde(default)]
    grade_max: String,
    #[serde(default)]
    seats: String,
    #[serde(default)]
    sessions: String,
    #[serde(default)]
    fee: String,
    #[serde(default)]
    fee_basis: String,
    #[serde(default)]
    materials: String,
}

type Wrong = Vec<(&'static str, String)>;

impl Typed {
    fn of(it: &Course) -> Self {
        let first = it.meetings.first();
        Self {
            id: String::new(),
            course: it.id.to_string(),
            version: it.version,
            term: it.term.to_string(),
            round: it.round.to_string(),
            catalogue: it.catalogue.map(|it| it.to_string()).unwrap_or_default(),
            title: it.title.clone(),
            about: it.about.clone(),
            teacher: it.teacher.to_string(),
            outside: it.outside.map(|it| it.to_string()).unwrap_or_default(),
            room: it.room.clone(),
            day: it
                .meetings
                .iter()
                .map(|it| it.weekday.to_monday_one_offset().to_string())
                .collect(),
            from: first.map(|it| clock(it.starts)).unwrap_or_default(),
            to: first.map(|it| clock(it.ends)).unwrap_or_default(),
            grade_min: it.grade_min.number().to_string(),
            grade_max: it.grade_max.number().to_string(),
            seats: it.seats.to_string(),
            sessions: it.sessions.to_string(),
            fee: it.fee.plain(),
            fee_basis: it.fee_basis.clone(),
            materials: it.materials.clone(),
        }
    }

    fn from_catalogue(term: Term, entry: Option<&Entry>) -> Self {
        let mut it = Self {
            term: term.to_string(),
            seats: "30".to_owned(),
            sessions: "16".to_owned(),
            fee: "0".to_owned(),
            from: "16:30".to_owned(),
            to: "17:15".to_owned(),
            ..Self::default()
        };
        if let Some(entry) = entry {
            it.catalogue = entry.id.to_string();
            it.title.clone_from(&entry.title);
            it.about.clone_from(&entry.about);
            it.grade_min = entry.grade_min.number().to_string();
            it.grade_max = entry.grade_max.number().to_string();
        }
        it
    }

    /// The course, or what is wrong with each field.
    fn course(&self, visit: &Visit, id: CourseId, found: Option<&Course>) -> Result<Course, Wrong> {
        let mut wrong = Wrong::new();
        let meetings = self.meetings(&mut wrong);
        let number = |text: &str, name: &'static str, what: &str, wrong: &mut Wrong| {
            let read = text.trim().parse::<u32>().ok().filter(|it| (1..=2000).contains(it));
            read.unwrap_or_else(|| {
                wrong.push((name, format!("{what}应为 1 到 2000 的整数，现在是“{text}”。")));
                1
            })
        };
        let seats = i64::from(number(&self.seats, "seats", "名额", &mut wrong));
        let sessions = number(&self.sessions, "sessions", "次数", &mut wrong);
        let grade = |text: &str| text.parse().ok().and_then(|it| Grade::school(it).ok());
        let (grade_min, grade_max) = (grade(&self.grade_min), grade(&self.grade_max));
        if grade_min.is_none() || grade_max.is_none() {
            wrong.push(("grade_min", "请选择年级。".to_owned()));
        }
        let fee = self.fee.parse::<Fen>();
        if let Err(error) = &fee {
            wrong.push(("fee", error.to_string()));
        }
        let (round, teacher) = (self.round.parse::<RoundId>(), self.teacher.parse());
        if round.is_err() {
            wrong.push(("round", "请选择报名窗口。".to_owned()));
        }
        if teacher.is_err() {
            wrong.push(("teacher", "请选择本校教师。".to_owned()));
        }
        if self.title.trim().is_empty() {
            wrong.push(("title", "请填写课程名称。".to_owned()));
        }
        let (Ok(round), Ok(teacher), Ok(fee), Ok(term), Some(grade_min), Some(grade_max)) =
            (round, teacher, fee, self.term.parse(), grade_min, grade_max)
        else {
            return Err(wrong);
        };
        if !wrong.is_empty() {
            return Err(wrong);
        }
        Ok(Course {
            id,
            school: own_school(visit),
            term,
            offer: found.map_or_else(|| visit.new_id(), |it| it.offer),
            round,
            group: None,
            title: self.title.trim().to_owned(),
            about: self.about.trim().to_owned(),
            catalogue: self.catalogue.parse().ok(),
            teacher,
            outside: self.outside.parse().ok(),
            room: self.room.trim().to_owned(),
            meetings,
            grade_min,
            grade_max,
            seats,
            sessions,
            fee,
            fee_basis: self.fee_basis.trim().to_owned(),
            materials: self.materials.trim().to_owned(),
            state: State::Draft,
            version: self.version.max(1),
        })
    }

    fn meetings(&self, wrong: &mut Wrong) -> Vec<Meeting> {
        let times = (self.from.parse::<Time>(), self.to.parse::<Time>());
        let (Ok(starts), Ok(ends)) = times else {
            wrong.push(("from", "请填写上课起止时间，如 16:30 到 17:15。".to_owned()));
            return Vec::new();
        };
        let weekday = |it: &String| Weekday::from_monday_one_offset(it.parse().ok()?).ok();
        let mut days: Vec<Weekday> = self.day.iter().filter_map(weekday).collect();
        days.sort_by_key(|it| it.to_monday_one_offset());
        if days.is_empty() {
            wrong.push(("day", "请选择上课的日子。".to_owned()));
        }
        days.into_iter().map(|weekday| Meeting { weekday, starts, ends }).collect()
    }
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    catalogue: String,
    #[serde(flatten)]
    term: terms::TermChoice,
}

pub(super) async fn new(visit: Visit, Filters(wanted): Filters<Wanted>) -> Result<Html, Page> {
    let term = terms::chosen(&visit, &wanted.term).await?;
    let choices = actions::choices(&visit, own_school(&visit), term).await?;
    let entry = wanted.catalogue.parse::<CatalogueId>().ok();
    let entry = choices.catalogue.iter().find(|it| Some(it.id) == entry);
    let typed = Typed::from_catalogue(term, entry);
    let id = visit.form_id::<super::model::kinds::CourseId>(FORM);
    Ok(page(&visit, &choices, &typed, &id, &Wrong::new(), None))
}

pub(super) async fn edit(visit: Visit, Path(id): Path<CourseId>) -> Result<Html, Page> {
    let course = actions::find(&visit, id).await?;
    let choices = actions::choices(&visit, course.school, course.term).await?;
    let hidden = html! { input type="hidden" name="course" value=(id); };
    Ok(page(&visit, &choices, &Typed::of(&course), &hidden, &Wrong::new(), Some(&course)))
}

pub(super) async fn save(visit: Visit, Form(typed): Form<Typed>) -> Result<Response, Page> {
    let found = match typed.course.parse::<CourseId>() {
        Ok(id) => Some(actions::find(&visit, id).await?),
        Err(_) => None,
    };
    let id = match &found {
        Some(found) => found.id,
        None => visit.accept_form_id(FORM, &typed.id)?,
    };
    match typed.course(&visit, id, found.as_ref()) {
        Ok(course) => {
            let id = actions::save(&visit, course).await?;
            let to = visit.link(&format!("/aftercare/school/courses/{id}"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(wrong) => {
            let term: Term = typed.term.parse().map_err(|_| Error::Missing)?;
            let choices = actions::choices(&visit, own_school(&visit), term).await?;
            let (name, value) = match &found {
                Some(found) => ("course", found.id.to_string()),
                None => ("id", typed.id.clone()),
            };
            let hidden = html! { input type="hidden" name=(name) value=(value); };
            let page = page(&visit, &choices, &typed, &hidden, &wrong, found.as_ref());
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

fn page(
    visit: &Visit,
    choices: &Choices,
    typed: &Typed,
    id: &Markup,
    wrong: &Wrong,
    found: Option<&Course>,
) -> Html {
    let hidden = html! {
        (visit.csrf()) (id)
        input type="hidden" name="version" value=(typed.version);
        input type="hidden" name="term" value=(typed.term);
        input type="hidden" name="catalogue" value=(typed.catalogue);
    };
    let mut form = ui::Form::new(visit.link("/aftercare/school/courses"), &hidden);
    for (field, words) in wrong {
        form = form.error(*field, words.clone());
    }
    let form = form
        .section("课程", about(typed, wrong))
        .section("上课安排", schedule(choices, typed, wrong))
        .section("教师与收费", money(choices, typed, wrong))
        .button(Button::submit("保存").primary());
    let title = if found.is_some() { "修改课程" } else { "新建课程" };
    let back = visit.link(&format!("/aftercare/school/courses?term={}", typed.term));
    let head = Head::new(title).crumb("拓展课程", back);
    let body = html! {
        @if found.is_none() { (catalogue(visit, choices, typed)) }
        (form)
    };
    visit.page_under(title, &head, &body)
}

fn catalogue(visit: &Visit, choices: &Choices, typed: &Typed) -> Markup {
    let options = choices.catalogue.iter();
    let options = options
        .map(|it| (it.id.to_string(), format!("{} · {}({})", it.field, it.title, it.source)));
    html! {
        @if !choices.catalogue.is_empty() {
            form.form.card method="get" action=(visit.link("/aftercare/school/courses/new")) {
                div.form-section { div.fields {
                    input type="hidden" name="term" value=(typed.term);
                    (Field::select("catalogue", "从县级目录选用", options).value(typed.catalogue.as_str()))
                    div.actions { (Button::submit("选用")) }
                } }
            }
        }
    }
}

fn error(wrong: &Wrong, field: &str) -> Option<String> {
    wrong.iter().find(|it| it.0 == field).map(|it| it.1.clone())
}

fn about(typed: &Typed, wrong: &Wrong) -> Markup {
    html! {
        (Field::text("title", "课程名称").value(typed.title.as_str()).required().max_length(30).error(error(wrong, "title")))
        (Field::long("about", "课程简介").value(typed.about.as_str()).hint("写给家长看：学什么、要带什么。").max_length(300))
    }
}

fn schedule(choices: &Choices, typed: &Typed, wrong: &Wrong) -> Markup {
    let rounds = choices.rounds.iter().map(|it| (it.id.to_string(), it.title.clone()));
    let days = WEEKDAYS.map(|it| (it.to_monday_one_offset().to_string(), weekday_label(it)));
    let ticked: Vec<&str> = typed.day.iter().map(String::as_str).collect();
    let grades: Vec<(String, &str)> = Stage::Primary
        .grades()
        .chain(Stage::Junior.grades())
        .map(|it| (it.number().to_string(), it.label()))
        .collect();
    html! {
        (Field::select("round", "报名窗口", rounds).value(typed.round.as_str()).required().error(error(wrong, "round")))
        (Field::checkboxes("day", "上课日", days, &ticked).required().error(error(wrong, "day")))
        (Field::time("from", "开始").value(typed.from.as_str()).required().error(error(wrong, "from")))
        (Field::time("to", "结束").value(typed.to.as_str()).required())
        (Field::text("room", "地点").value(typed.room.as_str()).max_length(30))
        (Field::select("grade_min", "最低年级", grades.clone()).value(typed.grade_min.as_str()).required().error(error(wrong, "grade_min")))
        (Field::select("grade_max", "最高年级", grades).value(typed.grade_max.as_str()).required())
        (Field::number("seats", "名额").value(typed.seats.as_str()).required().unit("人").error(error(wrong, "seats")))
        (Field::number("sessions", "计划次数").value(typed.sessions.as_str()).required().unit("次").error(error(wrong, "sessions")))
    }
}

fn money(choices: &Choices, typed: &Typed, wrong: &Wrong) -> Markup {
    let teachers = choices.teachers.iter().map(|(id, name)| (id.to_string(), name.clone()));
    let guests = choices.guests.iter();
    let guests = guests.map(|it| {
        (it.id.to_string(), format!("{} · {}({})", it.institution, it.name.open(), it.subject))
    });
    html! {
        (Field::select("teacher", "本校教师", teachers).value(typed.teacher.as_str()).required()
            .hint("由其点名；校外教师授课时在场协助。").error(error(wrong, "teacher")))
        (Field::select("outside", "校外教师", guests).value(typed.outside.as_str()).hint("只列准入名录中的教师，没有则不选。"))
        (Field::money("fee", "每学期费用").value(typed.fee.as_str()).hint("免费课程填 0。").error(error(wrong, "fee")))
        (Field::text("fee_basis", "收费依据").value(typed.fee_basis.as_str()).error(error(wrong, "fee_basis")))
        (Field::text("materials", "材料").value(typed.materials.as_str()).hint("家长需要准备的材料，没有则留空。"))
    }
}
