//! What programs may ask: the cases of a kind, with the answers that say nothing of a person.

use form::{Class, Value as Answer_};
use platform::api::{Answer, ApiCall, ApiRoutes, Member, Operation, Parameter, Shape};
use serde_json::{Map, Value, json};
use vocab::Role;
use web::{Permission, Problem};

use crate::{
    actions::Error,
    catalog,
    definition::Case,
    model::{NEVER, Record},
    store::{self, Narrow, Reader},
};

/// Reading cases by a key.
pub(crate) const READ: Permission =
    Permission { key: "case.read", label: "通过接口读取办件", roles: &[Role::SystemAdmin] };

const fn parameter(name: &'static str, about: &'static str, required: bool) -> Parameter {
    Parameter { name, about, shape: Shape::Text, required }
}

static CASES: Operation = Operation {
    id: "listCases",
    path: "/api/v1/cases",
    summary: "办件",
    about: "密钥范围内一类办件，新的在前。答复里只有不涉及个人的字段，没有提交人、学生和个人信息。",
    permission: "case.read",
    parameters: &[
        parameter("kind", "办件类别，网址里的词，例如 incident", true),
        parameter("step", "环节的 key", false),
        Parameter {
            name: "state",
            about: "open 在办，overdue 今天以前已逾期，closed 已办结",
            shape: Shape::Choice(&["open", "overdue", "closed"]),
            required: false,
        },
    ],
    answer: Shape::Object(&[
        Member { name: "number", about: "办件号", shape: Shape::Text },
        Member { name: "place", about: "属于哪里", shape: Shape::Text },
        Member { name: "step", about: "环节的 key", shape: Shape::Text },
        Member { name: "step_label", about: "环节", shape: Shape::Text },
        Member {
            name: "outcome",
            about: "办结结果：done 办成，refused 不予办理，withdrawn 撤回",
            shape: Shape::Maybe(&Shape::Text),
        },
        Member { name: "opened_at", about: "提交时间", shape: Shape::Text },
        Member { name: "due_at", about: "最近的时限", shape: Shape::Maybe(&Shape::Text) },
        Member { name: "closed_at", about: "办结时间", shape: Shape::Maybe(&Shape::Text) },
        Member {
            name: "answers",
            about: "列表字段的答复",
            shape: Shape::List(&Shape::Object(&[
                Member { name: "field", about: "字段的 key", shape: Shape::Text },
                Member { name: "words", about: "答复", shape: Shape::Text },
            ])),
        },
    ]),
    pages: true,
};

/// What programs can ask.
pub(crate) fn routes() -> ApiRoutes {
    ApiRoutes::new().get(&CASES, list)
}

async fn list(call: ApiCall) -> Result<Answer, Problem> {
    let before = match call.cursor() {
        None => i64::MAX,
        Some(cursor) => cursor.parse().map_err(|_| ApiCall::bad_cursor())?,
    };
    let limit = call.limit();
    // A program asks by the day: what was due before today is overdue.
    let name = call.text("kind").unwrap_or_default().to_owned();
    let now = call.today().at(0, 0, 0, 0);
    let narrow = Narrow {
        step: call.text("step").unwrap_or_default().to_owned(),
        state: call.text("state").unwrap_or_default().to_owned(),
        ..Narrow::all(&name)
    };
    let more = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let read: Result<_, Error> = db::read!(call.db(), "cases for a program", |tx| {
        let kind = catalog().in_force(tx, &name).await?.ok_or(Error::Missing)?;
        // A key is no person: it stands for the administrator, who has no case of their own.
        let account = vocab::AccountId::from_bits(0).ok_or(Error::Missing)?;
        let role = Role::SystemAdmin;
        let reader = Reader { account, role, place: call.scope(), sees: true };
        let lines = store::seen(tx, (reader, &narrow, now), (before, more)).await?;
        let ids: Vec<_> = lines.iter().map(|it| it.id).collect();
        Ok((kind, lines, form::load_many(tx, &ids).await?))
    });
    let (kind, mut lines, answers) = read?;
    let next = (lines.len() > limit).then(|| lines[limit - 1].id.bits().to_string());
    lines.truncate(limit);
    let items = lines.iter().map(|it| item(&kind.what, it, answers.get(&it.id.bits())));
    Ok(Answer::Page(items.collect(), next))
}

fn item(case: &Case, it: &Record, answers: Option<&form::Answers>) -> Value {
    let step = case.step(&it.step).map_or("", |at| case.steps[at].label.as_str());
    let open = case
        .fields
        .iter()
        .filter(|field| field.listed && field.class != Class::Personal && field.seen_by.is_empty());
    let answer = |field: &form::Field| {
        let value: &Answer_ = answers?.get(&field.key)?;
        let mut answer = Map::new();
        answer.insert("field".to_owned(), json!(field.key));
        answer.insert("words".to_owned(), json!(field.words(value)));
        Some(Value::Object(answer))
    };
    let shown: Vec<Value> = open.filter_map(answer).collect();
    let moment = |at: jiff::civil::DateTime| at.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    json!({
        "number": it.number,
        "place": it.place_name,
        "step": it.step,
        "step_label": step,
        "outcome": it.outcome.map(crate::definition::Outcome::key),
        "opened_at": moment(it.opened_at),
        "due_at": (it.due_at != NEVER).then(|| moment(it.due_at)),
        "closed_at": it.closed_at.map(moment),
        "answers": shown,
    })
}
