//! Search and filters above a list: a GET form, so that the address says what is shown. Where
//! script runs, the list below answers in place while one types.

use maud::{Markup, Render, html};

use super::{Address, Text, icon};

/// What a list shows where nothing was chosen.
#[derive(Debug)]
enum Unchosen<'a> {
    /// Everything.
    All,
    /// What these words say: 未办结.
    Words(Text<'a>),
    /// One of the choices: this term.
    Choice(Text<'a>),
}

#[derive(Debug)]
enum Kind<'a> {
    Choice(Vec<(Text<'a>, Text<'a>)>),
    Date,
    Word,
    Flag,
}

/// A filter: what it is called in the address, what people call it, and what it can be.
#[derive(Debug)]
pub struct Filter<'a> {
    name: &'static str,
    label: Text<'a>,
    kind: Kind<'a>,
    unchosen: Unchosen<'a>,
}

impl<'a> Filter<'a> {
    /// One of several. The first line, for all, is added.
    pub fn choice<V, W>(
        name: &'static str,
        label: impl Into<Text<'a>>,
        options: impl IntoIterator<Item = (V, W)>,
    ) -> Self
    where
        V: Into<Text<'a>>,
        W: Into<Text<'a>>,
    {
        let options = options.into_iter().map(|(value, word)| (value.into(), word.into()));
        Self {
            name,
            label: label.into(),
            kind: Kind::Choice(options.collect()),
            unchosen: Unchosen::All,
        }
    }

    /// What a list that shows less than all says where nothing was chosen: 未办结.
    #[must_use]
    pub fn otherwise(mut self, words: impl Into<Text<'a>>) -> Self {
        self.unchosen = Unchosen::Words(words.into());
        self
    }

    /// The choice that holds where nothing was chosen: this term. There is no line for all then.
    #[must_use]
    pub fn preset(mut self, value: impl Into<Text<'a>>) -> Self {
        self.unchosen = Unchosen::Choice(value.into());
        self
    }

    /// A day.
    pub fn date(name: &'static str, label: impl Into<Text<'a>>) -> Self {
        Self { name, label: label.into(), kind: Kind::Date, unchosen: Unchosen::All }
    }

    /// A word that is typed, beside or instead of a search: a number, a log-in.
    pub fn word(name: &'static str, label: impl Into<Text<'a>>) -> Self {
        Self { name, label: label.into(), kind: Kind::Word, unchosen: Unchosen::All }
    }

    /// Yes or whatever: `name=1` in the address.
    pub fn flag(name: &'static str, label: impl Into<Text<'a>>) -> Self {
        Self { name, label: label.into(), kind: Kind::Flag, unchosen: Unchosen::All }
    }

    fn field(&self, chosen: &str) -> Markup {
        let id = format!("filter-{}", self.name);
        match &self.kind {
            Kind::Choice(options) => html! {
                select.form-select id=(id) name=(self.name) aria-label=(self.label) {
                    @match &self.unchosen {
                        Unchosen::All => option value="" { (self.label) "：全部" },
                        Unchosen::Words(words) => option value="" { (self.label) "：" (words) },
                        Unchosen::Choice(_) => {},
                    }
                    @let now = self.standing(chosen);
                    @for (value, word) in options {
                        option value=(value) selected[value == now] { (word) }
                    }
                }
            },
            Kind::Date => html! {
                label.filter-date for=(id) {
                    span { (self.label) }
                    input.form-control id=(id) type="date" name=(self.name) value=(chosen);
                }
            },
            Kind::Word => html! {
                label.filter-date for=(id) {
                    span { (self.label) }
                    input.form-control id=(id) type="text" name=(self.name) value=(chosen);
                }
            },
            Kind::Flag => html! {
                label.form-check for=(id) {
                    input.form-check-input id=(id) type="checkbox" name=(self.name) value="1" checked[chosen == "1"];
                    span { (self.label) }
                }
            },
        }
    }

    /// What holds: what was chosen, or what holds otherwise.
    fn standing<'s>(&'s self, chosen: &'s str) -> &'s str {
        match &self.unchosen {
            Unchosen::Choice(value) if chosen.is_empty() => value,
            _ => chosen,
        }
    }

    /// What is chosen, in words; nothing if all.
    fn chosen<'s>(&'s self, here: &'s Address) -> Option<String> {
        let value = here.get(self.name);
        if value.is_empty() || matches!(&self.unchosen, Unchosen::Choice(it) if it == value) {
            return None;
        }
        Some(match &self.kind {
            Kind::Choice(options) => {
                let word = options.iter().find(|(it, _)| it == value).map(|(_, word)| word);
                format!("{}：{}", self.label, word?)
            }
            Kind::Date | Kind::Word => format!("{}：{value}", self.label),
            Kind::Flag => self.label.to_string(),
        })
    }
}

/// Search box and filters of one list.
#[derive(Debug)]
pub struct Filters<'a> {
    here: &'a Address,
    search: Option<Text<'a>>,
    fields: Vec<Filter<'a>>,
}

impl<'a> Filters<'a> {
    /// For the list at `here`.
    pub fn new(here: &'a Address) -> Self {
        Self { here, search: None, fields: Vec::new() }
    }

    /// A search box (`q`) that says what one may look for: 姓名、拼音、报名号.
    #[must_use]
    pub fn search(mut self, placeholder: impl Into<Text<'a>>) -> Self {
        self.search = Some(placeholder.into());
        self
    }

    /// A filter. Those used most come first.
    #[must_use]
    pub fn filter(mut self, filter: Filter<'a>) -> Self {
        self.fields.push(filter);
        self
    }

    pub(super) fn is_empty(&self) -> bool {
        self.search.is_none() && self.fields.is_empty()
    }

    /// Whether anything narrows the list, so that "nothing here" can say which.
    pub(super) fn narrows(&self) -> bool {
        !self.here.get("q").is_empty()
            || self.fields.iter().any(|it| it.chosen(self.here).is_some())
    }

    /// The list with nothing chosen, sorted as it is.
    pub(super) fn cleared(&self) -> Address {
        let bare = self.here.without("q").without("after");
        self.fields.iter().fold(bare, |address, it| address.without(it.name))
    }

    /// What is chosen, each with a way to let go of it.
    pub(super) fn chips(&self) -> Markup {
        let narrowed: Vec<_> = self
            .fields
            .iter()
            .filter_map(|it| {
                Some((it.chosen(self.here)?, self.here.without(it.name).without("after")))
            })
            .collect();
        let query = self.here.get("q");
        html! {
            @if self.narrows() {
                ul.chips aria-label="已选条件" {
                    @if !query.is_empty() {
                        li { a href=(self.here.without("q").without("after").href()) { "查找：" (query) (icon("x")) span.visually-hidden { "，去掉" } } }
                    }
                    @for (words, without) in narrowed {
                        li { a href=(without.href()) { (words) (icon("x")) span.visually-hidden { "，去掉" } } }
                    }
                    li { a.chips-clear href=(self.cleared().href()) { "全部清除" } }
                }
            }
        }
    }
}

impl Render for Filters<'_> {
    fn render(&self) -> Markup {
        html! {
            form.filters role="search" aria-label="查询条件" method="get" action=(self.here.path()) data-auto
                hx-get=(self.here.path()) hx-trigger="submit, input delay:300ms from:find .search-text"
                hx-target="#list" hx-select="#list" hx-swap="outerHTML" hx-push-url="true" {
                @if let Some(placeholder) = &self.search {
                    span.search {
                        (icon("search"))
                        input.form-control.search-text type="search" name="q" value=(self.here.get("q")) placeholder=(placeholder) aria-label=(placeholder) autocomplete="off";
                    }
                }
                @for filter in &self.fields { (filter.field(self.here.get(filter.name))) }
                @if !self.here.get("sort").is_empty() {
                    input type="hidden" name="sort" value=(self.here.get("sort"));
                }
                button.btn type="submit" { "查询" }
            }
        }
    }
}
