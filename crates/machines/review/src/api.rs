//! What programs may ask of reviews: what came of a round. Of pupils it tells the school's class and
//! the result, never who it is.

use platform::api::{Answer, ApiCall, ApiRoutes, Member, Operation, Parameter, Shape};
use serde_json::json;
use web::Problem;

use crate::{
    actions::Error,
    catalog,
    model::{ApplicationId, RoundId, RoundState},
    module::USE,
    rules::State,
    store,
};

static RESULTS: Operation = Operation {
    id: "listReviewResults",
    path: "/api/v1/reviews",
    summary: "评选、认定和评估的结果",
    about: "一轮评审里已经公示或生效的结果，按总分排列。涉及学生的不提供姓名。",
    permission: USE,
    parameters: &[Parameter {
        name: "round",
        about: "轮次编号，即网址里 /rounds/ 后面的词",
        shape: Shape::Text,
        required: true,
    }],
    answer: Shape::Object(&[
        Member { name: "id", about: "参评编号", shape: Shape::Text },
        Member {
            name: "title", about: "名称；涉及学生时为空", shape: Shape::Maybe(&Shape::Text)
        },
        Member { name: "place", about: "所在单位", shape: Shape::Text },
        Member {
            name: "state",
            about: "notice 公示中，appealed 申诉中，final 生效，revoked 已撤销",
            shape: Shape::Choice(&["notice", "appealed", "final", "revoked"]),
        },
        Member {
            name: "total", about: "总分，最多两位小数", shape: Shape::Maybe(&Shape::Text)
        },
        Member { name: "level", about: "等次", shape: Shape::Maybe(&Shape::Text) },
    ]),
    pages: true,
};

/// What programs can ask.
pub(crate) fn routes() -> ApiRoutes {
    ApiRoutes::new().get(&RESULTS, results)
}

async fn results(call: ApiCall) -> Result<Answer, Problem> {
    let round: RoundId =
        call.text("round").and_then(|it| it.parse().ok()).ok_or_else(Problem::not_found)?;
    let read: Result<_, Error> = db::read!(call.db(), "results for a program", |tx| {
        let round = store::find_round(tx, round).await?.ok_or(Error::Missing)?;
        let kind = catalog().by_digest(tx, &round.definition).await?.ok_or(Error::Missing)?;
        let all = store::of_round(tx, round.id, call.scope()).await?;
        Ok((kind, round, all))
    });
    let (kind, round, all) = read?;
    let told = [State::Notice, State::Appealed, State::Final, State::Revoked];
    let open = round.state != RoundState::Open || !kind.what.published;
    let all: Vec<_> = all.into_iter().filter(|it| open && told.contains(&it.state)).collect();
    let skip = match call.cursor() {
        None => 0,
        Some(cursor) => {
            let id: ApplicationId = cursor.parse().map_err(|_| ApiCall::bad_cursor())?;
            let at = all.iter().position(|it| it.id == id);
            at.ok_or_else(ApiCall::bad_cursor)? + 1
        }
    };
    let (end, limit) = (all.len(), call.limit());
    let page = &all[skip.min(end)..(skip + limit).min(end)];
    let next = page.last().filter(|_| skip + limit < end).map(|it| it.id.to_string());
    let items = page.iter().map(|it| {
        let level = it.level.as_deref().and_then(|key| kind.what.level_called(key));
        json!({
            "id": it.id.to_string(),
            "title": (!kind.what.of_student).then_some(&it.title),
            "place": it.place_name,
            "state": it.state.key(),
            "total": it.total.map(|it| it.to_string()),
            "level": level.map(|it| &it.label),
        })
    });
    Ok(Answer::Page(items.collect(), next))
}
