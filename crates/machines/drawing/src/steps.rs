//! Declaring, sealing, drawing, breaking off: each on the transaction of somebody's act. Whether a
//! person may is asked before.

use catalog::{Loaded, Set};
use draw::{Evidence, Randomness, Source, Value};
use jiff::civil::DateTime;
use platform::{
    Act,
    seal::{Field, Sealer},
};
use vocab::{AccountId, PlaceId};
use web::Cell;

use crate::{
    Beacon, Beacons, Error,
    definition::{Kind, Seed},
    evidence::{self, Placed, Settled},
    model::{Drawing, DrawingId, Line, Paper, Stage},
    rules::{self, Refusal},
    store,
};

/// What the secret is sealed as.
pub(crate) const SECRET: Field = Field::new("drawing.secret");
/// How many draw by hand where nobody is named, and the most that each can draw.
const HANDS: u64 = 6;
const HAND_MOST: u64 = 99;

/// What a cell draws with.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// Seals what stays locked up.
    pub sealer: &'a Sealer,
    /// Where public values come from, if from anywhere.
    pub beacon: Option<&'a dyn Beacon>,
}

impl<'a> Desk<'a> {
    /// That of `cell`.
    pub fn of(cell: &'a Cell) -> Self {
        let beacon = cell.find_service::<Beacons>().map(|it| &*it.0);
        Self { sealer: cell.service::<Sealer>(), beacon }
    }
}

/// A drawing that is to be declared.
pub(crate) struct New<'a> {
    pub(crate) id: DrawingId,
    pub(crate) kind: &'a Loaded<Kind>,
    pub(crate) place: PlaceId,
    pub(crate) owner: Option<i64>,
    pub(crate) terms: rules::Terms,
    pub(crate) made_by: Option<AccountId>,
    pub(crate) previous: Option<DrawingId>,
    pub(crate) now: DateTime,
}

/// Declares a drawing.
pub(crate) async fn declare(act: &mut Act<'_>, it: New<'_>) -> Result<Drawing, Error> {
    let at = act.origin().now;
    Set::keep(act.tx(), it.kind, at).await?;
    let drawing = new_drawing(it);
    store::add(act.tx(), std::slice::from_ref(&drawing)).await?;
    act.about(drawing.id);
    act.note("kind", &drawing.entry);
    act.note("number", &drawing.number);
    Ok(drawing)
}

/// A drawing as it begins.
pub(crate) fn new_drawing(it: New<'_>) -> Drawing {
    let terms = it.terms;
    Drawing {
        id: it.id,
        number: ::catalog::number(&it.kind.what.letters, it.id, it.now),
        entry: it.kind.name.clone(),
        definition: it.kind.digest.clone(),
        place: it.place,
        place_name: String::new(),
        owner: it.owner,
        title: terms.title.trim().chars().take(rules::WORDS_MAX).collect(),
        rehearsal: terms.rehearsal,
        size: terms.size,
        stage: Stage::Declared,
        is_auto: false,
        made_by: it.made_by,
        declared_at: it.now,
        draws_at: terms.draws_at,
        hidden_until: terms.hidden_until,
        sealed_at: None,
        drawn_at: None,
        revealed_at: None,
        digest: None,
        result: None,
        reason: None,
        previous: it.previous,
    }
}

/// What sealing a list comes to, to be stored.
pub(crate) struct Sealing {
    pub(crate) is_auto: bool,
    pub(crate) digest: String,
    pub(crate) file: String,
    pub(crate) secret: String,
}

/// Where the public values of a drawing will come from.
fn sources(kind: &Kind, desk: Desk<'_>, now: DateTime) -> (Vec<Source>, bool) {
    let hand = |name: String| Source::Site { name, least: 0, most: HAND_MOST };
    match (&kind.seed, desk.beacon) {
        (Seed::Beacon, Some(beacon)) => (vec![beacon.announce(now)], true),
        (Seed::Beacon, None) => {
            ((1..=HANDS).map(|it| hand(format!("第 {it} 位见证人"))).collect(), false)
        }
        (Seed::Site(drawers), _) => (drawers.iter().cloned().map(hand).collect(), false),
    }
}

/// Seals the list of `drawing` with chance that nobody knows: nothing is written yet. `previous` is what came of the attempt before,
/// and why it does not stand.
pub(crate) fn sealing(
    (drawing, kind): (&Drawing, &Kind),
    (lines, random): (&[Line], &Randomness),
    previous: Option<(&str, &str)>,
    (desk, now): (Desk<'_>, DateTime),
) -> Result<Sealing, Error> {
    rules::may_seal(drawing)?;
    let inside = || lines.iter().filter(|it| it.excluded.is_none());
    if inside().next().is_none() {
        return Err(Refusal::Nobodies.into());
    }
    let (sources, is_auto) = sources(kind, desk, now);
    let previous = previous.map(|(file, reason)| evidence::previous(file, reason));
    let previous = previous.transpose()?.flatten();
    let settled = Settled {
        title: title(kind, drawing),
        organiser: drawing.place_name.clone(),
        rehearsal: drawing.rehearsal,
        declared: now,
        rule: rules::rule(kind, drawing.size, lines),
        sources,
        previous,
    };
    let numbers = inside().map(|it| (it.number.as_str(), it.who.stratum.as_str()));
    let sealed = evidence::seal(numbers, settled, random)?;
    Ok(Sealing {
        is_auto,
        digest: sealed.declaration.digest().to_string(),
        file: sealed.declaration.file(),
        secret: desk.sealer.seal(SECRET.at(drawing.id.bits()), &sealed.secret),
    })
}

/// What is posted as the title: the kind's name alone where the result is hidden, since what is
/// drawn for may tell whom.
fn title(kind: &Kind, drawing: &Drawing) -> String {
    if drawing.hidden_until.is_some() {
        format!("{} {}", kind.label, drawing.number)
    } else {
        drawing.title.clone()
    }
}

/// Seals the list of a drawing for good.
pub(crate) async fn seal(
    act: &mut Act<'_>,
    (drawing, kind): (&Drawing, &Kind),
    lines: &[Line],
    desk: Desk<'_>,
) -> Result<(), Error> {
    let now = act.origin().civil_now;
    let previous = match drawing.previous {
        Some(before) => {
            let file = store::latest_file(act.tx(), before).await?;
            let before = store::find(act.tx(), before).await?;
            file.zip(before.and_then(|it| it.reason))
        }
        None => None,
    };
    let previous = previous.as_ref().map(|(file, reason)| (file.as_str(), reason.as_str()));
    let mut random = Randomness([0; 96]);
    getrandom::fill(&mut random.0).map_err(|it| Error::Secret(it.to_string()))?;
    let sealing = sealing((drawing, kind), (lines, &random), previous, (desk, now))?;
    if !store::set_sealed(act.tx(), drawing.id, &sealing, now).await? {
        return Err(Error::Stale);
    }
    store::add_file(act.tx(), drawing.id, Paper::Declaration, &sealing.file).await?;
    store::add_secret(act.tx(), drawing.id, &sealing.secret).await?;
    act.about(drawing.id);
    act.note("digest", &sealing.digest);
    act.note("lines", lines.len());
    let (id, digest) = (drawing.id, &sealing.digest);
    act.event("drawing.sealed", format!(r#"{{"drawing":"{id}","digest":"{digest}"}}"#));
    Ok(())
}

/// The values of the sources that `declaration` names; what is missing is named.
pub(crate) async fn ask(desk: Desk<'_>, declaration: &str) -> Result<Vec<Value>, Error> {
    let declaration = evidence::declaration(declaration)?;
    let mut values = Vec::new();
    for source in &declaration.terms().sources {
        let asked = match desk.beacon {
            Some(beacon) => beacon.ask(source).await,
            None => Ok(None),
        };
        match asked {
            Ok(Some(value)) => values.push(value),
            Ok(None) => return Err(Refusal::NotYet(source.name()).into()),
            Err(why) => {
                tracing::warn!("a public source was not heard: {why}");
                return Err(Refusal::NotYet(source.name()).into());
            }
        }
    }
    Ok(values)
}

/// Draws: once, in one transaction with everything that follows.
pub(crate) async fn run(
    act: &mut Act<'_>,
    drawing: &Drawing,
    values: Vec<Value>,
    desk: Desk<'_>,
) -> Result<Vec<Placed>, Error> {
    let now = act.origin().civil_now;
    rules::may_run(drawing, now)?;
    let (declaration, sealed) = open(act, drawing, desk).await?;
    let (transcript, placed) = evidence::run(declaration, &sealed, (values, now))?;
    let result = transcript.digest().to_string();
    if !store::set_drawn(act.tx(), drawing.id, &result, now).await? {
        return Err(Error::Stale);
    }
    store::add_file(act.tx(), drawing.id, Paper::Transcript, &transcript.file()).await?;
    store::set_places(act.tx(), drawing.id, &placed).await?;
    act.about(drawing.id);
    act.note("result", &result);
    act.note("picked", placed.iter().filter(|it| it.picked).count());
    if drawing.hidden_until.is_none() {
        told(act, drawing);
    }
    Ok(placed)
}

/// What other systems hear of a result that everyone may see.
pub(crate) fn told(act: &mut Act<'_>, drawing: &Drawing) {
    let (id, number) = (drawing.id, &drawing.number);
    act.event("drawing.drawn", format!(r#"{{"drawing":"{id}","number":"{number}"}}"#));
}

/// The declaration of a drawing and what stays locked up.
pub(crate) async fn open(
    act: &mut Act<'_>,
    drawing: &Drawing,
    desk: Desk<'_>,
) -> Result<(draw::Declaration, draw::Sealed), Error> {
    let file = store::find_file(act.tx(), drawing.id, Paper::Declaration).await?;
    let secret = store::find_secret(act.tx(), drawing.id).await?;
    let (file, secret) = file.zip(secret).ok_or(Error::Missing)?;
    opened(drawing.id, (&file, &secret), desk)
}

/// The same, of what was read before.
pub(crate) fn opened(
    id: DrawingId,
    (file, secret): (&str, &str),
    desk: Desk<'_>,
) -> Result<(draw::Declaration, draw::Sealed), Error> {
    let secret = desk.sealer.open(SECRET.at(id.bits()), secret);
    let secret = secret.map_err(|it| Error::Secret(it.to_string()))?;
    let declaration = evidence::declaration(file)?;
    let sealed = evidence::secret(&secret.into_open(), &declaration)?;
    Ok((declaration, sealed))
}

/// Breaks a drawing off. Where it was sealed, a record of that is kept with the evidence.
pub(crate) async fn void(act: &mut Act<'_>, drawing: &Drawing, reason: &str) -> Result<(), Error> {
    let now = act.origin().civil_now;
    rules::may_void(drawing, reason)?;
    let reason: String = reason.trim().chars().take(rules::WORDS_MAX).collect();
    if let Some(file) = store::find_file(act.tx(), drawing.id, Paper::Declaration).await? {
        let void = evidence::void(evidence::declaration(&file)?, &reason, now)?;
        debug_assert!(Evidence::read(void.file().as_bytes()).is_ok());
        store::add_file(act.tx(), drawing.id, Paper::Void, &void.file()).await?;
    }
    if !store::set_void(act.tx(), (drawing.id, drawing.stage), &reason).await? {
        return Err(Error::Stale);
    }
    act.about(drawing.id);
    act.event("drawing.void", format!(r#"{{"drawing":"{}"}}"#, drawing.id));
    Ok(())
}
