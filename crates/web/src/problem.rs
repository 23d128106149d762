//! Errors on their way to a person or to a program.
//!
//! A slice's own errors say what went wrong in its own words. Here that becomes a status, a code
//! that never changes and a sentence: as a page for a person, as RFC 9457 for a program.

use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use maud::{Markup, html};
use serde_json::json;

use crate::ui;

/// What is wrong with one field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The field's name in the form.
    pub name: &'static str,
    /// What to do about it.
    pub advice: String,
}

/// An error as the outside sees it.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: String,
    fields: Vec<Field>,
}

impl Problem {
    /// A problem that the caller can do something about.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        debug_assert!(status.is_client_error(), "a fault of ours goes through `internal`");
        Self { status, code, detail: detail.into(), fields: Vec::new() }
    }

    /// The same, with what is wrong field by field.
    #[must_use]
    pub fn with_fields(mut self, fields: Vec<Field>) -> Self {
        self.fields = fields;
        self
    }

    /// A fault of ours: logged with its causes, and told as nothing but that.
    pub fn internal(error: &dyn std::error::Error) -> Self {
        tracing::error!(source = ?error.source(), "internal: {error}");
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            code: "internal",
            detail: "Something went wrong on our side. Nothing was saved.".to_owned(),
            fields: Vec::new(),
        }
    }
}

impl From<db::Error> for Problem {
    fn from(error: db::Error) -> Self {
        Self::internal(&error)
    }
}

/// What a page's handler fails with.
#[derive(Debug)]
pub struct Page(Problem);

/// What an API's handler fails with.
#[derive(Debug)]
pub struct Api(Problem);

impl<E: Into<Problem>> From<E> for Page {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl<E: Into<Problem>> From<E> for Api {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let Self(problem) = self;
        let body: Markup = html! {
            h1 { (problem.detail) }
            @if !problem.fields.is_empty() {
                ul.errors { @for field in &problem.fields { li { a href={ "#" (field.name) } { (field.advice) } } } }
            }
        };
        (problem.status, ui::page("Problem", &body)).into_response()
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
