//! A form: sections of fields, what is wrong with them on top, the buttons at the end.

use maud::{Markup, Render, html};

use super::{Text, icon};

/// A form that posts.
#[derive(Debug)]
pub struct Form<'a> {
    action: Text<'a>,
    csrf: &'a Markup,
    files: bool,
    errors: Vec<(Text<'a>, Text<'a>)>,
    problem: Option<Text<'a>>,
    sections: Vec<Markup>,
    buttons: Vec<Markup>,
    id: Option<&'static str>,
}

impl<'a> Form<'a> {
    /// Posts to `action`; `csrf` holds the hidden fields.
    pub fn new(action: impl Into<Text<'a>>, csrf: &'a Markup) -> Self {
        Self {
            action: action.into(),
            csrf,
            files: false,
            errors: Vec::new(),
            problem: None,
            sections: Vec::new(),
            buttons: Vec::new(),
            id: None,
        }
    }

    /// Carries files.
    #[must_use]
    pub fn with_files(mut self) -> Self {
        self.files = true;
        self
    }

    /// An id, where a page has several forms or a button outside of it.
    #[must_use]
    pub fn id(mut self, id: &'static str) -> Self {
        self.id = Some(id);
        self
    }

    /// What is wrong with a field: said on top, with a link to it. Give the field the same words.
    #[must_use]
    pub fn error(mut self, field: impl Into<Text<'a>>, words: impl Into<Text<'a>>) -> Self {
        self.errors.push((field.into(), words.into()));
        self
    }

    /// What is wrong with the whole.
    #[must_use]
    pub fn problem(mut self, words: impl Into<Text<'a>>) -> Self {
        self.problem = Some(words.into());
        self
    }

    /// Fields under a heading.
    #[must_use]
    pub fn section(mut self, title: &str, fields: impl Render) -> Self {
        self.sections.push(html! {
            section.form-section {
                h2 { (title) }
                div.fields { (fields) }
            }
        });
        self
    }

    /// Fields without a heading, or anything between the sections.
    #[must_use]
    pub fn part(mut self, content: impl Render) -> Self {
        self.sections.push(html! { div.form-section { div.fields { (content) } } });
        self
    }

    /// A button at the end; the first is what one came for.
    #[must_use]
    pub fn button(mut self, button: impl Render) -> Self {
        self.buttons.push(button.render());
        self
    }
}

impl Render for Form<'_> {
    fn render(&self) -> Markup {
        let kind = self.files.then_some("multipart/form-data");
        html! {
            (summary(self.problem.as_deref(), &self.errors))
            form.form.card id=[self.id] method="post" action=(self.action) enctype=[kind] data-guard {
                (self.csrf)
                @for section in &self.sections { (section) }
                @if !self.buttons.is_empty() {
                    div.form-end { div.actions { @for button in &self.buttons { (button) } } }
                }
            }
        }
    }
}

/// What is wrong, on top of the form, with the focus on it.
fn summary(problem: Option<&str>, errors: &[(Text, Text)]) -> Markup {
    if problem.is_none() && errors.is_empty() {
        return html! {};
    }
    html! {
        div.note.tone-bad.errors #errors role="alert" tabindex="-1" autofocus {
            (icon("alert-circle"))
            div.note-words {
                p.note-title {
                    @if let Some(problem) = problem { (problem) } @else { "有 " (errors.len()) " 处需要修改，内容尚未保存" }
                }
                @if !errors.is_empty() {
                    ul { @for (field, words) in errors { li { a href={ "#" (field) } { (words) } } } }
                }
            }
        }
    }
}
