//! What modules add to a cockpit beside its figures, and the cockpit need not know of: the targets of
//! a place, say. A module declares a [`Panel`]; whoever shows a cockpit asks for all of them.

use std::sync::Arc;

use vocab::PlaceId;
use web::{Later, Markup, Problem, Visit};

use crate::Module;

/// Shows a panel for a place; nothing where there is nothing to show, or not for this visitor.
pub type Show = for<'a> fn(&'a Visit, PlaceId) -> Later<'a, Result<Option<Markup>, Problem>>;

/// A part of a cockpit.
#[derive(Clone, Copy)]
pub struct Panel {
    /// Its word, for messages.
    pub key: &'static str,
    /// Shows it.
    pub show: Show,
}

/// The panels of all modules, as a service of the cell.
#[derive(Clone, Default)]
pub struct Panels(Arc<Vec<Panel>>);

impl Panels {
    /// What `modules` declare.
    pub fn of<'a>(modules: impl IntoIterator<Item = &'a Module>) -> Self {
        Self(Arc::new(modules.into_iter().flat_map(|it| it.panels).copied().collect()))
    }

    /// All of them, shown for a place, in the order of the modules.
    ///
    /// # Errors
    ///
    /// If one of them cannot be read.
    pub async fn show(&self, visit: &Visit, place: PlaceId) -> Result<Vec<Markup>, Problem> {
        let mut all = Vec::new();
        for it in self.0.iter() {
            all.extend((it.show)(visit, place).await?);
        }
        Ok(all)
    }
}
