//! Errors on their way to a person or to a program.
//!
//! A slice's own errors say what went wrong in its own words. Here that becomes a status, a code
//! that never changes and a sentence: as a page for a person, as RFC 9457 for a program.

use std::error::Error;

use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

/// What is wrong with one field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The field's name in the form.
    pub name: String,
    /// What to do about it.
    pub advice: String,
}

/// An error as the outside sees it.
#[derive(Debug, Clone)]
pub struct Problem {
    /// What programs are told.
    pub status: StatusCode,
    /// A word that never changes, for programs and the log.
    pub code: &'static str,
    /// What a person is told: what is wrong, and what to do next.
    pub detail: String,
    /// What is wrong field by field.
    pub fields: Vec<Field>,
}

impl Problem {
    /// A problem that the caller can do something about.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        debug_assert!(status.is_client_error(), "a fault of ours goes through `internal`");
        Self { status, code, detail: detail.into(), fields: Vec::new() }
    }

    /// What is not there, or is outside the caller's scope: the two are told alike.
    pub fn not_found() -> Self {
        let detail = "没有找到这个页面或这条记录。它可能已被移走，也可能不在您的管辖范围内。";
        Self::new(StatusCode::NOT_FOUND, "not-found", detail)
    }

    /// What was typed does not fit.
    pub fn unfit(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "unfit", detail)
    }

    /// A rule says no at this moment: the record is not in the state that this needs.
    pub fn refused(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "refused", detail)
    }

    /// The same, with what is wrong field by field.
    #[must_use]
    pub fn with_fields(mut self, fields: Vec<Field>) -> Self {
        self.fields = fields;
        self
    }

    /// A fault of ours: logged with its causes, and told as nothing but that.
    pub fn internal(error: &dyn Error) -> Self {
        tracing::error!(cause = error.source().map(tracing::field::display), "internal: {error}");
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            code: "internal",
            detail:
                "系统出了故障，刚才的内容没有保存。请稍后再试；如果一直这样，请告诉系统管理员。"
                    .to_owned(),
            fields: Vec::new(),
        }
    }

    /// The database cannot take anything at this moment; nothing was stored.
    pub fn unavailable(error: &dyn Error) -> Self {
        tracing::error!(
            cause = error.source().map(tracing::field::display),
            "unavailable: {error}"
        );
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            code: "unavailable",
            detail:
                "系统暂时不能保存数据，刚才的内容没有保存。系统恢复后会自动可用，请过几分钟再提交。"
                    .to_owned(),
            fields: Vec::new(),
        }
    }
}

impl From<db::Error> for Problem {
    fn from(error: db::Error) -> Self {
        use db::Error::{Contended, Full, Unreachable};
        match error {
            Contended { .. } | Full | Unreachable(_) => Self::unavailable(&error),
            _ => Self::internal(&error),
        }
    }
}

/// What a page's handler fails with. The page around it is drawn where the call is known.
#[derive(Debug)]
pub struct Page(Box<Problem>);

/// What an API's handler fails with.
#[derive(Debug)]
pub struct Api(Box<Problem>);

impl<E: Into<Problem>> From<E> for Page {
    fn from(error: E) -> Self {
        Self(Box::new(error.into()))
    }
}

impl<E: Into<Problem>> From<E> for Api {
    fn from(error: E) -> Self {
        Self(Box::new(error.into()))
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let mut response = (self.0.status, self.0.detail.clone()).into_response();
        response.extensions_mut().insert(*self.0);
        response
    }
}

impl IntoResponse for Api {
    fn into_response(self) -> Response {
        let Self(problem) = self;
        let fields: Vec<_> = problem
            .fields
            .iter()
            .map(|it| json!({ "name": it.name, "advice": it.advice }))
            .collect();
        let body = json!({
            "type": format!("/problems/{}", problem.code),
            "title": problem.code,
            "status": problem.status.as_u16(),
            "detail": problem.detail,
            "fields": fields,
        });
        let kind = [(header::CONTENT_TYPE, "application/problem+json")];
        (problem.status, kind, Json(body)).into_response()
    }
}
