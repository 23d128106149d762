//! Cases as they stand, read whole: row, definition, deadlines, answers; and the one who reads them.
//! One is read as thousands are: by a handful of statements.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use catalog::Loaded;
use db::Tx;
use form::{Answers, Sight, Value};
use jiff::civil::DateTime;
use platform::access;
use vocab::{PlaceId, Role};
use web::Visit;

use crate::{
    actions::Error,
    catalog,
    definition::{Case, Who, breadth},
    model::{CaseId, Record},
    rules::{self, Doer, Ground, State},
    store::{self, Reader},
};

/// A case as it stands.
pub(crate) struct Standing {
    pub(crate) record: Record,
    pub(crate) kind: Arc<Loaded<Case>>,
    pub(crate) state: State,
    pub(crate) ground: Ground,
    pub(crate) answers: Answers,
}

/// The case `id` as it stands at `now`, whoever may see it.
pub(crate) async fn find(
    tx: &mut Tx,
    id: CaseId,
    now: DateTime,
) -> Result<Option<Standing>, Error> {
    Ok(load_all(tx, &[id], now).await?.pop())
}

/// The cases `ids` as they stand at `now`, whoever may see them.
pub(crate) async fn load_all(
    tx: &mut Tx,
    ids: &[CaseId],
    now: DateTime,
) -> Result<Vec<Standing>, Error> {
    let records = store::load_all(tx, ids).await?;
    let mut clocks = BTreeMap::<CaseId, Vec<_>>::new();
    for (case, key, it) in store::clocks(tx, ids).await? {
        clocks.entry(case).or_default().push((key, it));
    }
    let mut tasks = BTreeMap::<CaseId, Vec<_>>::new();
    for (case, key, it) in store::tasks(tx, ids).await? {
        tasks.entry(case).or_default().push((key, it));
    }
    let mut answers = form::load_many(tx, ids).await?;
    let places: BTreeSet<PlaceId> = records.iter().map(|it| it.place).collect();
    let paths = paths(tx, &places.into_iter().collect::<Vec<_>>()).await?;
    let mut standing = Vec::with_capacity(records.len());
    for record in records {
        let kind = catalog().by_digest(tx, &record.definition).await?.ok_or(Error::Missing)?;
        let clocks = clocks.remove(&record.id).unwrap_or_default();
        let tasks = tasks.remove(&record.id).unwrap_or_default();
        let state = state(&kind.what, &record, clocks, tasks)?;
        let path = paths.get(&record.place).cloned().unwrap_or_default();
        let ground = Ground { path, opener: record.made_by, ..Ground::default() };
        let answers = answers.remove(&record.id.bits()).unwrap_or_default();
        let mut it = Standing { record, kind, state, ground, answers };
        it.refresh(now);
        standing.push(it);
    }
    Ok(standing)
}

/// The places around each of `places`, from the county down, with what they are.
pub(crate) async fn paths(
    tx: &mut Tx,
    places: &[PlaceId],
) -> Result<BTreeMap<PlaceId, Vec<(access::PlaceKind, PlaceId)>>, db::Error> {
    let mut paths = BTreeMap::<PlaceId, Vec<_>>::new();
    for (of, kind, id) in store::paths(tx, places).await? {
        paths.entry(of).or_default().push((kind, id));
    }
    Ok(paths)
}

fn state(
    case: &Case,
    record: &Record,
    clocks: Vec<(String, rules::Running)>,
    tasks: Vec<(String, rules::Asked)>,
) -> Result<State, Error> {
    let step = case.step(&record.step).ok_or_else(|| db::Error::corrupt("step"))?;
    let (mut running, mut asked) = (Vec::new(), Vec::new());
    for (key, mut it) in clocks {
        let at = case.clocks.iter().position(|it| it.key == key);
        it.clock = at.ok_or_else(|| db::Error::corrupt("clock"))?;
        running.push(it);
    }
    for (key, mut it) in tasks {
        let at = case.tasks.iter().position(|it| it.key == key);
        it.task = at.ok_or_else(|| db::Error::corrupt("task"))?;
        asked.push(it);
    }
    let paused = record.paused_at.map(|at| (at, record.resume_at.unwrap_or(crate::model::NEVER)));
    Ok(State {
        step,
        paused,
        turn: running.iter().map(|it| it.turn).max().unwrap_or(1),
        clocks: running,
        asked,
        look: record.look,
        version: record.version,
    })
}

/// The identity in use, with the place of its role's breadth: a clerk of an office of the bureau
/// acts for the county, one of a campus for its school.
pub(crate) async fn doer(tx: &mut Tx, visit: &Visit) -> Result<Doer, db::Error> {
    as_doer(tx, (visit.actor.account, visit.actor.role(), visit.actor.scope())).await
}

/// The same of somebody in a role at a place.
pub(crate) async fn as_doer(
    tx: &mut Tx,
    (account, role, at): (vocab::AccountId, Role, PlaceId),
) -> Result<Doer, db::Error> {
    let wanted = breadth(role);
    let path = paths(tx, &[at]).await?.remove(&at).unwrap_or_default();
    let place = path.into_iter().find(|it| it.0 == wanted).map(|it| it.1);
    Ok(Doer { account, role, place })
}

/// The same as lists look through it. Where no kind is meant, nobody sees more than their own.
pub(crate) fn reader(doer: Doer, visit: &Visit, kind: Option<&Case>) -> Reader {
    let sees = kind.is_some_and(|it| it.sees.contains(&doer.role));
    let place = doer.place.unwrap_or_else(|| visit.actor.scope());
    Reader { account: doer.account, role: doer.role, place, sees }
}

impl Standing {
    /// Whence it came from outside, and under which number, where it did.
    pub(crate) fn outer(&self) -> Option<(&str, &str)> {
        let case = &self.kind.what;
        let outer = case.outer?;
        let text = |at: usize| self.answers.text(&case.fields[at].key);
        Some((text(outer.source)?, text(outer.number)?))
    }

    /// Draws from the answers, as they stand at `now`, who acts, who is a party and what is shut.
    pub(crate) fn refresh(&mut self, now: DateTime) {
        let case = &self.kind.what;
        let facts = self.answers.facts(&case.fields, now.date());
        let answered = |at: usize| self.answers.get(&case.fields[at].key);
        let who = case.steps.iter().flat_map(|it| {
            it.who.iter().chain(it.actions.iter().filter_map(|it| it.who.as_ref()).flatten())
        });
        let fields: BTreeSet<usize> = who
            .filter_map(|it| if let Who::Chosen(field) = it { Some(*field) } else { None })
            .collect();
        let role = |at: usize| match answered(at) {
            Some(Value::Text(it)) => Role::from_key(it),
            _ => None,
        };
        self.ground.chosen = fields.iter().filter_map(|at| Some((*at, role(*at)?))).collect();
        let day = |at: usize| match answered(at) {
            Some(Value::Text(it)) => it.parse().ok(),
            _ => None,
        };
        let days = case.clocks.iter().filter_map(|it| it.until);
        self.ground.days = days.filter_map(|at| Some((at, day(at)?))).collect();
        let parties = case.parties.iter().filter(|it| it.when.holds(&facts) == Some(true));
        let parties: Vec<Role> = parties.flat_map(|it| it.who.iter().copied()).collect();
        let ground = &self.ground;
        let at = |role: Role| ground.place_of(role).map(|place| (role, place));
        self.ground.parties = parties.into_iter().filter_map(at).collect();
        self.ground.shut = rules::shut(case, &self.state, &facts, (self.record.closed_at, now));
    }

    /// How much of the answers `doer` sees.
    pub(crate) fn sight(&self, doer: Doer) -> Sight {
        if self.ground.opener == Some(doer.account) { Sight::Own } else { Sight::Role(doer.role) }
    }

    /// Whether whoever reads with `sight` may know who began it.
    pub(crate) fn shows_opener(&self, sight: Sight) -> bool {
        let named = &self.kind.what.opener_seen_by;
        match sight {
            Sight::Own => true,
            Sight::Role(role) => named.is_empty() || named.contains(&role),
            Sight::Anyone => false,
        }
    }
}

/// Whether the visitor sees the case with these bits, and so may have its files.
pub(crate) async fn may_read(visit: &Visit, bits: i64) -> Result<bool, db::Error> {
    let Some(id) = CaseId::from_bits(bits) else { return Ok(false) };
    let read: Result<bool, Error> = db::read!(visit.db(), "files of a case", |tx| {
        let doer = doer(tx, visit).await?;
        let Some(found) = find(tx, id, visit.civil_now()).await? else { return Ok(false) };
        Ok(store::is_seen(tx, id, reader(doer, visit, Some(&found.kind.what))).await?)
    });
    match read {
        Ok(it) => Ok(it),
        Err(Error::Db(error)) => Err(error),
        Err(_) => Ok(false),
    }
}
