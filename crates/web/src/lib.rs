//! What every page and every API answer is made of.

pub mod problem;
pub mod testing;
pub mod ui;

use std::sync::Arc;

use db::Db;
use vocab::{Clock, Ids};

pub use axum::{
    Form, Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::Redirect,
    routing::{get, post},
};
pub use problem::{Api, Field, Page, Problem};

/// What a handler can reach. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// New identifiers.
    pub ids: Arc<Ids>,
}
