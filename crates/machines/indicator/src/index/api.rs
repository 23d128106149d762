//! What programs may ask of indices: every result at the key's place.

use platform::{
    api::{Answer, ApiCall, Member, Operation, Shape},
    measures::Measures,
};
use serde_json::{Value as Json, json};
use web::Problem;

use super::{catalog, rules};
use crate::{
    api::DAY,
    asking::AsKnown,
    module::READ,
    pages::{self, Error, index::Ledger},
};

const RESULT: Shape = Shape::Object(&[
    Member { name: "index", about: "指数的代号", shape: Shape::Text },
    Member { name: "label", about: "指数", shape: Shape::Text },
    Member { name: "place", about: "单位编号", shape: Shape::Text },
    Member { name: "day", about: "截至哪一天", shape: Shape::Day },
    Member {
        name: "points",
        about: "0 到 100 分，两位小数；没有能计入的项目时为空",
        shape: Shape::Maybe(&Shape::Text),
    },
    Member {
        name: "grade",
        about: "等级；计入的权重太少时为空",
        shape: Shape::Maybe(&Shape::Text),
    },
    Member { name: "weight", about: "计入的权重，全部是 100", shape: Shape::Integer },
    Member {
        name: "incomplete", about: "是否有项目数据缺少或不全", shape: Shape::Flag
    },
]);

pub(crate) static ALL: Operation = Operation {
    id: "listIndices",
    path: "/api/v1/indices",
    summary: "指数的结果",
    about: "密钥所在单位的各个指数。数据缺少的项目权重不计入，不按 0 分算。",
    permission: READ,
    parameters: &[DAY],
    answer: Shape::List(&RESULT),
    pages: false,
};

pub(crate) async fn all(call: ApiCall) -> Result<Answer, Problem> {
    let (place, day) = (call.scope(), call.day("day").unwrap_or(call.today()));
    let known = call.service::<Measures>();
    let read: Result<_, Error> = db::read!(call.db(), "indices for a program", |tx| {
        let (level, _) = pages::place(tx, place).await?;
        let all = catalog().all_in_force(tx).await?;
        let ledger = Ledger::read(tx, AsKnown::now(day), &[place]).await?;
        Ok((all, ledger, level))
    });
    let (all, ledger, level) = read?;
    let told = all.iter().filter(|it| it.what.level >= level).map(|it| {
        let judged = ledger.judge(&it.what, place, known);
        json!({
            "index": it.name,
            "label": it.what.label,
            "place": place.to_string(),
            "day": day.to_string(),
            "points": judged.total.points.map(rules::said),
            "grade": judged.grade,
            "weight": judged.total.weight,
            "incomplete": judged.is_incomplete,
        })
    });
    Ok(Answer::One(Json::Array(told.collect())))
}
