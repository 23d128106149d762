//! Deciding a case, and being asked once more before what cannot be undone.

use maud::{Markup, Render, html};

use super::{Button, Field, Text, Tone, icon};

/// The two or three decisions of a task, with the box for the reason.
#[derive(Debug)]
pub struct Decide<'a> {
    action: Text<'a>,
    csrf: &'a Markup,
    reason: Option<Field<'a>>,
    more: Option<Markup>,
    buttons: Vec<Button<'a>>,
}

impl<'a> Decide<'a> {
    /// Posts to `action` as `decision=…` and `reason=…`.
    pub fn new(action: impl Into<Text<'a>>, csrf: &'a Markup) -> Self {
        Self { action: action.into(), csrf, reason: None, more: None, buttons: Vec::new() }
    }

    /// The box for the reason; say in its hint for which decision it must be filled in.
    #[must_use]
    pub fn reason(mut self, field: Field<'a>) -> Self {
        self.reason = Some(field);
        self
    }

    /// Further fields that belong to the decision.
    #[must_use]
    pub fn fields(mut self, content: impl Render) -> Self {
        self.more = Some(content.render());
        self
    }

    /// A decision: `Decide::button` adds its `value` to a verb. Put what is usual first.
    #[must_use]
    pub fn choice(mut self, value: impl Into<Text<'a>>, button: Button<'a>) -> Self {
        self.buttons.push(button.value("decision", value));
        self
    }
}

impl Render for Decide<'_> {
    fn render(&self) -> Markup {
        html! {
            form.decide method="post" action=(self.action) data-guard {
                (self.csrf)
                @if let Some(more) = &self.more { div.fields { (more) } }
                @if let Some(reason) = &self.reason { (reason) }
                div.actions { @for button in &self.buttons { (button) } }
            }
        }
    }
}

/// What was checked, and how it came out: rules in the words that the reader knows.
pub fn checks<'a>(all: impl IntoIterator<Item = (Tone, Text<'a>)>) -> Markup {
    html! {
        ul.checks { @for (tone, words) in all { li class=(tone.class()) { (icon(tone.icon())) span { (words) } } } }
    }
}

/// A page's question before an act that cannot be undone: what will happen, to how many, and the
/// way back. It works without script.
#[derive(Debug)]
pub struct Confirm<'a> {
    question: Text<'a>,
    consequences: Vec<Markup>,
    action: Text<'a>,
    hidden: Markup,
    button: Button<'a>,
    back: Text<'a>,
}

impl<'a> Confirm<'a> {
    /// Asks `question`; `hidden` holds the CSRF field and whatever the act must get again.
    pub fn new(
        question: impl Into<Text<'a>>,
        action: impl Into<Text<'a>>,
        hidden: Markup,
        button: Button<'a>,
        back: impl Into<Text<'a>>,
    ) -> Self {
        Self {
            question: question.into(),
            consequences: Vec::new(),
            action: action.into(),
            hidden,
            button,
            back: back.into(),
        }
    }

    /// Something that will happen.
    #[must_use]
    pub fn consequence(mut self, words: impl Render) -> Self {
        self.consequences.push(words.render());
        self
    }
}

impl Render for Confirm<'_> {
    fn render(&self) -> Markup {
        html! {
            section.card.confirm {
                h2 { (self.question) }
                @if !self.consequences.is_empty() {
                    ul { @for it in &self.consequences { li { (it) } } }
                }
                form method="post" action=(self.action) {
                    (self.hidden)
                    div.actions { (self.button) (Button::link("不了，返回", self.back.as_ref())) }
                }
            }
        }
    }
}
