//! A cell: one county, its database, its calendar and the services that stand beside them.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    fmt,
    sync::Arc,
};

use db::Db;
use vocab::Calendar;

use crate::kept::Kept;

/// One county. Nothing in a request crosses cells.
pub struct Cell {
    /// The first segment of its addresses.
    pub key: String,
    /// As people call it: 慈溪市.
    pub name: String,
    /// Its database.
    pub db: Db,
    /// Its civil time.
    pub calendar: Arc<dyn Calendar>,
    /// Whether everything in it is invented; then every page says so.
    pub demo: bool,
    pub(crate) kept: Kept,
    services: HashMap<TypeId, Box<dyn Any + Send + Sync>>,
}

impl fmt::Debug for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cell")
            .field("key", &self.key)
            .field("demo", &self.demo)
            .finish_non_exhaustive()
    }
}

impl Cell {
    /// A cell without services.
    pub fn new(key: &str, name: &str, db: Db, calendar: Arc<dyn Calendar>, demo: bool) -> Self {
        Self {
            key: key.to_owned(),
            name: name.to_owned(),
            db,
            calendar,
            demo,
            kept: Kept::new(),
            services: HashMap::new(),
        }
    }

    /// The same cell with `service`, which a floor above finds again by its type.
    #[must_use]
    pub fn with<S: Any + Send + Sync>(mut self, service: S) -> Self {
        self.services.insert(TypeId::of::<S>(), Box::new(service));
        self
    }

    /// The service of type `S`, where a cell may do without it.
    pub fn find_service<S: Any + Send + Sync>(&self) -> Option<&S> {
        self.services.get(&TypeId::of::<S>()).and_then(|it| it.downcast_ref())
    }

    /// The service of type `S`.
    ///
    /// # Panics
    ///
    /// If the server did not wire it: a slip that the first request of any test shows.
    pub fn service<S: Any + Send + Sync>(&self) -> &S {
        self.find_service().expect("the server wires every service that a module asks for")
    }
}
