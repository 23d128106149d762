//! What ids in answers are called: had for many answers at once, never one by one.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use platform::files::FileRow;
use vocab::PlaceId;

use crate::{Answers, Class, Field, Kind, Look, Value, papers, store::look};

/// Somebody or something that was looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id, as documents hold it.
    pub id: String,
    /// As people call it.
    pub name: String,
    /// What tells it from others of its name: school and class.
    pub note: String,
    /// Where it lies; none where it lies nowhere.
    pub place: Option<PlaceId>,
}

impl Entry {
    /// Name and note.
    pub fn whole(&self) -> String {
        if self.note.is_empty() {
            self.name.clone()
        } else {
            format!("{} · {}", self.name, self.note)
        }
    }
}

/// What the ids of some answers stand for.
#[derive(Debug, Clone, Default)]
pub struct Words {
    pub(crate) entries: BTreeMap<String, Entry>,
    pub(crate) files: BTreeMap<String, FileRow>,
    pub(crate) spots: BTreeMap<String, papers::Spot>,
}

impl Words {
    /// What `id` is called.
    pub fn name(&self, id: &str) -> String {
        let found = self.entries.get(id).map(|it| it.name.clone());
        found.unwrap_or_else(|| "（已不在名册）".to_owned())
    }

    /// What `id` stands for.
    pub fn entry(&self, id: &str) -> Option<&Entry> {
        self.entries.get(id)
    }

    /// The file that an answer calls `id`.
    pub fn file(&self, id: &str) -> Option<&FileRow> {
        self.files.get(id)
    }
}

/// What the ids in `answers` to `fields` stand for: one statement a kind, however many answers.
/// Whoever may see an answer may read the name in it; that is for the caller to have asked.
pub async fn words(
    tx: &mut Tx,
    fields: &[Field],
    answers: impl IntoIterator<Item = &Answers>,
) -> Result<Words, db::Error> {
    let mut ids = Ids::default();
    for it in answers {
        for field in fields {
            if let Some(value) = it.get(&field.key) {
                ids.gather(field, value);
            }
        }
    }
    let mut words = Words::default();
    for (prefix, all) in &ids.looked {
        for entry in look::by_ids(tx, prefix, all).await? {
            words.entries.insert(entry.id.clone(), entry);
        }
    }
    (words.files, words.spots) = papers::files_of(tx, &ids.files).await?;
    Ok(words)
}

#[derive(Default)]
struct Ids {
    looked: BTreeMap<&'static str, BTreeSet<String>>,
    files: BTreeSet<String>,
}

impl Ids {
    fn gather(&mut self, field: &Field, value: &Value) {
        match (&field.kind, value) {
            _ if field.class == Class::Sealed => {}
            (Kind::Look(look), Value::Text(id)) => {
                self.looked.entry(look.prefix()).or_default().insert(id.clone());
            }
            (Kind::Files(_), Value::List(all)) => self.files.extend(all.iter().cloned()),
            (Kind::Rows(rows), Value::Rows(all)) => {
                for (column, row) in
                    rows.columns.iter().flat_map(|it| all.iter().map(move |row| (it, row)))
                {
                    if let Some(value) = row.get(&column.key) {
                        self.gather(column, value);
                    }
                }
            }
            _ => {}
        }
    }
}

impl Look {
    /// The prefix of the ids that answers hold.
    pub(crate) fn prefix(&self) -> &'static str {
        match self {
            Self::Student => "stu",
            Self::Class => "cls",
            Self::School => "sch",
            Self::Person => "stf",
            Self::Institution => "ins",
            Self::Place(_) => "plc",
        }
    }
}
