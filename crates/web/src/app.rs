//! What every request can reach: the cells, the clock, and what the modules declare.

use std::{
    collections::{BTreeMap, BTreeSet},
    pin::Pin,
    sync::Arc,
};

use vocab::{Clock, Ids, Role};

use crate::{Actor, Cell, Metrics, Need, Program, Proxies, RouteInfo, mac::Mac};

/// A future that a trait object returns.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Finds out who a session's token belongs to. Given by the server, since accounts live above.
pub trait Authenticator: Send + Sync {
    /// The person behind `token`, if it is good at this moment.
    fn authenticate<'a>(
        &'a self,
        cell: &'a Cell,
        token: &'a str,
    ) -> Later<'a, Result<Option<Actor>, db::Error>>;

    /// The program behind `key`, if it is good at this moment. Where nobody knows of keys, none is.
    fn program<'a>(
        &'a self,
        _: &'a Cell,
        _key: &'a str,
    ) -> Later<'a, Result<Option<Program>, db::Error>> {
        Box::pin(async { Ok(None) })
    }
}

/// Something that may be done, and the roles that may do it unless a bureau says otherwise.
#[derive(Debug, Clone, Copy)]
pub struct Permission {
    /// The word in code and in [`Need::May`]: `student.read`.
    pub key: &'static str,
    /// As people read it on the permissions page.
    pub label: &'static str,
    /// Who may.
    pub roles: &'static [Role],
}

/// A line of the navigation.
#[derive(Debug, Clone, Copy)]
pub struct MenuItem {
    /// The heading that it stands under.
    pub group: &'static str,
    /// Its words.
    pub label: &'static str,
    /// The path inside the cell.
    pub path: &'static str,
    /// Its picture: a name from `web-assets/icons.txt`.
    pub icon: &'static str,
    /// Who sees it: those who may open it.
    pub need: Need,
}

/// Where a role starts after logging in.
#[derive(Debug, Clone, Copy)]
pub struct Home {
    /// The role.
    pub role: Role,
    /// The path inside the cell.
    pub path: &'static str,
}

/// What may be done by whom.
#[derive(Debug, Default, Clone)]
pub struct Permissions(BTreeMap<Role, BTreeSet<&'static str>>);

impl Permissions {
    /// The table that `declared` comes to.
    pub fn new<'a>(declared: impl IntoIterator<Item = &'a Permission>) -> Self {
        let mut table = BTreeMap::<Role, BTreeSet<&'static str>>::new();
        for permission in declared {
            for role in permission.roles {
                table.entry(*role).or_default().insert(permission.key);
            }
        }
        Self(table)
    }

    /// Whether `role` may do `key`.
    pub fn allow(&self, role: Role, key: &str) -> bool {
        self.0.get(&role).is_some_and(|it| it.contains(key))
    }
}

/// What is the same for every request of the process.
pub struct Site {
    /// The cells by their key.
    pub cells: BTreeMap<String, Arc<Cell>>,
    /// Real time.
    pub clock: Arc<dyn Clock>,
    /// New identifiers.
    pub ids: Arc<Ids>,
    /// Who a token belongs to.
    pub authenticator: Arc<dyn Authenticator>,
    /// Who may do what.
    pub permissions: Permissions,
    /// The navigation, in order.
    pub menu: Vec<MenuItem>,
    /// Where each role starts.
    pub homes: Vec<Home>,
    /// Every route with its need.
    pub routes: Vec<RouteInfo>,
    /// Signs what a form carries.
    pub mac: Mac,
    /// Whether cookies are only sent over TLS.
    pub secure_cookies: bool,
    /// The gateways whose word about a caller is taken.
    pub proxies: Proxies,
    /// What is counted of requests.
    pub metrics: Metrics,
}

/// What a handler can reach. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Site>);

impl App {
    /// An application over `site`.
    pub fn new(site: Site) -> Self {
        Self(Arc::new(site))
    }

    /// Where `role` starts.
    pub fn home(&self, role: Role) -> &'static str {
        self.homes.iter().find(|it| it.role == role).map_or("/me", |it| it.path)
    }
}

impl std::ops::Deref for App {
    type Target = Site;

    fn deref(&self) -> &Site {
        &self.0
    }
}
