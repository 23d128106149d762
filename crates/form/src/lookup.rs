//! Looking up whom or what somebody named: by name or id, within what they may see, for one form
//! or for all rows of a sheet at once.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use directory::{scope::Scope, search, students};
use jiff::civil::Date;
use platform::{
    access::{self, PlaceKind},
    seal::Sealer,
};
use vocab::{AccountId, PlaceId, Role};
use web::Visit;

use crate::{Entry, Field, Kind, Look, Posted, Received, store::look};

/// Who looks somebody up: that bounds whom they find.
#[derive(Debug, Clone)]
pub struct Finder {
    place: PlaceId,
    /// A guardian finds their own children and nobody else.
    guardian: Option<(AccountId, Date)>,
    sealer: Option<Sealer>,
}

impl Finder {
    /// The visitor.
    pub fn of(visit: &Visit) -> Self {
        let guardian = visit.actor.role() == Role::Guardian;
        Self {
            place: visit.actor.scope(),
            guardian: guardian.then(|| (visit.actor.account, visit.today())),
            sealer: visit.cell.find_service::<Sealer>().cloned(),
        }
    }

    /// Somebody who sees all of `place`: an import that the system runs for them.
    pub fn within(place: PlaceId) -> Self {
        Self { place, guardian: None, sealer: None }
    }

    /// The same from the place that bounds a look-up: offices see the county, and a class teacher
    /// knows their school and its people.
    async fn reaching(&self, tx: &mut Tx, look: &Look) -> Result<Self, db::Error> {
        let wide = matches!(look, Look::Person | Look::School | Look::Place(_));
        let found = match access::find_place(tx, self.place).await? {
            Some(it) if it.kind == PlaceKind::Office => access::root(tx).await?,
            Some(it) if wide && it.kind == PlaceKind::Class => it.parent,
            _ => None,
        };
        Ok(Self { place: found.unwrap_or(self.place), ..self.clone() })
    }
}

/// What was found under what was typed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found(BTreeMap<(Look, String), Vec<Entry>>);

impl Found {
    /// What `typed` can mean.
    pub(crate) fn of(&self, look: &Look, typed: &str) -> &[Entry] {
        self.0.get(&(look.clone(), typed.to_owned())).map_or(&[], Vec::as_slice)
    }
}

/// So many names of one form are searched for by their parts; more must be written out.
const GUESSED_MAX: usize = 10;

/// Looks up what was typed into the fields `asked`, over all of `posted`: each comes back with what
/// was found, ready for [`take`](crate::take). Statements do not grow with the number of forms.
pub async fn look_up(
    tx: &mut Tx,
    finder: &Finder,
    (fields, asked): (&[Field], &[usize]),
    posted: Vec<Posted>,
) -> Result<Vec<Received>, db::Error> {
    let mut typed: BTreeMap<Look, BTreeSet<String>> = BTreeMap::new();
    for it in &posted {
        for field in asked.iter().map(|at| &fields[*at]) {
            gather(field, it, &mut typed);
        }
    }
    let mut found = Found::default();
    let guesses = posted.len() == 1;
    for (look, names) in typed {
        let finder = &finder.reaching(tx, &look).await?;
        let entries = entries(tx, finder, &look, &names).await?;
        let mut guessed = 0;
        for name in names {
            let mut all: Vec<Entry> =
                entries.iter().filter(|it| it.id == name || it.name == name).cloned().collect();
            if all.is_empty() && guesses && guessed < GUESSED_MAX {
                guessed += 1;
                all = near(tx, finder, &look, &name).await?;
            }
            found.0.insert((look.clone(), name), all);
        }
    }
    let whole = |posted: Posted| Received { posted, found: found.clone(), ..Received::default() };
    Ok(posted.into_iter().map(whole).collect())
}

fn gather(field: &Field, posted: &Posted, typed: &mut BTreeMap<Look, BTreeSet<String>>) {
    match &field.kind {
        Kind::Look(look) => {
            let text = posted.last(&field.key);
            if !text.is_empty() {
                typed.entry(look.clone()).or_default().insert(text.to_owned());
            }
        }
        Kind::Rows(rows) => {
            for column in &rows.columns {
                let Kind::Look(look) = &column.kind else { continue };
                for (name, text) in &posted.0 {
                    let is_cell = crate::input::cell_of(name, &field.key)
                        .is_some_and(|(_, key)| key == column.key);
                    if is_cell && !text.trim().is_empty() {
                        typed.entry(look.clone()).or_default().insert(text.trim().to_owned());
                    }
                }
            }
        }
        _ => {}
    }
}

/// Those of `names`, ids or names written out, whom the finder may find.
async fn entries(
    tx: &mut Tx,
    finder: &Finder,
    look: &Look,
    names: &BTreeSet<String>,
) -> Result<Vec<Entry>, db::Error> {
    if let (Look::Student, Some((account, day))) = (look, finder.guardian) {
        return children(tx, account, day).await;
    }
    if look.is_of_a_person() && finder.guardian.is_some() {
        return Ok(Vec::new());
    }
    let prefix = format!("{}_", look.prefix());
    let (ids, words): (BTreeSet<String>, BTreeSet<String>) =
        names.iter().cloned().partition(|it| it.starts_with(&prefix));
    let words: Vec<String> = words.into_iter().collect();
    let mut all = look::by_ids(tx, look.prefix(), &ids).await?;
    let places: Vec<PlaceId> = all.iter().filter_map(|it| it.place).collect();
    let inside = look::within(tx, finder.place, &places).await?;
    let anywhere = matches!(look, Look::Institution);
    all.retain(|it| anywhere || it.place.is_some_and(|place| inside.contains(&place)));
    let named = match look {
        Look::Student => look::students_by_name(tx, finder.place, &words).await?,
        Look::Person => look::staff_by_name(tx, finder.place, &words).await?,
        Look::Institution => look::institutions_by_name(tx, &words).await?,
        _ => {
            let found = look::places_by_name(tx, finder.place, &words).await?;
            let kinds = kinds(look);
            let fitting = found.into_iter().filter(|it| kinds.contains(&it.0)).map(|it| it.1);
            places_called(look, fitting.collect())
        }
    };
    all.extend(named);
    Ok(all)
}

fn kinds(look: &Look) -> Vec<PlaceKind> {
    match look {
        Look::School => vec![PlaceKind::School],
        Look::Class => vec![PlaceKind::Class],
        Look::Place(kinds) => kinds.clone(),
        _ => Vec::new(),
    }
}

fn places_called(look: &Look, all: Vec<Entry>) -> Vec<Entry> {
    all.into_iter().map(|it| look::called(it, look.prefix())).collect()
}

/// The children of a guardian.
async fn children(tx: &mut Tx, account: AccountId, day: Date) -> Result<Vec<Entry>, db::Error> {
    let found = students::children_of(tx, account, day).await.map_err(only_db)?;
    Ok(found.into_iter().map(|it| pupil(&it.line)).collect())
}

fn pupil(it: &directory::model::StudentLine) -> Entry {
    let note = it.school_name.clone().into_iter().chain(it.class_name());
    Entry {
        id: it.id.to_string(),
        name: it.name.clone(),
        note: note.collect::<Vec<_>>().join(" "),
        place: it.class.map(vocab::ClassId::place),
    }
}

impl Entry {
    /// Whether every word of `part` stands in its name or its note: 实验小学 三（2）班.
    fn holds(&self, part: &str) -> bool {
        let whole = self.whole();
        part.split_whitespace().all(|it| whole.contains(it))
    }
}

/// Whom a part of a name can mean: its pinyin, initials, a middle part.
async fn near(
    tx: &mut Tx,
    finder: &Finder,
    look: &Look,
    part: &str,
) -> Result<Vec<Entry>, db::Error> {
    let limit = usize::try_from(look::OFFERED).unwrap_or(usize::MAX);
    if !look.is_of_a_person() {
        let all = match look {
            Look::Institution => look::institutions(tx).await?,
            _ => places_called(look, look::places_of(tx, finder.place, &kinds(look)).await?),
        };
        return Ok(all.into_iter().filter(|it| it.holds(part)).take(limit).collect());
    }
    let scope = Scope::of(tx, finder.place).await?;
    let (Some(scope), Some(sealer), None) = (scope, &finder.sealer, finder.guardian) else {
        return Ok(Vec::new());
    };
    let query = search::Query::read(part, sealer);
    let found = if *look == Look::Student {
        let found = search::students(tx, scope, &query, limit).await.map_err(only_db)?;
        found.iter().map(pupil).collect()
    } else {
        let found = search::staff(tx, scope, &query, limit).await.map_err(only_db)?;
        let entry = |it: directory::model::StaffLine| Entry {
            id: it.id.to_string(),
            name: it.name,
            note: it.place_name,
            place: Some(it.place),
        };
        found.into_iter().map(entry).collect()
    };
    Ok(found)
}

/// A search refuses nobody: what goes wrong in it is the database.
fn only_db(error: directory::Error) -> db::Error {
    match error {
        directory::Error::Db(error) => error,
        _ => db::Error::corrupt("search"),
    }
}
