//! An operation, declared once.

use web::{IntoResponse as _, Need, Problem, Routes};

use super::call::{Answer, ApiCall};

/// What a value looks like.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// A text.
    Text,
    /// A civil date: `2021-12-20`.
    Day,
    /// A whole number.
    Integer,
    /// Yes or no.
    Flag,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// This, or null.
    Maybe(&'static Shape),
    /// Any number of these.
    List(&'static Shape),
    /// These members, all of them.
    Object(&'static [Member]),
}

/// A member of an object.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// Its name.
    pub name: &'static str,
    /// What it says, for people.
    pub about: &'static str,
    /// What it looks like.
    pub shape: Shape,
}

/// What an operation can be asked.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// Its name in the query.
    pub name: &'static str,
    /// What it means, for people.
    pub about: &'static str,
    /// What it looks like: a text, a day, an integer, a choice.
    pub shape: Shape,
    /// Whether it must be there.
    pub required: bool,
}

/// Something that a program can ask.
#[derive(Debug)]
pub struct Operation {
    /// Its name for programs: `listSchools`.
    pub id: &'static str,
    /// Its path inside the cell: `/api/v1/schools`.
    pub path: &'static str,
    /// What it is, in a line, for people.
    pub summary: &'static str,
    /// What one should know about the answer.
    pub about: &'static str,
    /// The permission that a key needs.
    pub permission: &'static str,
    /// What it can be asked.
    pub parameters: &'static [Parameter],
    /// What is answered, or what each item of a page is.
    pub answer: Shape,
    /// Whether it answers page by page.
    pub pages: bool,
}

/// The operations of a module with what answers them.
#[derive(Default)]
pub struct ApiRoutes {
    /// What is declared.
    pub(super) operations: Vec<&'static Operation>,
    routes: Routes,
}

impl ApiRoutes {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers `operation` by `handler`.
    #[must_use]
    pub fn get<F, A>(mut self, operation: &'static Operation, handler: F) -> Self
    where
        F: Fn(ApiCall) -> A + Clone + Send + Sync + 'static,
        A: Future<Output = Result<Answer, Problem>> + Send + 'static,
    {
        self.operations.push(operation);
        let answer = move |call: web::Call, query: web::Filters<Vec<(String, String)>>| {
            let handler = handler.clone();
            async move { super::call::answer(call, operation, query.0, handler).await.into_response() }
        };
        self.routes = self.routes.get(operation.path, Need::Key(operation.permission), answer);
        self
    }

    /// The routes, for the table of all.
    pub fn into_routes(self) -> Routes {
        self.routes
    }
}
