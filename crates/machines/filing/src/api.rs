//! What programs may ask: the periods of a kind with how complete they are, and the sums of one.

use platform::api::{Answer, ApiCall, ApiRoutes, Member, Operation, Parameter, Shape};
use serde_json::{Value, json};
use web::Problem;

use crate::{
    actions::Error,
    catalog,
    model::{NEVER, RoundId},
    module::READ,
    standing, store,
};

const KIND: Parameter =
    Parameter {
        name: "kind", about: "填报的代号，例如 daily", shape: Shape::Text, required: true
    };

static ROUNDS: Operation = Operation {
    id: "listFilingRounds",
    path: "/api/v1/filings/rounds",
    summary: "填报各期",
    about: "一种报表最近的各期，最近的在前，每期有应报、已报、按时的单位数。",
    permission: READ,
    parameters: &[KIND],
    answer: Shape::List(&Shape::Object(&[
        Member { name: "id", about: "这一期的编号", shape: Shape::Text },
        Member {
            name: "period", about: "期的代号：2021-12-20、2021-12 等", shape: Shape::Text
        },
        Member { name: "label", about: "期", shape: Shape::Text },
        Member { name: "closes", about: "截止时间", shape: Shape::Text },
        Member { name: "locked", about: "是否已锁定", shape: Shape::Flag },
        Member { name: "due", about: "应报", shape: Shape::Integer },
        Member { name: "filed", about: "已报", shape: Shape::Integer },
        Member { name: "in_time", about: "按时报的", shape: Shape::Integer },
    ])),
    pages: false,
};

static SUMS: Operation = Operation {
    id: "listFilingSums",
    path: "/api/v1/filings/sums",
    summary: "填报汇总",
    about: "一期报表在密钥范围内各下级单位的合计，只有数字，没有姓名。",
    permission: READ,
    parameters: &[
        KIND,
        Parameter {
            name: "round", about: "这一期的编号", shape: Shape::Text, required: true
        },
    ],
    answer: Shape::List(&Shape::Object(&[
        Member { name: "place", about: "单位", shape: Shape::Text },
        Member { name: "returns", about: "已报份数", shape: Shape::Integer },
        Member {
            name: "numbers",
            about: "各数字字段的合计",
            shape: Shape::List(&Shape::Object(&[
                Member { name: "field", about: "字段", shape: Shape::Text },
                Member { name: "label", about: "字段名称", shape: Shape::Text },
                Member { name: "sum", about: "合计", shape: Shape::Integer },
            ])),
        },
    ])),
    pages: false,
};

/// What programs can ask.
pub(crate) fn routes() -> ApiRoutes {
    ApiRoutes::new().get(&ROUNDS, rounds).get(&SUMS, sums)
}

/// How many periods are told.
const ROUNDS_MAX: i64 = 60;

async fn rounds(call: ApiCall) -> Result<Answer, Problem> {
    let kind = call.text("kind").unwrap_or_default().to_owned();
    let read: Result<_, Error> = db::read!(call.db(), "rounds", |tx| {
        catalog().in_force(tx, &kind).await?.ok_or(Error::Missing)?;
        let rounds = store::rounds(tx, &kind, ROUNDS_MAX).await?;
        let ids: Vec<RoundId> = rounds.iter().map(|it| it.id).collect();
        let tallies = store::tallies(tx, &ids, call.scope()).await?;
        Ok((rounds, tallies))
    });
    let (rounds, tallies) = read?;
    let items = rounds.iter().map(|it| {
        let tally = tallies.get(&it.id).copied().unwrap_or_default();
        json!({
            "id": it.id.to_string(),
            "period": it.period,
            "label": it.label,
            "closes": it.closes.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
            "locked": it.locked.is_some(),
            "due": tally.due,
            "filed": tally.filed,
            "in_time": tally.in_time,
        })
    });
    Ok(Answer::One(Value::Array(items.collect())))
}

async fn sums(call: ApiCall) -> Result<Answer, Problem> {
    let kind = call.text("kind").unwrap_or_default().to_owned();
    let id: Option<RoundId> = call.text("round").and_then(|it| it.parse().ok());
    let id = id.ok_or_else(Problem::not_found)?;
    let at = NEVER.saturating_sub(jiff::SignedDuration::from_secs(1));
    let read: Result<_, Error> = db::read!(call.db(), "sums", |tx| {
        let opened = standing::opened(tx, &kind, id).await?;
        opened.kind.what.due().ok_or(Error::Missing)?;
        let below = store::sums_below(tx, &opened.round, (call.scope(), at)).await?;
        Ok((opened, below))
    });
    let (opened, below) = read?;
    let fields = &opened.kind.what.fields;
    let label = |key: &str| fields.iter().find(|it| it.key == key).map(|it| it.label.as_str());
    let items = below.iter().map(|it| {
        let numbers: Vec<Value> = it
            .it
            .of
            .iter()
            .map(|(key, sum, _)| json!({ "field": key, "label": label(key).unwrap_or_default(), "sum": sum }))
            .collect();
        json!({ "place": it.name, "returns": it.it.returns, "numbers": numbers })
    });
    Ok(Answer::One(Value::Array(items.collect())))
}
