//! What programs may ask of the directory: schools and classes with their sizes, no people.

use platform::api::{Answer, ApiCall, ApiRoutes, Member, Operation, Parameter, Shape};
use serde_json::{Value, json};
use vocab::{SchoolId, Stage};
use web::Problem;

use crate::{
    Error,
    model::{Ownership, School},
    schools::{self, Size},
    scope::Scope,
};

const STAGE: Parameter = Parameter {
    name: "stage",
    about: "学段代码：有这个学段的学校",
    shape: Shape::Text,
    required: false,
};

static SCHOOLS: Operation = Operation {
    id: "listSchools",
    path: "/api/v1/schools",
    summary: "学校",
    about: "密钥范围内的学校和幼儿园，按镇（街道）排列。",
    permission: "school.read",
    parameters: &[STAGE],
    answer: Shape::Object(&[
        Member { name: "code", about: "学校标识码", shape: Shape::Maybe(&Shape::Text) },
        Member { name: "name", about: "学校名称", shape: Shape::Text },
        Member { name: "town", about: "镇（街道）", shape: Shape::Text },
        Member { name: "form", about: "办学类型代码", shape: Shape::Text },
        Member { name: "form_label", about: "办学类型", shape: Shape::Text },
        Member { name: "stages", about: "学段代码", shape: Shape::List(&Shape::Text) },
        Member {
            name: "ownership",
            about: "举办者：public 公办，private 民办",
            shape: Shape::Choice(&["public", "private"]),
        },
        Member { name: "boarding", about: "是否寄宿制", shape: Shape::Flag },
        Member { name: "pupils", about: "在班学生数", shape: Shape::Integer },
        Member { name: "staff", about: "教职工数", shape: Shape::Integer },
    ]),
    pages: true,
};

static CLASSES: Operation = Operation {
    id: "listClasses",
    path: "/api/v1/classes",
    summary: "班级",
    about: "一所学校本学年的班级，按年级和班号排列。",
    permission: "school.read",
    parameters: &[Parameter {
        name: "school",
        about: "学校标识码",
        shape: Shape::Text,
        required: true,
    }],
    answer: Shape::List(&Shape::Object(&[
        Member { name: "year", about: "学年开始的年份", shape: Shape::Integer },
        Member { name: "stage", about: "学段代码", shape: Shape::Text },
        Member {
            name: "grade", about: "年级：1 到 12，幼儿园为负", shape: Shape::Integer
        },
        Member { name: "number", about: "班号", shape: Shape::Integer },
        Member { name: "name", about: "班级名称", shape: Shape::Text },
        Member { name: "pupils", about: "学生数", shape: Shape::Integer },
    ])),
    pages: false,
};

/// What programs can ask.
pub(crate) fn routes() -> ApiRoutes {
    ApiRoutes::new().get(&SCHOOLS, list_schools).get(&CLASSES, list_classes)
}

fn school(it: &School, size: Size) -> Value {
    let stages: Vec<&str> = it.form.stages().iter().map(|it| it.code()).collect();
    json!({
        "code": it.code,
        "name": it.name,
        "town": it.town_name,
        "form": it.form.key(),
        "form_label": it.form.label(),
        "stages": stages,
        "ownership": if it.ownership == Ownership::Public { "public" } else { "private" },
        "boarding": it.boarding,
        "pupils": size.pupils,
        "staff": size.staff,
    })
}

async fn list_schools(call: ApiCall) -> Result<Answer, Problem> {
    let stage = match call.text("stage") {
        None => None,
        Some(text) => {
            Some(text.parse::<Stage>().map_err(|error| Problem::unfit(error.to_string()))?)
        }
    };
    let after: Option<SchoolId> = match call.cursor() {
        None => None,
        Some(cursor) => Some(cursor.parse().map_err(|_| ApiCall::bad_cursor())?),
    };
    let limit = call.limit();
    let read: Result<_, Error> = db::read!(call.db(), "schools", |tx| {
        let scope = Scope::of(tx, call.scope()).await?.ok_or(Error::Missing)?;
        let all = schools::all(tx, scope).await?;
        let fits = |it: &School| stage.is_none_or(|stage| it.form.stages().contains(&stage));
        let all: Vec<School> = all.into_iter().filter(fits).collect();
        let at = |id| all.iter().position(|it| it.id == id);
        let skip = match after {
            None => Some(0),
            Some(id) => at(id).map(|it| it + 1),
        };
        let Some(skip) = skip else { return Ok(None) };
        let page: Vec<School> = all.iter().skip(skip).take(limit).cloned().collect();
        let ids: Vec<SchoolId> = page.iter().map(|it| it.id).collect();
        let sizes = schools::sizes(tx, &ids).await?;
        Ok(Some((page, sizes, skip + limit < all.len())))
    });
    let (page, sizes, more) = read?.ok_or_else(ApiCall::bad_cursor)?;
    let next = page.last().filter(|_| more).map(|it| it.id.to_string());
    let size = |it: &School| sizes.get(&it.id).copied().unwrap_or_default();
    Ok(Answer::Page(page.iter().map(|it| school(it, size(it))).collect(), next))
}

async fn list_classes(call: ApiCall) -> Result<Answer, Problem> {
    let code = call.text("school").unwrap_or_default();
    let read: Result<_, Error> = db::read!(call.db(), "classes", |tx| {
        let scope = Scope::of(tx, call.scope()).await?.ok_or(Error::Missing)?;
        let (id, _) = schools::by_code(tx, code).await?.ok_or(Error::Missing)?;
        let school = schools::load(tx, scope, id).await?;
        let year = schools::current_year(tx).await?.ok_or(Error::Missing)?;
        schools::classes(tx, school.id, year).await
    });
    let items: Vec<Value> = read?
        .iter()
        .map(|it| {
            json!({
                "year": it.year.start(),
                "stage": it.stage.code(),
                "grade": it.grade.number(),
                "number": it.number,
                "name": it.name(),
                "pupils": it.pupils,
            })
        })
        .collect();
    Ok(Answer::One(Value::Array(items)))
}
