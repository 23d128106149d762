//! Saying what happened, what to mind, and that there is nothing here.

use maud::{Markup, Render, html};

use super::{Text, Tone, icon};

/// A sentence that one should not miss.
#[derive(Debug, Default)]
pub struct Alert<'a> {
    tone: Tone,
    title: Text<'a>,
    detail: Option<Markup>,
    actions: Vec<Markup>,
}

impl<'a> Alert<'a> {
    /// What happened, in one sentence.
    pub fn new(tone: Tone, title: impl Into<Text<'a>>) -> Self {
        Self { tone, title: title.into(), ..Self::default() }
    }

    /// More about it: why, and what to do next.
    #[must_use]
    pub fn detail(mut self, words: impl Render) -> Self {
        self.detail = Some(words.render());
        self
    }

    /// A button or a form: 撤销.
    #[must_use]
    pub fn action(mut self, button: impl Render) -> Self {
        self.actions.push(button.render());
        self
    }
}

impl Render for Alert<'_> {
    fn render(&self) -> Markup {
        let role = if self.tone == Tone::Bad { "alert" } else { "status" };
        html! {
            div class={ "note " (self.tone.class()) } role=(role) {
                (icon(self.tone.icon()))
                div.note-words {
                    p.note-title { (self.title) }
                    @if let Some(detail) = &self.detail { div { (detail) } }
                }
                @if !self.actions.is_empty() { div.note-actions { @for action in &self.actions { (action) } } }
            }
        }
    }
}

/// Nothing here: says so, and what to do about it.
#[derive(Debug, Default)]
pub struct Empty<'a> {
    title: Text<'a>,
    hint: Option<Text<'a>>,
    action: Option<Markup>,
}

impl<'a> Empty<'a> {
    /// 还没有课程.
    pub fn new(title: impl Into<Text<'a>>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// What to do: 先新建一门课程，或从县级目录中选用.
    #[must_use]
    pub fn hint(mut self, words: impl Into<Text<'a>>) -> Self {
        self.hint = Some(words.into());
        self
    }

    /// The button for it.
    #[must_use]
    pub fn action(mut self, button: impl Render) -> Self {
        self.action = Some(button.render());
        self
    }
}

impl Render for Empty<'_> {
    fn render(&self) -> Markup {
        html! {
            div.empty-state {
                (icon("inbox"))
                p.empty-title { (self.title) }
                @if let Some(hint) = &self.hint { p.empty-hint { (hint) } }
                @if let Some(action) = &self.action { div.actions { (action) } }
            }
        }
    }
}
