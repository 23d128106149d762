//! Beginning, saving, moving on its way: one act each.

use jiff::civil::Date;
use platform::Act;
use vocab::{AccountId, Role, normalise};
use web::Visit;

use super::{
    Error,
    compose::{self, Composed},
    model::{Material, Openness, Report, ReportId, State, Step, StepId, Text, Version},
    rules::{self, Move, Mover},
    store,
    templates::Template,
};

/// How long a text may be: some sixty pages.
const BODY_MAX: usize = 40_000;
/// How long a title may be.
pub(super) const TITLE_MAX: usize = 80;

/// Somebody at work: the account, the name, the role.
#[derive(Debug, Clone)]
pub(crate) struct Doer {
    pub(crate) account: Option<AccountId>,
    pub(crate) name: String,
    pub(crate) role: Role,
}

impl Doer {
    pub(crate) fn of(visit: &Visit) -> Self {
        let it = &visit.actor;
        Self { account: Some(it.account), name: it.name.clone(), role: it.role() }
    }

    /// As the way names people: 办公室 林敏.
    fn said(&self) -> String {
        format!("{} {}", self.role.label(), self.name)
    }
}

/// A document with everything that its page and its rules need.
#[derive(Debug, Clone)]
pub(crate) struct Whole {
    pub(crate) report: Report,
    pub(crate) versions: Vec<Version>,
    pub(crate) agreed: Vec<(Role, Option<Date>)>,
    pub(crate) steps: Vec<Step>,
    pub(crate) taken: Vec<Material>,
}

impl Whole {
    /// Who wrote at it.
    pub(crate) fn writers(&self) -> Vec<AccountId> {
        self.versions.iter().filter_map(|it| it.saved_by).chain(self.report.drafted_by).collect()
    }

    /// The offices that must still agree.
    pub(crate) fn asked(&self) -> Vec<Role> {
        self.agreed.iter().filter(|it| it.1.is_none()).map(|it| it.0).collect()
    }
}

/// Reads a document whole.
pub(crate) async fn load(
    tx: &mut db::Tx,
    id: ReportId,
    scope: vocab::PlaceId,
) -> Result<Whole, Error> {
    let report = store::find(tx, id, scope).await?.ok_or(Error::Missing)?;
    Ok(Whole {
        versions: store::versions(tx, id).await?,
        agreed: store::agreed(tx, id).await?,
        steps: store::steps(tx, id).await?,
        taken: store::materials_of(tx, id).await?,
        report,
    })
}

fn step(act: &Act<'_>, who: &Doer, what: &str, words: &str) -> Step {
    let origin = act.origin();
    let id: StepId = origin.ids.make(origin.now);
    Step {
        id,
        done_at: origin.civil_now,
        account: who.account,
        who: who.said(),
        what: what.to_owned(),
        words: words.to_owned(),
    }
}

/// Keeps the version that a report is at, with how its figures read.
async fn keep_version(
    act: &mut Act<'_>,
    it: &Report,
    (who, now): (&Doer, &Composed),
) -> Result<(), Error> {
    let version = Version {
        version: it.version,
        title: it.text.title.clone(),
        body: it.text.body.clone(),
        figures: now.told.readings(),
        saved_at: act.origin().civil_now,
        saved_by: who.account,
        saver: who.said(),
    };
    Ok(store::add_version(act.tx(), it.id, &version).await?)
}

/// Begins a document from a template.
pub(crate) async fn begin(
    act: &mut Act<'_>,
    who: &Doer,
    (id, place): (ReportId, vocab::PlaceId),
    (template, text): (&Template, Text),
) -> Result<Report, Error> {
    let report = Report {
        id,
        place,
        template: template.name.clone(),
        office: who.role,
        text,
        openness: template.openness,
        open_reason: String::new(),
        version: 1,
        state: State::Draft,
        drafted_by: who.account,
        drafter: who.said(),
        begun_on: act.origin().civil_now.date(),
        signed: None,
        issued: None,
        content: None,
        digest: None,
        public_on: None,
    };
    act.about(id);
    act.note("template", &template.name);
    store::add(act.tx(), &report).await?;
    let now = compose::composed(act.tx(), &report).await?;
    keep_version(act, &report, (who, &now)).await?;
    let begun = step(act, who, "起草", "");
    store::add_steps(act.tx(), id, &[begun]).await?;
    Ok(report)
}

/// What was typed, as it is kept; what cannot be kept says why.
fn sound(text: &Text, openness: Openness, reason: &str) -> Result<(), Error> {
    let title = text.title.trim();
    if title.is_empty() || title.chars().count() > TITLE_MAX {
        return Err(Error::wrong("title", format!("请写标题，{TITLE_MAX} 个字以内")));
    }
    if text.body.chars().count() > BODY_MAX {
        return Err(Error::wrong("body", format!("正文最多 {BODY_MAX} 个字，请把附件另外印发")));
    }
    if openness != Openness::Active && reason.trim().is_empty() {
        return Err(Error::wrong("open_reason", "不主动公开的，请写明理由".to_owned()));
    }
    Ok(())
}

/// Saves what was written over the version that it was read at. Another's is never overwritten.
pub(crate) async fn save(
    visit: &Visit,
    (id, version): (ReportId, i64),
    text: &Text,
    (openness, reason): (Openness, &str),
) -> Result<(), Error> {
    sound(text, openness, reason)?;
    let (who, scope) = (Doer::of(visit), visit.actor.scope());
    platform::act!(visit, "report.save", |act| {
        let there = store::find(act.tx(), id, scope).await?.ok_or(Error::Missing)?;
        act.about(id);
        if there.state != State::Draft || there.office != who.role {
            Err(Error::Refused(rules::Refusal::NotNow))
        } else if there.version != version {
            Err(Error::Overtaken)
        } else {
            let new = Report { text: text.clone(), openness, version: version + 1, ..there };
            let now = compose::composed(act.tx(), &new).await?;
            if now.slips.is_empty() {
                if !store::save(act.tx(), (id, version), text, (openness, reason)).await? {
                    return_overtaken()?;
                }
                keep_version(act, &new, (&who, &now)).await
            } else {
                Err(Error::wrong("body", now.slips.join("\n")))
            }
        }
    })
}

fn return_overtaken() -> Result<(), Error> {
    Err(Error::Overtaken)
}

/// What somebody says who moves a document.
#[derive(Debug, Clone, Default)]
pub(crate) struct Says {
    /// The version that was read.
    pub(crate) version: i64,
    /// The digest of what was read, figures and all.
    pub(crate) seen: String,
    /// The reason or remark.
    pub(crate) words: String,
    /// The word of the number, when it is issued.
    pub(crate) number_word: String,
    /// That it holds no secret and nothing of persons.
    pub(crate) is_checked: bool,
}

/// Moves a document on its way.
pub(crate) async fn go(
    visit: &Visit,
    id: ReportId,
    (wanted, says): (Move, &Says),
) -> Result<State, Error> {
    let (who, scope) = (Doer::of(visit), visit.actor.scope());
    platform::act!(visit, "report.move", |act| {
        moved(act, &who, (id, scope), (wanted, says)).await
    })
}

/// The same inside an act that is open.
pub(crate) async fn moved(
    act: &mut Act<'_>,
    who: &Doer,
    (id, scope): (ReportId, vocab::PlaceId),
    (wanted, says): (Move, &Says),
) -> Result<State, Error> {
    let mut whole = load(act.tx(), id, scope).await?;
    act.about(id);
    act.note("move", wanted.key());
    if wanted == Move::Send {
        let template = super::templates::find(&whole.report.template);
        let offices: Vec<Role> = template.map_or_else(Vec::new, |it| it.agree.clone());
        let others: Vec<Role> =
            offices.into_iter().filter(|it| *it != whole.report.office).collect();
        store::forget_agreed(act.tx(), id).await?;
        store::ask_to_agree(act.tx(), id, &others).await?;
        whole.agreed = others.into_iter().map(|it| (it, None)).collect();
    }
    let (from, writers, asked) = (whole.report.state, whole.writers(), whole.asked());
    let mover = Mover {
        role: who.role,
        account: who.account,
        office: whole.report.office,
        writers: &writers,
        asked: &asked,
        openness: whole.report.openness,
    };
    let to = rules::next(from, wanted, mover)?;
    if says.version != whole.report.version {
        return Err(Error::Overtaken);
    }
    bring_about(act, who, &whole.report, (wanted, says)).await?;
    if from != to && !store::set_state(act.tx(), id, (from, to)).await? {
        return Err(Error::Overtaken);
    }
    act.note("state", to.key());
    let done = step(act, who, wanted.label(), says.words.trim());
    store::add_steps(act.tx(), id, &[done]).await?;
    if let (Move::Return, Some(drafter)) = (wanted, whole.report.drafted_by) {
        let title = format!("《{}》被退回修改：{}", whole.report.text.title, says.words.trim());
        act.tell(drafter, title, format!("/reports/{id}"));
    }
    Ok(to)
}

/// What a move changes beside the state.
async fn bring_about(
    act: &mut Act<'_>,
    who: &Doer,
    report: &Report,
    (wanted, says): (Move, &Says),
) -> Result<(), Error> {
    let today = act.origin().civil_now.date();
    match wanted {
        Move::Send => ready(&compose::composed(act.tx(), report).await?),
        Move::Agree => Ok(store::agree(act.tx(), (report.id, who.role), today).await?),
        Move::Pass => Ok(()),
        Move::Return if says.words.trim().is_empty() => {
            Err(Error::wrong("words", "退回要写明理由，起草人才知道改哪里".to_owned()))
        }
        Move::Return => Ok(store::forget_agreed(act.tx(), report.id).await?),
        Move::Sign => {
            let now = compose::composed(act.tx(), report).await?;
            ready(&now)?;
            if now.seen != says.seen {
                return Err(Error::Moved);
            }
            let content = now.document.stored()?;
            Ok(store::sign(act.tx(), report.id, (&who.name, today), &content).await?)
        }
        Move::Issue => issue(act, report, (&says.number_word, today)).await,
        Move::Publish => publish(act, report, (says.is_checked, today)).await,
    }
}

/// A document goes on only when each of its figures can be told.
fn ready(now: &Composed) -> Result<(), Error> {
    if !now.slips.is_empty() {
        return Err(Error::wrong("body", now.slips.join("\n")));
    }
    let untold = now.told.untold();
    if untold.is_empty() { Ok(()) } else { Err(Error::Untold(untold.join("、"))) }
}

async fn issue(
    act: &mut Act<'_>,
    report: &Report,
    (word, today): (&str, Date),
) -> Result<(), Error> {
    let word = normalise(word);
    if word.is_empty() || word.chars().count() > 10 {
        return Err(Error::wrong("number_word", "请写发文机关代字，例如 慈教".to_owned()));
    }
    let content = report.content.as_deref().ok_or(Error::Missing)?;
    let (signer, signed_on) = report.signed.as_ref().ok_or(Error::Missing)?;
    let signed = paper::Document::read(content)?;
    let year = i64::from(today.year());
    let ordinal = store::last_ordinal(act.tx(), report.place, year).await? + 1;
    let number = rules::number(&word, year, ordinal);
    // 成文日期 is the day of the signature (GB/T 9704 7.3.5.4).
    let whole = paper::Document {
        printed: Some(paper::Printed {
            office: format!("{}办公室", signed.issuer),
            on: compose::day_words(today),
        }),
        ..compose::issued(signed, (signer, &number), *signed_on)
    };
    let content = whole.stored()?;
    let digest = platform::act::sm3(content.as_bytes());
    act.note("number", &number);
    act.note("digest", &digest);
    let it = store::Numbered {
        year,
        ordinal,
        number: &number,
        day: today,
        content: &content,
        digest: &digest,
    };
    Ok(store::issue(act.tx(), report.id, &it).await?)
}

async fn publish(
    act: &mut Act<'_>,
    report: &Report,
    (is_checked, today): (bool, Date),
) -> Result<(), Error> {
    if !is_checked {
        let words = "公开前请逐项核对，并勾选“已作保密审查”".to_owned();
        return Err(Error::wrong("is_checked", words));
    }
    let found = rules::secrets(report.content.as_deref().unwrap_or_default());
    if !found.is_empty() {
        return Err(Error::Secret(found.join("、")));
    }
    Ok(store::publish(act.tx(), report.id, today).await?)
}
