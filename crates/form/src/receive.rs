//! A posted form on its way in: files to their place, what is sealed under seal, names to those whom
//! they mean. Nothing of it is lost where the form is refused; [`settle`] gives it to the record.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use platform::{
    Act,
    files::{self, Files, Kept},
    seal::Sealer,
};
use vocab::{Id, Kind as IdKind};
use web::{Posts, Problem, Sent, Visit};

use crate::{
    Answers, Class, DRAFT, Field, Finder, Kind, Posted, Received, Value, Wrong, decimal, look_up,
    papers::{self, DraftId, Paper, PaperId, SealedId, SealedPaper, Spot},
    shelf,
    store::{drafts, papers as store},
    typed,
};

/// A form that is filled in.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// Its fields.
    pub fields: &'a [Field],
    /// Those that are asked.
    pub asked: &'a [usize],
    /// Its word, for drafts: machine, entry, and what of it is asked (`case/incident/open`).
    pub entry: &'a str,
    /// The digest of the text that says so.
    pub definition: &'a str,
}

impl<'a> Asking<'a> {
    pub(crate) fn fields(self) -> impl Iterator<Item = &'a Field> {
        self.asked.iter().map(move |at| &self.fields[*at])
    }
}

/// What comes fresh with this post.
#[derive(Default)]
struct Fresh<'a> {
    files: Vec<(&'a Field, Kept, String)>,
    sealed: Vec<(&'a Field, String)>,
}

/// Takes in what was posted to the form `it`, on top of what is `known`. Files and sealed answers
/// lie ready afterwards, whatever becomes of the rest; what is wrong with them [`take`](crate::take)
/// tells with everything else.
pub async fn receive(
    visit: &Visit,
    it: Asking<'_>,
    posts: Posts,
    known: &Answers,
) -> Result<Received, Problem> {
    let mut posted = Posted(posts.pairs);
    let (mut wrongs, mut fresh) = (Vec::new(), Fresh::default());
    for sent in &posts.files {
        keep(visit, it, sent, (&mut fresh, &mut wrongs)).await?;
    }
    take_sealed(it, &mut posted, (&mut fresh, &mut wrongs));
    let draft: Option<DraftId> = posted.get(DRAFT).parse().ok();
    let draft = if fresh.files.is_empty() && fresh.sealed.is_empty() {
        draft
    } else {
        Some(lay_ready(visit, it, (draft, &posted), &fresh).await?)
    };
    let (finder, account) = (Finder::of(visit), visit.actor.account);
    let read: Result<Received, db::Error> = db::read!(visit.db(), "form as posted", |tx| {
        let own = match draft {
            Some(id) => drafts::own(tx, id, account).await?.map(|it| it.id),
            None => None,
        };
        let asks = (it.fields, it.asked);
        let found = look_up(tx, &finder, asks, vec![posted.clone()]).await?.pop();
        let kept = lying_ready(tx, it, own, (known, &posted)).await?;
        let ids: BTreeSet<String> = kept.values().flatten().cloned().collect();
        let (files, _) = papers::files_of(tx, &ids).await?;
        Ok(Received { kept, files, draft: own, ..found.unwrap_or_default() })
    });
    Ok(Received { wrongs, ..read? })
}

/// Keeps one file, or says why not.
async fn keep<'a>(
    visit: &Visit,
    it: Asking<'a>,
    sent: &Sent,
    (fresh, wrongs): (&mut Fresh<'a>, &mut Vec<Wrong>),
) -> Result<(), Problem> {
    let field = it.fields().find(|field| field.key == sent.field);
    let Some((field, Kind::Files(rule))) = field.map(|it| (it, &it.kind)) else { return Ok(()) };
    if fresh.files.iter().filter(|it| it.0.key == field.key).count() > rule.most {
        return Ok(());
    }
    let store = visit.cell.service::<Files>();
    match files::keep(visit, store, sent.bytes.clone(), &rule.accept).await {
        Ok(kept) => fresh.files.push((field, kept, sent.name.clone())),
        Err(files::Error::Refused(why)) => {
            let name: String = sent.name.chars().take(40).collect();
            let advice = format!("“{name}”没有收下：{why}");
            wrongs.push(Wrong { field: field.key.clone(), advice });
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

/// Takes what is to be sealed out of what was posted: it goes no further as it was typed.
fn take_sealed<'a>(
    it: Asking<'a>,
    posted: &mut Posted,
    (fresh, wrongs): (&mut Fresh<'a>, &mut Vec<Wrong>),
) {
    for field in it.fields().filter(|it| it.class == Class::Sealed) {
        let text = posted.get(&field.key).to_owned();
        posted.0.retain(|(name, _)| *name != field.key);
        if text.is_empty() {
            continue;
        }
        match typed::value(field, &text) {
            Ok(Value::Text(plain)) => fresh.sealed.push((field, plain)),
            Ok(_) => {}
            Err(advice) => wrongs.push(Wrong { field: field.key.clone(), advice }),
        }
    }
}

/// Puts what is fresh to the draft.
async fn lay_ready(
    visit: &Visit,
    it: Asking<'_>,
    (draft, posted): (Option<DraftId>, &Posted),
    fresh: &Fresh<'_>,
) -> Result<DraftId, Problem> {
    let sealer = visit.cell.service::<Sealer>();
    let account = visit.actor.account;
    let done: Result<DraftId, db::Error> = platform::act!(visit, "form.keep", |act| {
        let origin = act.origin().clone();
        let own = match draft {
            Some(id) => drafts::own(act.tx(), id, account).await?.map(|it| it.id),
            None => None,
        };
        let id = own.unwrap_or_else(|| origin.ids.make(origin.now));
        let at = (id, account, origin.now);
        store::set_draft(act.tx(), at, (it.entry, it.definition), None).await?;
        act.about(id);
        for (field, kept, name) in &fresh.files {
            let spot = Spot { received_at: origin.now, at: position(field, posted) };
            let paper = Paper {
                id: origin.ids.make(origin.now),
                owner: owner(id),
                field: field.key.clone(),
                seen_by: papers::roles_of(field),
                account: Some(account),
                spot,
            };
            store::add(act.tx(), &paper).await?;
            files::add(act, kept, name, paper.id).await?;
        }
        for (field, plain) in &fresh.sealed {
            let row: SealedId = origin.ids.make(origin.now);
            let paper = SealedPaper {
                id: row,
                owner: owner(id),
                field: field.key.clone(),
                seen_by: papers::roles_of(field),
                account: Some(account),
                received_at: origin.now,
                value_sealed: sealer.seal(papers::SEALED.at(row.bits()), plain),
            };
            store::add_sealed(act.tx(), &paper).await?;
        }
        Ok(id)
    });
    Ok(done?)
}

fn owner<K: IdKind>(id: Id<K>) -> (String, i64) {
    (K::PREFIX.to_owned(), id.bits())
}

/// Where the telephone said that it was, if the field asks and it did.
fn position(field: &Field, posted: &Posted) -> Option<(i64, i64)> {
    let Kind::Files(rule) = &field.kind else { return None };
    let text = posted.get(&shelf::spot_name(&field.key)).to_owned();
    let (latitude, longitude) = text.split_once(',').filter(|_| rule.position)?;
    let degrees = |text: &str, most: i64| {
        decimal::read(text.trim(), 6).filter(|it| it.abs() <= most * 1_000_000)
    };
    Some((degrees(latitude, 90)?, degrees(longitude, 180)?))
}

/// The ids that answer each field that is kept apart: the record's own, then the draft's, without
/// those that were ticked to go.
async fn lying_ready(
    tx: &mut Tx,
    it: Asking<'_>,
    draft: Option<DraftId>,
    (known, posted): (&Answers, &Posted),
) -> Result<BTreeMap<String, Vec<String>>, db::Error> {
    let (mut files, mut sealed) = (Vec::new(), Vec::new());
    if let Some(draft) = draft {
        let (kind, bits) = owner(draft);
        files = store::of_owner(tx, (&kind, bits)).await?;
        sealed = store::sealed_of(tx, (&kind, bits)).await?;
    }
    let mut kept = BTreeMap::new();
    for field in it.fields().filter(|it| it.is_kept_apart()) {
        let mut ids: Vec<String> = match known.get(&field.key) {
            Some(Value::List(all)) => all.clone(),
            Some(Value::Text(id)) => vec![id.clone()],
            _ => Vec::new(),
        };
        let mine = files.iter().filter(|it| it.field == field.key);
        ids.extend(mine.map(|it| it.id.to_string()));
        let mine = sealed.iter().filter(|it| it.field == field.key);
        ids.extend(mine.map(|it| it.id.to_string()));
        let name = shelf::drop_name(&field.key);
        ids.retain(|it| !posted.all(&name).any(|gone| gone == it));
        if !ids.is_empty() {
            kept.insert(field.key.clone(), ids);
        }
    }
    Ok(kept)
}

/// Gives the record what lay ready for it, inside the act that keeps its answers; what was ticked to
/// go before it was ever sent in is gone for good.
pub async fn settle<K: IdKind>(
    act: &mut Act<'_>,
    record: Id<K>,
    received: &Received,
) -> Result<(), db::Error> {
    let Some(draft) = received.draft else { return Ok(()) };
    let ((from, bits), to) = (owner(draft), (K::PREFIX, record.bits()));
    let kept: Vec<&String> = received.kept.values().flatten().collect();
    let all = store::of_owner(act.tx(), (&from, bits)).await?;
    let gone: Vec<PaperId> =
        all.iter().map(|it| it.id).filter(|it| !kept.contains(&&it.to_string())).collect();
    let now = act.origin().now;
    files::remove_all(act.tx(), &gone, now).await?;
    store::delete(act.tx(), &gone).await?;
    store::give(act.tx(), ((&from, bits), to)).await?;
    store::give_sealed(act.tx(), ((&from, bits), to)).await?;
    drafts::delete(act.tx(), &[draft]).await?;
    Ok(())
}
