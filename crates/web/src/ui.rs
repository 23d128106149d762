//! The pieces that pages are put together from.

use maud::{DOCTYPE, Markup, html};

use crate::Html;

/// A whole page.
pub fn page(title: &str, body: &Markup) -> Html {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head { meta charset="utf-8"; title { (title) } link rel="stylesheet" href="/static/site.css"; }
            body { a.skip href="#main" { "Skip to the content" } main #main { (body) } }
        }
    };
    axum::response::Html(page.into_string())
}

/// A labelled text field.
pub fn text_field(name: &str, label: &str, hint: &str) -> Markup {
    html! {
        div.field {
            label for=(name) { (label) }
            p.hint id={ (name) "-hint" } { (hint) }
            input id=(name) name=(name) aria-describedby={ (name) "-hint" } required;
        }
    }
}

/// `text` as a QR code.
pub fn qr(text: &str) -> Markup {
    html! { pre { (text) } }
}
