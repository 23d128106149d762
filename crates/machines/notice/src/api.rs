//! What programs may ask of notices: what everyone may read.

use platform::api::{Answer, ApiCall, ApiRoutes, Member, Operation, Parameter, Shape};
use serde_json::json;
use web::Problem;

use crate::{Error, catalog, module::READ, store};

static NOTICES: Operation = Operation {
    id: "listNotices",
    path: "/api/v1/notices",
    summary: "公示",
    about: "公示，新的在前。名单在公示页 /notices/编号。",
    permission: READ,
    parameters: &[Parameter {
        name: "state",
        about: "open 公示中，archived 期满和撤回；不写为全部",
        shape: Shape::Choice(&["open", "archived"]),
        required: false,
    }],
    answer: Shape::Object(&[
        Member { name: "number", about: "编号", shape: Shape::Text },
        Member { name: "kind", about: "类别", shape: Shape::Text },
        Member { name: "title", about: "标题", shape: Shape::Text },
        Member { name: "place", about: "单位", shape: Shape::Text },
        Member { name: "published", about: "发布日期", shape: Shape::Day },
        Member { name: "closes", about: "公示到", shape: Shape::Day },
        Member {
            name: "state",
            about: "open 公示中，archived 期满，withdrawn 已撤回",
            shape: Shape::Choice(&["open", "archived", "withdrawn"]),
        },
        Member { name: "reason", about: "撤回原因", shape: Shape::Maybe(&Shape::Text) },
    ]),
    pages: true,
};

/// What programs can ask.
pub(crate) fn routes() -> ApiRoutes {
    ApiRoutes::new().get(&NOTICES, list)
}

async fn list(call: ApiCall) -> Result<Answer, Problem> {
    let before = match call.cursor() {
        None => i64::MAX,
        Some(cursor) => cursor.parse().map_err(|_| ApiCall::bad_cursor())?,
    };
    let (limit, today) = (call.limit(), call.today());
    let more = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let state = call.text("state").unwrap_or_default();
    let read: Result<_, Error> = db::read!(call.db(), "notices for a program", |tx| {
        Ok(store::public(tx, ("", state, today), (before, more)).await?)
    });
    let mut all = read?;
    let next = (all.len() > limit).then(|| all[limit - 1].id.bits().to_string());
    all.truncate(limit);
    let told = all.iter().map(|it| {
        let label = catalog().find(&it.entry).map_or(it.entry.as_str(), |kind| &kind.what.label);
        json!({
            "number": it.number,
            "kind": label,
            "title": it.title,
            "place": it.place_name,
            "published": it.published_at.date().to_string(),
            "closes": it.closes_on.to_string(),
            "state": it.state(today).key(),
            "reason": it.reason,
        })
    });
    Ok(Answer::Page(told.collect(), next))
}
