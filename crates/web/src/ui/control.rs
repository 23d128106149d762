//! What one types into or chooses from: the inside of a [`Field`].

use maud::{Markup, html};

use super::{Field, Text};

/// The kinds of controls.
#[derive(Debug)]
pub(super) enum Control<'a> {
    /// `input` of a type, with the keyboard that a phone should show.
    Line(&'static str, Option<&'static str>),
    Lines(u8),
    Select(Vec<(Text<'a>, Text<'a>)>),
    Radio(Vec<(Text<'a>, Text<'a>)>),
    Checkboxes(Vec<(Text<'a>, Text<'a>, bool)>),
    Checkbox(bool),
    /// What a browser offers, whether several may be chosen, whether a phone opens its camera.
    File {
        accept: &'static str,
        several: bool,
        camera: bool,
    },
}

impl Control<'_> {
    /// Whether it is several inputs under one heading.
    pub(super) fn is_group(&self) -> bool {
        matches!(self, Self::Radio(_) | Self::Checkboxes(_))
    }

    pub(super) fn render_for(&self, field: &Field) -> Markup {
        match self {
            Self::Line(kind, keyboard) => line(field, kind, *keyboard),
            Self::Lines(lines) => long(field, *lines),
            Self::Select(options) => select(field, options),
            Self::Radio(options) => radio(field, options),
            Self::Checkboxes(options) => checkboxes(field, options),
            Self::Checkbox(ticked) => checkbox(field, *ticked),
            Self::File { accept, several, camera } => file(field, accept, (*several, *camera)),
        }
    }
}

fn invalid(field: &Field) -> Option<&'static str> {
    field.error.is_some().then_some("true")
}

fn line(field: &Field, kind: &str, keyboard: Option<&str>) -> Markup {
    let input = html! {
        input.form-control id=(field.name) name=(field.name) type=(kind) inputmode=[keyboard]
            value=[(kind != "password").then_some(&field.value)]
            min=[&field.range.0] max=[&field.range.1] maxlength=[field.max_length]
            autocomplete=[field.autocomplete] required[field.is_required()] readonly[field.is_read_only()]
            aria-invalid=[invalid(field)] aria-describedby=[field.described_by()];
    };
    html! {
        @if let Some(unit) = &field.unit {
            span.with-unit { (input) span.unit { (unit) } }
        } @else { (input) }
    }
}

fn long(field: &Field, lines: u8) -> Markup {
    html! {
        textarea.form-control id=(field.name) name=(field.name) rows=(lines) maxlength=[field.max_length]
            required[field.is_required()] readonly[field.is_read_only()]
            aria-invalid=[invalid(field)] aria-describedby=[field.described_by()] { (field.value) }
    }
}

fn select(field: &Field, options: &[(Text, Text)]) -> Markup {
    let known = options.iter().any(|(value, _)| *value == field.value);
    html! {
        select.form-select id=(field.name) name=(field.name) required[field.is_required()]
            aria-invalid=[invalid(field)] aria-describedby=[field.described_by()] {
            @if !known || field.value.is_empty() || !field.is_required() { option value="" { "请选择" } }
            @for (value, word) in options.iter().filter(|(value, _)| !value.is_empty()) {
                option value=(value) selected[*value == field.value] { (word) }
            }
        }
    }
}

fn radio(field: &Field, options: &[(Text, Text)]) -> Markup {
    html! {
        div.choices {
            @for (at, (value, word)) in options.iter().enumerate() {
                @let id = format!("{}-{at}", field.name);
                label.choice for=(id) {
                    input.form-check-input id=(id) type="radio" name=(field.name) value=(value)
                        checked[*value == field.value] required[field.is_required()];
                    span { (word) }
                }
            }
        }
    }
}

fn checkboxes(field: &Field, options: &[(Text, Text, bool)]) -> Markup {
    html! {
        div.choices {
            @for (at, (value, word, ticked)) in options.iter().enumerate() {
                @let id = format!("{}-{at}", field.name);
                label.choice for=(id) {
                    input.form-check-input id=(id) type="checkbox" name=(field.name) value=(value) checked[*ticked];
                    span { (word) }
                }
            }
        }
    }
}

fn checkbox(field: &Field, ticked: bool) -> Markup {
    html! {
        label.choice for=(field.name) {
            input.form-check-input id=(field.name) type="checkbox" name=(field.name) value="1" checked[ticked]
                required[field.is_required()] aria-invalid=[invalid(field)] aria-describedby=[field.described_by()];
            span { (field.label) }
        }
    }
}

fn file(field: &Field, accept: &str, (several, camera): (bool, bool)) -> Markup {
    html! {
        input.form-control id=(field.name) name=(field.name) type="file" accept=(accept)
            multiple[several] capture=[camera.then_some("environment")] required[field.is_required()]
            aria-invalid=[invalid(field)] aria-describedby=[field.described_by()];
    }
}
