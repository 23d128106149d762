//! Looking at a sheet, and taking it over: everything that it needs of the database by a handful of
//! statements, however many rows it has.

use std::collections::{BTreeMap, BTreeSet};

use catalog::{Loaded, Set};
use db::Tx;
use form::{Finder, Words};
use jiff::civil::{Date, DateTime};
use platform::Act;
use vocab::PlaceId;
use web::Visit;

use super::{
    naming,
    plan::{self, Change, Fresh, Held, Known, Named, Plan},
    sheet::{self, Line, Read},
};
use crate::{
    actions::{self, Error},
    definition::Register,
    model::{NEVER, RecordId},
    rules::{self, Content, Deed, Refusal, Revision},
    store::{self, NewVersion, RecordRow},
};

/// So many rows are taken over at once: it is one act.
const ROWS_MAX: usize = 5_000;
/// What the history says where nothing else was written.
const WHY: &str = "从表格导入";

/// How a sheet is taken over.
pub(crate) struct How<'a> {
    /// The mark of the plan that was looked at.
    pub(crate) mark: &'a str,
    /// Whether what is other changed, or was wrong.
    pub(crate) deed: Deed,
    /// From when on what changed holds.
    pub(crate) from: Date,
    /// Why.
    pub(crate) reason: &'a str,
}

/// What taking `bytes` over would do, and what the ids in it are called.
pub(crate) async fn check(
    visit: &Visit,
    kind: &Loaded<Register>,
    bytes: &[u8],
) -> Result<(Plan, Words), Error> {
    let read = read(visit, kind, bytes)?;
    db::read!(visit.db(), "sheet of a register", |tx| {
        let plan = made(tx, visit, kind, &read).await?;
        let answers = plan.changes.iter().flat_map(|it| [&it.before, &it.answers]);
        let words = form::words(tx, &kind.what.fields, answers).await?;
        Ok((plan, words))
    })
}

/// Takes over what is right in `bytes`, if it is what was looked at: all of it in one act.
pub(crate) async fn take(
    visit: &Visit,
    kind: &Loaded<Register>,
    bytes: &[u8],
    how: &How<'_>,
) -> Result<Plan, Error> {
    let read = read(visit, kind, bytes)?;
    let reason: String = how.reason.trim().chars().take(actions::REASON_MAX).collect();
    platform::act!(visit, "register.import", |act| {
        let plan = made(act.tx(), visit, kind, &read).await?;
        if plan.mark() != how.mark {
            return Err(Refusal::Moved.into());
        }
        let today = visit.today();
        if !plan.changes.is_empty() {
            if how.deed.wants_reason() && reason.is_empty() {
                return Err(Refusal::NoReason.into());
            }
            if how.deed == Deed::Change {
                plan::may_change(&plan, how.from, today)?;
            }
        }
        let reason = if reason.is_empty() { WHY } else { reason.as_str() };
        let mut writing = Writing { kind, visit, at: visit.civil_now(), reason };
        let now = act.origin().now;
        Set::keep(act.tx(), kind, now).await?;
        writing.add(act, &plan.news).await?;
        writing.change(act, &plan.changes, (how.deed, how.from)).await?;
        act.note("register", &kind.name);
        act.note("new", plan.news.len());
        act.note("changed", plan.changes.len());
        act.note("wrong", plan.wrong());
        Ok(plan)
    })
}

fn read(visit: &Visit, kind: &Loaded<Register>, bytes: &[u8]) -> Result<Read, Error> {
    let role = visit.actor.role();
    if !kind.what.keeps.contains(&role) {
        return Err(Error::Missing);
    }
    let read = sheet::read(bytes, &kind.what, role)?;
    match read.lines.len() {
        n if n > ROWS_MAX => Err(Refusal::TooMany(n, ROWS_MAX).into()),
        _ => Ok(read),
    }
}

/// What a sheet does, as things stand.
async fn made(
    tx: &mut Tx,
    visit: &Visit,
    kind: &Loaded<Register>,
    read: &Read,
) -> Result<Plan, Error> {
    let (register, today) = (&kind.what, visit.today());
    let scope = catalog::acts_for(tx, visit.actor.role(), visit.actor.scope()).await?;
    let mut known = Known::default();
    for it in store::import::spots(tx, scope, register.subject).await? {
        known.spots.entry(vocab::normalise(&it.name)).or_default().push(it);
    }
    let mut findings = read.findings.clone();
    let (numbers, wrong): (Vec<_>, Vec<_>) = read
        .lines
        .iter()
        .map(|line| naming::number(line).map(|number| (line, number)))
        .partition(Result::is_ok);
    findings.extend(wrong.into_iter().filter_map(Result::err));
    let numbers: Vec<(&Line, Option<RecordId>)> =
        numbers.into_iter().filter_map(Result::ok).collect();
    let ids: Vec<RecordId> = numbers.iter().filter_map(|it| it.1).collect();
    hold(tx, (&kind.name, scope), &ids, &mut known).await?;
    let mut lines = Vec::new();
    for (line, number) in numbers {
        match place(&known, line, number) {
            Ok(place) => lines.push((line, number, place)),
            Err(finding) => findings.push(finding),
        }
    }
    let posted = lines.iter().map(|it| it.0.posted.clone()).collect();
    let asked = (register.fields.as_slice(), read.said.as_slice());
    let received = form::look_up(tx, &Finder::of(visit), asked, posted).await?;
    let none = form::Answers::default();
    let mut rows = Vec::with_capacity(lines.len());
    for ((line, number, (place, place_name)), received) in lines.into_iter().zip(received) {
        let before = number.and_then(|it| known.held.get(&it)).map_or(&none, |it| &it.answers);
        let about = (before, read.said.as_slice(), today);
        match naming::names(register, (place, &received), about) {
            Ok((key, title)) => {
                let line = line.clone();
                rows.push(Named { line, received, number, place, place_name, key, title });
            }
            Err(wrongs) => {
                let (fields, said) = (&register.fields, &read.said);
                findings.extend(form::sheet::findings(&line.row, fields, said, &wrongs));
            }
        }
    }
    meet(tx, (&kind.name, scope), &rows, &mut known).await?;
    let mut plan = plan::judge(register, (rows, &read.said), &known, today);
    plan.findings.extend(findings);
    plan.findings.sort_by_key(|it| it.row);
    Ok(plan)
}

/// Where the record of a row lies.
fn place(
    known: &Known,
    line: &Line,
    number: Option<RecordId>,
) -> Result<(PlaceId, String), ::sheet::Finding> {
    match number.map(|it| known.held.get(&it)) {
        Some(Some(held)) => Ok((held.record.place, held.record.place_name.clone())),
        Some(None) => Err(naming::no_such(line)),
        None => naming::spot(&known.spots, line).map(|it| (it.id, it.name.clone())),
    }
}

/// Reads those of `ids` that the sender keeps.
async fn hold(
    tx: &mut Tx,
    at: (&str, PlaceId),
    ids: &[RecordId],
    known: &mut Known,
) -> Result<(), Error> {
    let found = store::import::held(tx, at, ids).await?;
    let ids: Vec<RecordId> = found.iter().map(|it| it.0.id).collect();
    let mut said: BTreeMap<i64, form::Answers> = form::load_many(tx, &ids).await?;
    for (record, version) in found {
        let answers = said.remove(&record.id.bits()).unwrap_or_default();
        known.held.insert(record.id, Held { record, version, answers });
    }
    Ok(())
}

/// Reads the records that the rows can mean without a number.
async fn meet(
    tx: &mut Tx,
    (entry, scope): (&str, PlaceId),
    rows: &[Named],
    known: &mut Known,
) -> Result<(), Error> {
    let sorted = |all: BTreeSet<String>| all.into_iter().collect::<Vec<_>>();
    let keys = sorted(rows.iter().filter_map(|it| it.key.clone()).collect());
    for (key, id, title) in store::import::keyed(tx, entry, &keys).await? {
        known.keyed.insert(key, (id, title));
    }
    let bare = rows.iter().filter(|it| it.key.is_none() && it.number.is_none());
    let titles = sorted(bare.map(|it| it.title.clone()).collect());
    for (place, title, id) in store::import::titled(tx, (entry, scope), &titles).await? {
        known.titled.entry((place, title)).or_default().push(id);
    }
    let by_key = known.keyed.values().map(|it| it.0);
    let ids: BTreeSet<RecordId> = by_key.chain(known.titled.values().flatten().copied()).collect();
    let ids: Vec<RecordId> = ids.into_iter().filter(|it| !known.held.contains_key(it)).collect();
    hold(tx, (entry, scope), &ids, known).await
}

/// Writes down what a plan does, one statement a table.
struct Writing<'a> {
    kind: &'a Loaded<Register>,
    visit: &'a Visit,
    at: DateTime,
    reason: &'a str,
}

impl Writing<'_> {
    fn version<'v>(
        &'v self,
        number: i64,
        (deed, from, to): (Deed, Date, Date),
        content: &'v Content,
    ) -> NewVersion<'v> {
        let by = (Some(self.visit.actor.account), self.visit.actor.role());
        let reason = Some(self.reason).filter(|_| deed != Deed::Keep);
        NewVersion { number, deed, from, to, content, reason, by }
    }

    async fn add(&mut self, act: &mut Act<'_>, news: &[Fresh]) -> Result<(), Error> {
        let (register, name) = (&self.kind.what, self.kind.name.as_str());
        let (origin, term) = (act.origin().clone(), register.term.as_ref());
        let content = |it: &Fresh| rules::first_content(register, &it.answers, it.since);
        let all: Vec<(RecordId, &Fresh, Content)> =
            news.iter().map(|it| (origin.ids.make(origin.now), it, content(it))).collect();
        let records = all.iter().map(|(id, it, content)| RecordRow {
            id: *id,
            entry: name,
            definition: &self.kind.digest,
            place: it.place,
            key: it.key.as_deref(),
            since: it.since,
            remind_on: rules::next_reminder(term, content.expires, self.at.date()),
            content,
            version: 1,
        });
        store::add(act.tx(), &records.collect::<Vec<_>>()).await?;
        let versions = all
            .iter()
            .map(|(id, it, content)| (*id, self.version(1, (Deed::Add, it.since, NEVER), content)));
        let versions: Vec<_> = versions.collect();
        store::add_versions(act.tx(), self.at, versions.iter().map(|it| (it.0, &it.1))).await?;
        let answers: Vec<_> = all.iter().map(|(id, it, _)| (*id, &it.answers)).collect();
        form::save_all(act.tx(), name, &register.fields, &answers).await?;
        for (id, ..) in &all {
            actions::tell(act, name, *id, Deed::Add);
        }
        let moved = news.iter().map(|it| (it.place, it.since)).collect();
        Ok(platform::measures::moved_all(act, &moved, "名录有变动").await?)
    }

    async fn change(
        &mut self,
        act: &mut Act<'_>,
        changes: &[Change],
        (deed, from): (Deed, Date),
    ) -> Result<(), Error> {
        let (register, name) = (&self.kind.what, self.kind.name.as_str());
        let (today, term) = (self.at.date(), register.term.as_ref());
        let revised: Result<Vec<(&Change, Revision)>, Refusal> = changes
            .iter()
            .map(|it| {
                let content = Content {
                    title: rules::title(register, &it.answers),
                    document: it.answers.to_document(),
                    ..it.current.content.clone()
                };
                Ok((it, rules::revise(&it.current, deed, content, (from, today))?))
            })
            .collect();
        let revised = revised?;
        let (mut versions, mut records) = (Vec::new(), Vec::new());
        for (it, revision) in &revised {
            let mut number = it.record.version;
            for (deed, from, to, content) in &revision.adds {
                number += 1;
                versions.push((it.record.id, self.version(number, (*deed, *from, *to), content)));
            }
            let Some((.., content)) = revision.adds.last() else { continue };
            records.push(RecordRow {
                id: it.record.id,
                entry: name,
                definition: &self.kind.digest,
                place: it.record.place,
                key: it.key.as_deref(),
                since: it.record.since,
                remind_on: rules::next_reminder(term, content.expires, today),
                content,
                version: number,
            });
        }
        let set = store::set_all(act.tx(), &records).await?;
        if set != records.len() as u64 {
            return Err(Refusal::Moved.into());
        }
        let ids: Vec<RecordId> = changes.iter().map(|it| it.record.id).collect();
        store::import::supersede_current(act.tx(), &ids, self.at).await?;
        store::add_versions(act.tx(), self.at, versions.iter().map(|it| (it.0, &it.1))).await?;
        let answers: Vec<_> = changes.iter().map(|it| (it.record.id, &it.answers)).collect();
        form::save_all(act.tx(), name, &register.fields, &answers).await?;
        for it in changes {
            actions::tell(act, name, it.record.id, deed);
        }
        let moved = changes.iter().map(|it| (it.record.place, today)).collect();
        Ok(platform::measures::moved_all(act, &moved, "名录有变动").await?)
    }
}
