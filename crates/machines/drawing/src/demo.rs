//! Drawings of the invented county: rounds of wishes that were drawn, with all their evidence.

use std::collections::{BTreeMap, HashMap};

use directory::demo::County;
use draw::Value;
use jiff::civil::{DateTime, datetime};
use platform::{Act, System, seal::Sealer};
use vocab::{PlaceId, StudentId};

use crate::{
    Error, StandIn,
    actions::codes,
    catalog,
    definition::Kind,
    evidence, given,
    model::{Candidate, Drawing, DrawingId, Line, Paper, Stage},
    rules::{self, Terms},
    steps::{self, Desk, New},
    store,
};

/// A drawing that was made for a thing of another module.
#[derive(Debug, Clone)]
pub struct Past {
    /// Its id.
    pub id: DrawingId,
    /// The kind: an entry of the catalog whose list is given.
    pub kind: &'static str,
    /// The thing that it was for.
    pub owner: i64,
    /// Whose it is.
    pub place: PlaceId,
    /// As people call that.
    pub place_name: String,
    /// What it is about.
    pub title: String,
    /// When it was declared.
    pub declared_at: DateTime,
    /// When its list was sealed, and the next minute it was drawn; not yet where there is no list.
    pub draws_at: DateTime,
    /// Who was on the list, with what came of each.
    pub students: Vec<given::Came>,
}

/// The number that a drawing of a kind goes by, which the thing that it is for may keep; empty where
/// there is no such kind.
pub fn number(kind: &str, id: DrawingId, declared_at: DateTime) -> String {
    let letters = catalog().find(kind).map(|it| it.what.letters.as_str());
    letters.map(|it| ::catalog::number(it, id, declared_at)).unwrap_or_default()
}

/// Everything that a drawing of the past left behind.
#[derive(Default)]
struct Left {
    drawings: Vec<Drawing>,
    lines: Vec<(DrawingId, Line)>,
    files: Vec<(DrawingId, Paper, String)>,
    secrets: Vec<(DrawingId, String)>,
}

impl Left {
    /// Seals and draws `drawing` at `at`, by the same steps as any other.
    fn draw(
        &mut self,
        (mut drawing, kind): (Drawing, &Kind),
        mut list: Vec<Line>,
        (desk, at): (Desk<'_>, DateTime),
    ) -> Result<(), Error> {
        let id = drawing.id;
        let sealing = steps::sealing((&drawing, kind), &list, None, (desk, at))?;
        let opened = steps::opened(id, (&sealing.file, &sealing.secret), desk)?;
        let values: Vec<Value> = opened.0.terms().sources.iter().map(StandIn::value).collect();
        let (transcript, placed) = evidence::run(opened.0, &opened.1, (values, at))?;
        place(&mut list, &placed);
        drawing.stage = Stage::Drawn;
        drawing.is_auto = sealing.is_auto;
        drawing.sealed_at = Some(at);
        drawing.drawn_at = Some(at);
        drawing.digest = Some(sealing.digest);
        drawing.result = Some(transcript.digest().to_string());
        self.files.push((id, Paper::Declaration, sealing.file));
        self.files.push((id, Paper::Transcript, transcript.file()));
        self.secrets.push((id, sealing.secret));
        self.lines.extend(list.into_iter().map(|it| (id, it)));
        self.drawings.push(drawing);
        Ok(())
    }

    async fn write(self, act: &mut Act<'_>) -> Result<(), db::Error> {
        store::add(act.tx(), &self.drawings).await?;
        store::add_lines(act.tx(), self.lines.iter().map(|it| (it.0, &it.1))).await?;
        store::add_files(act.tx(), self.files).await?;
        store::add_secrets(act.tx(), self.secrets).await
    }
}

/// Writes drawings of the past as they would have been made.
pub async fn load(act: &mut Act<'_>, sealer: &Sealer, all: &[Past]) -> Result<(), Error> {
    let desk = Desk { sealer, beacon: Some(&StandIn) };
    let (now, mut left) = (act.origin().now, Left::default());
    for past in all {
        let kind = catalog().find(past.kind).ok_or(Error::Missing)?;
        ::catalog::Set::keep(act.tx(), kind, now).await?;
        let new = New {
            id: past.id,
            kind,
            place: past.place,
            owner: Some(past.owner),
            terms: terms(&past.title, past.draws_at, 0),
            made_by: None,
            previous: None,
            now: past.declared_at,
        };
        let mut drawing = steps::new_drawing(new);
        drawing.place_name.clone_from(&past.place_name);
        if past.students.is_empty() {
            left.drawings.push(drawing);
            continue;
        }
        let mut list = rules::lines(past.id, candidates(past), &BTreeMap::new());
        came(&mut list, past);
        left.draw((drawing, &kind.what), list, (desk, past.draws_at))?;
    }
    Ok(left.write(act).await?)
}

fn terms(title: &str, draws_at: DateTime, size: i64) -> Terms {
    Terms { title: title.to_owned(), size, draws_at, hidden_until: None, rehearsal: false }
}

/// Unannounced visits that were drawn: title, when, how many, until when hidden, when told.
type Visit = (&'static str, DateTime, i64, DateTime, Option<DateTime>);

/// The first is over and public; the second is hidden until the day after the demo's.
const VISITS: [Visit; 2] = [
    (
        "十一月常态课督查",
        datetime(2021, 11, 8, 8, 30, 0, 0),
        6,
        datetime(2021, 11, 10, 8, 0, 0, 0),
        Some(datetime(2021, 11, 10, 8, 0, 0, 0)),
    ),
    (
        "期末教学常规督查",
        datetime(2021, 12, 17, 16, 0, 0, 0),
        6,
        datetime(2021, 12, 21, 8, 0, 0, 0),
        None,
    ),
];

/// Writes the visits of the county's inspectors into the county that was loaded before.
pub async fn visits(system: &System, county: &County, sealer: &Sealer) -> Result<(), Error> {
    let desk = Desk { sealer, beacon: Some(&StandIn) };
    let kind = catalog().find("visit-city").ok_or(Error::Missing)?;
    platform::act!(system, "demo.load.visits", |act| {
        let origin = act.origin().clone();
        ::catalog::Set::keep(act.tx(), kind, origin.now).await?;
        let schools = store::schools(
            act.tx(),
            county.id,
            &codes(&[vocab::Stage::Primary, vocab::Stage::Junior]),
        )
        .await?;
        let mut left = Left::default();
        for (title, at, size, hidden_until, revealed_at) in VISITS {
            let id: DrawingId = origin.ids.make(origin.now);
            let size = size.min(i64::try_from(schools.len()).unwrap_or(1));
            let new = New {
                id,
                kind,
                place: county.id,
                owner: None,
                terms: Terms { hidden_until: Some(hidden_until), ..terms(title, at, size) },
                made_by: None,
                previous: None,
                now: at,
            };
            let mut drawing = steps::new_drawing(new);
            "慈溪市教育局".clone_into(&mut drawing.place_name);
            drawing.revealed_at = revealed_at;
            let list = rules::lines(id, schools.clone(), &BTreeMap::new());
            left.draw((drawing, &kind.what), list, (desk, at))?;
        }
        Ok::<_, Error>(left.write(act).await?)
    })
}

fn candidates(past: &Past) -> Vec<Candidate> {
    given::pupils(&past.students.iter().map(|it| it.student).collect::<Vec<_>>())
}

/// Writes each rank into its line.
fn place(list: &mut [Line], placed: &[evidence::Placed]) {
    let placed: HashMap<&str, &evidence::Placed> =
        placed.iter().map(|it| (it.number.as_str(), it)).collect();
    for line in list {
        let found = placed.get(line.number.as_str());
        line.position = found.map(|it| it.position);
        line.picked = found.is_some_and(|it| it.picked);
    }
}

/// Writes what came of each pupil into the lines.
fn came(list: &mut [Line], past: &Past) {
    let came: HashMap<StudentId, &given::Came> =
        past.students.iter().map(|it| (it.student, it)).collect();
    for line in list {
        let came = line.who.student.and_then(|it| came.get(&it));
        line.outcome = came.map(|it| it.outcome.clone());
        line.why = came.map(|it| it.why.clone());
    }
}
