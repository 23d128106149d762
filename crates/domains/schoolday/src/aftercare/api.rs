//! What programs may ask of after-school service: figures with numerator and denominator, and where
//! the schools' programmes stand. Names of schools and towns, never of people.

use std::collections::HashMap;

use db::Tx;
use directory::{schools, scope::Scope};
use platform::api::{Answer, ApiCall, ApiRoutes, Member, Operation, Parameter, Shape};
use serde_json::{Value, json};
use vocab::{SchoolId, Term};
use web::Problem;

use super::{
    error::Error,
    figures::{
        self,
        model::{Figures, Rate, by_town, sum},
    },
    people, programme,
};

const TERM: Parameter = Parameter {
    name: "term",
    about: "学期，如 2021-1（2021 学年第一学期）；不给则为当前学期",
    shape: Shape::Text,
    required: false,
};

const RATE: Shape = Shape::Object(&[
    Member { name: "part", about: "分子", shape: Shape::Integer },
    Member { name: "whole", about: "分母", shape: Shape::Integer },
]);

const OF_PLACE: Shape = Shape::Object(&[
    Member { name: "name", about: "单位名称", shape: Shape::Text },
    Member {
        name: "code", about: "学校标识码；不是学校时为空", shape: Shape::Maybe(&Shape::Text)
    },
    Member {
        name: "schools", about: "开展课后服务的非寄宿义务教育学校 / 全部", shape: RATE
    },
    Member { name: "students", about: "参加基本托管的学生 / 全部学生", shape: RATE },
    Member { name: "teachers", about: "参与的教师 / 全部教师", shape: RATE },
    Member {
        name: "evening", about: "参加晚自习的初三学生 / 全部初三学生", shape: RATE
    },
]);

static FIGURES: Operation = Operation {
    id: "getAftercareFigures",
    path: "/api/v1/aftercare/figures",
    summary: "课后服务指标",
    about: "非寄宿义务教育学校课后服务的覆盖与参与，从记录实时统计，带分子和分母。",
    permission: "aftercare.read",
    parameters: &[
        TERM,
        Parameter {
            name: "day",
            about: "截至哪一天；不给则为今天",
            shape: Shape::Day,
            required: false,
        },
        Parameter {
            name: "by",
            about: "按什么分列：place 合计，town 各镇（街道），school 各校；不给则为 place",
            shape: Shape::Choice(&["place", "town", "school"]),
            required: false,
        },
    ],
    answer: Shape::Object(&[
        Member { name: "term", about: "学期", shape: Shape::Text },
        Member { name: "day", about: "截至日期", shape: Shape::Day },
        Member { name: "items", about: "各单位的指标", shape: Shape::List(&OF_PLACE) },
    ]),
    pages: false,
};

static PROGRAMMES: Operation = Operation {
    id: "listAftercareProgrammes",
    path: "/api/v1/aftercare/programmes",
    summary: "课后服务方案备案情况",
    about: "每所非寄宿义务教育学校一行，没有申报的也在内。",
    permission: "aftercare.read",
    parameters: &[TERM],
    answer: Shape::Object(&[
        Member { name: "code", about: "学校标识码", shape: Shape::Maybe(&Shape::Text) },
        Member { name: "name", about: "学校", shape: Shape::Text },
        Member { name: "town", about: "镇（街道）", shape: Shape::Text },
        Member {
            name: "state",
            about: "none 未申报，draft 草稿，filed 待备案，returned 已退回，recorded 已备案，opened 已开放报名",
            shape: Shape::Choice(&["none", "draft", "filed", "returned", "recorded", "opened"]),
        },
        Member { name: "filed_on", about: "申报日期", shape: Shape::Maybe(&Shape::Day) },
    ]),
    pages: true,
};

/// What programs can ask.
pub(crate) fn routes() -> ApiRoutes {
    ApiRoutes::new().get(&FIGURES, figures).get(&PROGRAMMES, programmes)
}

/// The term that a call means.
async fn term(tx: &mut Tx, call: &ApiCall) -> Result<Term, Error> {
    if let Some(text) = call.text("term") {
        let unfit = || Error::Unfit(format!("参数 term“{text}”不是学期，应如 2021-1。"));
        return text.parse().map_err(|_| unfit());
    }
    let found = people::term_on(tx, call.today()).await?;
    found.ok_or_else(|| Error::Refused("校历里还没有本学期的起止日期。".to_owned()))
}

/// The public numbers of the schools that a key sees.
async fn codes(tx: &mut Tx, call: &ApiCall) -> Result<HashMap<SchoolId, String>, Error> {
    let scope = Scope::of(tx, call.scope()).await?.ok_or(Error::Missing)?;
    let all = schools::all(tx, scope).await.map_err(|error| match error {
        directory::Error::Db(error) => Error::Db(error),
        _ => Error::Missing,
    })?;
    Ok(all.into_iter().filter_map(|it| Some((it.id, it.code?))).collect())
}

fn rate(it: Rate) -> Value {
    json!({ "part": it.part, "whole": it.whole })
}

fn item(name: &str, code: Option<&String>, it: &Figures) -> Value {
    json!({
        "name": name,
        "code": code,
        "schools": rate(it.schools),
        "students": rate(it.students),
        "teachers": rate(it.teachers),
        "evening": rate(it.evening),
    })
}

async fn figures(call: ApiCall) -> Result<Answer, Problem> {
    let (scope, day) = (call.scope(), call.day("day").unwrap_or(call.today()));
    let read: Result<_, Error> = db::read!(call.db(), "aftercare figures", |tx| {
        let term = term(tx, &call).await?;
        let all = figures::of_schools(tx, scope, term, day).await?;
        let name = people::place_name(tx, scope).await?;
        Ok((term, all, name, codes(tx, &call).await?))
    });
    let (term, all, name, codes) = read?;
    let items: Vec<Value> = match call.text("by") {
        Some("town") => by_town(&all).iter().map(|it| item(&it.name, None, &it.figures)).collect(),
        Some("school") => {
            all.iter().map(|it| item(&it.name, codes.get(&it.school), &it.figures)).collect()
        }
        _ => vec![item(&name, None, &sum(&all))],
    };
    let (term, day) = (term.to_string(), day.to_string());
    Ok(Answer::One(json!({ "term": term, "day": day, "items": items })))
}

async fn programmes(call: ApiCall) -> Result<Answer, Problem> {
    let read: Result<_, Error> = db::read!(call.db(), "programmes", |tx| {
        let term = term(tx, &call).await?;
        Ok((programme::store::list(tx, call.scope(), term).await?, codes(tx, &call).await?))
    });
    let (all, codes) = read?;
    let skip = match call.cursor() {
        None => 0,
        Some(cursor) => {
            let id: SchoolId = cursor.parse().map_err(|_| ApiCall::bad_cursor())?;
            let at = all.iter().position(|it| it.school == id);
            at.ok_or_else(ApiCall::bad_cursor)? + 1
        }
    };
    let (end, limit) = (all.len(), call.limit());
    let page = &all[skip.min(end)..(skip + limit).min(end)];
    let next = page.last().filter(|_| skip + limit < end).map(|it| it.school.to_string());
    let items = page.iter().map(|it| {
        let filed = it.programme.and_then(|it| it.2).map(|it| it.date().to_string());
        json!({
            "code": codes.get(&it.school),
            "name": it.school_name,
            "town": it.town_name,
            "state": it.programme.map_or("none", |it| it.1.key()),
            "filed_on": filed,
        })
    });
    Ok(Answer::Page(items.collect(), next))
}
