//! A field of a form: label, control, hint, error, all tied to each other.

use maud::{Markup, Render, html};

use super::{Text, control::Control, icon};

/// Whether it must be filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Duty {
    Optional,
    Sometimes,
    Required,
    ReadOnly,
}

/// A field. Its `id` is its name, so that an error can lead to it.
#[derive(Debug)]
pub struct Field<'a> {
    pub(super) name: Text<'a>,
    pub(super) label: Text<'a>,
    pub(super) control: Control<'a>,
    pub(super) value: Text<'a>,
    pub(super) hint: Option<Text<'a>>,
    pub(super) error: Option<Text<'a>>,
    pub(super) duty: Duty,
    pub(super) max_length: Option<u32>,
    pub(super) autocomplete: Option<&'static str>,
    pub(super) unit: Option<Text<'a>>,
    pub(super) range: (Option<Text<'a>>, Option<Text<'a>>),
    pub(super) narrow: bool,
}

impl<'a> Field<'a> {
    fn new(name: impl Into<Text<'a>>, label: impl Into<Text<'a>>, control: Control<'a>) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            control,
            value: Text::default(),
            hint: None,
            error: None,
            duty: Duty::Optional,
            max_length: None,
            autocomplete: None,
            unit: None,
            range: (None, None),
            narrow: false,
        }
    }

    /// One line of text.
    pub fn text(name: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        Self::new(name, label, Control::Line("text", None))
    }

    /// Several lines.
    pub fn long(name: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        Self::new(name, label, Control::Lines(4))
    }

    /// A password; never filled in.
    pub fn password(name: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        Self::new(name, label, Control::Line("password", None))
    }

    /// A telephone number.
    pub fn phone(name: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        Self::new(name, label, Control::Line("tel", Some("tel"))).narrow()
    }

    /// A whole number.
    pub fn number(name: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        Self::new(name, label, Control::Line("text", Some("numeric"))).narrow()
    }

    /// An amount in yuan: 1234.50.
    pub fn money(name: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        Self::new(name, label, Control::Line("text", Some("decimal"))).narrow().unit("元")
    }

    /// A number with decimals: 36.5.
    pub fn decimal(name: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        Self::new(name, label, Control::Line("text", Some("decimal"))).narrow()
    }

    /// A day.
    pub fn date(name: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        Self::new(name, label, Control::Line("date", None)).narrow()
    }

    /// A time of day.
    pub fn time(name: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        Self::new(name, label, Control::Line("time", None)).narrow()
    }

    /// A day and a time.
    pub fn moment(name: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        Self::new(name, label, Control::Line("datetime-local", None)).narrow()
    }

    /// One of many, from a list that opens: pairs of value and word.
    pub fn select<V, W>(
        name: impl Into<Text<'a>>,
        label: impl Into<Text<'a>>,
        options: impl IntoIterator<Item = (V, W)>,
    ) -> Self
    where
        V: Into<Text<'a>>,
        W: Into<Text<'a>>,
    {
        let options = options.into_iter().map(|(value, word)| (value.into(), word.into()));
        Self::new(name, label, Control::Select(options.collect()))
    }

    /// One of a few, all in sight.
    pub fn radio<V, W>(
        name: impl Into<Text<'a>>,
        label: impl Into<Text<'a>>,
        options: impl IntoIterator<Item = (V, W)>,
    ) -> Self
    where
        V: Into<Text<'a>>,
        W: Into<Text<'a>>,
    {
        let options = options.into_iter().map(|(value, word)| (value.into(), word.into()));
        Self::new(name, label, Control::Radio(options.collect()))
    }

    /// Any of a few: each chosen one arrives as `name=value`.
    pub fn checkboxes<V, W>(
        name: impl Into<Text<'a>>,
        label: impl Into<Text<'a>>,
        options: impl IntoIterator<Item = (V, W)>,
        chosen: &[&str],
    ) -> Self
    where
        V: Into<Text<'a>>,
        W: Into<Text<'a>>,
    {
        let options = options.into_iter().map(|(value, word)| {
            let value: Text<'a> = value.into();
            let ticked = chosen.contains(&value.as_ref());
            (value, word.into(), ticked)
        });
        Self::new(name, label, Control::Checkboxes(options.collect()))
    }

    /// A single yes: `name=1` if ticked.
    pub fn checkbox(name: impl Into<Text<'a>>, label: impl Into<Text<'a>>, ticked: bool) -> Self {
        Self::new(name, label, Control::Checkbox(ticked))
    }

    /// A file. `accept` is what the browser offers: `.xlsx,.csv` or `image/*`.
    pub fn file(
        name: impl Into<Text<'a>>,
        label: impl Into<Text<'a>>,
        accept: &'static str,
    ) -> Self {
        Self::new(name, label, Control::File { accept, several: false, camera: false })
    }

    /// Several files at once, for a file field.
    #[must_use]
    pub fn several(mut self) -> Self {
        if let Control::File { several, .. } = &mut self.control {
            *several = true;
        }
        self
    }

    /// A phone opens its camera, for a file field; a desk offers files as ever.
    #[must_use]
    pub fn from_camera(mut self) -> Self {
        if let Control::File { camera, .. } = &mut self.control {
            *camera = true;
        }
        self
    }

    /// What is in it already: the stored value, or what was typed the last time.
    #[must_use]
    pub fn value(mut self, value: impl Into<Text<'a>>) -> Self {
        self.value = value.into();
        self
    }

    /// What to write here, said before one errs.
    #[must_use]
    pub fn hint(mut self, words: impl Into<Text<'a>>) -> Self {
        self.hint = Some(words.into());
        self
    }

    /// What is wrong with it, and what to do.
    #[must_use]
    pub fn error(mut self, words: Option<impl Into<Text<'a>>>) -> Self {
        self.error = words.map(Into::into);
        self
    }

    /// Must be filled in; the others say （选填）.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.duty = Duty::Required;
        self
    }

    /// Must be filled in some cases; the hint says which.
    #[must_use]
    pub fn sometimes(mut self) -> Self {
        self.duty = Duty::Sometimes;
        self
    }

    /// Shown, not to be changed; still sent.
    #[must_use]
    pub fn read_only(mut self) -> Self {
        self.duty = Duty::ReadOnly;
        self
    }

    /// At most so many characters.
    #[must_use]
    pub fn max_length(mut self, characters: u32) -> Self {
        self.max_length = Some(characters);
        self
    }

    /// The browser's word for it (`username`, `one-time-code`, `tel` …), so that it can help.
    #[must_use]
    pub fn autocomplete(mut self, word: &'static str) -> Self {
        self.autocomplete = Some(word);
        self
    }

    /// What it is counted in, said behind it: 人, 元, 分钟.
    #[must_use]
    pub fn unit(mut self, word: impl Into<Text<'a>>) -> Self {
        self.unit = Some(word.into());
        self
    }

    /// The first and last day or time that a picker offers.
    #[must_use]
    pub fn between(mut self, first: impl Into<Text<'a>>, last: impl Into<Text<'a>>) -> Self {
        self.range = (Some(first.into()), Some(last.into()));
        self
    }

    /// So many lines high, for long text.
    #[must_use]
    pub fn lines(mut self, lines: u8) -> Self {
        if let Control::Lines(now) = &mut self.control {
            *now = lines;
        }
        self
    }

    /// Half as wide, so that two stand beside each other at a desk.
    #[must_use]
    pub fn narrow(mut self) -> Self {
        self.narrow = true;
        self
    }

    pub(super) fn is_required(&self) -> bool {
        self.duty == Duty::Required
    }

    pub(super) fn is_read_only(&self) -> bool {
        self.duty == Duty::ReadOnly
    }

    /// The ids of what describes it, for the one who hears the page.
    pub(super) fn described_by(&self) -> Option<String> {
        let name = &self.name;
        match (&self.hint, &self.error) {
            (None, None) => None,
            (Some(_), None) => Some(format!("{name}-hint")),
            (None, Some(_)) => Some(format!("{name}-error")),
            (Some(_), Some(_)) => Some(format!("{name}-error {name}-hint")),
        }
    }

    fn label_words(&self) -> Markup {
        html! { (self.label) @if self.duty == Duty::Optional { span.optional { "（选填）" } } }
    }

    fn words_below(&self) -> Markup {
        html! {
            @if let Some(error) = &self.error {
                p.field-error id={ (self.name) "-error" } { (icon("alert-circle")) (error) }
            }
        }
    }

    fn hint_words(&self) -> Markup {
        html! { @if let Some(hint) = &self.hint { p.field-hint id={ (self.name) "-hint" } { (hint) } } }
    }
}

impl Render for Field<'_> {
    fn render(&self) -> Markup {
        let mut class = String::from("field");
        if self.narrow {
            class.push_str(" field-narrow");
        }
        if self.error.is_some() {
            class.push_str(" field-wrong");
        }
        html! {
            @if let Control::Checkbox(_) = self.control {
                div class=(class) { (self.control.render_for(self)) (self.hint_words()) (self.words_below()) }
            } @else if self.control.is_group() {
                fieldset class=(class) id=(self.name) tabindex="-1" aria-describedby=[self.described_by()] {
                    legend { (self.label_words()) }
                    (self.hint_words())
                    (self.control.render_for(self))
                    (self.words_below())
                }
            } @else {
                div class=(class) {
                    label for=(self.name) { (self.label_words()) }
                    (self.hint_words())
                    (self.control.render_for(self))
                    (self.words_below())
                }
            }
        }
    }
}
