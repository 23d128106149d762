//! Answers for programs: as JSON, out and in, with the schema that describes them.
//!
//! Programs that call by a key are told nothing of who somebody is: [`members`] and [`for_programs`]
//! leave out whatever a role is named for, personal and sealed answers, names of people, telephones,
//! files, and free text that is not public. People's own calls see by their [`Sight`]: [`json`].
//! What is posted comes through [`posted`] into the same [`take`](crate::take) as a page's.

use platform::api::{Member, Shape};
use serde_json::{Map, Value as Json, json};

use crate::{Answers, Class, Field, Kind, Look, Posted, Sight, Value, Words, Wrong, decimal};

/// Whether programs may be told the answer.
pub fn is_told(field: &Field) -> bool {
    let names_people = matches!(&field.kind, Kind::Look(it) if it.is_of_a_person())
        || matches!(field.kind, Kind::Files(_) | Kind::Phone | Kind::Rows(_));
    let is_free = matches!(field.kind, Kind::Text(_) | Kind::Long(_)) && field.is_asked();
    let open = match field.class {
        Class::Public => true,
        Class::Internal => !is_free,
        Class::Personal | Class::Sealed => false,
    };
    open && field.seen_by.is_empty() && !names_people
}

/// What programs are told of a form that lives as long as the program: for an `Operation`. Answers
/// that were not given are null.
pub fn members(fields: &'static [Field]) -> Vec<Member> {
    let member = |it: &'static Field| Member { name: &it.key, about: &it.label, shape: shape(it) };
    fields.iter().filter(|it| is_told(it)).map(member).collect()
}

fn shape(field: &'static Field) -> Shape {
    match &field.kind {
        Kind::Integer(..) | Kind::Money => Shape::Maybe(&Shape::Integer),
        Kind::Date => Shape::Maybe(&Shape::Day),
        Kind::YesNo => Shape::Maybe(&Shape::Flag),
        Kind::Choices(_) => Shape::Maybe(&Shape::List(&Shape::Text)),
        _ => Shape::Maybe(&Shape::Text),
    }
}

/// The answers that programs are told, by the keys of their fields, as [`members`] describes them.
pub fn for_programs(fields: &[Field], answers: &Answers, words: &Words) -> Map<String, Json> {
    let told = fields.iter().filter(|it| is_told(it));
    let one = |it: &Field| {
        let value = match (answers.get(&it.key), &it.kind) {
            (Some(Value::Text(id)), Kind::Look(_)) => json!(words.name(id)),
            (Some(value), _) => plain(it, value, words),
            (None, _) => Json::Null,
        };
        (it.key.clone(), value)
    };
    told.map(one).collect()
}

/// The answers that `sight` may see: money in fen, decimals as text, what was looked up with id and
/// name, files with name and path.
pub fn json(fields: &[Field], answers: &Answers, sight: Sight, words: &Words) -> Json {
    let seen = fields.iter().filter(|it| it.is_seen_by(sight));
    let all = seen.filter_map(|it| Some((it.key.clone(), plain(it, answers.get(&it.key)?, words))));
    Json::Object(all.collect())
}

fn plain(field: &Field, value: &Value, words: &Words) -> Json {
    if field.class == Class::Sealed {
        return json!({ "sealed": true });
    }
    match (value, &field.kind) {
        (Value::Yes(it), _) => json!(it),
        (Value::Int(it), Kind::Decimal(kind)) => json!(decimal::written(*it, kind.places)),
        (Value::Int(it), _) => json!(it),
        (Value::Text(id), Kind::Look(_)) => json!({ "id": id, "name": words.name(id) }),
        (Value::Text(it), _) => json!(it),
        (Value::List(ids), Kind::Files(_)) => ids.iter().filter_map(|it| words.file(it)).map(|it| {
            json!({ "name": it.name, "type": it.kind.media_type(), "bytes": it.bytes, "path": it.path() })
        }).collect(),
        (Value::List(all), _) => json!(all),
        (Value::Rows(all), Kind::Rows(rows)) => all
            .iter()
            .map(|row| {
                let cell = |it: &Field| Some((it.key.clone(), plain(it, row.get(&it.key)?, words)));
                Json::Object(rows.columns.iter().filter_map(cell).collect())
            })
            .collect(),
        (Value::Rows(_), _) => Json::Null,
    }
}

/// What a program posted, as a page would have: to be looked up and read like it. Numbers with
/// decimals come as text, money as fen, what is looked up as id or name.
pub fn posted(fields: &[Field], asked: &[usize], body: &Json) -> Result<Posted, Vec<Wrong>> {
    let Some(body) = body.as_object() else {
        let advice = "请发送 JSON 对象，键是字段的 key".to_owned();
        return Err(vec![Wrong { field: String::new(), advice }]);
    };
    let (mut posted, mut wrongs) = (Posted::default(), Vec::new());
    for (key, value) in body {
        let wrong = |advice: String| Wrong { field: key.clone(), advice };
        let field = asked.iter().map(|at| &fields[*at]).find(|it| it.key == *key);
        match field {
            None => wrongs.push(wrong(format!("没有 {key} 这个字段，请去掉"))),
            Some(it) if !it.is_asked() => {
                wrongs.push(wrong(format!("{}由系统计算，请去掉", it.label)));
            }
            Some(it) if matches!(it.kind, Kind::Files(_)) => {
                wrongs.push(wrong(format!("{}请在页面上上传", it.label)));
            }
            Some(it) => put(it, key, value, &mut posted).unwrap_or_else(|| {
                wrongs.push(wrong(format!("{}的值类型不对，请对照接口说明", it.label)));
            }),
        }
    }
    if wrongs.is_empty() { Ok(posted) } else { Err(wrongs) }
}

/// Puts a value in under `name`; none where it is of no type that the field has.
fn put(field: &Field, name: &str, value: &Json, posted: &mut Posted) -> Option<()> {
    let mut say = |text: String| posted.0.push((name.to_owned(), text));
    match (value, &field.kind) {
        (Json::Null, _) => {}
        (Json::Bool(it), Kind::YesNo) => say(if *it { "yes" } else { "no" }.to_owned()),
        (Json::Number(it), Kind::Integer(..)) => say(it.as_i64()?.to_string()),
        (Json::Number(it), Kind::Money) => say(vocab::Fen::new(it.as_i64()?).plain()),
        (Json::Array(all), Kind::Choices(_)) => {
            for it in all {
                say(it.as_str()?.to_owned());
            }
        }
        (Json::Array(all), Kind::Rows(rows)) => {
            for (at, row) in all.iter().enumerate() {
                for (key, value) in row.as_object()? {
                    let column = rows.columns.iter().find(|it| it.key == *key)?;
                    put(column, &format!("{name}.{at}.{key}"), value, posted)?;
                }
            }
        }
        (Json::String(_), Kind::Integer(..) | Kind::Money | Kind::YesNo | Kind::Rows(_)) => {
            return None;
        }
        (Json::String(it), _) => say(it.clone()),
        _ => return None,
    }
    Some(())
}

/// The OpenAPI 3.1 schema of what can be posted.
pub fn schema(fields: &[Field], asked: &[usize]) -> Json {
    let asked = || asked.iter().map(|at| &fields[*at]).filter(|it| it.is_asked());
    let taken = || asked().filter(|it| !matches!(it.kind, Kind::Files(_)));
    let properties: Map<String, Json> = taken().map(|it| (it.key.clone(), described(it))).collect();
    let always = taken().filter(|it| it.required && it.visible.is_none());
    let required: Vec<&str> = always.map(|it| it.key.as_str()).collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn described(field: &Field) -> Json {
    let mut schema = match &field.kind {
        Kind::Text(most) | Kind::Long(most) => json!({ "type": "string", "maxLength": most }),
        Kind::Integer(min, max) => json!({ "type": "integer", "minimum": min, "maximum": max }),
        Kind::Decimal(kind) => {
            json!({ "type": "string", "pattern": format!("^-?\\d+(\\.\\d{{1,{}}})?$", kind.places) })
        }
        Kind::Money => json!({ "type": "integer", "format": "int64" }),
        Kind::Date => json!({ "type": "string", "format": "date" }),
        Kind::Time => json!({ "type": "string", "pattern": "^\\d{2}:\\d{2}$" }),
        Kind::YesNo => json!({ "type": "boolean" }),
        Kind::Phone | Kind::Look(_) | Kind::Files(_) => json!({ "type": "string" }),
        Kind::Choice(all) => json!({ "type": "string", "enum": keys(all) }),
        Kind::Choices(all) => {
            json!({ "type": "array", "items": { "type": "string", "enum": keys(all) } })
        }
        Kind::Rows(rows) => {
            let every: Vec<usize> = (0..rows.columns.len()).collect();
            json!({ "type": "array", "maxItems": rows.max, "items": schema(&rows.columns, &every) })
        }
    };
    schema["description"] = json!(about(field));
    schema
}

fn keys(options: &[(String, String)]) -> Vec<&str> {
    options.iter().map(|it| it.0.as_str()).collect()
}

/// What a field is, with what its keys mean and what it is counted in.
fn about(field: &Field) -> String {
    let meaning = field.kind.options().map(|all| {
        let each: Vec<String> = all.iter().map(|it| format!("{} {}", it.0, it.1)).collect();
        each.join("，")
    });
    let unit = match (&field.unit, &field.kind) {
        (_, Kind::Money) => Some("单位：分".to_owned()),
        (Some(unit), _) => Some(format!("单位：{unit}")),
        (None, Kind::Look(Look::Student)) => Some("编号或姓名".to_owned()),
        (None, Kind::Look(_)) => Some("编号或名称".to_owned()),
        (None, _) => None,
    };
    let when = field.visible.as_ref().map(|it| it.1.clone());
    let all = [Some(field.label.clone()), meaning, unit, when, field.hint.clone()];
    all.into_iter().flatten().collect::<Vec<_>>().join("。")
}
