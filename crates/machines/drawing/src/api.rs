//! What programs may ask of drawings: those that everyone may see, with their digests.

use platform::api::{Answer, ApiCall, ApiRoutes, Member, Operation, Shape};
use serde_json::{Value, json};
use web::Problem;

use crate::{Error, catalog, model::Drawing, module::READ, store};

static DRAWINGS: Operation = Operation {
    id: "listDrawings",
    path: "/api/v1/drawings",
    summary: "派位和抽取",
    about: "已封存的派位和抽取，新的在前。保密期内的结果不在其中。",
    permission: READ,
    parameters: &[],
    answer: Shape::Object(&[
        Member { name: "number", about: "编号，公示页 /draws/编号", shape: Shape::Text },
        Member { name: "kind", about: "类别", shape: Shape::Text },
        Member { name: "title", about: "名称；保密期内为类别名称", shape: Shape::Text },
        Member { name: "place", about: "主办", shape: Shape::Text },
        Member {
            name: "stage",
            about: "sealed 已封存，drawn 已抽取，void 已作废",
            shape: Shape::Choice(&["sealed", "drawn", "void"]),
        },
        Member { name: "rehearsal", about: "是否演练", shape: Shape::Flag },
        Member { name: "declaration", about: "公示摘要（SM3）", shape: Shape::Text },
        Member {
            name: "transcript", about: "证据摘要（SM3）", shape: Shape::Maybe(&Shape::Text)
        },
    ]),
    pages: true,
};

/// What programs can ask.
pub(crate) fn routes() -> ApiRoutes {
    ApiRoutes::new().get(&DRAWINGS, list)
}

fn told(it: &Drawing) -> Value {
    let is_hidden = it.hidden_until.is_some() && !it.is_public();
    let label = catalog().find(&it.entry).map_or(it.entry.as_str(), |kind| &kind.what.label);
    json!({
        "number": it.number,
        "kind": label,
        "title": if is_hidden { label } else { it.title.as_str() },
        "place": it.place_name,
        "stage": if it.is_hidden() { "sealed" } else { it.stage.key() },
        "rehearsal": it.rehearsal,
        "declaration": it.digest,
        "transcript": it.result.as_ref().filter(|_| it.is_public()),
    })
}

async fn list(call: ApiCall) -> Result<Answer, Problem> {
    let before = match call.cursor() {
        None => i64::MAX,
        Some(cursor) => cursor.parse().map_err(|_| ApiCall::bad_cursor())?,
    };
    let limit = call.limit();
    let more = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let read: Result<_, Error> = db::read!(call.db(), "drawings for a program", |tx| {
        Ok(store::public(tx, "", (before, more)).await?)
    });
    let mut all = read?;
    let next = (all.len() > limit).then(|| all[limit - 1].id.bits().to_string());
    all.truncate(limit);
    Ok(Answer::Page(all.iter().map(told).collect(), next))
}
