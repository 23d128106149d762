//! What programs may ask of registers: the records of one, with what it says to anyone in the
//! office. Never a field that says something of a person.

use form::Answers;
use platform::api::{Answer, ApiCall, ApiRoutes, Member, Operation, Parameter, Shape};
use serde_json::json;
use web::Problem;

use crate::{
    actions::Error,
    catalog,
    model::{NEVER, RecordId},
    module::USE,
    store::{self, Narrow},
};

static RECORDS: Operation = Operation {
    id: "listRegisterRecords",
    path: "/api/v1/registers",
    summary: "名录台账的记录",
    about: "一本台账里的记录，按名称排列。涉及个人的项目不提供。",
    permission: USE,
    parameters: &[
        Parameter {
            name: "register",
            about: "台账的名称，即网址 /registers/ 后面的词",
            shape: Shape::Text,
            required: true,
        },
        Parameter {
            name: "status",
            about: "in-force 有效，expired 已到期，withdrawn 已撤销；不给则为全部",
            shape: Shape::Choice(&["in-force", "expired", "withdrawn"]),
            required: false,
        },
    ],
    answer: Shape::Object(&[
        Member { name: "id", about: "记录编号", shape: Shape::Text },
        Member { name: "title", about: "名称", shape: Shape::Text },
        Member { name: "place", about: "所在单位", shape: Shape::Text },
        Member {
            name: "status",
            about: "状态",
            shape: Shape::Choice(&["in-force", "expired", "withdrawn"]),
        },
        Member { name: "since", about: "生效日期", shape: Shape::Day },
        Member {
            name: "expires",
            about: "有效期至；长期有效时为空",
            shape: Shape::Maybe(&Shape::Day),
        },
        Member { name: "published", about: "是否已公开", shape: Shape::Flag },
        Member {
            name: "fields",
            about: "各项内容",
            shape: Shape::List(&Shape::Object(&[
                Member { name: "key", about: "字段", shape: Shape::Text },
                Member { name: "label", about: "字段名称", shape: Shape::Text },
                Member { name: "words", about: "内容", shape: Shape::Text },
            ])),
        },
    ]),
    pages: true,
};

/// What programs can ask.
pub(crate) fn routes() -> ApiRoutes {
    ApiRoutes::new().get(&RECORDS, records)
}

async fn records(call: ApiCall) -> Result<Answer, Problem> {
    let (name, today) = (call.text("register").unwrap_or_default().to_owned(), call.today());
    let after = match call.cursor() {
        None => Some((String::new(), 0)),
        Some(cursor) => {
            let parts = cursor.split_once('~');
            parts.and_then(|(id, title)| Some((title.to_owned(), id.parse().ok()?)))
        }
    };
    let after = after.ok_or_else(ApiCall::bad_cursor)?;
    let limit = i64::try_from(call.limit() + 1).unwrap_or(i64::MAX);
    let narrow = Narrow {
        entry: name.clone(),
        place: call.scope(),
        search: String::new(),
        status: call.text("status").unwrap_or_default().to_owned(),
        today,
        soon: today,
        parts: Default::default(),
    };
    let read: Result<_, Error> = db::read!(call.db(), "records for a program", |tx| {
        let kind = catalog().in_force(tx, &name).await?.ok_or(Error::Missing)?;
        let lines = store::list(tx, &narrow, ((&after.0, after.1), limit)).await?;
        let ids: Vec<RecordId> = lines.iter().map(|it| it.id).collect();
        let said = store::documents(tx, &ids).await?;
        Ok((kind, lines, said))
    });
    let (kind, mut lines, said) = read?;
    let more = lines.len() > call.limit();
    lines.truncate(call.limit());
    let next = lines.last().filter(|_| more).map(|it| format!("{}~{}", it.id.bits(), it.title));
    let open = |it: &&form::Field| form::api::is_told(it);
    let items = lines.iter().map(|it| {
        let document = said.iter().find(|(id, _)| *id == it.id).map(|it| it.1.as_str());
        let answers = document.and_then(Answers::from_document).unwrap_or_default();
        let fields = kind.what.fields.iter().filter(open).filter_map(|field| {
            let words = field.words(answers.get(&field.key)?);
            Some(json!({ "key": field.key, "label": field.label, "words": words }))
        });
        let fields: Vec<_> = fields.collect();
        let expired = it.expires < today && it.status.key() == "in-force";
        json!({
            "id": it.id.to_string(),
            "title": it.title,
            "place": it.place_name,
            "status": if expired { "expired" } else { it.status.key() },
            "since": it.since.to_string(),
            "expires": (it.expires != NEVER).then(|| it.expires.to_string()),
            "published": it.published,
            "fields": fields,
        })
    });
    Ok(Answer::Page(items.collect(), next))
}
