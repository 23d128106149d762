//! What every page and every API answer is made of: routes that declare their need, who is
//! asking, forms that cannot be forged, errors as pages, the shell and the components.
//!
//! | file | holds |
//! |---|---|
//! | `app.rs` | what every request can reach; what modules declare |
//! | `cell.rs`, `actor.rs` | one county; one signed-in person |
//! | `kept.rs` | what was counted from the records, until something is written |
//! | `routes.rs` | routes with their need |
//! | `visit.rs`, `path.rs`, `form.rs`, `upload.rs` | a request, what it names and what was posted |
//! | `proxy.rs`, `metrics.rs` | whose word about a caller counts; what is counted of requests |
//! | `serve.rs` | the way in: cell, person, routes, headers |
//! | `problem.rs`, `page.rs`, `ui/` | what goes out |
//!
//! **Invariant:** this crate knows no pupil and no school, and no table of a database.

pub mod actor;
pub mod app;
pub mod assets;
pub mod cell;
pub mod form;
pub mod kept;
pub mod mac;
pub mod metrics;
pub mod page;
pub mod path;
pub mod problem;
pub mod proxy;
pub mod routes;
pub mod serve;
pub mod testing;
pub mod ui;
pub mod upload;
pub mod visit;

pub use actor::{Actor, Identity, KeyId, Program, kinds::KeyId as KeyKind};
pub use app::{App, Authenticator, Home, Later, MenuItem, Permission, Permissions, Site};
pub use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::Multipart,
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
pub use cell::Cell;
pub use form::escaped;
pub use form::{Filters, Form, NoFields};
pub use mac::Mac;
pub use maud::{Markup, html};
pub use metrics::Metrics;
pub use page::{Html, WAITING};
pub use path::Path;
pub use problem::{Api, Field, Page, Problem};
pub use proxy::{Network, Origin, Proxies, ProxyHeader};
pub use routes::{Need, RouteInfo, Routes};
pub use upload::{Posts, Sent, Upload};
pub use visit::{Call, Visit};
