//! What programs ask: keys, routes, and the document that describes them.
//!
//! A module declares an [`Operation`] once: path, permission, parameters, shape of the answer. The
//! route, the reading of parameters, the OpenAPI 3.1 document and the page for people are made from
//! it, and while debugging every answer is held against its shape, so the document cannot say what
//! is not so.
//!
//! A key has a scope (one place with all in it), a set of permissions and usually an end. It is
//! shown once and kept as a digest; each call is limited, counted and logged. A session opens no
//! route here, and a key opens no page. What is answered are schools, classes and figures with
//! numerator and denominator: no operation may tell who somebody is.

mod actions;
mod call;
mod declare;
mod document;
mod pages;
mod rules;
mod store;
#[cfg(test)]
mod tests;
mod views;

use vocab::Role;
use web::{MenuItem, Need, Permission, Routes};

pub use call::{Answer, ApiCall};
pub use declare::{ApiRoutes, Member, Operation, Parameter, Shape};
pub use document::{Operations, document};
pub use store::keys_without_end;
pub(crate) use store::program;

/// Making and revoking keys.
pub(crate) const MANAGE: Permission =
    Permission { key: "api-key.manage", label: "管理接口密钥", roles: &[Role::SystemAdmin] };

/// The keys.
pub(crate) const KEYS: MenuItem = MenuItem {
    group: "系统",
    label: "接口密钥",
    path: "/api-keys",
    icon: "key",
    need: Need::May("api-key.manage"),
};

/// The pages.
pub(crate) fn routes() -> Routes {
    pages::routes()
}
