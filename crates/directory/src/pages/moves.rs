//! The form for a pupil's transfer, change of class, suspension, return and leaving.

use serde::Deserialize;
use vocab::{ClassId, SchoolId, StudentId};
use web::{
    Filters, Form, Html, Markup, Page, Path, Problem, Redirect, Visit, html,
    ui::{self, Field, Head},
};

use super::{scope, shown_name};
use crate::{
    Error,
    model::{Class, Standing, Student},
    moves::{self, Wish},
    rules, schools, students,
};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Query {
    /// 学校标识码 of the school to go to.
    #[serde(default)]
    to: String,
}

/// The form: what happens, from when, and to which class.
pub(super) async fn form(
    visit: Visit,
    Path(id): Path<StudentId>,
    Filters(query): Filters<Query>,
) -> Result<Html, Page> {
    let read: Result<_, Error> = db::read!(visit.db(), "move form", |tx| {
        let scope = scope(tx, &visit).await?;
        let student = students::load(tx, scope, id).await?;
        let year = schools::current_year(tx).await?.ok_or(Error::Missing)?;
        let own = match student.line.school {
            Some(school) => schools::classes(tx, school, year).await?,
            None => Vec::new(),
        };
        let other = schools::by_code(tx, query.to.trim()).await?;
        let others = match &other {
            Some((school, _)) => schools::classes(tx, *school, year).await?,
            None => Vec::new(),
        };
        Ok((scope, student, own, other, others))
    });
    let (scope, student, own, other, others) = read?;
    let name = shown_name(scope, &student.line.name);
    let head = Head::new("学籍变动")
        .crumb("学生", visit.link("/students"))
        .crumb(name.clone(), visit.link(&format!("/students/{id}")))
        .below(html! { (student.line.school_name.as_deref().unwrap_or("未在校")) " " (student.line.class_name().unwrap_or_default()) });
    let body = html! {
        (find_school(&visit, id, &query.to, other.as_ref()))
        (asked(&visit, &student, &own, other.as_ref(), &others))
    };
    Ok(visit.page_under("学籍变动", &head, &body))
}

/// For a transfer the other school is found first, by its public number.
fn find_school(
    visit: &Visit,
    id: StudentId,
    typed: &str,
    found: Option<&(SchoolId, String)>,
) -> Markup {
    let action = visit.link(&format!("/students/{id}/move"));
    html! {
        form.filters method="get" action=(action) {
            span.search {
                (ui::icon("search"))
                input.form-control type="search" name="to" value=(typed) placeholder="转入学校的学校标识码（10位）" aria-label="转入学校的学校标识码";
            }
            button.btn type="submit" { "查找转入学校" }
        }
        @if !typed.is_empty() && found.is_none() {
            (ui::Alert::new(ui::Tone::Warn, "没有找到这个标识码的学校").detail("请核对10位学校标识码；转到本县(市、区)以外的学校，请直接选“转出”。"))
        }
    }
}

fn asked(
    visit: &Visit,
    student: &Student,
    own: &[Class],
    other: Option<&(SchoolId, String)>,
    others: &[Class],
) -> Markup {
    let csrf = visit.csrf();
    let line = &student.line;
    let suspended = line.standing == Standing::Suspended;
    let kinds: Vec<(&str, &str)> = match (suspended, other) {
        (true, _) => vec![("resume", "复学"), ("leave", "转出到本县(市、区)以外")],
        (false, Some(_)) => vec![("transfer", "转学")],
        (false, None) => {
            vec![("class", "调班"), ("suspend", "休学"), ("leave", "转出到本县(市、区)以外")]
        }
    };
    let classes = if other.is_some() { others } else { own };
    let fits =
        |it: &&Class| Some(it.grade) == line.grade || (suspended && Some(it.grade) < line.grade);
    let options: Vec<(String, String)> = classes
        .iter()
        .filter(fits)
        .map(|it| {
            let max = rules::class_size_max(it.stage, it.grade);
            (it.id.to_string(), format!("{}（{}/{max} 人）", it.name(), it.pupils))
        })
        .collect();
    let to = other.map_or_else(
        || "本校班级；休学、转出不用选".to_owned(),
        |(_, name)| format!("{name}的班级"),
    );
    html! {
        (ui::Form::new(visit.link(&format!("/students/{}/move", line.id)), &csrf)
            .part(html! {
                input type="hidden" name="version" value=(student.version);
                (Field::radio("kind", "办理", kinds).required())
                (Field::select("class", "进入班级", options).hint(to).sometimes())
                (Field::date("day", "生效日期").value(visit.today().to_string()).required())
            })
            .button(ui::Button::submit("提交").primary().confirm("提交后，课后服务等安排会随之调整。确定提交吗？"))
            .button(ui::Button::link("返回", visit.link(&format!("/students/{}", line.id)))))
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    version: i64,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    class: String,
    #[serde(default)]
    day: String,
}

impl Asked {
    fn wish(&self) -> Result<Wish, Problem> {
        let class = || {
            self.class.parse::<ClassId>().map_err(|_| Problem::unfit("请选择进入的班级，再提交。"))
        };
        match self.kind.as_str() {
            "transfer" => Ok(Wish::Transfer(class()?)),
            "class" => Ok(Wish::ChangeClass(class()?)),
            "resume" => Ok(Wish::Resume(class()?)),
            "suspend" => Ok(Wish::Suspend),
            "leave" => Ok(Wish::Leave),
            _ => Err(Problem::unfit("请选择要办理的变动，再提交。")),
        }
    }
}

/// Moves the pupil. Who has left the scope is shown no more: then the list follows.
pub(super) async fn send(
    visit: Visit,
    Path(id): Path<StudentId>,
    Form(asked): Form<Asked>,
) -> Result<Redirect, Page> {
    let wish = asked.wish()?;
    let day = asked.day.parse().map_err(|_| Problem::unfit("请填写生效日期，如 2021-12-20。"))?;
    let read: Result<_, Error> = db::read!(visit.db(), "scope", |tx| { scope(tx, &visit).await });
    let scope = read?;
    moves::move_student(&visit, scope, id, asked.version, wish, day).await?;
    let stays: Result<bool, Error> = db::read!(visit.db(), "moved", |tx| {
        match students::load(tx, scope, id).await {
            Ok(_) => Ok(true),
            Err(Error::Missing) => Ok(false),
            Err(error) => Err(error),
        }
    });
    let to = if stays? { format!("/students/{id}") } else { "/students".to_owned() };
    Ok(Redirect::to(&visit.link(&to)))
}
