//! Buttons: links that look like one, and those that send a form.

use maud::{Markup, Render, html};

use super::{Text, icon};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weight {
    Primary,
    Plain,
    Danger,
    Ghost,
}

/// A button: a verb, and where it leads or what it sends.
#[derive(Debug, Clone)]
pub struct Button<'a> {
    label: Text<'a>,
    weight: Weight,
    icon: Option<&'static str>,
    href: Option<Text<'a>>,
    send: Option<(Text<'a>, Text<'a>)>,
    to: Option<Text<'a>>,
    confirm: Option<Text<'a>>,
    unchecked: bool,
    print: bool,
}

impl<'a> Button<'a> {
    fn new(label: impl Into<Text<'a>>) -> Self {
        Self {
            label: label.into(),
            weight: Weight::Plain,
            icon: None,
            href: None,
            send: None,
            to: None,
            confirm: None,
            unchecked: false,
            print: false,
        }
    }

    /// Leads to `href`.
    pub fn link(label: impl Into<Text<'a>>, href: impl Into<Text<'a>>) -> Self {
        let mut button = Self::new(label);
        button.href = Some(href.into());
        button
    }

    /// Sends the form around it.
    pub fn submit(label: impl Into<Text<'a>>) -> Self {
        Self::new(label)
    }

    /// Prints the page; shown only where script runs.
    pub fn print() -> Self {
        let mut button = Self::new("打印");
        button.print = true;
        button.icon("printer")
    }

    /// The one thing to do here. At most one on a page.
    #[must_use]
    pub fn primary(mut self) -> Self {
        self.weight = Weight::Primary;
        self
    }

    /// Does what cannot be undone, or refuses.
    #[must_use]
    pub fn danger(mut self) -> Self {
        self.weight = Weight::Danger;
        self
    }

    /// Without a border: for the third thing that one might do.
    #[must_use]
    pub fn ghost(mut self) -> Self {
        self.weight = Weight::Ghost;
        self
    }

    /// With an icon before the word.
    #[must_use]
    pub fn icon(mut self, name: &'static str) -> Self {
        self.icon = Some(name);
        self
    }

    /// Sends `name=value` along, so that one form can have several buttons.
    #[must_use]
    pub fn value(mut self, name: impl Into<Text<'a>>, value: impl Into<Text<'a>>) -> Self {
        self.send = Some((name.into(), value.into()));
        self
    }

    /// Sends the form to another address than its own.
    #[must_use]
    pub fn to(mut self, action: impl Into<Text<'a>>) -> Self {
        self.to = Some(action.into());
        self
    }

    /// Asks first, where script runs. What truly cannot be undone gets a page of its own as well
    /// ([`Confirm`](super::Confirm)).
    #[must_use]
    pub fn confirm(mut self, question: impl Into<Text<'a>>) -> Self {
        self.confirm = Some(question.into());
        self
    }

    /// Sends the form even where a required field is empty: 保存草稿.
    #[must_use]
    pub fn unchecked(mut self) -> Self {
        self.unchecked = true;
        self
    }
}

impl Render for Button<'_> {
    fn render(&self) -> Markup {
        let class = match self.weight {
            Weight::Primary => "btn btn-primary",
            Weight::Plain => "btn",
            Weight::Danger => "btn btn-outline-danger",
            Weight::Ghost => "btn btn-ghost",
        };
        let inside = html! { @if let Some(name) = self.icon { (icon(name)) } (self.label) };
        let (name, value) = self.send.as_ref().map_or((None, None), |(n, v)| (Some(n), Some(v)));
        if let Some(href) = &self.href {
            return html! { a class=(class) href=(href) { (inside) } };
        }
        if self.print {
            return html! { button class={ (class) " needs-script" } type="button" data-print { (inside) } };
        }
        html! {
            button class=(class) type="submit" name=[name] value=[value] formaction=[&self.to]
                data-confirm=[&self.confirm] formnovalidate[self.unchecked] { (inside) }
        }
    }
}

/// A form that is nothing but a button.
pub fn post(action: &str, csrf: &Markup, button: &Button) -> Markup {
    html! { form.post method="post" action=(action) { (csrf) (button) } }
}
