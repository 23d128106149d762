//! The job that does what was held.

use std::collections::{BTreeMap, BTreeSet};

use form::{Given, Shared};
use jiff::civil::DateTime;
use platform::{
    Act,
    effects::Effects,
    jobs::{Ending, JobContext, JobError, JobKind, Work},
};
use vocab::AccountId;

use super::{Deed, Held, store};
use crate::{
    actions::{Error, HOLIDAYS, minute},
    model::CaseId,
    moving::{self, Moving},
    rules::{Refusal, Wish},
    standing::{self, Standing},
    store::{Reader, holders_of_each},
};

/// What was chosen in a list of cases, done when its minute is over.
pub(crate) const BULK: JobKind = JobKind {
    name: "case.bulk",
    label: "办件批量办理",
    run: |context| Box::pin(async move { run(context).await.map_err(told) }) as Work,
    attempts_max: 5,
    schedule: None,
};

/// So many cases an act: few enough that others get their turn between two.
const AT_ONCE: usize = 1_000;

fn told(error: Error) -> JobError {
    match error {
        Error::Db(error) => JobError::Db(error),
        other => JobError::Later(other.to_string()),
    }
}

async fn run(context: JobContext) -> Result<Ending, Error> {
    let refused = |error: JobError| Error::Effect(error.to_string());
    let held: Held = context.payload().map_err(refused)?;
    let begun: usize = context.checkpoint.as_deref().and_then(|it| it.parse().ok()).unwrap_or(0);
    let total = i64::try_from(held.cases.len()).unwrap_or(i64::MAX);
    let mut done = begun;
    for some in held.cases.chunks(AT_ONCE).skip(begun / AT_ONCE) {
        match &held.deed {
            Deed::Act { .. } => take(&context, &held, some).await?,
            Deed::Remind => remind(&context, &held, some).await?,
        }
        done += some.len();
        let at = i64::try_from(done).unwrap_or(i64::MAX);
        context.save(at, total, &done.to_string()).await.map_err(refused)?;
    }
    let left: Result<i64, db::Error> =
        db::read!(context.db(), "what was left", |tx| { store::count_left(tx, context.id).await });
    let left = left?;
    let word = if matches!(held.deed, Deed::Remind) { "催办" } else { "办理" };
    let words = match left {
        0 => format!("已{word} {total} 件"),
        left => format!("已{word} {} 件，{left} 件没有办成，原因见明细", total - left),
    };
    Ok(Ending::new(words).at(format!("/cases/{}/bulk/{}", held.kind, context.id)))
}

fn reader(held: &Held) -> Option<Reader> {
    let doer = held.doer()?;
    Some(Reader { account: doer.account, role: doer.role, place: doer.place?, sees: held.sees })
}

/// The cases of one turn, as far as whoever chose them still sees them.
async fn found(
    act: &mut Act<'_>,
    held: &Held,
    (some, now): (&[(CaseId, i64)], DateTime),
) -> Result<Vec<Standing>, Error> {
    let ids: Vec<CaseId> = some.iter().map(|it| it.0).collect();
    let reader = reader(held).ok_or(Error::Missing)?;
    let seen = store::seen_of(act.tx(), &ids, reader).await?;
    standing::load_all(act.tx(), &seen, now).await
}

async fn take(context: &JobContext, held: &Held, some: &[(CaseId, i64)]) -> Result<(), Error> {
    let Deed::Act { step, action, answers, reason } = &held.deed else { return Ok(()) };
    let now = minute(context.cell.calendar.now());
    let doer = held.doer().ok_or(Error::Missing)?;
    let effects = context.cell.find_service::<Effects>().cloned().unwrap_or_default();
    let versions: BTreeMap<CaseId, i64> = some.iter().copied().collect();
    platform::act!(context, "case.bulk-done", |act| {
        let (mut all, mut left) = (Vec::new(), Vec::new());
        let (origin, mut given) = (act.origin().clone(), Given::default());
        let files = Shared::of(act.tx(), answers).await?;
        for it in found(act, held, (some, now)).await? {
            let (id, number) = (it.record.id, versions.get(&it.record.id).copied());
            let kind = it.kind.clone();
            let at = kind.what.steps[it.state.step].actions.iter().position(|it| it.key == *action);
            let fits = kind.what.steps[it.state.step].key == *step;
            let Some(at) = at.filter(|_| fits) else {
                left.push((id, Refusal::Overtaken.to_string()));
                continue;
            };
            let version = number.unwrap_or_default();
            let wish = Wish { action: at, version, reason, others: &[] };
            let (own, papers) = files.for_one(&origin, id, answers);
            let deed = moving::Deed { by: Some(doer), answers: &own, to: None };
            let mut moving = Moving::of(it);
            let taken = moving
                .take(wish, deed, (now, &HOLIDAYS))
                .and_then(|()| moving.go_on_by_itself((now, &HOLIDAYS)));
            match taken {
                Ok(()) => {
                    all.push(moving);
                    given.and(papers);
                }
                Err(why) => left.push((id, why.to_string())),
            }
        }
        let seen: BTreeSet<CaseId> =
            all.iter().map(|it| it.standing.record.id).chain(left.iter().map(|it| it.0)).collect();
        let lost = versions.keys().filter(|it| !seen.contains(it));
        left.extend(lost.map(|it| (*it, "这件办件现在不在您能看到的范围里".to_owned())));
        moving::write(act, &all, &effects).await?;
        given.settle(act).await?;
        moving::tell_of_many(act, &all, (Some(doer.account), now)).await?;
        store::add_left(act.tx(), context.id, &left).await?;
        act.note("done", all.len());
        act.note("left", left.len());
        Ok(())
    })
}

/// Reminds those who have the cases, each once a day of the same case.
async fn remind(context: &JobContext, held: &Held, some: &[(CaseId, i64)]) -> Result<(), Error> {
    let now = minute(context.cell.calendar.now());
    let by = held.doer().map(|it| it.account);
    platform::act!(context, "case.remind", |act| {
        let all = found(act, held, (some, now)).await?;
        let ids: Vec<CaseId> = all.iter().map(|it| it.record.id).collect();
        let today = now.date().at(0, 0, 0, 0);
        let again: BTreeSet<CaseId> =
            store::reminded_since(act.tx(), &ids, today).await?.into_iter().collect();
        let holders = holders_of_each(act.tx(), &ids, now.date()).await?;
        let mut told = BTreeMap::<AccountId, Vec<&Standing>>::new();
        let (mut rows, mut left) = (Vec::new(), Vec::new());
        for it in &all {
            let id = it.record.id;
            let mine: Vec<AccountId> =
                holders.iter().filter(|it| it.0 == id).map(|it| it.1).collect();
            let why = match (it.record.outcome.is_some(), again.contains(&id), mine.is_empty()) {
                (true, ..) => Some("已经办结，不用催"),
                (_, true, _) => Some("今天已经催办过"),
                (.., true) => Some("现在没有人任这个岗位，请先在账号管理里指定"),
                _ => None,
            };
            if let Some(why) = why {
                left.push((id, why.to_owned()));
                continue;
            }
            for account in mine {
                rows.push((id, account));
                told.entry(account).or_default().push(it);
            }
        }
        store::add_reminders(act.tx(), &rows, (now, by)).await?;
        for (account, mine) in told {
            let Some(first) = mine.first() else { continue };
            let (label, kind) = (&first.kind.what.label, &first.kind.name);
            match mine.as_slice() {
                [it] => {
                    let words = format!("催办：{label} {}，请尽快办理", it.record.number);
                    act.tell(account, words, format!("/cases/{kind}/{}", it.record.id));
                }
                many => {
                    let words = format!("催办：{label} {} 件，请尽快办理", many.len());
                    act.tell(account, words, format!("/cases/{kind}"));
                }
            }
        }
        store::add_left(act.tx(), context.id, &left).await?;
        act.note("reminded", rows.len());
        Ok(())
    })
}
