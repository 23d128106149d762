//! Small line drawings beside words, from one file that the browser keeps.

use maud::{Markup, html};

use crate::assets;

/// The names in `web-assets/icons.txt`: what `icons.svg` holds.
const NAMES: &str = include_str!("../../../../web-assets/icons.txt");

/// An icon. It only decorates: the word beside it says what it means.
pub fn icon(name: &str) -> Markup {
    debug_assert!(NAMES.lines().any(|it| it == name), "add {name} to web-assets/icons.txt");
    html! {
        svg.icon aria-hidden="true" focusable="false" { use href={ (assets::url("icons.svg")) "#" (name) } {} }
    }
}
