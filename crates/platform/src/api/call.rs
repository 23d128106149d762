//! A call by a program: its key, its parameters, its answer.

use std::collections::BTreeMap;

use db::Db;
use jiff::civil::Date;
use serde_json::{Value, json};
use vocab::PlaceId;
use web::{Api, Call, Json, Problem, Program, StatusCode};

use super::{
    declare::Operation,
    document,
    rules::{self, PER_KEY},
    store,
};
use crate::accounts::{Sessions, limits::Who};

/// What is answered.
#[derive(Debug)]
pub enum Answer {
    /// One thing.
    One(Value),
    /// A page, and where the next one begins.
    Page(Vec<Value>, Option<String>),
}

/// A call that was let in, with its parameters as they were declared.
#[derive(Clone)]
pub struct ApiCall {
    call: Call,
    program: Program,
    values: BTreeMap<&'static str, String>,
}

impl ApiCall {
    /// The cell's database.
    pub fn db(&self) -> &Db {
        self.call.db()
    }

    /// The place that bounds what the key sees.
    pub fn scope(&self) -> PlaceId {
        self.program.place
    }

    /// The civil date in the cell.
    pub fn today(&self) -> Date {
        self.call.today()
    }

    /// The value of a declared parameter, if it was given.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// The value of a declared day, if it was given.
    pub fn day(&self, name: &str) -> Option<Date> {
        self.text(name)?.parse().ok()
    }

    /// A service of the cell.
    pub fn service<S: std::any::Any + Send + Sync>(&self) -> &S {
        self.call.cell.service::<S>()
    }

    /// Where the page begins, as the page before said it.
    pub fn cursor(&self) -> Option<&str> {
        self.text(rules::CURSOR)
    }

    /// How many items a page has at most.
    pub fn limit(&self) -> usize {
        self.text(rules::LIMIT).and_then(|it| it.parse().ok()).unwrap_or(rules::LIMIT_USUAL)
    }

    /// A cursor that is none of ours.
    pub fn bad_cursor() -> Problem {
        let detail = "参数 cursor 不是上一页给出的值。请从第一页重新开始。";
        Problem::new(StatusCode::BAD_REQUEST, "bad-cursor", detail)
    }
}

/// Answers a call: within its limit, with its parameters in order, counted and logged.
pub(super) async fn answer<F, A>(
    call: Call,
    operation: &'static Operation,
    query: Vec<(String, String)>,
    handler: F,
) -> Result<Json<Value>, Api>
where
    F: Fn(ApiCall) -> A,
    A: Future<Output = Result<Answer, Problem>>,
{
    let begun = call.now();
    let program = call.program.clone().ok_or_else(Problem::not_found)?;
    let (cell, key, db) = (call.cell.clone(), program.key, call.cell.db.clone());
    let (today, clock) = (call.today(), call.app.clone());
    let answered = run(call, program, operation, query, handler).await;
    let (status, refused) = match &answered {
        Ok(_) => (StatusCode::OK, false),
        Err(problem) => (problem.status, true),
    };
    let ms = clock.clock.now().duration_since(begun).as_millis();
    tracing::info!(cell = cell.key, %key, operation = operation.id, status = status.as_u16(), ms, "api call");
    let counted: Result<(), db::Error> = db::write!(db, "count an api call", |tx| {
        store::count_use(tx, key, today, operation.id, refused).await
    });
    if let Err(error) = counted {
        tracing::warn!(cell = cell.key, "an api call was not counted: {error}");
    }
    Ok(Json(answered?))
}

async fn run<F, A>(
    call: Call,
    program: Program,
    operation: &'static Operation,
    query: Vec<(String, String)>,
    handler: F,
) -> Result<Value, Problem>
where
    F: Fn(ApiCall) -> A,
    A: Future<Output = Result<Answer, Problem>>,
{
    let limits = &call.cell.service::<Sessions>().limits;
    let who = program.key.to_string();
    limits.take(PER_KEY, Who::Login(&who), call.now()).map_err(|_| too_often())?;
    let values = rules::values(operation, query)
        .map_err(|why| Problem::new(StatusCode::BAD_REQUEST, "bad-parameter", why))?;
    let answer = handler(ApiCall { call, program, values }).await?;
    let value = match answer {
        Answer::One(value) => value,
        Answer::Page(items, next) => json!({ "items": items, "next": next }),
    };
    debug_assert_eq!(document::misfits(operation, &value), Vec::<String>::new());
    Ok(value)
}

fn too_often() -> Problem {
    let detail =
        format!("这个密钥每分钟最多调用 {} 次。请降低频率，或改用更大的分页。", PER_KEY.times);
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-often", detail)
}
