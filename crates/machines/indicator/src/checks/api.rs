//! What programs may ask of the quality of records: every check at the key's place.

use platform::api::{Answer, ApiCall, Member, Operation, Shape};
use serde_json::{Value as Json, json};
use web::Problem;

use super::rules::wrong;
use crate::{
    api::DAY,
    asking::{self, AsKnown},
    counting::kinds,
    module::READ,
    pages::{self, Error},
};

const RESULT: Shape = Shape::Object(&[
    Member {
        name: "check",
        about: "检查的代号，即网址 /data-quality/ 后面的词",
        shape: Shape::Text,
    },
    Member { name: "label", about: "查什么，即要改的是什么", shape: Shape::Text },
    Member {
        name: "kind",
        about: "类别：completeness 完整、timeliness 及时、consistency 一致、plausibility 合理",
        shape: Shape::Text,
    },
    Member { name: "place", about: "单位编号", shape: Shape::Text },
    Member { name: "day", about: "截至哪一天", shape: Shape::Day },
    Member { name: "wrong", about: "要改的记录", shape: Shape::Integer },
    Member { name: "of", about: "共查的记录", shape: Shape::Integer },
    Member { name: "cure", about: "怎么改", shape: Shape::Text },
]);

pub(crate) static ALL: Operation = Operation {
    id: "listDataChecks",
    path: "/api/v1/data-quality",
    summary: "数据质量检查的结果",
    about: "密钥所在单位各项数据质量检查：要改多少条，共查多少条。没有可查记录的检查不列出。",
    permission: READ,
    parameters: &[DAY],
    answer: Shape::List(&RESULT),
    pages: false,
};

pub(crate) async fn all(call: ApiCall) -> Result<Answer, Problem> {
    let (place, day) = (call.scope(), call.day("day").unwrap_or(call.today()));
    let read: Result<_, Error> = db::read!(call.db(), "checks for a program", |tx| {
        let (level, _) = pages::place(tx, place).await?;
        let held = asking::on_day(tx, AsKnown::now(day), &[place]).await?;
        Ok((kinds(tx).await?, held, level))
    });
    let (kinds, held, level) = read?;
    let told = kinds.iter().filter(|it| it.what.level >= level).filter_map(|it| {
        let check = it.what.check.as_ref()?;
        let value = held.get(&(it.name.clone(), place))?.value;
        (value.whole > 0).then(|| {
            json!({
                "check": it.name,
                "label": check.label,
                "kind": check.kind.key(),
                "place": place.to_string(),
                "day": day.to_string(),
                "wrong": wrong(&it.what, value),
                "of": value.whole,
                "cure": check.cure,
            })
        })
    });
    Ok(Answer::One(Json::Array(told.collect())))
}
