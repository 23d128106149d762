//! Whom a visitor may ask about, everything that there is about them, and asking.

use db::Tx;
use jiff::civil::DateTime;
use vocab::{AccountId, Id, Kind as _, Personal, Role, names::kinds};
use web::{Problem, Visit};

use super::{
    actions::Error,
    hooks::{Hooks, Section},
    model::{NEW, OLD, Request, RequestId, RequestKind, RequestState, StepKind},
    rules::{self, Refusal},
    store,
};
use crate::{
    Act,
    files::{self, Kept},
    privacy::{Ward, Wards},
    seal::Sealer,
};

/// How many looks are told.
const LOOKS: i64 = 500;

/// Someone whom the visitor may ask about.
#[derive(Debug, Clone)]
pub(super) struct Subject {
    pub(super) ward: Ward,
    /// Whether it is the visitor.
    pub(super) is_own: bool,
}

impl Subject {
    /// `stu_…`, as it stands in an address.
    pub(super) fn key(&self) -> String {
        crate::audit::shown(self.ward.kind, self.ward.bits)
    }

    pub(super) fn about(&self) -> (&'static str, i64) {
        (self.ward.kind, self.ward.bits)
    }
}

/// The visitor's own account and records, and the children that they answer for.
pub(super) async fn subjects(visit: &Visit) -> Result<Vec<Subject>, db::Error> {
    let account = Ward {
        kind: kinds::AccountId::PREFIX,
        bits: visit.actor.account.bits(),
        name: Personal::new(visit.actor.name.clone()),
        born: None,
        place: Some(visit.actor.scope()),
    };
    let mut all = vec![Subject { ward: account, is_own: true }];
    if let Some(known) = visit.cell.find_service::<std::sync::Arc<dyn Wards>>() {
        let own = known.own(visit).await?;
        all.extend(own.into_iter().map(|ward| Subject { ward, is_own: true }));
        if visit.actor.role() == Role::Guardian {
            let wards = known.of(visit).await?;
            all.extend(wards.into_iter().map(|ward| Subject { ward, is_own: false }));
        }
    }
    Ok(all)
}

/// The one that an address names; somebody else's is not there.
pub(super) async fn subject(visit: &Visit, key: &str) -> Result<Subject, Problem> {
    let all = subjects(visit).await?;
    all.into_iter().find(|it| it.key() == key).ok_or_else(Problem::not_found)
}

/// Everything that there is about someone: what the modules keep, what was answered for them, who
/// looked.
pub(super) async fn everything(visit: &Visit, it: &Subject) -> Result<Vec<Section>, db::Error> {
    let (hooks, sealer) = (visit.cell.service::<Hooks>(), visit.cell.service::<Sealer>());
    let (day, reader, about) = (visit.today(), visit.actor.account, it.about());
    db::read!(visit.db(), "everything about someone", |tx| {
        let mut all = hooks.tell(tx, sealer, about, day).await?;
        if about.0 == kinds::AccountId::PREFIX {
            let rows = store::account_facts(tx, reader).await?;
            all.push(Section {
                title: "身份", columns: &["身份", "单位", "开始", "结束"], rows
            });
        }
        let rows = store::consents_of(tx, about).await?;
        let columns = &["文本", "选择", "日期", "到", "作答人"];
        all.push(Section { title: "告知与同意", columns, rows });
        let rows = store::looks_at(tx, about, reader, LOOKS).await?;
        all.push(Section {
            title: "谁看过", columns: &["时间", "谁", "看了什么", "次数"], rows
        });
        Ok(all)
    })
}

/// What is there in each field that can be corrected.
pub(super) async fn current(
    visit: &Visit,
    it: &Subject,
) -> Result<Vec<(&'static str, Option<Personal<String>>)>, db::Error> {
    let (hooks, sealer) = (visit.cell.service::<Hooks>(), visit.cell.service::<Sealer>());
    let (kind, bits) = it.about();
    db::read!(visit.db(), "fields to correct", |tx| {
        let mut all = Vec::new();
        for field in hooks.corrections_of(kind) {
            all.push((field.key, (field.current)(tx, sealer, bits).await?));
        }
        Ok(all)
    })
}

/// What is asked for.
pub(super) struct Asked {
    pub(super) id: RequestId,
    /// The field and its new value, where it is a correction.
    pub(super) field: Option<(String, String)>,
    pub(super) reason: String,
    pub(super) proof: Option<(Kept, String)>,
}

/// Asks, and tells those who handle it.
pub(super) async fn ask(visit: &Visit, subject: &Subject, it: &Asked) -> Result<(), Error> {
    let (hooks, sealer) = (visit.cell.service::<Hooks>(), visit.cell.service::<Sealer>());
    let (about, account, today) = (subject.about(), visit.actor.account, visit.today());
    let place = subject.ward.place.unwrap_or_else(|| visit.actor.scope());
    crate::act!(*visit, "request.ask", |act| {
        act.about(it.id);
        if store::find(act.tx(), it.id).await?.is_some() {
            return Ok(());
        }
        let (mut field, mut old, mut new) = (None, None, None);
        if let Some((key, value)) = &it.field {
            let hook = hooks.correction(about.0, key).ok_or(Error::Missing)?;
            let wanted = (hook.read)(value).map_err(|it| Refusal::Value(it.to_owned()))?;
            let there = (hook.current)(act.tx(), sealer, about.1).await?;
            rules::may_correct(there.as_ref().map(|it| it.open().as_str()), &wanted, &it.reason)?;
            let seal =
                |field: crate::seal::Field, text: &str| sealer.seal(field.at(it.id.bits()), text);
            field = Some(key.clone());
            old = there.map(|text| seal(OLD, text.open()));
            new = Some(seal(NEW, &wanted));
        } else {
            rules::may_say(&it.reason)?;
        }
        let kind = if field.is_some() { RequestKind::Correction } else { RequestKind::Erasure };
        if store::has_open(act.tx(), about, kind, field.as_deref()).await? {
            return Err(Refusal::Open.into());
        }
        let now = act.origin().now;
        let request = Request {
            id: it.id,
            kind,
            state: RequestState::Asked,
            subject: (about.0.to_owned(), about.1),
            subject_name: subject.ward.name.clone(),
            account,
            place,
            field,
            old_sealed: old,
            new_sealed: new,
            reason: it.reason.trim().to_owned(),
            asked_at: now,
            asked_on: today,
            due_on: rules::due_on(today),
            days_left: None,
            answer: None,
        };
        store::add(act.tx(), &request).await?;
        step(act, it.id, StepKind::Asked, &request.reason).await?;
        attach(act, it.id, it.proof.as_ref()).await?;
        act.note("kind", kind.key());
        act.note("field", request.field.as_deref().unwrap_or("-"));
        act.note("due", request.due_on);
        let words = format!("有一份{}个人信息的申请待核对", kind.label());
        tell_handlers(act, &request, &words).await
    })
}

/// Keeps the proof with the request.
pub(super) async fn attach(
    act: &mut Act<'_>,
    id: RequestId,
    proof: Option<&(Kept, String)>,
) -> Result<(), db::Error> {
    if let Some((kept, name)) = proof {
        files::add(act, kept, name, id).await?;
    }
    Ok(())
}

/// Tells those who handle a request, but not who asked.
pub(super) async fn tell_handlers(
    act: &mut Act<'_>,
    it: &Request,
    words: &str,
) -> Result<(), Error> {
    let day = act.origin().civil_now.date();
    let handlers = store::handlers_of(act.tx(), it.place, day).await?;
    for account in handlers.into_iter().filter(|account| *account != it.account) {
        act.tell(account, words, format!("/requests/{}", it.id));
    }
    Ok(())
}

/// Writes a step of the visitor down.
pub(super) async fn step(
    act: &mut Act<'_>,
    id: RequestId,
    step: StepKind,
    words: &str,
) -> Result<(), db::Error> {
    let (by, at) = (act.origin().account, act.origin().civil_now);
    add_step(act, id, step, words, by, at).await
}

/// Writes a step down.
pub(super) async fn add_step(
    act: &mut Act<'_>,
    id: RequestId,
    step: StepKind,
    words: &str,
    by: Option<AccountId>,
    at: DateTime,
) -> Result<(), db::Error> {
    let fresh: Id<_> = act.origin().ids.make(act.origin().now);
    let tx: &mut Tx = act.tx();
    store::add_step(tx, (fresh, id), at, by, (step, words.trim())).await
}
