//! Drawings of the invented county: rounds of wishes that were drawn, with all their evidence.

use std::collections::{BTreeMap, HashMap};

use ::catalog::Loaded;
use directory::demo::County;
use draw::{Randomness, Value};
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
    /// Who was on the list.
    pub listed: Listed,
    /// The attempt before it, if there was one.
    pub before: Option<Broken>,
}

/// Who was on a list.
#[derive(Debug, Clone)]
pub enum Listed {
    /// Pupils, with what came of each whatever their order.
    Pupils(Vec<given::Came>),
    /// Things with a label; what came of each follows from the order, by [`Made::tell`].
    Labels(Vec<String>),
}

/// An attempt with the same list that was sealed when it was declared, and broken off.
#[derive(Debug, Clone)]
pub struct Broken {
    /// Its id.
    pub id: DrawingId,
    /// The thing that it was for.
    pub owner: i64,
    /// When it was declared.
    pub declared_at: DateTime,
    /// When it was to be drawn.
    pub draws_at: DateTime,
    /// Why it was not.
    pub reason: String,
}

/// The number that a drawing of a kind goes by, which the thing that it is for may keep; empty where
/// there is no such kind.
pub fn number(kind: &str, id: DrawingId, declared_at: DateTime) -> String {
    let letters = catalog().find(kind).map(|it| it.what.letters.as_str());
    letters.map(|it| ::catalog::number(it, id, declared_at)).unwrap_or_default()
}

/// A drawing of the past, made and still to be written: by the same steps as any other, but with
/// secrets that follow from its id, so that an invented county is the same each time.
pub struct Made {
    kind: &'static Loaded<Kind>,
    drawing: Drawing,
    lines: Vec<Line>,
    files: Vec<(Paper, String)>,
    secret: Option<String>,
    before: Option<Box<Made>>,
}

impl Made {
    fn declared(drawing: Drawing, kind: &'static Loaded<Kind>, lines: Vec<Line>) -> Self {
        Self { kind, drawing, lines, files: Vec::new(), secret: None, before: None }
    }

    /// Seals the list at `at`.
    fn seal(&mut self, desk: Desk<'_>, at: DateTime) -> Result<(), Error> {
        let before = self.before.as_ref().and_then(|it| {
            let file = it.files.last().map(|it| it.1.as_str());
            file.zip(it.drawing.reason.as_deref())
        });
        let of = (&self.drawing, &self.kind.what);
        let sealing =
            steps::sealing(of, (&self.lines, &random(self.drawing.id)), before, (desk, at))?;
        let it = &mut self.drawing;
        it.stage = Stage::Sealed;
        it.is_auto = sealing.is_auto;
        it.sealed_at = Some(at);
        it.digest = Some(sealing.digest);
        self.files.push((Paper::Declaration, sealing.file));
        self.secret = Some(sealing.secret);
        Ok(())
    }

    /// Draws at `at` what is sealed.
    fn draw(&mut self, desk: Desk<'_>, at: DateTime) -> Result<(), Error> {
        let file = self.files.last().zip(self.secret.as_ref()).ok_or(Error::Missing)?;
        let opened = steps::opened(self.drawing.id, (&file.0.1, file.1), desk)?;
        let values: Vec<Value> = opened.0.terms().sources.iter().map(StandIn::value).collect();
        let (transcript, placed) = evidence::run(opened.0, &opened.1, (values, at))?;
        place(&mut self.lines, &placed);
        self.drawing.stage = Stage::Drawn;
        self.drawing.drawn_at = Some(at);
        self.drawing.result = Some(transcript.digest().to_string());
        self.files.push((Paper::Transcript, transcript.file()));
        Ok(())
    }

    /// Breaks off at `at` what is sealed.
    fn break_off(&mut self, reason: &str, at: DateTime) -> Result<(), Error> {
        let file = self.files.last().ok_or(Error::Missing)?;
        let void = evidence::void(evidence::declaration(&file.1)?, reason, at)?;
        self.files.push((Paper::Void, void.file()));
        self.drawing.stage = Stage::Void;
        self.drawing.reason = Some(reason.to_owned());
        Ok(())
    }

    /// Its number.
    pub fn number(&self) -> &str {
        &self.drawing.number
    }

    /// The order drawn: each number with its label.
    pub fn order(&self) -> Vec<(String, String)> {
        let mut all: Vec<&Line> = self.lines.iter().collect();
        all.sort_by_key(|it| it.position);
        all.into_iter().map(|it| (it.number.clone(), it.who.label.clone())).collect()
    }

    /// Says what came of each label.
    pub fn tell(&mut self, came: impl Fn(&str) -> String) {
        for it in &mut self.lines {
            let words = came(&it.who.label);
            it.outcome = Some(words.clone());
            it.why = Some(words);
        }
    }
}

/// What is chance in an invented county: it follows from the id.
fn random(id: DrawingId) -> Randomness {
    let mut random = Randomness([0; 96]);
    for (part, at) in random.0.chunks_mut(32).zip(0..) {
        let digest = platform::act::digest(&["demo drawing", &id.to_string(), &format!("{at}")]);
        for (byte, pair) in part.iter_mut().zip(digest.as_bytes().chunks(2)) {
            let pair = str::from_utf8(pair).unwrap_or("0");
            *byte = u8::from_str_radix(pair, 16).unwrap_or(0);
        }
    }
    random
}

impl Past {
    /// Makes it as it would have been made.
    ///
    /// # Errors
    ///
    /// If there is no such kind, or the engine refuses the list.
    pub fn make(&self, sealer: &Sealer) -> Result<Made, Error> {
        let desk = Desk { sealer, beacon: Some(&StandIn) };
        let before = self.before.as_ref().map(|it| self.broken(desk, it)).transpose()?;
        let previous = before.as_ref().map(|it| it.drawing.id);
        let mut made = self.declare((self.id, self.owner), self.declared_at, previous)?;
        made.drawing.draws_at = self.draws_at;
        made.before = before.map(Box::new);
        if !made.lines.is_empty() {
            made.seal(desk, self.draws_at)?;
            made.draw(desk, self.draws_at)?;
        }
        Ok(made)
    }

    fn broken(&self, desk: Desk<'_>, it: &Broken) -> Result<Made, Error> {
        let mut made = self.declare((it.id, it.owner), it.declared_at, None)?;
        made.drawing.draws_at = it.draws_at;
        made.seal(desk, it.declared_at)?;
        made.break_off(&it.reason, it.draws_at)?;
        Ok(made)
    }

    fn declare(
        &self,
        (id, owner): (DrawingId, i64),
        now: DateTime,
        previous: Option<DrawingId>,
    ) -> Result<Made, Error> {
        let kind = catalog().find(self.kind).ok_or(Error::Missing)?;
        let mut drawing = steps::new_drawing(New {
            id,
            kind,
            place: self.place,
            owner: Some(owner),
            terms: terms(&self.title, self.draws_at, 0),
            made_by: None,
            previous,
            now,
        });
        drawing.place_name.clone_from(&self.place_name);
        let mut lines = rules::lines(id, self.candidates(), &BTreeMap::new());
        if let Listed::Pupils(all) = &self.listed {
            came(&mut lines, all);
        }
        Ok(Made::declared(drawing, kind, lines))
    }

    fn candidates(&self) -> Vec<Candidate> {
        match &self.listed {
            Listed::Pupils(all) => {
                given::pupils(&all.iter().map(|it| it.student).collect::<Vec<_>>())
            }
            Listed::Labels(all) => given::labels(all.clone()),
        }
    }
}

/// Writes drawings of the past.
///
/// # Errors
///
/// If the database fails.
pub async fn write(act: &mut Act<'_>, all: impl Iterator<Item = &Made>) -> Result<(), Error> {
    let now = act.origin().now;
    // An attempt that was broken off comes before the one that refers to it.
    let all: Vec<&Made> = all.flat_map(|it| it.before.as_deref().into_iter().chain([it])).collect();
    let kinds: BTreeMap<&str, _> = all.iter().map(|it| (it.kind.name.as_str(), it.kind)).collect();
    for kind in kinds.into_values() {
        ::catalog::Set::keep(act.tx(), kind, now).await?;
    }
    let drawings: Vec<Drawing> = all.iter().map(|it| it.drawing.clone()).collect();
    store::add(act.tx(), &drawings).await?;
    let lines = all.iter().flat_map(|made| made.lines.iter().map(|it| (made.drawing.id, it)));
    store::add_lines(act.tx(), lines).await?;
    let (mut files, mut secrets) = (Vec::new(), Vec::new());
    for it in all {
        let id = it.drawing.id;
        files.extend(it.files.iter().map(|(paper, file)| (id, *paper, file.clone())));
        secrets.extend(it.secret.clone().map(|secret| (id, secret)));
    }
    store::add_files(act.tx(), files).await?;
    Ok(store::add_secrets(act.tx(), secrets).await?)
}

/// Makes and writes drawings of the past.
///
/// # Errors
///
/// As [`Past::make`] and [`write`].
pub async fn load(act: &mut Act<'_>, sealer: &Sealer, all: &[Past]) -> Result<(), Error> {
    let made: Result<Vec<Made>, Error> = all.iter().map(|it| it.make(sealer)).collect();
    write(act, made?.iter()).await
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
        let stages = codes(&[vocab::Stage::Primary, vocab::Stage::Junior]);
        let schools = store::schools(act.tx(), county.id, &stages).await?;
        let mut all = Vec::new();
        for (title, at, size, hidden_until, revealed_at) in VISITS {
            let id: DrawingId = origin.ids.make(origin.now);
            let size = size.min(i64::try_from(schools.len()).unwrap_or(1));
            let mut drawing = steps::new_drawing(New {
                id,
                kind,
                place: county.id,
                owner: None,
                terms: Terms { hidden_until: Some(hidden_until), ..terms(title, at, size) },
                made_by: None,
                previous: None,
                now: at,
            });
            "慈溪市教育局".clone_into(&mut drawing.place_name);
            drawing.revealed_at = revealed_at;
            let lines = rules::lines(id, schools.clone(), &BTreeMap::new());
            let mut made = Made::declared(drawing, kind, lines);
            made.seal(desk, at)?;
            made.draw(desk, at)?;
            all.push(made);
        }
        write(act, all.iter()).await
    })
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
fn came(list: &mut [Line], all: &[given::Came]) {
    let came: HashMap<StudentId, &given::Came> = all.iter().map(|it| (it.student, it)).collect();
    for line in list {
        let came = line.who.student.and_then(|it| came.get(&it));
        line.outcome = came.map(|it| it.outcome.clone());
        line.why = came.map(|it| it.why.clone());
    }
}
