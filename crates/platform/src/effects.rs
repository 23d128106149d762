//! Effects: what a module lets others bring about by name, inside the act that causes it. A step of
//! a case publishes a notice, a decided objection opens a case, and none of the machines knows the
//! other: the catalog names the effect and says with what, the module that declares it does it.
//!
//! An effect that cannot be done says why, and then nothing of the act is stored.

use std::{collections::BTreeMap, sync::Arc};

use jiff::civil::Date;
use vocab::{AccountId, Id, Kind, PlaceId, Role};
use web::Later;

use crate::{Act, Module};

/// Something that can be brought about.
///
/// ```ignore
/// const PUBLISH: Effect = Effect {
///     name: "notice.publish",
///     label: "发布公示",
///     inputs: &[Input::wanted("title", "标题", InputKind::Text)],
///     check: |_| Ok(()),
///     run: |act, cause| Box::pin(publish(act, cause)),
///     ..Effect::BARE
/// };
/// ```
#[derive(Clone, Copy)]
pub struct Effect {
    /// Its word in the catalog: `case.open`.
    pub name: &'static str,
    /// What it does, as people read it.
    pub label: &'static str,
    /// What it wants to be given.
    pub inputs: &'static [Input],
    /// Whether it takes further inputs, which `check` then judges.
    pub takes_more: bool,
    /// What can be said of a use of it as the catalog is read, beyond the kinds of its inputs.
    pub check: fn(&[Given]) -> Result<(), Unfit>,
    /// Does it.
    pub run: for<'a, 'b> fn(&'a mut Act<'b>, &'a Cause) -> Later<'a, Result<Made, Error>>,
}

impl Effect {
    /// What a declaration begins with; it does nothing.
    pub const BARE: Self = Self {
        name: "",
        label: "",
        inputs: &[],
        takes_more: false,
        check: |_| Ok(()),
        run: |_, _| Box::pin(async { Ok(Made::default()) }),
    };
}

/// Something that an effect wants to be given.
#[derive(Debug, Clone, Copy)]
pub struct Input {
    /// Its word in the catalog.
    pub name: &'static str,
    /// As people read it.
    pub label: &'static str,
    /// What it is.
    pub kind: InputKind,
    /// Whether it must be given.
    pub required: bool,
}

impl Input {
    /// One that must be given.
    pub const fn wanted(name: &'static str, label: &'static str, kind: InputKind) -> Self {
        Self { name, label, kind, required: true }
    }

    /// One that may be given.
    pub const fn optional(name: &'static str, label: &'static str, kind: InputKind) -> Self {
        Self { name, label, kind, required: false }
    }
}

/// What an input is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputKind {
    /// Words, or the key of a choice.
    Text,
    /// A whole number; money in fen.
    Integer,
    /// A day.
    Date,
    /// Yes or no.
    YesNo,
    /// Several words.
    List,
    /// A place.
    Place,
    /// A pupil.
    Student,
}

/// What the catalog gives to an input of an effect.
#[derive(Debug, Clone)]
pub struct Given {
    /// The input's word.
    pub name: String,
    /// What it is.
    pub kind: InputKind,
    /// What it always is, where the catalog writes a word in quotes.
    pub literal: Option<String>,
}

/// Why a use of an effect cannot be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    /// The input at fault; none for the whole.
    pub input: Option<String>,
    /// What is wrong.
    pub cause: String,
    /// What to write instead.
    pub advice: String,
}

/// What causes an effect, and what it is given.
pub struct Cause {
    /// The prefix of the identifier of what causes it: `cse`.
    pub kind: &'static str,
    /// Its number.
    pub id: i64,
    /// The catalog's word for it.
    pub entry: String,
    /// As people call it: a case's number, a title.
    pub name: String,
    /// Where it is looked at: a path inside the cell.
    pub link: String,
    /// The place that it is about.
    pub place: PlaceId,
    /// Whose act it is; nobody for the system itself.
    pub doer: Option<(AccountId, Role, PlaceId)>,
    /// What the effect is given.
    pub inputs: Inputs,
    /// Every effect there is, for what is caused further.
    pub effects: Effects,
}

/// Inputs by their words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inputs(pub BTreeMap<String, Value>);

/// An input as it is given. Identifiers come as their text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Yes or no.
    Yes(bool),
    /// A number.
    Int(i64),
    /// Words.
    Text(String),
    /// A day.
    Date(Date),
    /// Several words.
    List(Vec<String>),
}

impl Inputs {
    /// Words; empty where there are none.
    pub fn text(&self, name: &str) -> &str {
        if let Some(Value::Text(it)) = self.0.get(name) { it } else { "" }
    }

    /// A number.
    pub fn int(&self, name: &str) -> Option<i64> {
        if let Some(Value::Int(it)) = self.0.get(name) { Some(*it) } else { None }
    }

    /// A day.
    pub fn date(&self, name: &str) -> Option<Date> {
        if let Some(Value::Date(it)) = self.0.get(name) { Some(*it) } else { None }
    }

    /// Whether it is a yes.
    pub fn is_yes(&self, name: &str) -> bool {
        matches!(self.0.get(name), Some(Value::Yes(true)))
    }

    /// A place, a pupil: an identifier.
    pub fn id<K: Kind>(&self, name: &str) -> Option<Id<K>> {
        self.text(name).parse().ok()
    }
}

/// What came of an effect, as the record of its cause shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Made {
    /// In words: 已发布公示.
    pub words: String,
    /// Where it can be looked at: a path inside the cell.
    pub link: Option<String>,
}

/// Why an effect was not brought about.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It cannot be: the sentence tells whoever acts why, and what to do.
    #[error("{0}")]
    Refused(String),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl db::Retry for Error {
    fn database(&self) -> Option<&db::Error> {
        if let Self::Db(error) = self { Some(error) } else { None }
    }
}

/// Everything that the modules let others bring about, as a service of the cell.
#[derive(Clone, Default)]
pub struct Effects(Arc<BTreeMap<&'static str, Effect>>);

impl Effects {
    /// What `modules` declare.
    pub fn of<'a>(modules: impl IntoIterator<Item = &'a Module>) -> Self {
        let all = modules.into_iter().flat_map(|it| it.effects);
        Self(Arc::new(all.map(|it| (it.name, *it)).collect()))
    }

    /// The effect called `name`.
    pub fn find(&self, name: &str) -> Option<&Effect> {
        self.0.get(name)
    }

    /// Every effect, by name.
    pub fn all(&self) -> impl Iterator<Item = &Effect> {
        self.0.values()
    }

    /// Brings about the effect called `name` within `act`.
    pub async fn bring_about(
        &self,
        act: &mut Act<'_>,
        name: &str,
        cause: &Cause,
    ) -> Result<Made, Error> {
        let Some(effect) = self.find(name) else {
            // The catalog is held against the effects before a cell opens; a text that an older
            // version kept may name one that there is no more.
            return Err(Error::Refused(format!("系统里没有 {name} 这个联动，请联系系统管理员")));
        };
        let missing = effect.inputs.iter().find(|it| {
            let given = cause.inputs.0.get(it.name);
            it.required && given.is_none_or(|it| *it == Value::Text(String::new()))
        });
        if let Some(it) = missing {
            let words =
                format!("“{}”要用到“{}”，现在没有填写，请补全后再办", effect.label, it.label);
            return Err(Error::Refused(words));
        }
        (effect.run)(act, cause).await
    }
}
