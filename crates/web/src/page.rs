//! Pages on their way out, inside the shell that fits who reads them.

use maud::Markup;

use crate::{
    ui,
    visit::{Call, Visit},
};

/// A whole page on its way out.
pub type Html = axum::response::Html<String>;

impl Call {
    /// A page of this cell: with the navigation of whoever is logged in.
    pub fn page(&self, title: &str, body: &Markup) -> Html {
        let _ = self;
        ui::page(title, body)
    }
}

impl Visit {
    /// A page of this cell with the navigation of the identity in use.
    pub fn page(&self, title: &str, body: &Markup) -> Html {
        self.call().page(title, body)
    }
}

/// A page outside any cell.
pub fn bare(title: &str, body: &Markup) -> Html {
    ui::page(title, body)
}
