//! Drawings that another module has made for a thing of its own: it hands over the list and gets the
//! order, each on the transaction of its own act. What is public of it, how it is checked and kept,
//! is as with any other.

use std::collections::{BTreeMap, HashMap};

use ::catalog::Loaded;
use db::{Db, Tx};
use draw::{Source, Value};
use jiff::civil::DateTime;
use platform::Act;
use vocab::{PlaceId, StudentId};

use crate::{
    Error, catalog,
    definition::Kind,
    evidence,
    model::{Candidate, Drawing, DrawingId, Line, Paper, Stage},
    rules::{self, Refusal, Terms},
    steps::{self, Desk, New},
    store,
};

/// As lists call a pupil: by number alone.
const PUPIL: &str = "学生";

/// A drawing that a module wants made.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// The kind: an entry of the catalog whose list is given.
    pub kind: &'a str,
    /// The thing that it is for.
    pub owner: i64,
    /// Whose it is.
    pub place: PlaceId,
    /// What it is about.
    pub title: &'a str,
    /// Before when it is not drawn.
    pub draws_at: DateTime,
    /// The thing whose drawing was broken off, where this is a further attempt of that.
    pub after: Option<i64>,
}

fn found(kind: &str) -> Result<&'static Loaded<Kind>, Error> {
    catalog().find(kind).map(|it| &**it).filter(|it| it.what.is_given()).ok_or(Error::Missing)
}

/// What is said of a drawing of ours.
fn terms(title: &str, draws_at: DateTime) -> Terms {
    Terms { title: title.to_owned(), size: 0, draws_at, hidden_until: None, rehearsal: false }
}

/// Declares a drawing, before anyone can be on its list.
pub async fn declare(act: &mut Act<'_>, it: &Wanted<'_>) -> Result<DrawingId, Error> {
    let origin = act.origin().clone();
    let id: DrawingId = origin.ids.make(origin.now);
    let previous = match it.after {
        Some(owner) => Some(store::find_by_owner(act.tx(), owner).await?.ok_or(Error::Missing)?),
        None => None,
    };
    if let Some(before) = previous.as_ref().filter(|it| it.stage != Stage::Void) {
        return Err(Refusal::Stage(before.stage).into());
    }
    let new = New {
        id,
        kind: found(it.kind)?,
        place: it.place,
        owner: Some(it.owner),
        terms: terms(it.title, it.draws_at),
        made_by: origin.account,
        previous: previous.map(|it| it.id),
        now: origin.civil_now,
    };
    steps::declare(act, new).await?;
    Ok(id)
}

/// Moves the moment of a drawing whose list is not sealed. Says whether it was so.
pub async fn move_to(
    tx: &mut Tx,
    owner: i64,
    (draws_at, title): (DateTime, &str),
) -> Result<bool, db::Error> {
    store::set_moment(tx, owner, (draws_at, title)).await
}

/// The drawing that is made for `owner`.
pub async fn find(tx: &mut Tx, owner: i64) -> Result<Option<Drawing>, db::Error> {
    store::find_by_owner(tx, owner).await
}

/// Seals the list: these pupils and nobody else. Says whether there was anything to seal; a list
/// without anybody is not drawn.
pub async fn seal(
    act: &mut Act<'_>,
    desk: Desk<'_>,
    owner: i64,
    students: &[StudentId],
) -> Result<bool, Error> {
    seal_list(act, desk, owner, pupils(students)).await
}

/// Seals a list of things that have a label of their own, such as the number of a registration.
pub async fn seal_labels(
    act: &mut Act<'_>,
    desk: Desk<'_>,
    owner: i64,
    labels: Vec<String>,
) -> Result<bool, Error> {
    seal_list(act, desk, owner, self::labels(labels)).await
}

async fn seal_list(
    act: &mut Act<'_>,
    desk: Desk<'_>,
    owner: i64,
    list: Vec<Candidate>,
) -> Result<bool, Error> {
    let drawing = store::find_by_owner(act.tx(), owner).await?.ok_or(Error::Missing)?;
    rules::may_seal(&drawing)?;
    if list.is_empty() {
        return Ok(false);
    }
    let kind = catalog().by_digest(act.tx(), &drawing.definition).await?.ok_or(Error::Missing)?;
    let lines = rules::lines(drawing.id, list, &BTreeMap::new());
    store::add_lines(act.tx(), lines.iter().map(|it| (drawing.id, it))).await?;
    steps::seal(act, (&drawing, &kind.what), &lines, desk).await?;
    Ok(true)
}

pub(crate) fn pupils(students: &[StudentId]) -> Vec<Candidate> {
    let pupil = |it: &StudentId| Candidate {
        label: PUPIL.to_owned(),
        student: Some(*it),
        ..Candidate::default()
    };
    students.iter().map(pupil).collect()
}

pub(crate) fn labels(all: Vec<String>) -> Vec<Candidate> {
    let labelled = |label: String| Candidate { label, ..Candidate::default() };
    all.into_iter().map(labelled).collect()
}

/// What hands must draw on site for the drawing of `owner`; nothing where a public source is asked
/// or the list is not sealed.
pub async fn hands(tx: &mut Tx, owner: i64) -> Result<Vec<String>, Error> {
    let Some(drawing) = store::find_by_owner(tx, owner).await? else { return Ok(Vec::new()) };
    if drawing.is_auto || drawing.stage != Stage::Sealed {
        return Ok(Vec::new());
    }
    let file = store::find_file(tx, drawing.id, Paper::Declaration).await?.ok_or(Error::Missing)?;
    let declaration = evidence::declaration(&file)?;
    Ok(declaration.terms().sources.iter().map(Source::name).collect())
}

/// What the public source gave for the sealed drawing of `owner`; none where hands draw. Where it has
/// not given anything yet, that is told.
pub async fn values(db: &Db, desk: Desk<'_>, owner: i64) -> Result<Option<Vec<Value>>, Error> {
    let read: Result<_, Error> = db::read!(db, "drawing of a thing", |tx| {
        let drawing = store::find_by_owner(tx, owner).await?.ok_or(Error::Missing)?;
        Ok((drawing.is_auto, store::find_file(tx, drawing.id, Paper::Declaration).await?))
    });
    match read? {
        (true, Some(file)) => Ok(Some(steps::ask(desk, &file).await?)),
        _ => Ok(None),
    }
}

/// Draws, and gives the pupils in their order.
pub async fn run(
    act: &mut Act<'_>,
    desk: Desk<'_>,
    owner: i64,
    values: Vec<Value>,
) -> Result<(Drawing, Vec<StudentId>), Error> {
    let drawing = store::find_by_owner(act.tx(), owner).await?.ok_or(Error::Missing)?;
    steps::run(act, &drawing, values, desk).await?;
    let lines = store::lines(act.tx(), drawing.id).await?;
    Ok((drawing, lines.iter().filter_map(|it| it.who.student).collect()))
}

/// A line of a list that was made for a thing of another module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    /// The thing.
    pub owner: i64,
    /// The drawing's own number.
    pub drawing: String,
    /// The number that the line is drawn by.
    pub number: String,
    /// Its label.
    pub label: String,
    /// Its rank, once it is drawn.
    pub position: Option<i64>,
}

/// The numbers of the drawings that are made for `owners`.
pub async fn numbers(tx: &mut Tx, owners: &[i64]) -> Result<BTreeMap<i64, String>, db::Error> {
    store::numbers(tx, owners).await
}

/// The lists of the drawings that are made for `owners`, sealed or drawn, each in the order drawn.
pub async fn labelled(tx: &mut Tx, owners: &[i64]) -> Result<Vec<Labelled>, db::Error> {
    store::labelled(tx, owners).await
}

/// Writes what came of each label of the drawing of `owner`: what everyone may read, and why.
pub async fn set_label_outcomes(
    tx: &mut Tx,
    owner: i64,
    all: &BTreeMap<String, (String, String)>,
) -> Result<(), Error> {
    let drawing = store::find_by_owner(tx, owner).await?.ok_or(Error::Missing)?;
    let lines = store::lines(tx, drawing.id).await?;
    let of = |it: Line| {
        let (outcome, why) = all.get(&it.who.label)?.clone();
        Some((it.number, outcome, why))
    };
    store::set_outcomes(tx, drawing.id, lines.into_iter().filter_map(of).collect()).await?;
    Ok(())
}

/// What came of a pupil, as everyone may read it beside the number, and why, for the family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Came {
    /// Who.
    pub student: StudentId,
    /// What everyone may read: 录取：青瓷.
    pub outcome: String,
    /// Wish by wish.
    pub why: String,
}

/// Writes what came of each pupil.
pub async fn set_outcomes(
    tx: &mut Tx,
    drawing: DrawingId,
    all: Vec<Came>,
) -> Result<(), db::Error> {
    let lines = store::lines(tx, drawing).await?;
    let numbers: HashMap<StudentId, String> =
        lines.into_iter().filter_map(|it| Some((it.who.student?, it.number))).collect();
    let of = |it: Came| Some((numbers.get(&it.student)?.clone(), it.outcome, it.why));
    let all = all.into_iter().filter_map(of).collect();
    store::set_outcomes(tx, drawing, all).await
}

/// Breaks off a drawing before anybody knows what comes of it. The reason becomes public, and a list
/// that was sealed leaves its record.
pub async fn void(act: &mut Act<'_>, owner: i64, reason: &str) -> Result<(), Error> {
    let drawing = store::find_by_owner(act.tx(), owner).await?.ok_or(Error::Missing)?;
    steps::void(act, &drawing, reason).await
}

/// Where pupils stand in the drawings that modules had made, the newest first; [`Drawing::owner`]
/// tells for what.
pub async fn of_students(
    tx: &mut Tx,
    students: &[StudentId],
) -> Result<Vec<(Drawing, Line)>, db::Error> {
    store::of_students(tx, students).await
}

/// What hands drew, out of a form whose fields are called `value-1`, `value-2` …
pub fn typed(pairs: Vec<(String, String)>) -> Vec<Value> {
    evidence::typed(&form::Posted(pairs))
}
