//! The OpenAPI 3.1 document, made from what is declared, and answers held against it.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{
    declare::{Operation, Shape},
    rules,
};
use crate::Module;

/// Every operation of the modules, as a service of each cell.
#[derive(Debug, Clone, Default)]
pub struct Operations(pub Vec<&'static Operation>);

impl Operations {
    /// What `modules` declare, by path.
    pub fn of<'a>(modules: impl IntoIterator<Item = &'a Module>) -> Self {
        let mut all: Vec<_> = modules.into_iter().flat_map(|it| (it.api)().operations).collect();
        all.sort_by_key(|it| it.path);
        Self(all)
    }

    /// The permissions that some operation needs.
    pub(super) fn permissions(&self) -> BTreeSet<&'static str> {
        self.0.iter().map(|it| it.permission).collect()
    }
}

fn schema(shape: &Shape) -> Value {
    match shape {
        Shape::Text => json!({ "type": "string" }),
        Shape::Day => json!({ "type": "string", "format": "date" }),
        Shape::Integer => json!({ "type": "integer", "format": "int64" }),
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::Choice(words) => json!({ "type": "string", "enum": words }),
        Shape::Maybe(inner) => json!({ "anyOf": [schema(inner), { "type": "null" }] }),
        Shape::List(inner) => json!({ "type": "array", "items": schema(inner) }),
        Shape::Object(members) => {
            let mut properties = Map::new();
            for it in *members {
                let mut inner = schema(&it.shape);
                inner["description"] = json!(it.about);
                properties.insert(it.name.to_owned(), inner);
            }
            let required: Vec<&str> = members.iter().map(|it| it.name).collect();
            json!({
                "type": "object",
                "properties": properties,
                "required": required,
                "additionalProperties": false,
            })
        }
    }
}

fn answer(operation: &Operation) -> Value {
    let one = schema(&operation.answer);
    if !operation.pages {
        return one;
    }
    json!({
        "type": "object",
        "properties": {
            "items": { "type": "array", "items": one },
            "next": {
                "anyOf": [{ "type": "string" }, { "type": "null" }],
                "description": "下一页的 cursor；没有下一页时为 null",
            },
        },
        "required": ["items", "next"],
        "additionalProperties": false,
    })
}

fn parameters(operation: &Operation) -> Vec<Value> {
    let declared = operation.parameters.iter().map(|it| {
        json!({
            "name": it.name, "in": "query", "description": it.about,
            "required": it.required, "schema": schema(&it.shape),
        })
    });
    let paging = [
        json!({
            "name": rules::CURSOR, "in": "query", "required": false,
            "description": "从哪里开始：上一页的 next", "schema": { "type": "string" },
        }),
        json!({
            "name": rules::LIMIT, "in": "query", "required": false, "description": "每页条数",
            "schema": {
                "type": "integer", "minimum": 1, "maximum": rules::LIMIT_MAX,
                "default": rules::LIMIT_USUAL,
            },
        }),
    ];
    let paging = paging.into_iter().filter(|_| operation.pages);
    declared.chain(paging).collect()
}

fn path(operation: &Operation) -> Value {
    let mut responses = Map::new();
    let content = json!({ "application/json": { "schema": answer(operation) } });
    responses.insert("200".to_owned(), json!({ "description": "结果", "content": content }));
    for (status, what) in [
        ("400", "参数不对"),
        ("401", "没有密钥，或密钥无效、过期、已停用"),
        ("403", "密钥没有这项权限"),
        ("404", "没有这条记录，或不在密钥的范围内"),
        ("429", "调用太频繁"),
    ] {
        let content = json!({ "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } });
        responses.insert(status.to_owned(), json!({ "description": what, "content": content }));
    }
    json!({ "get": {
        "operationId": operation.id,
        "summary": operation.summary,
        "description": format!("{} 需要权限 `{}`。", operation.about, operation.permission),
        "parameters": parameters(operation),
        "responses": responses,
    } })
}

/// The document of a cell.
pub fn document(operations: &Operations, cell: &str, cell_name: &str) -> Value {
    let paths: Map<String, Value> =
        operations.0.iter().map(|it| (it.path.to_owned(), path(it))).collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": format!("学域开放接口 · {cell_name}"),
            "version": "1",
            "description": "只读接口：学校、班级和指标，指标都带分子和分母，不含个人信息。",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": format!("/{cell}") }],
        "security": [{ "key": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": { "key": {
                "type": "http", "scheme": "bearer",
                "description": "系统管理员发放的接口密钥，放在 Authorization 头里：Bearer xueyu_…",
            } },
            "schemas": { "Problem": {
                "type": "object",
                "description": "RFC 9457",
                "properties": {
                    "type": { "type": "string", "format": "uri-reference" },
                    "title": { "type": "string" },
                    "status": { "type": "integer" },
                    "detail": { "type": "string" },
                    "fields": { "type": "array", "items": { "type": "object" } },
                },
                "required": ["type", "title", "status", "detail"],
            } },
        },
    })
}

/// Where an answer is not what its operation declares.
pub(super) fn misfits(operation: &Operation, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    if !operation.pages {
        misfit(&operation.answer, value, "answer", &mut found);
        return found;
    }
    match value.get("items").and_then(Value::as_array) {
        Some(items) => {
            for it in items {
                misfit(&operation.answer, it, "items", &mut found);
            }
        }
        None => found.push("no items".to_owned()),
    }
    if !value.get("next").is_some_and(|it| it.is_null() || it.is_string()) {
        found.push("next is neither a text nor null".to_owned());
    }
    found
}

fn misfit(shape: &Shape, value: &Value, place: &str, found: &mut Vec<String>) {
    let fits = match shape {
        Shape::Text => value.is_string(),
        Shape::Day => value.as_str().is_some_and(|it| it.parse::<jiff::civil::Date>().is_ok()),
        Shape::Integer => value.is_i64() || value.is_u64(),
        Shape::Flag => value.is_boolean(),
        Shape::Choice(words) => value.as_str().is_some_and(|it| words.contains(&it)),
        Shape::Maybe(inner) => {
            if !value.is_null() {
                misfit(inner, value, place, found);
            }
            true
        }
        Shape::List(inner) => value.as_array().is_some_and(|all| {
            for it in all {
                misfit(inner, it, place, found);
            }
            true
        }),
        Shape::Object(members) => value.as_object().is_some_and(|all| {
            for it in *members {
                let inner = format!("{place}.{}", it.name);
                misfit(&it.shape, all.get(it.name).unwrap_or(&Value::Null), &inner, found);
            }
            all.keys().all(|name| members.iter().any(|it| it.name == name))
                && all.len() == members.len()
        }),
    };
    if !fits {
        found.push(format!("{place} is not {shape:?}"));
    }
}
