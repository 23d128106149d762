//! A choice of two to four in one row, made with a thumb: 到 / 缺 / 早退.

use maud::{Markup, Render, html};

use super::{Text, Tone};

/// One of a few, side by side.
#[derive(Debug)]
pub struct Segments<'a> {
    name: Text<'a>,
    label: Text<'a>,
    chosen: Text<'a>,
    options: Vec<(Text<'a>, Text<'a>, Tone)>,
}

impl<'a> Segments<'a> {
    /// Sent as `name`; read out as `label`, which is not shown: the row says it already.
    pub fn new(
        name: impl Into<Text<'a>>,
        label: impl Into<Text<'a>>,
        chosen: impl Into<Text<'a>>,
    ) -> Self {
        Self { name: name.into(), label: label.into(), chosen: chosen.into(), options: Vec::new() }
    }

    /// A value, its word, and the colour that it takes when chosen.
    #[must_use]
    pub fn option(
        mut self,
        value: impl Into<Text<'a>>,
        word: impl Into<Text<'a>>,
        tone: Tone,
    ) -> Self {
        self.options.push((value.into(), word.into(), tone));
        self
    }
}

impl Render for Segments<'_> {
    fn render(&self) -> Markup {
        html! {
            fieldset.segments {
                legend.visually-hidden { (self.label) }
                @for (value, word, tone) in &self.options {
                    label class=(tone.class()) {
                        input.visually-hidden type="radio" name=(self.name) value=(value) checked[*value == self.chosen];
                        span { (word) }
                    }
                }
            }
        }
    }
}
