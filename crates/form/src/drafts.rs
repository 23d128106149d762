//! Drafts: what somebody typed and saved to go on with later, with the files that they sent.
//!
//! Where the form changed in the meantime, what still fits is filled in again and what does not is
//! said. A draft that nobody touches runs out; at a hand-over it goes to the successor.

use futures_util::FutureExt as _;
use jiff::Timestamp;
use platform::{
    files,
    privacy::{Cutoff, Retention},
    rights::Handover,
};
use vocab::{AccountId, Kind as _};
use web::{
    Markup, Problem, Visit, html,
    ui::{Alert, Button, Tone},
};

use crate::{
    Asking, DRAFT, Kind, Posted, Received, Value,
    controls::MORE,
    papers::{DraftId, kinds},
    receive,
    store::{drafts as store, papers},
    typed,
};

/// The button that saves a draft.
pub const SAVE: &str = "save_draft";

/// What was saved of a form.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its name.
    pub id: DraftId,
    /// When it was saved last.
    pub saved_at: Timestamp,
    /// What was typed.
    pub posted: Posted,
    /// The digest of the text that it was filled in by.
    definition: String,
}

/// Names that belong to the sending and not to what was typed.
const OF_THE_POST: &[&str] = &["csrf", "id", DRAFT, MORE, SAVE, "version"];

/// Saves what was received, in place of what was saved of it before.
pub async fn save(visit: &Visit, it: Asking<'_>, received: &Received) -> Result<(), Problem> {
    let typed = received.posted.0.iter();
    let typed: Vec<&(String, String)> = typed
        .filter(|(name, text)| !text.is_empty() && !OF_THE_POST.contains(&name.as_str()))
        .collect();
    let document = serde_json::to_string(&typed).unwrap_or_else(|_| "[]".to_owned());
    let account = visit.actor.account;
    let done: Result<(), db::Error> = platform::act!(visit, "form.draft.save", |act| {
        let origin = act.origin().clone();
        let id = received.draft.unwrap_or_else(|| origin.ids.make(origin.now));
        act.about(id);
        act.note("entry", it.entry);
        let form = (it.entry, it.definition);
        papers::set_draft(act.tx(), (id, account, origin.now), form, Some(&document)).await
    });
    Ok(done?)
}

/// What the account saved of the form called `entry` last.
pub async fn find(
    tx: &mut db::Tx,
    account: AccountId,
    entry: &str,
) -> Result<Option<Draft>, db::Error> {
    let Some(row) = store::last_saved(tx, account, entry).await? else { return Ok(None) };
    let posted = Posted(serde_json::from_str(&row.document).unwrap_or_default());
    let (id, saved_at) = (row.id, row.changed_at);
    Ok(Some(Draft { id, saved_at, posted, definition: row.definition }))
}

/// What was saved of the form at `path`, with the ways to go on with it and to throw it away.
pub fn offered(visit: &Visit, path: &str, draft: &Draft) -> Markup {
    let when = visit.civil_of(draft.saved_at).strftime("%Y-%m-%d %H:%M").to_string();
    html! {
        (Alert::new(Tone::Info, format!("有一份 {when} 保存的草稿"))
            .action(Button::link("接着填", visit.link(&format!("{path}?draft=1")))))
        form method="post" action=(visit.link(&format!("/drafts/{}/discard", draft.id))) {
            (visit.csrf())
            input type="hidden" name="back" value=(path);
            button.btn.btn-sm type="submit" { "丢弃这份草稿" }
        }
    }
}

/// The button of a form that saves what was typed so far, right or not.
pub fn button() -> Markup {
    html! { button.btn type="submit" name=(SAVE) value="1" formnovalidate { "保存草稿" } }
}

/// The draft as if it had just been posted to the form as it is now, and what of it no longer fits.
pub async fn resume(
    visit: &Visit,
    it: Asking<'_>,
    draft: Draft,
    known: &crate::Answers,
) -> Result<(Received, Vec<String>), Problem> {
    let (mut posted, told) = fitted(it, &draft);
    posted.0.push((DRAFT.to_owned(), draft.id.to_string()));
    let posts = web::Posts { pairs: posted.0, files: Vec::new() };
    Ok((receive::receive(visit, it, posts, known).await?, told))
}

/// What of a draft still fits the form, and in words what does not.
pub(crate) fn fitted(it: Asking<'_>, draft: &Draft) -> (Posted, Vec<String>) {
    if draft.definition == it.definition {
        return (draft.posted.clone(), Vec::new());
    }
    let (mut fits, mut told) = (Posted::default(), Vec::new());
    for (name, text) in &draft.posted.0 {
        let key = name.split('.').next().unwrap_or_default();
        let field = it.fields().find(|it| it.key == key);
        let fault = match field.map(|it| (it, &it.kind)) {
            Some((field, Kind::Rows(rows))) => {
                let column = crate::input::cell_of(name, key).map(|it| it.1);
                let column = rows.columns.iter().find(|it| Some(it.key.as_str()) == column);
                column.and_then(|it| misfit(it, text)).map(|_| field.label.clone())
            }
            Some((field, _)) => misfit(field, text).map(|_| field.label.clone()),
            // Of the machine's own, like the place that it is about; or no longer asked.
            None => None,
        };
        match fault {
            None => fits.0.push((name.clone(), text.clone())),
            Some(label) => {
                told.push(format!("“{label}”的要求变了，原来填的“{text}”不再适用，请重新填写"));
            }
        }
    }
    if told.is_empty() {
        told.push("表单在您保存之后改过，请从头看一遍再提交".to_owned());
    }
    (fits, told)
}

/// Why `text` is no answer to `field`; none where it is one, or where more must be asked to know.
fn misfit(field: &crate::Field, text: &str) -> Option<String> {
    match &field.kind {
        Kind::Look(_) | Kind::Files(_) | Kind::Rows(_) => None,
        Kind::Choices(all) => match typed::chosen(all, std::iter::once(text)) {
            Ok(Value::List(_)) => None,
            Ok(_) => Some(String::new()),
            Err(advice) => Some(advice),
        },
        _ => typed::value(field, text).err(),
    }
}

/// Throws a draft away, with the files in it.
pub async fn discard(visit: &Visit, id: DraftId) -> Result<(), Problem> {
    let account = visit.actor.account;
    let done: Result<(), db::Error> = platform::act!(visit, "form.draft.discard", |act| {
        act.about(id);
        let now = act.origin().now;
        if store::own(act.tx(), id, account).await?.is_some() {
            clear(act.tx(), &[id], now).await?;
        }
        Ok(())
    });
    Ok(done?)
}

async fn clear(tx: &mut db::Tx, ids: &[DraftId], now: Timestamp) -> Result<u64, db::Error> {
    let bits: Vec<i64> = ids.iter().map(|it| it.bits()).collect();
    let papers = papers::of_owners(tx, kinds::DraftId::PREFIX, &bits).await?;
    files::remove_all(tx, &papers, now).await?;
    papers::delete(tx, &papers).await?;
    papers::delete_sealed_of(tx, kinds::DraftId::PREFIX, &bits).await?;
    store::delete(tx, ids).await
}

/// How long a draft lies.
pub(crate) const RETENTION: Retention = Retention {
    name: "form-draft",
    label: "没有提交的草稿",
    basis: "供提交人接着填，最后一次保存满 60 天后清除，连同其中的附件",
    days: 60,
    run: |tx, it: Cutoff| {
        async move {
            let ids = store::forgotten(tx, it.at, it.limit).await?;
            clear(tx, &ids, it.at).await
        }
        .boxed()
    },
};

/// Drafts in hand.
pub(crate) const HANDOVER: Handover = Handover {
    label: "没有提交的草稿",
    count: |tx, account| Box::pin(store::count(tx, account)),
    give: |tx, it| Box::pin(store::give(tx, it)),
};
