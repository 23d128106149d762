//! Workbooks: the columns of a kind, and one workbook in which somebody enters for many. What fits is
//! filed in one act with one statement a table; what does not is told cell by cell.

use std::collections::{BTreeMap, HashMap};

use db::Tx;
use form::{Answers, Finder, Received};
use jiff::civil::DateTime;
use sheet::{Book, CellFault, Column, Finding, Kind as SheetKind, Layout, Row, Severity};
use web::Visit;

use crate::{
    actions::{self, Error},
    definition::{Filing, needs_page},
    model::{Return, ReturnId, RoundId, VersionId},
    rules::{self, Wish},
    standing::{self, Opened, Standing},
    store::{self, NewVersion},
};

/// The column that names the place.
pub(crate) const PLACE: &str = "place_of_return";
/// The column that names what is around it.
pub(crate) const AROUND: &str = "around_of_return";
/// Why what was filed before is corrected.
const REASON: &str = "reason_of_change";

/// The sheet in which somebody enters for many.
pub(crate) fn layout(filing: &Filing) -> Layout {
    let name = format!("{}填报表", filing.label);
    let mut columns = vec![
        Column::new(PLACE, "单位", SheetKind::Text).required(),
        Column::new(AROUND, "镇（街道）", SheetKind::Text).note("有同名单位时必须填写"),
    ];
    columns.extend(form::sheet::layout(&name, &filing.fields, &filing.asks()).columns);
    columns.push(Column::new(REASON, "更正原因", SheetKind::Text).note("已经报过、这次要改的填写"));
    Layout::new(&name, columns)
}

/// What came of a sheet.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    pub(crate) filed: usize,
    pub(crate) corrected: usize,
    pub(crate) same: usize,
    pub(crate) findings: Vec<Finding>,
}

/// Files what fits of a sheet for places within the scope of whoever sends it.
pub(crate) async fn take(
    visit: &Visit,
    (name, id): (&str, RoundId),
    bytes: &[u8],
) -> Result<Taken, Error> {
    let now = visit.civil_now();
    platform::act!(visit, "filing.return.import", |act| {
        let doer = standing::doer(act.tx(), visit).await?;
        let opened = standing::overseen(act.tx(), doer, (name, id)).await?;
        let due = opened.kind.what.due().ok_or(Error::Missing)?;
        if !due.entered_by.contains(&doer.role) {
            return Err(Error::Missing);
        }
        let mut book = Book::open(bytes)?;
        let (rows, findings) = book.table(&layout(&opened.kind.what))?.usable()?;
        let mut taken = Taken { findings, ..Taken::default() };
        let known = Known::of(act.tx(), &opened, (doer.place, &rows)).await?;
        let (rows, unread) = receive(act.tx(), visit, &opened.kind.what, rows).await?;
        taken.findings.extend(unread);
        let mut fresh = Vec::new();
        for (row, received) in &rows {
            match judge(&opened, &known, (row, received), now) {
                Ok(Some(it)) => {
                    let twice = fresh.iter().any(|other: &Fresh| other.of.id == it.of.id);
                    if twice {
                        taken.findings.push(fault(
                            row,
                            PLACE,
                            "这个单位在表里出现了两次",
                            "请只留一行",
                        ));
                    } else {
                        fresh.push(it);
                    }
                }
                Ok(None) => taken.same += 1,
                Err(found) => taken.findings.extend(found),
            }
        }
        taken.corrected = fresh.iter().filter(|it| it.of.version > 0).count();
        taken.filed = fresh.len() - taken.corrected;
        write(act, &opened, (&fresh, doer), now).await?;
        taken.findings.sort_by_key(|it| it.row);
        act.about(id);
        act.note("filed", taken.filed);
        act.note("corrected", taken.corrected);
        act.note("faults", taken.findings.len());
        Ok(taken)
    })
}

/// What the rows of a sheet are held against, read by one statement each.
struct Known {
    returns: Vec<Return>,
    /// What stands, by return.
    stands: HashMap<ReturnId, Answers>,
    /// What was filed in the period before, by place.
    before: HashMap<vocab::PlaceId, Answers>,
}

impl Known {
    async fn of(
        tx: &mut Tx,
        opened: &Opened,
        (scope, rows): (vocab::PlaceId, &[Row]),
    ) -> Result<Self, Error> {
        let mut names: Vec<String> = rows.iter().filter_map(|it| it.text(PLACE).ok()?).collect();
        names.sort_unstable();
        names.dedup();
        let round = &opened.round;
        let returns = store::by_place_names(tx, (round.id, scope), &names).await?;
        let parsed = |text: &str| Answers::from_document(text).unwrap_or_default();
        let end = crate::model::NEVER.saturating_sub(jiff::SignedDuration::from_secs(1));
        let stands = store::documents(tx, round, (scope, end)).await?;
        let stands = stands.iter().map(|it| (it.0, parsed(&it.1))).collect();
        let mut before = HashMap::new();
        if let Some(id) = store::round_before(tx, round).await? {
            let earlier = crate::model::Round { id, ..round.clone() };
            let documents: BTreeMap<_, _> =
                store::documents(tx, &earlier, (scope, end)).await?.into_iter().collect();
            for (id, place) in store::places_of(tx, id, scope).await? {
                if let Some(text) = documents.get(&id) {
                    before.insert(place, parsed(text));
                }
            }
        }
        Ok(Self { returns, stands, before })
    }
}

/// What each row says, with whom it names; and what cannot be read.
async fn receive(
    tx: &mut Tx,
    visit: &Visit,
    filing: &Filing,
    rows: Vec<Row>,
) -> Result<(Vec<(Row, Received)>, Vec<Finding>), Error> {
    let (mut read, mut posted, mut findings) = (Vec::new(), Vec::new(), Vec::new());
    let asks = filing.asks();
    for row in rows {
        match form::sheet::posted(&row, &filing.fields, &asks) {
            Ok(it) => {
                read.push(row);
                posted.push(it);
            }
            Err(all) => findings.extend(all),
        }
    }
    let asked = (filing.fields.as_slice(), asks.as_slice());
    let received = form::look_up(tx, &Finder::of(visit), asked, posted).await?;
    Ok((read.into_iter().zip(received).collect(), findings))
}

/// A return that a row files.
struct Fresh {
    of: Return,
    next: rules::Standing,
    answers: Answers,
    reason: String,
    warned: bool,
}

fn fault(row: &Row, key: &str, what: &str, advice: &str) -> Finding {
    row.finding(key, Severity::Error, CellFault::new(what.to_owned(), advice.to_owned()))
}

/// What a row comes to: a return to be filed, nothing new, or what is wrong with it.
fn judge(
    opened: &Opened,
    known: &Known,
    (row, received): (&Row, &Received),
    now: DateTime,
) -> Result<Option<Fresh>, Vec<Finding>> {
    let text = |key: &str| row.text(key).ok().flatten().unwrap_or_default();
    let of = find(known, row).map_err(|it| vec![it])?;
    let filing = &opened.kind.what;
    let none = Answers::default();
    let before = known.before.get(&of.place).unwrap_or(&none);
    let mut read = match actions::judge(&opened.kind, received, (before, now)) {
        Ok(it) => it,
        Err(Error::Wrong(all)) => {
            return Err(form::sheet::findings(row, &filing.fields, &filing.asks(), &all));
        }
        Err(Error::Failed(all)) => {
            return Err(all
                .iter()
                .map(|it| {
                    Finding::of_row(row.number, Severity::Error, it, "改正后把整张表再传一次")
                })
                .collect());
        }
        Err(_) => return Err(vec![fault(row, PLACE, "这一行没有读懂", "请按模板填写")]),
    };
    let stands = known.stands.get(&of.id);
    // What no sheet can say stays as it stands.
    let apart = filing.fields.iter().filter(|it| needs_page(&it.kind));
    for (key, value) in apart.filter_map(|it| Some((&it.key, stands?.get(&it.key)?))) {
        read.answers.0.insert(key.clone(), value.clone());
    }
    if stands == Some(&read.answers) {
        return Ok(None);
    }
    let reason = actions::reason(&text(REASON));
    let standing = Standing { it: of, round: opened.round.clone(), kind: opened.kind.clone() };
    let state = standing.state();
    let next = rules::take(&state, Wish::File(&reason), state.version, now).map_err(|why| {
        let key = if why == rules::Refusal::NoReason { REASON } else { PLACE };
        vec![fault(row, key, &why.to_string(), "处理后把整张表再传一次")]
    })?;
    let warned = !read.warnings.is_empty();
    Ok(Some(Fresh { of: standing.it, next, answers: read.answers, reason, warned }))
}

/// The return that a row names.
fn find(known: &Known, row: &Row) -> Result<Return, Finding> {
    let text = |key: &str| row.text(key).ok().flatten().unwrap_or_default();
    let (name, around) = (text(PLACE), text(AROUND));
    let fits = |it: &&Return| {
        it.place_name == name && (around.is_empty() || it.around.as_deref() == Some(&around))
    };
    let found: Vec<&Return> = known.returns.iter().filter(fits).collect();
    match found.as_slice() {
        [it] => Ok((*it).clone()),
        [] => Err(fault(
            row,
            PLACE,
            "您管的范围里没有这个单位，或者它这一期不用报",
            "请核对名称，要和名录里一字不差",
        )),
        _ => Err(fault(row, PLACE, "有几个同名的单位", "请填写镇（街道）")),
    }
}

/// Files all of it: one statement a table.
async fn write(
    act: &mut platform::Act<'_>,
    opened: &Opened,
    (fresh, doer): (&[Fresh], standing::Doer),
    now: DateTime,
) -> Result<(), Error> {
    let origin = act.origin().clone();
    let ids: Vec<ReturnId> = fresh.iter().map(|it| it.of.id).collect();
    store::set_filed(act.tx(), &ids, now).await?;
    store::end_versions(act.tx(), &ids, now).await?;
    let mut answers: Vec<(VersionId, Answers)> = Vec::with_capacity(fresh.len());
    let mut versions = Vec::with_capacity(fresh.len());
    for it in fresh {
        let id = origin.ids.make(origin.now);
        versions.push(NewVersion {
            id,
            of: it.of.id,
            round: it.of.round,
            place: it.of.place,
            number: it.next.version,
            is_withdrawal: false,
            since: now,
            at: origin.now,
            by: Some((doer.account, doer.role)),
            reason: (!it.reason.is_empty()).then(|| it.reason.clone()),
            nothing: false,
            warned: it.warned,
        });
        answers.push((id, it.answers.clone()));
        let payload = format!(
            r#"{{"return":"{}","round":"{}","version":{}}}"#,
            it.of.id, it.of.round, it.next.version
        );
        act.event("filing.filed", payload);
    }
    store::add_versions(act.tx(), &versions).await?;
    form::add_all(act.tx(), &opened.kind.name, &opened.kind.what.fields, &answers).await?;
    Ok(())
}
