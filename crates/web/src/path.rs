//! The parts of an address that name something.

use axum::{extract::FromRequestParts, http::request::Parts};
use serde::de::DeserializeOwned;

use crate::{App, Page, Problem};

/// What stands in the braces of a route's path, read as a `T`. What cannot be read names nothing,
/// and is answered like anything else that is not there.
#[derive(Debug, Clone, Copy)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Path<T> {
    type Rejection = Page;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Page> {
        let read = axum::extract::Path::<T>::from_request_parts(parts, app).await;
        read.map(|it| Self(it.0)).map_err(|_| Problem::not_found().into())
    }
}
