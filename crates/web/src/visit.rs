//! A request with everything that a handler needs to answer it.

use std::{ops::Deref, sync::Arc};

use axum::{extract::FromRequestParts, http::request::Parts};
use db::Db;
use jiff::{Timestamp, civil};
use maud::{Markup, html};
use vocab::{Id, Kind};

use crate::{Actor, App, Cell, Method, Need, Page, Problem, Program, StatusCode, ui::Address};

/// A request to a cell, from anyone.
#[derive(Clone)]
pub struct Call {
    /// The application.
    pub app: App,
    /// The cell that the address names.
    pub cell: Arc<Cell>,
    /// Who is logged in, if anyone is.
    pub actor: Option<Actor>,
    /// The program that asks, if one does, with its key.
    pub program: Option<Program>,
    /// The path and query inside the cell.
    pub(crate) place: Arc<str>,
    /// The page of this cell that the reader comes from, where the browser says so.
    pub(crate) from: Option<Arc<str>>,
    /// The name by which the reader reached this server.
    pub(crate) host: Arc<str>,
    /// Whether the reader asked for large type.
    pub(crate) large: bool,
    /// The network address of the caller, for limits.
    pub remote: Option<std::net::IpAddr>,
    /// Whether the caller came over TLS, as a gateway of ours says.
    pub(crate) over_tls: bool,
}

impl Call {
    /// The cell's database.
    pub fn db(&self) -> &Db {
        &self.cell.db
    }

    /// Real time: sessions, limits, leases.
    pub fn now(&self) -> Timestamp {
        self.app.clock.now()
    }

    /// Civil time in the cell: deadlines, terms.
    pub fn civil_now(&self) -> civil::DateTime {
        self.cell.calendar.now()
    }

    /// The civil date in the cell.
    pub fn today(&self) -> civil::Date {
        self.cell.calendar.today()
    }

    /// A new identifier.
    pub fn new_id<K: Kind>(&self) -> Id<K> {
        self.app.ids.make(self.now())
    }

    /// The address of `path` inside this cell.
    pub fn link(&self, path: &str) -> String {
        format!("/{}{path}", self.cell.key)
    }

    /// Whether cookies of this answer are only for TLS, and addresses say https.
    pub fn is_secure(&self) -> bool {
        self.app.secure_cookies || self.over_tls
    }

    /// The address of `path` inside this cell as it stands on paper: with scheme and host.
    pub fn absolute(&self, path: &str) -> String {
        let scheme = if self.is_secure() { "https" } else { "http" };
        format!("{scheme}://{}{}", self.host, self.link(path))
    }

    /// The path and query of this request, inside the cell.
    pub fn path_and_query(&self) -> &str {
        &self.place
    }

    /// The path of this request, inside the cell.
    pub fn path(&self) -> &str {
        self.place.split('?').next().unwrap_or("/")
    }

    /// The address of this request, for the links of a list.
    pub fn here(&self) -> Address {
        let (path, query) = self.place.split_once('?').unwrap_or((&self.place, ""));
        Address::new(&self.link(path), query)
    }

    /// What the cell's clock showed at a moment in real time, or would have: a demonstration's
    /// calendar may have been moved since.
    pub fn civil_of(&self, at: Timestamp) -> civil::DateTime {
        self.civil_now().saturating_add(at.duration_since(self.now()))
    }

    /// Whether the person in this call may do what `need` says.
    pub fn meets(&self, need: Need) -> bool {
        match (need, &self.actor) {
            (Need::Open, _) | (Need::SignedIn, Some(_)) => true,
            (Need::May(key), Some(actor)) => self.app.permissions.allow(actor.role(), key),
            (Need::Key(key), _) => {
                self.program.as_ref().is_some_and(|it| it.permissions.contains(key))
            }
            _ => false,
        }
    }

    /// Whether the role of the person in this call opens the page at `path`, which may have a query:
    /// what somebody could not open is no link.
    pub fn may_open(&self, path: &str) -> bool {
        let path = path.split('?').next().unwrap_or_default();
        let fitting = self.app.routes.iter().filter(|it| it.method == Method::GET && it.fits(path));
        // What is written out goes before what is left open, as with the router.
        let found = fitting.min_by_key(|it| it.path.matches('{').count());
        found.is_some_and(|it| self.meets(it.need))
    }

    /// The hidden field that shows that a form came from a page of ours in this session.
    pub fn csrf(&self) -> Markup {
        html! { input type="hidden" name="csrf" value=(self.csrf_token()); }
    }

    /// The value of that field.
    pub fn csrf_token(&self) -> String {
        self.app.mac.sign(&["csrf", &self.cell.key, &self.session_text()])
    }

    pub(crate) fn csrf_is_good(&self, token: &str) -> bool {
        self.app.mac.is_good(&["csrf", &self.cell.key, &self.session_text()], token)
    }

    /// A hidden field `id` with a new identifier for what the form makes, so that a form sent
    /// twice makes one row.
    pub fn form_id<K: Kind>(&self, form: &str) -> Markup {
        let id = self.new_id::<K>().to_string();
        let mac = self.app.mac.sign(&["form", form, &self.session_text(), &id]);
        html! { input type="hidden" name="id" value={ (id) "." (mac) }; }
    }

    /// The same for a form that comes back with what was typed: the identifier that came with it goes
    /// out again, so that sending it once more still makes one row.
    pub fn form_id_again<K: Kind>(&self, form: &str, typed: &str) -> Markup {
        if typed.is_empty() {
            return self.form_id::<K>(form);
        }
        html! { input type="hidden" name="id" value=(typed); }
    }

    /// The identifier that a form brings back, if it is one of ours for this session and form.
    pub fn accept_form_id<K: Kind>(&self, form: &str, text: &str) -> Result<Id<K>, Problem> {
        let refused = || {
            let detail =
                "这张表单不是从本系统的页面打开的，或者已经失效。请回到上一页重新打开再填。";
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "foreign-form", detail)
        };
        let (id, mac) = text.rsplit_once('.').ok_or_else(refused)?;
        let good = self.app.mac.is_good(&["form", form, &self.session_text(), id], mac);
        if good { id.parse().map_err(|_| refused()) } else { Err(refused()) }
    }

    fn session_text(&self) -> String {
        self.actor.as_ref().map_or_else(String::new, |it| it.session.to_string())
    }
}

/// A request from someone who is logged in.
#[derive(Clone)]
pub struct Visit {
    call: Call,
    /// Who it is.
    pub actor: Actor,
}

impl Visit {
    /// The call, for what takes one from anyone.
    pub fn call(&self) -> &Call {
        &self.call
    }
}

impl Deref for Visit {
    type Target = Call;

    fn deref(&self) -> &Call {
        &self.call
    }
}

impl FromRequestParts<App> for Call {
    type Rejection = Page;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Page> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Problem::not_found().into())
    }
}

impl FromRequestParts<App> for Visit {
    type Rejection = Page;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Page> {
        let call = Call::from_request_parts(parts, app).await?;
        let actor = call.actor.clone().ok_or_else(Problem::not_found)?;
        Ok(Self { call, actor })
    }
}
